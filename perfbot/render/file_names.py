"""Makes names of files out of what people typed: never a path, and good on every system that may unpack them."""

from __future__ import annotations

import re

from .text_cleaning import one_line

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\u2044\u2215\uff0f\uff3c]')
_ENDS = " ._\u3000"
LONGEST = 60
"""Characters: even in Chinese below the 255 bytes that a file's name may have."""


def plain_name(text: str, otherwise: str = "file") -> str:
    """The words on one line, at most 60 characters, nothing that paths are made of, no dot or space at an end."""
    plain = _FORBIDDEN.sub("_", one_line(text)).strip(_ENDS)
    return _cut(plain).rstrip(_ENDS) or otherwise


def _cut(name: str) -> str:
    """At most 60 characters and 180 bytes: emoji take four each."""
    kept = name[:LONGEST].encode()[:180]
    return kept.decode("utf-8", "ignore")


def numbered_name(number: int, filename: str, suffix: str) -> str:
    """A file's name under the number of its entry, which no other has: "0131_发票.jpg"."""
    stem = filename[: -len(suffix) - 1] if suffix and filename.lower().endswith(f".{suffix}") else filename
    return f"{number:04}_{plain_name(stem)}" + (f".{suffix}" if suffix else "")
