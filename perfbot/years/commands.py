"""Turns the rows of a year book into commands, each with its basis and a key that never changes."""

from __future__ import annotations

from collections.abc import Iterator

from perfbot.domain.books import commands as do
from perfbot.domain.books.commands import Stated
from perfbot.domain.books.entries import BudgetLine
from perfbot.years.key_lines import Path
from perfbot.years.named_alike import made
from perfbot.years.schema import (
    BudgetRow,
    DeclaredRow,
    FundRow,
    ProjectRow,
    Source,
    SpendingRow,
    TextRow,
    YearBook,
    YearBookRow,
)


def stated_at(book: YearBook) -> Iterator[tuple[Path, Stated]]:
    """Every command of the year book in recording order, with the key path it comes from."""
    prefix = f"y{book.key.year}.{book.key.fund}"
    yield _stated(book.fund, _fund(prefix, book.fund))
    for project in book.projects:
        yield _stated(project, _project(prefix, project))
    for event in book.budget:
        yield _stated(event, _budget(prefix, event))
    for project in book.projects:
        if project.plan:
            plan = do.SetPlan(key=f"{prefix}.l.{project.code}", project=project.code, cumulative=project.plan)
            yield (*project.at, "plan"), _with(project.source, plan)
    yield from _indicators(prefix, book)
    for row in book.spending:
        yield _stated(row, _spending(prefix, row))
    yield from _results(prefix, book)
    for project in book.projects:
        if project.reason:
            yield (*project.at, "reason"), Stated(_explanation(prefix, project))
    for text in book.texts:
        yield _stated(text, _text(prefix, text))
    if book.declared:
        yield _stated(book.declared, _declared(prefix, book.declared))


def _stated(row: YearBookRow, command: do.AnyCommand) -> tuple[Path, Stated]:
    return row.at, _with(row.source, command)


def _with(source: Source, command: do.AnyCommand) -> Stated:
    return Stated(command, source.basis, source.note)


def _fund(prefix: str, row: FundRow) -> do.DescribeFund:
    return made(do.DescribeFund, row, key=f"{prefix}.f")


def _project(prefix: str, row: ProjectRow) -> do.AddProject:
    return made(do.AddProject, row, key=f"{prefix}.p.{row.code}", project=row.code)


def _budget(prefix: str, row: BudgetRow) -> do.ChangeBudget:
    lines = tuple(BudgetLine(project=line.project, amount=line.amount) for line in row.lines)
    return made(do.ChangeBudget, row, key=row.id or f"{prefix}.b.{row.code}", lines=lines)


def _indicators(prefix: str, book: YearBook) -> Iterator[tuple[Path, Stated]]:
    for project in book.projects:
        for row in project.indicators:
            told = {"project": project.code, "indicator": row.code, "target_value": row.target}
            yield _stated(row, made(do.SetIndicator, row, key=f"{prefix}.i.{row.code}", **told))


def _spending(prefix: str, row: SpendingRow) -> do.RecordSpending:
    key = row.id or f"{prefix}.s.{row.code}"
    return made(do.RecordSpending, row, key=key, awaiting_supplement=row.awaiting)


def _results(prefix: str, book: YearBook) -> Iterator[tuple[Path, Stated]]:
    for row in book.indicators:
        if row.actual and row.on:
            told = {"indicator": row.code, "actual_value": row.actual}
            result = made(do.RecordResult, row, key=f"{prefix}.r.{row.code}", **told)
            yield (*row.at, "actual"), _with(row.result, result)


def _explanation(prefix: str, row: ProjectRow) -> do.ExplainDeviation:
    return made(do.ExplainDeviation, row, key=f"{prefix}.e.{row.code}", subject=row.code)


def _text(prefix: str, row: TextRow) -> do.WriteText:
    return made(do.WriteText, row, key=f"{prefix}.t.{row.section}")


def _declared(prefix: str, row: DeclaredRow) -> do.DeclareScore:
    return made(do.DeclareScore, row, key=f"{prefix}.d")
