"""Finds what happened to a journal with a broken chain: lines edited, missing, repeated or out of order."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from perfbot.store.chain import GENESIS, SEAL_BYTES, loaded

_DIGITS = SEAL_BYTES - 3


@dataclass(frozen=True, slots=True)
class LineFault:
    """One line that is not as written. `kind`: edited, unreadable, missing, reordered, repeated or torn."""

    line: int
    kind: str
    expected: str
    found: str


@dataclass(slots=True)
class _Examination:
    """Walks through the lines of the file; closings are kept by line number, to check lines that moved."""

    numbers: list[int | None]
    expected: int = 1
    faults: list[LineFault] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)
    closings: dict[int, set[bytes]] = field(default_factory=lambda: {0: {GENESIS}})

    everything: set[int] = field(init=False)

    def __post_init__(self) -> None:
        self.everything = {number for number in self.numbers if number is not None}

    def examine(self, place: int, text: bytes) -> None:
        number = self.numbers[place - 1]
        if number is None or self._renumbered(place, number):
            kind = "unreadable" if number is None else "edited"
            self._fault(place, kind, f"line {self.expected}", f"{text[:60]!r}")
            self.expected += 1
            return
        if number == self.expected:
            self.expected += 1
        else:
            self._out_of_place(place, number)
        self._check_seal(place, number, text)
        self.seen.add(number)

    def _renumbered(self, place: int, number: int) -> bool:
        following = self.numbers[place] if place < len(self.numbers) else None
        nowhere = self.expected not in self.everything
        return number != self.expected and following == self.expected + 1 and nowhere

    def _out_of_place(self, place: int, number: int) -> None:
        wanted = f"line {self.expected}"
        if number in self.seen:
            self._fault(place, "repeated", wanted, f"line {number} again")
        elif number < self.expected or self.expected in self.everything - self.seen:
            self._fault(place, "reordered", wanted, f"line {number}")
            self.expected += 1
        else:
            gone = wanted if number == self.expected + 1 else f"lines {self.expected} to {number - 1}"
            self._fault(place, "missing", gone, f"line {number}")
            self.expected = number + 1

    def _check_seal(self, place: int, number: int, text: bytes) -> None:
        body, closing = text[:-SEAL_BYTES], text[-SEAL_BYTES:]
        before = self.closings.get(number - 1, set())
        computed = {sha256(earlier + body).hexdigest()[:_DIGITS].encode() + closing[_DIGITS:] for earlier in before}
        if computed and closing not in computed:
            seal = min(computed)[:_DIGITS].decode()
            self._fault(place, "edited", f"seal {seal}", f"seal {closing[:_DIGITS].decode(errors='replace')}")
        # Either the text or the seal itself was edited: the next line tells by which of the two it continues.
        self.closings.setdefault(number, set()).update(computed | {closing})

    def _fault(self, place: int, kind: str, expected: str, found: str) -> None:
        self.faults.append(LineFault(place, kind, expected, found))


def line_faults(data: bytes) -> list[LineFault]:
    """Every fault in a journal's bytes, by physical line number; an empty list if the chain holds to the end.

    A torn tail (no newline at the end) is the last fault, of kind "torn": alone it is what an interrupted write leaves.
    """
    lines = data.split(b"\n")
    tail = lines.pop()
    examination = _Examination([_number_of(loaded(line)) for line in lines])
    for place, line in enumerate(lines, start=1):
        examination.examine(place, line + b"\n")
    if tail:
        examination.faults.append(LineFault(len(lines) + 1, "torn", "a whole line", f"{len(tail)} bytes, no newline"))
    return examination.faults


def _number_of(record: Any) -> int | None:
    number = record.get("n") if isinstance(record, dict) else None
    return number if isinstance(number, int) and isinstance(record.get("sum"), str) else None
