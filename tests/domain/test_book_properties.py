"""What holds whatever an office does in a year: sums agree, transfers conserve, reversals undo, exports load back."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from perfbot.domain.books.book import Book
from perfbot.domain.books.budget import fund_budget, project_budget
from perfbot.domain.books.commands import ChangeBudget, ReverseEntry
from perfbot.domain.books.entries import Reversal
from perfbot.domain.books.facts import BudgetKind
from perfbot.domain.books.rules_money import REVERSIBLE
from perfbot.domain.previews.changes import change_of
from perfbot.render.report.self_evaluation import compile_report
from perfbot.years.from_book import year_book_of
from perfbot.years.loader import build_book, commands_of, read_year_book
from perfbot.years.writing import year_book_text
from tests import book_histories as made
from tests.book_histories import HISTORIES, NOW, History

SOME = settings(max_examples=80, deadline=None)


def figures(book: Book) -> dict[str, object]:
    """Everything that a reversal must give back."""
    money = {code: (state.adjusted_budget(), state.executed()) for code, state in book.projects.items()}
    results = {code: state.result() for code, state in book.indicators.items()}
    reasons = {code: book.explanation_of(code) for code in (*book.projects, *book.indicators)}
    return {"money": money, "results": results, "reasons": reasons, "view": fund_budget(book)}


def report(book: Book) -> object:
    return compile_report(book, today=NOW.date())


@SOME
@given(HISTORIES)
def test_the_sums_of_the_fund_are_those_of_its_projects_and_of_its_entries(history: History) -> None:
    book, view = history.book, fund_budget(history.book)
    assert view.adjusted == book.adjusted_budget() == sum(s.adjusted_budget() for s in book.projects.values())
    assert view.executed == book.executed() == sum(s.executed() for s in book.projects.values())
    assert all(project_budget(state).adjusted == state.adjusted_budget() for state in book.projects.values())
    replayed = Book(book.key, book.entries)
    assert figures(replayed) == figures(book)


@SOME
@given(HISTORIES, st.data())
def test_a_view_of_the_book_stays_as_it_was_whatever_is_recorded_after_it(
    history: History, data: st.DataObject
) -> None:
    entries = history.book.entries
    length = data.draw(st.integers(0, len(entries)))
    book = Book(history.book.key, entries[:length])
    view = book.as_it_stands()
    for entry in entries[length:]:
        book.apply(entry)
    assert vars(view) == vars(Book(book.key, entries[:length]))
    assert vars(book) == vars(history.book)


@SOME
@given(HISTORIES, made.MOVE)
def test_a_transfer_changes_the_fund_by_what_it_adds_and_by_nothing_else(history: History, move: Any) -> None:
    before = history.book.adjusted_budget()
    length = len(history.book)
    what, told = move
    command = made.command_of("last", what, told, history.book)
    assert isinstance(command, ChangeBudget)
    taken = history.ask(command)
    assert history.book.adjusted_budget() == before + (command.supplement if taken else 0)
    assert len(history.book) == length + taken


@SOME
@given(HISTORIES, made.ANY)
def test_a_reversal_gives_every_figure_back(history: History, step: tuple[str, object]) -> None:
    before = figures(history.book)
    command = made.command_of("last", *step, history.book)
    if not isinstance(command, ReverseEntry) and command is not None and history.ask(command):
        entry = history.book.entry("last")
        if isinstance(entry, REVERSIBLE) and history.ask(ReverseEntry(key="undo", target="last", reason="记错")):
            assert figures(history.book) == before
            assert isinstance(history.book.entry("undo"), Reversal)
            assert history.book.entry("last") is entry


@SOME
@given(
    st.lists(st.one_of(made.SPEND, made.RESULT, made.EXPLAIN, made.TEXT), max_size=14),
    st.randoms(use_true_random=False),
)
def test_the_report_does_not_depend_on_the_order_of_recording(steps: list[tuple[str, object]], chance: object) -> None:
    apart = _apart(steps)
    other = list(apart)
    chance.shuffle(other)  # type: ignore[attr-defined]
    first, second = History().play(apart), History().play(other)
    assert not first.refused
    assert report(first.book) == report(second.book)


def _apart(steps: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Steps that do not speak of the same thing: one result, explanation and text each; payments within the budget."""
    seen: set[object] = set()
    kept: list[tuple[str, Any]] = []
    for what, told in steps:
        about = (what, told[0]) if what != "spend" else (what, len(kept))
        if about in seen or ("result", told[0]) in seen or ("explain", told[0]) in seen:
            continue
        seen.add(about)
        if what == "spend":
            project, amount, on, words, _ = told
            told = (project, Decimal(int(amount) + 1) / 100, on, words, False)
        kept.append((what, told))
    return kept


@SOME
@given(HISTORIES)
def test_an_exported_book_loads_again_to_the_same_report_and_the_same_money(history: History) -> None:
    book = history.book
    text = year_book_text(year_book_of(book))
    again = build_book(read_year_book(text, "导出.toml"), NOW)
    assert report(again) == report(book)
    assert [(c, s.adjusted_budget(), s.executed(), s.initial_budget()) for c, s in again.projects.items()] == [
        (c, s.adjusted_budget(), s.executed(), s.initial_budget()) for c, s in book.projects.items()
    ]
    assert fund_budget(again) == fund_budget(book)
    assert year_book_text(year_book_of(again)) == text


@SOME
@given(HISTORIES)
def test_an_exported_book_loaded_into_itself_adds_no_money_and_no_spending(history: History) -> None:
    book = history.book
    file = read_year_book(year_book_text(year_book_of(book)), "导出.toml")
    news = [item.command for item in commands_of(file) if change_of(book, item.command) is not None]
    assert not news


def test_a_random_history_takes_and_refuses_something() -> None:
    """The histories above are worth something only if both happen."""
    steps: list[tuple[str, object]] = [
        ("spend", ("p01", Decimal(100), made.TODAY, "x", False)),
        ("spend", ("p01", Decimal(1_000_000), made.TODAY, "x", False)),
        ("budget", (BudgetKind.SUPPLEMENT, (), made.TODAY)),
    ]
    history = History().play(steps)
    assert (len(history.taken), len(history.refused)) == (1, 2)
