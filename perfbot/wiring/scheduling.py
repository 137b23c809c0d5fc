"""Wires the schedules: the round over the program's doors, the board that handlers ask, the scheduler that wakes it."""

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


@dataclass(frozen=True)
class Inside:
    """The doors to what is kept, and the rules in force."""

    ledger: Ledger
    office: Office
    drafts: Drafts
    posts: Posts
    rulebook: Rulebook


@dataclass(frozen=True)
class Outside:
    """The world: ways out, the clock, the work group's number, deep links, a backup, a form's title, the room left."""

    sink: PostSink
    elsewhere: Copies
    clock: Callable[[], datetime]
    group: Callable[[], int | None]
    link: Callable[[str], str]
    backup: Backup
    title: Title
    room: Callable[[], int | None] = lambda: None
    unnoted: Callable[[], bool] = lambda: False


def build_round(timetable: Timetable, kept: Inside, world: Outside) -> Round:
    """One round with all it needs; nothing is started."""
    calendar, posts, office = Workdays(), kept.posts, kept.office
    contents = Contents(kept.ledger, office, kept.rulebook, world.link)
    return Round(
        timetable=timetable,
        workdays=calendar,
        posts=posts,
        planner=Planner(kept.ledger, office, posts, kept.rulebook, calendar),
        publisher=Publisher(posts, world.sink, contents, world.elsewhere, clock=world.clock, group=world.group),
        chores=Chores(kept.drafts, office, world.backup, world.title, world.sink.say),
        tact=ReminderRules(timetable, calendar, office, kept.drafts),
        elsewhere=world.elsewhere,
        clock=world.clock,
        group=world.group,
        room=world.room,
        unnoted=world.unnoted,
    )


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
    """The schedules of a program, not started; the clock they see is in the office's time zone."""

    def here() -> datetime:
        return clock().astimezone(settings.timezone)

    def topic_of(chat: int) -> int | None:
        return settings.group_topic_id if chat == doors.office.group_chat_id else None

    world = Outside(
        sink=DeliverySink(doors.delivery, topic_of),
        elsewhere=Mirrors(settings),
        clock=here,
        group=lambda: doors.office.group_chat_id,
        link=link,
        backup=lambda now: backups.make(now).path.name,
        title=lambda form: FORMS[form].title if form in FORMS else form,
        room=backups.room_short,
        unnoted=backups.unnoted,
    )
    kept = Inside(doors.ledger, doors.office, doors.drafts, doors.posts, rulebook)
    return Board(build_round(timetable, kept, world), here)
