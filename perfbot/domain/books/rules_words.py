"""The rules of everything but money: results, descriptions, texts, evidence, review, closing."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from perfbot.domain.books import checks
from perfbot.domain.books import commands as do
from perfbot.domain.books import entries as kinds
from perfbot.domain.books.book import Book
from perfbot.domain.books.circumstances import Circumstances
from perfbot.domain.books.entries import Entry
from perfbot.domain.books.errors import (
    BadPeriod,
    BadScore,
    CannotReviewOwn,
    PeriodIsClosed,
    PeriodNotClosed,
    ReviewIsOff,
    StaleCorrection,
    UnknownEntry,
    UnknownSection,
)
from perfbot.domain.books.facts import IndicatorFacts, ReviewVerdict, said_by
from perfbot.domain.books.new_entry import new_entry
from perfbot.domain.books.sections import SECTIONS
from perfbot.domain.books.word_rules import REMARK, SECTION_TEXT


def result(book: Book, command: do.RecordResult, circumstances: Circumstances) -> tuple[Entry, ...]:
    """登记指标完成值: any text is accepted; what the grammar cannot read is judged by a person."""
    state = checks.known_indicator(book, command.indicator)
    checks.may_record(book, circumstances, state.described.project)
    _check_result_date(book, command, circumstances)
    checks.open_on(book, command.on)
    return (new_entry(kinds.IndicatorResult, book, command, circumstances),)


def _check_result_date(book: Book, command: do.RecordResult | do.CorrectResult, circumstances: Circumstances) -> None:
    checks.in_year(book, command.on)
    checks.not_ahead(command.on, circumstances)


def corrected_result(book: Book, command: do.CorrectResult, circumstances: Circumstances) -> tuple[Entry, ...]:
    """更正 a result: the reversal and the new entry in one step."""
    entry = checks.known_entry(book, command.target)
    if not isinstance(entry, kinds.IndicatorResult):
        raise StaleCorrection(entry.number)
    checks.is_author_or_office(circumstances, entry)
    checks.may_still_change(book, circumstances, entry.on)
    state = checks.known_indicator(book, entry.indicator)
    checks.may_record(book, circumstances, state.described.project)
    _check_result_date(book, command, circumstances)
    checks.open_for_correction(book, circumstances, entry.on, command.on)
    undone = new_entry(kinds.Reversal, book, command, circumstances, id=f"{command.key}.r", reason=command.why)
    stands = {"number": undone.number + 1, "indicator": entry.indicator, "corrects": command.target}
    return undone, new_entry(kinds.IndicatorResult, book, command, circumstances, **stands)


def directed_result(book: Book, command: do.DirectedResult, circumstances: Circumstances) -> tuple[Entry, ...]:
    """The indicator with its direction, then the result; whoever may record the result may say what nobody has said."""
    said = command.result
    if isinstance(said, do.CorrectResult):
        recorded = corrected_result(book, said, circumstances)
    else:
        recorded = result(book, said, circumstances)
    told = recorded[-1]
    assert isinstance(told, kinds.IndicatorResult)
    known = checks.known_indicator(book, told.indicator).described
    if known.direction is not None:
        checks.is_office(circumstances)
    described = {**said_by(known, IndicatorFacts), "direction": command.direction, "id": f"{command.key}.i"}
    directed = new_entry(kinds.IndicatorSet, book, command, circumstances, **described)
    return directed, *(replace(entry, number=entry.number + 1) for entry in recorded)


def fund(book: Book, command: do.DescribeFund, circumstances: Circumstances) -> tuple[Entry, ...]:
    """Open the book's fund or describe it anew."""
    checks.is_office(circumstances)
    return (new_entry(kinds.FundOpened, book, command, circumstances),)


def project(book: Book, command: do.AddProject, circumstances: Circumstances) -> tuple[Entry, ...]:
    """Add or describe a 二级项目."""
    checks.is_office(circumstances)
    return (new_entry(kinds.ProjectAdded, book, command, circumstances),)


