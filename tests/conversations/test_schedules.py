"""The schedules over HTTP, with the real delivery: digest, warnings and reminders in the chats, and their buttons."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from perfbot.domain.books.circumstances import Circumstances
from perfbot.domain.books.commands import RecordSpending
from perfbot.domain.books.members import LOADER, Member, Role, Scope
from perfbot.domain.monitoring.alert import Severity
from perfbot.domain.monitoring.notices import Act, Notice, NoticeReason
from perfbot.domain.posts.post import JobKind, PostState
from perfbot.render.chat import answers
from perfbot.settings import TIMETABLE
from perfbot.wiring.program import Program
from schedules.entries import Timetable
from schedules.plans import Slot
from schedules.reading import load_timetable, read_timetable
from tests.desk_fixture import SHANGHAI, Room, room, words
from tests.sandbox_client import CLERK, OFFICE, OTHER_CLERK, VIEWER, in_loop
from tests.schedule_scene import BOOK, play_into

MONDAY = datetime(2021, 7, 5, 9, 0, tzinfo=SHANGHAI)
WEEKLY = read_timetable('[digest]\ncron = { day_of_week = "mon", hour = 9 }\ncatch_up = "6d"\n', SHANGHAI)
KEY = "digest:2021-W27:group:moni"


def only(*kinds: str) -> Timetable:
    """The entries of the shipped timetable of these kinds."""
    entries = load_timetable(TIMETABLE, SHANGHAI).entries
    return Timetable(tuple(entry for entry in entries if entry.kind.value in kinds))


def simulated(program: Program) -> None:
    """The simulated fund as of the clock, two clerks with two projects each, a leader."""
    desk = program.desk
    play_into(desk.ledger, desk.now())
    one, two = (Scope("moni", ("p07", "p08")),), (Scope("moni", ("p02", "p04")),)
    for member in (
        Member(OFFICE.id, OFFICE.first_name, Role.ADMIN, started=True),
        Member(CLERK.id, CLERK.first_name, Role.EDITOR, one, started=True),
        Member(OTHER_CLERK.id, OTHER_CLERK.first_name, Role.EDITOR, two),
        Member(VIEWER.id, VIEWER.first_name, Role.VIEWER, started=True),
    ):
        desk.office.admit(member, LOADER, desk.now())


@contextlib.asynccontextmanager
async def bureau(
    folder: Path, timetable: Timetable = WEEKLY, now: datetime = MONDAY, **options: Any
) -> AsyncIterator[Room]:
    async with room(folder, seeded=False, now=now, prepare=simulated, timetable=timetable, **options) as program:
        await program.program.scheduler.looked()
        yield program


def group(program: Room) -> list[dict[str, Any]]:
    return program.server.world.bot_messages(program.server.group_id)


# -- the digest -----------------------------------------------------------------------------------------


@in_loop
async def test_on_monday_at_nine_the_group_has_one_digest_with_projects_picture_and_buttons(tmp_path: Path) -> None:
    async with bureau(tmp_path) as program:
        (digest,) = group(program)
        kinds = {block["type"] for block in digest["rich_message"]["blocks"]}
        assert {"photo", "details"} <= kinds
        assert "中博会" in words(digest)
        assert "支出进度周报 2021年第27周" in words(digest)
        assert program.talk(CLERK, program.server.group_id).buttons(digest) == ["项目详情", "我来更新", "已知晓"]
        assert digest["reply_markup"]["inline_keyboard"][0][1]["url"].endswith("?start=c_todo")


@in_loop
async def test_a_server_without_rich_messages_gets_the_digest_as_html_and_a_photo(tmp_path: Path) -> None:
    async with bureau(tmp_path, knows_rich=False) as program:
        digest, picture = group(program)
        assert "支出进度周报 2021年第27周" in digest["text"]
        assert picture["photo"]
        assert "支出率" in picture["caption"]


@in_loop
async def test_a_restart_adds_no_second_digest(tmp_path: Path) -> None:
    async with bureau(tmp_path) as program:
        await program.restart()
        await program.program.scheduler.looked()
        assert len(group(program)) == 1


@pytest.mark.parametrize(
    ("fault", "knows_rich"), [("reset_after", True), ("reset_after", False), ("too_many", True), ("error", False)]
)
@in_loop
async def test_a_telegram_that_fails_while_the_digest_is_filled_shows_it_once_in_the_end(
    tmp_path: Path, fault: str, knows_rich: bool
) -> None:
    async with room(
        tmp_path, seeded=False, now=MONDAY, prepare=simulated, timetable=WEEKLY, knows_rich=knows_rich
    ) as program:
        program.server.world.faults.add(fault, "editMessageText", times=1, retry_after=1)
        for _ in range(3):
            await program.program.scheduler.looked()
            program.clock.forward(minutes=3)
        full = [one for one in group(program) if "周报 2021年第27周" in words(one)]
        assert len(full) == 1
        assert program.desk.posts.of(KEY).state is PostState.DONE


@in_loop
async def test_a_line_that_arrived_though_the_answer_was_lost_is_at_worst_one_stray_line(tmp_path: Path) -> None:
    async with bureau(tmp_path, now=MONDAY.replace(hour=8)) as program:
        program.server.world.faults.add("reset_after", "sendMessage", times=1)
        program.clock.forward(hours=1)
        for _ in range(3):
            await program.program.scheduler.looked()
            program.clock.forward(minutes=3)
        said = [words(one) for one in group(program)]
        assert [one for one in said if "生成中" in one] == ["2021年第27周周报 生成中，若 10 分钟后仍显示此行请忽略"]
        assert len([one for one in said if "支出进度周报 2021年第27周" in one]) == 1


@in_loop
async def test_a_process_that_is_stopped_while_a_digest_is_on_its_way_posts_it_once_after_its_return(
    tmp_path: Path,
) -> None:
    async with bureau(tmp_path, now=MONDAY.replace(hour=8)) as program:
        program.server.world.faults.add("slow", "editMessageText", seconds=8.0)
        program.clock.forward(hours=1)
        looking = asyncio.create_task(program.program.scheduler.looked())
        await program.server.world.wait_for(lambda: program.server.world.faults.met)
        await program.restart()
        looking.cancel()
        await program.program.scheduler.looked()
        assert len([one for one in group(program) if "第27周" in words(one)]) == 1
        assert len(group(program)) == 1


@in_loop
async def test_a_group_that_becomes_a_supergroup_gets_the_digest_in_its_new_place_and_is_remembered(
    tmp_path: Path,
) -> None:
    async with bureau(tmp_path, now=MONDAY.replace(hour=8)) as program:
        new = program.server.world.upgrade_group()
        program.clock.forward(hours=1)
        await program.program.scheduler.looked()
        assert ["第27周" in words(one) for one in program.server.world.bot_messages(new)] == [True]
        await program.restart()
        assert program.desk.office.group_chat_id == new


@in_loop
async def test_a_bot_put_out_of_the_group_tells_the_office_once_and_posts_when_it_is_let_in_again(
    tmp_path: Path,
) -> None:
    async with bureau(tmp_path, now=MONDAY.replace(hour=8)) as program:
        office = program.talk(OFFICE)
        program.server.world.kick_bot()
        await program.server.world.wait_for(lambda: office.messages)
        program.clock.forward(hours=1)
        for _ in range(3):
            await program.program.scheduler.looked()
            program.clock.forward(minutes=20)
        assert len(office.messages) == 1
        assert "移出工作群" in words(office.last)
        program.server.world.return_bot()
        await program.server.world.wait_for(lambda: len(office.messages) > 1)
        await program.program.scheduler.looked()
        assert ["第27周" in words(one) for one in group(program)] == [True]


# -- by hand --------------------------------------------------------------------------------------------


@in_loop
async def test_a_digest_by_hand_is_shown_in_private_first_and_posted_once_however_often_it_is_confirmed(
    tmp_path: Path,
) -> None:
    async with bureau(tmp_path, now=MONDAY.replace(day=7)) as program:
        assert len(group(program)) == 1
        office = program.talk(OFFICE)
        await office.said("/digest")
        assert "群里还没有发出" in words(office.last)
        assert len(group(program)) == 1
        preview = office.last
        assert "已发布到工作群" in words(await office.pressed("发布到工作群", preview))
        assert "没有重复发布" in words(await office.pressed("发布到工作群", preview))
        assert len(group(program)) == 2
        assert "截至7月7日" in words(group(program)[1])


@in_loop
async def test_a_digest_posted_by_hand_on_monday_morning_is_the_weeks_digest(tmp_path: Path) -> None:
    async with bureau(tmp_path, now=MONDAY.replace(hour=8)) as program:
        office = program.talk(OFFICE)
        await office.said("/digest")
        await office.pressed("发布到工作群")
        program.clock.forward(hours=2)
        await program.program.scheduler.looked()
        assert len(group(program)) == 1


@in_loop
async def test_a_preview_of_yesterday_cannot_be_posted_today_and_a_clerk_cannot_post_at_all(tmp_path: Path) -> None:
    async with bureau(tmp_path, now=MONDAY.replace(day=7)) as program:
        office, clerk = program.talk(OFFICE), program.talk(CLERK)
        await office.said("/digest")
        old = office.last
        program.clock.forward(days=1)
        program.server.world.press(OFFICE.id, old["message_id"], "发布到工作群")
        await program.server.world.wait_for(lambda: program.server.world.callback_answers)
        assert "管理员" in words(await clerk.said("/digest"))
        program.server.world.press_data(CLERK.id, clerk.last["message_id"], "d:post:moni-2021:20210708")
        await program.server.world.wait_for(lambda: len(program.server.world.callback_answers) == 2)
        assert len(group(program)) == 1


@in_loop
async def test_schedules_tells_what_comes_next_and_what_became_of_the_last(tmp_path: Path) -> None:
    async with bureau(tmp_path, only("digest", "alerts", "reminders", "monthly", "backup", "drafts")) as program:
        told = words(await program.talk(OFFICE).said("/schedules"))
        assert "下次 7月12日 周一 09:00" in told
        assert "2021年第27周周报已发" in told
        assert "备份" in told
        assert ".zip" in told
        assert "没有需要发的" not in told.split("周报")[1].split("预警")[0]


@in_loop
async def test_schedules_says_when_the_year_has_no_book(tmp_path: Path) -> None:
    async with bureau(tmp_path, now=MONDAY.replace(hour=8)) as program:
        office = program.talk(OFFICE)
        assert "还没有台账" not in words(await office.said("/schedules"))
        program.clock.forward(days=365)
        assert "2022年还没有台账" in words(await office.said("/schedules"))


@in_loop
async def test_a_bureau_without_a_timetable_says_so(tmp_path: Path) -> None:
    async with bureau(tmp_path, Timetable()) as program:
        assert "没有开启任何定时任务" in words(await program.talk(OFFICE).said("/schedules"))


# -- warnings -------------------------------------------------------------------------------------------

TEN = MONDAY.replace(hour=10)


def acts(program: Room, act: Act) -> list[str]:
    return [notice.key for notice in program.desk.posts.notices(BOOK.key) if notice.act is act]


@in_loop
async def test_the_days_warning_is_one_message_with_its_buttons(tmp_path: Path) -> None:
    async with bureau(tmp_path, only("alerts"), TEN) as program:
        (warning,) = group(program)
        assert "新出现" in words(warning)
        buttons = program.talk(CLERK, program.server.group_id).buttons(warning)
        assert buttons == ["已知晓", "静默7天", "写原因", "看进度"]
        program.clock.forward(hours=2)
        await program.program.scheduler.looked()
        assert len(group(program)) == 1


@in_loop
async def test_a_clerk_who_knows_slows_down_the_warnings_of_their_own_projects_only(tmp_path: Path) -> None:
    async with bureau(tmp_path, only("alerts"), TEN) as program:
        clerk = program.talk(CLERK, program.server.group_id)
        program.server.world.press(CLERK.id, group(program)[0]["message_id"], "已知晓", clerk.chat_id)
        toast = await _toast(program, 1)
        assert "四周提醒一次" in toast
        known = acts(program, Act.ACKNOWLEDGED)
        assert known
        assert {key.partition(":")[2] for key in known} <= {"p07", "p08"}
        program.server.world.press(CLERK.id, group(program)[0]["message_id"], "已知晓", clerk.chat_id)
        assert "已经点过" in await _toast(program, 2)
        assert f"（{CLERK.first_name}已知晓）" in words(await program.talk(CLERK).said("/alerts"))


@in_loop
async def test_the_office_knows_of_everything_that_was_told_and_a_leader_is_thanked(tmp_path: Path) -> None:
    async with bureau(tmp_path, only("alerts"), TEN) as program:
        message, chat = group(program)[0]["message_id"], program.server.group_id
        program.server.world.press(VIEWER.id, message, "已知晓", chat)
        assert await _toast(program, 1) == "已记下，谢谢。"
        assert acts(program, Act.ACKNOWLEDGED) == []
        program.server.world.press(OFFICE.id, message, "已知晓", chat)
        await _toast(program, 2)
        assert sorted(acts(program, Act.ACKNOWLEDGED)) == sorted(acts(program, Act.SAID))


@in_loop
async def test_what_waits_about_a_book_is_not_said_once_the_book_is_hidden(tmp_path: Path) -> None:
    async with bureau(tmp_path, only("digest", "alerts", "reminders"), now=MONDAY.replace(hour=8)) as program:
        desk, planner = program.desk, program.desk.schedules.round.planner
        slot = Slot(JobKind.DIGEST, "2021-W27", "group", desk.now(), desk.now())
        digest = planner.digest(slot, desk.ledger.book(BOOK.key), desk.today())
        waiting = [
            digest,
            replace(digest, kind=JobKind.ALERTS),
            replace(digest, kind=JobKind.REMINDERS, chat=str(CLERK.id)),
        ]
        assert all(planner.renewed(post, desk.now()) for post in waiting)
        desk.ledger.hidden.hide(BOOK.key, "误装入", desk.office.member(OFFICE.id), desk.now())
        assert [planner.renewed(post, desk.now()) for post in waiting] == [None, None, None]
        for kind in (JobKind.DIGEST, JobKind.ALERTS, JobKind.REMINDERS):
            assert planner.books_on(kind, desk.today()) == []


@in_loop
async def test_who_knows_of_a_post_stands_on_it_in_one_line_and_no_message_is_added(tmp_path: Path) -> None:
    async with bureau(tmp_path, only("alerts"), TEN) as program:
        message, chat = group(program)[0]["message_id"], program.server.group_id
        for presses, person in enumerate((CLERK, OFFICE, OFFICE), start=1):
            program.server.world.press(person.id, message, "已知晓", chat)
            await _toast(program, presses)
            await program.quiet()
        (warning,) = group(program)
        assert warning["message_id"] == message
        assert words(warning).count("已知晓：") == 1
        assert f"已知晓：{CLERK.first_name}、{OFFICE.first_name}" in words(warning)
        assert program.talk(CLERK, chat).buttons(warning) == ["已知晓", "静默7天", "写原因", "看进度"]


@in_loop
async def test_alerts_says_once_who_knows_of_everything(tmp_path: Path) -> None:
    async with bureau(tmp_path, only("alerts"), TEN) as program:
        office, leader = program.talk(OFFICE), program.talk(VIEWER)
        page = await office.said("/alerts")
        program.server.world.press(OFFICE.id, page["message_id"], "已知晓")
        await program.quiet()
        for shown in (office.messages[-1], await leader.said("/alerts")):
            assert words(shown).count(f"已知晓：{OFFICE.first_name}") == 1
            assert f"{OFFICE.first_name}已知晓" not in words(shown)
        assert office.messages[-1]["message_id"] == page["message_id"]


@in_loop
async def test_silence_holds_for_a_week_and_is_for_those_who_answer_for_it(tmp_path: Path) -> None:
    async with bureau(tmp_path, only("alerts"), TEN) as program:
        message, chat = group(program)[0]["message_id"], program.server.group_id
        program.server.world.press(VIEWER.id, message, "静默7天", chat)
        assert "只有负责的经办人或管理员可以静默" in await _toast(program, 1)
        program.server.world.press(VIEWER.id, message, "写原因", chat)
        assert "只有负责的经办人或管理员可以写原因" in await _toast(program, 2)
        program.server.world.press(OFFICE.id, message, "静默7天", chat)
        assert "7 天内不再提醒" in await _toast(program, 3)
        silent, before = set(acts(program, Act.SILENCED)), len(acts(program, Act.SAID))
        for _ in range(6):
            program.clock.forward(days=1)
            await program.program.scheduler.looked()
        assert not silent & set(acts(program, Act.SAID)[before:])
        program.clock.forward(days=1)
        await program.program.scheduler.looked()
        assert silent & set(acts(program, Act.SAID)[before:])


@in_loop
async def test_writing_a_reason_opens_in_private_and_is_kept_for_the_project(tmp_path: Path) -> None:
    async with bureau(tmp_path, only("alerts"), TEN) as program:
        clerk = program.talk(CLERK)
        program.server.world.press(CLERK.id, group(program)[0]["message_id"], "写原因", program.server.group_id)
        await program.server.world.wait_for(lambda: clerk.messages)
        assert "写偏差原因" in words(clerk.last)
        (answer,) = program.server.world.callback_answers.values()
        assert answer["url"].endswith("?start=draft")
        assert words(await clerk.said("/start draft")) == words(clerk.messages[0])
        await clerk.pressed(next(label for label in clerk.buttons() if "中博会｜支出" in label))
        await clerk.said("展会延期到下半年")
        await clerk.said("八月完成布展付款")
        await clerk.pressed("✅ 确认")
        explained = program.desk.ledger.book(BOOK.key).explanation_of("p08")
        assert (explained.reason, explained.remedy) == ("展会延期到下半年", "八月完成布展付款")
        assert "原因（7月5日）：展会延期到下半年，改进：八月完成布展付款" in words(await clerk.said("/alerts"))
        assert len(group(program)) == 1


@in_loop
async def test_a_page_that_several_people_press_for_in_the_group_is_posted_once_while_it_says_the_same(
    tmp_path: Path,
) -> None:
    async with bureau(tmp_path) as program:
        world, chat, digest = program.server.world, program.server.group_id, group(program)[0]["message_id"]

        async def pages(*people: Any) -> int:
            for person in people:
                world.press(person.id, digest, "项目详情", chat)
            await program.quiet()
            return sum("截至2021年7月5日" in words(one) for one in group(program)[1:])

        world.faults.add("refuse", "sendMessage", code=403, description="Forbidden: not just now")
        assert await pages(CLERK) == 0
        assert await pages(CLERK, VIEWER, OTHER_CLERK, CLERK) == 1
        assert [one.get("text", "") for one in world.callback_answers.values()].count(answers.shown_above()) == 3
        await program.talk(CLERK).said("/spend 中博会 0.3 展位 7.5")
        await program.talk(CLERK).pressed("✅ 确认")
        assert await pages(VIEWER, OTHER_CLERK) == 2
        program.clock.forward(minutes=10)
        assert await pages(VIEWER, OTHER_CLERK) == 3


@in_loop
async def test_who_never_started_the_bot_is_told_how_instead(tmp_path: Path) -> None:
    async with bureau(tmp_path, only("alerts"), TEN) as program:
        program.server.world.press(OTHER_CLERK.id, group(program)[0]["message_id"], "写原因", program.server.group_id)
        assert "请先打开与我的私聊" in await _toast(program, 1)


@in_loop
async def test_buttons_work_in_a_further_group_that_the_timetable_names_and_in_no_other(tmp_path: Path) -> None:
    async with bureau(tmp_path) as program:
        further, other = (
            program.server.world.add_group(title, [CLERK.id, OFFICE.id]) for title in ("领导群", "别的群")
        )
        program.timetable = read_timetable(
            f'[leaders]\nkind = "digest"\ncron = {{ day_of_week = "mon", hour = 9 }}\nchat = {further}\n', SHANGHAI
        )
        await program.restart()
        await program.program.scheduler.looked()
        (digest,) = [one for one in program.server.world.bot_messages(further) if "第27周" in words(one)]
        program.server.world.press(CLERK.id, digest["message_id"], "已知晓", further)
        assert "已记下" in await _toast(program, 1)
        await program.quiet()
        assert "当前预警" in words(await program.talk(CLERK, further).said("/alerts"))
        program.server.world.say(CLERK.id, "/alerts", other)
        await program.quiet()
        assert program.server.world.bot_messages(other) == []


@in_loop
@pytest.mark.parametrize("told_by", ["the message in the group", "the answer to a post"])
async def test_a_further_group_that_becomes_a_supergroup_is_followed_though_the_timetable_has_its_old_number(
    tmp_path: Path, told_by: str
) -> None:
    async with bureau(tmp_path, now=MONDAY.replace(hour=8)) as program:
        world = program.server.world
        old = world.add_group("领导群", [CLERK.id, OFFICE.id])
        program.timetable = read_timetable(
            f'[leaders]\nkind = "digest"\ncron = {{ day_of_week = "mon", hour = 9 }}\nchat = {old}\n', SHANGHAI
        )
        await program.restart()
        new = world.upgrade_group(old)
        if told_by != "the message in the group":
            world.updates.pending.clear()
        await program.quiet()
        program.clock.forward(hours=1)
        await program.program.scheduler.looked()
        await program.restart()
        asked = len(world.calls)
        program.clock.forward(days=7)
        await program.program.scheduler.looked()
        assert str(old) not in {str(call.params.get("chat_id")) for call in list(world.calls)[asked:]}
        posted = [words(one) for one in world.bot_messages(new)]
        assert ["第27周" in posted[0], "第28周" in posted[1], len(posted)] == [True, True, 2]
        assert "当前预警" in words(await program.talk(CLERK, new).said("/alerts"))
        told = [words(one) for one in world.bot_messages(OFFICE.id) if "超级群" in words(one)]
        assert [f"写成 {new}" in one for one in told] == [True]


@in_loop
async def test_a_stale_or_forged_alert_button_changes_nothing(tmp_path: Path) -> None:
    async with bureau(tmp_path, only("alerts"), TEN) as program:
        message, chat = group(program)[0]["message_id"], program.server.group_id
        for number, data in enumerate(("a:ack:other-2021:20210705", "a:quiet:moni-2021:p08", "a:x:y"), start=1):
            program.server.world.press_data(CLERK.id, message, data, chat)
            assert "失效" in await _toast(program, number)
        assert acts(program, Act.ACKNOWLEDGED) == acts(program, Act.SILENCED) == []


@in_loop
async def test_a_post_answers_for_what_it_tells_and_not_for_another_of_the_day(tmp_path: Path) -> None:
    async with bureau(tmp_path, only("digest", "alerts"), TEN) as program:
        chat = program.server.group_id
        told = {post.kind: post for post in program.desk.posts.done()}
        program.server.world.press(OFFICE.id, told[JobKind.DIGEST].message_id, "已知晓", chat)
        assert await _toast(program, 1) == "已记下，谢谢。"
        assert acts(program, Act.ACKNOWLEDGED) == []
        known = {post.kind: post.known_by for post in program.desk.posts.done()}
        assert known == {JobKind.DIGEST: (OFFICE.id,), JobKind.ALERTS: ()}


@in_loop
async def test_an_older_post_does_not_answer_for_what_was_told_again_since(tmp_path: Path) -> None:
    async with bureau(tmp_path, only("alerts"), TEN) as program:
        chat, (first,) = program.server.group_id, group(program)
        key = acts(program, Act.SAID)[0]
        later = MONDAY.date() + timedelta(days=1)
        worse = Notice(key=key, act=Act.SAID, on=later, reason=NoticeReason.WORSENED, severity=Severity.CRITICAL)
        (post,) = program.desk.posts.done()
        program.desk.posts.log_said(replace(post, key="another"), BOOK.key, [worse])
        program.server.world.press(OFFICE.id, first["message_id"], "静默7天", chat)
        await _toast(program, 1)
        assert key not in acts(program, Act.SILENCED)
        assert len(acts(program, Act.SILENCED)) == len(set(acts(program, Act.SAID))) - 1


@in_loop
async def test_the_page_of_alerts_is_stale_once_they_are_others(tmp_path: Path) -> None:
    async with bureau(tmp_path, only("alerts"), TEN) as program:
        clerk, desk = program.talk(CLERK), program.desk
        page = await clerk.said("/alerts")
        lagging = desk.ledger.book(BOOK.key).projects["p08"]
        left = lagging.adjusted_budget() - lagging.executed()
        paid = RecordSpending(key="paid", project="p08", amount=left, on=MONDAY.date(), purpose="展位")
        desk.ledger.record(BOOK.key, paid, Circumstances(LOADER, desk.now(), desk.today()))
        program.server.world.press(CLERK.id, page["message_id"], "静默7天")
        assert "失效" in await _toast(program, 1)
        assert acts(program, Act.SILENCED) == []


@in_loop
async def test_alerts_can_be_asked_for_in_the_group(tmp_path: Path) -> None:
    async with bureau(tmp_path, Timetable(), TEN) as program:
        told = await program.talk(CLERK, program.server.group_id).said("/alerts")
        assert "当前预警" in words(told)


async def _toast(program: Room, number: int) -> str:
    """The words of the press answered as number so-and-so."""
    answers = program.server.world.callback_answers
    await program.server.world.wait_for(lambda: len(answers) >= number)
    return str(list(answers.values())[number - 1].get("text", ""))


# -- reminders ------------------------------------------------------------------------------------------

FRIDAY = datetime(2021, 7, 9, 15, 0, tzinfo=SHANGHAI)


@in_loop
async def test_on_friday_a_clerk_who_owes_figures_is_reminded_in_private_with_a_button_into_the_conversation(
    tmp_path: Path,
) -> None:
    async with bureau(tmp_path, only("reminders"), FRIDAY) as program:
        clerk = program.talk(CLERK)
        assert "您负责的项目有" in words(clerk.last)
        assert group(program) == []
        asked = await clerk.pressed("支出：中博会")
        assert "金额" in words(asked) or "多少" in words(asked)
        assert program.desk.drafts.of(CLERK.id) is not None
        assert "待办" in words(await clerk.said("/todo"))


@in_loop
async def test_who_never_started_the_bot_is_named_to_the_office(tmp_path: Path) -> None:
    async with bureau(tmp_path, only("reminders"), FRIDAY) as program:
        told = [words(one) for one in program.talk(OFFICE).messages]
        assert any("还没有启动机器人" in one and OTHER_CLERK.first_name in one for one in told)
        assert program.talk(OTHER_CLERK).messages == []


@in_loop
async def test_somebody_in_the_middle_of_a_conversation_is_reminded_when_it_is_over(tmp_path: Path) -> None:
    async with bureau(tmp_path, only("reminders"), FRIDAY.replace(hour=14)) as program:
        clerk = program.talk(CLERK)
        await clerk.said("/spend")
        program.clock.forward(hours=1)
        await program.program.scheduler.looked()
        assert not any("您负责的项目有" in words(one) for one in clerk.messages)
        await clerk.said("/cancel")
        await program.program.scheduler.looked()
        assert "您负责的项目有" in words(clerk.last)


@in_loop
async def test_a_reminder_that_waited_says_what_is_owed_when_it_is_said(tmp_path: Path) -> None:
    async with bureau(tmp_path, only("reminders"), FRIDAY.replace(hour=14)) as program:
        clerk = program.talk(CLERK)
        await clerk.said("/spend 中博会")
        program.clock.forward(hours=1)
        await program.program.scheduler.looked()
        await clerk.said("0.5")
        await clerk.said("今天")
        await clerk.said("展位")
        await clerk.pressed("✅ 确认")
        known = len(clerk.messages)
        await program.program.scheduler.looked()
        reminded = [words(one) for one in clerk.messages[known:]]
        assert not any("没有登记支出" in line and "中博会" in line for one in reminded for line in one.split("\n"))


@in_loop
async def test_nobody_is_reminded_in_quiet_hours_on_leave_or_at_the_weekend(tmp_path: Path) -> None:
    night = FRIDAY.replace(hour=21)
    async with bureau(tmp_path, only("reminders"), night) as program:
        clerk = program.talk(CLERK)
        for hours in (0, 3, 12, 24):
            program.clock.forward(hours=hours)
            await program.program.scheduler.looked()
            assert clerk.messages == []
        program.clock.moment = datetime(2021, 7, 12, 8, 0, tzinfo=SHANGHAI)
        await program.program.scheduler.looked()
        assert "您负责的项目有" in words(clerk.last)


@in_loop
async def test_who_goes_on_leave_before_the_reminder_gets_none(tmp_path: Path) -> None:
    async with bureau(tmp_path, only("reminders"), FRIDAY.replace(hour=14)) as program:
        desk = program.desk
        away = replace(desk.office.member(CLERK.id), leave_until=FRIDAY.date())
        desk.office.change(away, "leave", LOADER, desk.now(), "")
        program.clock.forward(hours=1)
        await program.program.scheduler.looked()
        assert program.talk(CLERK).messages == []


# -- chores ---------------------------------------------------------------------------------------------


@in_loop
async def test_the_nightly_backup_lies_in_the_data_folder_and_is_made_once(tmp_path: Path) -> None:
    async with bureau(tmp_path, only("backup")) as program:
        for _ in range(3):
            await program.program.scheduler.looked()
        assert len(list((program.folder / "backups").glob("*.zip"))) == 1


@in_loop
async def test_a_conversation_that_nobody_came_back_to_for_a_week_is_dropped_and_its_author_told(
    tmp_path: Path,
) -> None:
    async with bureau(tmp_path, only("drafts")) as program:
        clerk = program.talk(CLERK)
        await clerk.said("/spend")
        program.clock.forward(days=6)
        await program.program.scheduler.looked()
        assert program.desk.drafts.of(CLERK.id) is not None
        program.clock.forward(days=1, hours=1)
        await program.program.scheduler.looked()
        assert program.desk.drafts.of(CLERK.id) is None
        assert "没有记录任何内容" in words(clerk.last)
