"""Computes each indicator's weight: 10/50/30/10 rescaled to the categories present, given weights kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from perfbot.domain.amounts.money import rounded
from perfbot.domain.books.states import ZERO, IndicatorState
from perfbot.domain.indicators.taxonomy import Category, category_of
from perfbot.domain.rulebook import Rulebook

HUNDRED = Decimal(100)
CENT = Decimal("0.01")


@dataclass(frozen=True)
class WeightProblem:
    """Given weights that do not sum to 100 with execution's: the required and actual sum, and whose they are."""

    expected: Decimal
    found: Decimal
    names: tuple[str, ...]


@dataclass(frozen=True)
class Weighing:
    """Points for execution and for each indicator by code; together 100 unless there is a problem."""

    execution: Decimal
    indicators: Mapping[str, Decimal]
    problem: WeightProblem | None = None


def category(state: IndicatorState) -> Category:
    """The 一级指标 of an indicator; an unknown one counts as 产出 (our decision, and a set-up finding)."""
    return category_of(state.described) or Category.OUTPUT


def category_weights(present: Sequence[Category], rest: Decimal, rulebook: Rulebook) -> dict[Category, Decimal]:
    """Points of the categories that have indicators, summing to `rest`.

    Without 满意度 its points go to 效益 where there is one; what else is missing rescales the others.
    """
    weights = rulebook.weights
    base = {
        Category.OUTPUT: weights.output,
        Category.BENEFIT: weights.benefit,
        Category.SATISFACTION: weights.satisfaction,
    }
    if Category.SATISFACTION not in present and rulebook.scoring.satisfaction_falls_to_benefit:
        base[Category.BENEFIT] += weights.satisfaction
    kept = [kind for kind in Category if kind in present]
    return dict(zip(kept, split(rest, [base[kind] for kind in kept]), strict=True))


def split(total: Decimal, shares: Sequence[Decimal]) -> list[Decimal]:
    """`total` in the proportion of `shares`, each rounded half up to 0.01, the remainder on the last.

    Where so many parts would leave the last one below zero, they are rounded down instead.
    """
    whole = sum(shares, ZERO)
    even = [Decimal(1)] * len(shares) if whole <= 0 else list(shares)
    parts = [total * share / sum(even, ZERO) for share in even]
    for round_one in (rounded, _down):
        points = [round_one(part) for part in parts[:-1]]
        last = total - sum(points, ZERO)
        if last >= 0:
            return [*points, last] if parts else []
    return [*points, last] if parts else []


def _down(number: Decimal) -> Decimal:
    return number.quantize(CENT, ROUND_DOWN)


def project_weights(states: Sequence[IndicatorState], *, has_budget: bool, rulebook: Rulebook) -> Weighing:
    """The weights of a project's execution and indicators; execution has 0 where there is no budget.

    Weights that people gave are taken as they are; the others share what is left in the proportion they would have
    had without them. All given: they must sum to 100 with execution's, else the problem names them. Without a budget
    they keep their proportions and share execution's points.
    """
    if not has_budget and any(state.described.weight is not None for state in states):
        given_full = project_weights(states, has_budget=True, rulebook=rulebook)
        spread = split(HUNDRED, list(given_full.indicators.values()))
        return Weighing(ZERO, dict(zip(given_full.indicators, spread, strict=True)), given_full.problem)
    execution = rulebook.weights.execution if has_budget else ZERO
    rest = HUNDRED - execution
    usual = _usual(states, rest, rulebook)
    given = {state.code: state.described.weight for state in states if state.described.weight is not None}
    fixed = sum(given.values(), ZERO)
    open_codes = [code for code in usual if code not in given]
    problem = _problem(states, given, fixed, rest, is_open=bool(open_codes))
    if not given or problem is not None:
        return Weighing(execution, {**usual, **given}, problem)
    shared = dict(zip(open_codes, split(rest - fixed, [usual[code] for code in open_codes]), strict=True))
    return Weighing(execution, {code: given.get(code, shared.get(code, ZERO)) for code in usual})


def _problem(
    states: Sequence[IndicatorState], given: Mapping[str, Decimal], fixed: Decimal, rest: Decimal, *, is_open: bool
) -> WeightProblem | None:
    fits = fixed < rest if is_open else fixed == rest
    if not given or fits:
        return None
    names = tuple(state.described.name for state in states if state.code in given)
    return WeightProblem(rest, fixed, names)


def _usual(states: Sequence[IndicatorState], rest: Decimal, rulebook: Rulebook) -> dict[str, Decimal]:
    """An equal split inside each category."""
    return _pooled(states, rest, rulebook, {})


def fund_weights(states: Sequence[IndicatorState], *, has_budget: bool, rulebook: Rulebook) -> Weighing:
    """The weights of all projects' indicators pooled: equal inside a category, or in proportion to given weights."""
    execution = rulebook.weights.execution if has_budget else ZERO
    given = {state.code: state.described.weight for state in states if state.described.weight is not None}
    return Weighing(execution, _pooled(states, HUNDRED - execution, rulebook, given))


def _pooled(
    states: Sequence[IndicatorState], rest: Decimal, rulebook: Rulebook, given: Mapping[str, Decimal]
) -> dict[str, Decimal]:
    by_category = {kind: [s.code for s in states if category(s) is kind] for kind in Category}
    points = category_weights([kind for kind, codes in by_category.items() if codes], rest, rulebook)
    weights: dict[str, Decimal] = {}
    for kind, total in points.items():
        codes = by_category[kind]
        known = [given[code] for code in codes if code in given]
        middle = sum(known, ZERO) / len(known) if known else Decimal(1)
        weights |= zip(codes, split(total, [given.get(code, middle) for code in codes]), strict=True)
    return {state.code: weights[state.code] for state in states}
