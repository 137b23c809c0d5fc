"""/ready and /compare in words: by owner with buttons, two years and many projects side by side."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from perfbot.domain.books.book import Book
from perfbot.domain.books.members import Member, Role, Scope
from perfbot.domain.evaluation.comparison import compared, year_figures
from perfbot.domain.evaluation.readiness import ReadinessStep, readiness
from perfbot.render.document import Document, Figure
from perfbot.render.figures.compare import compare_document, projects_document
from perfbot.render.places.rich import rich_parts
from perfbot.render.places.text import text
from perfbot.render.report.ready import _LABELS, NOBODY, ready_document, ready_json
from perfbot.years.loader import build_book, sample
from perfbot.years.simulated import renamed, simulated_year
from tests.book_builder import OFFICE, BookBuilder
from tests.render.tables_in_text import table_cells
from tests.simulated_books import played

CLERK = Member(7, "小李", Role.EDITOR, (Scope(projects=("p02", "p03")),))
PEOPLE = (OFFICE, CLERK)
NAMES = {1: "王主任", 7: "小李"}
DECEMBER = date(2021, 12, 6)
YEAR = renamed(sample())
DAYS = simulated_year(YEAR)


@pytest.fixture(scope="module")
def real() -> Book:
    return build_book(sample(), datetime(2022, 3, 1, 9, tzinfo=UTC))


@pytest.fixture(scope="module")
def december() -> Book:
    return played(DAYS, YEAR.key, DECEMBER, ZoneInfo("Asia/Shanghai"))


@pytest.fixture(scope="module")
def page(december: Book) -> Document:
    return ready_document(december, readiness(december, None, DECEMBER, PEOPLE), NAMES)


def test_2021_is_ready_and_says_what_finance_may_ask(real: Book) -> None:
    shown = text(ready_document(real, readiness(real, None, date(2022, 3, 1), PEOPLE), NAMES))
    assert "✅ 可以报送" in shown
    assert "无线电监测大楼运维：目标全部完成而资金没有用完，建议写明原因" in shown
    assert "“行政检查次数”超过目标较多（目标 ≧10次，完成 12次），建议写一句说明" in shown


def test_what_is_missing_stands_under_whoever_can_mend_it(page: Document) -> None:
    shown = text(page)
    own = shown.split("小李　7 项")[1].split("财政可能会问")[0]
    assert "无线电监管专项经费：缺实际完成值（质量达标率、干扰投诉处理率、无线电使用单位满意度）" in own
    assert "中博会" not in own
    assert "文字部分未写" in shown.split("小李　7 项")[0]


def test_each_gap_has_a_button_into_its_conversation(page: Document) -> None:
    data = [button.data or "" for row in page.buttons for button in row]
    assert "c:result:moni-2021:p02" in data
    assert "a:why:moni-2021:p02-1" in data
    assert data[-2:] == ["c:report:moni-2021", "c:score:moni-2021"]
    assert all(len(item.encode()) <= 64 for item in data)
    assert len(data) == len(set(data)) <= 14


def test_however_much_is_missing_each_conversation_keeps_a_button() -> None:
    built = BookBuilder()
    for number in range(14):
        built.project(f"p{number}", "10", name=f"项目{number}").indicator(f"p{number}", f"i{number}", "≥1次")
    page = ready_document(built.book, readiness(built.book, None, DECEMBER), {})
    acts = {(button.data or "").split(":")[1] for row in page.buttons for button in row}
    assert acts == {"spend", "result", "text", "declare", "report", "score"}


def test_every_step_but_waiting_has_a_name() -> None:
    assert set(_LABELS) == set(ReadinessStep) - {ReadinessStep.WAIT}


def test_where_nobody_is_named_it_says_so() -> None:
    built = BookBuilder().project("p", "10")
    assert NOBODY in text(ready_document(built.book, readiness(built.book, None, DECEMBER), {}))


def test_the_list_fits_one_rich_message(page: Document) -> None:
    assert len(rich_parts(page)) == 1


def test_the_json_names_owners_and_steps(december: Book) -> None:
    made = json.loads(json.dumps(ready_json(december, readiness(december, None, DECEMBER, PEOPLE), NAMES)))
    assert made["ready"] is False
    assert len(made["missing"]) == 50
    assert {"result", "explain", "text", "declare", "wait"} == {item["step"] for item in made["missing"]}
    assert {name for item in made["missing"] for name in item["owners"]} == {"王主任", "小李"}


def year(number: int, spent: str, *names: str) -> BookBuilder:
    built = BookBuilder(number)
    for index, name in enumerate(names):
        built.project(f"c{index}", "10", name=name).spend(f"c{index}", spent, date(number, 12, 1))
        built.indicator(f"c{index}", f"i{index}", "≥10次").result(f"i{index}", "8次", date(number, 12, 2))
    return built


def both() -> Document:
    before, after = year(2021, "8", "中博会", "设计大赛"), year(2022, "9.5", "设计大赛", "数字化转型")
    return compare_document(compared(year_figures(before.book), year_figures(after.book)))


def test_two_years_stand_side_by_side_with_what_changed() -> None:
    table = {row[0]: row[1:] for row in table_cells(both())[0]}
    assert table["项目"] == ["2021年", "2022年", "变化"]
    assert table["预算（万元）"] == ["20.00", "20.00", "持平"]
    assert table["已支出（万元）"] == ["16.00", "19.00", "+3.00"]
    assert table["支出率"] == ["80.00%", "95.00%", "+15.0 个百分点"]
    assert table["指标达标"] == ["0/2", "0/2", "持平"]
    assert table["计算得分"] == ["80.00", "81.50", "+1.5"]
    assert table["填报得分"] == ["—", "—", "—"]


def test_a_project_of_one_year_alone_says_so() -> None:
    rows = table_cells(both())[1]
    place = next(index for index, row in enumerate(rows) if row[0] == "中博会")
    assert rows[place][2:4] == ["10.00", "80.00%"]
    assert rows[place + 1][1:] == ["2022", "没有这个项目", "—", "—", "—"]


def test_the_chart_shows_only_what_both_years_have() -> None:
    (figure,) = [block for block in both().blocks if isinstance(block, Figure)]
    assert figure.alternative.splitlines() == ["合计：80.00% → 95.00%", "设计大赛：80.00% → 95.00%"]
    assert figure.png.startswith(b"\x89PNG")


def test_the_chart_stays_small_and_shows_what_moved_most() -> None:
    names = [f"项目{number}" for number in range(12)]
    before, after = year(2021, "8", *names), year(2022, "8", *names)
    after.spend("c11", "2", date(2022, 12, 3))
    made = compare_document(compared(year_figures(before.book), year_figures(after.book)))
    (figure,) = [block for block in made.blocks if isinstance(block, Figure)]
    lines = figure.alternative.splitlines()
    assert (len(lines), lines[-1]) == (9, "项目11：80.00% → 100.00%")
    assert figure.caption == "支出率对比，变化最大的 8 个项目"


def test_a_years_projects_stand_side_by_side_the_lowest_rate_first(real: Book) -> None:
    (rows,) = table_cells(projects_document(year_figures(real)))
    assert rows[1] == ["监测大楼运维", "29.00", "87.03%", "3/3", "98.70"]
    assert rows[-1] == ["合计", "1127.70", "98.82%", "44/44", "99.88"]


def test_some_projects_can_be_picked(real: Book) -> None:
    (rows,) = table_cells(projects_document(year_figures(real), ("p03", "p08")))
    assert [row[0] for row in rows[1:]] == ["监测大楼运维", "中博会"]


def test_a_fall_shows_as_a_fall() -> None:
    shown = compare_document(
        compared(year_figures(year(2021, "9", "甲").book), year_figures(year(2022, "8", "甲").book)), chart=False
    )
    table = {row[0]: row[1:] for row in table_cells(shown)[0]}
    assert table["支出率"][-1] == "−10.0 个百分点"
    assert Decimal(table["计算得分"][0]) > Decimal(table["计算得分"][1])
