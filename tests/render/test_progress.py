"""Progress and a project's card: worst first, rates from sums, light and word together, buttons that fit."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from perfbot.domain.books import commands as do
from perfbot.domain.books.book import Book
from perfbot.domain.books.circumstances import Circumstances
from perfbot.domain.books.entries import Basis
from perfbot.domain.books.facts import BudgetKind, BudgetLine, ReviewVerdict
from perfbot.domain.books.members import LOADER, Member, Role
from perfbot.domain.books.rules import decide
from perfbot.render.document import Document, Table
from perfbot.render.figures.gauges import bar, rate_words
from perfbot.render.figures.progress import progress
from perfbot.render.figures.project_card import project_card
from perfbot.render.places.chat import chat_parts
from perfbot.render.places.rich import rich_parts
from perfbot.render.places.text import text
from perfbot.years.loader import build_book, sample
from tests.book_builder import BookBuilder
from tests.render.tables_in_text import tables

NOW = datetime(2022, 1, 10, 9, 0, tzinfo=UTC)
YEAR_END = date(2021, 12, 31)
GOLDEN = Path(__file__).parent.parent / "golden"
LI = Member(7, "李四", Role.ADMIN)


@pytest.fixture
def book() -> Book:
    return build_book(sample(), NOW)


def also(book: Book, *commands: do.AnyCommand, basis: Basis = Basis.RECORDED, actor: Member = LI) -> Book:
    for command in commands:
        for entry in decide(book, command, Circumstances(actor, NOW, NOW.date(), basis)):
            book.apply(entry)
    return book


def half_year() -> Book:
    """Two projects, one far behind, the other ahead, with all that a card can show."""
    book = Book(sample().key)
    return also(
        book,
        do.DescribeFund(key="f", name="经费", bureau="局", unit="局"),
        do.AddProject(key="p1", project="a", name="快的项目"),
        do.AddProject(key="p2", project="b", name="慢的项目<b>", section="科技科"),
        do.ChangeBudget(
            key="b1",
            kind=BudgetKind.APPROPRIATION,
            on=date(2021, 1, 1),
            lines=(BudgetLine(project="a", amount=Decimal(100_000)), BudgetLine(project="b", amount=Decimal(300_000))),
        ),
        do.RecordSpending(key="s1", project="a", amount=Decimal(90_000), on=date(2021, 6, 1), purpose="租金"),
        do.RecordSpending(key="s2", project="b", amount=Decimal(30_000), on=date(2021, 6, 29), purpose="差旅"),
        do.SetIndicator(
            key="i1", project="b", indicator="b1", level_one="", level_two="数量指标", name="场次", target_value="≧10场"
        ),
    )


def rows(document: Document) -> list[tuple[str, ...]]:
    return [row.cells for table in tables(document.blocks) for row in table.rows]


def datas(document: Document) -> list[str]:
    return [button.data or "" for row in document.buttons for button in row]


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("progress-2021.txt", lambda book: progress(book, YEAR_END)),
        ("progress-wide-2021.txt", lambda book: progress(book, YEAR_END, wide=True)),
        ("project-card-2021.txt", lambda book: project_card(book, "p12", YEAR_END, {})),
    ],
)
def test_the_2021_answers_are_as_they_were_agreed(book: Book, name: str, made: object) -> None:
    assert callable(made)
    assert text(made(book)) == (GOLDEN / name).read_text(encoding="utf-8")


def test_the_worst_project_stands_first_and_the_total_last() -> None:
    shown = rows(progress(half_year(), date(2021, 6, 30), wide=True))
    assert [row[0] for row in shown] == ["🔴 滞后 慢的项目<b>", "🟢 正常 快的项目", "合计"]
    assert [row[1].split()[1] for row in shown] == ["10.00%", "90.00%", "30.00%"]
    assert shown[-1][2] == "12.00 / 40.00"


def test_on_a_phone_each_project_takes_two_lines_the_worst_first() -> None:
    said = text(progress(half_year(), date(2021, 6, 30)))
    assert "🔴 滞后　慢的项目<b>\n▰▱▱▱▱▱ 10.00%　3.00 / 30.00\n🟢 正常　快的项目\n▰▰▰▰▰▱ 90.00%　9.00 / 10.00" in said


def test_the_funds_rate_is_the_ratio_of_sums_never_a_mean_of_rates() -> None:
    assert "▱ 30.00%" in text(progress(half_year(), date(2021, 6, 30))).split("单位")[0]


def test_the_gap_is_told_in_percentage_points_with_what_was_expected() -> None:
    said = text(progress(half_year(), date(2021, 6, 30)))
    assert "低于序时进度 19.6 个百分点（应达 49.6%）" in said
    assert "6月30日节点：应达 50%，还差 8.00 万元" in said
    assert "本周支出 3.00 万元" in said


def test_a_plan_replaces_the_calendar_in_words_too() -> None:
    months = tuple(Decimal(30_000) * min(month, 10) for month in range(1, 13))
    plan = do.SetPlan(key="l", project="b", cumulative=months)
    said = text(project_card(also(half_year(), plan), "b", date(2021, 6, 30), {}))
    assert "低于用款计划 50.0 个百分点（应达 60.0%）" in said
    assert "用款计划（累计，万元）：3月底 9.00，6月底 18.00，9月底 27.00，12月底 30.00" in said


def test_after_the_year_the_balance_is_told_instead_of_a_gap(book: Book) -> None:
    said = text(progress(book, date(2022, 1, 10)))
    assert "年度已结束，截至12月31日" in said
    assert "结余 13.26 万元" in said
    assert "序时进度" not in said


def test_every_project_has_a_button_and_all_data_fit(book: Book) -> None:
    document = progress(book, YEAR_END)
    assert {f"p:gongye-2021:{state.code}" for state in book.reported_projects} <= set(datas(document))
    card = project_card(book, "p08", YEAR_END, {}, may_record=True)
    assert "p:gongye-2021" in datas(card)
    assert "c:spend:gongye-2021:p08" in datas(card)
    assert "c:spend:gongye-2021:p08" not in datas(project_card(book, "p08", YEAR_END, {}))
    assert all(0 < len(data.encode()) <= 64 for data in datas(document) + datas(card))


def test_money_beyond_the_budget_is_flagged_on_progress_and_card(book: Book) -> None:
    spending = do.RecordSpending(
        key="w", project="p07", amount=Decimal(12_300), on=YEAR_END, purpose="评审", awaiting_supplement=True
    )
    also(book, spending)
    assert "⚠️ 有 1.23 万元超出预算，待追加" in text(progress(book, YEAR_END))
    assert "⚠️ 超出预算 1.23 万元，待追加" in text(project_card(book, "p07", YEAR_END, {}))
    assert "⚠️待追加" in text(progress(book, YEAR_END))
    assert any("⚠️待追加" in row[1] for row in rows(progress(book, YEAR_END, wide=True)))


def test_assumed_and_simulated_spending_is_never_passed_off_as_recorded(book: Book) -> None:
    assert "部分支出的日期是假定的" in text(progress(book, YEAR_END))
    assert "说明" not in text(progress(half_year(), YEAR_END))
    spending = do.RecordSpending(key="s9", project="a", amount=Decimal(100), on=date(2021, 7, 1), purpose="试")
    assert "支出为模拟数据" in text(progress(also(half_year(), spending, basis=Basis.SIMULATED), YEAR_END))


def test_the_card_shows_target_actual_outcome_reason_and_who_recorded() -> None:
    book = also(
        half_year(),
        do.RecordResult(
            key="r1", indicator="b1", actual_value="8场", on=date(2021, 6, 30), reason="疫情", remedy="补办"
        ),
        do.ExplainDeviation(key="e", subject="b", reason="招标晚", remedy="加快"),
    )
    said = text(project_card(book, "b", date(2021, 6, 30), {7: "李四"}))
    assert "科室：科技科" in said
    assert ["场次", "≧10场", "8场", "➗", "部分完成"] in [line.split() for line in said.split("\n")]
    assert "“场次”偏差原因：疫情；改进措施：补办" in said
    assert "偏差原因：招标晚；改进措施：加快" in said
    assert "第 6 号 支出" in said
    assert "李四" in said


def test_a_returned_result_counts_no_more_and_shows_its_value_and_the_remark() -> None:
    book = also(
        half_year(),
        do.SwitchReview(key="w", on=True),
        do.RecordResult(key="r1", indicator="b1", actual_value="8场", on=date(2021, 6, 30)),
        actor=LOADER,
    )
    also(book, do.ReviewResult(key="v", target="r1", verdict=ReviewVerdict.RETURNED, remark="请附名单"))
    said = text(project_card(book, "b", date(2021, 6, 30), {}))
    assert "待填（已退回）" in said
    assert "“场次”退回 8场，意见：请附名单" in said
    assert "还缺偏差原因" not in said


def test_a_project_without_indicators_offers_the_office_to_add_one_and_nobody_a_result() -> None:
    built = BookBuilder().project("p", "10").project("q", "10").indicator("q", "i", "1次")

    def offered(code: str, *, office: bool = True) -> list[str]:
        page = project_card(built.book, code, YEAR_END, {}, may_record=True, office=office)
        return [button.label for row in page.buttons for button in row]

    assert offered("p")[:2] == ["登记支出", "添加指标"]
    assert offered("p", office=False)[:2] == ["登记支出", "台账流水"]
    assert offered("q")[:2] == ["登记支出", "登记完成值"]


def test_the_cards_of_an_earlier_day_know_nothing_of_later_entries() -> None:
    said = text(project_card(half_year(), "b", date(2021, 6, 28), {}))
    assert "差旅" not in said
    assert "已支出 0.00 万元，还剩 30.00 万元" in said


def test_names_with_markup_are_shown_as_typed_in_every_rendering() -> None:
    document = progress(half_year(), date(2021, 6, 30))
    assert "慢的项目&lt;b&gt;" in chat_parts(document)[0]
    assert "慢的项目&lt;b&gt;" in rich_parts(document)[0].html


def test_each_answer_fits_one_message(book: Book) -> None:
    document = progress(book, YEAR_END)
    assert len(chat_parts(document)) == len(rich_parts(document)) == 1
    assert len(chat_parts(project_card(book, "p12", YEAR_END, {}))) == 1


def test_a_bar_is_full_only_at_the_whole_and_empty_only_at_nothing() -> None:
    bars = [bar(rate, 6) for rate in map(Decimal, ("0", "0.001", "0.5", "0.999", "1", "1.3"))]
    assert bars == ["▱▱▱▱▱▱", "▰▱▱▱▱▱", "▰▰▰▱▱▱", "▰▰▰▰▰▱", "▰▰▰▰▰▰", "▰▰▰▰▰▰"]
    assert bar(None, 3) == "▱▱▱"
    assert rate_words(None) == "—"


def test_a_reached_checkpoint_says_so() -> None:
    book = half_year()
    also(book, do.RecordSpending(key="s3", project="b", amount=Decimal(180_000), on=date(2021, 6, 30), purpose="款"))
    assert "6月30日节点：应达 50%，已达到" in text(progress(book, date(2021, 6, 30)))


def test_a_project_without_budget_has_no_rate() -> None:
    book = also(half_year(), do.AddProject(key="p3", project="c", name="没钱的项目"))
    row = next(row for row in rows(progress(book, date(2021, 6, 30), wide=True)) if "没钱的项目" in row[0])
    assert row[0].startswith("⚪ 暂无")
    assert row[1].endswith("—")
    card = project_card(book, "c", date(2021, 6, 30), {})
    assert not any(isinstance(block, Table) for block in card.blocks)
    assert "没有绩效指标。" in text(card)


def test_after_the_year_there_is_no_checkpoint_left(book: Book) -> None:
    assert "节点" not in text(progress(book, date(2022, 2, 1)))
