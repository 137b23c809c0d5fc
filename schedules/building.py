"""Puts the schedules together from the doors they are handed; whoever runs them gives clock, way out and backup."""

from __future__ import annotations

from collections.abc import Callable
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


def build_round(
    timetable: Timetable,
    *,
    ledger: Ledger,
    office: Office,
    drafts: Drafts,
    posts: Posts,
    rulebook: Rulebook,
    sink: PostSink,
    elsewhere: Elsewhere,
    clock: Callable[[], datetime],
    link: Callable[[str], str],
    group: Callable[[], int | None],
    backup: Backup,
    title: Title,
    workdays: Workdays | None = None,
) -> Round:
    """One round with all it needs; nothing is started."""
    calendar = workdays or Workdays()
    contents = Contents(ledger, office, rulebook, link)
    return Round(
        timetable=timetable,
        workdays=calendar,
        posts=posts,
        planner=Planner(ledger, office, posts, rulebook, calendar),
        publisher=Publisher(posts, sink, contents, elsewhere, clock=clock, group=group),
        chores=Chores(drafts, office, backup, title, sink.say),
        tact=Tact(timetable, calendar, office, drafts),
        elsewhere=elsewhere,
        clock=clock,
        group=group,
    )
