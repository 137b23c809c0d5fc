"""Filters the entries of the trail by project, kind and person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from perfbot.domain.books import entries as kinds
from perfbot.domain.books.book import Book
from perfbot.domain.books.projects_of_entry import is_about


class TrailKind(Enum):
    """Kinds of entries as people look for them; the value goes on a button."""

    ALL = ""
    SPENDING = "s"
    RESULT = "r"
    BUDGET = "b"
    REVERSAL = "x"
    EVIDENCE = "e"
    WORDS = "w"
    REVIEW = "v"
    SET_UP = "o"


_TYPES: dict[TrailKind, tuple[type[kinds.Entry], ...]] = {
    TrailKind.SPENDING: (kinds.Spending,),
    TrailKind.RESULT: (kinds.IndicatorResult, kinds.DeviationExplained),
    TrailKind.BUDGET: (kinds.BudgetChanged, kinds.PlanSet),
    TrailKind.REVERSAL: (kinds.Reversal,),
    TrailKind.EVIDENCE: (kinds.EvidenceAttached,),
    TrailKind.WORDS: (kinds.TextWritten, kinds.ScoreDeclared),
    TrailKind.REVIEW: (kinds.ResultReviewed, kinds.ReviewSwitched, kinds.PeriodClosed, kinds.PeriodReopened),
    TrailKind.SET_UP: (kinds.FundOpened, kinds.ProjectAdded, kinds.IndicatorSet),
}
_CODE = re.compile(r"(?P<project>[A-Za-z0-9_-]{1,20})(?:~(?P<kind>[a-z]?)(?P<mine>\.?))?")
_EVERY = "-"


@dataclass(frozen=True)
class TrailFilter:
    """A project's code ("" for all), a kind, and whether only the reader's own entries."""

    project: str = ""
    kind: TrailKind = TrailKind.ALL
    mine: bool = False

    @property
    def code(self) -> str:
        """The filter as a few letters, for a button."""
        rest = f"~{self.kind.value}{'.' if self.mine else ''}" if self.kind is not TrailKind.ALL or self.mine else ""
        return f"{self.project or _EVERY}{rest}"

    def select(self, book: Book, person: int) -> Iterator[kinds.Entry]:
        """The entries that fit, newest first."""
        found: Iterator[kinds.Entry] = book.newest_first()
        if self.kind is not TrailKind.ALL:
            types = _TYPES[self.kind]
            found = (entry for entry in found if type(entry) in types)
        if self.mine:
            found = (entry for entry in found if entry.recorded_by == person)
        if self.project:
            found = (entry for entry in found if is_about(book, entry, self.project))
        return found


def filter_of(code: str, book: Book) -> TrailFilter | None:
    """The filter of a code; None for an unknown code or project."""
    found = _CODE.fullmatch(code)
    kind = next((kind for kind in TrailKind if found and kind.value == (found["kind"] or "")), None)
    if found is None or kind is None or found["project"] not in (_EVERY, *book.projects):
        return None
    return TrailFilter(found["project"].removeprefix(_EVERY), kind, bool(found["mine"]))
