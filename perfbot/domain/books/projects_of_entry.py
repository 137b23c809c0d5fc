"""Finds the projects that an entry is about."""

from __future__ import annotations

from perfbot.domain.books import entries as kinds
from perfbot.domain.books.book import Book
from perfbot.domain.books.entries import Entry


def is_about(book: Book, entry: Entry, project: str) -> bool:
    """Whether the entry is about the project; payments, which are many, are checked first."""
    return entry.project == project if type(entry) is kinds.Spending else project in concerns(book, entry)


def concerns(book: Book, entry: Entry) -> frozenset[str]:
    """The codes of the projects that the entry is about; none for an entry about the whole fund."""
    project: str = getattr(entry, "project", "")
    if project:
        return frozenset({project})
    if isinstance(entry, kinds.BudgetChanged):
        return frozenset(line.project for line in entry.lines)
    if isinstance(entry, kinds.IndicatorResult):
        state = book.indicator(entry.indicator)
        return frozenset({state.described.project}) if state else frozenset()
    if isinstance(entry, kinds.DeviationExplained):
        state = book.indicator(entry.subject)
        return frozenset({state.described.project if state else entry.subject})
    if isinstance(entry, (kinds.Reversal, kinds.EvidenceAttached, kinds.ResultReviewed)):
        target = book.entry(entry.target)
        return concerns(book, target) if target else frozenset()
    return frozenset()
