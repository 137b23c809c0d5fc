"""Exactly once: whatever happens to the process, the network and the clock, a post is in the chat once or reported."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from itertools import chain, repeat
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfbot.domain.books import commands as do
from perfbot.domain.books.commands import Stated
from perfbot.domain.posts.post import GROUP, JobKind, PostState, Upkeep
from perfbot.domain.posts.steps import MOST_DOUBTS
from perfbot.render.document import Document
from perfbot.render.posts.words import KINDS, UPKEEP
from schedules.board import Board
from schedules.entries import Timetable
from schedules.reading import read_timetable
from tests.sandbox_client import in_loop
from tests.schedule_scene import BOOK, CLERK, GROUP_CHAT, OFFICE, ZONE, Robots, Scene, bundled

KEY = "digest:2021-W27:group:moni"
MONDAY = "2021-07-05T09:00"


@cache
def weekly(catch_up: str = "6d") -> Timetable:
    return read_timetable(
        f'[digest]\ncron = {{ day_of_week = "mon", hour = 9 }}\nworkdays = "shift"\ncatch_up = "{catch_up}"\n', ZONE
    )


def scene(folder: Path, now: str = MONDAY, *, small: bool = True, robots: Robots | None = None) -> Scene:
    return Scene(folder / "data", now, timetable=weekly(), small=small, robots=robots)


def moods(scene: Scene, *wanted: str) -> None:
    """What happens to the next requests, in order; all goes well after them."""
    script: Iterator[str] = chain(wanted, repeat("ok"))
    scene.wall.mood = lambda request: next(script)


# -- the five points of a crash -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("script", "stray"),
    [
        (("kill_before",), 0),
        (("kill_after",), 1),
        (("ok", "kill_before"), 0),
        (("ok", "kill_after"), 0),
        ((), 0),
    ],
    ids=["before the line", "after the line", "before the fill", "after the fill", "never"],
)
@in_loop
async def test_a_kill_at_any_point_leaves_one_digest_and_at_most_one_stray_line(
    tmp_path: Path, script: tuple[str, ...], stray: int
) -> None:
    bureau = scene(tmp_path)
    moods(bureau, *script)
    assert await bureau.look_or_die() is (not script)
    for _ in range(3):
        await bureau.look()
    assert (len(bureau.wall.full()), len(bureau.wall.lines())) == (1, stray)
    assert bureau.post(KEY).state is PostState.DONE
    assert ("补发" in bureau.wall.full()[0].words) == (script in (("kill_before",), ("kill_after",)))


@in_loop
async def test_a_stray_line_says_what_it_is_and_that_it_may_be_ignored(tmp_path: Path) -> None:
    bureau = scene(tmp_path)
    moods(bureau, "kill_after")
    await bureau.look_or_die()
    assert bureau.wall.lines()[0].words == "2021年第27周周报 生成中，若 10 分钟后仍显示此行请忽略"


@in_loop
async def test_restarts_and_double_looks_post_nothing_twice(tmp_path: Path) -> None:
    bureau = scene(tmp_path)
    for _ in range(4):
        await asyncio.gather(bureau.look(), bureau.look())
        bureau.reopen()
    assert bureau.wall.requests == ["line ok", "fill ok"]


# -- unknown outcomes ---------------------------------------------------------------------------------


@in_loop
async def test_a_digest_whose_filling_timed_out_after_arriving_is_filled_again_and_stands_once(tmp_path: Path) -> None:
    bureau = scene(tmp_path)
    moods(bureau, "ok", "done_unknown")
    await bureau.look()
    assert bureau.post(KEY).state is PostState.PLACED
    bureau.forward(timedelta(minutes=2))
    await bureau.look()
    assert (len(bureau.wall.full()), bureau.post(KEY).state) == (1, PostState.DONE)


@in_loop
async def test_a_line_whose_sending_timed_out_is_sent_once_more_and_never_a_third_time(tmp_path: Path) -> None:
    bureau = scene(tmp_path)
    moods(bureau, "done_unknown", "done_unknown")
    for _ in range(10):
        await bureau.look()
        bureau.forward(timedelta(hours=1))
    assert bureau.wall.requests == ["line done_unknown", "line done_unknown"]
    assert bureau.post(KEY).state is PostState.FAILED
    told = [words for person, words in bureau.wall.told if person == OFFICE.id]
    assert len(told) == 1
    assert "2021年第27周周报" in told[0]
    assert "/digest" in told[0]


@in_loop
async def test_a_line_that_somebody_deleted_is_begun_anew_once(tmp_path: Path) -> None:
    bureau = scene(tmp_path)
    moods(bureau, "ok", "gone")
    for _ in range(3):
        await bureau.look()
        bureau.forward(timedelta(minutes=5))
    assert len(bureau.wall.full()) == 1


# -- Telegram away, floods, a closed group --------------------------------------------------------------


@in_loop
async def test_while_telegram_is_away_the_pauses_grow_and_the_digest_comes_as_soon_as_it_is_back(
    tmp_path: Path,
) -> None:
    bureau = scene(tmp_path)
    moods(bureau, *["passing"] * 6)
    tried = []
    for minute in range(120):
        before = len(bureau.wall.requests)
        await bureau.look()
        if len(bureau.wall.requests) > before:
            tried.append(minute)
        bureau.forward(timedelta(minutes=1))
    assert tried == [0, 1, 3, 8, 18, 38, 68]
    assert len(bureau.wall.full()) == 1


@in_loop
async def test_what_stays_impossible_for_the_whole_window_is_one_line_to_the_administrators(tmp_path: Path) -> None:
    bureau = scene(tmp_path)
    bureau.wall.mood = lambda request: "passing"
    for _ in range(7 * 24):
        await bureau.look()
        bureau.forward(timedelta(hours=1))
    assert bureau.post(KEY).state is PostState.FAILED
    assert len(bureau.wall.told) == 1
    assert bureau.wall.messages == {}


@in_loop
async def test_a_refusal_for_good_is_reported_at_once_with_its_fund_where_there_are_several(tmp_path: Path) -> None:
    bureau = scene(tmp_path)
    bureau.open_second_fund("other")
    moods(bureau, "refused")
    await bureau.look()
    assert bureau.post(KEY).state is PostState.FAILED
    (told,) = bureau.told_admins
    assert "2021年第27周周报（工业发展管理经费）没有发出" in told


@in_loop
async def test_a_digest_by_hand_does_not_take_the_place_of_one_that_comes_on_another_day(tmp_path: Path) -> None:
    other = 'kind = "digest"\ncron = { day_of_week = "mon", hour = 9 }\nfund = "other"\n'
    mine = 'kind = "digest"\ncron = { day_of_week = "wed", hour = 9 }\nfund = "moni"\n'
    bureau = Scene(tmp_path / "data", MONDAY, timetable=read_timetable(f"[a]\n{other}[b]\n{mine}", ZONE), small=True)
    assert (await Board(bureau.round, bureau.clock).publish(BOOK.key)).period == "2021-07-05"
    await bureau.at("2021-07-07T09:00")
    assert bureau.post(KEY).state is PostState.DONE


@in_loop
async def test_a_digest_that_was_given_up_can_be_posted_by_hand_and_stands_once(tmp_path: Path) -> None:
    bureau = scene(tmp_path)
    moods(bureau, "unknown", "unknown")
    for _ in range(3):
        await bureau.look()
        bureau.forward(timedelta(minutes=10))
    assert bureau.post(KEY).state is PostState.FAILED
    board = Board(bureau.round, bureau.clock)
    assert [(await board.publish(BOOK.key)).state for _ in range(2)] == [PostState.DONE, PostState.DONE]
    await bureau.look()
    assert len(bureau.wall.full()) == 1


@in_loop
async def test_a_group_that_shut_the_bot_out_is_told_to_the_administrators_once_and_owed_until_it_opens(
    tmp_path: Path,
) -> None:
    bureau = scene(tmp_path)
    bureau.wall.mood = lambda request: "away"
    for _ in range(20):
        await bureau.look()
        bureau.forward(timedelta(hours=2))
    assert len(bureau.wall.told) == 1
    assert "重新拉进群" in bureau.wall.told[0][1]
    moods(bureau)
    bureau.round.chat_opened(GROUP)
    await bureau.look()
    assert (len(bureau.wall.full()), len(bureau.wall.told)) == (1, 1)


@in_loop
async def test_a_closed_group_is_asked_every_hour_and_not_every_minute(tmp_path: Path) -> None:
    bureau = scene(tmp_path)
    bureau.wall.mood = lambda request: "away"
    for _ in range(180):
        await bureau.look()
        bureau.forward(timedelta(minutes=1))
    assert len(bureau.wall.requests) == 3


@in_loop
async def test_without_a_group_nothing_is_planned_and_the_digest_comes_once_there_is_one(tmp_path: Path) -> None:
    bureau = scene(tmp_path)
    bureau.group = None
    await bureau.look()
    assert bureau.posts.of(KEY) is None
    bureau.group = GROUP_CHAT
    bureau.forward(timedelta(days=1))
    await bureau.look()
    assert len(bureau.wall.full()) == 1


# -- late starts and clocks that jump -------------------------------------------------------------------


@pytest.mark.parametrize("late", [timedelta(seconds=5), timedelta(hours=3), timedelta(days=3)])
@in_loop
async def test_a_bureau_that_was_down_over_monday_gets_its_digest_when_it_is_back(
    tmp_path: Path, late: timedelta
) -> None:
    bureau = scene(tmp_path)
    bureau.forward(late)
    await bureau.look()
    (digest,) = bureau.wall.full()
    assert ("补发：原定 7月5日 周一 09:00" in digest.words) == (late > timedelta(hours=1))


@in_loop
async def test_after_three_weeks_of_downtime_one_digest_comes_and_not_three(tmp_path: Path) -> None:
    bureau = scene(tmp_path)
    await bureau.look()
    await bureau.at("2021-07-28T08:00")
    assert [said.words[:18] for said in bureau.wall.full()] == [
        "📊 支出进度周报 2021年第27周",
        "📊 支出进度周报 2021年第30周",
    ]


@in_loop
async def test_a_clock_that_jumps_back_and_forth_over_monday_posts_once(tmp_path: Path) -> None:
    bureau = scene(tmp_path, "2021-07-05T08:59")
    for hours in (1, -1, 1, -3, 3, 24, -24, 24):
        await bureau.look()
        bureau.forward(timedelta(hours=hours))
    await bureau.look()
    assert len(bureau.wall.full()) == 1


@in_loop
async def test_a_clock_that_was_a_year_ahead_holds_nothing_up_when_it_is_put_right(tmp_path: Path) -> None:
    bureau = scene(tmp_path)
    moods(bureau, "passing")
    await bureau.look()
    post = bureau.post(KEY)
    bureau.posts.keep(replace(post, not_before=bureau.now + timedelta(days=365)))
    await bureau.look()
    assert len(bureau.wall.full()) == 1


@in_loop
async def test_after_a_silence_longer_than_telegram_keeps_messages_the_group_is_told_once_what_may_be_missing(
    tmp_path: Path,
) -> None:
    bureau = scene(tmp_path)
    await bureau.look()
    for hours in (19, 27, 1):
        bureau.forward(timedelta(hours=hours))
        bureau.reopen()
        await bureau.look()
    (told,) = [words for chat, words in bureau.wall.told if chat == GROUP_CHAT]
    assert "7月6日 04:00 至 7月7日 07:00" in told
    assert "7月6日 07:00 之前" in told
    assert "可能有一段时间没有运行" in told, "the clock may only have been set ahead"
    assert "时间刚刚调整过，请忽略" in told


@in_loop
async def test_little_room_on_the_disk_is_told_to_the_office_once_a_day(tmp_path: Path) -> None:
    bureau = scene(tmp_path)
    bureau.round.room = lambda: 3 * 1024 * 1024
    for _ in range(10):
        await bureau.look()
        bureau.forward(timedelta(hours=3))
    assert ["只剩 3 MB" in text for text in bureau.told_admins] == [True, True]


@in_loop
async def test_ends_of_journals_that_cannot_be_noted_are_told_to_the_office_once_a_day(tmp_path: Path) -> None:
    bureau = scene(tmp_path)
    bureau.round.unnoted = lambda: True
    for _ in range(10):
        await bureau.look()
        bureau.forward(timedelta(hours=3))
    assert ["heads 文件写不进去" in text for text in bureau.told_admins] == [True, True]


# -- frozen content -------------------------------------------------------------------------------------


@in_loop
async def test_what_is_recorded_while_a_digest_is_on_its_way_does_not_change_it(tmp_path: Path) -> None:
    first, second = scene(tmp_path / "a", small=False), scene(tmp_path / "b", small=False)
    await first.look()
    moods(second, "ok", "lost_unknown")
    await second.look()
    await second.at("2021-07-08T18:00")
    assert len(second.book) > second.post(KEY).books[0].entries
    assert second.wall.full()[0].words == first.wall.full()[0].words


@in_loop
async def test_a_digest_that_waited_for_its_chat_has_the_figures_of_when_it_is_said(tmp_path: Path) -> None:
    bureau = scene(tmp_path, small=False)
    bureau.wall.mood = lambda request: "passing"
    await bureau.look()
    claimed = bureau.post(KEY).books[0].entries
    bureau.now += timedelta(days=3, hours=10)
    bureau.play()
    moods(bureau)
    await bureau.look()
    assert bureau.post(KEY).state is PostState.DONE
    assert claimed < bureau.post(KEY).books[0].entries == len(bureau.book)


@in_loop
async def test_a_reminder_of_what_was_recorded_meanwhile_is_not_said(tmp_path: Path) -> None:
    bureau = scene(tmp_path)
    bureau.timetable = bundled()
    bureau.reopen()
    bureau.wall.mood = lambda request: "passing"
    await bureau.at("2021-07-09T15:00")
    held = [post for post in bureau.posts.open_posts() if post.kind is JobKind.REMINDERS]
    assert [post.chat for post in held] == [str(CLERK.id)]
    paid = Stated(do.RecordSpending(key="paid", project="p07", amount=Decimal(5000), on=bureau.now.date(), purpose="x"))
    bureau.ledger.record_all(BOOK.key, [paid], CLERK, bureau.now, bureau.now.date())
    moods(bureau)
    await bureau.at("2021-07-09T15:30")
    assert bureau.post(held[0].key).state is PostState.MERGED
    assert bureau.wall.full(CLERK.id) == []


@in_loop
async def test_an_older_digest_that_never_left_is_said_by_the_newer_one(tmp_path: Path) -> None:
    bureau = scene(tmp_path)
    bureau.timetable = weekly("3w")
    bureau.reopen()
    bureau.wall.mood = lambda request: "passing"
    await bureau.look()
    moods(bureau)
    bureau.now += timedelta(days=7)
    await bureau.look()
    assert bureau.post(KEY).state is PostState.MERGED
    assert (len(bureau.wall.full()), bureau.told_admins) == (1, [])


# -- elsewhere ------------------------------------------------------------------------------------------


@in_loop
async def test_a_digest_is_copied_to_each_robot_once_and_a_broken_robot_is_told_to_the_administrators(
    tmp_path: Path,
) -> None:
    robots = Robots(("wecom", "feishu"), frozenset({"feishu"}))
    bureau = scene(tmp_path, robots=robots)
    for _ in range(3):
        await bureau.look()
        bureau.reopen()
    assert robots.sent == [("wecom", "feishu")]
    assert {item.channel: item.outcome for item in bureau.post(KEY).mirrored} == {"wecom": "sent", "feishu": "HTTP 500"}
    (told,) = bureau.wall.told
    assert "飞书" in told[1]
    assert "企业微信" not in told[1]


class Faulty(Robots):
    """A robot and a switch of which one raises what nobody foresaw."""

    def __init__(self, breaks: str) -> None:
        super().__init__(("feishu",))
        self.breaks = breaks

    async def send(self, document: Document, now: datetime, names: Collection[str] | None = None) -> dict[str, str]:
        if self.breaks == "send":
            raise RuntimeError("robot")
        return await super().send(document, now, names)

    async def ping(self) -> bool:
        if self.breaks == "ping":
            raise RuntimeError("switch")
        return await super().ping()


@pytest.mark.parametrize(
    ("breaks", "told"),
    [("send", "向其他服务的群转发时出错：RuntimeError: robot"), ("ping", "没能向监控地址报平安")],
    ids=["copy", "ping"],
)
@in_loop
async def test_a_copy_or_a_ping_that_fails_is_told_as_what_it_is_and_the_digest_is_done(
    tmp_path: Path, breaks: str, told: str
) -> None:
    bureau = scene(tmp_path, robots=Faulty(breaks))
    await bureau.look()
    assert bureau.post(KEY).state is PostState.DONE
    (words,) = bureau.told_admins
    assert told in words
    assert "工作群里的周报、预警和催办不受影响" in words
    assert "定时任务" not in words


@in_loop
async def test_a_heartbeat_that_cannot_be_noted_is_not_told_as_a_failed_digest(tmp_path: Path) -> None:
    bureau = scene(tmp_path)
    bureau.round.room = lambda: 1 // 0
    await bureau.look()
    assert bureau.post(KEY).state is PostState.DONE
    assert ["没能记下机器人正在运行：ZeroDivisionError" in words for words in bureau.told_admins] == [True]
    assert "定时任务" not in bureau.told_admins[0]


def test_whatever_a_look_does_besides_has_its_own_words() -> None:
    assert set(UPKEEP) == set(Upkeep)
    assert len(set(UPKEEP.values()) | set(KINDS.values())) == len(Upkeep) + len(JobKind)


@in_loop
async def test_the_dead_mans_switch_hears_of_each_run_that_went_well_and_of_no_idle_look(tmp_path: Path) -> None:
    bureau = scene(tmp_path)
    for _ in range(3):
        await bureau.look()
    assert bureau.robots.pings == 1


# -- any order of restarts and failures -----------------------------------------------------------------

LINE = ["ok", "ok", "kill_before", "kill_after", "done_unknown", "lost_unknown", "passing", "away", "refused"]
FILL = ["ok", "ok", "kill_before", "kill_after", "done_unknown", "lost_unknown", "passing", "away", "gone"]
STEPS = [timedelta(seconds=30), timedelta(minutes=10), timedelta(hours=2), timedelta(hours=-1), timedelta(days=1)]


@settings(max_examples=100, deadline=None)
@given(
    lines=st.lists(st.sampled_from(LINE), max_size=8),
    fills=st.lists(st.sampled_from(FILL), max_size=8),
    steps=st.lists(st.tuples(st.sampled_from(STEPS), st.booleans()), min_size=1, max_size=14),
)
def test_for_any_order_of_restarts_and_failures_a_post_is_there_once_or_reported_as_failed(
    lines: list[str], fills: list[str], steps: list[tuple[timedelta, bool]]
) -> None:
    scripts = {"line": chain(lines, repeat("ok")), "fill": chain(fills, repeat("ok"))}

    async def lived() -> Scene:
        bureau = scene(Path(folder))
        bureau.wall.mood = lambda request: next(scripts[request])
        for delta, restart in steps:
            await bureau.look_or_die()
            bureau.forward(delta)
            if restart:
                bureau.reopen()
        bureau.now = bureau.post(KEY).until - timedelta(hours=30)
        while bureau.post(KEY).is_open:
            await bureau.look_or_die()
            bureau.forward(timedelta(hours=2))
        while not await bureau.look_or_die():
            pass
        return bureau

    with TemporaryDirectory() as folder:
        bureau = asyncio.run(lived())
    post, arrived = bureau.post(KEY), [said for said in bureau.wall.full() if "第27周" in said.words]
    told = [words for _, words in bureau.wall.told if "2021年第27周周报没有发出" in words]
    assert len(arrived) <= 1
    assert len([said for said in bureau.wall.lines() if "2021年第27周周报" in said.words]) <= MOST_DOUBTS
    if post.state is PostState.DONE:
        assert (len(arrived), told) == (1, [])
    else:
        assert (post.state, len(told)) == (PostState.FAILED, 1)


@in_loop
async def test_a_reminder_to_somebody_who_blocked_the_bot_is_reported_and_not_tried_for_ever(tmp_path: Path) -> None:
    bureau = Scene(
        tmp_path / "data",
        "2021-07-02T15:00",
        timetable=read_timetable('[reminders]\ncron = { day_of_week = "fri", hour = 15 }\ncatch_up = "3d"\n', ZONE),
    )
    bureau.wall.mood = lambda request: "away"
    for _ in range(5):
        await bureau.look()
        bureau.forward(timedelta(hours=1))
    assert bureau.wall.requests == ["line away"]
    assert bureau.post(f"reminders:2021-07-02:{CLERK.id}").state is PostState.FAILED
    assert len([words for words in bureau.told_admins if "给陈敏" in words]) == 1
    await bureau.at("2021-07-09T15:00")
    assert bureau.post(f"reminders:2021-07-09:{CLERK.id}").state is PostState.FAILED
    assert len([words for words in bureau.told_admins if "给陈敏" in words]) == 1
