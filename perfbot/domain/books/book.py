"""The Book: one fund in one fiscal year, computed from its entries in recording order."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import copy
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from perfbot.domain.books import entries as kinds
from perfbot.domain.books.entries import Entry
from perfbot.domain.books.keys import BookKey
from perfbot.domain.books.states import ZERO, IndicatorState, ProjectState


class Book:
    """A book 台账 rebuilt from its entries; every figure is derived from them."""

    def __init__(self, key: BookKey, entries: Iterable[Entry] = (), given: int = 0) -> None:
        """`given` is the greatest number of an entry that was lost since; it is not given again."""
        self.key, self._given = key, given
        self._entries: list[Entry] = []
        self._by_id: dict[str, Entry] = {}
        self._projects: dict[str, ProjectState] = {}
        self._indicators: dict[str, IndicatorState] = {}
        self._reversals: dict[str, kinds.Reversal] = {}
        self._texts: dict[str, list[kinds.TextWritten]] = {}
        self._evidence: dict[str, list[kinds.EvidenceAttached]] = {}
        self._reviews: dict[str, list[kinds.ResultReviewed]] = {}
        self._explanations: dict[str, list[kinds.DeviationExplained]] = {}
        self._closed: dict[str, kinds.PeriodClosed] = {}
        self._fund: kinds.FundOpened | None = None
        self._declared: kinds.ScoreDeclared | None = None
        self._review_on = False
        for entry in entries:
            self.apply(entry)

    def as_it_stands(self) -> Book:
        """A copy of the book as of now, which later entries do not change; threads read it."""
        other = copy(self)
        for name, kept in vars(self).items():
            if isinstance(kept, dict) and hasattr(next(iter(kept.values()), None), "copy"):
                setattr(other, name, {one: kept[one].copy() for one in kept})
            elif isinstance(kept, (list, dict)):
                setattr(other, name, kept.copy())
        return other

    @property
    def year(self) -> int:
        """The fiscal year."""
        return self.key.year

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every entry in recording order."""
        return tuple(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def next_number(self) -> int:
        """The number that the next entry gets."""
        return max(self._entries[-1].number if self._entries else 0, self._given) + 1

    def entry(self, entry_id: str) -> Entry | None:
        """The entry of this id, reversed or not."""
        return self._by_id.get(entry_id)

    def numbered(self, number: int) -> Entry | None:
        """The entry of this number, reversed or not."""
        place = bisect_left(self._entries, number, key=lambda entry: entry.number)
        return next((entry for entry in self._entries[place : place + 1] if entry.number == number), None)

    def newest_first(self) -> Iterator[Entry]:
        """Entries from the newest back, without copying the book."""
        return reversed(self._entries)

    def reversal_of(self, entry_id: str) -> kinds.Reversal | None:
        """The 冲销 of an entry, if there is one."""
        return self._reversals.get(entry_id)

    def counts(self, entry: Entry) -> bool:
        """Whether the entry still counts."""
        return entry.id not in self._reversals

    @property
    def fund(self) -> kinds.FundOpened | None:
        """How the fund is described."""
        return self._fund

    @property
    def name(self) -> str:
        """The fund's name, or its code until the fund is described."""
        return self._fund.name if self._fund else self.key.fund

    @property
    def bureau(self) -> str:
        """The 主管部门; "" until the fund is described."""
        return self._fund.bureau if self._fund else ""

    @property
    def projects(self) -> Mapping[str, ProjectState]:
        """All projects by code, in the order they were added."""
        return MappingProxyType(self._projects)

    @property
    def reported_projects(self) -> tuple[ProjectState, ...]:
        """The projects that stand in the report's tables."""
        return tuple(project for project in self._projects.values() if project.described.reported)

    @property
    def indicators(self) -> Mapping[str, IndicatorState]:
        """All indicators by code that were not removed, in the order they were set."""
        return MappingProxyType({c: i for c, i in self._indicators.items() if not i.described.removed})

    def indicator(self, code: str) -> IndicatorState | None:
        """The indicator of this code, unless it was removed."""
        state = self._indicators.get(code)
        return None if state is None or state.described.removed else state

    @property
    def indicator_codes(self) -> frozenset[str]:
        """Every code that an indicator has or, removed meanwhile, had."""
        return frozenset(self._indicators)

    def indicators_of(self, project: str) -> tuple[IndicatorState, ...]:
        """A project's indicators in the order they were set."""
        known = self._projects.get(project)
        states = [self._indicators[code] for code in known.indicators] if known else []
        return tuple(state for state in states if not state.described.removed)

    def adjusted_budget(self, as_of: date | None = None) -> Decimal:
        """The fund's 调整后预算 in 元: Σ over its projects."""
        return sum((project.adjusted_budget(as_of) for project in self._projects.values()), ZERO)

    def initial_budget(self) -> Decimal:
        """The fund's 年初预算 in 元."""
        return sum((project.initial_budget() for project in self._projects.values()), ZERO)

    def executed(self, as_of: date | None = None) -> Decimal:
        """The fund's 已支出 in 元: Σ over its projects."""
        return sum((project.executed(as_of) for project in self._projects.values()), ZERO)

    def text(self, section: str) -> kinds.TextWritten | None:
        """The current words of a section."""
        return next(reversed(self._texts.get(section, [])), None)

    def text_versions(self, section: str) -> tuple[kinds.TextWritten, ...]:
        """Every version of a section's words, oldest first."""
        return tuple(self._texts.get(section, ()))

    @property
    def declared(self) -> kinds.ScoreDeclared | None:
        """The declared score and grade."""
        return self._declared

    def evidence_of(self, entry_id: str) -> tuple[kinds.EvidenceAttached, ...]:
        """佐证材料 attached to an entry, or to those that it corrects, and not reversed; oldest first."""
        found: list[kinds.EvidenceAttached] = []
        while entry_id:
            found[:0] = [item for item in self._evidence.get(entry_id, ()) if self.counts(item)]
            entry_id = getattr(self._by_id.get(entry_id), "corrects", "")
        return tuple(found)

    def review_of(self, entry_id: str) -> kinds.ResultReviewed | None:
        """The latest word of a reviewer on a result."""
        return next(reversed(self._reviews.get(entry_id, [])), None)

    @property
    def review_on(self) -> bool:
        """Whether results are reviewed."""
        return self._review_on

    def explanation_of(self, subject: str) -> kinds.DeviationExplained | None:
        """The latest 偏差原因 that counts for a project's or indicator's code."""
        known = [item for item in self._explanations.get(subject, ()) if self.counts(item)]
        return known[-1] if known else None

    @property
    def closed_periods(self) -> Mapping[str, kinds.PeriodClosed]:
        """Closed months and year by their name."""
        return MappingProxyType(self._closed)

    def closure_for(self, on: date) -> kinds.PeriodClosed | None:
        """The closure of the day's month or of the whole year, if there is one."""
        return self._closed.get(f"{on.year:04d}-{on.month:02d}") or self._closed.get(f"{on.year:04d}")

    def apply(self, entry: Entry) -> None:
        """Add the next entry in recording order; the rules have checked it before."""
        self._entries.append(entry)
        self._by_id[entry.id] = entry
        _APPLY[type(entry)](self, entry)

    def _open(self, entry: kinds.FundOpened) -> None:
        self._fund = entry

    def _add_project(self, entry: kinds.ProjectAdded) -> None:
        known = self._projects.get(entry.project)
        if known is None:
            self._projects[entry.project] = ProjectState(entry)
        else:
            known.described = entry

    def _change_budget(self, entry: kinds.BudgetChanged) -> None:
        for line in entry.lines:
            project = self._projects[line.project]
            project.budget_lines.append((entry.on, line.amount, entry.id, entry.kind))
            project.budget_total += line.amount

    def _plan(self, entry: kinds.PlanSet) -> None:
        self._projects[entry.project].plan = entry

    def _spend(self, entry: kinds.Spending) -> None:
        project = self._projects[entry.project]
        insort(project.spendings, (entry.on, entry.number, entry), key=lambda item: (item[0], item[1]))
        project.spent_total += entry.amount

    def _set_indicator(self, entry: kinds.IndicatorSet) -> None:
        known = self._indicators.get(entry.indicator)
        if known is None:
            self._indicators[entry.indicator] = IndicatorState(entry)
            self._projects[entry.project].indicators.append(entry.indicator)
        else:
            known.described = entry

    def _result(self, entry: kinds.IndicatorResult) -> None:
        self._indicators[entry.indicator].results.append(entry)

    def _reverse(self, entry: kinds.Reversal) -> None:
        self._reversals[entry.target] = entry
        target = self._by_id[entry.target]
        if isinstance(target, kinds.Spending):
            project = self._projects[target.project]
            project.spendings.remove((target.on, target.number, target))
            project.spent_total -= target.amount
        elif isinstance(target, kinds.IndicatorResult):
            self._indicators[target.indicator].results.remove(target)
        elif isinstance(target, kinds.BudgetChanged):
            self._take_back(target)

    def _take_back(self, target: kinds.BudgetChanged) -> None:
        for line in target.lines:
            project = self._projects[line.project]
            project.budget_lines.remove((target.on, line.amount, target.id, target.kind))
            project.budget_total -= line.amount

    def _write(self, entry: kinds.TextWritten) -> None:
        self._texts.setdefault(entry.section, []).append(entry)

    def _declare(self, entry: kinds.ScoreDeclared) -> None:
        self._declared = entry

    def _explain(self, entry: kinds.DeviationExplained) -> None:
        self._explanations.setdefault(entry.subject, []).append(entry)

    def _attach(self, entry: kinds.EvidenceAttached) -> None:
        self._evidence.setdefault(entry.target, []).append(entry)

    def _review(self, entry: kinds.ResultReviewed) -> None:
        self._reviews.setdefault(entry.target, []).append(entry)

    def _switch_review(self, entry: kinds.ReviewSwitched) -> None:
        self._review_on = entry.on

    def _close(self, entry: kinds.PeriodClosed) -> None:
        self._closed[entry.period] = entry

    def _reopen(self, entry: kinds.PeriodReopened) -> None:
        self._closed.pop(entry.period, None)


_APPLY: dict[type[Entry], Callable[[Book, Any], None]] = {
    kinds.FundOpened: Book._open,
    kinds.ProjectAdded: Book._add_project,
    kinds.BudgetChanged: Book._change_budget,
    kinds.PlanSet: Book._plan,
    kinds.Spending: Book._spend,
    kinds.IndicatorSet: Book._set_indicator,
    kinds.IndicatorResult: Book._result,
    kinds.Reversal: Book._reverse,
    kinds.TextWritten: Book._write,
    kinds.ScoreDeclared: Book._declare,
    kinds.DeviationExplained: Book._explain,
    kinds.EvidenceAttached: Book._attach,
    kinds.ResultReviewed: Book._review,
    kinds.ReviewSwitched: Book._switch_review,
    kinds.PeriodClosed: Book._close,
    kinds.PeriodReopened: Book._reopen,
}
