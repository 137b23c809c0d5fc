"""Plans what loading a set-up workbook does to its book, or names every cell that prevents it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from perfbot.domain.books import commands as do
from perfbot.domain.books.book import Book
from perfbot.domain.books.circumstances import Circumstances
from perfbot.domain.books.commands import Stated
from perfbot.domain.books.entries import BudgetChanged
from perfbot.domain.books.errors import Refused
from perfbot.domain.books.facts import BudgetKind, BudgetLine
from perfbot.domain.books.keys import BookKey
from perfbot.domain.books.members import Member
from perfbot.domain.books.rules import decide
from perfbot.domain.previews.changes import Change, FieldChange, Subject, change_of
from perfbot.toml_lines import Path
from perfbot.years.commands import stated_at
from perfbot.years.problems import YearBookProblem, YearBookProblems
from perfbot.years.refusals import wording
from perfbot.years.schema import BudgetRow, YearBook
from perfbot.years.sheets.rows import cell_problem

REPLACED = "导入表格更正预算"
ZERO = Decimal(0)


@dataclass(frozen=True)
class PlannedStep:
    """One command with its place in the file, and its change (none: it only goes with another)."""

    at: Path
    stated: Stated
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Plan:
    """All steps of a loading, in recording order; `creates` says that the book is new."""

    key: BookKey
    creates: bool
    steps: tuple[PlannedStep, ...]

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
        """Eight characters that change with any step; 确认 belongs to the plan that was shown.

        What others record meanwhile does not matter as long as the same is to be done.
        """
        commands = [replace(stated, command=replace(stated.command, key="")) for stated in self.stated]
        return hashlib.blake2s(repr((self.key, self.creates, commands)).encode("utf-8", "replace")).hexdigest()[:8]


def left_out(file: YearBook, known: Book | None) -> tuple[str, ...]:
    """Names of the book's projects and indicators whose rows the workbook does not have: they stay."""
    if known is None:
        return ()
    written = {row.code for row in file.projects} | {row.code for row in file.indicators}
    projects = (state.name for code, state in known.projects.items() if code not in written)
    indicators = (state.described.name for code, state in known.indicators.items() if code not in written)
    return (*projects, *indicators)


def plan_of(file: YearBook, known: Book | None) -> Plan:
    """The plan of loading a workbook or draft into its book (None: there is none yet).

    Its budget events have one line each, as both make them. Raises YearBookProblems where file and book contradict
    each other.
    """
    book = known or Book(file.key)
    problems = list[YearBookProblem]()
    steps = tuple(_steps(file, book, problems))
    if problems:
        raise YearBookProblems(file.name, problems)
    # A key is of one book at one length: the same file loaded again finds its changes made, never its keys taken.
    prefix = f"w{file.key.year}.{file.key.fund}.{len(book)}"
    keyed = tuple(_keyed(step, f"{prefix}.{number}") for number, step in enumerate(steps, start=1))
    return Plan(file.key, known is None, keyed)


def _keyed(step: PlannedStep, key: str) -> PlannedStep:
    return replace(step, stated=replace(step.stated, command=replace(step.stated.command, key=key)))


def rehearse(plan: Plan, file: YearBook, known: Book | None, actor: Member, now: datetime, today: date) -> Book:
    """The book after loading; raises YearBookProblems with the cell of every refused command."""
    book = Book(plan.key, known.entries if known else ())
    problems = list[YearBookProblem]()
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


def _problem(at: Path, expected: str, found: str, remedy: str) -> YearBookProblem:
    title, place = (str(at[0]), str(at[1])) if len(at) > 1 else ("", "")
    return cell_problem(title, place, expected, found, remedy)


def _steps(file: YearBook, book: Book, problems: list[YearBookProblem]) -> Iterator[PlannedStep]:
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
                yield PlannedStep(at, stated, (change,))


def _drops_nothing(command: do.Command, book: Book) -> bool:
    return isinstance(command, do.SetIndicator) and command.removed and book.indicator(command.indicator) is None


