"""What holds in every conversation and at each of its steps: nothing is lost, nothing is taken that was not asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from perfbot.domain.books.members import Member, Role
from perfbot.forms import FORMS, Closed, Denied, Offered, Prompt, Review, Stale, button_data, parse_press, take_press
from perfbot.forms.engine.fields import Situation
from perfbot.forms.engine.progress import stand
from tests.form_player import VIEWER, Player
from tests.form_scripts import SCRIPTS, Script

EVERY = pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name or script.form)
STEPS = [
    pytest.param(script, index, id=f"{script.name or script.form}-{step.question}")
    for script in SCRIPTS
    for index, step in enumerate(script.steps)
]
EVERY_STEP = pytest.mark.parametrize(("script", "index"), STEPS)


def test_every_form_has_a_script() -> None:
    assert {script.form for script in SCRIPTS} == set(FORMS)


@EVERY
def test_answering_every_question_leads_to_the_review_and_records_one_entry(script: Script) -> None:
    player = script.at(len(script.steps))
    before = len(player.book)
    assert isinstance(player.shown, Review)
    entry = player.confirm()
    assert type(entry).__name__ == script.records
    assert entry.id == player.draft.id
    assert len(player.book) - before == (2 if script.form.startswith("correct") else 1)


@EVERY
def test_the_number_of_steps_stays_as_it_was_told_whatever_is_answered(script: Script) -> None:
    player, told = script.start(), set[int]()
    for step in script.steps:
        if isinstance(player.shown, Prompt):
            assert not told or player.prompt.steps in told
            told |= {player.prompt.steps} - {0}
        step.do(player)
    assert len(told) <= 1


def test_a_result_that_misses_its_target_asks_for_more_without_having_promised_less() -> None:
    player = Player().open("result", "中博会")
    told = [player.prompt.steps, *(player.say(answer).prompt.steps for answer in ("参观", "6"))]
    assert player.asked == "reason"
    assert told == [0, 0, 0]


@EVERY
def test_nothing_is_recorded_before_confirm(script: Script) -> None:
    player = script.start()
    before = len(player.book)
    for step in script.steps:
        step.do(player)
        assert player.turn is not None
        assert player.turn.command is None
    assert len(player.book) == before


@EVERY_STEP
def test_a_bad_answer_leaves_the_conversation_where_it_was(script: Script, index: int) -> None:
    step, player = script.steps[index], script.at(index)
    assert step.bad is not None
    answers = dict(player.draft.answers)
    player.say(step.bad)
    assert player.asked == step.question
    assert isinstance(player.shown, (Prompt, Review))
    assert player.shown.problem is not None
    assert dict(player.draft.answers) == answers
    if isinstance(player.shown, Prompt) and player.shown.search:
        player.press("显示全部")
    assert step.do(player).asked != step.question


@EVERY_STEP
def test_cancel_ends_the_conversation_at_any_step_and_records_nothing(script: Script, index: int) -> None:
    for cancel in (lambda player: player.say("取消"), lambda player: player.press("✖ 取消")):
        player = script.at(index)
        before = len(player.book)
        cancel(player)
        assert isinstance(player.shown, Closed)
        assert player.turn is not None
        assert player.turn.draft is None
        assert len(player.book) == before


@EVERY_STEP
def test_a_restart_puts_the_same_question_with_the_same_answers(script: Script, index: int) -> None:
    player = script.at(index)
    before, answers = player.asked, dict(player.draft.answers)
    player.restart()
    assert player.asked == before
    assert dict(player.draft.answers) == answers
    for step in script.steps[index:]:
        step.do(player)
    assert type(player.confirm()).__name__ == script.records


@EVERY_STEP
def test_after_twelve_hours_the_draft_is_offered_with_its_answers_and_goes_on(script: Script, index: int) -> None:
    player = script.at(index)
    assert isinstance(player.shown, (Prompt, Review))
    before, shown = player.asked, player.shown.answers
    player.later(hours=12).say("随便什么")
    assert isinstance(player.shown, Offered)
    assert player.shown.why == "expired"
    assert player.shown.answers == shown
    player.press("继续填写")
    assert player.asked == before


@EVERY_STEP
def test_a_button_of_the_question_before_is_stale_and_changes_nothing(script: Script, index: int) -> None:
    if index == 0:
        old = button_data(script.start().draft.id, "nothing", "yes")
        player = script.start()
    else:
        player = script.at(index - 1)
        old = player.data("✖ 取消")
        script.steps[index - 1].do(player)
    draft = player.draft
    player.send(old)
    assert isinstance(player.shown, Stale)
    assert player.draft == draft


@EVERY_STEP
def test_a_forged_choice_is_stale_and_changes_nothing(script: Script, index: int) -> None:
    player = script.at(index)
    draft = player.draft
    for choice in ("forged", "_edit.nothing", "_skip2", "_new", "_go"):
        player.send(button_data(draft.id, script.steps[index].question, choice))
        assert isinstance(player.shown, Stale)
        assert player.draft == draft
    player.send(button_data(draft.id, script.steps[index].question, "_ok.00000000"))
    assert player.turn is not None
    assert player.turn.command is None
    assert player.draft.answers == draft.answers


@EVERY_STEP
def test_another_persons_press_is_stale(script: Script, index: int) -> None:
    player = script.at(index)
    other = replace(player.ctx, actor=Member(66, "别人", Role.ADMIN))
    pressed = parse_press(player.data("✖ 取消"))
    assert pressed is not None
    turn = take_press(player.draft, pressed, other)
    assert isinstance(turn.show, Stale)
    assert turn.draft == player.draft


@EVERY_STEP
def test_every_button_fits_into_64_ascii_bytes(script: Script, index: int) -> None:
    player = script.at(index)
    script.steps[index].do(player)
    for row in player.page.buttons:
        for button in row:
            assert button.data is not None
            assert len(button.data.encode("ascii")) <= 64


@EVERY
def test_going_back_and_keeping_the_answers_leads_to_the_same_review(script: Script) -> None:
    if len(script.steps) < 2:
        return
    index = max(i for i in range(len(script.steps)) if isinstance(script.at(i).shown, Prompt))
    player = script.at(index)
    player.say("返回")
    assert player.asked != script.steps[index].question
    player.press("不改")
    for step in script.steps[index:]:
        step.do(player)
    assert isinstance(player.shown, Review)


@EVERY
def test_every_answer_on_the_review_can_be_changed_and_kept(script: Script) -> None:
    player = script.at(len(script.steps))
    reviewed = player.review.answers
    for item in reviewed:
        if item.editable:
            player.press(f"修改{item.label}")
            assert player.asked == item.field
            player.press("不改")
            assert player.review.answers == reviewed


@EVERY
def test_one_who_may_only_look_opens_nothing(script: Script) -> None:
    book = script.book()
    player = Player(book, VIEWER).open(script.form, subject=script.about(book))
    assert isinstance(player.shown, Denied)
    assert player.turn is not None
    assert player.turn.draft is None


@EVERY
def test_a_member_removed_meanwhile_loses_the_draft_at_the_next_word_or_press(script: Script) -> None:
    player = script.at(len(script.steps))
    player.ctx = replace(player.ctx, actor=replace(player.ctx.actor, removed=True))
    player.press("✅ 确认")
    assert isinstance(player.shown, Denied)
    assert player.turn is not None
    assert player.turn.draft is None


@EVERY
def test_confirming_twice_says_that_it_is_recorded_and_adds_nothing(script: Script) -> None:
    player = script.at(len(script.steps))
    data = player.data("✅ 确认")
    entry = player.confirm()
    before = len(player.book)
    player.send(data)
    assert isinstance(player.shown, Closed)
    assert player.shown.why == "recorded"
    assert player.shown.number == entry.number
    assert len(player.book) == before


class _Watched(dict[str, Any]):
    """Answers that note which of them were looked at."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        super().__init__(values)
        self.seen: set[str] = set()

    def __getitem__(self, name: str) -> Any:
        self.seen.add(name)
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:
        self.seen.add(name)
        return super().get(name, default)


@EVERY
def test_an_answer_that_another_one_decided_goes_when_that_other_is_changed(script: Script) -> None:
    player = script.at(len(script.steps))
    form = player.forms[script.form]
    values = stand(form, player.draft, player.ctx).values
    for field in form.fields:
        watched = _Watched({name: value for name, value in values.items() if name != field.name})
        here = Situation(player.ctx, player.draft, watched)
        decided = field.default(here) is not None
        if field.hidden or field.provisional:
            decided = field.applies(here) and bool(field.choices(here))
        assert not decided or watched.seen <= {field.name, *field.depends_on}, field.name
