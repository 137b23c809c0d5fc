"""How an indicator stands as of a date: its result, the judgement, the review, and whether a reason is still owed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum

from perfbot.domain.books.book import Book
from perfbot.domain.books.budget import reported_projects
from perfbot.domain.books.entries import IndicatorResult
from perfbot.domain.books.facts import ReviewVerdict
from perfbot.domain.books.states import IndicatorState
from perfbot.domain.indicators.judged import judge_indicator
from perfbot.domain.values import Judgement, Outcome


class ReviewState(Enum):
    """What became of a result: no review here, waiting for a reviewer, 确认, or 退回."""

    OFF = "off"
    WAITING = "waiting"
    CONFIRMED = "confirmed"
    RETURNED = "returned"


@dataclass(frozen=True)
class IndicatorStatus:
    """An indicator as of a date, with the 偏差原因 and remedy that count (the latest that was given).

    One rule of what counts, for every figure, warning, report and export: a result counts from when it is recorded,
    while it waits for its review as well; one that was returned 退回 does not, and is as if there were none yet. A
    report is a draft until every result is confirmed (`gaps`).
    """

    state: IndicatorState
    result: IndicatorResult | None
    judgement: Judgement
    review: ReviewState
    reason: str = ""
    remedy: str = ""
    remark: str = ""

    @property
    def code(self) -> str:
        """The indicator's short code."""
        return self.state.code

    @property
    def actual(self) -> str:
        """实际完成值 that counts, as given; empty while there is none."""
        return self.result.actual_value if self.result and self.counts else ""

    @property
    def counts(self) -> bool:
        """Whether there is a result that counts."""
        return self.result is not None and self.review is not ReviewState.RETURNED

    @property
    def unmet(self) -> bool:
        """部分完成 or 未完成: a score below the full weight requires a reason (forms built on 财预〔2020〕10号)."""
        return self.judgement.outcome in (Outcome.PARTLY, Outcome.UNMET)

    @property
    def deviates(self) -> bool:
        """Whether reason and remedy are asked for: unmet, or far beyond the target (1.2 times and more)."""
        return self.unmet or self.judgement.outcome is Outcome.EXCEEDED

    @property
    def reason_missing(self) -> bool:
        """Whether an unmet result still lacks its 偏差原因; one far beyond the target is asked, never held up."""
        return self.unmet and not self.reason


def indicator_status(book: Book, state: IndicatorState, as_of: date | None = None) -> IndicatorStatus:
    """One indicator as of a date (None: everything recorded)."""
    result = state.result(as_of)
    if result is None:
        return IndicatorStatus(state, None, judge_indicator(state.described, "", book.year), ReviewState.OFF)
    review, given = _review_state(book, result), book.review_of(result.id)
    counted = "" if review is ReviewState.RETURNED else result.actual_value
    judgement = judge_indicator(state.described, counted, book.year)
    reason, remedy = _explained(book, state.code, result)
    return IndicatorStatus(state, result, judgement, review, reason, remedy, given.remark if given else "")


def indicator_statuses(book: Book, as_of: date | None = None, project: str | None = None) -> Iterator[IndicatorStatus]:
    """The indicators of one project, or of every project that is reported, in the order they were set."""
    codes = [project] if project else [state.code for state in reported_projects(book, as_of)]
    for code in codes:
        for state in book.indicators_of(code):
            yield indicator_status(book, state, as_of)


def _explained(book: Book, code: str, result: IndicatorResult) -> tuple[str, str]:
    """The later of what came with the result and what was explained since."""
    given = book.explanation_of(code)
    if given is not None and (given.number > result.number or not result.reason):
        return given.reason, given.remedy
    return result.reason, result.remedy


def _review_state(book: Book, result: IndicatorResult) -> ReviewState:
    if not book.review_on:
        return ReviewState.OFF
    review = book.review_of(result.id)
    if review is None:
        return ReviewState.WAITING
    return ReviewState.RETURNED if review.verdict is ReviewVerdict.RETURNED else ReviewState.CONFIRMED
