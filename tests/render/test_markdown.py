"""Markdown: headings, pipe tables, and typed characters that stay themselves."""

import re

import pytest

from perfbot.render.document import (
    Align,
    Column,
    Details,
    Divider,
    Figure,
    Heading,
    Items,
    Row,
    Span,
    Title,
    document,
    inline,
    paragraph,
    table,
)
from perfbot.render.places.markdown import markdown
from tests.render.sample import report
from tests.render.tables_in_text import table_cells


def unescaped(words: str) -> str:
    return re.sub(r"\\(.)", r"\1", words)


def pipe_tables(said: str) -> list[list[list[str]]]:
    """The cells of each pipe table, its rule left out."""
    found: list[list[list[str]]] = []
    before = ""
    for line in said.split("\n"):
        if line.startswith("| "):
            if not before.startswith("| "):
                found.append([])
            found[-1].append([unescaped(cell.strip().strip("*")) for cell in re.split(r"(?<!\\)\|", line)[1:-1]])
        before = line
    return [[rows[0], *rows[2:]] for rows in found]


def test_the_report_has_its_headings_and_every_cell_of_its_tables() -> None:
    said = markdown(report())
    assert said.startswith("# 2021年工业发展管理经费项目支出绩效自评报告\n\n## 一、项目概况\n\n### （一）设立背景\n")
    assert "\n#### 1、资金管理。\n" in said
    assert pipe_tables(said) == table_cells(report())


def test_figures_stand_right_and_totals_are_bold() -> None:
    said = markdown(document(table(("甲", Column("乙", Align.RIGHT)), [Row(("合计", "1.00"), total=True)], unit="元")))
    assert said == "**单位：元**\n\n| 甲 | 乙 |\n| --- | ---: |\n| **合计** | **1.00** |\n"


@pytest.mark.parametrize("typed", ["*a*", "_b_", "`c`", "[d](e)", "<b>f</b>", "g|h", "~~i~~", "&amp;", "\\"])
def test_what_people_type_shows_as_itself(typed: str) -> None:
    said = markdown(document(f"前{typed}后"))
    assert unescaped(said) == f"前{typed}后\n"
    assert not re.search(r"(?<!\\)[*_`\[\]<>|~&]", said)


@pytest.mark.parametrize("typed", ["# 不是标题", "- 不是列表", "1. 不是编号", "+ 甲", "---"])
def test_a_line_that_looks_like_markup_does_not_become_it(typed: str) -> None:
    assert "\\" in markdown(document(typed))
    assert unescaped(markdown(document(typed))) == f"{typed}\n"


def test_every_block_has_its_form() -> None:
    made = document(
        Title("标题", "副题"),
        Heading("节"),
        paragraph("注", note=True),
        paragraph(Span("粗", bold=True), Span("页", link="https://e.org/a>b"), "一\n二"),
        Items((inline("甲"), inline("乙")), numbered=True),
        Items((inline("丙"), inline("丁"))),
        Details("更多", (paragraph("里面"),)),
        Figure("f", b"", "图", "字"),
        Divider(),
    )
    assert markdown(made) == (
        "# 标题\n\n副题\n\n## 节\n\n*注*\n\n**粗**[页](<https://e.org/a%3Eb>)一\\\n二\n\n"
        "1、甲\n\n2、乙\n\n- 丙\n- 丁\n\n"
        "**更多**\n\n里面\n\n**〔图〕图**\n\n字\n\n---\n"
    )
