"""What buttons under digests and warnings carry: 已知晓, 静默7天, 写原因, for a day's post or one subject."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import Enum

from perfbot.domain.keys import BookKey

from .document import Button

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
