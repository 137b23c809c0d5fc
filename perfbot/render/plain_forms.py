"""Replaces characters whose width differs between screens."""

from __future__ import annotations

import unicodedata

# wcwidth counts these as one cell and Chinese fonts draw them as two (UAX #11, East Asian Ambiguous); the forms on the
# right mean the same to a reader and are as wide everywhere.
_PLAIN_FORMS = str.maketrans(
    {
        "…": "..",
        "“": '"',
        "”": '"',
        "‘": "'",
        "’": "'",
        "—": "-",
        "–": "-",
        "·": ".",
        "×": "x",
        "÷": "/",
        "±": "+-",
        "°": "度",
        "≥": ">=",
        "≧": ">=",
        "≤": "<=",
        "≦": "<=",
        "≈": "~",
        "≠": "!=",
        "←": "<-",
        "→": "->",
        "■": "#",
        "●": "*",
        "○": "〇",
        "★": "*",
        "☆": "*",
    }
)


def plain_forms(text: str) -> str:
    """The text with characters of ambiguous width replaced where a plain form means the same."""
    return "".join(map(_plain_form, text.translate(_PLAIN_FORMS)))


def _plain_form(character: str) -> str:
    """Circled and Roman numbers become plain ones; what has no plain form stays."""
    if unicodedata.east_asian_width(character) != "A":
        return character
    form = unicodedata.normalize("NFKC", character)
    return character if any(unicodedata.east_asian_width(each) == "A" for each in form) else form


def steady(text: str) -> bool:
    """Whether every character surely has one or two cells, so that columns line up on any screen."""
    return all(each.isascii() or unicodedata.east_asian_width(each) in "WF" for each in text)
