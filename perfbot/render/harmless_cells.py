"""Keeps what people typed from becoming a formula in a spreadsheet, and names sheets as Excel takes them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .text_cleaning import clean, one_line

_DANGEROUS = "=+-@＝＋－＠\t\r\n"
_UNSEEN = " \u3000\u00a0\u200b\u2060\ufeff"
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
LONGEST_TITLE = 31
LONGEST_CELL = 32_000


def harmless(text: str) -> str:
    """The cleaned text, with an apostrophe before what a spreadsheet could take for a formula (= + - @ TAB CR)."""
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
