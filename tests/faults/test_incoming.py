"""Updates as they should not come: twice, in the wrong order, edited, by nobody in particular, without words."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest

from perfbot.domain.books.entries import Spending
from perfbot.intake.parts import Limits
from perfbot.sandbox import Upload
from tests.desk_fixture import GONGYE_2021, Room, room, words
from tests.sandbox_client import CLERK, OFFICE, OTHER_CLERK, STRANGER, VIEWER, in_loop
from tests.telegram_messages import SERVICE


def entries(program: Room) -> int:
    return len(program.desk.ledger.book(GONGYE_2021))


def purposes(program: Room) -> list[str]:
    """The spendings recorded by people in the test, in order."""
    book = program.desk.ledger.book(GONGYE_2021)
    return [one.purpose for one in book.entries if isinstance(one, Spending) and one.recorded_by]


def troubles(program: Room) -> list[str]:
    """Every sentence in which the bot owned up to an error, in any chat."""
    chats = program.server.world.chats
    said = [words(message) for chat in chats for message in program.server.world.bot_messages(chat)]
    return [text for text in said if "错误编号" in text or "程序出错" in text]


@in_loop
async def test_every_update_of_a_conversation_delivered_three_times_records_one_entry(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk, world = program.talk(CLERK), program.server.world
        await clerk.said("/spend")
        for act in (lambda: clerk.pressed("中博会"), lambda: clerk.said("0.3"), lambda: clerk.said("6.30")):
            world.faults.duplicate = 1
            await act()
            world.updates.again(1)
        world.faults.duplicate = 1
        review = await clerk.said("展位")
        world.faults.duplicate = 1
        await clerk.pressed("✅ 确认", review)
        world.updates.again(7)
        await program.quiet()
        await program.restart()
        world.updates.again(7)
        await program.quiet()
        assert purposes(program) == ["展位"]
        assert troubles(program) == []


@in_loop
async def test_updates_in_the_wrong_order_are_refused_or_taken_for_what_they_are_and_record_nothing_wrong(
    tmp_path: Path,
) -> None:
    async with room(tmp_path) as program:
        clerk, world = program.talk(CLERK), program.server.world
        await clerk.said("/spend")
        await clerk.pressed("中博会")
        world.faults.reorder = 2
        world.say(CLERK.id, "0.3")
        world.say(CLERK.id, "展位")
        await program.quiet()
        assert purposes(program) == []
        assert troubles(program) == []
        assert "第 3 步" in words(clerk.last)


@in_loop
async def test_an_edited_answer_changes_nothing_and_the_person_is_told(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk, world = program.talk(CLERK), program.server.world
        review = await clerk.said("/spend 中博会 0.3 展位 6.30")
        command = next(iter(world.chats[CLERK.id].messages))
        world.edit(CLERK.id, command, "/spend 中博会 900 展位 6.30")
        await world.wait_for(lambda: "不会改变" in words(clerk.last))
        await clerk.pressed("✅ 确认", review)
        book = program.desk.ledger.book(GONGYE_2021)
        assert [str(one.amount) for one in book.entries if isinstance(one, Spending) and one.recorded_by] == ["3000.00"]


@in_loop
async def test_nobody_in_particular_records_nothing_is_not_answered_and_upsets_nothing(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        world, before = program.server.world, entries(program)
        world.promote_bot()  # an administrator hears everything that is said in the group
        await program.quiet()
        quiet_before = len(world.bot_messages(program.server.group_id))
        for text in ("/spend 中博会 0.3 展位 6.30", "确认", "/invite 管理员 路人"):
            world.channel_post(text)
            world.linked_post(text)
            world.anonymous(text)
            world.say(CLERK.id, text.replace("/", ""), program.server.group_id)
        said = {
            "message_id": 1,
            "date": 0,
            "chat": {"id": CLERK.id, "type": "private"},
            "text": "/spend 中博会 1 甲 6.30",
        }
        robot = {"id": 5005, "is_bot": True, "first_name": "机器人"}
        world.updates.push("message", said | {"from": robot})
        world.updates.push("message", said | {"from": CLERK.as_user(), "via_bot": robot})
        world.updates.push("message", said)
        world.updates.push("edited_message", said | {"from": CLERK.as_user(), "edit_date": 1})
        world.updates.push(
            "callback_query", {"id": "7", "from": CLERK.as_user(), "chat_instance": "1", "data": "c:spend"}
        )
        world.updates.push("message", {"message_id": 2, "date": 0, "chat": {"id": CLERK.id, "type": "private"}})
        await program.quiet()
        assert entries(program) == before
        assert program.desk.drafts.of(CLERK.id) is None
        assert len(world.bot_messages(program.server.group_id)) == quiet_before
        assert troubles(program) == []


WORDLESS: list[dict[str, Any]] = [
    {
        "sticker": {"file_id": "s", "file_unique_id": "s", "type": "regular", "width": 1, "height": 1}
        | {"is_animated": False, "is_video": False}
    },
    {"voice": {"file_id": "v", "file_unique_id": "v", "duration": 1}},
    {"location": {"latitude": 22.6, "longitude": 113.1}},
    {"contact": {"phone_number": "1", "first_name": "李"}},
    {"dice": {"emoji": "🎲", "value": 6}},
    {"video_note": {"file_id": "n", "file_unique_id": "n", "length": 1, "duration": 1}},
]


@in_loop
async def test_what_is_not_words_is_answered_with_what_is_wanted_and_the_question_stands(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk, world = program.talk(CLERK), program.server.world
        await clerk.said("/spend")
        await clerk.pressed("中博会")
        for content in WORDLESS:
            before = len(clerk.messages)
            world.send(CLERK.id, content)
            await world.wait_for(partial(lambda before: len(clerk.messages) >= before + 2, before))
            assert "第 2 步" in words(clerk.last)
        assert "第 3 步" in words(await clerk.said("0.3"))
        assert troubles(program) == []


@in_loop
async def test_a_command_in_the_middle_asks_which_to_go_on_with_and_loses_nothing(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk = program.talk(CLERK)
        await clerk.said("/spend")
        await clerk.pressed("中博会")
        await clerk.said("0.3")
        assert "还没填完" in words(await clerk.said("/result"))
        assert "进度" in words(await clerk.said("/help"))
        assert "第 3 步" in words(await clerk.pressed("继续填写"))
        assert "已取消" in words(await clerk.said("/cancel"))


@pytest.mark.parametrize("person", [CLERK, OTHER_CLERK, OFFICE, VIEWER])
@in_loop
async def test_nonsense_of_any_kind_is_answered_without_an_error(tmp_path: Path, person: Any) -> None:
    odd = (
        "/",
        "／",
        "/spend " + "9" * 3000,
        "/progress 9999",
        "/report １２３",
        "/undo x",
        "/leave 99月99日",
        "\u202e\u200b",
        "/history \x00\x0b",
        "/start c_",
        "/start inv_",
        "/start c_spend_中博会_0.3",
        "<b>",
        "=1+1",
        "😀" * 2000,
        "/members 甲 科室 乙",
        "/invite",
        "/score 2021",
        "/lint",
        "/SPEND",
        "/spend@perf_sandbox_bot",
    )
    async with room(tmp_path, limits=Limits(flood_updates=100)) as program:
        world, before = program.server.world, entries(program)
        for text in odd:
            world.say(person.id, text)
        world.upload(person.id, [Upload("../../etc/passwd", b"\x00", "x/y")])
        await program.quiet()
        assert entries(program) == before
        assert troubles(program) == []


@in_loop
async def test_what_telegram_tells_without_anybody_having_written_it_is_not_answered(tmp_path: Path) -> None:
    async with room(tmp_path, limits=Limits(flood_updates=100)) as program:
        clerk, world = program.talk(CLERK), program.server.world
        await clerk.said("/spend")
        before = len(clerk.messages)
        for kind, told in SERVICE.items():
            world.send(CLERK.id, {kind: told})
            world.send(STRANGER.id, {kind: told})
        await program.quiet()
        assert len(clerk.messages) == before
        assert world.bot_messages(STRANGER.id) == []


@in_loop
async def test_only_an_edit_that_changes_words_is_answered(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk, world = program.talk(CLERK), program.server.world
        await clerk.said("/spend 中博会 0.3 展位 6.30")
        own = next(iter(world.chats[CLERK.id].messages.values()))
        place = {"message_id": 77, "date": 0, "chat": own["chat"], "from": own["from"], "edit_date": 5}
        for reacted in (own, own, own | {"edit_date": 9}, own | {"edit_date": 9, "link_preview_options": {}}):
            world.updates.push("edited_message", dict(reacted))
        for step in range(3):
            world.updates.push("edited_message", place | {"location": {"latitude": step, "longitude": 1}})
        await program.quiet()
        assert not any("不会改变" in words(one) for one in clerk.messages)
        world.edit(CLERK.id, own["message_id"], "/spend 中博会 3 展位 6.30")
        await program.quiet()
        world.updates.push("edited_message", dict(own))
        await program.quiet()
        assert sum("不会改变" in words(one) for one in clerk.messages) == 1
