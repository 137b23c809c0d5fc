"""Saves a workbook so that the same content gives the same bytes, whenever it is made."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from perfbot.render.cleaning import clean, one_line
from perfbot.render.zipped import zipped

if TYPE_CHECKING:
    from openpyxl import Workbook

_CLOCK = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")


def saved_xlsx(book: Workbook, created: datetime | None) -> bytes:
    """The workbook as bytes with the given time (aware) as its time of change."""
    saved = io.BytesIO()
    book.save(saved)
    moment = (created.astimezone(UTC) if created else datetime(1980, 1, 1, tzinfo=UTC)).strftime("%Y-%m-%dT%H:%M:%SZ")
    files = []
    with zipfile.ZipFile(saved) as archive:
        for entry in archive.infolist():
            content = archive.read(entry)
            if entry.filename == "docProps/core.xml":
                content = _CLOCK.sub(rb"\g<1>" + moment.encode() + rb"\g<2>", content)
            files.append((entry.filename, content))
    return zipped(files)


_DANGEROUS = "=+-@＝＋－＠\t\r\n"
_UNSEEN = " \u3000\u00a0\u200b\u2060\ufeff"
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
LONGEST_TITLE = 31
LONGEST_CELL = 32_000


def harmless(text: str) -> str:
    """The cleaned text, with an apostrophe before a possible formula (= + - @ TAB CR)."""
    kept = clean(text)[:LONGEST_CELL]  # first: what is cleaned away may stand before the sign
    begins = kept.lstrip(_UNSEEN)[:1] or kept[:1]
    return f"'{kept}" if begins and begins in _DANGEROUS else kept


def sheet_titles(names: Iterable[str]) -> list[str]:
    """A title for each sheet: at most 31 characters, none of []:*?/\\, no two alike whatever their case."""
    taken: set[str] = set()
    return [_free(_title(name), taken) for name in names]


def _title(name: str) -> str:
    plain = _FORBIDDEN.sub("－", one_line(name)).strip("' ")
    return plain[:LONGEST_TITLE].rstrip("' ") or "表"


def _free(title: str, taken: set[str]) -> str:
    made, number = title, 2
    while made.lower() in taken or made.lower() == "history":
        mark = f"（{number}）"
        made, number = f"{title[: LONGEST_TITLE - len(mark)]}{mark}", number + 1
    taken.add(made.lower())
    return made
