"""Renders a Document as plain Telegram messages for servers and phones that know no rich ones."""

from __future__ import annotations

from collections.abc import Iterator

from perfbot.render.document import Document, plain
from perfbot.render.places.chat_layout import LONGEST_PIECE, Line, Surround, chat_lines
from perfbot.render.places.cutting import units
from perfbot.render.places.markup import entities, escape, inline_html
from perfbot.render.places.packing import Cost, Frame, Piece, pack

# Telegram takes 4,096 UTF-16 units after entities are parsed and shows at most 100 entities a message; the raw text
# of a request has its own limit, which many escaped characters would reach first.
LIMITS: Cost = (3_900, 28_000, 95)
CAPTION_UNITS = 1_024
_MORE = "\n……"


def chat_parts(document: Document) -> list[str]:
    """The document as HTML messages, each within Telegram's limits and parted between blocks, rows or sentences."""
    return [part.body for part in pack(_html_pieces(document), LIMITS)]


def chat_plain(document: Document) -> list[str]:
    """The same messages without any markup, for when the HTML was refused."""
    return [part.body for part in pack(_plain_pieces(document), LIMITS)]


def caption(document: Document, limit: int = CAPTION_UNITS) -> str:
    """As much of the document as a caption holds, in HTML; ends in …… when there is more."""
    room = (limit - units(_MORE), LIMITS[1], LIMITS[2])
    parts = pack(_html_pieces(document, longest=min(LONGEST_PIECE, room[0])), room)
    if not parts:
        return ""
    return parts[0].body + (_MORE if len(parts) > 1 else "")


def _html_pieces(document: Document, *, longest: int = LONGEST_PIECE) -> Iterator[Piece]:
    frames: dict[Surround, Frame] = {}
    for line in chat_lines(document, longest=longest):
        body = escape(plain(line.words)) if _is_grid(line.surround) else inline_html(line.words)
        count = sum(map(entities, line.words))
        yield _piece(line, body, count, _frame(line.surround, frames))


def _is_grid(surround: Surround | None) -> bool:
    return surround is not None and surround.head is not None


def _frame(surround: Surround | None, frames: dict[Surround, Frame]) -> tuple[Frame, ...]:
    if surround is None:
        return ()
    if surround not in frames:
        frames[surround] = _html_frame(surround)
    return (frames[surround],)


def _html_frame(surround: Surround) -> Frame:
    head = surround.head
    if head is None:
        return Frame("<blockquote expandable>", "</blockquote>", (0, 40, 1))
    opening = f"<pre>{escape(head)}"
    return Frame(opening, "</pre>", (units(head), len(opening.encode()) + 6, 1))


def _plain_pieces(document: Document) -> Iterator[Piece]:
    frames: dict[Surround, Frame] = {}
    for line in chat_lines(document):
        surround = line.surround
        if surround is not None and surround not in frames:
            frames[surround] = _plain_frame(surround.head or "")
        yield _piece(line, plain(line.words), 0, (frames[surround],) if surround else ())


def _plain_frame(head: str) -> Frame:
    return Frame(head, "", (units(head), len(head.encode()), 0))


def _piece(line: Line, body: str, count: int, frames: tuple[Frame, ...]) -> Piece:
    length = units(plain(line.words)) + units(line.before)
    cost = (length, len(body.encode()) + len(line.before), count)
    return Piece(body, cost, frames, line.before, keep_next=line.keep_next)
