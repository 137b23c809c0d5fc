"""The rules of everything that is not money: results, descriptions, words, evidence, review, closing."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from perfbot.domain.books import checks
from perfbot.domain.books import commands as do
from perfbot.domain.books.book import Book
from perfbot.domain.books.circumstances import Circumstances
from perfbot.domain.books.entries import (
    DeviationExplained,
    Entry,
    EvidenceAttached,
    FundOpened,
    IndicatorResult,
    IndicatorSet,
    PeriodClosed,
    PeriodReopened,
    ProjectAdded,
    ResultReviewed,
    Reversal,
    ReviewSwitched,
    ReviewVerdict,
    ScoreDeclared,
    TextWritten,
)
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
from perfbot.domain.books.rules_money import header
from perfbot.domain.books.sections import SECTIONS


def result(book: Book, command: do.RecordResult, circumstances: Circumstances) -> tuple[Entry, ...]:
    """登记指标完成值: any words are taken as given; what does not parse is judged by a person."""
    state = checks.known_indicator(book, command.indicator)
    checks.may_record(book, circumstances, state.described.project)
    _check_result_date(book, command, circumstances)
    checks.open_on(book, command.on)
    return (_result_entry(book, command, circumstances, command.indicator),)


def _check_result_date(book: Book, command: do.RecordResult | do.CorrectResult, circumstances: Circumstances) -> None:
    checks.in_year(book, command.on)
    checks.not_ahead(command.on, circumstances)


def _result_entry(
    book: Book, command: do.RecordResult | do.CorrectResult, circumstances: Circumstances, indicator: str, **more: Any
) -> IndicatorResult:
    return IndicatorResult(
        **header(book, command.key, circumstances, ahead=1 if more else 0),
        indicator=indicator,
        actual_value=checks.given("actual_value", command.actual_value, checks.VALUE_LIMIT),
        on=command.on,
        reason=checks.optional("reason", command.reason, checks.REASON_LIMIT),
        remedy=checks.optional("remedy", command.remedy, checks.REASON_LIMIT),
        **more,
    )


def corrected_result(book: Book, command: do.CorrectResult, circumstances: Circumstances) -> tuple[Entry, ...]:
    """更正 a result: the reversal and the new entry in one step."""
    entry = checks.known_entry(book, command.target)
    if not isinstance(entry, IndicatorResult):
        raise StaleCorrection(entry.number)
    checks.is_author_or_office(circumstances, entry)
    checks.may_still_change(book, circumstances, entry.on)
    state = checks.known_indicator(book, entry.indicator)
    checks.may_record(book, circumstances, state.described.project)
    _check_result_date(book, command, circumstances)
    checks.open_for_correction(book, circumstances, entry.on, command.on)
    why = checks.given("reason", command.why, checks.REASON_LIMIT)
    undone = Reversal(**header(book, f"{command.key}.r", circumstances), target=command.target, reason=why)
    return undone, _result_entry(book, command, circumstances, entry.indicator, corrects=command.target)


def fund(book: Book, command: do.DescribeFund, circumstances: Circumstances) -> tuple[Entry, ...]:
    """Open the book's fund or describe it anew."""
    checks.is_office(circumstances)
    return (
        FundOpened(
            **header(book, command.key, circumstances),
            name=checks.given("fund_name", command.name, checks.NAME_LIMIT),
            bureau=checks.given("bureau", command.bureau, checks.NAME_LIMIT),
            unit=checks.given("unit", command.unit, checks.NAME_LIMIT),
            contact=checks.optional("contact", command.contact, checks.NAME_LIMIT),
            phone=checks.optional("phone", command.phone, checks.NAME_LIMIT),
        ),
    )


def project(book: Book, command: do.AddProject, circumstances: Circumstances) -> tuple[Entry, ...]:
    """Add or describe a 二级项目."""
    checks.is_office(circumstances)
    return (
        ProjectAdded(
            **header(book, command.key, circumstances),
            project=checks.given("project_code", command.project, 20),
            name=checks.given("project_name", command.name, checks.NAME_LIMIT),
            short_name=checks.optional("short_name", command.short_name, checks.NAME_LIMIT),
            section=checks.optional("section", command.section, checks.NAME_LIMIT),
            mid_year=command.mid_year,
            reported=command.reported,
            goal=checks.optional("goal", command.goal, checks.TEXT_LIMIT),
            achievement=checks.optional("achievement", command.achievement, checks.TEXT_LIMIT),
        ),
    )


def indicator(book: Book, command: do.SetIndicator, circumstances: Circumstances) -> tuple[Entry, ...]:
    """Set, replace or remove a 三级指标."""
    checks.is_office(circumstances)
    checks.known_project(book, command.project)
    if command.weight is not None and not (command.weight.is_finite() and Decimal(0) <= command.weight <= 100):
        raise BadScore(command.weight)
    return (
        IndicatorSet(
            **header(book, command.key, circumstances),
            project=command.project,
            indicator=checks.given("indicator_code", command.indicator, 20),
            level_one=checks.optional("level_one", command.level_one, checks.NAME_LIMIT),
            level_two=checks.given("level_two", command.level_two, checks.NAME_LIMIT),
            name=checks.given("indicator_name", command.name, checks.NAME_LIMIT),
            target_value=checks.given("target_value", command.target_value, checks.VALUE_LIMIT),
            weight=command.weight,
            removed=command.removed,
        ),
    )


