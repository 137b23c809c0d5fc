"""What the review foretells is what recording does, and looking ahead changes nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from perfbot.domain.books import commands as do
from perfbot.domain.books.book import Book
from perfbot.domain.books.circumstances import Circumstances
from perfbot.domain.books.entries import IndicatorResult, Spending
from perfbot.domain.books.errors import OverBudget, UnknownProject
from perfbot.domain.books.facts import BudgetKind, BudgetLine
from perfbot.domain.books.rules import decide
from perfbot.domain.previews.effects import (
    BudgetEffect,
    PeriodEffect,
    PlanEffect,
    ResultEffect,
    ReversalEffect,
    ScoreEffect,
    SpendingEffect,
    WordsEffect,
)
from perfbot.domain.previews.preview import duplicates_of, preview
from perfbot.render.chat.effects import effect_lines
from tests.form_player import NOON, OFFICE, small_book

OFFICE_NOW = Circumstances(OFFICE, NOON, NOON.date())


def spend(amount: int, project: str = "expo", on: date = date(2021, 6, 1), **more: Any) -> do.RecordSpending:
    return do.RecordSpending(
        key=f"s{amount}{project}", project=project, amount=Decimal(amount), on=on, purpose="x", **more
    )


def result(key: str, value: str, day: int) -> do.RecordResult:
    return do.RecordResult(key=key, indicator="expo-2", actual_value=value, on=date(2021, 6, day))


def record(book: Book, command: do.AnyCommand) -> None:
    for entry in decide(book, command, OFFICE_NOW):
        book.apply(entry)


def figures(book: Book, project: str) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    state = book.projects[project]
    return state.adjusted_budget(), state.executed(), book.adjusted_budget(), book.executed()


def first(book: Book, kind: type) -> str:
    return next(entry.id for entry in book.entries if isinstance(entry, kind))


@pytest.mark.parametrize("amount", [1, 36_000])
def test_a_spending_does_what_was_foretold(amount: int) -> None:
    book = small_book()
    effect = preview(book, spend(amount), OFFICE_NOW)
    assert isinstance(effect, SpendingEffect)
    assert (effect.budget, effect.spent_before, effect.fund_budget, effect.fund_before) == figures(book, "expo")
    record(book, spend(amount))
    assert (effect.budget, effect.spent_after, effect.fund_budget, effect.fund_after) == figures(book, "expo")


def test_looking_ahead_adds_nothing_to_the_book() -> None:
    book = small_book()
    before = (len(book), figures(book, "expo"))
    preview(book, spend(100), OFFICE_NOW)
    with pytest.raises(OverBudget):
        preview(book, spend(10**8), OFFICE_NOW)
    assert (len(book), figures(book, "expo")) == before


def test_what_would_be_refused_is_refused_ahead() -> None:
    with pytest.raises(UnknownProject):
        preview(small_book(), spend(100, "nothing"), OFFICE_NOW)


def test_what_goes_beyond_the_budget_is_told_in_yuan() -> None:
    effect = preview(small_book(), spend(40_000, awaiting_supplement=True), OFFICE_NOW)
    assert isinstance(effect, SpendingEffect)
    assert (effect.over, effect.remaining) == (Decimal(4000), Decimal(-4000))


def test_doubles_are_those_of_the_same_project_day_and_amount_that_count() -> None:
    book = small_book()
    record(book, spend(500))
    number = len(book)
    state = book.projects["expo"]
    assert duplicates_of(state, Decimal(500), date(2021, 6, 1)) == (number,)
    assert duplicates_of(state, Decimal("500.00"), date(2021, 6, 1)) == (number,)
    assert duplicates_of(state, Decimal(500), date(2021, 6, 2)) == ()
    assert duplicates_of(state, Decimal(501), date(2021, 6, 1)) == ()
    assert duplicates_of(book.projects["radio"], Decimal(500), date(2021, 6, 1)) == ()
    record(book, do.ReverseEntry(key="r", target="s500expo", reason="x"))
    assert duplicates_of(state, Decimal(500), date(2021, 6, 1)) == ()


@pytest.mark.parametrize("project", ["expo", "radio"])
def test_a_correction_does_what_was_foretold(project: str) -> None:
    book = small_book()
    command = do.CorrectSpending(
        key="c",
        target=first(book, Spending),
        reason="x",
        project=project,
        amount=Decimal(7000),
        on=date(2021, 3, 15),
        purpose="y",
    )
    effect = preview(book, command, OFFICE_NOW)
    assert isinstance(effect, SpendingEffect)
    record(book, command)
    assert (effect.budget, effect.spent_after, effect.fund_budget, effect.fund_after) == figures(book, project)
    assert (effect.moved_from is None) == (project == "expo")
    if effect.moved_from is not None:
        assert effect.moved_from.spent_after == book.projects["expo"].executed() == 0


def test_a_correction_is_no_double_of_itself() -> None:
    book = small_book()
    old = book.entry(first(book, Spending))
    assert isinstance(old, Spending)
    command = do.CorrectSpending(
        key="c", target=old.id, reason="x", project="expo", amount=old.amount, on=old.on, purpose="other words"
    )
    effect = preview(book, command, OFFICE_NOW)
    assert isinstance(effect, SpendingEffect)
    assert effect.duplicates == ()


def test_a_result_tells_what_it_replaces() -> None:
    book = small_book()
    effect = preview(book, result("a", "1人", 1), OFFICE_NOW)
    assert isinstance(effect, ResultEffect)
    assert (effect.target, effect.before, effect.after) == ("≧600人", None, "1人")
    record(book, result("a", "1人", 1))
    again = preview(book, result("b", "2人", 2), OFFICE_NOW)
    assert isinstance(again, ResultEffect)
    assert again.before == "1人"


def test_a_result_of_an_earlier_day_than_the_one_that_counts_foretells_that_the_later_goes_on_counting() -> None:
    book = small_book()
    record(book, result("a", "500人", 20))
    effect = preview(book, result("b", "9人", 2), OFFICE_NOW)
    assert isinstance(effect, ResultEffect)
    assert (effect.before, effect.after, effect.later) == ("500人", "500人", date(2021, 6, 20))
    record(book, result("b", "9人", 2))
    assert book.indicators["expo-2"].result().actual_value == effect.after
    said = effect_lines(effect)
    assert "⚠️ 现行完成值仍以 6月20日 的 500人 为准，因为它的日期更晚" in said


def test_a_corrected_result_that_moves_before_another_foretells_the_other() -> None:
    book = small_book()
    record(book, result("a", "500人", 10))
    record(book, result("b", "9人", 20))
    moved = do.CorrectResult(key="c", target="b", why="日期录错", actual_value="9人", on=date(2021, 6, 2))
    effect = preview(book, moved, OFFICE_NOW)
    assert isinstance(effect, ResultEffect)
    assert (effect.before, effect.after, effect.later) == ("9人", "500人", date(2021, 6, 10))
    record(book, moved)
    assert book.indicators["expo-2"].result().actual_value == "500人"


def test_a_reversal_of_a_result_brings_the_one_before_back() -> None:
    book = small_book()
    for day, value in ((1, "1人"), (2, "2人")):
        record(book, result(value, value, day))
    effect = preview(book, do.ReverseEntry(key="r", target="2人", reason="x"), OFFICE_NOW)
    assert isinstance(effect, ReversalEffect)
    assert isinstance(effect.effect, ResultEffect)
    assert (effect.effect.before, effect.effect.after) == ("2人", "1人")
    record(book, do.ReverseEntry(key="r", target="2人", reason="x"))
    last = preview(book, do.ReverseEntry(key="q", target="1人", reason="x"), OFFICE_NOW)
    assert isinstance(last, ReversalEffect)
    assert isinstance(last.effect, ResultEffect)
    assert last.effect.after is None


def test_a_reversal_of_money_does_what_was_foretold() -> None:
    book = small_book()
    command = do.ReverseEntry(key="r", target=first(book, Spending), reason="x")
    effect = preview(book, command, OFFICE_NOW)
    assert isinstance(effect, ReversalEffect)
    assert isinstance(effect.effect, SpendingEffect)
    record(book, command)
    assert effect.effect.spent_after == book.projects["expo"].executed()
    assert effect.effect.fund_after == book.executed()


def budget_change(kind: BudgetKind, **moved: int) -> do.ChangeBudget:
    lines = tuple(BudgetLine(project=code, amount=Decimal(amount)) for code, amount in moved.items())
    return do.ChangeBudget(key=f"b{kind.value}", kind=kind, on=date(2021, 6, 1), lines=lines)


@pytest.mark.parametrize(
    "command",
    [
        budget_change(BudgetKind.SUPPLEMENT, expo=5000),
        budget_change(BudgetKind.CUT, design=-5000),
        budget_change(BudgetKind.TRANSFER, design=-5000, expo=3000, radio=2000),
    ],
)
def test_a_budget_event_and_its_reversal_do_what_was_foretold(command: do.ChangeBudget) -> None:
    book = small_book()
    for step in (command, do.ReverseEntry(key="r", target=command.key, reason="x")):
        effect = preview(book, step, OFFICE_NOW)
        shifted = effect.effect if isinstance(effect, ReversalEffect) else effect
        assert isinstance(shifted, BudgetEffect)
        assert all(shift.before == book.projects[shift.project].adjusted_budget() for shift in shifted.shifts)
        record(book, step)
        assert all(shift.after == book.projects[shift.project].adjusted_budget() for shift in shifted.shifts)
        assert shifted.fund_after == book.adjusted_budget()


def test_plans_scores_and_words_tell_what_they_replace() -> None:
    book = small_book()
    plan = do.SetPlan(key="p", project="expo", cumulative=(Decimal(0),) * 11 + (Decimal(200_000),))
    score = do.DeclareScore(key="d", score=Decimal(97), grade="A")
    words = do.ExplainDeviation(key="e", subject="expo", reason="slow")
    text = do.WriteText(key="t", section="background", paragraphs=("one", "two"))
    seen = []
    for command in (plan, score, words, text):
        seen.append(preview(book, command, OFFICE_NOW))
        record(book, command)
    assert isinstance(seen[0], PlanEffect)
    assert seen[0].before is None
    assert seen[1] == ScoreEffect(before=None, after=(Decimal(97), "A"))
    assert seen[2] == WordsEffect(subject="expo", before="", after="slow")
    assert seen[3] == WordsEffect(subject="background", before="", after="one\ntwo")
    again = preview(book, do.ExplainDeviation(key="f", subject="expo", reason="late"), OFFICE_NOW)
    assert again == WordsEffect(subject="expo", before="slow", after="late")


def test_closing_counts_the_entries_that_it_locks() -> None:
    book = small_book()
    march = preview(book, do.ClosePeriod(key="c", period="2021-03"), OFFICE_NOW)
    assert march == PeriodEffect(period="2021-03", closing=True, entries=1)
    year = preview(book, do.ClosePeriod(key="y", period="2021"), OFFICE_NOW)
    assert isinstance(year, PeriodEffect)
    assert year.entries == 4


def test_a_command_that_changes_no_figure_has_no_effect_to_show() -> None:
    command = do.AddProject(key="n", project="new", name="新项目")
    assert preview(small_book(), command, OFFICE_NOW) is None


def test_reversing_an_explanation_moves_no_figure() -> None:
    book = small_book()
    record(book, do.ExplainDeviation(key="e", subject="expo", reason="slow"))
    effect = preview(book, do.ReverseEntry(key="r", target="e", reason="x"), OFFICE_NOW)
    assert isinstance(effect, ReversalEffect)
    assert effect.effect is None
    assert not isinstance(effect.entry, IndicatorResult)
