"""On which line of a timetable each table and key stands, so that a mistake can be pointed at."""

from __future__ import annotations

import re

_HEADER = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*["']?([^"'=\s]+)["']?\s*=""")

Lines = dict[tuple[str, ...], int]


def key_lines(text: str) -> Lines:
    """The line (from 1) of each `[table]` and each `key =` under it; keys before the first table stand alone."""
    lines: Lines = {}
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), start=1):
        header, key = _HEADER.match(line), _KEY.match(line)
        if header:
            table = (header[1].strip("\"'"),)
            lines.setdefault(table, number)
        elif key and not line.lstrip().startswith("#"):
            lines.setdefault((*table, key[1]), number)
    return lines


def line_of(lines: Lines, *path: str) -> int:
    """The line of the key, else of its table, else 1."""
    return lines.get(path) or lines.get(path[:1]) or 1
