"""The journal's line format: one JSON object a line, each sealed with a SHA-256 over itself and the seal before it.

    {"n":2,"put":{"entries":[{"id":"e1",…}]},"sum":"<32 hex digits>"}

`n` is the line's number in the file; `put` holds whole documents by table, `del` removed ids by table. Line 1 is the
header. A seal covers the bytes from the seal before it (its 32 digits, `"}` and the newline) up to itself, which is
one contiguous stretch of the file: checking is a slice and a hash.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import orjson

FORMAT = "perfbot-journal"
_SEAL = b',"sum":"'
_CLOSE = b'"}\n'
_DIGITS = 32
SEAL_BYTES = _DIGITS + len(_CLOSE)
GENESIS = b"0" * _DIGITS + _CLOSE
_CHUNK = 1 << 16


class BrokenChain(Exception):
    """A line is not as it was written; `diagnosis.line_faults` names the faults."""

    def __init__(self, line: int) -> None:
        self.line = line
        super().__init__(f"line {line}")


@dataclass(slots=True)
class Chain:
    """The end of a journal: the last line's number, its closing bytes (seal included), and the length so far."""

    line: int = 0
    closing: bytes = GENESIS
    length: int = 0

    @property
    def seal(self) -> str:
        """The last line's seal: 32 hex digits that cover everything before them."""
        return self.closing[:_DIGITS].decode()

    def sealed(self, change: dict[str, Any]) -> bytes:
        """The next line's bytes."""
        body = orjson.dumps({"n": self.line + 1, **change})[:-1] + _SEAL
        return body + sha256(self.closing + body).hexdigest()[:_DIGITS].encode() + _CLOSE

    def advance(self, content: bytes) -> Chain:
        """Move the end to the line just written."""
        self.line += 1
        self.closing = content[-SEAL_BYTES:]
        self.length += len(content)
        return self


def records(data: bytes, chain: Chain, trusted: int = 0) -> Iterator[dict[str, Any]]:
    """Parse and check every complete line of `data` and move `chain`; what follows the last newline is left.

    Raises `BrokenChain` at the first line that is not what was written; `chain` then stands at the last good one.
    The first `trusted` bytes, whole lines, are known to be unchanged and only parsed. Lines are parsed by the chunk, as
    one JSON array, because that is measurably faster than line by line; no newline can stand inside a JSON text.
    """
    text = chain.closing + data
    end, sure = text.rfind(b"\n") + 1, SEAL_BYTES + trusted
    start = SEAL_BYTES
    while start < end:
        limit = sure if start < sure else end
        stop = text.find(b"\n", min(start + _CHUNK, limit - 1)) + 1
        parsed = _parsed(text[start : stop - 1])
        if stop <= sure:
            yield from parsed
            chain.line, chain.length = chain.line + len(parsed), chain.length + stop - start
            chain.closing = text[stop - SEAL_BYTES : stop]
        else:
            yield from _checked(text, start, parsed, chain)
        start = stop


def _parsed(lines: bytes) -> list[Any]:
    try:
        found: list[Any] = orjson.loads(b"[" + lines.replace(b"\n", b",") + b"]")
    except orjson.JSONDecodeError:
        return [loaded(line) for line in lines.split(b"\n")]
    return found


def loaded(line: bytes) -> Any:
    """One line's JSON, or None if it is none."""
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:
        return None


def _checked(text: bytes, start: int, parsed: list[Any], chain: Chain) -> Iterator[dict[str, Any]]:
    find, first, line, mark = text.find, start, chain.line, start - SEAL_BYTES
    try:
        for record in parsed:
            end = find(b"\n", start) + 1
            cut = end - SEAL_BYTES
            if not isinstance(record, dict) or record.get("n") != line + 1:
                raise BrokenChain(line + 1)
            if sha256(text[mark:cut]).hexdigest()[:_DIGITS] != record.get("sum"):
                raise BrokenChain(line + 1)
            line, start, mark = line + 1, end, cut
            yield record
    finally:
        chain.line, chain.closing, chain.length = line, text[mark:start], chain.length + start - first
