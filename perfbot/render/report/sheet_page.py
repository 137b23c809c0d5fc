"""Any official form as chat and shell show it: what stands above its table in lines, then the table itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from perfbot.domain.books.keys import BookKey
from perfbot.render.document import (
    Align,
    Attachment,
    Block,
    Column,
    Details,
    Document,
    Items,
    Row,
    bold,
    document,
    inline,
    paragraph,
    table,
)
from perfbot.render.report.form_grid import LABELS, FormCell, FormSheet, Look
from perfbot.render.report.form_kinds import NAMES, other_forms

_MOST_GAPS = 8


def sheets_document(key: BookKey, kind: str, sheets: Sequence[FormSheet], files: Sequence[Attachment] = ()) -> Document:
    """Every form of this kind, behind a tap where there are several; the files go with it."""
    lacking = sum(1 for sheet in sheets if sheet.gaps)
    state = f"{lacking} 份还有空缺，标为草稿" if lacking else "可以打印报送"
    state = state if sheets else "这一天还没有可以填表的项目"
    blocks: list[Block] = [paragraph(bold(f"{key.year}年{NAMES[kind]}"), f"　共 {len(sheets)} 份，{state}")]
    blocks += [
        Details(f"{one.name}{'　⚠️ 有空缺' if one.gaps else ''}", tuple(_blocks(one)), open=len(sheets) == 1)
        for one in sheets
    ]
    return document(*blocks, attachments=files, buttons=other_forms(key, kind))


def _blocks(sheet: FormSheet) -> Iterator[Block]:
    if sheet.gaps:
        yield paragraph(bold("还缺："))
        yield Items(tuple(inline(gap) for gap in sheet.gaps[:_MOST_GAPS]))
        if len(sheet.gaps) > _MOST_GAPS:
            yield paragraph(f"……共 {len(sheet.gaps)} 处")
    yield paragraph(sheet.subtitle.strip("（）"))
    yield from (paragraph(line) for row in sheet.rows[: sheet.heading] if (line := _line(row)))
    yield _table(sheet)
    yield from (paragraph(note, note=True) for note in sheet.notes)


def _line(row: Sequence[FormCell]) -> str:
    """The cells of a row above the table, a label and what stands beside it as one."""
    said = ""
    for cell, follows in zip(row, (*row[1:], None), strict=True):
        beside = "：" if cell.look in LABELS and follows is not None and follows.look not in LABELS else "　"
        said += f"{cell.words.strip()}{beside}" if cell.words.strip() else ""
    return said.strip("　：")


def _table(sheet: FormSheet) -> Block:
    """The table under the lowest words of its heading; a column of labels reaches down as it does on paper."""
    below = sheet.heading + sheet.heading_rows
    titles = _titles(sheet)
    rows = [_placed(row, list(titles)) for row in sheet.rows[below:]]
    columns = [Column(title, _stands(sheet, column)) for column, title in titles.items()]
    merged = [place for place, column in enumerate(titles) if any(_is_tall(row, column) for row in sheet.rows[below:])]
    return table(columns, rows, merge_down=tuple(merged))


def _titles(sheet: FormSheet) -> dict[int, str]:
    """The lowest title over each column, without the label that stands beside the whole table."""
    found: dict[int, str] = {}
    for deep, row in enumerate(sheet.rows[sheet.heading : sheet.heading + sheet.heading_rows], start=1):
        for cell in row:
            if cell.rows + deep - 1 >= sheet.heading_rows and cell.look is Look.HEAD:
                found[cell.column] = cell.words
    return dict(sorted(found.items()))


def _placed(row: Sequence[FormCell], columns: Sequence[int]) -> Row:
    texts = {max(at for at in columns if at <= max(cell.column, columns[0])): cell.words for cell in reversed(row)}
    is_total = row[0].column == 0 and row[0].look in LABELS
    return Row(tuple(texts.get(column, "") for column in columns), total=is_total)


def _stands(sheet: FormSheet, column: int) -> Align:
    cells = (cell for row in sheet.rows[sheet.heading + 1 :] for cell in row if cell.column == column)
    return Align.RIGHT if any(cell.number is not None for cell in cells) else Align.LEFT


def _is_tall(row: Sequence[FormCell], column: int) -> bool:
    return any(cell.column == column and cell.rows > 1 for cell in row)
