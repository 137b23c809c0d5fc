"""Files in the data folder that are not ours: copies made by hand, other people's files; named, and left alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from perfbot.store.files.layout import Layout
from perfbot.store.files.names import STRAY, SUFFIX, is_book, is_evidence, is_kept_aside, made_at


def strays(layout: Layout) -> list[str]:
    """Their names inside the folder; temporary files are none, the next start removes them."""
    return sorted(layout.name(path) for path in _found(layout) if not path.name.startswith(STRAY))


def _found(layout: Layout) -> Iterator[Path]:
    ours = {layout.office, layout.drafts, layout.inbox}
    yield from (path for path in layout.root.glob(f"*{SUFFIX}") if path not in ours)
    yield from (path for path in _files(layout.books) if not is_kept_aside(path) and not is_book(path, layout.heads))
    yield from (path for path in _files(layout.evidence) if not is_evidence(path))
    yield from (path for path in _files(layout.backups) if made_at(path) is None)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if not path.is_dir())
