"""The input of set-up checks: the reported projects with their judged indicators, and the rules."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from perfbot.domain.books.states import ProjectState
from perfbot.domain.indicators.status import IndicatorStatus
from perfbot.domain.rulebook import Rulebook
from perfbot.domain.setup.findings import Finding, FindingKind, Gravity


@dataclass(frozen=True)
class ProjectScene:
    """A project and its indicators."""

    project: ProjectState
    statuses: tuple[IndicatorStatus, ...]

    @property
    def code(self) -> str:
        """The project's short code."""
        return self.project.code


@dataclass(frozen=True)
class Scene:
    """A fund as input of the checks."""

    projects: tuple[ProjectScene, ...]
    rulebook: Rulebook

    @cached_property
    def filled(self) -> tuple[ProjectScene, ...]:
        """The projects that have indicators."""
        return tuple(project for project in self.projects if project.statuses)

    @cached_property
    def statuses(self) -> tuple[IndicatorStatus, ...]:
        """All indicators in the order of the book."""
        return tuple(status for project in self.projects for status in project.statuses)

    def finding(
        self,
        kind: FindingKind,
        gravity: Gravity,
        status: IndicatorStatus,
        suggestion: str = "",
        others: tuple[str, ...] = (),
    ) -> Finding:
        """A finding about one indicator, with its target and actual value as people wrote them."""
        described = status.state.described
        return Finding(
            kind=kind,
            gravity=gravity,
            project=described.project,
            indicator=described.indicator,
            target=described.target_value,
            actual=status.actual,
            suggestion=suggestion,
            others=others,
        )
