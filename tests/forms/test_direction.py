"""指标性质: asked once with a result where nothing says it, set by the office, kept with the indicator."""

from __future__ import annotations

from dataclasses import fields

import pytest

from perfbot.domain.books.book import Book
from perfbot.domain.books.circumstances import Circumstances
from perfbot.domain.books.commands import DirectedResult, RecordResult
from perfbot.domain.books.entries import IndicatorResult, IndicatorSet
from perfbot.domain.books.errors import NotAllowed
from perfbot.domain.books.facts import IndicatorFacts
from perfbot.domain.books.rules import decide
from perfbot.domain.indicators.status import indicator_status
from perfbot.domain.values import Direction, Outcome
from perfbot.forms import Review
from perfbot.render.chat.saved import saved
from perfbot.render.chat.trail import entry_card
from perfbot.render.figures.project_card import project_card
from perfbot.render.places.chat import chat_plain
from tests.book_builder import OFFICE, BookBuilder
from tests.form_player import CLERK, NOON, Player, radio_clerk

QUESTION = "越大越好，还是越小越好？"


def new_book(target: str = "5%") -> Book:
    """One indicator whose name and kind do not say which way is better."""
    builder = BookBuilder().project("radio", "20", name="无线电监测")
    return builder.indicator("radio", "radio-1", target, kind="质量指标", name="占比变动").book


def described(book: Book) -> IndicatorSet:
    state = book.indicator("radio-1")
    assert state is not None
    return state.described


def asked(book: Book | None = None, value: str = "8%") -> Player:
    return Player(book or new_book(), radio_clerk()).open("result", f"占比变动 {value}")


def outcome(book: Book) -> Outcome:
    state = book.indicator("radio-1")
    assert state is not None
    return indicator_status(book, state).judgement.outcome


@pytest.mark.parametrize(
    ("answer", "kept", "judged"),
    [
        ("越大越好（≥）", Direction.AT_LEAST, Outcome.EXCEEDED),
        ("越小越好（≤）", Direction.AT_MOST, Outcome.UNMET),
        ("正向", Direction.AT_LEAST, Outcome.EXCEEDED),
        ("反向", Direction.AT_MOST, Outcome.UNMET),
        ("≦", Direction.AT_MOST, Outcome.UNMET),
        ("小", Direction.AT_MOST, Outcome.UNMET),
    ],
)
def test_where_nothing_says_which_way_is_better_it_is_asked_once_and_kept(
    answer: str, kept: Direction, judged: Outcome
) -> None:
    player = asked()
    assert QUESTION in player.text
    assert player.prompt.question == "direction"
    player.say(answer)
    assert player.prompt.question == "reason"
    assert judged.value in player.say("跳过").text
    player.confirm()
    assert described(player.book).direction is kept
    assert outcome(player.book) is judged
    assert QUESTION not in asked(player.book, "9%").text


def test_a_tap_answers_and_the_review_says_what_was_answered() -> None:
    player = asked(value="3%").press("越小越好")
    assert isinstance(player.shown, Review)
    assert "指标性质　越小越好（≤）" in player.text
    assert "完成" in player.text
    player.confirm()
    assert "目标 5%，指标性质 ≤" in asked(player.book, "4%").text


@pytest.mark.parametrize("answer", ["随便", "=", "区间", "3", "1"])
def test_another_answer_is_explained_and_the_question_stays(answer: str) -> None:
    player = asked().say(answer)
    assert player.prompt.question == "direction"
    assert "例：投诉率写“越小越好”" in player.text
    assert described(player.say("反向", "跳过").book).direction is None
    player.confirm()
    assert described(player.book).direction is Direction.AT_MOST


def test_who_does_not_know_records_all_the_same_and_is_asked_with_the_next_result() -> None:
    player = asked().press("说不准")
    assert "指标性质　说不准，先不判断" in player.text
    player.confirm()
    assert outcome(player.book) is Outcome.UNCLEAR
    assert described(player.book).direction is None
    assert QUESTION in asked(player.book, "9%").text


@pytest.mark.parametrize(("target", "value"), [("5%", "5%"), ("≤5%", "8%"), ("≥5%", "8%")])
def test_nothing_is_asked_where_the_answer_would_change_nothing(target: str, value: str) -> None:
    assert QUESTION not in asked(new_book(target), value).text


def test_a_value_changed_at_the_review_takes_the_answer_away() -> None:
    player = asked(value="3%").press("越小越好", "修改完成值").say("5%")
    assert isinstance(player.shown, Review)
    assert "指标性质" not in player.text
    assert isinstance(player.confirm(), IndicatorResult)
    assert described(player.book).direction is None


def test_the_answer_survives_a_restart_before_it_and_after_it() -> None:
    player = asked(value="3%").restart()
    assert player.prompt.question == "direction"
    player.press("越小越好").restart()
    assert "指标性质　越小越好（≤）" in player.text
    player.confirm()
    assert described(player.book).direction is Direction.AT_MOST


