"""What Telegram will not take of an answer or a post is told in words: to who asked, and to the office once."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest

from perfbot.render.telegram_refusals import remedy_of, why_refused
from perfbot.sandbox import Upload
from perfbot.settings import Settings
from tests.conversations.test_schedules import MONDAY, bureau, group
from tests.desk_fixture import Room, room, words
from tests.sandbox_client import CLERK, OFFICE, VIEWER, Talk, in_loop


def told(program: Room, part: str, person: int = OFFICE.id) -> int:
    return sum(part in words(one) for one in program.server.world.bot_messages(person))


@in_loop
async def test_an_answer_that_is_refused_in_every_form_is_one_line_with_a_number_that_the_log_has(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with room(tmp_path) as program:
        clerk, world = program.talk(CLERK), program.server.world
        await clerk.said("/spend 中博会 0.01 展位 6.30")
        why = "Bad Request: MESSAGE_STRANGE"
        world.faults.add("refuse", "editMessageText", 3, chat_id=CLERK.id, code=400, description=why)
        world.faults.add("refuse", "sendMessage", 3, chat_id=CLERK.id, code=400, description=why)
        world.press(CLERK.id, clerk.last["message_id"], "✅ 确认")
        await world.wait_for(lambda: told(program, "错误编号", CLERK.id) and told(program, "被 Telegram 拒绝"))
        number = words(clerk.last).partition("错误编号 ")[2][:6]
        assert f"error {number}" in caplog.text
        assert "不必重做" in words(clerk.last)
        assert "展位" in words(await clerk.said("/history 中博会"))
        assert told(program, "被 Telegram 拒绝") == 1


@in_loop
async def test_a_report_whose_file_is_refused_says_that_it_is_missing_and_the_office_hears_it_once(
    tmp_path: Path,
) -> None:
    async with room(tmp_path) as program:
        viewer, world = program.talk(VIEWER), program.server.world
        barred = "Bad Request: CHAT_SEND_DOCS_FORBIDDEN"
        world.faults.add("refuse", "sendDocument", 2, chat_id=VIEWER.id, code=400, description=barred)
        for times in (1, 2):
            await viewer.said("/report 2021")
            await world.wait_for(lambda times=times: told(program, "没有发出：群里不允许", VIEWER.id) == times)  # type: ignore[misc]
        assert ".docx" in words(viewer.last)
        await program.quiet()
        assert told(program, "发不出文件") == 1


@pytest.mark.parametrize("knows_rich", [True, False])
@in_loop
async def test_a_digest_in_a_group_that_bars_pictures_is_done_and_the_office_knows_what_is_barred(
    tmp_path: Path, knows_rich: bool
) -> None:
    async with bureau(tmp_path, now=MONDAY.replace(hour=8), knows_rich=knows_rich) as program:
        program.server.world.bar("photos")
        program.clock.forward(hours=1)
        for _ in range(2):
            await program.program.scheduler.looked()
        assert ["第27周" in words(one) for one in group(program)] == [True]
        assert program.desk.posts.open_posts() == ()
        await program.server.world.wait_for(lambda: told(program, "发不出图片：群里不允许机器人发图片"))
        assert told(program, "没有发出") == 0


@in_loop
async def test_an_answer_goes_to_the_topic_in_which_it_was_asked_for(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        world, where = program.server.world, program.server.group_id
        world.open_topic(7)
        world.say(VIEWER.id, "/progress", where, thread=7)
        await world.wait_for(lambda: world.bot_messages(where))
        talk = Talk(world, VIEWER, where)
        await talk.pressed(talk.buttons()[0])
        await talk.said("/alerts")
        assert [one.get("message_thread_id") for one in world.bot_messages(where)] == [7, None]


def in_topic(number: int) -> Callable[[Settings], Settings]:
    return lambda settings: dataclasses.replace(settings, group_topic_id=number)


@in_loop
async def test_a_digest_goes_to_the_topic_that_is_set(tmp_path: Path) -> None:
    async with bureau(tmp_path, now=MONDAY.replace(hour=8), adjust=in_topic(7)) as program:
        program.server.world.open_topic(7)
        program.clock.forward(hours=1)
        await program.program.scheduler.looked()
        assert [one.get("message_thread_id") for one in group(program)] == [7]


@in_loop
async def test_a_topic_that_is_closed_holds_the_digest_back_with_its_own_remedy_and_a_deleted_one_does_not(
    tmp_path: Path,
) -> None:
    async with bureau(tmp_path, now=MONDAY.replace(hour=8), adjust=in_topic(7)) as program:
        world = program.server.world
        world.open_topic(7, is_open=False)
        program.clock.forward(hours=1)
        await program.program.scheduler.looked()
        assert told(program, "请重新打开这个话题") == 1
        world.delete_topic(7)
        program.clock.forward(hours=2)
        await program.program.scheduler.looked()
        assert ["第27周" in words(one) for one in group(program)] == [True]
        await world.wait_for(lambda: told(program, "设置的话题已不在"))


@in_loop
async def test_a_group_that_bars_plain_words_gets_its_digest_once_they_are_allowed(tmp_path: Path) -> None:
    async with bureau(tmp_path, now=MONDAY.replace(hour=8)) as program:
        program.server.world.bar("text messages")
        program.clock.forward(hours=1)
        await program.program.scheduler.looked()
        assert told(program, "群里不允许机器人发文字") == 1
        program.server.world.bar()
        program.clock.forward(hours=2)
        await program.program.scheduler.looked()
        assert ["第27周" in words(one) for one in group(program)] == [True]


@in_loop
async def test_a_bot_that_is_restricted_tells_the_office_once_and_says_so_when_it_may_speak_again(
    tmp_path: Path,
) -> None:
    async with room(tmp_path) as program:
        world = program.server.world
        world.restrict_bot("text messages")
        await world.wait_for(lambda: told(program, "被限制发言"))
        world.restrict_bot()
        await world.wait_for(lambda: told(program, "又可以发言"))
        world.restrict_bot("photos")
        await program.quiet()
        assert told(program, "被限制发言") == told(program, "又可以发言") == 1


@pytest.mark.parametrize(
    "why",
    [
        "refused: Missing required field",
        "blocked: Bad Request: TOPIC_CLOSED",
        "blocked: Forbidden: bot was kicked from the group chat",
        "told to wait too long: Too Many Requests: retry after 3600",
        "outcome unknown: aiohttp.ServerDisconnectedError",
        "too large: Request Entity Too Large",
        "Bad Request: chat not found",
    ],
)
def test_no_refusal_is_shown_in_telegrams_english(why: str) -> None:
    shown = why_refused(why) + remedy_of(why)
    assert not [word for word in ("request", "refused", "blocked", "error", "unknown") if word in shown.lower()]
    assert any("一" <= sign <= "鿿" for sign in shown)


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("Bad Request: file is too big", "超过 20 MB"),
        ("Bad Request: wrong file_id or the file is temporarily unavailable", "重新发送一次"),
    ],
)
@in_loop
async def test_a_file_that_telegram_does_not_hand_out_is_said_to_be_and_is_no_error_of_the_program(
    why: str, said: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with room(tmp_path) as program:
        clerk, world = program.talk(CLERK), program.server.world
        await clerk.said("/spend 中博会 0.01 展位 6.30")
        world.faults.add("refuse", "getFile", code=400, description=why)
        assert said in words(await clerk.uploaded(Upload("a.png", b"\x89PNG\r\n\x1a\n1", "image/png")))
        assert "已记录" in words(await clerk.pressed("✅ 确认"))
        await program.quiet()
        assert told(program, "程序出错") == 0
        assert "error " not in caplog.text
