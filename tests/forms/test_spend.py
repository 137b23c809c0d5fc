"""登记支出 by conversation and in one line: money, days, doubles and slips of the unit."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from perfbot.domain.books.circumstances import Circumstances
from perfbot.domain.books.commands import ClosePeriod, RecordSpending
from perfbot.domain.books.entries import Basis, Spending
from perfbot.domain.books.errors import NotAllowed, PeriodIsClosed
from perfbot.domain.books.members import Member, Role, Scope
from perfbot.domain.books.rules import decide
from perfbot.domain.previews.effects import SpendingEffect
from perfbot.forms import Denied, Review
from tests.book_builder import BookBuilder
from tests.form_player import CLERK, NOON, OFFICE, Player, radio_clerk, small_book


def command(player: Player) -> RecordSpending:
    player.press("✅ 确认")
    assert player.turn is not None
    assert isinstance(player.turn.command, RecordSpending)
    return player.turn.command


@pytest.mark.parametrize(
    "line",
    [
        "中博会 3.2 展位搭建 6.30",
        "中博会 展位搭建 3.2 6.30",
        "中博会 6月30日 展位搭建 3.2",
        "中博会 3.2万元 6.30 展位搭建",
        "中博会 6.30 32000元 展位搭建",
        "zbh ￥32,000 展位搭建 20210630",
        "expo ３．２ 展位搭建 ２０２１－０６－３０",
        "中博会经费　3.2　展位搭建　6/30",
        "中博会 今天 3.2 展位搭建",
        "3.2 中博会 6.30 展位搭建",
        "中博会，3.2，展位搭建，6.30",
        "中博会3.2万展位搭建6月30日",
    ],
)
def test_one_line_goes_straight_to_the_review(line: str) -> None:
    player = Player().open("spend", line)
    assert isinstance(player.shown, Review)
    told = command(player)
    assert (told.project, told.amount, told.on, told.purpose) == (
        "expo",
        Decimal(32000),
        date(2021, 6, 30),
        "展位搭建",
    )
    assert not told.awaiting_supplement


@pytest.mark.parametrize(
    ("line", "asked", "kept"),
    [
        ("中博会", "amount", {"project": "expo"}),
        ("中博会 3.2", "on", {"project": "expo", "amount": "3.2"}),
        ("中博会 3.2 展位搭建", "on", {"project": "expo", "amount": "3.2", "purpose": "展位搭建"}),
        ("中博会 展位搭建 昨天", "amount", {"project": "expo", "on": "2021-06-29", "purpose": "展位搭建"}),
        ("3.2 6.30 展位", "project", {"amount": "3.2", "on": "2021-06-30", "purpose": "展位"}),
        ("经费 3.2", "project", {"amount": "3.2", "purpose": "经费"}),
        ("没有的项目 3.2", "project", {"amount": "3.2", "purpose": "没有的项目"}),
    ],
)
def test_what_one_line_does_not_say_is_asked_and_the_rest_is_kept(line: str, asked: str, kept: dict[str, str]) -> None:
    player = Player().open("spend", line)
    assert player.prompt.question == asked
    assert dict(player.draft.answers) == kept


@pytest.mark.parametrize(
    ("line", "said", "offered"),
    [("经费 3.2 会议 6.30", "2 个符合", ["expo", "design"]), ("文博 3.2 会议 6.30", "没有找到“文博”", ["expo"])],
)
def test_a_project_in_one_line_that_is_not_plain_is_asked_with_the_reason_and_nothing_else_is_asked_again(
    line: str, said: str, offered: list[str]
) -> None:
    player = Player().open("spend", line)
    assert said in player.text
    assert [option.id for option in player.prompt.options] == offered
    told = command(player.say("中博会"))
    assert (told.project, told.amount, told.purpose) == ("expo", Decimal(32000), "会议")


def test_a_sum_in_chinese_numerals_is_never_torn_apart() -> None:
    assert "amount" not in Player().open("spend", "中博会三万五千元").draft.answers


def test_a_day_in_one_line_that_will_not_do_is_asked_again_with_the_reason() -> None:
    player = Player().open("spend", "中博会 3.2 展位搭建 12.31")
    assert player.prompt.question == "on"
    assert "不能晚于今天" in str(player.prompt.problem)
    assert "2020" not in player.text
    assert Player().open("spend", "中博会 3.2 展位 2020-06-30").prompt.question == "on"


@pytest.mark.parametrize("amount", ["-3", "－３", "1e400", "NaN"])
def test_no_amount_in_one_line_is_asked_again_and_the_day_behind_it_stays_a_day(amount: str) -> None:
    player = Player().open("spend", f"中博会 {amount} 展位 6.30")
    assert player.prompt.question == "amount"
    assert player.prompt.problem is not None
    assert player.draft.answers["on"] == "2021-06-30"


def test_a_figure_too_many_in_one_line_stays_in_the_purpose_and_shows_at_the_review() -> None:
    player = Player().open("spend", "中博会 3.2 6.30 展位 100")
    assert [item.text for item in player.review.answers][-1] == "展位 100"


def test_only_the_persons_own_projects_are_offered() -> None:
    two = Member(8, "周", Role.EDITOR, (Scope("f", ("radio", "expo")),))
    assert [option.id for option in Player(actor=two).open("spend").prompt.options] == ["expo", "radio"]
    foreign = Player(actor=two).open("spend", "工业设计 1 x 6.1")
    assert foreign.prompt.question == "project"
    assert "“工业设计大赛经费”不是您负责的项目" in foreign.text


def test_with_one_project_the_question_is_skipped() -> None:
    player = Player(actor=radio_clerk()).open("spend")
    assert player.prompt.question == "amount"
    assert (player.prompt.step, player.prompt.steps) == (1, 0)
    player.say("1")
    assert (player.prompt.step, player.prompt.steps) == (2, 3)
    player.say("今天", "维护")
    assert command(player).project == "radio"


def test_one_line_needs_no_project_from_one_who_has_only_one() -> None:
    assert command(Player(actor=radio_clerk()).open("spend", "1.5 6.30 维护")).project == "radio"


def test_a_project_of_others_in_one_line_is_never_taken_for_the_purpose() -> None:
    player = Player(actor=radio_clerk()).open("spend", "中博会 0.2 6.30")
    assert "“中博会经费”不是您负责的项目" in player.text
    assert player.prompt.question == "amount"
    assert not player.draft.answers
    assert command(Player(actor=radio_clerk()).open("spend", "1.5 设计 6.30")).purpose == "设计"


def test_somebody_of_another_fund_opens_nothing() -> None:
    other = Member(8, "周", Role.EDITOR, (Scope("other"),))
    assert Player(actor=other).open("spend").shown == Denied("登记支出", NotAllowed(8))


def test_a_book_without_projects_says_so() -> None:
    player = Player(BookBuilder().book, OFFICE).open("spend")
    assert isinstance(player.shown, Denied)
    assert "还没有二级项目" in str(player.shown.problem)


def test_the_review_tells_old_and_new() -> None:
    player = Player().open("spend", "中博会 3.2 展位搭建 6.30")
    assert isinstance(player.review.effect, SpendingEffect)
    for words in (
        "3.20 万元 = 32,000.00 元",
        "已支出 16.40 → 19.60 万元",
        "支出率 82.00% → 98.00%",
        "还剩 0.40 万元",
        "一级项目支出率 8.24% → 9.85%",
        "2021年6月30日（周三）",
    ):
        assert words in player.text


def test_the_amount_question_tells_what_is_left() -> None:
    assert "还剩 3.60 万元" in Player().open("spend", "中博会").text


def test_a_project_beyond_its_budget_says_by_how_much() -> None:
    player = Player().open("spend", "中博会 5 展位搭建 6.30")
    player.confirm()
    assert "已超出 1.40 万元" in Player(player.book).open("spend", "中博会").text


def test_beyond_the_budget_the_review_warns_and_confirming_marks_it_as_awaiting_a_supplement() -> None:
    player = Player().open("spend", "中博会 5 展位搭建 6.30")
    assert player.asked == "awaiting"
    assert "已支出 16.40 → 21.40 万元" in player.text
    assert "⚠️ 超出预算 1.40 万元" in player.text
    assert "✅ 确认，标为待追加" in player.labels
    assert "✅ 确认" not in player.labels
    assert command(player).awaiting_supplement


def test_the_mark_can_also_be_typed_and_then_shows_among_the_answers() -> None:
    player = Player().open("spend", "中博会 5 展位搭建 6.30").say("待追加")
    assert player.asked == "review"
    assert ("超预算", "待追加") in [(item.label, item.text) for item in player.review.answers]
    assert command(player).awaiting_supplement


def test_the_amount_can_be_mended_instead_of_awaiting_a_supplement() -> None:
    player = Player().open("spend", "中博会 5 展位搭建 6.30").press("修改金额").say("3")
    told = command(player)
    assert (told.amount, told.awaiting_supplement) == (Decimal(30000), False)


def test_a_likely_slip_of_the_unit_is_asked_at_the_review_with_two_buttons() -> None:
    player = Player().open("spend", "中博会 32000 展位搭建 6.30")
    assert player.asked == "unit"
    assert player.review.text == "是 32000 元，还是 32000 万元？"
    assert not [label for label in player.labels if "确认" in label]
    assert player.say("确认").turn is not None
    assert player.asked == "unit"
    player.press("32000 元")
    assert "3.20 万元 = 32,000.00 元" in player.text
    assert command(player).amount == Decimal(32000)


def test_who_means_the_larger_unit_is_taken_at_their_word_and_asked_about_the_budget() -> None:
    player = Player().open("spend", "中博会 150 展位搭建 6.30").press("150 万元")
    assert player.asked == "awaiting"
    told = command(player)
    assert (told.amount, told.awaiting_supplement) == (Decimal(1_500_000), True)


@pytest.mark.parametrize("figure", ["300000", "32000", "9000000"])
def test_more_than_the_whole_fund_is_typed_once_more_with_its_unit_before_it_can_be_confirmed(figure: str) -> None:
    player = Player().open("spend", f"中博会 {figure} 材料 6.30")
    assert player.review.text == f"是 {figure} 元，还是 {figure} 万元？"
    player.press(f"{figure} 万元")
    assert player.prompt.question == "again"
    assert "比整个一级项目的预算 199.00 万元还多" in player.text
    for unlike in (figure, "确认", f"{figure}元", "30万元"):
        assert player.say(unlike).prompt.question == "again"
        assert player.prompt.problem
    player.say(f"{figure}万元")
    assert player.asked == "awaiting"
    assert command(player).amount == Decimal(figure) * 10_000


def test_a_slip_of_the_unit_that_does_not_fit_the_budget_either_way_is_asked_about_too() -> None:
    player = Player().open("spend", "中博会 300000 材料 6.30").press("300000 元")
    assert player.asked == "awaiting"
    assert command(player).amount == Decimal(300_000)


@pytest.mark.parametrize(
    ("typed", "spelt"), [("32000元", "（三万二千元整）"), ("12,345.6元", "（一万二千三百四十五元六角）")]
)
def test_a_figure_of_five_digits_and_more_is_also_said_in_numerals(typed: str, spelt: str) -> None:
    assert spelt in Player().open("spend", f"中博会 {typed} 展位搭建 6.30").text
    assert "元整" not in Player().open("spend", "中博会 3.2 展位搭建 6.30").text


@pytest.mark.parametrize("again", ["145", "145元", "145万元"])
def test_an_amount_typed_anew_is_asked_anew_for_its_unit(again: str) -> None:
    player = Player().open("spend", "工业设计 145 展位搭建 6.30")
    player.say("修改项目", "中博会")
    assert player.review.text == "是 145 元，还是 145 万元？"
    player.press("145 万元").press("修改金额").say(again)
    if again == "145元":
        assert command(player).amount == Decimal(145)
    else:
        assert player.review.text == "是 145 元，还是 145 万元？"


def test_the_mark_of_a_supplement_goes_with_the_amount_that_it_was_given_to() -> None:
    player = Player().open("spend", "中博会 5 展位搭建 6.30").say("待追加").press("修改金额").say("15")
    assert player.asked == "awaiting"


def test_a_tiny_amount_asks_about_the_unit_too() -> None:
    player = Player().open("spend", "中博会 3.2元 展位搭建 6.30")
    assert player.review.text == "是 3.2 元，还是 3.2 万元？"
    assert command(player.press("3.2 万元")).amount == Decimal(32000)


def test_an_amount_mended_at_the_unit_question_forgets_the_slip() -> None:
    player = Player().open("spend", "中博会 32000 展位搭建 6.30").press("修改金额").say("3.3")
    assert command(player).amount == Decimal(33000)


def test_the_unit_is_asked_again_when_another_slip_follows() -> None:
    player = Player().open("spend", "中博会 32000 展位搭建 6.30").press("32000 元").press("修改金额").say("15000")
    assert player.review.text == "是 15000 元，还是 15000 万元？"


def test_a_double_is_pointed_out_with_its_number() -> None:
    player = Player().open("spend", "中博会 1 展位搭建 6.30")
    first = player.confirm()
    again = Player(player.book).open("spend", "中博会 1 展位 6.30")
    assert f"⚠️ 可能重复：第 {first.number} 号" in again.text
    assert "可能重复" not in Player(player.book).open("spend", "中博会 1 展位 6.29").text
    assert isinstance(again.confirm(), Spending)


def test_today_typed_before_midnight_stays_that_day() -> None:
    player = Player().open("spend", "中博会 1").say("今天")
    assert player.draft.answers["on"] == "2021-06-30"


def test_the_last_days_are_offered_in_a_running_year() -> None:
    options = Player().open("spend", "中博会 1").prompt.options
    assert [option.label for option in options[:3]] == ["今天 6月30日", "昨天 6月29日", "前天 6月28日"]
    assert options[0].id == "2021-06-30"


def test_the_first_days_of_january_do_not_reach_back_into_another_year() -> None:
    player = Player(now=datetime(2021, 1, 2, 4, tzinfo=UTC)).open("spend", "中博会 1")
    assert [option.id for option in player.prompt.options] == ["2021-01-02", "2021-01-01"]


def test_in_a_past_year_the_ends_of_months_are_offered() -> None:
    player = Player(now=datetime(2022, 3, 1, 4, tzinfo=UTC)).open("spend", "中博会 1")
    assert [option.label for option in player.prompt.options][:2] == ["12月31日", "11月30日"]
    assert len(player.prompt.options) == 12
    assert player.prompt.pages == 1
    assert command(player.press("11月30日").say("展位")).on == date(2021, 11, 30)


def test_a_closed_month_is_refused_at_the_day_with_who_closed_it() -> None:
    book = small_book()
    for entry in decide(book, ClosePeriod(key="c", period="2021-05"), Circumstances(OFFICE, NOON, NOON.date())):
        book.apply(entry)
    player = Player(book).open("spend", "中博会 1 展位").say("5.20")
    assert isinstance(player.prompt.problem, PeriodIsClosed)
    assert "王主任" in player.text
    past = Player(book, now=datetime(2022, 1, 5, tzinfo=UTC)).open("spend", "中博会 1 展位")
    assert "2021-05-31" not in [option.id for option in past.prompt.options]


def test_recent_purposes_are_offered_and_a_tap_takes_the_whole_of_it() -> None:
    long = "标准展位搭建及布展运输服务费（第二批，含税）一二三四五六"
    player = Player().open("spend", f"中博会 1 {long} 6.1")
    player.confirm()
    again = Player(player.book, CLERK).open("spend", "中博会 2 6.2")
    assert again.prompt.question == "purpose"
    assert command(again.press("标准展位搭建")).purpose == long


def test_what_a_loaded_file_says_in_the_clerks_stead_is_no_suggestion() -> None:
    builder = BookBuilder().project("expo", "20", name="中博会经费")
    spending = RecordSpending(key="s", project="expo", amount=Decimal(1000), on=date(2021, 3, 1), purpose="全年支出")
    circumstances = Circumstances(OFFICE, NOON, NOON.date(), basis=Basis.ASSUMED)
    for entry in decide(builder.book, spending, circumstances):
        builder.book.apply(entry)
    assert Player(builder.book, OFFICE).open("spend", "1 6.2").prompt.options == ()


def test_an_amount_far_beyond_the_whole_budget_asks_for_its_unit_even_when_nothing_is_left() -> None:
    builder = BookBuilder().project("expo", "20", name="中博会经费").spend("expo", "20", date(2021, 3, 1))
    player = Player(builder.book, OFFICE).open("spend", "35700 展位 6.1")
    assert "是 35700 元，还是 35700 万元？" in player.text


def test_words_typed_at_an_over_budget_review_point_to_the_buttons() -> None:
    player = Player().open("spend", "中博会 5 展位 6.30").say("产业")
    assert isinstance(player.shown, Review)
    assert "请核对后点“确认”" in player.text
    assert "没有找到" not in player.text
    assert command(player.say("确认")).awaiting_supplement


def test_words_are_kept_as_typed_and_shown_safely() -> None:
    nasty = "<b>展位</b> & '; DROP TABLE\n=1+1 😀 ../../etc/passwd"
    player = Player().open("spend", "中博会 1 6.1").say(nasty)
    assert "&lt;b&gt;展位&lt;/b&gt; &amp;" in player.html
    assert command(player).purpose == nasty
