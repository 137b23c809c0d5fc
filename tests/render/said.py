"""What a document says, for comparing with what a rendering says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from perfbot.render.cleaning import clean
from perfbot.render.document import Block, Details, Heading, Items, Paragraph, Title

_BLANK = re.compile(r"\s+")


def squeezed(text: str) -> str:
    """The cleaned text without any white space, which renderings may change."""
    return _BLANK.sub("", clean(text))


def said(blocks: Sequence[Block], bullet: str = "") -> str:
    """Everything that flowing blocks say, in reading order and without white space."""
    return "".join(map(squeezed, _said(blocks, bullet)))


def _said(blocks: Sequence[Block], bullet: str) -> Iterator[str]:
    for block in blocks:
        match block:
            case Title():
                yield from (block.text, block.subtitle)
            case Heading():
                yield block.text
            case Paragraph():
                yield from (span.text for span in block.line)
            case Items():
                for number, line in enumerate(block.lines, start=1):
                    yield f"{number}、" if block.numbered else bullet
                    yield from (span.text for span in line)
            case Details():
                yield block.summary
                yield from _said(block.blocks, bullet)
