"""The key of a book: one fund in one fiscal year."""

from __future__ import annotations

from typing import NamedTuple


class BookKey(NamedTuple):
    """A fund's short code (ASCII, such as "gongye") and a fiscal year."""

    fund: str
    year: int

    def __str__(self) -> str:
        return f"{self.fund}-{self.year}"