def _spending(
    at: Path, stated: Stated, command: do.RecordSpending, book: Book, problems: list[YearBookProblem]
) -> Iterator[PlannedStep]:
    known = book.projects.get(command.project)
    spent = known.executed() if known else ZERO
    if spent == ZERO:
        yield PlannedStep(at, stated, tuple(filter(None, (change_of(book, command),))))
    elif spent != command.amount:
        expected, found = "空着，或与台账相同的合计", "台账里已登记了支出，合计不同"
        problems.append(_problem(at, expected, found, "支出请在机器人里用 /spend 登记、用 /history 更正。"))


def _budget(file: YearBook, book: Book, problems: list[YearBookProblem]) -> Iterator[PlannedStep]:
    """New budgets as they are; one that differs in amount, day or 文号 is entered anew before the old is reversed."""
    differing: dict[str, BudgetRow] = {}
    for row in file.budget:
        line = row.lines[0]
        booked = booked_amount(book, line.project, row.kind)
        if booked == ZERO:
            yield PlannedStep(row.at, _stated(row), (_added(row),))
        elif booked != line.amount and row.kind is not BudgetKind.APPROPRIATION:
            expected = "与台账相同的追加金额"
            problems.append(_problem(row.at, expected, "台账里的追加金额不同", "追加请用 /adjust 登记。"))
        elif booked != line.amount or _details(row, _first(book, row)) != _details(None, _first(book, row)):
            differing[line.project] = row
    yield from _replaced(differing, book, problems)


def _details(row: BudgetRow | None, entry: BudgetChanged) -> tuple[date, str]:
    """Day and 文号 as the file says; what it leaves open (or no file) as the entry has it."""
    on = row.on if row and row.dated else entry.on
    return on, (row.document_number if row else "") or entry.document_number


def booked_amount(book: Book, project: str, kind: BudgetKind) -> Decimal:
    """The 元 that the book has given the project in this kind of event."""
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


def _replaced(differing: dict[str, BudgetRow], book: Book, problems: list[YearBookProblem]) -> Iterator[PlannedStep]:
    entries = {entry.id: entry for row in differing.values() for entry in [_first(book, row)]}
    for entry in entries.values():
        rows = [differing[line.project] for line in entry.lines if line.project in differing]
        details = {_details(row, entry) for row in rows}
        if details != {_details(None, entry)} and (len(details) > 1 or len(rows) < len(entry.lines)):
            expected, found = "同一次批复的项目写同样的日期和文号", f"与第 {entry.number} 号里的其他项目不同"
            problems.append(_problem(rows[0].at, expected, found, "请把这几行都改，或都不改。"))
            continue
        on, document_number = min(details)
        lines = tuple(_corrected(line, differing, book, entry.kind) for line in entry.lines)
        anew = do.ChangeBudget(
            key="",
            kind=entry.kind,
            on=on,
            lines=tuple(line for line in lines if line.amount),
            document_number=document_number,
        )
        source = rows[0].source
        yield PlannedStep(
            rows[0].at, Stated(anew, source.basis, source.note), tuple(_changed(row, book) for row in rows)
        )
        yield PlannedStep(rows[0].at, Stated(do.ReverseEntry(key="", target=entry.id, reason=REPLACED)))


def _first(book: Book, row: BudgetRow) -> BudgetChanged:
    """The first entry of this kind that gave the project money; a correction replaces it."""
    lines = book.projects[row.lines[0].project].budget_lines
    entry = book.entry(next(line[2] for line in lines if line[3] is row.kind))
    assert isinstance(entry, BudgetChanged)
    return entry


def _corrected(line: BudgetLine, differing: dict[str, BudgetRow], book: Book, kind: BudgetKind) -> BudgetLine:
    row = differing.get(line.project)
    if row is None:
        return line
    return replace(line, amount=line.amount + row.lines[0].amount - booked_amount(book, line.project, kind))


def _changed(row: BudgetRow, book: Book) -> Change:
    line, entry = row.lines[0], _first(book, row)
    booked = booked_amount(book, line.project, row.kind)
    (on, number), (known_on, known_number) = _details(row, entry), _details(None, entry)
    told = (("amount", booked, line.amount), ("on", known_on, on), ("document_number", known_number, number))
    fields = tuple(FieldChange(*one) for one in told if one[1] != one[2])
    return Change(Subject.BUDGET, line.project, row.kind.value, new=False, fields=fields)
