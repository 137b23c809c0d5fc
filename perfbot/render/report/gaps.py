"""Words for what a report still lacks, gaps of one kind and project gathered on a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from perfbot.domain.amounts.day_words import plain_day
from perfbot.domain.amounts.money import format_wan
from perfbot.domain.books.book import Book
from perfbot.domain.evaluation.gaps import Gap, GapKind
from perfbot.render.terms import SECTION_PLACES

_PLAIN = {
    GapKind.NO_PROJECTS: "还没有二级项目",
    GapKind.NOT_DECLARED: "还没有填报自评得分和绩效等级",
}
_OF_PROJECTS = {
    GapKind.NO_BUDGET: "没有预算",
    GapKind.NO_SPENDING: "没有支出记录，也没有说明原因",
    GapKind.NO_INDICATORS: "没有绩效指标",
}
_OF_INDICATORS = {
    GapKind.NO_RESULT: "缺实际完成值",
    GapKind.NO_REASON: "未达目标，缺偏差原因和改进措施",
    GapKind.RETURNED: "完成值被退回，尚未改好，不计入",
    GapKind.UNCONFIRMED: "完成值尚未审核，先计入",
}


def gap_lines(book: Book, gaps: Sequence[Gap]) -> tuple[str, ...]:
    """What is missing, in few lines: projects that lack the same together, a project's indicators together."""
    return tuple(_lines(book, gaps))


def _lines(book: Book, gaps: Sequence[Gap]) -> Iterator[str]:
    kinds = list(GapKind)
    ordered = sorted(gaps, key=lambda gap: kinds.index(gap.kind))
    for kind, alike in groupby(ordered, key=lambda gap: gap.kind):
        same = list(alike)
        if kind in _OF_PROJECTS:
            yield f"{_OF_PROJECTS[kind]}：{'、'.join(_project(book, gap) for gap in same)}"
        elif kind in _OF_INDICATORS:
            yield from _by_project(book, same)
        elif kind is GapKind.NO_TEXT:
            yield f"文字部分未写：{'；'.join(SECTION_PLACES[gap.section] for gap in same)}"
        else:
            yield from (_single(book, gap) for gap in same)


def _by_project(book: Book, gaps: Sequence[Gap]) -> Iterator[str]:
    for _, own in groupby(gaps, key=lambda gap: gap.project):
        same = list(own)
        names = "、".join(_indicator(book, gap) for gap in same)
        yield f"{_project(book, same[0])}：{_OF_INDICATORS[same[0].kind]}（{names}）"


def _single(book: Book, gap: Gap) -> str:
    if gap.until is not None:
        return f"{book.year} 年度尚未结束，数字截至 {plain_day(gap.until)}"
    if gap.kind is GapKind.AWAITING_SUPPLEMENT:
        return f"{_project(book, gap)}：有 {format_wan(gap.amount)} 万元支出超出预算，待追加"
    return _PLAIN[gap.kind]


def _project(book: Book, gap: Gap) -> str:
    return book.projects[gap.project].name


def _indicator(book: Book, gap: Gap) -> str:
    state = book.indicator(gap.indicator)
    return state.described.name if state else gap.indicator
