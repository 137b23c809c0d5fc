"""Official forms as a Word file: each begins a page, with the grid's merged cells and the lines to sign."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from perfbot.render.document import Document
from perfbot.render.docx.base import NAMESPACES, base_docx
from perfbot.render.docx.document import Metadata, _describe, _without_clock
from perfbot.render.docx.placing import place_body
from perfbot.render.docx.styles import FANGSONG, HEI, SONG_TITLE, fonts
from perfbot.render.docx.template import add_styles
from perfbot.render.docx.text import escape
from perfbot.render.report.form_grid import LABELS, FormCell, FormSheet, Look, Row, lines
from perfbot.text_width import width

_ROOM, _ROOM_ACROSS = 9_920, 14_850
_MARGIN_MM = 17
_BODY, _SMALL = 21, 18
"""Half points of a cell's letters, upright and across, where there are more columns."""
_AROUND = {_BODY: 60, _SMALL: 25}
_HALF_LINE, _HALF_LINE_ACROSS = 22, 34
_HALF_WIDTH = 110
"""Twentieths of a point that a letter of half a character's width takes, with its share of the cell's margins."""
_WHOLE = 8
"""How many lines a row may have to stay on one page; a longer one would leave too much of the page empty."""
_SEAM = (
    '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
    '<w:rPr><w:vanish/><w:sz w:val="2"/></w:rPr></w:pPr></w:p>'
)
"""What parts the two tables without being seen, since Word repeats a heading only where it begins a table."""
_STANDS = {Look.WORDS: "left", Look.FIGURE: "right", Look.GAP: "left"}


def form_docx(sheets: Sequence[FormSheet], metadata: Metadata | None = None) -> bytes:
    """The forms one after the other, each beginning a page; the same input gives the same bytes."""
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    word, across = docx.Document(io.BytesIO(base_docx())), any(sheet.landscape for sheet in sheets)
    styles = add_styles(word)
    section = word.sections[-1]
    section.left_margin = section.right_margin = Mm(_MARGIN_MM)
    section.top_margin = section.bottom_margin = Mm(15 if across else 20)
    section.footer_distance = Mm(10)
    if across:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
    body = "".join(_form(sheet, styles, first=index == 0) for index, sheet in enumerate(sheets))
    place_body(word, _parsed(body))
    _describe(word, metadata or Metadata(), Document((), title=sheets[0].title if sheets else ""))
    return _without_clock(word)


def _parsed(body: str) -> Any:
    from docx.oxml.parser import parse_xml

    return parse_xml(f"<w:body {NAMESPACES}>{body}</w:body>")


def _form(sheet: FormSheet, styles: dict[str, str], *, first: bool) -> str:
    starts = "" if first else "<w:pageBreakBefore/>"
    return "".join(
        (
            _line(sheet.title, styles["Title"], SONG_TITLE, 36, "center", starts, space=(0, 60)),
            _line(sheet.subtitle, styles["Normal"], FANGSONG, 24, "center", space=(0, 80)),
            *((_table(sheet, sheet.rows[: sheet.heading], styles), _SEAM) if sheet.heading else ()),
            _table(sheet, _under_heading(sheet), styles, headed=sheet.heading_rows),
            *(_line(note, styles["Normal"], FANGSONG, 18, "left", space=(30, 0)) for note in _below(sheet)),
            *(_signed(sheet, sheet.signatures[at : at + 2], styles["Normal"]) for at in (0, 2)),
        )
    )


def _signed(sheet: FormSheet, parts: Sequence[str], style: str) -> str:
    """Two things to fill in, the second in the middle of the page."""
    first, second = parts
    half = _HALF_LINE_ACROSS if sheet.landscape else _HALF_LINE
    blank = "　" * max(2, half - width(first) // 2)
    return _line(f"{first}{blank}{second}", style, FANGSONG, 22, "left", space=(180, 0))


def _below(sheet: FormSheet) -> Iterator[str]:
    if sheet.gaps:
        yield f"定稿前还缺 {len(sheet.gaps)} 项：{'；'.join(sheet.gaps)}。"
    yield from sheet.notes


def _table(sheet: FormSheet, rows: Sequence[Row], styles: dict[str, str], *, headed: int = 0) -> str:
    widths = _widths(sheet)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    size = _SMALL if sheet.landscape else _BODY
    made = "".join(_rows(rows, widths, styles["TableText"], size, headed=headed))
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{styles["TableGrid"]}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        '<w:jc w:val="center"/><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="50" w:type="dxa"/>'
        '<w:right w:w="50" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{made}</w:tbl>"
    )


