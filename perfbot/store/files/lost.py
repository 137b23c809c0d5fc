"""Reads from a former state of a book what the present one lacks, for people to check."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from perfbot.store.chain import loaded
from perfbot.store.files.reading import Tables, apply

_NUMBER = re.compile(rb'"number":([0-9]{1,7})[,}]')
_MOST_OF_A_LINE = 2
"""Entries that one line of a conversation holds at most: a correction is a reversal and a new entry."""


@dataclass(frozen=True)
class LostEntries:
    """Entries that a book had and no longer has.

    `numbers` are those that can still be told, `documents` what of them can be read, `unread` the lines that say
    nothing. `given` is the greatest number that may have been given to somebody.
    """

    numbers: tuple[int, ...]
    documents: tuple[Mapping[str, Any], ...]
    unread: int
    given: int


def lost_entries(former: bytes, present: Iterable[Mapping[str, Any]], lines: int) -> LostEntries:
    """The entries lost from a book: `former` is the old file, sound or not, `lines` the number of missing lines."""
    there = {int(row["number"]) for row in present if "number" in row}
    numbers: set[int] = set()
    documents: dict[int, Mapping[str, Any]] = {}
    telling = 0
    for line in former.splitlines():
        found = {int(row["number"]): row for row in _entries(loaded(line)) if _is_numbered(row)}
        said = (set(found) or {int(number) for number in _NUMBER.findall(line)}) - there
        numbers |= said
        telling += bool(said)
        documents |= {number: row for number, row in found.items() if number in said}
    unread = max(0, lines - telling)
    given = max(there | numbers, default=0) + _MOST_OF_A_LINE * unread
    ordered = sorted(numbers)
    return LostEntries(tuple(ordered), tuple(documents[n] for n in ordered if n in documents), unread, given)


def readable_tables(content: bytes) -> Tables:
    """A journal's tables from every readable line, sealed or not; never to be recorded."""
    tables: Tables = {}
    for line in content.splitlines():
        change = loaded(line)
        if isinstance(change, dict):
            try:
                apply(tables, change)
            except (AttributeError, KeyError, TypeError):
                continue
    return tables


def _entries(change: Any) -> Iterator[Any]:
    put = change.get("put") if isinstance(change, dict) else None
    rows = put.get("entries") if isinstance(put, dict) else None
    yield from rows if isinstance(rows, list) else ()


def _is_numbered(row: Any) -> bool:
    return isinstance(row, dict) and isinstance(row.get("number"), int)
