"""Buttons of the bot's pages: what they carry, built and parsed here alone, and how they stand beside each other."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import MISSING, fields
from datetime import date
from functools import cache
from types import NoneType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from perfbot.domain.books.keys import BookKey
from perfbot.domain.books.members import Role
from perfbot.domain.books.states import ProjectState
from perfbot.render.document import Button
from perfbot.render.presses import CommandPress, EntryPress, PagePress, PlacePress, ReasonPress
from perfbot.text_width import width

# A message takes about 320 of the 390 points of a phone, a letter of a button 7.5; what is longer loses its end.
THIRD, HALF = 8, 16


def in_rows(buttons: Sequence[Button]) -> list[list[Button]]:
    """Rows of up to three where every label is short; else in pairs, and a long label by itself."""
    if all(width(button.label) <= THIRD for button in buttons):
        return _evenly(buttons)
    rows: list[list[Button]] = []
    for button in buttons:
        if rows and len(rows[-1]) == 1 and all(width(one.label) <= HALF for one in (*rows[-1], button)):
            rows[-1].append(button)
        else:
            rows.append([button])
    return rows


def _evenly(buttons: Sequence[Button]) -> list[list[Button]]:
    """As few rows as possible, none a button longer than another by more than one: four are two and two."""
    count = -(-len(buttons) // 3)
    short, longer = divmod(len(buttons), count) if count else (0, 0)
    rows, start = [], 0
    for index in range(count):
        end = start + short + (index < longer)
        rows.append(list(buttons[start:end]))
        start = end
    return rows


LIMIT = 64
_LONGEST_NAME = 12
_WORD = re.compile(r"[A-Za-z0-9_.~*-]{1,40}")
_NUMBER = re.compile(r"[0-9]{1,36}")
_BOOK = re.compile(r"([A-Za-z0-9_-]{1,20})-([0-9]{4})")
_DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")


def data_of(press: PagePress) -> str:
    """The data of a button: at most 64 ASCII bytes, ids only; raises ValueError for what would not come back as it is.

    The fields stand in their order, parted by ":"; those at the end that are as when left out are left out.
    """
    parts = [(_written(getattr(press, name)), default) for name, _, default in _parts(press.HEAD)]
    while parts and parts[-1][1] is not MISSING and parts[-1][0] == _written(parts[-1][1]):
        parts.pop()
    data = ":".join([press.HEAD, *(word for word, _ in parts)])
    if parse_page_press(data) != press:
        raise ValueError(f"no button data: {data!r}")
    return data


def parse_page_press(data: str) -> PagePress | None:
    """The press that the data stands for, or None when it is none of a page's buttons."""
    heads = [head for head in PagePress.KINDS if f"{data}:".startswith(f"{head}:")]
    if len(data) > LIMIT or not heads:
        return None
    head = max(heads, key=len)
    words, parts = data[len(head) + 1 :].split(":"), _parts(head)
    if len(words) > len(parts):
        return None
    words += [""] * (len(parts) - len(words))
    read = [reader(word) if word else default for word, (_, reader, default) in zip(words, parts, strict=True)]
    unread = any(value is MISSING or (word and value is None) for word, value in zip(words, read, strict=True))
    return None if unread else PagePress.KINDS[head](*read)


@cache
def _parts(head: str) -> tuple[tuple[str, Callable[[str], Any], Any], ...]:
    """Each field's name, how its word is read, and its default (MISSING where it has to be there)."""
    kind = PagePress.KINDS[head]
    hints = get_type_hints(kind)
    return tuple((item.name, _reader(hints[item.name]), item.default) for item in fields(kind))


def _reader(hint: Any) -> Callable[[str], Any]:
    if get_origin(hint) is Literal:
        return lambda word: word if word in get_args(hint) else None
    return _READERS[next(part for part in (*get_args(hint), hint) if part is not NoneType)]


def _book(word: str) -> BookKey | None:
    found = _BOOK.fullmatch(word)
    return BookKey(found[1], int(found[2])) if found else None


def _day(word: str) -> date | None:
    found = _DAY.fullmatch(word)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


_READERS: dict[type[Any], Callable[[str], Any]] = {
    Role: lambda word: next((role for role in Role if role.value == word), None),
    str: lambda word: word if _WORD.fullmatch(word) else None,
    int: lambda word: int(word) if _NUMBER.fullmatch(word) else None,
    BookKey: _book,
    date: _day,
}


def _written(value: Any) -> str:
    if isinstance(value, date):
        return f"{value:%Y%m%d}"
    return "" if value is None else str(value.value if isinstance(value, Role) else value)


def fingerprint(parts: Iterable[object]) -> str:
    """Eight characters that change with what a page showed: a press on it belongs to what was seen."""
    seen = "\n".join(map(str, parts))
    return hashlib.blake2s(seen.encode("utf-8", "replace"), digest_size=4).hexdigest()


def button(label: str, press: PagePress) -> Button:
    """A button for this press."""
    return Button(label, data_of(press))


def command_button(label: str, name: str, book: BookKey | None = None, about: str = "", carried: str = "") -> Button:
    """A button that stands for a command: in a book, about a project or in a format, with words carried along."""
    return button(label, CommandPress(name, book, about, carried))


def add_indicator(project: ProjectState, *, named: bool = False) -> list[Button]:
    """The way to a further indicator of the project."""
    label = f"添加指标：{cut_name(project.short_name)}" if named else "添加指标"
    return entry_buttons(project.described.id, (label, "indicator"))


def entry_buttons(entry: str, *wanted: tuple[str, str]) -> list[Button]:
    """Label and action of each button about an entry; none where its id, from an old file, is too long for one."""
    return _fitting(*((label, EntryPress(action, entry)) for label, action in wanted))


def place_buttons(entry: str, label: str) -> list[Button]:
    """The button that a file belongs to this entry; none where its id is too long for one."""
    return _fitting((label, PlacePress(entry)))


def _fitting(*wanted: tuple[str, PagePress]) -> list[Button]:
    try:
        return [button(label, press) for label, press in wanted]
    except ValueError:
        return []


def cut_name(name: str) -> str:
    """A name as it fits beside a word on a button; that it is cut is shown."""
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


def reason_button(key: BookKey, code: str, name: str) -> Button:
    """写原因 for one project or indicator."""
    return button(f"写原因：{cut_name(name)}", ReasonPress(key, code))
