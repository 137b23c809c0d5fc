"""The documents for developers name files that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TOPS = {path.name for path in ROOT.iterdir()}
NAMED = re.compile(r"`([\w.-]+(?:/[\w.-]*)*)`|\]\(([\w./-]+)\)")


def named_paths(page: str) -> set[str]:
    """What a page names in code marks or links that begins as a path of the project does."""
    names = {code or link for code, link in NAMED.findall(page)}
    return {name for name in names if name.split("/")[0] in TOPS or re.fullmatch(r"[A-Z]+[\w.-]*\.md", name)}


@pytest.mark.parametrize("document", ["CONTRIBUTING.md", "ARCHITECTURE.md", "README.md"])
def test_every_file_named_in_a_document_for_developers_exists(document: str) -> None:
    named = named_paths((ROOT / document).read_text("utf-8"))
    assert len(named) > 5
    assert {name for name in named if not (ROOT / name).exists()} == set()


def test_a_file_that_is_not_there_is_noticed() -> None:
    page = "see `perfbot/no_such.py`, [this](GONE.md), `make test`, `tests/` and `a/b`"
    assert {name for name in named_paths(page) if not (ROOT / name).exists()} == {"perfbot/no_such.py", "GONE.md"}
