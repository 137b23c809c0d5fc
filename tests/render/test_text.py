"""Shell text: every cell's words kept, columns aligned, blocks in order."""

import unicodedata

from wcwidth import wcswidth

from perfbot.render.document import (
    Align,
    Column,
    Details,
    Divider,
    Figure,
    Items,
    Title,
    document,
    inline,
    paragraph,
    table,
)
from perfbot.render.places.text import text
from tests.render.sample import report
from tests.render.tables_in_text import table_cells, tables_in_text


def test_every_cell_can_be_read_back_from_the_text() -> None:
    made = report()
    assert tables_in_text(text(made)) == table_cells(made)


def test_figures_are_never_reformatted() -> None:
    rows = [("1234567890.12", "12.10", "1e5", "0.00", "007")]
    said = text(document(table(("甲", "乙", "丙", "丁", "戊"), rows)))
    assert said.split("\n")[2].split() == list(rows[0])


def test_every_line_of_a_table_is_as_wide_as_its_rule() -> None:
    rows = [("“5+N”产业集群…", "≧3次/周", "🔴 滞后"), ("甲", "乙", "🟢 正常")]
    columns = ("名称", Column("目标值", Align.RIGHT), Column("灯", Align.RIGHT))
    lines = text(document(table(columns, rows))).rstrip("\n").split("\n")
    assert {wcswidth(line) for line in lines} == {wcswidth(lines[1])}


def test_a_newline_in_a_cell_makes_no_second_row() -> None:
    assert table_cells(document(table(("甲", "乙"), [("一\n二", "")])))[0][1] == ["一 二", ""]
    assert len(text(document(table(("甲", "乙"), [("一\n二", "")]))).strip().split("\n")) == 3


def test_the_blocks_stand_in_order_with_an_empty_line_between_them() -> None:
    made = document(
        Title("标题", "副题"),
        Items((inline("一"), inline("二")), numbered=True),
        Items((inline("三"),)),
        Details("摘要", (paragraph("里面"),)),
        Figure("f", b"", "图", "图中数据"),
        Divider(),
        table(("甲",), (), caption="空表", unit="万元"),
    )
    assert text(made) == (
        "标题\n副题\n\n1、一\n2、二\n\n- 三\n\n摘要\n\n里面\n\n〔图〕图\n图中数据\n\n"
        + "-" * 40
        + "\n\n空表（单位：万元）\n甲\n"
    )


def test_no_control_character_reaches_the_shell() -> None:
    said = text(document("a\x1b[31mred\x00", table(("甲",), [("\x07b\ud83d",)])))
    assert not [each for each in said if unicodedata.category(each) == "Cc" and each != "\n"]
