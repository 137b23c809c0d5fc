"""The exported sheets of goals: every indicator as it stands, every result that was recorded."""

from __future__ import annotations

from collections.abc import Iterator

from perfbot.domain.books.entries import IndicatorResult
from perfbot.domain.books.facts import ReviewVerdict
from perfbot.domain.indicators.status import IndicatorStatus, indicator_statuses
from perfbot.render.export.sheet import (
    NUMBER,
    PROJECT,
    SIGNED,
    ExportColumn,
    ExportKind,
    ExportNames,
    ExportSheet,
    Values,
)
from perfbot.render.terms import OUTCOMES, REVIEWS

_REASON = (ExportColumn("偏差原因", width=30), ExportColumn("改进措施", width=30))
_VERDICTS = {ReviewVerdict.CONFIRMED: "确认", ReviewVerdict.RETURNED: "退回"}


def indicators(words: ExportNames) -> ExportSheet:
    """Every indicator with its target, the value that counts and how it is judged."""
    fields = (
        ExportColumn("代码", ExportKind.MARK, 12),
        PROJECT,
        ExportColumn("一级指标", ExportKind.MARK, 12),
        ExportColumn("二级指标", ExportKind.MARK, 16),
        ExportColumn("三级指标", width=30),
        ExportColumn("目标值", ExportKind.MARK, 18),
        ExportColumn("指标性质", ExportKind.MARK, 10),
        ExportColumn("实际完成值", ExportKind.MARK, 18),
        ExportColumn("完成情况", ExportKind.MARK, 14),
        ExportColumn("分值", ExportKind.FIGURE, 8),
        ExportColumn("审核", ExportKind.MARK, 10),
        *_REASON,
        ExportColumn("完成值编号", ExportKind.COUNT, 11),
        ExportColumn("完成日期", ExportKind.DAY, 12),
    )
    return ExportSheet("指标", fields, tuple(_indicators(words)))


def _indicators(words: ExportNames) -> Iterator[Values]:
    for code in words.book.projects:
        for status in indicator_statuses(words.book, project=code):
            yield _indicator(words, status)


def _indicator(words: ExportNames, status: IndicatorStatus) -> Values:
    described, result = status.state.described, status.result
    target = (described.target_value, str(described.direction or ""))
    named = (described.level_one, described.level_two, described.name, *target, status.actual)
    judged = (OUTCOMES[status.judgement.outcome], described.weight, REVIEWS[status.review])
    last = (result.number, result.on) if result and status.counts else (None, None)
    return status.code, words.project(described.project), *named, *judged, status.reason, status.remedy, *last


def results(words: ExportNames) -> ExportSheet:
    """Every actual value that was recorded, reversed and replaced ones too."""
    fields = (
        NUMBER,
        PROJECT,
        ExportColumn("三级指标", width=30),
        ExportColumn("日期", ExportKind.DAY, 12),
        ExportColumn("实际完成值", ExportKind.MARK, 18),
        *_REASON,
        ExportColumn("更正编号", ExportKind.COUNT, 10),
        ExportColumn("审核", ExportKind.MARK, 8),
        ExportColumn("审核意见", width=24),
        ExportColumn("佐证材料", ExportKind.COUNT, 10),
        *SIGNED,
    )
    rows = (_result(words, entry) for entry in words.book.entries if isinstance(entry, IndicatorResult))
    return ExportSheet("完成值", fields, tuple(rows))


def _result(words: ExportNames, entry: IndicatorResult) -> Values:
    state, review = words.book.indicator(entry.indicator), words.book.review_of(entry.id)
    said = (entry.on, entry.actual_value, entry.reason, entry.remedy, words.number(entry.corrects))
    judged = (_VERDICTS[review.verdict], review.remark) if review else ("", "")
    files = len(words.book.evidence_of(entry.id)) or None
    current = state is not None and (shown := state.result()) is not None and shown.id == entry.id
    returned = words.book.review_on and review is not None and review.verdict is ReviewVerdict.RETURNED
    standing = "已退回，不计入" if returned else "现行"
    signed = words.signed(entry, otherwise=standing if current else "已有更新的完成值")
    return entry.number, *words.indicator(entry.indicator), *said, *judged, files, *signed
