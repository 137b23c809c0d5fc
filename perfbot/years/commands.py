"""Turns the rows of a year book into commands, each with its basis and a key that never changes."""

from __future__ import annotations

from collections.abc import Iterator

from perfbot.domain.books import commands as do
from perfbot.domain.books.commands import Stated
from perfbot.domain.books.facts import BudgetLine
from perfbot.toml_lines import Path
from perfbot.years.named_alike import made
from perfbot.years.schema import BudgetRow, IndicatorRow, ProjectRow, Source, SpendingRow, YearBook, YearBookRow


def stated_at(book: YearBook) -> Iterator[tuple[Path, Stated]]:
    """Every command of the year book in recording order, with the key path it comes from."""
    prefix = f"y{book.key.year}.{book.key.fund}"
    yield _stated(book.fund, made(do.DescribeFund, book.fund, key=f"{prefix}.f"))
    for project in book.projects:
        yield _stated(project, made(do.AddProject, project, key=f"{prefix}.p.{project.code}", project=project.code))
    for event in book.budget:
        yield _stated(event, _budget(prefix, event))
    yield from _plans(prefix, book)
    for project in book.projects:
        yield from (_stated(row, _indicator(prefix, project, row)) for row in project.indicators)
    for paid in book.spending:
        yield _stated(paid, _spending(prefix, paid))
    yield from _results(prefix, book)
    yield from _explanations(prefix, book)
    for text in book.texts:
        yield _stated(text, made(do.WriteText, text, key=f"{prefix}.t.{text.section}"))
    if book.declared:
        yield _stated(book.declared, made(do.DeclareScore, book.declared, key=f"{prefix}.d"))


def _stated(row: YearBookRow, command: do.AnyCommand) -> tuple[Path, Stated]:
    return row.at, _with(row.source, command)


def _with(source: Source, command: do.AnyCommand) -> Stated:
    return Stated(command, source.basis, source.note)


def _budget(prefix: str, row: BudgetRow) -> do.ChangeBudget:
    lines = tuple(BudgetLine(project=line.project, amount=line.amount) for line in row.lines)
    return made(do.ChangeBudget, row, key=row.id or f"{prefix}.b.{row.code}", lines=lines)


def _indicator(prefix: str, project: ProjectRow, row: IndicatorRow) -> do.SetIndicator:
    told = {"project": project.code, "indicator": row.code, "target_value": row.target}
    return made(do.SetIndicator, row, key=f"{prefix}.i.{row.code}", **told)


def _spending(prefix: str, row: SpendingRow) -> do.RecordSpending:
    key = row.id or f"{prefix}.s.{row.code}"
    return made(do.RecordSpending, row, key=key)


def _plans(prefix: str, book: YearBook) -> Iterator[tuple[Path, Stated]]:
    for row in book.projects:
        if row.plan:
            plan = do.SetPlan(key=f"{prefix}.l.{row.code}", project=row.code, cumulative=row.plan)
            yield (*row.at, "plan"), _with(row.source, plan)


def _results(prefix: str, book: YearBook) -> Iterator[tuple[Path, Stated]]:
    for row in book.indicators:
        if row.actual and row.on:
            told = {"indicator": row.code, "actual_value": row.actual}
            result = made(do.RecordResult, row, key=f"{prefix}.r.{row.code}", **told)
            yield (*row.at, "actual"), _with(row.result, result)


def _explanations(prefix: str, book: YearBook) -> Iterator[tuple[Path, Stated]]:
    for row in book.projects:
        if row.reason:
            told = made(do.ExplainDeviation, row, key=f"{prefix}.e.{row.code}", subject=row.code)
            yield (*row.at, "reason"), Stated(told)
