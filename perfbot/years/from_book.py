"""Makes the year book of a book: rows of what counts today, which load again to the same report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from perfbot.domain.books.book import Book
from perfbot.domain.books.entries import Basis, BudgetChanged, Entry, Spending
from perfbot.domain.books.errors import BookNotOpened
from perfbot.domain.books.facts import (
    BudgetFacts,
    FundFacts,
    ProjectFacts,
    ScoreFacts,
    SpendingFacts,
    TextFacts,
    said_by,
)
from perfbot.domain.books.sections import SECTIONS
from perfbot.domain.books.states import IndicatorState, ProjectState
from perfbot.domain.indicators.status import indicator_status
from perfbot.years.schema import (
    BudgetRow,
    BudgetShare,
    DeclaredRow,
    FundRow,
    IndicatorRow,
    ProjectRow,
    Source,
    SpendingRow,
    TextRow,
    YearBook,
)

_NOBODY = Source(Basis.RECORDED)


def year_book_of(book: Book, name: str = "") -> YearBook:
    """The book's year book; raises BookNotOpened for a book whose fund is not described.

    What was reversed is left out: the trail stays in the book itself and in its exported workbook.
    """
    return YearBook(
        name=name,
        fund=_fund(book),
        projects=tuple(_project(book, state) for state in book.projects.values()),
        budget=tuple(_budget(book)),
        spending=tuple(_spending(book)),
        texts=tuple(_texts(book)),
        declared=_declared(book),
    )


def _source(entry: Entry) -> Source:
    return Source(entry.basis, entry.note)


def _fund(book: Book) -> FundRow:
    fund = book.fund
    if fund is None:
        raise BookNotOpened(book.key.fund, book.key.year)
    return FundRow(at=(), source=_source(fund), key=book.key, **said_by(fund, FundFacts))


def _project(book: Book, state: ProjectState) -> ProjectRow:
    described, explained = state.described, book.explanation_of(state.code)
    return ProjectRow(
        at=(),
        source=_source(described),
        **said_by(described, ProjectFacts),
        plan=state.plan.cumulative if state.plan else (),
        indicators=tuple(_indicator(book, item) for item in book.indicators_of(state.code)),
        reason=explained.reason if explained else "",
        remedy=explained.remedy if explained else "",
    )


def _indicator(book: Book, state: IndicatorState) -> IndicatorRow:
    described, status = state.described, indicator_status(book, state)
    return IndicatorRow(
        at=(),
        source=_source(described),
        code=state.code,
        level_one=described.level_one,
        level_two=described.level_two,
        name=described.name,
        target=described.target_value,
        weight=described.weight,
        direction=described.direction,
        actual=status.actual,
        on=status.result.on if status.result and status.counts else None,
        result=_source(status.result) if status.result and status.counts else _NOBODY,
        reason=status.reason,
        remedy=status.remedy,
    )


def _budget(book: Book) -> Iterator[BudgetRow]:
    events = [entry for entry in book.entries if isinstance(entry, BudgetChanged) and book.counts(entry)]
    for number, event in enumerate(_payable(events), start=1):
        lines = tuple(BudgetShare((), line.project, line.amount) for line in event.lines)
        said = said_by(event, BudgetFacts) | {"lines": lines}
        yield BudgetRow(at=(), source=_source(event), code=f"b{number}", id=event.id, **said)


def _payable(events: list[BudgetChanged]) -> list[BudgetChanged]:
    """The events in an order in which no project gives money that it has not got yet, else in recording order.

    A budget entered anew and the old entry reversed leaves a transfer that stands before its money.
    """
    budgets: dict[str, Decimal] = defaultdict(Decimal)
    ordered, waiting = list[BudgetChanged](), list(events)
    while waiting:
        ready = next((event for event in waiting if _fits(event, budgets)), waiting[0])
        for line in ready.lines:
            budgets[line.project] += line.amount
        waiting.remove(ready)
        ordered.append(ready)
    return ordered


def _fits(event: BudgetChanged, budgets: dict[str, Decimal]) -> bool:
    moved: dict[str, Decimal] = defaultdict(Decimal)
    for line in event.lines:
        moved[line.project] += line.amount
    return all(amount >= 0 or budgets[code] + amount >= 0 for code, amount in moved.items())


def _spending(book: Book) -> Sequence[SpendingRow]:
    counting = [entry for entry in book.entries if isinstance(entry, Spending) and book.counts(entry)]
    return [
        SpendingRow(at=(), source=_source(entry), code=f"s{number}", id=entry.id, **said_by(entry, SpendingFacts))
        for number, entry in enumerate(counting, start=1)
    ]


def _texts(book: Book) -> Sequence[TextRow]:
    written = [book.text(section) for section in SECTIONS]
    return [
        TextRow(at=(), source=_source(text), **said_by(text, TextFacts))
        for text in written
        if text is not None and text.paragraphs
    ]


def _declared(book: Book) -> DeclaredRow | None:
    declared = book.declared
    if declared is None:
        return None
    return DeclaredRow(at=(), source=_source(declared), **said_by(declared, ScoreFacts))
