"""What may be opened of the office files that people send: looked at as an archive, before any reader sees it."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from enum import Enum

MOST_BYTES = 10 * 1024 * 1024
MOST_MEMBERS = 600
MOST_UNPACKED = 60 * 1024 * 1024
MOST_RATIO = 100
MOST_ANSWER = 32 * 1024 * 1024
"""Bytes that the child hands back: a text that is kept once in a file may stand in each of its cells."""
_RATIO_FROM = 256 * 1024
_DANGEROUS = (
    ("vbaproject", "macro"),
    ("vbadata", "macro"),
    ("/activex", "macro"),
    ("macrosheets/", "macro"),
    ("dialogsheets/", "macro"),
    ("/xl/embeddings/", "embedded"),
    ("externallinks/", "external"),
)
"""Letters often carry charts and pictures as objects of their own; they are never opened, so they may."""
_MARKUP = (".xml", ".rels", ".vml")
_BOM = b"\xef\xbb\xbf"
_BOMS = (b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00", b"\x00\x00\x00<", b"\x00\x00\xfe\xff", b"\x4c\x6f\xa7\x94")
"""How markup begins in another encoding than UTF-8 (w3.org/TR/xml, appendix F)."""
_DECLARED = re.compile(rb"""^(?:\xef\xbb\xbf)?\s*<\?xml[^>]*?encoding\s*=\s*["']?([^"'\s?>]*)""")
_PLAIN = (b"utf-8", b"utf8", b"us-ascii", b"ascii")


class OfficeFileKind(Enum):
    """The office files that are read, by the one part that each must have."""

    WORKBOOK = "xl/workbook.xml"
    LETTER = "word/document.xml"


class Danger(Enum):
    """Why a file is not opened."""

    TOO_LARGE = "too_large"
    NOT_A_FILE = "not_a_file"
    TOO_MANY_PARTS = "too_many_parts"
    TOO_LARGE_UNPACKED = "too_large_unpacked"
    SUSPICIOUS_RATIO = "suspicious_ratio"
    ENCRYPTED = "encrypted"
    MACRO = "macro"
    EMBEDDED = "embedded"
    EXTERNAL = "external"
    ENTITIES = "entities"
    HIDDEN_SHEET = "hidden_sheet"
    UNREADABLE = "unreadable"
    TOO_SLOW = "too_slow"


_UNREADABLE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError)
"""What a broken archive makes its reader raise."""


@dataclass(frozen=True)
class Unsafe(Exception):
    """The file is not opened; `detail` names the sheet, part or figure that it is about."""

    danger: Danger
    detail: str = ""


def inspect(content: bytes, kind: OfficeFileKind) -> None:
    """Raises Unsafe unless the file is an office file of this kind that may be opened.

    Nothing is unpacked before the archive's own directory says that it is small enough; what unpacks to more than it
    says is refused by zipfile.
    """
    if len(content) > MOST_BYTES:
        raise Unsafe(Danger.TOO_LARGE, f"{len(content) / 1024 / 1024:.1f}")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unsafe(Danger.ENCRYPTED)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            _measure(members)
            _look_at_names(members, kind)
            for member in members:
                _look_inside(member.filename, archive.read(member))
    except _UNREADABLE as problem:
        raise Unsafe(Danger.NOT_A_FILE) from problem


def _measure(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MOST_MEMBERS:
        raise Unsafe(Danger.TOO_MANY_PARTS, str(len(members)))
    unpacked = sum(member.file_size for member in members)
    if unpacked > MOST_UNPACKED:
        raise Unsafe(Danger.TOO_LARGE_UNPACKED, f"{unpacked / 1024 / 1024:.0f}")
    for member in members:
        if member.flag_bits & 0x1:
            raise Unsafe(Danger.ENCRYPTED)
        if member.file_size > _RATIO_FROM and member.file_size > MOST_RATIO * max(member.compress_size, 1):
            raise Unsafe(Danger.SUSPICIOUS_RATIO, member.filename)


def _look_at_names(members: list[zipfile.ZipInfo], kind: OfficeFileKind) -> None:
    names = [member.filename.lower() for member in members]
    if kind.value not in names or len(set(names)) != len(names):
        raise Unsafe(Danger.NOT_A_FILE)
    for name in names:
        for part, danger in _DANGEROUS:
            if part in f"/{name}":
                raise Unsafe(Danger(danger), name)


def _look_inside(name: str, text: bytes) -> None:
    """No document type, hence no entities; UTF-8 alone, so that none can hide in another encoding.

    A part is markup by what it begins with as well as by its name: readers open whatever the file's links lead to.
    """
    if not (name.lower().endswith(_MARKUP) or text.lstrip().removeprefix(_BOM).startswith((b"<", *_BOMS))):
        return
    declared = _DECLARED.match(text)
    is_plain = not text.startswith(_BOMS) and (declared is None or declared[1].lower() in _PLAIN)
    if not is_plain or b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise Unsafe(Danger.ENTITIES, name)
    if name == "[Content_Types].xml" and b"macroenabled" in text.lower():
        raise Unsafe(Danger.MACRO, name)
