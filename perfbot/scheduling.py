"""Wires the schedules: the round over the house's doors, the board that handlers ask, the scheduler that wakes it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from perfbot.backups import Backups
from perfbot.delivery.channels import Elsewhere
from perfbot.delivery.sending import Delivery
from perfbot.delivery.sink import DeliverySink
from perfbot.domain.rulebook import Rulebook
from perfbot.drafts import Drafts
from perfbot.forms.registry import FORMS
from perfbot.ledger import Ledger
from perfbot.office import Office
from perfbot.posts import Posts
from perfbot.settings import Settings
from schedules.board import Board
from schedules.building import Inside, Outside, build_round
from schedules.entries import Timetable


class Doors(NamedTuple):
    """The doors to what is kept, and the way out."""

    ledger: Ledger
    office: Office
    drafts: Drafts
    posts: Posts
    delivery: Delivery


def build_board(
    settings: Settings,
    timetable: Timetable,
    backups: Backups,
    doors: Doors,
    rulebook: Rulebook,
    clock: Callable[[], datetime],
    link: Callable[[str], str],
) -> Board:
    """The schedules of a house, not started; the clock they see is in the office's time zone."""

    def here() -> datetime:
        return clock().astimezone(settings.timezone)

    world = Outside(
        sink=DeliverySink(doors.delivery),
        elsewhere=Elsewhere(settings),
        clock=here,
        group=lambda: doors.office.group_chat_id,
        link=link,
        backup=lambda now: backups.make(now).path.name,
        title=lambda form: FORMS[form].title if form in FORMS else form,
        room=backups.room_short,
    )
    kept = Inside(doors.ledger, doors.office, doors.drafts, doors.posts, rulebook)
    return Board(build_round(timetable, kept, world), here)
