"""The office's forms: budget events, 用款计划, the declared score, closing and opening again."""

from __future__ import annotations

from decimal import Decimal

import pytest

from perfbot.domain.books.entries import BudgetChanged, PeriodClosed, PeriodReopened, PlanSet, ScoreDeclared
from perfbot.domain.books.errors import BudgetBelowSpent
from perfbot.domain.books.facts import BudgetKind
from perfbot.forms import Denied
from tests.book_builder import BookBuilder
from tests.form_player import CLERK, OFFICE, Player, small_book


def office(form: str, line: str = "") -> Player:
    return Player(actor=OFFICE).open(form, line)


def budget(player: Player) -> BudgetChanged:
    entry = player.confirm()
    assert isinstance(entry, BudgetChanged)
    return entry


@pytest.mark.parametrize("form", ["adjust", "declare", "close"])
def test_a_clerk_opens_no_form_of_the_office(form: str) -> None:
    assert isinstance(Player(actor=CLERK).open(form).shown, Denied)


def test_a_supplement_adds_to_one_project_and_to_the_fund() -> None:
    player = office("adjust").press("追加", "中博会经费").say("3", "6.1", "江财预〔2021〕15号")
    assert "“中博会经费”预算 20.00 → 23.00 万元" in player.text
    assert "一级项目预算 199.00 → 202.00 万元" in player.text
    entry = budget(player)
    assert (entry.kind, entry.document_number) == (BudgetKind.SUPPLEMENT, "江财预〔2021〕15号")
    assert player.book.adjusted_budget() == 2_020_000


def test_a_transfer_leaves_the_funds_total_unchanged() -> None:
    player = office("adjust").press("调剂", "工业设计大赛经费", "中博会经费").say("10", "6.1").press("没有文号")
    assert "总额不变" in player.text
    entry = budget(player)
    assert {line.project: line.amount for line in entry.lines} == {
        "design": Decimal(-100_000),
        "expo": Decimal(100_000),
    }
    assert player.book.adjusted_budget() == 1_990_000


@pytest.mark.parametrize("line", ["中博会 10，无线电 5.5", "中博会 10\n无线电 5.5万", "zbh 10；无线电 55000元"])
def test_a_transfer_to_several_is_typed_in_one_line(line: str) -> None:
    player = office("adjust").press("调剂", "工业设计大赛经费").say(line, "6.1", "跳过")
    assert [line.amount for line in budget(player).lines] == [Decimal(-155_000), Decimal(100_000), Decimal(55_000)]


def test_the_project_that_gives_is_not_among_those_that_take() -> None:
    player = office("adjust").press("调剂", "工业设计大赛经费")
    assert [option.id for option in player.prompt.options] == ["expo", "radio"]


def test_a_cut_takes_away() -> None:
    player = office("adjust").press("调减", "中博会经费")
    assert "未支出 3.60 万元" in player.text
    assert budget(player.say("3.6", "6.1", "跳过")).lines[0].amount == Decimal(-36_000)


def test_a_cut_below_what_is_spent_leads_back_to_the_amount() -> None:
    player = office("adjust").press("调减", "中博会经费").say("3.7", "6.1", "跳过")
    assert isinstance(player.prompt.problem, BudgetBelowSpent)
    assert player.prompt.question == "amount"
    assert "16.40 万元" in player.text
    assert budget(player.say("3")).lines[0].amount == Decimal(-30_000)


def test_a_transfer_to_several_below_what_is_spent_leads_back_to_the_projects() -> None:
    player = office("adjust").press("调剂", "中博会经费").say("工业设计 3，无线电 3", "6.1", "跳过")
    assert player.prompt.question == "targets"
    assert isinstance(player.prompt.problem, BudgetBelowSpent)


