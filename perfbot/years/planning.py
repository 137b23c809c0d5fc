"""What loading a set-up workbook would do to its book: commands and changes, or every cell that stands against it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from perfbot.domain import commands as do
from perfbot.domain.book import Book
from perfbot.domain.changes import Change, FieldChange, Subject, change_of
from perfbot.domain.entries import BudgetChanged, BudgetKind, BudgetLine
from perfbot.domain.errors import Refused
from perfbot.domain.keys import BookKey
from perfbot.domain.members import Member
from perfbot.domain.rules import Circumstances, decide
from perfbot.domain.stated import Stated
from perfbot.years.key_lines import Path
from perfbot.years.problems import Problem, YearBookProblems
from perfbot.years.refusals import wording
from perfbot.years.schema import BudgetRow, YearBook
from perfbot.years.sheet_rows import cell_problem
from perfbot.years.stating import stated_at

REPLACED = "导入表格更正年初预算"
ZERO = Decimal(0)


@dataclass(frozen=True)
class Step:
    """One command with where it comes from in the file, and what it changes (nothing: it only goes with another)."""

    at: Path
    stated: Stated
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Plan:
    """Everything that loading would do, in recording order; `creates` a book that is not there yet."""

    key: BookKey
    creates: bool
    steps: tuple[Step, ...]

    @property
    def stated(self) -> tuple[Stated, ...]:
        """The commands."""
        return tuple(step.stated for step in self.steps)

    @property
    def changes(self) -> tuple[Change, ...]:
        """What is created or changed."""
        return tuple(change for step in self.steps for change in step.changes)

    @property
    def fingerprint(self) -> str:
        """Eight characters that change with anything that would be done: 确认 belongs to the plan that was shown.

        What others record meanwhile does not matter as long as the same is to be done.
        """
        commands = [replace(stated, command=replace(stated.command, key="")) for stated in self.stated]
        return hashlib.blake2s(repr((self.key, self.creates, commands)).encode("utf-8", "replace")).hexdigest()[:8]


def plan_of(file: YearBook, known: Book | None) -> Plan:
    """What loading a workbook or a report's draft into its book (None: there is none yet) would do.

    Its budget events have one line each, as both make them. Raises YearBookProblems where file and book contradict
    each other.
    """
    book = known or Book(file.key)
    problems = list[Problem]()
    steps = tuple(_steps(file, book, problems))
    if problems:
        raise YearBookProblems(file.name, problems)
    # A key is of one book at one length: the same file loaded again finds its changes made, never its keys taken.
    prefix = f"w{file.key.year}.{file.key.fund}.{len(book)}"
    keyed = tuple(_keyed(step, f"{prefix}.{number}") for number, step in enumerate(steps, start=1))
    return Plan(file.key, known is None, keyed)


def _keyed(step: Step, key: str) -> Step:
    return replace(step, stated=replace(step.stated, command=replace(step.stated.command, key=key)))


def rehearse(plan: Plan, file: YearBook, known: Book | None, actor: Member, now: datetime, today: date) -> Book:
    """The book as it would be; raises YearBookProblems with the cell of every command that the book would refuse."""
    book = Book(plan.key, known.entries if known else ())
    problems = list[Problem]()
    for step in plan.steps:
        try:
            circumstances = Circumstances(actor, now, today, step.stated.basis, step.stated.note)
            for entry in decide(book, step.stated.command, circumstances):
                book.apply(entry)
        except Refused as refused:
            problems.append(_problem(step.at, *wording(refused)))
    if problems:
        raise YearBookProblems(file.name, problems)
    return book


def _problem(at: Path, expected: str, found: str, remedy: str) -> Problem:
    title, place = (str(at[0]), str(at[1])) if len(at) > 1 else ("", "")
    return cell_problem(title, place, expected, found, remedy)


def _steps(file: YearBook, book: Book, problems: list[Problem]) -> Iterator[Step]:
    budget_done = False
    for at, named in stated_at(file):
        # What counts is what the book says, not whether a file of the same place was loaded before.
        command = replace(named.command, key="")
        stated = replace(named, command=command)
        if isinstance(command, do.ChangeBudget) and not budget_done:
            yield from _budget(file, book, problems)
            budget_done = True
        elif isinstance(command, do.RecordSpending):
            yield from _spending(at, stated, command, book, problems)
        elif not isinstance(command, do.ChangeBudget) and not _drops_nothing(command, book):
            change = change_of(book, command)
            if change is not None:
                yield Step(at, stated, (change,))


def _drops_nothing(command: do.Command, book: Book) -> bool:
    return isinstance(command, do.SetIndicator) and command.removed and book.indicator(command.indicator) is None


def _spending(
    at: Path, stated: Stated, command: do.RecordSpending, book: Book, problems: list[Problem]
) -> Iterator[Step]:
    known = book.projects.get(command.project)
    spent = known.executed() if known else ZERO
    if spent == ZERO:
        yield Step(at, stated, tuple(filter(None, (change_of(book, command),))))
    elif spent != command.amount:
        expected, found = "空着，或与台账相同的合计", "台账里已登记了支出，合计不同"
        problems.append(_problem(at, expected, found, "支出请在机器人里用 /spend 登记、用 /history 更正。"))


def _budget(file: YearBook, book: Book, problems: list[Problem]) -> Iterator[Step]:
    """New budgets as they are; an initial budget that differs is entered anew before the old entry is reversed."""
    differing: dict[str, BudgetRow] = {}
    for row in file.budget:
        line = row.lines[0]
        booked = _booked(book, line.project, row.kind)
        if booked == ZERO:
            yield Step(row.at, _stated(row), (_added(row),))
        elif booked != line.amount and row.kind is BudgetKind.APPROPRIATION:
            differing[line.project] = row
        elif booked != line.amount:
            expected = "与台账相同的追加金额"
            problems.append(_problem(row.at, expected, "台账里的追加金额不同", "追加请用 /adjust 登记。"))
    yield from _replaced(differing, book)


def _booked(book: Book, project: str, kind: BudgetKind) -> Decimal:
    known = book.projects.get(project)
    lines = known.budget_lines if known else []
    return sum((amount for _, amount, _, kept in lines if kept is kind), ZERO)


def _stated(row: BudgetRow) -> Stated:
    lines = tuple(BudgetLine(project=line.project, amount=line.amount) for line in row.lines)
    command = do.ChangeBudget(key="", kind=row.kind, on=row.on, lines=lines, document_number=row.document_number)
    return Stated(command, row.source.basis, row.source.note)


def _added(row: BudgetRow) -> Change:
    line = row.lines[0]
    fields = (FieldChange("amount", None, line.amount),)
    return Change(Subject.BUDGET, line.project, row.kind.value, new=True, fields=fields)


def _replaced(differing: dict[str, BudgetRow], book: Book) -> Iterator[Step]:
    events = {line[2]: None for code in differing for line in _first_lines(book, code)}
    for entry_id in events:
        entry = book.entry(entry_id)
        assert isinstance(entry, BudgetChanged)
        rows = [differing[line.project] for line in entry.lines if line.project in differing]
        lines = tuple(_corrected(line, differing, book) for line in entry.lines)
        anew = do.ChangeBudget(
            key="",
            kind=entry.kind,
            on=entry.on,
            lines=tuple(line for line in lines if line.amount),
            document_number=entry.document_number,
        )
        source = rows[0].source
        yield Step(rows[0].at, Stated(anew, source.basis, source.note), tuple(_changed(row, book) for row in rows))
        yield Step(rows[0].at, Stated(do.ReverseEntry(key="", target=entry_id, reason=REPLACED)))


def _first_lines(book: Book, code: str) -> list[tuple[date, Decimal, str, BudgetKind]]:
    """The first initial budget that the project got: the entry that a correction replaces."""
    lines = [line for line in book.projects[code].budget_lines if line[3] is BudgetKind.APPROPRIATION]
    return lines[:1]


def _corrected(line: BudgetLine, differing: dict[str, BudgetRow], book: Book) -> BudgetLine:
    row = differing.get(line.project)
    if row is None:
        return line
    booked = _booked(book, line.project, BudgetKind.APPROPRIATION)
    return replace(line, amount=line.amount + row.lines[0].amount - booked)


def _changed(row: BudgetRow, book: Book) -> Change:
    line = row.lines[0]
    fields = (FieldChange("amount", _booked(book, line.project, row.kind), line.amount),)
    return Change(Subject.BUDGET, line.project, row.kind.value, new=False, fields=fields)
