"""Runs the set-up checks, a list of functions that each find one weakness of a fund's indicators."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from perfbot.domain.books.book import Book
from perfbot.domain.books.budget import reported_projects
from perfbot.domain.evaluation.weights import project_weights
from perfbot.domain.indicators.status import indicator_status
from perfbot.domain.indicators.taxonomy import Category, IndicatorKind, category_of, kind_of
from perfbot.domain.rulebook import DEFAULT, Rulebook
from perfbot.domain.setup import targets as targets
from perfbot.domain.setup.findings import Finding, FindingKind, Gravity
from perfbot.domain.setup.scene import ProjectScene, Scene

Check = Callable[[Scene], Iterator[Finding]]


def setup_findings(book: Book, as_of: date | None = None, rulebook: Rulebook = DEFAULT) -> tuple[Finding, ...]:
    """Every weakness of the book's indicators, the gravest first, in the order of the book; results up to `as_of`."""
    scene = Scene(
        tuple(
            ProjectScene(
                project, tuple(indicator_status(book, state, as_of) for state in book.indicators_of(project.code))
            )
            for project in reported_projects(book, as_of)
            if project.described.reported
        ),
        rulebook,
    )
    found = [finding for check in CHECKS for finding in check(scene)]
    return tuple(sorted(found, key=lambda finding: (-finding.gravity, list(FindingKind).index(finding.kind))))


def _no_indicators(scene: Scene) -> Iterator[Finding]:
    for project in scene.projects:
        if not project.statuses:
            yield Finding(kind=FindingKind.NO_INDICATORS, gravity=Gravity.CONTRADICTION, project=project.code)


def _no_quantity(scene: Scene) -> Iterator[Finding]:
    for project in scene.filled:
        if IndicatorKind.QUANTITY not in _kinds(project):
            yield Finding(kind=FindingKind.NO_QUANTITY, gravity=Gravity.WEAKNESS, project=project.code)


def _no_quality_nor_timeliness(scene: Scene) -> Iterator[Finding]:
    for project in scene.filled:
        if not {IndicatorKind.QUALITY, IndicatorKind.TIMELINESS} & _kinds(project):
            yield Finding(kind=FindingKind.NO_QUALITY_NOR_TIMELINESS, gravity=Gravity.WEAKNESS, project=project.code)


def _no_benefit(scene: Scene) -> Iterator[Finding]:
    for project in scene.filled:
        if Category.BENEFIT not in _categories(project):
            yield Finding(kind=FindingKind.NO_BENEFIT, gravity=Gravity.WEAKNESS, project=project.code)


def _few_benefits(scene: Scene) -> Iterator[Finding]:
    """Hardly any 效益 in the whole fund, though it carries 30 points."""
    yield from _few(scene, Category.BENEFIT, FindingKind.FEW_BENEFITS, Gravity.WEAKNESS)


def _few_satisfaction(scene: Scene) -> Iterator[Finding]:
    yield from _few(scene, Category.SATISFACTION, FindingKind.FEW_SATISFACTION, Gravity.HINT)


def _few(scene: Scene, category: Category, kind: FindingKind, gravity: Gravity) -> Iterator[Finding]:
    """Fewer indicators of a category than half the projects; `others` names those that there are."""
    names = tuple(s.state.described.name for s in scene.statuses if category_of(s.state.described) is category)
    if len(scene.filled) > 1 and len(names) * 2 < len(scene.filled):
        yield Finding(kind=kind, gravity=gravity, count=len(names), total=len(scene.filled), others=names)


def _no_cost(scene: Scene) -> Iterator[Finding]:
    """Not one 成本指标 in a fund of several projects (财预〔2021〕101号 asks for them)."""
    if len(scene.filled) > 1 and not any(IndicatorKind.COST in _kinds(project) for project in scene.filled):
        yield Finding(kind=FindingKind.NO_COST, gravity=Gravity.HINT, total=len(scene.statuses))


def _kinds(project: ProjectScene) -> set[IndicatorKind | None]:
    return {kind_of(status.state.described.level_two) for status in project.statuses}


def _categories(project: ProjectScene) -> set[Category | None]:
    return {category_of(status.state.described) for status in project.statuses}


def _kind_unknown(scene: Scene) -> Iterator[Finding]:
    for status in scene.statuses:
        described = status.state.described
        if category_of(described) is None:
            yield scene.finding(FindingKind.KIND_UNKNOWN, Gravity.WEAKNESS, status, others=(described.level_two,))


def _weights_do_not_sum(scene: Scene) -> Iterator[Finding]:
    for project in scene.filled:
        states = [status.state for status in project.statuses]
        problem = project_weights(states, has_budget=True, rulebook=scene.rulebook).problem
        if problem is not None:
            yield Finding(
                kind=FindingKind.WEIGHTS_DO_NOT_SUM,
                gravity=Gravity.CONTRADICTION,
                project=project.code,
                target=f"{problem.expected}",
                actual=f"{problem.found}",
                others=problem.names,
            )


CHECKS: tuple[Check, ...] = (
    _no_indicators,
    _weights_do_not_sum,
    _no_quantity,
    _no_quality_nor_timeliness,
    _no_benefit,
    _few_benefits,
    _few_satisfaction,
    _no_cost,
    _kind_unknown,
    targets.rate_above_hundred,
    targets.direction_contradicted,
    targets.cost_without_limit,
    targets.empty_promise,
    targets.two_counts,
    targets.unreadable_target,
    targets.unit_missing,
    targets.units_differ,
    targets.target_too_low,
    targets.range_too_wide,
    targets.same_name_other_target,
    targets.kind_doubtful,
    targets.sign_missing,
    targets.signs_mixed,
    targets.actual_is_a_bound,
)
"""Everything that is looked for."""
