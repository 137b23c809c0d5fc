"""The engine itself: upgrades in the middle of a conversation, words that steer, one form in the way of another."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from perfbot.domain.books.commands import RecordSpending
from perfbot.domain.books.entries import Spending
from perfbot.domain.books.errors import NotAllowed, OverBudget, PeriodIsClosed
from perfbot.forms import (
    FORMS,
    Closed,
    Denied,
    Offered,
    Stale,
    Wanted,
    interrupt,
    open_form,
    take_text,
)
from perfbot.forms.engine.fields import Misread, Situation, cleaned
from tests.form_player import NOON, OFFICE, Player, small_book


def test_words_that_steer_work_in_any_spelling() -> None:
    for word in ("取消", " 取消。", "/cancel", "／ｃａｎｃｅｌ", "CANCEL", "放弃"):
        assert isinstance(Player().open("spend").say(word).shown, Closed)


def test_a_typed_confirm_is_as_good_as_a_pressed_one() -> None:
    player = Player().open("spend", "中博会 1 展位 6.1").say("确认")
    assert isinstance(player.record(), Spending)


def test_an_answer_can_be_changed_by_naming_it_at_the_review() -> None:
    player = Player().open("spend", "中博会 1 展位 6.1").say("修改金额", "2")
    assert "2.00 万元" in player.review.answers[1].text
    assert Player().open("spend", "中博会 1 展位 6.1").say("改用途").prompt.question == "purpose"


def test_other_words_at_the_review_change_nothing_and_say_what_to_press() -> None:
    player = Player().open("spend", "中博会 1 展位 6.1")
    confirm = player.review.confirm
    player.say("好像不对")
    assert player.review.confirm == confirm
    assert "确认" in str(player.review.problem)


def test_a_confirm_under_an_older_review_is_stale_once_an_answer_was_changed() -> None:
    player = Player().open("spend", "中博会 1 展位 6.1")
    old = player.data("✅ 确认")
    player.press("修改金额").say("2").send(old)
    assert isinstance(player.shown, Stale)
    assert player.turn is not None
    assert player.turn.command is None


def test_a_result_opened_before_midnight_is_confirmed_with_the_day_that_was_shown() -> None:
    player = Player(now=datetime(2021, 6, 30, 23, tzinfo=UTC)).open("result", "中博会 参展 6家")
    player.later(hours=2).press("✅ 确认")
    assert player.turn is not None
    assert player.turn.command is not None
    assert player.turn.command.on == date(2021, 6, 30)  # type: ignore[attr-defined]


def test_choices_are_paged_by_eight_and_a_page_turns_without_losing_anything() -> None:
    book = small_book()
    for number in range(20):
        _add_project(book, f"p{number}", f"项目{number:02}号")
    player = Player(book).open("spend")
    assert len(player.prompt.options) == 8
    assert (player.prompt.page, player.prompt.pages) == (0, 3)
    last = player.press("下一页", "下一页").prompt
    assert len(last.options) == 7
    assert player.labels[0].startswith("17 ")
    player.press("项目19号")
    assert player.prompt.question == "amount"


def test_a_project_on_another_page_can_be_named_by_its_number() -> None:
    book = small_book()
    for number in range(20):
        _add_project(book, f"p{number}", f"甲乙{'一二三四五六七八九十'[number % 10]}{number > 9}")
    assert Player(book).open("spend").say("23").draft.answers["project"] == "p19"


def test_an_ambiguous_name_narrows_the_choices_and_all_can_be_shown_again() -> None:
    book = small_book()
    _add_project(book, "radio2", "无线电监管专项经费")
    player = Player(book).open("spend").say("无线电")
    assert [option.id for option in player.prompt.options] == ["radio", "radio2"]
    assert "2 个" in str(player.prompt.problem)
    assert player.say("2").draft.answers["project"] == "radio2"
    player = Player(book).open("spend").say("无线电").press("显示全部")
    assert len(player.prompt.options) == 4


def test_an_unknown_name_shows_the_nearest() -> None:
    player = Player().open("spend").say("中搏会")
    assert [option.id for option in player.prompt.options] == ["expo"]
    assert "最接近" in str(player.prompt.problem)


def _add_project(book: Any, code: str, name: str) -> None:
    from perfbot.domain.books.circumstances import Circumstances
    from perfbot.domain.books.commands import AddProject
    from perfbot.domain.books.rules import decide

    for entry in decide(
        book, AddProject(key=f"add-{code}", project=code, name=name), Circumstances(OFFICE, NOON, NOON.date())
    ):
        book.apply(entry)


def test_codes_that_do_not_fit_a_button_are_pressed_all_the_same() -> None:
    book = small_book()
    _add_project(book, "推动江门大型产业集聚区", "集聚区建设")
    player = Player(book).open("spend").press("集聚区建设")
    assert player.draft.answers["project"] == "推动江门大型产业集聚区"


def test_another_form_meanwhile_asks_which_to_go_on_with() -> None:
    player = Player().open("spend").say("中博会", "3.2")
    turn = interrupt(player.draft, Wanted("result", "中博会", ""), player.ctx)
    player._step(turn)
    assert isinstance(player.shown, Offered)
    assert player.shown.wanted_title == "登记指标完成值"
    player.press("放弃，改做")
    assert player.turn is not None
    assert player.turn.draft is None
    assert player.turn.opens == Wanted("result", "中博会", "")


def test_the_same_form_asked_for_again_offers_to_start_anew() -> None:
    player = Player().open("spend").say("中博会", "3.2")
    player._step(interrupt(player.draft, Wanted("spend"), player.ctx))
    assert "接着填，还是重新开始" in player.text
    player.press("重新开始")
    assert player.turn is not None
    assert player.turn.opens == Wanted("spend")


def test_going_on_with_the_first_form_forgets_the_other() -> None:
    player = Player().open("spend").say("中博会", "3.2")
    player._step(interrupt(player.draft, Wanted("result"), player.ctx))
    player.press("继续填写")
    assert player.prompt.question == "on"
    assert player.draft.waiting is None


def test_text_while_the_choice_is_open_is_not_taken_as_an_answer() -> None:
    player = Player().open("spend").say("中博会", "3.2")
    player._step(interrupt(player.draft, Wanted("result"), player.ctx)).say("6.28")
    assert isinstance(player.shown, Offered)
    assert player.shown.why == "busy"
    assert player.say("继续").prompt.question == "on"
    assert "on" not in player.draft.answers


def test_a_form_without_any_answer_makes_room_at_once() -> None:
    player = Player().open("spend")
    turn = interrupt(player.draft, Wanted("result"), player.ctx)
    assert turn.draft is None
    assert turn.opens == Wanted("result")


def test_an_expired_confirm_records_nothing_until_the_person_goes_on() -> None:
    player = Player().open("spend", "中博会 1 展位 6.1")
    old = player.data("✅ 确认")
    player.later(hours=13).send(old)
    assert isinstance(player.shown, Offered)
    assert player.turn is not None
    assert player.turn.command is None
    player.press("继续填写").confirm()


def test_an_offer_that_is_repeated_does_not_make_the_draft_young() -> None:
    player = Player().open("spend").say("中博会").later(hours=12).restart().restart()
    assert isinstance(player.shown, Offered)
    assert player.shown.why == "expired"
    assert isinstance(player.press("放弃").shown, Closed)


def test_eleven_hours_of_silence_change_nothing() -> None:
    assert Player().open("spend").say("中博会").later(hours=11).say("3.2").prompt.question == "on"


def test_a_refusal_at_confirm_leads_back_to_the_responsible_question() -> None:
    player = Player().open("spend", "中博会 1 展位 6.1")
    refused = PeriodIsClosed("2021-06", 1, NOON)
    player.refuse(refused)
    assert player.prompt.question == "on"
    assert player.prompt.problem == refused
    assert "王主任" in player.text
    assert player.draft.answers["purpose"] == "展位"


def test_money_spent_by_another_meanwhile_asks_about_the_supplement() -> None:
    player = Player().open("spend", "中博会 3 展位 6.1")
    other = Player(player.book).open("spend", "中博会 2 布展 6.2")
    other.confirm()
    player.press("✅ 确认")
    assert player.asked == "awaiting"
    assert player.turn is not None
    assert player.turn.command is None
    assert "超出预算 1.40 万元" in player.text
    assert isinstance(player.confirm(), Spending)


def test_over_budget_told_by_the_ledger_leads_to_the_review_that_asks_about_the_supplement() -> None:
    player = Player().open("spend", "中博会 3 展位 6.1")
    Player(player.book).open("spend", "中博会 2 布展 6.2").confirm()
    player.refuse(OverBudget("expo", Decimal(200_000), Decimal(184_000), Decimal(30_000)))
    assert player.asked == "awaiting"
    assert isinstance(player.confirm(), Spending)


def test_over_budget_told_by_the_ledger_asks_for_the_amount_where_no_supplement_question_stands() -> None:
    player = Player().open("spend", "中博会 3 展位 6.1")
    player.refuse(OverBudget("expo", Decimal(200_000), Decimal(184_000), Decimal(30_000)))
    assert player.prompt.question == "amount"


def test_rights_withdrawn_at_confirm_end_the_conversation() -> None:
    player = Player().open("spend", "中博会 1 展位 6.1").refuse(NotAllowed(7))
    assert isinstance(player.shown, Denied)
    assert player.turn is not None
    assert player.turn.draft is None


def test_a_project_that_is_not_the_persons_any_more_is_asked_for_again() -> None:
    player = Player().open("spend", "中博会 1 展位 6.1").refuse(NotAllowed(7, "expo"))
    assert player.prompt.question == "project"
    assert "中博会经费" in player.text


def test_the_draft_is_never_written_by_looking_at_it() -> None:
    draft = Player().open("spend").say("中博会").draft
    before = json.dumps(draft.to_json())
    take_text(draft, "3.2", Player().ctx)
    assert json.dumps(draft.to_json()) == before


def test_control_characters_and_lone_surrogates_are_stripped_and_the_rest_kept_as_typed() -> None:
    assert cleaned(" a\x00b\ud800c\r\nd\u202ee <b>&\t'; DROP ") == "abc\nd\u202ee <b>&\t'; DROP"


def test_what_a_build_refuses_is_told_at_the_review_without_a_confirm() -> None:
    def refuses(*_: object) -> RecordSpending:
        raise Misread("这样不行")

    forms = {"spend": replace(FORMS["spend"], fields=FORMS["spend"].fields[1:2], build=refuses)}
    player = Player(forms=forms).open("spend").say("3.2")
    assert player.review.confirm == ""
    assert player.review.problem == "这样不行"
    assert "✅ 确认" not in player.labels
    assert player.say("确认").turn is not None
    assert player.turn is not None
    assert player.turn.command is None


def test_a_situation_without_answers_knows_nothing() -> None:
    player = Player().open("spend")
    assert Situation(player.ctx, player.draft).value("project") is None


def test_an_unknown_form_is_a_mistake_of_the_program() -> None:
    with pytest.raises(KeyError):
        open_form("nothing", Player().ctx, "abcdefghijklmnop")
