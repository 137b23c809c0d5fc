"""The weekly and the monthly digest: where the fund stands, what changed, what is missing, worst first."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from perfbot.domain.books.book import Book
from perfbot.render.buttons import parse_page_press
from perfbot.render.document import Details, Document, Figure
from perfbot.render.figures.progress import progress
from perfbot.render.places.rich import rich_parts
from perfbot.render.places.text import text
from perfbot.render.posts.digest import digest_document, month_before, week_up_to
from perfbot.render.presses import AlertPress
from perfbot.text_width import width
from perfbot.years.loader import sample
from perfbot.years.simulated import renamed, simulated_year
from tests.book_builder import BookBuilder
from tests.render.tables_in_text import table_cells
from tests.simulated_books import played

MONDAY = date(2021, 7, 5)
YEAR = renamed(sample())
DAYS = simulated_year(YEAR)


@pytest.fixture(scope="module")
def book() -> Book:
    return played(DAYS, YEAR.key, MONDAY, ZoneInfo("Asia/Shanghai"))


@pytest.fixture(scope="module")
def page(book: Book) -> str:
    return text(digest_document(book, week_up_to(MONDAY), names={0: "办公室"}, owing=[("小李", 3)], chart=False))


def test_the_weeks_digest_is_named_after_its_iso_week() -> None:
    assert week_up_to(date(2021, 1, 4)).title == "支出进度周报 2021年第1周"
    assert week_up_to(date(2021, 1, 1)).title == "支出进度周报 2020年第53周"


def test_the_months_digest_looks_back_on_the_whole_month_before() -> None:
    period = month_before(date(2021, 3, 1))
    assert (period.after, period.upto, period.title) == (date(2021, 1, 31), date(2021, 2, 28), "支出进度月报 2021年2月")


def test_the_head_tells_rate_light_gap_and_checkpoint(page: str) -> None:
    assert "🟡 偏慢" in page
    assert "21.46%" in page
    assert "低于序时进度 9.6 个百分点（应达 31.0%）" in page
    assert "下一节点：9月30日应达 75%，还需支出 603.82 万元，按目前速度达不到" in page


def test_what_changed_tells_amount_payments_and_who_recorded(page: str) -> None:
    assert "本周支出 7.01 万元（1 笔）；新登记 1 条：办公室 1" in page


def of_projects(page: str) -> list[str]:
    """The lines from the first project's to the sum."""
    return page.partition("各项目，单位：万元\n")[2].partition("合计")[0].split("\n")[:-2]


def test_every_project_has_two_lines_as_in_progress_the_worst_first(book: Book, page: str) -> None:
    lines = of_projects(page)
    assert lines[:2] == ["🔴 滞后　中博会　目标 🟥 滞后", "▰▱▱▱▱▱ 8.50%　1.70 / 20.00"]
    assert len(lines) == 2 * 13
    assert "合计　241.96 / 1127.70　本周+7.01" in page
    in_progress = text(progress(book, MONDAY)).split("\n")
    assert set(lines[::2]) <= set(in_progress)


def test_no_line_of_a_project_is_wider_than_a_phone_and_no_table_breaks_a_word(book: Book, page: str) -> None:
    assert table_cells(digest_document(book, week_up_to(MONDAY), chart=False)) == []
    assert max(width(line) for line in of_projects(page)) <= 44


def test_the_projects_add_up_to_the_total(page: str) -> None:
    figures = [line.split("　") for line in of_projects(page)[1::2]]
    assert sum(Decimal(row[1].split(" / ")[0]) for row in figures) == Decimal("241.96")
    moved = [row[2].removeprefix("本周") for row in figures if len(row) > 2]
    assert sum(Decimal(each) for each in moved) == Decimal("7.01")


def test_projects_that_will_miss_the_checkpoint_are_told_with_the_money_they_lack(page: str) -> None:
    assert "按目前速度，9月30日达不到 75% 的有 8 个项目，还需 250.79 万元" in page
    assert "无线电监管：还需支出 54.32 万元" in page
    assert "其余项目还需支出 353.03 万元" in page


def test_on_a_checkpoints_own_day_it_is_told_what_was_reached() -> None:
    on = date(2021, 6, 30)
    shown = text(digest_document(played(DAYS, YEAR.key, on, ZoneInfo("Asia/Shanghai")), month_before(MONDAY)))
    assert "6月30日节点：应达 50%，还差 328.90 万元" in shown
    assert "6月30日没有达到 50% 的有" in shown
    assert "按目前速度" not in shown.partition("其余项目")[0]


def test_a_year_that_is_over_is_not_taken_for_the_year_of_the_day() -> None:
    built = BookBuilder().project("p", "10").spend("p", "9", date(2021, 12, 30))
    assert "截至2022年1月3日（年度已结束）" in text(digest_document(built.book, week_up_to(date(2022, 1, 3))))


def test_a_reason_that_was_given_stands_beside_the_slow_project() -> None:
    built = BookBuilder().project("p", "10").explain("p", "合同审定较慢", "七月付清")
    shown = text(digest_document(built.book, week_up_to(MONDAY)))
    assert "：合同审定较慢，改进：七月付清" in shown


def test_each_project_has_its_details(book: Book) -> None:
    shown = digest_document(book, week_up_to(MONDAY), chart=False)
    (details,) = [block for block in shown.blocks if isinstance(block, Details) and "各项目情况" in block.summary]
    assert details.summary == "各项目情况（13 个，最慢的在前）"
    page = text(Document((details,)))
    assert "中博会：低于序时进度 42.5 个百分点（应达 51.0%）；下一节点：9月30日应达 75%，还需支出 13.30 万元" in page
    assert (
        "最近一次支出：5月7日；🟥 滞后　指标 3 项：达标 0，待填 1，尚未达标 2；偏慢的指标：参展企业数量、参观人数"
        in page
    )


def test_who_owes_updates_is_named(page: str) -> None:
    assert "待补充：小李 3 项" in page


def test_simulated_figures_say_so(page: str) -> None:
    assert "模拟数据，仅供试用" in page


def test_overdue_results_are_listed_in_december() -> None:
    on = date(2021, 12, 6)
    shown = text(digest_document(played(DAYS, YEAR.key, on, ZoneInfo("Asia/Shanghai")), week_up_to(on), chart=False))
    assert "逾期没有完成值的指标 26 项" in shown


def test_a_week_without_payments_says_so() -> None:
    built = BookBuilder().project("p", "10").spend("p", "1", date(2021, 2, 1))
    assert "本周没有支出；没有新登记" in text(digest_document(built.book, week_up_to(MONDAY), chart=False))


def test_a_fund_without_projects_still_has_a_digest() -> None:
    assert "合计" in text(digest_document(BookBuilder().book, week_up_to(MONDAY)))


def test_the_digest_is_one_rich_message_with_details_and_picture(book: Book) -> None:
    shown = digest_document(book, week_up_to(MONDAY))
    assert len(rich_parts(shown)) == 1
    (figure,) = [block for block in shown.blocks if isinstance(block, Figure)]
    assert figure.png.startswith(b"\x89PNG")
    assert "中博会 8.50%（应达 51%，🔴 滞后）" in figure.alternative


def test_its_buttons_open_details_the_private_chat_and_acknowledge_the_day(book: Book) -> None:
    ((details, update, known),) = digest_document(
        book, week_up_to(MONDAY), update_link="https://t.me/bot?start=c_todo", chart=False
    ).buttons
    assert (details.data, update.url) == ("c:progress:moni-2021", "https://t.me/bot?start=c_todo")
    assert parse_page_press(known.data or "") == AlertPress("ack", book.key, MONDAY)
