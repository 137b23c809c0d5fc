"""RELIABILITY.md and SECURITY.md name tests that exist, and leave no criterion out."""

from __future__ import annotations

import ast
import re
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
