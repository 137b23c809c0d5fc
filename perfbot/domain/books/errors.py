"""Why a command is refused: conditions that carry facts; the sentences are worded in render."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(unsafe_hash=True)
class Refused(Exception):
    """A command that the book does not take; nothing has changed."""

    def __str__(self) -> str:
        return repr(self)


@dataclass(unsafe_hash=True)
class NotAllowed(Refused):
    """The person may not do this, or not for this project ("" means: not at all)."""

    person: int
    project: str = ""


@dataclass(unsafe_hash=True)
class UnknownProject(Refused):
    """No project of that code in the book."""

    project: str


@dataclass(unsafe_hash=True)
class UnknownIndicator(Refused):
    """No indicator of that code in the book, or it was removed."""

    indicator: str


@dataclass(unsafe_hash=True)
class NoIndicators(Refused):
    """None of the projects that the person records for has an indicator."""

    person: int


@dataclass(unsafe_hash=True)
class UnknownEntry(Refused):
    """No entry of that id in the book."""

    target: str


@dataclass(unsafe_hash=True)
class AlreadyReversed(Refused):
    """The entry was reversed before, by entry number `by_number`."""

    number: int
    by_number: int


@dataclass(unsafe_hash=True)
class NotReversible(Refused):
    """This kind of entry is replaced by a newer one, never reversed."""

    number: int
    kind: str


@dataclass(unsafe_hash=True)
class NotTheAuthor(Refused):
    """Only the author may reverse, until the month closes; an administrator always may."""

    number: int
    author: int


@dataclass(unsafe_hash=True)
class OverBudget(Refused):
    """Spending would pass the adjusted budget; amounts in 元."""

    project: str
    budget: Decimal
    executed: Decimal
    amount: Decimal

    @property
    def excess(self) -> Decimal:
        """元 beyond the adjusted budget."""
        return self.executed + self.amount - self.budget


@dataclass(unsafe_hash=True)
class BudgetBelowSpent(Refused):
    """A cut or transfer would leave less than has been spent; amounts in 元."""

    project: str
    budget_after: Decimal
    executed: Decimal


@dataclass(unsafe_hash=True)
class TransferUnbalanced(Refused):
    """The lines of a 调剂 do not sum to what was added; amounts in 元."""

    lines_sum: Decimal
    expected: Decimal


@dataclass(unsafe_hash=True)
class BadAmount(Refused):
    """An amount in 元 that is not finite, has the wrong sign, or is finer than 分."""

    amount: Decimal


@dataclass(unsafe_hash=True)
class OutsideYear(Refused):
    """A date outside the book's fiscal year."""

    on: date
    year: int


@dataclass(unsafe_hash=True)
class InTheFuture(Refused):
    """A date after today."""

    on: date
    today: date


@dataclass(unsafe_hash=True)
class PeriodIsClosed(Refused):
    """The month or year was closed: by whom and when."""

    period: str
    closed_by: int
    closed_at: datetime


@dataclass(unsafe_hash=True)
class PeriodNotClosed(Refused):
    """Only a closed period can be reopened."""

    period: str


@dataclass(unsafe_hash=True)
class BadPeriod(Refused):
    """Not a month or the year of this book."""

    period: str
    year: int


@dataclass(unsafe_hash=True)
class BadPlan(Refused):
    """A 用款计划 needs twelve cumulative amounts that never fall; `month` (1–12) is the first that does, 0: count."""

    project: str
    month: int
    count: int


@dataclass(unsafe_hash=True)
class MissingWords(Refused):
    """A field that must be given is empty."""

    field: str


@dataclass(unsafe_hash=True)
class TooLong(Refused):
    """Words longer than a field takes."""

    field: str
    length: int
    limit: int


@dataclass(unsafe_hash=True)
class BadScore(Refused):
    """A declared score outside 0–100."""

    score: Decimal


@dataclass(unsafe_hash=True)
class UnknownSection(Refused):
    """No section of that key in the report."""

    section: str


@dataclass(unsafe_hash=True)
class BookNotOpened(Refused):
    """There is no book for this fund and year, or its fund is not described yet."""

    fund: str
    year: int


@dataclass(unsafe_hash=True)
class BookExists(Refused):
    """There is a book for this fund and year already."""

    fund: str
    year: int


@dataclass(unsafe_hash=True)
class ReviewIsOff(Refused):
    """Results of this fund are not reviewed."""


@dataclass(unsafe_hash=True)
class CannotReviewOwn(Refused):
    """Nobody reviews a result of their own."""

    number: int


@dataclass(unsafe_hash=True)
class StaleCorrection(Refused):
    """The entry to be corrected is of another kind."""

    number: int
