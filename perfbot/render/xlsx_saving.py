"""Saves a workbook so that the same content gives the same bytes, whenever it is made."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from .docx_base import zipped

if TYPE_CHECKING:
    from openpyxl import Workbook

_CLOCK = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")


def saved_xlsx(book: Workbook, created: datetime | None) -> bytes:
    """The file with the time it is handed (aware), where openpyxl writes the present one."""
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
