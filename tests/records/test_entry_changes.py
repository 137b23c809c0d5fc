"""What an entry says is kept by a correction of something else, and foretold by the review that records it."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from perfbot.domain.books import commands as do
from perfbot.domain.books import entries as kinds
from perfbot.domain.books.book import Book
from perfbot.domain.books.circumstances import Circumstances
from perfbot.domain.books.entries import ENTRY_TYPES, Entry
from perfbot.domain.books.facts import BudgetKind
from perfbot.domain.books.keys import BookKey
from perfbot.domain.previews.preview import preview
from tests.book_builder import OFFICE
from tests.entry_samples import AT, ONE, OTHER, SIGNED, book_with, helpers, line
from tests.form_player import Player

CORRECTIONS: dict[type[Entry], tuple[str, str, str, tuple[str, ...]]] = {
    kinds.Spending: ("correct_spending", "purpose", "用途", ("布展", "用途写错")),
    kinds.IndicatorResult: ("correct_result", "actual_value", "", ("9次", "完成值录错")),
    kinds.IndicatorSet: ("indicator", "target_value", "修改目标值", ("≥95%",)),
}
"""The form that enters an entry of this kind anew, the one field that is changed, the button for it, what is said."""
ALSO_CHANGED: dict[type[Entry], dict[str, str]] = {
    kinds.Spending: {
        "corrects": "the entry that was corrected",
        "awaiting_supplement": "待追加 is asked anew: it stands only for what goes beyond the budget",
    },
    kinds.IndicatorResult: {"corrects": "the entry that was corrected"},
    kinds.IndicatorSet: {},
}
"""What differs besides the one field, and besides what every entry is signed with."""
NOT_CORRECTED = {
    kinds.FundOpened: "described anew by a workbook, whole",
    kinds.ProjectAdded: "described anew by /goal, which is tried below, or by a workbook",
    kinds.BudgetChanged: "reversed and entered anew",
    kinds.PlanSet: "a later one replaces it whole",
    kinds.Reversal: "a reversal stands",
    kinds.TextWritten: "a later version replaces it whole",
    kinds.ScoreDeclared: "a later one replaces it whole",
    kinds.DeviationExplained: "reversed, or a later one replaces it whole",
    kinds.EvidenceAttached: "reversed and sent again",
    kinds.ResultReviewed: "a later one replaces it whole",
    kinds.ReviewSwitched: "switched back",
    kinds.PeriodClosed: "opened again",
    kinds.PeriodReopened: "closed again",
}


def test_every_kind_of_entry_has_a_correction_or_a_reason_why_not() -> None:
    assert set(CORRECTIONS) | set(NOT_CORRECTED) == set(ENTRY_TYPES)


@pytest.mark.parametrize("kind", CORRECTIONS)
def test_a_correction_of_one_field_keeps_every_other(kind: type[Entry]) -> None:
    form, field, button, said = CORRECTIONS[kind]
    book = book_with(Entry)
    old = book.entry(kind.__name__)
    player = Player(book, OFFICE, now=AT + timedelta(days=1)).open(form, subject=kind.__name__)
    if button:
        player.press(button)
    new = player.say(*said).confirm()
    changed = {name for name, value in vars(old).items() if vars(new)[name] != value}
    assert changed == {"id", "number", "recorded_at", "basis", "note", field, *ALSO_CHANGED[kind]}
    assert getattr(new, "corrects", kind.__name__) == kind.__name__


def test_a_goal_written_anew_keeps_every_other_field_of_the_project() -> None:
    book = book_with(kinds.ProjectAdded, reported=True)
    old = vars(book.entry("ProjectAdded"))
    new = vars(Player(book, OFFICE, now=AT + timedelta(days=1)).open("goal", "丙 办好下一届").confirm())
    changed = {name for name, value in old.items() if new[name] != value}
    assert changed == {"id", "number", "recorded_at", "basis", "note", "goal"}


# -- previews -------------------------------------------------------------------------------------------

COMMANDS: dict[type[Entry], type[do.Command]] = {
    kinds.FundOpened: do.DescribeFund,
    kinds.ProjectAdded: do.AddProject,
    kinds.BudgetChanged: do.ChangeBudget,
    kinds.PlanSet: do.SetPlan,
    kinds.Spending: do.RecordSpending,
    kinds.IndicatorSet: do.SetIndicator,
    kinds.IndicatorResult: do.RecordResult,
    kinds.Reversal: do.ReverseEntry,
    kinds.TextWritten: do.WriteText,
    kinds.ScoreDeclared: do.DeclareScore,
    kinds.DeviationExplained: do.ExplainDeviation,
    kinds.EvidenceAttached: do.AttachEvidence,
    kinds.ResultReviewed: do.ReviewResult,
    kinds.ReviewSwitched: do.SwitchReview,
    kinds.PeriodClosed: do.ClosePeriod,
    kinds.PeriodReopened: do.ReopenPeriod,
}
NO_FIGURES = "changes no figure and replaces no words; the review shows it as it was answered"
AS_ANSWERED = "no figure depends on it; the review shows it as it was answered"
NO_EFFECT = (
    kinds.FundOpened,
    kinds.ProjectAdded,
    kinds.IndicatorSet,
    kinds.EvidenceAttached,
    kinds.ResultReviewed,
    kinds.ReviewSwitched,
)
NOT_FORESEEN = {
    **{f"{kind.__name__}.{name}": NO_FIGURES for kind in NO_EFFECT for name in ONE[kind]},
    "BudgetChanged.kind": AS_ANSWERED,
    "BudgetChanged.on": AS_ANSWERED,
    "BudgetChanged.document_number": AS_ANSWERED,
    "BudgetChanged.supplement": "the lines add up to it",
    "Spending.purpose": AS_ANSWERED,
    "Spending.awaiting_supplement": "only where it goes beyond the budget, which is foretold",
    "IndicatorResult.on": "what is entered is judged, whether or not another value of a later day counts",
    "IndicatorResult.reason": AS_ANSWERED,
    "IndicatorResult.remedy": AS_ANSWERED,
    "DeviationExplained.remedy": AS_ANSWERED,
    "Reversal.reason": AS_ANSWERED,
    "PeriodReopened.reason": AS_ANSWERED,
}
GRANTED: dict[str, Any] = {"kind": BudgetKind.APPROPRIATION, "lines": (line("p01", 10_000),), "supplement": Decimal(0)}
GRANTED_OTHERWISE: dict[str, Any] = {"lines": (line("p01", 20_000),)}
"""A budget event that stays in balance whichever field is changed."""


def foreseen(what: type[Entry], **changed: Any) -> Any:
    """What is foretold of the command that would record the entry, in a book with the helpers and a reviewed fund."""
    book = Book(BookKey("f", 2021), (replace(one, number=place) for place, one in enumerate(helpers(), start=1)))
    book.apply(kinds.ReviewSwitched(id="on", number=len(book) + 1, **SIGNED, on=True))
    command: Any = COMMANDS[what]
    said = {**ONE[what], **(GRANTED if what is kinds.BudgetChanged else {}), **changed}
    asked = {field.name: said[field.name] for field in fields(command) if field.name != "key"}
    return preview(book, command(key="new", **asked), Circumstances(OFFICE, AT, AT.date()))


def test_a_field_changes_what_a_review_foretells_or_is_shown_as_it_was_answered() -> None:
    unnoticed = set()
    for kind, command in COMMANDS.items():
        others = {**OTHER[kind], **(GRANTED_OTHERWISE if kind is kinds.BudgetChanged else {})}
        for name in (field.name for field in fields(command) if field.name != "key"):
            if kind in NO_EFFECT or foreseen(kind) == foreseen(kind, **{name: others[name]}):
                unnoticed.add(f"{kind.__name__}.{name}")
    assert unnoticed == set(NOT_FORESEEN)


def test_a_command_says_every_field_of_its_entry() -> None:
    signed = {field.name for field in fields(Entry)} | {"corrects"}
    for kind, command in COMMANDS.items():
        said = {field.name for field in fields(command)} - {"key"}
        assert said == {field.name for field in fields(kind)} - signed
