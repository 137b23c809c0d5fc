"""A whole simulated year through the schedules, and what was said in it as a table: python -m tests.schedule_year."""

from __future__ import annotations

import asyncio
import heapq
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from tabulate import tabulate

from perfbot.domain.monitoring.alerts import AlertKind, alerts
from perfbot.domain.monitoring.notices import Notice, NoticeReason
from perfbot.domain.posts.post import JobKind, Post
from schedules.occurrences import between
from tests.schedule_scene import BOOK, ZONE, Scene

START, END = datetime(2021, 1, 1, tzinfo=ZONE), datetime(2021, 12, 31, 23, 59, tzinfo=ZONE)


@dataclass(frozen=True)
class Year:
    """What a year left behind: its posts in the order they were due, the log of notices, the runs of the backup."""

    posts: tuple[Post, ...]
    notices: tuple[Notice, ...]
    backups: tuple[datetime, ...]
    group_messages: int
    seconds_ahead: float

    def of(self, kind: JobKind) -> list[Post]:
        return [post for post in self.posts if post.kind is kind]

    def lives(self) -> dict[str, list[Notice]]:
        """Each alert's notices in order."""
        found: dict[str, list[Notice]] = {}
        for notice in self.notices:
            found.setdefault(notice.key, []).append(notice)
        return found


def moments(scene: Scene) -> list[datetime]:
    """Every moment at which the timetable wakes the round, as its own triggers and the calendar say."""
    times: list[Iterable[datetime]] = [
        [item.at for item in between(entry, START - timedelta(seconds=1), END, scene.workdays)]
        for entry in scene.timetable.active
    ]
    return sorted(set(heapq.merge(*map(sorted, times))))


async def lived(scene: Scene) -> Year:
    """Turn the clock from one wake-up to the next, all year."""
    for moment in moments(scene):
        scene.now = moment
        await scene.look()
    posts = [scene.posts.of(key.removeprefix("post:")) for key, _ in scene.store.claims() if key.startswith("post:")]
    kept = sorted((post for post in posts if post), key=lambda post: (post.due, post.key))
    return Year(
        posts=tuple(kept),
        notices=scene.posts.notices(BOOK.key),
        backups=tuple(scene.backups),
        group_messages=len(scene.wall.full()),
        seconds_ahead=(END - START).total_seconds(),
    )


def a_year() -> Year:
    """The year 2021 with the timetable that comes with the program."""
    with TemporaryDirectory() as folder:
        return asyncio.run(lived(Scene(Path(folder) / "data", "2021-01-01T00:00")))


def digest_table(year: Year) -> str:
    """Each digest: its week, its Monday, when it was due, and whether a holiday moved it."""
    rows = []
    for post in year.of(JobKind.DIGEST):
        moved = "顺延" if post.due.date() != post.as_of else ""
        rows.append((post.period, f"{post.as_of:%m-%d}", f"{post.due:%m-%d %H:%M}", moved, post.state.value))
    return tabulate(rows, headers=["周", "周一", "发出", "节假日", "结果"], disable_numparse=True)


def life_table(year: Year) -> str:
    """Each warning's life: FIRST, REPEAT…, RESOLVED with their days."""
    rows = [(key, len(life), "  ".join(_short(notice) for notice in life)) for key, life in year.lives().items()]
    return tabulate(rows, headers=["预警", "次", "经过"], disable_numparse=True)


_SIGNS = {
    NoticeReason.FIRST: "首次",
    NoticeReason.WORSENED: "加重",
    NoticeReason.REPEAT_DUE: "重提",
    NoticeReason.RESOLVED: "解除",
}


def _short(notice: Notice) -> str:
    return f"{notice.on:%m-%d}{_SIGNS[notice.reason]}"


def standing(scene: Scene, on: date) -> set[str]:
    """The alerts that stand on a day and are not muted."""
    return {alert.key for alert in alerts(scene.book, on) if not alert.muted and isinstance(alert.kind, AlertKind)}


if __name__ == "__main__":
    the_year = a_year()
    sys.stdout.write(f"{digest_table(the_year)}\n\n{life_table(the_year)}\n\n")
    sys.stdout.write(
        f"周报 {len(the_year.of(JobKind.DIGEST))}，月报 {len(the_year.of(JobKind.MONTHLY))}，"
        f"预警 {len(the_year.of(JobKind.ALERTS))}，催办 {len(the_year.of(JobKind.REMINDERS))}，"
        f"备份 {len(the_year.backups)}\n"
    )
