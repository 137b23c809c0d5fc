"""The process that opens a sent file, with little memory and time and without settings or secrets."""

from __future__ import annotations

import json
import sys
from typing import Any

from perfbot.workbooks.safety import MOST_ANSWER, Danger, OfficeFileKind, Unsafe, inspect

_MEMORY = 1024 * 1024 * 1024
_SECONDS = 20


def _confine() -> None:
    """Limit this process's memory and time, where the system can."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))


def read(kind: OfficeFileKind, content: bytes) -> dict[str, Any]:
    """The file's content as JSON values, or why it is refused."""
    try:
        inspect(content, kind)
        return _workbook(content) if kind is OfficeFileKind.WORKBOOK else _letter(content)
    except Unsafe as unsafe:
        return {"unsafe": unsafe.danger.value, "detail": unsafe.detail}


def _workbook(content: bytes) -> dict[str, Any]:
    from perfbot.workbooks.opening import open_workbook

    sheets, cut = open_workbook(content)
    rows = {
        title: [[row, column, cell.kind.value, cell.text] for (row, column), cell in cells.items()]
        for title, cells in sheets.items()
    }
    return {"sheets": rows, "cut": list(cut)}


def _letter(content: bytes) -> dict[str, Any]:
    from perfbot.workbooks.word_files import open_letter

    author, blocks = open_letter(content)
    return {"author": author, "blocks": blocks}


def main() -> None:
    """Read the file from standard input and answer on standard output."""
    _confine()
    answer = _written(read(OfficeFileKind[sys.argv[1]], sys.stdin.buffer.read()))
    if len(answer) > MOST_ANSWER:
        large = Danger.TOO_LARGE_UNPACKED.value
        answer = _written({"unsafe": large, "detail": f"{len(answer) / 1024 / 1024:.0f}"})
    sys.stdout.buffer.write(answer)


def _written(answer: dict[str, Any]) -> bytes:
    return json.dumps(answer, ensure_ascii=True).encode("ascii")


if __name__ == "__main__":
    main()