def test_a_corrected_result_asks_too_and_reverses_enters_and_directs_in_one_step() -> None:
    player = asked().press("说不准")
    old = player.confirm()
    again = Player(player.book, radio_clerk()).open("correct_result", subject=old.id).press("值不变").press("越小越好")
    before = len(again.book)
    new = again.say("跳过").press("统计口径调整").confirm()
    assert new.corrects == old.id
    assert len(again.book) == before + 3
    assert described(again.book).direction is Direction.AT_MOST
    assert outcome(again.book) is Outcome.UNMET


# -- the rule -------------------------------------------------------------------------------------------


def directed(direction: Direction) -> DirectedResult:
    result = RecordResult(key="r", indicator="radio-1", actual_value="8%", on=NOON.date())
    return DirectedResult(key="r", result=result, direction=direction)


def test_the_indicator_keeps_all_else_and_both_entries_are_one_change() -> None:
    book = new_book()
    before = described(book)
    entries = decide(book, directed(Direction.AT_MOST), Circumstances(CLERK, NOON, NOON.date()))
    told, recorded = entries
    assert [type(one) for one in entries] == [IndicatorSet, IndicatorResult]
    assert [one.number for one in entries] == [book.next_number, book.next_number + 1]
    differing = {f.name for f in fields(IndicatorFacts) if getattr(told, f.name) != getattr(before, f.name)}
    assert differing == {"direction"}
    assert recorded.id == "r"


def test_a_clerk_says_what_nobody_said_and_only_the_office_says_otherwise() -> None:
    book = new_book()
    for entry in decide(book, directed(Direction.AT_MOST), Circumstances(radio_clerk(), NOON, NOON.date())):
        book.apply(entry)
    again = DirectedResult(
        key="r2",
        result=RecordResult(key="r2", indicator="radio-1", actual_value="9%", on=NOON.date()),
        direction=Direction.AT_LEAST,
    )
    with pytest.raises(NotAllowed):
        decide(book, again, Circumstances(radio_clerk(), NOON, NOON.date()))
    assert len(decide(book, again, Circumstances(OFFICE, NOON, NOON.date()))) == 2


def test_whoever_does_not_record_for_the_project_answers_nothing() -> None:
    builder = BookBuilder().project("expo", "20").indicator("expo", "radio-1", "5%", kind="质量指标", name="占比变动")
    with pytest.raises(NotAllowed):
        decide(builder.book, directed(Direction.AT_MOST), Circumstances(radio_clerk(), NOON, NOON.date()))


# -- the office -----------------------------------------------------------------------------------------


def office(book: Book) -> Player:
    return Player(book, OFFICE).open("indicator", subject=described(book).id)


@pytest.mark.parametrize(
    ("name", "kind", "target", "said"),
    [
        ("占比变动", "质量指标", "≥5%", "越大越好（≥），按符号"),
        ("投诉率", "质量指标", "5%", "越小越好（≤），按名称"),
        ("展位费", "成本指标", "5万元", "越小越好（≤），按类别"),
        ("占比变动", "质量指标", "5%-8%", "在区间内，按目标值"),
        ("占比变动", "质量指标", "5%", "看不出，登记完成值时再问"),
    ],
)
def test_the_office_is_not_asked_and_sees_by_what_the_direction_is_known(
    name: str, kind: str, target: str, said: str
) -> None:
    player = Player(new_book(), OFFICE).open("indicator").say("无线电监测", kind, name, target, "跳过")
    assert f"指标性质　{said}" in player.text
    assert player.confirm().direction is None


def test_the_office_sets_it_at_the_review_and_it_stays_with_every_other_change() -> None:
    player = office(new_book()).press("修改指标性质").press("越小越好")
    assert "指标性质　越小越好（≤），已指定" in player.text
    player.confirm()
    assert outcome(player.book) is Outcome.PENDING
    assert office(player.book).press("修改目标值").say("6%").confirm().direction is Direction.AT_MOST
    assert office(player.book).press("修改指标性质").press("由系统判断").confirm().direction is None


def test_a_word_that_is_no_direction_is_explained_with_an_example() -> None:
    player = office(new_book()).press("修改指标性质").say("增加")
    assert "例：投诉率写 ≤" in player.text
    assert player.say("反向").confirm().direction is Direction.AT_MOST


def test_a_direction_against_the_sign_of_the_target_is_asked_about() -> None:
    player = office(new_book("≥5%")).press("修改指标性质").say("反向")
    assert "目标值“≥5%”里的符号与指标性质 ≤ 相反" in player.text
    assert player.press("由系统判断").confirm().direction is None


def test_a_target_changed_against_the_direction_asks_for_it_anew() -> None:
    player = office(new_book()).press("修改指标性质").press("越小越好")
    player.press("修改目标值").say("≥5%")
    assert player.prompt.question == "direction"
    assert "相反" in player.text
    assert player.press("越大越好").confirm().direction is Direction.AT_LEAST


def test_card_trail_and_answer_say_the_direction_that_was_given() -> None:
    player = asked(value="3%").press("越小越好")
    entry = player.confirm()
    card = project_card(player.book, "radio", NOON.date(), {})
    assert "5%（≤）" in "\n".join(chat_plain(card))
    assert "目标值 5%（≤）" in "\n".join(chat_plain(saved(player.book, entry)))
    told = entry_card(player.book, described(player.book), {}, may_change=False)
    assert "指标性质：≤" in "\n".join(chat_plain(told))
