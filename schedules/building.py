"""Puts the schedules together from the doors they are handed; whoever runs them gives clock, way out and backup."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from perfbot.domain.rulebook import Rulebook
from perfbot.drafts import Drafts
from perfbot.ledger import Ledger
from perfbot.office import Office
from perfbot.posts import Posts
from schedules.chores import Backup, Chores, Title
from schedules.contents import Contents
from schedules.entries import Timetable
from schedules.plans import Planner
from schedules.publisher import Publisher
from schedules.reminding import Tact
from schedules.rounds import Round
from schedules.sink import Elsewhere, PostSink
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
    elsewhere: Elsewhere
    clock: Callable[[], datetime]
    group: Callable[[], int | None]
    link: Callable[[str], str]
    backup: Backup
    title: Title
    room: Callable[[], int | None] = lambda: None


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
        tact=Tact(timetable, calendar, office, kept.drafts),
        elsewhere=world.elsewhere,
        clock=world.clock,
        group=world.group,
        room=world.room,
    )
