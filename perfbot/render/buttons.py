"""Lays buttons out beside each other, as many as their labels leave room for on a phone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from perfbot.domain.books.keys import BookKey
from perfbot.render.document import Button
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
_PRESS = re.compile(
    r"a:(?P<act>ack|quiet|why):(?P<fund>[A-Za-z0-9_-]{1,20})-(?P<year>[0-9]{4}):(?P<about>[A-Za-z0-9_.-]{1,24})"
)


class AlertAct(Enum):
    """已知晓, 静默7天, 写原因."""

    ACKNOWLEDGE = "ack"
    SILENCE = "quiet"
    EXPLAIN = "why"


@dataclass(frozen=True)
class AlertPress:
    """A press: the book, and either the day of the post (every alert told by then that still stands) or a code.

    `on` is None where `about` is a project's or an indicator's code: then only EXPLAIN makes sense.
    """

    act: AlertAct
    book: BookKey
    about: str
    on: date | None


def alert_button(act: AlertAct, book: BookKey, about: date | str) -> str:
    """The data of such a button; raises ValueError when it does not fit in 64 bytes."""
    data = f"a:{act.value}:{book}:{f'{about:%Y%m%d}' if isinstance(about, date) else about}"
    if parse_alert_press(data) is None:
        raise ValueError(f"no button data: {data!r}")
    return data


def parse_alert_press(data: str) -> AlertPress | None:
    """The press that the data stands for, or None when it is no such button."""
    found = _PRESS.fullmatch(data) if len(data) <= LIMIT else None
    if found is None:
        return None
    about = found["about"]
    return AlertPress(AlertAct(found["act"]), BookKey(found["fund"], int(found["year"])), about, _day(about))


def _day(about: str) -> date | None:
    if not re.fullmatch(r"[0-9]{8}", about):
        return None
    try:
        return date(int(about[:4]), int(about[4:6]), int(about[6:]))
    except ValueError:
        return None


def reason_button(key: BookKey, code: str, name: str) -> Button:
    """写原因 for one project or indicator; a long name is cut, and that is shown."""
    shown = name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
    return Button(f"写原因：{shown}", alert_button(AlertAct.EXPLAIN, key, code))