def test_whoever_keeps_the_refused_answer_sees_why_and_may_change_any_other() -> None:
    player = office("adjust").press("调剂", "中博会经费").say("工业设计 3，无线电 3", "6.1", "跳过").press("不改")
    assert isinstance(player.review.problem, BudgetBelowSpent)
    assert not player.review.confirm
    player.press("修改调出", "工业设计大赛经费").say("中博会 3，无线电 3")
    assert budget(player).lines[0].project == "design"


def test_an_initial_budget_can_be_given_by_chat() -> None:
    builder = BookBuilder().project("expo")
    player = Player(builder.book, OFFICE).open("adjust").press("年初预算").say("1", "20", "1.1", "跳过")
    assert budget(player).kind is BudgetKind.APPROPRIATION
    assert builder.book.initial_budget() == 200_000


def test_in_a_book_without_projects_the_first_one_is_added() -> None:
    book = BookBuilder().book
    player = Player(book, OFFICE).open("adjust").say("中博会经费").press("就用全称", "年初项目", "跳过")
    entry = player.confirm()
    assert (entry.project, entry.mid_year) == ("p01", False)


def test_a_project_added_during_the_year_gets_its_money_next() -> None:
    book = small_book()
    added = (
        Player(book, OFFICE).open("adjust").press("新增二级项目").say("产业链研究工作经费（年中追加）", "中博会经费")
    )
    assert "已是“中博会经费”的简称" in added.text
    added.press("产业链研究")
    entry = added.press("年中追加", "跳过").confirm()
    assert book.projects[entry.project].described.mid_year
    player = Player(book, OFFICE).open("adjust", subject=entry.id)
    assert not any("新增" in label for label in player.labels)
    player.press("追加").say("130", "6.30", "跳过")
    assert "“产业链研究工作经费”预算 0.00 → 130.00 万元" in player.text
    assert budget(player).lines[0].project == entry.project


def test_money_moved_and_added_in_one_decision_is_one_entry() -> None:
    player = office("adjust").press("调剂并追加", "工业设计大赛经费").say("中博会 10，无线电 5.5", "12", "6.1", "跳过")
    assert "一级项目预算 199.00 → 202.50 万元" in player.text
    entry = budget(player)
    assert entry.kind is BudgetKind.TRANSFER
    assert entry.supplement == 35_000
    assert [line.amount for line in entry.lines] == [-120_000, 100_000, 55_000]


def test_a_decision_that_adds_nothing_is_a_transfer() -> None:
    player = office("adjust").press("调剂并追加", "工业设计大赛经费").say("中博会 10，无线电 5.5", "15.5")
    assert player.prompt.question == "moved"
    assert "请选“调剂”" in player.text


def plan(player: Player) -> tuple[Decimal, ...]:
    entry = player.confirm()
    assert isinstance(entry, PlanSet)
    return entry.cumulative


def test_an_even_plan_ends_at_the_budget() -> None:
    amounts = plan(Player().open("plan", "中博会 平均"))
    assert amounts[0] == Decimal("16666.67")
    assert amounts[5] == Decimal("100000.00")
    assert amounts[-1] == 200_000


def test_a_plan_by_quarters_steps_at_their_ends() -> None:
    amounts = plan(Player().open("plan").say("中博会").press("按季"))
    assert [int(amount) for amount in amounts] == [n // 3 * 50_000 for n in range(1, 13)]


@pytest.mark.parametrize(
    "typed",
    [
        "0 0 2 2 4 4 8 8 12 12 16 20",
        "0,0,2,2,4,4,8,8,12,12,16,20",
        "0、0、2、2、4、4、8、8、12、12、16、20万",
        "０ ０ ２ ２ ４ ４ ８ ８ １２ １２ １６ ２０",
        "0\n0\n20,000元\n2\n4\n4\n8\n8\n12\n12\n16\n20",
    ],
)
def test_twelve_cumulative_figures_are_read_from_one_line(typed: str) -> None:
    amounts = plan(Player().open("plan").say("中博会", typed))
    assert [amount / 10_000 for amount in amounts] == [0, 0, 2, 2, 4, 4, 8, 8, 12, 12, 16, 20]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("1 2 3", "现在有 3 个"),
        ("0 0 5 4 5 5 5 5 5 5 5 5", "4 月不能比上个月少"),
        ("0 0 二 x 5 5 5 5 5 5 5 5", "“x”"),
        ("", "12 个累计数"),
    ],
)
def test_a_plan_that_will_not_do_says_where(typed: str, words: str) -> None:
    player = Player().open("plan").say("中博会", typed)
    assert player.prompt.question == "cumulative"
    assert words in player.text


