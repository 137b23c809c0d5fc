"""/compare: two years, or a fund's projects, side by side, as a table and a small chart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from perfbot.domain.amounts.money import execution_rate, format_wan, percentage_points, rate_percent
from perfbot.domain.evaluation.comparison import Comparison, Figures, Pair, YearFigures
from perfbot.render.charts.years import YearBar, compare_chart
from perfbot.render.document import (
    Align,
    Block,
    Column,
    Details,
    Document,
    Figure,
    Row,
    Table,
    bold,
    document,
    paragraph,
)
from perfbot.render.figures.score_lines import exact_points, points
from perfbot.render.terms import NONE_MARK

_NOTE = "得分按同一套规则计算，带 * 的还有指标未评分；指标数和口径各年不同，只供参考。"
_MOST_BARS = 8
"""More rows than a phone shows whole make no small chart; the table has them all."""


def compare_document(compared: Comparison, *, chart: bool = True) -> Document:
    """Two books side by side: the fund's budget, spent, rate, indicators, score, and each project's rate."""
    before, after = compared.before, compared.after
    name = after.fund.name or before.fund.name
    blocks: list[Block] = [
        paragraph(bold(f"{name}：{before.year}年与{after.year}年")),
        _fund_table(before, after),
        *(_figure(compared) if chart else ()),
        *_project_details(compared),
        paragraph(_NOTE, note=True),
    ]
    return document(*blocks)


def _fund_table(before: YearFigures, after: YearFigures) -> Table:
    one, other = before.fund, after.fund
    columns = (
        Column("项目", weight=3),
        Column(f"{before.year}年", Align.RIGHT, 2),
        Column(f"{after.year}年", Align.RIGHT, 2),
        Column("变化", Align.RIGHT, 2),
    )
    rows = (
        ("预算（万元）", format_wan(one.budget), format_wan(other.budget), _moved(one.budget, other.budget)),
        ("已支出（万元）", format_wan(one.executed), format_wan(other.executed), _moved(one.executed, other.executed)),
        ("支出率", _rate(one), _rate(other), _points_moved(one.rate, other.rate)),
        ("指标达标", _met(one), _met(other), _share_moved(one, other)),
        ("计算得分", _score(one), _score(other), _difference(one.score, other.score)),
        ("填报得分", points(one.declared), points(other.declared), _difference(one.declared, other.declared)),
    )
    return Table(columns, tuple(Row(row) for row in rows))


def _rate(figures: Figures) -> str:
    return rate_percent(figures.executed, figures.budget)


def _met(figures: Figures) -> str:
    return f"{figures.met}/{figures.indicators}"


def _score(figures: Figures) -> str:
    return exact_points(figures.score) + ("" if figures.complete or figures.score is None else "*")


def _signed(number: Decimal, shown: str) -> str:
    return "持平" if number == 0 else f"{'+' if number > 0 else '−'}{shown}"


def _moved(before: Decimal, after: Decimal) -> str:
    return _signed(after - before, format_wan(abs(after - before)))


def _points_moved(before: Decimal | None, after: Decimal | None) -> str:
    if before is None or after is None:
        return NONE_MARK
    return _signed(after - before, percentage_points(abs(after - before)))


def _share_moved(before: Figures, after: Figures) -> str:
    one = execution_rate(Decimal(before.met), Decimal(before.indicators))
    return _points_moved(one, execution_rate(Decimal(after.met), Decimal(after.indicators)))


def _difference(before: Decimal | None, after: Decimal | None) -> str:
    if before is None or after is None:
        return NONE_MARK
    return _signed(after - before, points(abs(after - before)))


def _figure(compared: Comparison) -> Iterator[Figure]:
    """Rates of the fund and of the projects that moved most, so far as both years have one."""
    before, after = compared.before, compared.after
    pairs = ((pair.before, pair.after) for pair in compared.projects)
    both = [(one, other) for one, other in pairs if one and other and _moved_by(one, other) is not None]
    most = sorted(both, key=lambda pair: -(_moved_by(*pair) or 0))[:_MOST_BARS]
    bars = [_bar("合计", before.fund, after.fund, strong=True)]
    bars += [_bar(pair[1].short_name or pair[1].name, *pair) for pair in both if pair in most]
    if len(bars) == 1 and _moved_by(before.fund, after.fund) is None:
        return
    years = (f"{before.year}年", f"{after.year}年")
    some = f"，变化最大的 {_MOST_BARS} 个项目" if len(most) < len(both) else ""
    png = compare_chart(bars, years, "支出率对比", f"{'、'.join(years)}{some}")
    words = "\n".join(f"{bar.name}：{bar.earlier_label} → {bar.later_label}" for bar in bars)
    yield Figure("compare", png, f"支出率对比{some}", words)


def _moved_by(one: Figures, other: Figures) -> Decimal | None:
    return None if one.rate is None or other.rate is None else abs(other.rate - one.rate)


def _bar(name: str, before: Figures, after: Figures, *, strong: bool = False) -> YearBar:
    return YearBar(name, before.rate, after.rate, _rate(before), _rate(after), strong=strong)


_PROJECT_COLUMNS = ("预算", "支出率", "指标达标", "得分")


def _project_details(compared: Comparison) -> Iterator[Block]:
    before, after = compared.before.year, compared.after.year
    columns = (
        Column("二级项目", weight=3),
        Column("年度", weight=1),
        *(Column(title, Align.RIGHT, 2) for title in _PROJECT_COLUMNS),
    )
    rows = [row for pair in compared.projects for row in _pair_rows(pair, before, after)]
    if rows:
        table = Table(columns, tuple(rows), unit="万元", merge_down=(0,))
        yield Details(f"各项目对比（{len(compared.projects)} 个）", (table,))


def _pair_rows(pair: Pair, before: int, after: int) -> Iterator[Row]:
    name = pair.name
    for year, figures in ((before, pair.before), (after, pair.after)):
        cells = _cells(figures) if figures else ("没有这个项目", *[NONE_MARK] * 3)
        yield Row((name, f"{year}", *cells))
        name = ""


def _cells(figures: Figures) -> tuple[str, str, str, str]:
    return format_wan(figures.budget), _rate(figures), _met(figures), _score(figures)


def projects_document(figures: YearFigures, codes: Sequence[str] = ()) -> Document:
    """A year's projects side by side, the lowest rate first; `codes` picks some of them."""
    chosen = [one for one in figures.projects if not codes or one.code in codes]
    chosen.sort(key=lambda one: (one.rate is None, one.rate or Decimal(0)))
    columns = (Column("二级项目", weight=4), *(Column(title, Align.RIGHT, 2) for title in _PROJECT_COLUMNS))
    rows = [Row((one.short_name or one.name, *_cells(one))) for one in chosen]
    if not codes:
        rows.append(Row(("合计", *_cells(figures.fund)), total=True))
    return document(
        paragraph(bold(f"{figures.year}年{figures.fund.name} 各项目对比")),
        Table(columns, tuple(rows), unit="万元"),
        paragraph(_NOTE, note=True),
    )
