"""The trail in words: each entry by number, who and when; reversals shown, never hidden; a way on from every page."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from perfbot.domain.books.book import Book
from perfbot.domain.books.entries import BudgetChanged, Entry, PeriodClosed, Reversal, Spending
from perfbot.domain.books.trail_filter import TrailFilter, TrailKind, filter_of
from perfbot.render.chat.saved import saved
from perfbot.render.chat.trail import entry_card
from perfbot.render.chat.trail_pages import PAGE, history, history_kinds, history_projects
from perfbot.render.document import Document
from perfbot.render.places.chat import chat_parts
from perfbot.render.places.text import text
from perfbot.years.loader import build_book, sample
from tests.form_player import CLERK, OFFICE, Player

NAMES = {CLERK.id: CLERK.name, OFFICE.id: OFFICE.name}


@pytest.fixture(scope="module")
def real() -> Book:
    return build_book(sample(), datetime(2022, 3, 1, 9, tzinfo=UTC))


def recorded() -> tuple[Book, Entry]:
    player = Player().open("spend", "中博会 3.2 展位搭建 6.30")
    return player.book, player.confirm()


def pressed(document: Document) -> list[str]:
    return [button.data or "" for row in document.buttons for button in row]


def page_of(book: Book, *, project: str = "", page: int = 0) -> Document:
    entries = list(book.newest_first())
    shown = entries[page * PAGE : (page + 1) * PAGE]
    return history(book, shown, NAMES, filtered=TrailFilter(project), page=page, total=len(entries))


def test_an_entry_is_told_by_number_kind_person_day_and_what_it_says() -> None:
    book, entry = recorded()
    said = text(page_of(book))
    assert f"第 {entry.number} 号　支出\n中博会经费 6月30日 3.20 万元 展位搭建\n李经办 2021-06-30" in said


def test_what_was_loaded_says_so_and_on_what_it_rests(real: Book) -> None:
    assert "文件导入〔假定〕" in text(page_of(real, page=3))


def test_a_reversed_entry_is_struck_through_and_names_its_reversal() -> None:
    book, entry = recorded()
    reversal = Player(book).open("reverse", subject=entry.id).say("重复").confirm()
    shown = page_of(book)
    assert f"已由第 {reversal.number} 号冲销" in text(shown)
    assert "<s>中博会经费 6月30日 3.20 万元 展位搭建</s>" in chat_parts(shown)[0]
    card = text(entry_card(book, entry, NAMES, may_change=True))
    assert f"冲销：第 {reversal.number} 号，李经办，原因：重复" in card


def test_a_card_says_to_the_minute_when_it_was_recorded_and_offers_its_author_what_can_be_done() -> None:
    book, entry = recorded()
    own, others = (entry_card(book, entry, NAMES, may_change=mine) for mine in (True, False))
    assert "登记：李经办，2021-06-30 " in text(own)
    assert {f"e:correct_spending:{entry.id}", f"e:reverse:{entry.id}"} <= set(pressed(own))
    assert pressed(others) == [f"h:{book.key}:-:0"]


def test_a_budget_event_over_many_projects_is_short_in_the_list_and_whole_on_its_card(real: Book) -> None:
    event = next(entry for entry in real.newest_first() if isinstance(entry, BudgetChanged) and len(entry.lines) > 3)
    others = [entry for entry in real.newest_first() if entry.number < event.number + 4][:PAGE]
    listed = text(history(real, others, NAMES, page=0, total=len(others)))
    assert f"等 {len(event.lines)} 个项目" in listed
    card = text(entry_card(real, event, NAMES, may_change=False))
    assert card.count(" 万元") >= len(event.lines)


def test_months_are_written_as_people_write_them() -> None:
    player = Player(actor=OFFICE, now=datetime(2022, 1, 5, tzinfo=UTC)).open("close").say("3月")
    entry = player.confirm()
    assert isinstance(entry, PeriodClosed)
    assert "关账：2021年3月" in text(saved(player.book, entry))


def test_every_page_leads_on_to_the_other_pages_and_out_of_the_trail(real: Book) -> None:
    key = real.key
    assert f"h:{key}:-:1" in pressed(page_of(real))
    assert {f"h:{key}:-:0", f"h:{key}:-:2"} <= set(pressed(page_of(real, page=1)))
    assert {f"hp:{key}", f"p:{key}:p08"} <= set(pressed(page_of(real, project="p08")))
    assert f"p:{key}" in pressed(history(real, [], NAMES, page=0, total=0))
    assert f"h:{key}:-:0" in pressed(history_projects(real))


def test_a_page_of_the_real_trail_is_one_message(real: Book) -> None:
    assert all(len(chat_parts(page_of(real, page=page))) == 1 for page in range(len(real) // PAGE + 1))


def test_the_trail_is_filtered_by_project_kind_and_person() -> None:
    book, entry = recorded()
    Player(book, OFFICE).open("reverse", subject=entry.id).say("重复").confirm()
    mine = TrailFilter("expo", TrailKind.SPENDING, mine=True)
    assert [item.recorded_by for item in mine.select(book, CLERK.id)] == [CLERK.id, CLERK.id]
    assert not list(mine.select(book, OFFICE.id))
    assert all(isinstance(item, Spending) for item in mine.select(book, CLERK.id))
    assert [type(item) for item in TrailFilter(kind=TrailKind.REVERSAL).select(book, 0)] == [Reversal]
    assert "中博会经费 · 台账流水 · 支出 · 我登记的" in text(history(book, [], NAMES, filtered=mine, page=0, total=0))


def test_every_filter_comes_back_from_its_button() -> None:
    book, _ = recorded()
    for kind in TrailKind:
        for project in ("", "expo"):
            for mine in (False, True):
                chosen = TrailFilter(project, kind, mine)
                assert filter_of(chosen.code, book) == chosen
    assert filter_of("none", book) is None
    assert filter_of("expo~q", book) is None
    assert filter_of("'; --", book) is None


def test_the_kinds_offered_keep_the_project() -> None:
    book, _ = recorded()
    assert all(":expo" in data for data in pressed(history_kinds(book, "expo")))
