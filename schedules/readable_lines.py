"""Reads the readable part of a timetable with broken lines."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from typing import Any

from perfbot.toml_lines import Path, key_lines
from schedules.entries import Flaw, TimetableProblem

_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)")
_REPEATED = re.compile(r"Cannot (overwrite|declare)")
UNREAD = "?"
"""How the name of a table begins whose own header could not be read."""
_MOST_UNREADABLE = 20


def readable_tables(text: str) -> tuple[list[TimetableProblem], dict[str, Any], dict[Path, int]]:
    """Each line that cannot be read, the tables of the others, and on which line each of their keys stands."""
    lines = text.split("\n")
    problems: list[TimetableProblem] = []
    while True:
        read = "\n".join(lines)
        try:
            return problems, tomllib.loads(read), key_lines(read)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            problem = _syntax(lines, error)
            problems.append(problem)
            if problem.found == "" or len(problems) >= _MOST_UNREADABLE:
                return problems, {}, {}
            is_header = problem.found.startswith("[")
            lines[problem.line - 1] = f'["{UNREAD}{problem.line}"]' if is_header else ""


def _syntax(lines: Sequence[str], error: Exception) -> TimetableProblem:
    found = _AT_LINE.search(str(error))
    line = min(int(found[1]) if found else len(lines), len(lines))
    flaw = Flaw.REPEATED if _REPEATED.search(str(error)) else Flaw.SYNTAX
    return TimetableProblem(line, "", flaw.value, lines[line - 1].strip()[:60])
