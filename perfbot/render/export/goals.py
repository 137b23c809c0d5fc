"""The exported sheets of goals: every indicator as it stands, every result that was recorded."""

from __future__ import annotations

from collections.abc import Iterator

from perfbot.domain.books.entries import IndicatorResult, ReviewVerdict
from perfbot.domain.indicators.status import IndicatorStatus, indicator_statuses
from perfbot.render.export.sheet import NUMBER, PROJECT, SIGNED, Field, Kind, Sheet, Values, Words
from perfbot.render.terms import OUTCOMES, REVIEWS

_REASON = (Field("偏差原因", width=30), Field("改进措施", width=30))
_VERDICTS = {ReviewVerdict.CONFIRMED: "确认", ReviewVerdict.RETURNED: "退回"}


def indicators(words: Words) -> Sheet:
    """Every indicator with its target, the value that counts and how it is judged."""
    fields = (
        Field("代码", Kind.MARK, 12), PROJECT, Field("一级指标", Kind.MARK, 12), Field("二级指标", Kind.MARK, 16),
        Field("三级指标", width=30), Field("目标值", Kind.MARK, 18), Field("实际完成值", Kind.MARK, 18),
        Field("完成情况", Kind.MARK, 14), Field("分值", Kind.FIGURE, 8), Field("审核", Kind.MARK, 10), *_REASON,
        Field("完成值编号", Kind.COUNT, 11), Field("完成日期", Kind.DAY, 12),
    )  # fmt: skip
    return Sheet("指标", fields, tuple(_indicators(words)))


def _indicators(words: Words) -> Iterator[Values]:
    for code in words.book.projects:
        for status in indicator_statuses(words.book, project=code):
            yield _indicator(words, status)


def _indicator(words: Words, status: IndicatorStatus) -> Values:
    described, result = status.state.described, status.result
    named = (described.level_one, described.level_two, described.name, described.target_value, status.actual)
    judged = (OUTCOMES[status.judgement.outcome], described.weight, REVIEWS[status.review])
    last = (result.number, result.on) if result else (None, None)
    return status.code, words.project(described.project), *named, *judged, status.reason, status.remedy, *last


def results(words: Words) -> Sheet:
    """Every actual value that was recorded, reversed and replaced ones too."""
    fields = (
        NUMBER, PROJECT, Field("三级指标", width=30), Field("日期", Kind.DAY, 12), Field("实际完成值", Kind.MARK, 18),
        *_REASON, Field("更正编号", Kind.COUNT, 10), Field("审核", Kind.MARK, 8), Field("审核意见", width=24),
        Field("佐证材料", Kind.COUNT, 10), *SIGNED,
    )  # fmt: skip
    rows = (_result(words, entry) for entry in words.book.entries if isinstance(entry, IndicatorResult))
    return Sheet("完成值", fields, tuple(rows))


def _result(words: Words, entry: IndicatorResult) -> Values:
    state, review = words.book.indicator(entry.indicator), words.book.review_of(entry.id)
    said = (entry.on, entry.actual_value, entry.reason, entry.remedy, words.number(entry.corrects))
    judged = (_VERDICTS[review.verdict], review.remark) if review else ("", "")
    files = len(words.book.evidence_of(entry.id)) or None
    current = state is not None and (shown := state.result()) is not None and shown.id == entry.id
    signed = words.signed(entry, otherwise="现行" if current else "已有更新的完成值")
    return entry.number, *words.indicator(entry.indicator), *said, *judged, files, *signed
