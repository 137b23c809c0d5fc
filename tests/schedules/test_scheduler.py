"""The scheduler only wakes: fixed jobs in the office's zone that are never too late, one look at a time, a calm end."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from perfbot.domain.posts.post import JobKind
from perfbot.settings import TIMETABLE
from schedules.entries import Timetable
from schedules.reading import load_timetable, read_timetable
from schedules.scheduler import TICK_ID, Scheduler
from tests.sandbox_client import in_loop
from tests.schedule_scene import CLERK, OFFICE, ZONE, Scene

SHIPPED = load_timetable(TIMETABLE, ZONE)


@dataclass
class Looks:
    """A round that counts its looks; each takes as long as it is told, and may fail."""

    gate: asyncio.Event = field(default_factory=asyncio.Event)
    first: asyncio.Event = field(default_factory=asyncio.Event)
    begun: int = 0
    over: int = 0
    at_once: int = 0
    most_at_once: int = 0
    fails: bool = False

    async def run(self) -> None:
        self.begun += 1
        self.first.set()
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await self.gate.wait()
            if self.fails:
                raise OSError("no more room")
            self.over += 1
        finally:
            self.at_once -= 1


def scheduler(looks: Looks, timetable: Timetable = SHIPPED) -> Scheduler:
    return Scheduler(timetable, looks, ZONE)


@in_loop
async def test_every_entry_is_a_job_with_its_own_id_in_the_offices_zone_and_none_is_ever_too_late() -> None:
    jobs = {job.id: job for job in scheduler(Looks())._wakers.get_jobs()}
    assert set(jobs) == {entry.name for entry in SHIPPED.entries} | {TICK_ID}
    for job in jobs.values():
        assert (job.misfire_grace_time, job.coalesce, job.max_instances) == (None, True, 1)
        assert str(job.trigger.timezone) == "Asia/Shanghai"


@in_loop
async def test_an_entry_switched_off_has_no_job() -> None:
    off = read_timetable("[backup]\non = false\ncron = { hour = 2 }\n", ZONE)
    assert [job.id for job in scheduler(Looks(), off)._wakers.get_jobs()] == [TICK_ID]


@in_loop
async def test_it_looks_once_at_the_start_without_waiting_for_any_hour() -> None:
    looks = Looks()
    looks.gate.set()
    made = scheduler(looks)
    made.start()
    await made.looked()
    assert looks.over >= 1
    await made.stop()


@in_loop
async def test_many_wake_ups_are_one_look_at_a_time_and_none_is_lost() -> None:
    looks = Looks()
    made = scheduler(looks)
    made.start()
    waiting = [asyncio.create_task(made.looked()) for _ in range(20)]
    await asyncio.sleep(0)
    for _ in range(50):
        await made._wake()
    looks.gate.set()
    await asyncio.gather(*waiting)
    assert looks.most_at_once == 1
    assert looks.begun <= 4
    await made.stop()


@in_loop
async def test_a_look_that_fails_is_logged_and_the_next_one_comes(caplog: pytest.LogCaptureFixture) -> None:
    looks = Looks(fails=True)
    looks.gate.set()
    made = scheduler(looks)
    made.start()
    with caplog.at_level(logging.ERROR, "perfbot.schedules"):
        await made.looked()
    looks.fails = False
    await made.looked()
    assert looks.over >= 1
    assert any("no more room" in str(record.exc_info) for record in caplog.records)
    await made.stop()


@in_loop
async def test_stopping_waits_for_the_look_in_hand() -> None:
    looks = Looks()
    made = scheduler(looks)
    made.start()
    await looks.first.wait()
    ending = asyncio.create_task(made.stop(5.0))
    await asyncio.sleep(0)
    looks.gate.set()
    await ending
    assert looks.over == 1


@in_loop
async def test_a_look_that_hangs_is_left_when_time_is_up() -> None:
    looks = Looks()
    made = scheduler(looks)
    made.start()
    await looks.first.wait()
    await made.stop(0.05)
    assert (looks.over, looks.at_once) == (0, 0)


@in_loop
async def test_stopping_what_was_never_started_is_no_error() -> None:
    await scheduler(Looks()).stop()


# -- one job's trouble is not another's -----------------------------------------------------------------


@in_loop
async def test_a_backup_that_fails_is_told_once_an_hour_and_holds_up_nothing_else(tmp_path: Path) -> None:
    bureau = Scene(tmp_path / "data", "2021-07-05T09:00")
    bureau.refuse_backup = True
    for _ in range(8):
        await bureau.look()
        bureau.forward(timedelta(minutes=10))
    told = [words for words in bureau.told_admins if "备份" in words]
    assert len(told) == 2
    assert any("第27周" in said.words for said in bureau.wall.full())
    bureau.refuse_backup = False
    bureau.forward(timedelta(hours=2))
    await bureau.look()
    run = bureau.posts.last_run("backup")
    assert run is not None
    assert (run.finished, len(bureau.backups)) == (True, 1)


@in_loop
async def test_a_backup_is_made_once_a_night_however_often_one_looks(tmp_path: Path) -> None:
    bureau = Scene(tmp_path / "data", "2021-07-05T02:29", small=True)
    for _ in range(12):
        await bureau.look()
        bureau.forward(timedelta(minutes=30))
    assert len(bureau.backups) == 1


@in_loop
async def test_warnings_of_two_funds_are_one_message_with_a_row_of_buttons_for_each(tmp_path: Path) -> None:
    bureau = Scene(tmp_path / "data", "2021-07-05T10:00")
    bureau.play()
    bureau.open_second_fund("other")
    await bureau.look()
    warnings = [said for said in bureau.wall.full() if "预警 7月5日" in said.words]
    assert len(warnings) == 1
    post = bureau.posts.latest(JobKind.ALERTS)
    assert post is not None
    assert {book.fund for book in post.books} == {"moni", "other"}
    buttons = bureau.round.publisher.contents.document(post).buttons
    assert len(buttons) == 4
    assert len({button.label for row in buttons for button in row}) == 8


@in_loop
async def test_in_january_the_year_before_is_still_spoken_of_until_it_is_closed(tmp_path: Path) -> None:
    bureau = Scene(tmp_path / "data", "2021-12-31T18:00")
    bureau.play()
    planner = bureau.round.planner
    day = bureau.now.date()
    assert [book.year for book in planner.books_on(JobKind.DIGEST, day.replace(year=2022, month=1, day=10))] == [2021]
    assert planner.books_on(JobKind.DIGEST, day.replace(year=2022, month=2, day=7)) == []
    assert len(planner.books_on(JobKind.REMINDERS, day.replace(year=2022, month=3, day=4))) == 1
    bureau.close_year()
    assert planner.books_on(JobKind.REMINDERS, day.replace(year=2022, month=3, day=4)) == []


@in_loop
async def test_a_new_year_that_nobody_set_up_is_told_to_the_office_once_a_week_and_not_passed_over(
    tmp_path: Path,
) -> None:
    bureau = Scene(tmp_path / "data", "2021-12-31T18:00", small=True)
    for moment in ("2022-02-07T09:00", "2022-02-07T11:00", "2022-02-14T09:00"):
        await bureau.at(moment)
    told = [said for said in bureau.told_admins if "2022年还没有台账" in said]
    assert len(told) == 2
    assert bureau.wall.full() == []


@in_loop
async def test_who_is_asked_is_the_clerk_and_the_office_only_for_projects_without_one(tmp_path: Path) -> None:
    bureau = Scene(tmp_path / "data", "2021-12-17T15:00")
    await bureau.look()
    reminded = {int(said.chat) for said in bureau.wall.messages.values() if "您负责的项目有" in said.words}
    assert CLERK.id in reminded
    office = [said.words for said in bureau.wall.messages.values() if said.chat == OFFICE.id]
    assert all("中博会" not in words for words in office)
    assert any("没有经办人的项目由办公室补充" in words for words in office)
