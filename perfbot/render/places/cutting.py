"""Cuts words that are too long for one message, never inside a character, a pair or a joined emoji."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import replace

from perfbot.render.document import Inline, Span, plain

_BREAKS = ("\n", "。；！？!?;", "，、,.：: \u3000")
_ZERO_WIDTH_JOINER = "\u200d"
_FLAG_LETTERS = ("\U0001f1e6", "\U0001f1ff")
_SKIN_TONES = ("\U0001f3fb", "\U0001f3ff")


def units(text: str) -> int:
    """The length as Telegram counts it: UTF-16 code units."""
    return len(text.encode("utf-16-le", "replace")) // 2


def cut(text: str, limit: int) -> list[str]:
    """The text in pieces of at most `limit` UTF-16 units, each ended at a sentence or a space if there is one."""
    pieces = []
    start = 0
    while len(text) - start > limit or units(text[start:]) > limit:
        end = _end(text, start, limit)
        pieces.append(text[start:end])
        start = end
    return [*pieces, text[start:]]


def cut_line(line: Inline, limit: int) -> list[Inline]:
    """The line in pieces of at most `limit` UTF-16 units, each span keeping its emphasis."""
    text = plain(line)
    if units(text) <= limit:
        return [tuple(span for span in line if span.text)]
    pieces = []
    position = 0
    for piece in cut(text, limit):
        pieces.append(_slice(line, position, position + len(piece)))
        position += len(piece)
    return pieces


def split_lines(line: Inline) -> list[Inline]:
    """The line's own lines where a person typed newlines; empty ones are left out."""
    pieces = []
    position = 0
    for text in plain(line).split("\n"):
        if text.strip():
            pieces.append(_slice(line, position, position + len(text)))
        position += len(text) + 1
    return pieces


def _slice(line: Inline, start: int, end: int) -> Inline:
    return tuple(_spans(line, start, end))


def _spans(line: Inline, start: int, end: int) -> Iterator[Span]:
    position = 0
    for span in line:
        text = span.text[max(start - position, 0) : max(end - position, 0)]
        position += len(span.text)
        if text:
            yield replace(span, text=text)


def _end(text: str, start: int, limit: int) -> int:
    end = min(start + limit, len(text))
    while units(text[start:end]) > limit:
        end -= max(1, (units(text[start:end]) - limit) // 2)
    return _at_break(text, start, end) or _at_character(text, start, end)


def _at_break(text: str, start: int, end: int) -> int | None:
    earliest = start + (end - start) * 2 // 3
    for marks in _BREAKS:
        found = max((text.rfind(mark, earliest, end) for mark in marks), default=-1)
        if found >= 0 and not _joined(text, found + 1):
            return found + 1
    return None


def _at_character(text: str, start: int, end: int) -> int:
    for candidate in range(end, max(start, end - 64), -1):
        if not _joined(text, candidate):
            return candidate
    return end


def _joined(text: str, position: int) -> bool:
    """Whether the characters on both sides of the position are drawn as one."""
    if not 0 < position < len(text):
        return False
    before, after = text[position - 1], text[position]
    if _ZERO_WIDTH_JOINER in (before, after) or unicodedata.combining(after):
        return True
    if unicodedata.category(after) in ("Mn", "Me") or _SKIN_TONES[0] <= after <= _SKIN_TONES[1]:
        return True
    return _flag(after) and _flag_letters_before(text, position) % 2 == 1


def _flag(character: str) -> bool:
    return _FLAG_LETTERS[0] <= character <= _FLAG_LETTERS[1]


def _flag_letters_before(text: str, position: int) -> int:
    count = 0
    while count < position and _flag(text[position - 1 - count]):
        count += 1
    return count
