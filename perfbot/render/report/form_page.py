"""The official form as chat and shell show it: each project's points and gaps, the whole form behind a tap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from perfbot.domain.books.keys import BookKey
from perfbot.render.buttons import command_button
from perfbot.render.document import (
    Align,
    Attachment,
    Block,
    Column,
    Details,
    Document,
    Items,
    Table,
    bold,
    document,
    inline,
    paragraph,
    table,
)
from perfbot.render.report.form_grid import FormSheet, Row
from perfbot.render.report.form_kinds import SELF, other_forms

_MOST_GAPS = 8
_COLUMNS = (
    Column("一级指标", weight=2),
    Column("二级指标", weight=2),
    Column("三级指标", weight=4),
    Column("年度指标值", weight=2),
    Column("实际完成值", weight=2),
    Column("分值", Align.RIGHT),
    Column("得分", Align.RIGHT),
    Column("偏差原因分析及改进措施", weight=3),
)


def form_document(key: BookKey, sheets: Sequence[FormSheet], files: Sequence[Attachment] = ()) -> Document:
    """Every form with its points and what it lacks; the files go with it."""
    lacking = sum(1 for sheet in sheets if sheet.gaps)
    some = f"{lacking} 份" if len(sheets) > 1 else ""
    state = f"{some}还有空缺，标为草稿" if lacking else "全部填齐"
    blocks: list[Block] = [paragraph(bold(f"{key.year}年项目支出绩效自评表"), f"　共 {len(sheets)} 份，{state}")]
    blocks += [Details(_summary(sheet), tuple(_sheet(sheet)), open=len(sheets) == 1) for sheet in sheets]
    buttons = [command_button("还缺什么", "ready", key), command_button("自评得分", "score", key)]
    return document(*blocks, attachments=files, buttons=[buttons, *other_forms(key, SELF)])


def no_such_project(words: str) -> Document:
    """A name that fits no project or several."""
    return document(f"“{words[:40]}”没有对应到唯一的二级项目，请写全一些，或只写年度导出全部。")


def _summary(sheet: FormSheet) -> str:
    return f"{sheet.name}　{_points(sheet)}{'　⚠️ 有空缺' if sheet.gaps else ''}"


def _points(sheet: FormSheet) -> str:
    total = sheet.rows[-1]
    return f"{total[2].text} 分"


def _sheet(sheet: FormSheet) -> Iterator[Block]:
    if sheet.gaps:
        yield paragraph(bold("还缺："))
        yield Items(tuple(inline(gap) for gap in sheet.gaps[:_MOST_GAPS]))
        if len(sheet.gaps) > _MOST_GAPS:
            yield paragraph(f"……共 {len(sheet.gaps)} 处")
    yield from (paragraph(_pairs(row)) for row in sheet.rows[:2])
    yield _money(sheet)
    goal, done = sheet.rows[sheet.heading - 1]
    yield paragraph(f"预期目标：{goal.text}")
    yield paragraph(f"实际完成情况：{done.text}")
    yield _indicators(sheet)


def _pairs(row: Row) -> str:
    return "　".join(f"{name.text}：{value.text}" for name, value in zip(row[::2], row[1::2], strict=True))


def _money(sheet: FormSheet) -> Table:
    heads = [cell.words for cell in sheet.rows[2][2:]]
    rows = [[cell.text.strip() for cell in row] for row in sheet.rows[3:7]]
    columns = [Column("项目资金"), *(Column(head, Align.RIGHT) for head in heads)]
    return table(columns, rows, unit="万元")


def _indicators(sheet: FormSheet) -> Table:
    rows = [_placed(row) for row in sheet.rows[sheet.heading + 1 : -1]]
    total = {cell.column: cell.text for cell in sheet.rows[-1]}
    last = [total[0], *(total.get(column, "") for column in range(2, 9))]
    return table(_COLUMNS, [*rows, last], merge_down=(0, 1))


def _placed(row: Row) -> list[str]:
    texts = {cell.column: cell.words for cell in row}
    return [texts.get(column, "") for column in range(1, 9)]


def form_json(key: BookKey, sheets: Sequence[FormSheet]) -> dict[str, Any]:
    """The same as plain JSON values: every row as the texts of its cells by column (0–8)."""
    return {
        "fund": key.fund,
        "year": key.year,
        "forms": [
            {
                "project": sheet.code,
                "name": sheet.name,
                "title": sheet.title,
                "gaps": list(sheet.gaps),
                "rows": [{str(cell.column): cell.words for cell in row} for row in sheet.rows],
            }
            for sheet in sheets
        ],
    }
