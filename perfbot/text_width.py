"""Measures texts in half-width letters, for buttons, columns and fixed-width screens."""

from __future__ import annotations

import unicodedata


def width(text: str) -> int:
    """Half-width letters the text takes: Chinese characters take two, ambiguous ones are counted as two."""
    return sum(map(_cells, text))


def _cells(character: str) -> int:
    if character.isascii():
        return 1
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WFA" else 1
