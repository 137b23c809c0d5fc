"""Packs rendered pieces into messages within limits, closing and reopening their frames."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

Cost: TypeAlias = tuple[int, ...]
Media: TypeAlias = tuple[str, str, bytes]


@dataclass(frozen=True, eq=False)
class Frame:
    """The frame of pieces, such as a table with its head or a quotation; `again` reopens it in a later message."""

    opening: str
    closing: str
    cost: Cost
    again: str = ""


@dataclass(frozen=True)
class Piece:
    """A unit that is never cut: a paragraph, a row; `before` separates it from what precedes it in a message."""

    body: str
    cost: Cost
    frames: tuple[Frame, ...] = ()
    before: str = ""
    media: tuple[Media, ...] = field(default=(), repr=False)
    keep_next: bool = False


@dataclass(frozen=True)
class Part:
    """The content of one message."""

    body: str
    media: tuple[Media, ...] = field(default=(), repr=False)


def pack(pieces: Iterable[Piece], limits: Cost) -> list[Part]:
    """The pieces in order in as few parts as keep every cost within its limit; headings stay with what follows."""
    every = list(pieces)
    if every and _is_one_message(every, limits):
        words = [every[0].body, *(part for piece in every[1:] for part in (piece.before, piece.body))]
        return [Part("".join(words), tuple(one for piece in every for one in piece.media))]
    packer = _Packer(limits)
    for run in _runs(every):
        packer.add_run(run)
    return packer.finish()


def _is_one_message(pieces: Sequence[Piece], limits: Cost) -> bool:
    """Whether all pieces fit into one message without a frame, as most answers do."""
    if any(piece.frames for piece in pieces):
        return False
    totals = map(sum, zip(*(piece.cost for piece in pieces), strict=True))
    return all(total <= limit for total, limit in zip(totals, limits, strict=True))


def _runs(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    run: list[Piece] = []
    for piece in pieces:
        run.append(piece)
        if not piece.keep_next:
            yield run
            run = []
    if run:
        yield run


def _sum(costs: Iterable[Cost], width: int) -> Cost:
    totals = [0] * width
    for cost in costs:
        for position, amount in enumerate(cost):
            totals[position] += amount
    return tuple(totals)


class _Packer:
    """The message being filled and those that are full."""

    def __init__(self, limits: Cost) -> None:
        self.limits = limits
        self.parts: list[Part] = []
        self.opened: set[Frame] = set()
        self._start()

    def _start(self) -> None:
        self.body: list[str] = []
        self.media: list[Media] = []
        self.frames: tuple[Frame, ...] = ()
        self.cost: Cost = (0,) * len(self.limits)

    def add_run(self, run: Sequence[Piece]) -> None:
        if self.body and not self._fits(run):
            self._flush()
        for piece in run:
            if len(run) > 1 and self.body and not self._fits([piece]):
                self._flush()
            self._add(piece)

    def finish(self) -> list[Part]:
        if self.body:
            self._flush()
        return self.parts

    def _fits(self, run: Sequence[Piece]) -> bool:
        total = _sum([self.cost, *self._prices(run)], len(self.limits))
        return all(amount <= limit for amount, limit in zip(total, self.limits, strict=True))

    def _prices(self, run: Sequence[Piece]) -> Iterator[Cost]:
        frames = self.frames
        for piece in run:
            yield piece.cost
            yield from (frame.cost for frame in piece.frames[_shared(frames, piece.frames) :])
            frames = piece.frames

    def _add(self, piece: Piece) -> None:
        self.cost = _sum([self.cost, *self._prices([piece])], len(self.limits))
        shared = _shared(self.frames, piece.frames)
        first = not self.body
        self._close(shared)
        if not first:
            self.body.append(piece.before)
        for frame in piece.frames[shared:]:
            self.body.append(frame.again if frame in self.opened and frame.again else frame.opening)
            self.opened.add(frame)
        self.frames = piece.frames
        self.body.append(piece.body)
        self.media.extend(piece.media)

    def _close(self, keep: int) -> None:
        self.body.extend(frame.closing for frame in reversed(self.frames[keep:]))

    def _flush(self) -> None:
        self._close(0)
        self.parts.append(Part("".join(self.body), tuple(self.media)))
        self._start()


def _shared(open_frames: Sequence[Frame], wanted: Sequence[Frame]) -> int:
    count = 0
    for here, there in zip(open_frames, wanted, strict=False):
        if here is not there:
            break
        count += 1
    return count
