"""The group on a bad day: it becomes a supergroup, the bot is put out and taken in again, a person blocks the bot."""

from __future__ import annotations

from pathlib import Path

from tests.desk_fixture import Room, room, words
from tests.sandbox_client import CLERK, OFFICE, OTHER_CLERK, VIEWER, in_loop


def told(program: Room, part: str) -> int:
    return sum(part in words(one) for one in program.server.world.bot_messages(OFFICE.id))


@in_loop
async def test_a_group_that_became_a_supergroup_is_followed_also_after_a_restart(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        world, old = program.server.world, program.server.group_id
        new = world.upgrade_group()
        await program.quiet()
        assert program.desk.office.group_chat_id == new
        await program.restart()
        assert program.desk.office.group_chat_id == new
        assert "98.82%" in words(await program.talk(VIEWER, new).said("/progress"))
        assert world.bot_messages(old) == []


@in_loop
async def test_an_upgrade_of_which_only_the_second_message_comes_is_followed_too(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        world = program.server.world
        new = world.upgrade_group()
        del world.updates.pending[0]
        await program.quiet()
        assert program.desk.office.group_chat_id == new


@in_loop
async def test_an_answer_on_its_way_when_the_group_moves_arrives_in_the_new_one_once(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        world, old = program.server.world, program.server.group_id
        world.faults.latency_ms = 100
        world.say(VIEWER.id, "/progress", old)
        new = world.upgrade_group()
        await world.wait_for(lambda: world.bot_messages(new))
        await program.quiet()
        assert ["98.82%" in words(one) for one in world.bot_messages(new)] == [True]
        assert program.desk.office.group_chat_id == new


@in_loop
async def test_put_out_of_the_group_the_bot_tells_the_office_once_and_says_so_when_it_is_back(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        world = program.server.world
        world.say(VIEWER.id, "/progress", program.server.group_id)
        world.kick_bot()
        await world.wait_for(lambda: told(program, "移出工作群"))
        assert "98.82%" in words(await program.talk(VIEWER).said("/progress"))
        world.return_bot()
        await world.wait_for(lambda: told(program, "回到工作群"))
        await program.quiet()
        assert told(program, "移出工作群") == told(program, "回到工作群") == 1
        assert told(program, "程序出错") == 0
        assert "98.82%" in words(await program.talk(VIEWER, program.server.group_id).said("/progress"))


@in_loop
async def test_a_person_who_blocks_the_bot_holds_nobody_up_and_goes_on_where_they_were(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk, world = program.talk(CLERK), program.server.world
        await clerk.said("/spend")
        await clerk.pressed("中博会")
        world.say(CLERK.id, "0.3")
        world.block(CLERK.id)
        assert "哪个二级项目" in words(await program.talk(OTHER_CLERK).said("/spend"))
        await program.quiet()
        world.unblock(CLERK.id)
        await clerk.said("/start")
        await program.quiet()
        assert "第 3 步" in words(clerk.last)
        assert told(program, "程序出错") == 0
