"""The 一级指标 and 二级指标 beside a form's indicators, in the form's order, each merged over what stands under it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from perfbot.domain.evaluation.weights import category
from perfbot.domain.indicators.status import IndicatorStatus
from perfbot.domain.indicators.taxonomy import Category, IndicatorKind, kind_of
from perfbot.render.figures.score_lines import CATEGORIES
from perfbot.render.report.form_grid import FormCell, label

_LEVEL_ONE = CATEGORIES | {Category.SATISFACTION: "满意度\n指标"}
"""As the form's narrow column takes them."""


def levelled(statuses: Sequence[IndicatorStatus]) -> Iterator[tuple[IndicatorStatus, tuple[FormCell, ...]]]:
    """Each indicator with the label cells that begin in its row: 一级指标 in column 1, 二级指标 in column 2."""
    for level_one, group in groupby(sorted(statuses, key=_place), key=lambda status: category(status.state)):
        own = list(group)
        for index, status in enumerate(own):
            first = (label(1, _LEVEL_ONE[level_one], rows=len(own)),) if index == 0 else ()
            yield status, (*first, *_level_two_cell(own, index))


def _place(status: IndicatorStatus) -> tuple[int, int]:
    kinds = list(IndicatorKind)
    kind = kind_of(status.state.described.level_two)
    return list(Category).index(category(status.state)), kinds.index(kind) if kind else len(kinds)


def _level_two_cell(group: Sequence[IndicatorStatus], index: int) -> tuple[FormCell, ...]:
    """The 二级指标 as people wrote it, over all that stand directly under it."""
    name = _level_two(group[index])
    if index and _level_two(group[index - 1]) == name:
        return ()
    count = next((n for n, one in enumerate(group[index:]) if _level_two(one) != name), len(group) - index)
    return (label(2, name, rows=count),)


def _level_two(status: IndicatorStatus) -> str:
    return status.state.described.level_two