def text(book: Book, command: do.WriteText, circumstances: Circumstances) -> tuple[Entry, ...]:
    """Write a new version of a section; no paragraph at all empties it."""
    checks.is_office(circumstances)
    if command.section not in SECTIONS:
        raise UnknownSection(command.section)
    paragraphs = tuple(line.strip() for line in command.paragraphs if line.strip())
    checks.optional("section_text", "\n".join(paragraphs), checks.TEXT_LIMIT)
    return (TextWritten(**header(book, command.key, circumstances), section=command.section, paragraphs=paragraphs),)


def declared_score(book: Book, command: do.DeclareScore, circumstances: Circumstances) -> tuple[Entry, ...]:
    """Declare score and grade; the computed score never bends to them."""
    checks.is_office(circumstances)
    if not command.score.is_finite() or not Decimal(0) <= command.score <= 100:
        raise BadScore(command.score)
    grade = checks.given("grade", command.grade, 10)
    return (ScoreDeclared(**header(book, command.key, circumstances), score=command.score, grade=grade),)


def explanation(book: Book, command: do.ExplainDeviation, circumstances: Circumstances) -> tuple[Entry, ...]:
    """写原因 for a project's spending or an indicator."""
    state = book.indicator(command.subject)
    code = state.described.project if state else command.subject
    checks.known_project(book, code)
    checks.may_record(book, circumstances, code)
    return (
        DeviationExplained(
            **header(book, command.key, circumstances),
            subject=command.subject,
            reason=checks.given("reason", command.reason, checks.REASON_LIMIT),
            remedy=checks.optional("remedy", command.remedy, checks.REASON_LIMIT),
        ),
    )


def evidence(book: Book, command: do.AttachEvidence, circumstances: Circumstances) -> tuple[Entry, ...]:
    """Attach 佐证材料 to an entry that still counts, by its author or the office."""
    entry = checks.known_entry(book, command.target)
    checks.is_author_or_office(circumstances, entry)
    return (
        EvidenceAttached(
            **header(book, command.key, circumstances),
            target=command.target,
            sha256=command.sha256,
            filename=checks.optional("filename", command.filename, checks.NAME_LIMIT),
            media_type=command.media_type,
            size=command.size,
            suffix=command.suffix,
        ),
    )


def review(book: Book, command: do.ReviewResult, circumstances: Circumstances) -> tuple[Entry, ...]:
    """A reviewer of the project's 科室 confirms or returns somebody else's result; a return needs a remark."""
    entry = checks.known_entry(book, command.target)
    if not isinstance(entry, IndicatorResult):
        raise UnknownEntry(command.target)
    if not book.review_on:
        raise ReviewIsOff
    project_code = checks.known_indicator(book, entry.indicator).described.project
    if not circumstances.actor.may_review(book.projects[project_code].described.section):
        checks.is_office(circumstances)
    if entry.recorded_by == circumstances.actor.id:
        raise CannotReviewOwn(entry.number)
    check = checks.given if command.verdict is ReviewVerdict.RETURNED else checks.optional
    remark = check("remark", command.remark, checks.REASON_LIMIT)
    return (
        ResultReviewed(
            **header(book, command.key, circumstances), target=entry.id, verdict=command.verdict, remark=remark
        ),
    )


def review_switch(book: Book, command: do.SwitchReview, circumstances: Circumstances) -> tuple[Entry, ...]:
    """Turn review on or off."""
    checks.is_office(circumstances)
    return (ReviewSwitched(**header(book, command.key, circumstances), on=command.on),)


def closing(book: Book, command: do.ClosePeriod, circumstances: Circumstances) -> tuple[Entry, ...]:
    """Close a month or the year."""
    checks.is_office(circumstances)
    _check_period(book, command.period)
    closed = book.closed_periods.get(command.period)
    if closed is not None:
        raise PeriodIsClosed(closed.period, closed.recorded_by, closed.recorded_at)
    return (PeriodClosed(**header(book, command.key, circumstances), period=command.period),)


def reopening(book: Book, command: do.ReopenPeriod, circumstances: Circumstances) -> tuple[Entry, ...]:
    """Open a closed period again; the reason stays in the trail."""
    checks.is_office(circumstances)
    _check_period(book, command.period)
    if command.period not in book.closed_periods:
        raise PeriodNotClosed(command.period)
    reason = checks.given("reason", command.reason, checks.REASON_LIMIT)
    return (PeriodReopened(**header(book, command.key, circumstances), period=command.period, reason=reason),)


def _check_period(book: Book, period: str) -> None:
    if not re.fullmatch(rf"{book.year:04d}(-(0[1-9]|1[0-2]))?", period):
        raise BadPeriod(period, book.year)