def test_a_plan_that_does_not_end_at_the_budget_is_pointed_out() -> None:
    assert "比预算 20.00 万元少 1.00 万元" in Player().open("plan", "中博会 0 0 2 2 4 4 8 8 12 12 16 19").text
    assert "多 1.00 万元" in Player().open("plan", "中博会 0 0 2 2 4 4 8 8 12 12 16 21").text


@pytest.mark.parametrize(
    ("line", "grade"), [("97", "优"), ("89.9分", "良"), ("60", "中"), ("0", "差"), ("97 良", "良")]
)
def test_a_declared_score_proposes_its_grade(line: str, grade: str) -> None:
    player = office("declare", line)
    entry = player.confirm()
    assert isinstance(entry, ScoreDeclared)
    assert entry.grade == grade


def test_the_grade_can_be_changed_and_the_old_declaration_is_shown() -> None:
    player = office("declare", "97")
    player.confirm()
    again = Player(player.book, OFFICE).open("declare", "88").press("修改绩效等级").press("优")
    assert "自评得分 97 → 88 分，等级 优" in again.text


@pytest.mark.parametrize("bad", ["101", "-1", "九十七", "97.555", "NaN", "1e2"])
def test_a_score_outside_its_range_is_asked_again(bad: str) -> None:
    assert office("declare").say(bad).prompt.question == "score"


def test_closing_a_month_says_what_it_means() -> None:
    player = office("close").say("3月")
    assert "2021年3月有 1 条记录" in player.text
    entry = player.confirm()
    assert isinstance(entry, PeriodClosed)
    assert entry.period == "2021-03"


@pytest.mark.parametrize(
    ("period", "typed"),
    [
        ("2021-03", ("3", "03", "3月", "3月份", "三月", "三月份", "2021-03", "2021.3", "2021年3月", "202103", "３月")),
        ("2021", ("全年", "2021")),
    ],
)
def test_a_period_is_named_as_people_do(period: str, typed: tuple[str, ...]) -> None:
    for words in typed:
        assert office("close").say(words).draft.answers["period"] == period, words


def test_months_that_have_not_begun_are_not_offered() -> None:
    assert "7月" not in office("close").labels
    assert office("close").say("7月").prompt.question == "period"


def test_a_closed_month_is_opened_again_with_a_reason() -> None:
    book = small_book()
    Player(book, OFFICE).open("close").say("3月").confirm()
    player = Player(book, OFFICE).open("close").press("重新开账")
    assert [option.id for option in player.prompt.options] == ["2021-03"]
    entry = player.press("3月").say("漏登记").confirm()
    assert isinstance(entry, PeriodReopened)
    assert not book.closed_periods


def test_closing_and_opening_again_go_by_one_line() -> None:
    book = small_book()
    Player(book, OFFICE).open("close", "3月").confirm()
    Player(book, OFFICE).open("close", "2月").confirm()
    Player(book, OFFICE).open("close", "重新开账 3月 补录发票").confirm()
    assert list(book.closed_periods) == ["2021-02"]
    assert Player(book, OFFICE).open("close", "2月").prompt.question == "action"


def test_a_month_that_is_closed_is_not_offered_for_closing() -> None:
    book = small_book()
    Player(book, OFFICE).open("close").say("3月").confirm()
    player = Player(book, OFFICE).open("close").press("关账")
    assert "2021-03" not in [option.id for option in player.prompt.options]