def _widths(sheet: FormSheet) -> list[int]:
    room = _ROOM_ACROSS if sheet.landscape else _ROOM
    whole = [room * width // sum(sheet.widths) for width in sheet.widths]
    whole[-1] += room - sum(whole)
    return whole


def _under_heading(sheet: FormSheet) -> Sequence[Row]:
    """What reaches from the heading down is parted from it without a line: the heading stands on every page."""
    deep = sheet.heading_rows
    heading, *more = sheet.rows[sheet.heading :]
    second, below = more[: deep - 1], more[deep - 1 :]
    tall = [cell for cell in heading if cell.rows > deep]
    parted = (replace(cell, text="", rows=deep, open_side="bottom") if cell in tall else cell for cell in heading)
    rest = (replace(cell, rows=cell.rows - deep, open_side="top") for cell in tall)
    return (tuple(parted), *second, *((*rest, *row) if place == 0 else row for place, row in enumerate(below)))


def _rows(rows: Sequence[Row], widths: Sequence[int], style: str, size: int, *, headed: int) -> Iterator[str]:
    """Rows with their cells; a cell that reaches down goes on, empty, in the rows beneath it."""
    hanging: dict[int, tuple[FormCell, int]] = {}
    for place, row in enumerate(rows):
        cells = {cell.column: (cell, cell.rows) for cell in row}
        written, column = [], 0
        while column < len(widths):
            cell, left = cells.get(column) or hanging.pop(column)
            merge = "" if cell.rows == 1 else '<w:vMerge w:val="restart"/>' if column in cells else "<w:vMerge/>"
            written.append(_cell(cell, widths, style, size, merge, shown=column in cells))
            if left > 1:
                hanging[column] = (cell, left - 1)
            column += cell.columns
        yield f"<w:tr>{_over_pages(row, widths, heading=place < headed)}{''.join(written)}</w:tr>"


def _over_pages(row: Row, widths: Sequence[int], *, heading: bool) -> str:
    """Whether the row stays whole, and whether it comes again on the next page."""
    whole = max((lines(cell, widths, 1 / _HALF_WIDTH) for cell in row if cell.rows == 1), default=1) <= _WHOLE
    told = ("<w:cantSplit/>" if whole else "") + ("<w:tblHeader/>" if heading else "")
    return f"<w:trPr>{told}</w:trPr>" if told else ""


def _cell(cell: FormCell, widths: Sequence[int], style: str, size: int, merge: str, *, shown: bool) -> str:
    wide = sum(widths[cell.column : cell.column + cell.columns])
    span = f'<w:gridSpan w:val="{cell.columns}"/>' if cell.columns > 1 else ""
    line = (
        f'<w:tcBorders><w:{cell.open_side} w:val="nil"/></w:tcBorders>'
        if cell.open_side == "bottom" or (cell.open_side and shown)
        else ""
    )
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="F2F2F2"/>' if cell.look in LABELS else ""
    face = HEI if cell.look in LABELS else FANGSONG
    stands = _STANDS.get(cell.look, "center")
    red = cell.look is Look.GAP
    words = _line(cell.text if shown else "", style, face, size, stands, space=(_AROUND[size],) * 2, red=red)
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/>{span}{merge}{line}{shade}<w:vAlign w:val="center"/></w:tcPr>'
        f"{words}</w:tc>"
    )


def _line(
    text: str,
    style: str,
    face: str,
    half_points: int,
    stands: str,
    before: str = "",
    *,
    space: tuple[int, int] = (0, 0),
    red: bool = False,
) -> str:
    spacing = f'<w:spacing w:before="{space[0]}" w:after="{space[1]}" w:line="240" w:lineRule="auto"/>'
    place = f'<w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="{stands}"/>'
    colour = '<w:color w:val="C00000"/>' if red else ""
    properties = f'<w:rPr>{fonts(face)}{colour}<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/></w:rPr>'
    words = "<w:br/>".join(f'<w:t xml:space="preserve">{part}</w:t>' for part in escape(text).split("\n"))
    run = f"<w:r>{properties}{words}</w:r>" if text else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{before}{spacing}{place}</w:pPr>{run}</w:p>'
