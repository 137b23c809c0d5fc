"""`python bot.py export`: a book as workbook, or with everything that belongs to it as one archive."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import IO

from perfbot.domain.books.book import Book
from perfbot.export import Origin, archive, workbook
from perfbot.records.evidence import EvidenceFiles
from perfbot.records.office import Office
from perfbot.shell.outputs import write
from perfbot.shell.terminal import complain
from perfbot.store.files.layout import is_data_folder, layout_of
from perfbot.store.tiny.store import TinyStore


def export(book: Book, options: argparse.Namespace, data: Path, now: datetime) -> int:
    """Write the export; returns 1 when evidence is missing, which is named while all else is written."""
    origin = _origin(book, options, data, now)
    if options.format == "xlsx":
        _kept(workbook(origin), options.out)
        return 0
    problems = _archived(origin, options.out)
    for problem in problems:
        complain(problem)
    return 1 if problems else 0


def _kept(content: bytes, out: Path | None) -> None:
    if out is None:
        write(content, None)
    else:
        _whole(out, lambda target: _filled(target, content))


def _filled(target: IO[bytes], content: bytes) -> tuple[str, ...]:
    target.write(content)
    return ()


def _origin(book: Book, options: argparse.Namespace, data: Path, now: datetime) -> Origin:
    evidence = EvidenceFiles(layout_of(data).evidence)
    template = options.template.read_bytes() if options.template else None
    origin = Origin(book, now, evidence, options.people[0], rulebook=options.rulebook, template=template)
    if not is_data_folder(data):
        return origin
    store = TinyStore(data, now=now, read_only=True)
    try:
        return replace(origin, changes=Office(store).told_trail())
    finally:
        store.close()


def _archived(origin: Origin, out: Path | None) -> tuple[str, ...]:
    if out is not None:
        return _whole(out, lambda target: archive(origin, target).problems)
    made = io.BytesIO()
    problems = archive(origin, made).problems
    sys.stdout.buffer.write(made.getvalue())
    sys.stdout.flush()
    return problems


def _whole(out: Path, fill: Callable[[IO[bytes]], tuple[str, ...]]) -> tuple[str, ...]:
    """Write the file under another name first, for its owner only; on failure the old file stays."""
    beside = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        with open(os.open(beside, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as target:
            problems = fill(target)
        beside.replace(out)
    finally:
        with suppress(FileNotFoundError):
            beside.unlink()
    return problems
