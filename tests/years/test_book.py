"""The real 2021 year book: it loads, adds up, says how far each figure can be relied on, and loads only once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from perfbot.domain.books.book import Book
from perfbot.domain.books.budget import fund_budget, project_budget
from perfbot.domain.books.circumstances import Circumstances
from perfbot.domain.books.entries import Basis, BudgetChanged, IndicatorResult, ProjectAdded, Spending
from perfbot.domain.books.facts import BudgetKind
from perfbot.domain.books.members import LOADER
from perfbot.domain.books.rules import decide
from perfbot.years.loader import SAMPLE, build_book, commands_of, read_year_book, sample, sample_text, unlike

NOW = datetime(2022, 1, 10, 9, 0, tzinfo=UTC)
WAN = Decimal(10_000)


@pytest.fixture(scope="module")
def book() -> Book:
    return build_book(sample(), NOW)


def test_the_2021_book_has_13_reported_projects_44_indicators_and_the_postponed_fair(book: Book) -> None:
    assert len(book.reported_projects) == 13
    assert len(book.indicators) == 44
    assert [project.name for project in book.projects.values() if not project.described.reported] == ["珠洽会"]


def test_the_budget_events_reconcile_to_the_source(book: Book) -> None:
    view = fund_budget(book)
    assert (view.initial, view.supplemented, view.adjusted) == (1007 * WAN, Decimal("120.7") * WAN, 1127 * WAN + 7000)
    assert view.executed == Decimal("1114.44") * WAN
    initial = sum(project.initial_budget() for project in book.reported_projects)
    added = sum(project.adjusted_budget() for project in book.reported_projects if project.described.mid_year)
    assert (initial, added) == (657 * WAN, Decimal("470.70") * WAN)


def test_the_fair_gives_up_its_350_and_no_split_of_it_is_invented(book: Book) -> None:
    fair = next(project for project in book.projects.values() if project.name == "珠洽会")
    assert (project_budget(fair).initial, project_budget(fair).adjusted) == (350 * WAN, 0)
    (transfer,) = [e for e in book.entries if isinstance(e, BudgetChanged) and e.kind is BudgetKind.TRANSFER]
    assert transfer.supplement == Decimal("120.7") * WAN
    assert len(transfer.lines) == 6
    assert transfer.basis is Basis.DERIVED


def test_whatever_the_source_does_not_give_is_marked_and_explained(book: Book) -> None:
    dated = [e for e in book.entries if isinstance(e, Spending | IndicatorResult | BudgetChanged)]
    assert {e.basis for e in dated} == {Basis.ASSUMED, Basis.DERIVED}
    assert all(e.note for e in dated)
    assert not [e for e in book.entries if e.basis is Basis.RECORDED]


def test_loading_the_same_file_twice_adds_nothing(book: Book) -> None:
    again = Book(book.key, book.entries)
    for stated in commands_of(sample()):
        circumstances = Circumstances(LOADER, NOW, NOW.date(), stated.basis, stated.note)
        for entry in decide(again, stated.command, circumstances):
            assert again.entry(entry.id) is entry
    assert unlike(sample(), book, NOW) == ()


def test_every_key_is_unique_and_fits_a_button(book: Book) -> None:
    keys = [stated.command.key for stated in commands_of(sample())]
    assert len(set(keys)) == len(keys) == len(book)
    assert max(len(key.encode()) for key in keys) <= 40
    assert all(key.isascii() for key in keys)


def test_a_file_edited_after_loading_is_noticed_because_loading_again_changes_nothing(book: Book) -> None:
    edited = sample_text().replace('spent = "1114.44"', "").replace('amount = "93.77"', 'amount = "93.70"')
    (old,) = unlike(read_year_book(edited, "edited"), book, NOW)
    assert isinstance(old, Spending)
    assert old.amount == Decimal("93.77") * WAN


def test_projects_marked_mid_year_are_the_five_of_the_source(book: Book) -> None:
    added = [e.name for e in book.entries if isinstance(e, ProjectAdded) and e.mid_year]
    assert len(added) == 5
    assert added[0] == "“5+N”产业集群发展大会工作经费"


def test_short_names_fit_a_button_and_differ(book: Book) -> None:
    names = [project.short_name for project in book.projects.values()]
    assert len(set(names)) == 14
    assert max(len(name) for name in names) <= 8


def test_windows_line_ends_and_a_byte_order_mark_change_nothing() -> None:
    twisted = "\ufeff" + sample_text().replace("\n", "\r\n")
    assert commands_of(read_year_book(twisted, SAMPLE)) == commands_of(sample())


def test_before_midyear_the_fair_still_holds_its_money(book: Book) -> None:
    june = fund_budget(book, date(2021, 6, 29))
    assert june.adjusted == 1007 * WAN
    assert replace(june, initial=june.initial).rate == 0


def test_level_one_is_derived_from_the_level_two_as_the_source_writes_it(book: Book) -> None:
    levels = {state.described.level_two: state.described.level_one for state in book.indicators.values()}
    assert levels == {
        "数量指标": "产出指标",
        "质量指标": "产出指标",
        "时效指标": "产出指标",
        "服务对象满意度": "满意度指标",
        "经济效益": "效益指标",
    }
