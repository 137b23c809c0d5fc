"""Opens sent files in a process of its own, so that no file can block or crash the bot."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from perfbot.workbooks.safety import Danger, OfficeFileKind, Unsafe
from perfbot.years.sheets.grid import Cell, CellKind, Grid

_ROOT = Path(__file__).parent.parent.parent
_PATIENCE = 30.0


@dataclass(frozen=True)
class Letter:
    """A Word file: who its properties name as author, its paragraphs and tables in order."""

    author: str
    blocks: tuple[str | list[list[str]], ...]


def read_grid(content: bytes) -> Grid:
    """The workbook's filled cells; raises Unsafe. Blocking: call it beside the event loop."""
    answer = _asked(OfficeFileKind.WORKBOOK, content)
    sheets = {
        title: {(row, column): Cell(CellKind(kind), text) for row, column, kind, text in cells}
        for title, cells in answer["sheets"].items()
    }
    return Grid(sheets, tuple(answer["cut"]))


def read_letter(content: bytes) -> Letter:
    """The Word file's paragraphs and tables; raises Unsafe. Blocking: call it beside the event loop."""
    answer = _asked(OfficeFileKind.LETTER, content)
    return Letter(answer["author"], tuple(answer["blocks"]))


def _asked(kind: OfficeFileKind, content: bytes) -> dict[str, Any]:
    command = [sys.executable, "-m", "perfbot.workbooks.child", kind.name]
    try:
        # No environment: the child gets neither the token nor anything else that it does not need.
        done = subprocess.run(  # noqa: S603 - our own module, no words of anybody's in the command
            command, input=content, capture_output=True, timeout=_PATIENCE, cwd=_ROOT, env={}, check=False
        )
    except subprocess.TimeoutExpired as late:
        raise Unsafe(Danger.TOO_SLOW) from late
    if done.returncode != 0:
        raise Unsafe(Danger.TOO_SLOW, str(done.returncode))
    answer: dict[str, Any] = json.loads(done.stdout)
    if "unsafe" in answer:
        raise Unsafe(Danger(answer["unsafe"]), answer["detail"])
    return answer
