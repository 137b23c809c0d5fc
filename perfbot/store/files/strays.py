"""Lists files in the data folder that are not perfbot's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from perfbot.store.files.layout import Layout
from perfbot.store.files.names import STRAY, SUFFIX, books_in, is_evidence, is_kept_aside, made_at


def strays(layout: Layout) -> list[str]:
    """The strays' names inside the folder, without temporary files, which the next start removes."""
    found = (path for path in _found(layout) if not path.name.startswith(STRAY) and not path.is_dir())
    return sorted(map(layout.name, found))


def _found(layout: Layout) -> Iterator[Path]:
    ours = {layout.office, layout.drafts, layout.inbox}
    books = set(books_in(layout.books, layout.heads))
    yield from (path for path in layout.root.glob(f"*{SUFFIX}") if path not in ours)
    yield from (path for path in layout.books.rglob("*") if path not in books and not is_kept_aside(path))
    yield from (path for path in layout.evidence.rglob("*") if not is_evidence(path))
    yield from (path for path in layout.backups.rglob("*") if made_at(path) is None)
