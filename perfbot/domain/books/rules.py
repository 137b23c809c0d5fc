"""The table of rules: each command becomes entries or raises Refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from perfbot.domain.books import commands as do
from perfbot.domain.books import rules_money as money
from perfbot.domain.books import rules_words as words
from perfbot.domain.books.book import Book
from perfbot.domain.books.circumstances import Circumstances
from perfbot.domain.books.entries import Entry
from perfbot.domain.books.errors import BookNotOpened


def decide(book: Book, command: do.Command, circumstances: Circumstances) -> tuple[Entry, ...]:
    """The entries that the command adds, numbered on from the book; none twice for the same key.

    Raises Refused (a subclass that carries the facts); the book is not touched either way.
    """
    known = book.entry(command.key)
    if known is not None:
        return (known,)
    if book.fund is None and not isinstance(command, do.DescribeFund):
        raise BookNotOpened(book.key.fund, book.key.year)
    return _RULES[type(command)](book, command, circumstances)


_RULES: dict[type[do.Command], Callable[[Book, Any, Circumstances], tuple[Entry, ...]]] = {
    do.RecordSpending: money.spending,
    do.ReverseEntry: money.reversal,
    do.CorrectSpending: money.corrected_spending,
    do.ChangeBudget: money.budget_change,
    do.SetPlan: money.plan,
    do.RecordResult: words.result,
    do.CorrectResult: words.corrected_result,
    do.DirectedResult: words.directed_result,
    do.DescribeFund: words.fund,
    do.AddProject: words.project,
    do.SetIndicator: words.indicator,
    do.WriteText: words.text,
    do.DeclareScore: words.declared_score,
    do.ExplainDeviation: words.explanation,
    do.AttachEvidence: words.evidence,
    do.ReviewResult: words.review,
    do.SwitchReview: words.review_switch,
    do.ClosePeriod: words.closing,
    do.ReopenPeriod: words.reopening,
}
