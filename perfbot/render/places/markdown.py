"""Renders a Document as Markdown (CommonMark with pipe tables) for wikis and repositories."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from perfbot.render.cleaning import clean, one_line
from perfbot.render.document import (
    Align,
    Block,
    Details,
    Divider,
    Document,
    Figure,
    Heading,
    Inline,
    Items,
    Paragraph,
    Span,
    Table,
    Title,
    inline,
)
from perfbot.render.places.cards import caption_line
from perfbot.render.places.markup import safe_link

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~&])")
_LINE_START = re.compile(r"^(\s*)(#{1,6}(?=\s|$)|[-+=](?=\s|$|[-+=])|\d{1,9}(?=[.)](?:\s|$)))", re.MULTILINE)
_RULES = {Align.LEFT: "---", Align.CENTER: ":---:", Align.RIGHT: "---:"}


def markdown(document: Document) -> str:
    """The whole document as Markdown, blocks parted by an empty line; every typed character shows as itself."""
    return "\n\n".join(_blocks(document.blocks)) + "\n"


def _blocks(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        yield from (words for words in _block(block) if words.strip())


def _block(block: Block) -> Iterator[str]:
    match block:
        case Title():
            yield f"# {_text(block.text)}"
            yield _paragraph(inline(block.subtitle))
        case Heading():
            yield f"{'#' * min(max(block.level, 1) + 1, 6)} {_text(block.text)}"
        case Paragraph():
            yield _paragraph(_noted(block))
        case Items():
            yield from _items(block)
        case Table():
            yield f"**{_text(caption_line(block))}**" if caption_line(block) else ""
            yield _table(block)
        case Details():
            yield f"**{_text(block.summary)}**"
            yield from _blocks(block.blocks)
        case Figure():
            yield f"**〔图〕{_text(block.caption)}**"
            yield _paragraph(inline(block.alternative))
        case Divider():
            yield "---"


def _noted(block: Paragraph) -> Inline:
    return tuple(replace(span, italic=True) for span in block.line) if block.note else block.line


def _items(items: Items) -> Iterator[str]:
    if items.numbered:
        for number, line in enumerate(items.lines, start=1):
            yield _paragraph((Span(items.number_format.format(number)), *line))
        return
    yield "\n".join(f"- {_line(line)}" for line in items.lines)


def _table(table: Table) -> str:
    head = _row([column.title for column in table.columns])
    rule = _row_of([_RULES[column.align] for column in table.columns])
    rows = (_row(row.cells, bold=row.total) for row in table.rows)
    return "\n".join((head, rule, *rows)) if table.columns else ""


def _row(cells: Sequence[str], *, bold: bool = False) -> str:
    words = map(_text, cells)
    return _row_of([f"**{word}**" if bold and word else word for word in words])


def _row_of(words: Sequence[str]) -> str:
    return f"| {' | '.join(words)} |"


def _paragraph(line: Inline) -> str:
    """A person's own line ends stay line ends."""
    return "\\\n".join(filter(None, (part.strip() for part in _inline(line).split("\n"))))


def _line(line: Inline) -> str:
    return _inline(line).replace("\n", " ")


def _inline(line: Inline) -> str:
    return _LINE_START.sub(r"\1\\\2", "".join(map(_span, line)))


def _text(text: str) -> str:
    return _escaped(one_line(text))


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", clean(text))


def _span(span: Span) -> str:
    words = _escaped(span.text)
    inner = words.strip()
    if not inner:
        return words
    for mark, wanted in (("~~", span.strike), ("*", span.italic), ("**", span.bold)):
        inner = f"{mark}{inner}{mark}" if wanted else inner
    link = safe_link(span.link)
    if link:
        inner = f"[{inner}](<{clean(link).replace('>', '%3E').replace('<', '%3C')}>)"
    return words[: len(words) - len(words.lstrip())] + inner + words[len(words.rstrip()) :]
