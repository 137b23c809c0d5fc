"""Whatever an entry says is noticed wherever entries are told: in the export, the trail and the year book."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta
from typing import Any

import pytest

from perfbot.domain.books import entries as kinds
from perfbot.domain.books.book import Book
from perfbot.domain.books.entries import ENTRY_TYPES, Entry
from perfbot.domain.books.facts import BudgetLine
from perfbot.render.chat.trail import entry_card, entry_line, entry_paragraph
from perfbot.render.export.workbook import _about, export_sheets
from perfbot.years.from_book import year_book_of
from perfbot.years.loader import build_book, read_year_book
from perfbot.years.writing import year_book_text
from tests.entry_samples import AT, DIFFERENT, NAMES, ONE, OTHER, STATED, book_with, line, months

CASES = [(kind, field.name) for kind in ENTRY_TYPES for field in fields(kind)]
PARTS: list[tuple[type[Entry], str, Any]] = [
    (kinds.BudgetChanged, "lines", (line("p03", -10_000), line("p02", 30_000))),
    (kinds.PlanSet, "cumulative", months(2000)),
    (kinds.TextWritten, "paragraphs", ("支出偏慢",)),
]
"""What a field holds several of, changed otherwise."""


def test_every_field_of_every_kind_of_entry_is_tried() -> None:
    signed = {field.name for field in fields(Entry)}
    assert set(ONE) == set(OTHER) == set(ENTRY_TYPES)
    assert signed == set(DIFFERENT) == {"id", "number", *STATED}
    assert {field.name for field in fields(BudgetLine)} == {"project", "amount"}  # changed in PARTS and in OTHER
    for kind in ENTRY_TYPES:
        own = {field.name for field in fields(kind)} - signed
        assert own == set(ONE[kind]) == set(OTHER[kind]), kind.__name__
        assert [name for name in own if ONE[kind][name] == OTHER[kind][name]] == []


def exported(book: Book) -> Any:
    sheets = export_sheets(book, NAMES, ())
    return [(sheet.title, sheet.rows) for sheet in (_about(book, sheets, AT), *sheets)]


def in_the_trail(book: Book) -> Any:
    return [
        (
            entry_line(book, entry, NAMES),
            entry_paragraph(book, entry, NAMES),
            entry_card(book, entry, NAMES, may_change=True),
        )
        for entry in book.entries
    ]


def in_the_year_book(book: Book) -> Any:
    return year_book_text(year_book_of(book))


PLACES = {"export": exported, "trail": in_the_trail, "year book": in_the_year_book}
ID = "the button of an entry that can be changed carries it; nothing can be done about this kind from the trail"
WHO = "the file says what counts, whoever loads it signs anew"
RETURNED = {"ResultReviewed.target", "ResultReviewed.verdict", "ReviewSwitched.on"}
"""A result that was returned does not count, so the file leaves it out: which one, and that reviews count at all."""
TRAIL_ONLY = "the file says what counts today; how it came about stays in the trail and the exported workbook"
LEFT_OUT: dict[str, dict[str, str]] = {
    "export": {"EvidenceAttached.suffix": "stands in the file's name"},
    "trail": {
        **dict.fromkeys((f"{kind.__name__}.id" for kind in (
            kinds.FundOpened, kinds.PlanSet, kinds.Reversal, kinds.TextWritten, kinds.ScoreDeclared,
            kinds.ResultReviewed, kinds.ReviewSwitched, kinds.PeriodClosed, kinds.PeriodReopened,
        )), ID),
        "ProjectAdded.project": "people know projects by name; the code is the program's",
        "IndicatorSet.indicator": "people know indicators by name; the code is the program's",
        "PlanSet.cumulative": "the year's sum alone; the months stand in /plan and in the exported workbook",
        "TextWritten.paragraphs": "how long it is; the words of every version stand in /text",
        "EvidenceAttached.sha256": "the file itself is a button away; the exported workbook has the sum",
        "EvidenceAttached.media_type": "the file itself is a button away",
        "EvidenceAttached.suffix": "stands in the file's name",
    },
    "year book": {
        **dict.fromkeys((f"{kind.__name__}.{name}" for kind in ENTRY_TYPES for name in (
            "number", "recorded_at", "recorded_by",
        )), WHO),
        **dict.fromkeys((f"{kind.__name__}.id" for kind in ENTRY_TYPES if kind not in (
            kinds.BudgetChanged, kinds.Spending,
        )), "one of a kind by its code: loading again compares what it says, not its id"),
        **dict.fromkeys((f"{kind.__name__}.{field.name}" for kind in (
            kinds.EvidenceAttached, kinds.ResultReviewed, kinds.ReviewSwitched, kinds.PeriodClosed,
            kinds.PeriodReopened,
        ) for field in fields(kind) if f"{kind.__name__}.{field.name}" not in RETURNED), TRAIL_ONLY),
        **dict.fromkeys((f"Reversal.{name}" for name in ("basis", "note", "reason")), TRAIL_ONLY),
        **dict.fromkeys(("Spending.corrects", "IndicatorResult.corrects"), TRAIL_ONLY),
        **dict.fromkeys(
            (f"{kind.__name__}.{name}" for kind in (kinds.PlanSet, kinds.DeviationExplained) for name in STATED
             if name in ("basis", "note")),
            "a row of the project, which has one basis for all that stands in it",
        ),
    },
}  # fmt: skip
"""What a place leaves out on purpose, with the reason. Whatever is not named here must make a difference there."""


@pytest.mark.parametrize("place", PLACES)
def test_a_field_that_differs_is_noticed_or_left_out_for_a_reason(place: str) -> None:
    told = PLACES[place]
    before = told(book_with(Entry))
    unnoticed = set()
    for kind, name in CASES:
        value = {**DIFFERENT, **OTHER[kind]}[name]
        if told(book_with(kind, **{name: value})) == before:
            unnoticed.add(f"{kind.__name__}.{name}")
    assert unnoticed == set(LEFT_OUT[place])


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("kind", "name", "value"), PARTS)
def test_any_part_of_a_field_makes_a_difference(place: str, kind: type[Entry], name: str, value: Any) -> None:
    assert PLACES[place](book_with(kind, **{name: value})) != PLACES[place](book_with(Entry))


def test_what_a_year_book_says_of_an_entry_is_read_again_as_it_was() -> None:
    base, later = book_with(Entry), AT + timedelta(days=20)
    loaded = build_book(read_year_book(in_the_year_book(base), ""), later).entries
    carried = [kind for kind in ENTRY_TYPES if any(type(one) is kind for one in loaded)]
    assert set(ENTRY_TYPES) - set(carried) == NOT_CARRIED
    lost = set()
    for kind in carried:
        said = vars(base.entry(kind.__name__))
        again = [vars(one) for one in loaded if type(one) is kind]
        nearest = max(again, key=lambda one: len([name for name in said if one[name] == said[name]]))
        lost |= {f"{kind.__name__}.{name}" for name in said if nearest[name] != said[name]}
    left_out = {name for name in LEFT_OUT["year book"] if name.split(".")[0] in {kind.__name__ for kind in carried}}
    assert lost == left_out


NOT_CARRIED = {
    kinds.Reversal,
    kinds.EvidenceAttached,
    kinds.ResultReviewed,
    kinds.ReviewSwitched,
    kinds.PeriodClosed,
    kinds.PeriodReopened,
}
"""How the year came about: it stays in the trail and the exported workbook."""
