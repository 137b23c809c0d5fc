"""RELIABILITY.md and SECURITY.md name tests that exist and leave no criterion out; code cites no other criterion."""

from __future__ import annotations

import ast
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
ROOT = TESTS.parent
NAMED = re.compile(r"`([\w/]+\.py)::(test_\w+)`")
ROW = re.compile(r"^\| ([DRSAI]\d+) \|(.*)$", re.MULTILINE)
CRITERIA = [
    f"{kind}{number}"
    for kind, last in (("D", 12), ("R", 24), ("S", 5), ("A", 8), ("I", 5))
    for number in range(1, last + 1)
]


@cache
def names_in(file: Path) -> set[str]:
    tree = ast.parse(file.read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


@pytest.mark.parametrize("document", ["RELIABILITY.md", "SECURITY.md"])
def test_every_test_named_in_a_document_exists(document: str) -> None:
    named = NAMED.findall((ROOT / document).read_text("utf-8"))
    assert len(named) > 20
    missing = [f"{file}::{name}" for file, name in named if name not in names_in(TESTS / file)]
    assert missing == []


def test_every_criterion_has_its_row_with_a_test_or_a_dated_reason() -> None:
    rows = ROW.findall((ROOT / "RELIABILITY.md").read_text("utf-8"))
    assert [row for row, _ in rows] == CRITERIA
    assert [row for row, text in rows if not NAMED.search(text) and not re.search(r"20\d\d-\d\d-\d\d", text)] == []


CITED = re.compile(r"\b[A-Z][0-9]{1,2}\b")
NO_CRITERIA = {
    "A4": "the size of paper",
    "B5": "a cell of a workbook",
    "C0": "control characters",
    "C1": "control characters",
    "W27": "a week of the year",
}


def explained(file: Path) -> Iterator[str]:
    """Every comment and docstring of a source file."""
    with file.open("rb") as source:
        yield from (token.string for token in tokenize.tokenize(source.readline) if token.type == tokenize.COMMENT)
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield str(node.value.value)


def test_a_code_cited_in_a_comment_or_docstring_is_a_criterion_with_a_row() -> None:
    folders = ("perfbot", "schedules", "tests", "deploy", "benchmarks")
    files = [ROOT / "bot.py", *(file for folder in folders for file in (ROOT / folder).rglob("*.py"))]
    cited = {(code, file.name) for file in files for words in explained(file) for code in CITED.findall(words)}
    assert ("R2", "journal.py") in cited
    assert sorted((code, name) for code, name in cited if code not in (*CRITERIA, *NO_CRITERIA)) == []
