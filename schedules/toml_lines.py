"""What of a timetable can be read, and on which line each table and key stands: mistakes are pointed at by line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from typing import Any

from schedules.entries import Flaw, TimetableProblem

_HEADER = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*["']?([^"'=\s]+)["']?\s*=""")
_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)")
_REPEATED = re.compile(r"Cannot (overwrite|declare)")
UNREAD = "?"
"""How the name of a table begins whose own header could not be read."""
_MOST_UNREADABLE = 20

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


def readable_tables(text: str) -> tuple[list[TimetableProblem], dict[str, Any]]:
    """The tables of the file, and each line that cannot be read; the rest is read as if such a line were not there."""
    lines = text.split("\n")
    problems: list[TimetableProblem] = []
    while True:
        try:
            return problems, tomllib.loads("\n".join(lines))
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            problem = _syntax(lines, error)
            problems.append(problem)
            if problem.found == "" or len(problems) >= _MOST_UNREADABLE:
                return problems, {}
            is_header = problem.found.startswith("[")
            lines[problem.line - 1] = f'["{UNREAD}{problem.line}"]' if is_header else ""


def _syntax(lines: Sequence[str], error: Exception) -> TimetableProblem:
    found = _AT_LINE.search(str(error))
    line = min(int(found[1]) if found else len(lines), len(lines))
    flaw = Flaw.REPEATED if _REPEATED.search(str(error)) else Flaw.SYNTAX
    return TimetableProblem(line, "", flaw.value, lines[line - 1].strip()[:60])
