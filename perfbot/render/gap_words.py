"""Words for what a report still lacks, one line a gap."""

from __future__ import annotations

from perfbot.domain.book import Book
from perfbot.domain.gaps import Gap, GapKind
from perfbot.domain.money import format_wan
from perfbot.render.terms import SECTION_PLACES

_PLAIN = {
    GapKind.NO_PROJECTS: "还没有二级项目",
    GapKind.NOT_DECLARED: "还没有填报自评得分和绩效等级",
}
_ABOUT = {
    GapKind.NO_BUDGET: "没有预算",
    GapKind.NO_SPENDING: "没有支出记录，也没有说明原因",
    GapKind.NO_INDICATORS: "没有绩效指标",
    GapKind.NO_RESULT: "没有实际完成值",
    GapKind.NO_REASON: "未达目标，缺偏差原因和改进措施",
    GapKind.RETURNED: "完成值被退回，尚未改好",
    GapKind.UNCONFIRMED: "完成值尚未审核",
}


def gap_line(book: Book, gap: Gap) -> str:
    """One gap as a short Chinese line that names the project, indicator or section."""
    match gap.kind:
        case GapKind.YEAR_NOT_OVER:
            return f"{book.year} 年度尚未结束，数字截至 {gap.until:%Y-%m-%d}"
        case GapKind.AWAITING_SUPPLEMENT:
            return f"{_subject(book, gap)}：有 {format_wan(gap.amount)} 万元支出超出预算，待追加"
        case GapKind.NO_TEXT:
            return f"文字部分未写：{SECTION_PLACES[gap.section]}"
        case _:
            return _PLAIN.get(gap.kind) or f"{_subject(book, gap)}：{_ABOUT[gap.kind]}"


def _subject(book: Book, gap: Gap) -> str:
    project = book.projects[gap.project].name
    state = book.indicator(gap.indicator) if gap.indicator else None
    return f"{project}“{state.described.name}”" if state else project
