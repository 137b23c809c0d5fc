"""A Document as one HTML page that stands alone: for the shell, for print, for a browser."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from perfbot.render.document import (
    Align,
    Block,
    Details,
    Divider,
    Document,
    Figure,
    Heading,
    Items,
    Paragraph,
    Row,
    Table,
    Title,
)
from perfbot.render.places.markup import attribute, escape, inline_html
from perfbot.render.places.merging import row_spans

_STYLE = """
body{max-width:52rem;margin:2rem auto;padding:0 1rem;font:17px/1.8 "FangSong","Noto Serif CJK SC",serif;color:#111}
h1,h2,h3,h4,th{font-family:"SimHei","Noto Sans CJK SC",sans-serif} h1{text-align:center;font-size:1.7rem}
h2{font-size:1.25rem} h3{font-size:1.1rem} h4{font-size:1rem} p{margin:.4rem 0;text-indent:2em}
.sub,caption{text-align:center;text-indent:0} .unit{display:block;text-align:right} .note{color:#555;font-size:.85rem}
.item{padding-left:2em;text-indent:0} table{border-collapse:collapse;width:100%;margin:.8rem 0;font-size:.92rem}
td,th{border:1px solid #666;padding:.25rem .5rem;vertical-align:middle} th{background:#f2f2f2}
.right{text-align:right;font-variant-numeric:tabular-nums} .center{text-align:center} .total{font-weight:bold}
img{max-width:100%} @media screen and (max-width:40rem){body{font-size:16px;margin:1rem auto;padding:0 .6rem}
.item{padding-left:0} table{font-size:.82rem;line-height:1.5} td,th{padding:.2rem .3rem;min-width:4em}}
@media print{tr{break-inside:avoid} thead{display:table-header-group}}
"""


def html_page(document: Document) -> str:
    """The page; every typed character escaped, pictures inside."""
    title = next((block.text for block in document.blocks if isinstance(block, Title)), document.title)
    body = "\n".join(_blocks(document.blocks))
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head>\n'
        f"<body>\n{body}\n</body></html>\n"
    )


def _blocks(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        yield _WRITERS[type(block)](block)


def _title(block: Title) -> str:
    sub = f'<p class="sub">{escape(block.subtitle)}</p>' if block.subtitle else ""
    return f"<h1>{escape(block.text)}</h1>{sub}"


def _heading(block: Heading) -> str:
    level = min(block.level + 1, 6)
    return f"<h{level}>{escape(block.text)}</h{level}>"


def _paragraph(block: Paragraph) -> str:
    return f'<p class="note">{inline_html(block.line)}</p>' if block.note else f"<p>{inline_html(block.line)}</p>"


def _items(block: Items) -> str:
    marks = (block.number_format.format(n) if block.numbered else "· " for n in range(1, len(block.lines) + 1))
    lines = zip(marks, block.lines, strict=True)
    return "\n".join(f'<p class="item">{escape(mark)}{inline_html(line)}</p>' for mark, line in lines)


def _table(block: Table) -> str:
    unit = f'<span class="unit">单位：{escape(block.unit)}</span>' if block.unit else ""
    caption = f"<caption>{escape(block.caption)}{unit}</caption>" if block.caption or unit else ""
    head = "".join(f"<th>{escape(column.title)}</th>" for column in block.columns)
    rows = "\n".join(_row(block, row, spans) for row, spans in zip(block.rows, row_spans(block), strict=True))
    return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>\n{rows}\n</tbody></table>"


def _row(table: Table, row: Row, spans: Sequence[int]) -> str:
    cells = (
        _cell(cell, column.align, span)
        for cell, column, span in zip(row.cells, table.columns, spans, strict=True)
        if span
    )
    return f'<tr class="total">{"".join(cells)}</tr>' if row.total else f"<tr>{''.join(cells)}</tr>"


def _cell(words: str, align: Align, span: int) -> str:
    over = f' rowspan="{span}"' if span > 1 else ""
    kind = "" if align is Align.LEFT else f' class="{align.value}"'
    return f"<td{over}{kind}>{escape(words)}</td>"


def _details(block: Details) -> str:
    inner = "\n".join(_blocks(block.blocks))
    return f"<details open><summary>{escape(block.summary)}</summary>\n{inner}\n</details>"


def _figure(block: Figure) -> str:
    data = base64.b64encode(block.png).decode("ascii")
    words = attribute(block.alternative or block.caption)
    picture = f'<img alt="{words}" src="data:image/png;base64,{data}">'
    return f"<figure>{picture}<figcaption>{escape(block.caption)}</figcaption></figure>"


def _rule(_: Divider) -> str:
    return "<hr>"


_WRITERS: dict[type, Callable[[Any], str]] = {
    Title: _title,
    Heading: _heading,
    Paragraph: _paragraph,
    Items: _items,
    Table: _table,
    Details: _details,
    Figure: _figure,
    Divider: _rule,
}