def indicator(book: Book, command: do.SetIndicator, circumstances: Circumstances) -> tuple[Entry, ...]:
    """Set, replace or remove a 三级指标."""
    checks.is_office(circumstances)
    checks.known_project(book, command.project)
    if command.weight is not None and not (command.weight.is_finite() and Decimal(0) <= command.weight <= 100):
        raise BadScore(command.weight)
    return (new_entry(kinds.IndicatorSet, book, command, circumstances),)


def text(book: Book, command: do.WriteText, circumstances: Circumstances) -> tuple[Entry, ...]:
    """Write a new version of a section; no paragraphs empty it."""
    checks.is_office(circumstances)
    if command.section not in SECTIONS:
        raise UnknownSection(command.section)
    paragraphs = tuple(line.strip() for line in command.paragraphs if line.strip())
    SECTION_TEXT.read("\n".join(paragraphs))
    return (new_entry(kinds.TextWritten, book, command, circumstances, paragraphs=paragraphs),)


def declared_score(book: Book, command: do.DeclareScore, circumstances: Circumstances) -> tuple[Entry, ...]:
    """Declare score and grade; the computed score does not depend on them."""
    checks.is_office(circumstances)
    if not command.score.is_finite() or not Decimal(0) <= command.score <= 100:
        raise BadScore(command.score)
    return (new_entry(kinds.ScoreDeclared, book, command, circumstances),)


def explanation(book: Book, command: do.ExplainDeviation, circumstances: Circumstances) -> tuple[Entry, ...]:
    """写原因 for a project's spending or an indicator."""
    state = book.indicator(command.subject)
    code = state.described.project if state else command.subject
    checks.known_project(book, code)
    checks.may_record(book, circumstances, code)
    return (new_entry(kinds.DeviationExplained, book, command, circumstances),)


def evidence(book: Book, command: do.AttachEvidence, circumstances: Circumstances) -> tuple[Entry, ...]:
    """Attach 佐证材料 to an entry that still counts, by its author or the office."""
    entry = checks.known_entry(book, command.target)
    checks.is_author_or_office(circumstances, entry)
    return (new_entry(kinds.EvidenceAttached, book, command, circumstances),)


def review(book: Book, command: do.ReviewResult, circumstances: Circumstances) -> tuple[Entry, ...]:
    """A reviewer of the project's 科室 confirms or returns somebody else's result; a return needs a remark."""
    entry = checks.known_entry(book, command.target)
    if not isinstance(entry, kinds.IndicatorResult):
        raise UnknownEntry(command.target)
    if not book.review_on:
        raise ReviewIsOff
    project_code = checks.known_indicator(book, entry.indicator).described.project
    if not circumstances.actor.may_review(book.projects[project_code].described.section):
        checks.is_office(circumstances)
    if entry.recorded_by == circumstances.actor.id:
        raise CannotReviewOwn(entry.number)
    if command.verdict is ReviewVerdict.RETURNED:
        REMARK.given(command.remark)
    return (new_entry(kinds.ResultReviewed, book, command, circumstances),)


def review_switch(book: Book, command: do.SwitchReview, circumstances: Circumstances) -> tuple[Entry, ...]:
    """Turn review on or off."""
    checks.is_office(circumstances)
    return (new_entry(kinds.ReviewSwitched, book, command, circumstances),)


def closing(book: Book, command: do.ClosePeriod, circumstances: Circumstances) -> tuple[Entry, ...]:
    """Close a month or the year."""
    checks.is_office(circumstances)
    _check_period(book, command.period)
    closed = book.closed_periods.get(command.period)
    if closed is not None:
        raise PeriodIsClosed(closed.period, closed.recorded_by, closed.recorded_at)
    return (new_entry(kinds.PeriodClosed, book, command, circumstances),)


def reopening(book: Book, command: do.ReopenPeriod, circumstances: Circumstances) -> tuple[Entry, ...]:
    """Open a closed period again; the reason stays in the trail."""
    checks.is_office(circumstances)
    _check_period(book, command.period)
    if command.period not in book.closed_periods:
        raise PeriodNotClosed(command.period)
    return (new_entry(kinds.PeriodReopened, book, command, circumstances),)


def _check_period(book: Book, period: str) -> None:
    if not re.fullmatch(rf"{book.year:04d}(-(0[1-9]|1[0-2]))?", period):
        raise BadPeriod(period, book.year)
