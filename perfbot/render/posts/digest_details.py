"""Words the part under a digest's table: missed checkpoints, overdue results, who owes, one line a project."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from perfbot.domain.amounts.day_words import short_day
from perfbot.domain.amounts.money import format_sum, format_wan, percent
from perfbot.domain.books.book import Book
from perfbot.domain.monitoring.overdue import overdue_results
from perfbot.domain.monitoring.statuses import CheckpointStatus, FundStatus, ProjectStatus
from perfbot.domain.rulebook import Rulebook
from perfbot.render.document import Block, Details, Items, Paragraph, bold, inline, paragraph
from perfbot.render.figures.gauges import checkpoint_words, gap_words, goal_words
from perfbot.render.posts.alert_words import explained_words


def behind(status: FundStatus) -> Iterator[Block]:
    """The next checkpoint, what each project that will miss it still has to spend, and what the others still have."""
    point = status.money.checkpoint
    short = [
        (project, one)
        for project in status.worst_first
        if (one := project.money.checkpoint) is not None and one.missing > 0
    ]
    missing = sorted(((project, one.missing) for project, one in short if not one.on_course), key=lambda item: -item[1])
    if point is None or not missing:
        return
    lines = [inline(f"{project.short_name}：还需支出 {format_sum(amount)}") for project, amount in missing]
    rest = sum((one.missing for _, one in short if one.on_course), Decimal(0))
    if rest:
        lines.append(inline(f"其余项目还需支出 {format_wan(rest)} 万元：按目前速度能达到，或资金刚下达、还看不出"))
    total = format_wan(sum((amount for _, amount in missing), Decimal(0)))
    yield Details(f"{_missed(point, status.as_of)}有 {len(missing)} 个项目，还需 {total} 万元", (Items(tuple(lines)),))


def _missed(point: CheckpointStatus, as_of: date) -> str:
    """What a project will miss at a checkpoint, or missed on that day."""
    day, share = short_day(point.on), percent(point.share, 0)
    return f"{day}没有达到 {share} 的" if point.on == as_of else f"按目前速度，{day}达不到 {share} 的"


def project_details(book: Book, status: FundStatus) -> Iterator[Block]:
    """Each project in one line behind one tap: thirteen folds of their own would take three screens."""
    if status.projects:
        lines = tuple(
            inline(bold(project.short_name), f"：{_facts(book, project, status.as_of)}")
            for project in status.worst_first
        )
        yield Details(f"各项目情况（{len(lines)} 个，最慢的在前）", (Items(lines),))


def _facts(book: Book, project: ProjectStatus, as_of: date) -> str:
    money = project.money
    facts = [gap_words(money), checkpoint_words(money.checkpoint, as_of) if money.checkpoint else ""]
    facts += [f"待追加 {format_sum(money.awaiting_supplement)}"] if money.awaiting_supplement else []
    last = short_day(project.last_spent_on) if project.last_spent_on else "还没有"
    facts += [f"最近一次支出：{last}", goal_words(project.goals)]
    facts += [f"偏慢的指标：{'、'.join(project.goals.troubled)}"] if project.goals.troubled else []
    facts += [explained_words(book, project.code)] if money.light.troubled else []
    return "；".join(filter(None, facts))


def overdue(book: Book, status: FundStatus, rulebook: Rulebook) -> Iterator[Block]:
    """Indicators that should have a result by now, by project."""
    found = [(project, overdue_results(book, project.code, status.as_of, rulebook)) for project in status.projects]
    lines = tuple(
        inline(f"{project.short_name}：{'、'.join(one.state.described.name for one in late)}")
        for project, late in found
        if late
    )
    if lines:
        yield Details(f"逾期没有完成值的指标 {sum(len(late) for _, late in found)} 项", (Items(lines),))


def owing_line(owing: Sequence[tuple[str, int]]) -> Iterator[Paragraph]:
    """Who has how much to fill in."""
    if owing:
        yield paragraph(f"待补充：{'、'.join(f'{name} {count} 项' for name, count in owing)}")
