"""Builds the schedules: the round that makes posts, and the board through which handlers ask for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from perfbot.delivery.channels import Mirrors
from perfbot.delivery.sending import Delivery
from perfbot.delivery.sink import DeliverySink
from perfbot.domain.rulebook import Rulebook
from perfbot.forms.registry import FORMS
from perfbot.records.backups import Backups
from perfbot.records.drafts import Drafts
from perfbot.records.ledger import Ledger
from perfbot.records.office import Office
from perfbot.records.posts import Posts
from perfbot.settings import Settings
from schedules.board import Board
from schedules.chores import Backup, Chores, Title
from schedules.contents import Contents
from schedules.entries import Timetable
from schedules.plans import Planner
from schedules.publisher import Publisher
from schedules.reminder_rules import ReminderRules
from schedules.rounds import Round
from schedules.sink import Copies, PostSink
from schedules.workdays import Workdays


class Records(NamedTuple):
    """The records that the schedules read and write."""

    ledger: Ledger
    office: Office
    drafts: Drafts
    posts: Posts


@dataclass(frozen=True)
class RoundServices:
    """What a round needs besides records: sending, copies, clock, group id, deep links, backups, form titles.

    `room` gives the free bytes of the disk when they are too few; `unnoted` says whether journal ends cannot be noted.
    """

    sink: PostSink
    copies: Copies
    clock: Callable[[], datetime]
    group: Callable[[], int | None]
    link: Callable[[str], str]
    backup: Backup
    title: Title
    room: Callable[[], int | None] = lambda: None
    unnoted: Callable[[], bool] = lambda: False


def build_round(timetable: Timetable, records: Records, rulebook: Rulebook, services: RoundServices) -> Round:
    """A round with all its parts; nothing is started."""
    calendar, posts, office = Workdays(), records.posts, records.office
    contents = Contents(records.ledger, office, rulebook, services.link)
    return Round(
        timetable=timetable,
        workdays=calendar,
        posts=posts,
        planner=Planner(records.ledger, office, posts, rulebook, calendar),
        publisher=Publisher(
            posts, services.sink, contents, services.copies, clock=services.clock, group=services.group
        ),
        chores=Chores(records.drafts, office, services.backup, services.title, services.sink.say),
        reminder_rules=ReminderRules(timetable, calendar, office, records.drafts),
        copies=services.copies,
        clock=services.clock,
        group=services.group,
        room=services.room,
        unnoted=services.unnoted,
    )


def build_board(
    settings: Settings,
    timetable: Timetable,
    backups: Backups,
    records: Records,
    delivery: Delivery,
    rulebook: Rulebook,
    clock: Callable[[], datetime],
    link: Callable[[str], str],
) -> Board:
    """The schedules of a program, not started; the clock they see is in the office's time zone."""

    def here() -> datetime:
        return clock().astimezone(settings.timezone)

    def topic_of(chat: int) -> int | None:
        return settings.group_topic_id if chat == records.office.group_chat_id else None

    services = RoundServices(
        sink=DeliverySink(delivery, topic_of),
        copies=Mirrors(settings),
        clock=here,
        group=lambda: records.office.group_chat_id,
        link=link,
        backup=lambda now: backups.make(now).path.name,
        title=lambda form: FORMS[form].title if form in FORMS else form,
        room=backups.room_short,
        unnoted=backups.unnoted,
    )
    return Board(build_round(timetable, records, rulebook, services), here)
