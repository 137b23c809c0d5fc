"""Buttons of the bot's pages: every kind of press fits and comes back as it was, and nothing else is taken for one."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest

from perfbot.domain.books.keys import BookKey
from perfbot.domain.books.members import Role
from perfbot.render.buttons import LIMIT, data_of, entry_buttons, fingerprint, parse_page_press
from perfbot.render.presses import EntryPress, PagePress, ReasonPress, TickPress

LONGEST = {str: "p-123456", int: 9_999_999_999, BookKey: BookKey("f-123456", 2021), date: date(2021, 12, 31)}


def longest(hint: Any) -> Any:
    """A value as long as they come: codes have 8 letters, Telegram's ids ten digits."""
    if get_origin(hint) is Literal:
        return max(get_args(hint), key=len)
    kind = next(part for part in (*get_args(hint), hint) if part is not type(None))
    return Role.EDITOR if kind is Role else LONGEST[kind]


@pytest.mark.parametrize("kind", PagePress.KINDS.values())
def test_every_kind_of_press_fits_on_a_button_and_comes_back(kind: type[Any]) -> None:
    hints = get_type_hints(kind)
    whole = kind(*(longest(hints[item.name]) for item in fields(kind)))
    assert parse_page_press(data_of(whole)) == whole
    assert data_of(whole).isascii()
    assert len(data_of(whole)) <= LIMIT


def test_a_page_of_ninety_boxes_fits() -> None:
    whole = TickPress("scope", 9_999_999_999, "0123abcd", (1 << 90) - 1, "all")
    assert parse_page_press(data_of(whole)) == whole


@pytest.mark.parametrize(
    "data",
    [
        "",
        "x:1",
        "a",
        "a:ack:gongye-2021:",
        "a:shout:gongye-2021:20210705",
        "a:ack:gongye:20210705",
        "a:ack:gongye-2021:20210231",
        "a:why:g-2021:p 1",
        "m:card:一",
        "m:role:1002:owner",
        "v:yes:",
        "k:scope:1002:0123abcd:-1",
        "c:spend:gongye-2021:p08:0123abcd:more",
        "p:gongye-2021:" + "p" * 60,
    ],
)
def test_a_forged_button_is_no_button(data: str) -> None:
    assert parse_page_press(data) is None


@pytest.mark.parametrize(
    "data",
    [
        "m:scope:1002:gongye:ff",
        "m:scope:1002:gongye:ff:ok",
        "m:inv:editor:gongye",
        "m:inv:editor:all",
        "m:rev:1002:3:ok",
        "m:leave:2",
        "m:leave:end",
        "v:all:gongye-2021:0-0123abcd",
    ],
)
def test_buttons_of_earlier_versions_that_held_places_in_a_list_are_none_of_ours(data: str) -> None:
    assert parse_page_press(data) is None


@pytest.mark.parametrize(
    ("data", "now"),
    [
        ("p:gongye-2021:", "p:gongye-2021"),
        ("c:report:gongye-2021:md", "c:report:gongye-2021:md"),
        ("t:gongye-2021:one:v:12", "t:gongye-2021:one:v:12"),
        ("h:gongye-2021:p08~s.:3", "h:gongye-2021:p08~s.:3"),
    ],
)
def test_buttons_of_earlier_versions_that_name_what_they_show_are_still_taken(data: str, now: str) -> None:
    press = parse_page_press(data)
    assert press is not None
    assert data_of(press) == now


def test_what_does_not_fit_is_refused_when_the_button_is_built() -> None:
    for press in (ReasonPress(BookKey("gongye", 2021), "中博会"), EntryPress("undo", "x" * 60)):
        with pytest.raises(ValueError, match="no button data"):
            data_of(press)
    assert entry_buttons("x" * 60, ("撤销", "undo")) == []


def test_a_fingerprint_changes_with_names_and_with_their_order() -> None:
    assert len({fingerprint(names) for names in (["甲", "乙"], ["乙", "甲"], ["甲"], ["甲乙"], [])}) == 5
