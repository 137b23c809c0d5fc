"""What waits: as long as Telegram tells, without taking the places or the memory of others."""

from __future__ import annotations

import asyncio
import itertools
import json
from pathlib import Path
from typing import Any

from telegram import Update

from perfbot.delivery.errors import NotDelivered, Undelivered
from perfbot.intake.pacing import PatientRateLimiter
from perfbot.intake.parts import Limits
from perfbot.sandbox import Person
from tests.desk_fixture import Room, room, words
from tests.intake_bench import FAST, running, telegram
from tests.sandbox_client import CLERK, OTHER_CLERK, in_loop


def asked_of(program: Room, chat_id: int) -> list[Any]:
    """Every request about the chat that Telegram got."""
    return [call for call in program.server.world.calls if call.params.get("chat_id") in (chat_id, str(chat_id))]


@in_loop
async def test_an_update_waits_as_long_as_telegram_tells_and_is_answered_afterwards(tmp_path: Path) -> None:
    async with room(tmp_path, limits=FAST) as program:
        clerk, other, world = program.talk(CLERK), program.talk(OTHER_CLERK), program.server.world
        asked = len(asked_of(program, CLERK.id))
        world.faults.add("too_many", "*", retry_after=3_600, chat_id=CLERK.id)
        world.say(CLERK.id, "/spend 中博会 0.3 展位 6.30")
        await world.wait_for(lambda: world.faults.met)
        world.say(CLERK.id, "/progress")
        for _ in range(3):
            await other.said("/help")
        assert len(asked_of(program, CLERK.id)) == asked + 1
        assert len([one for one in program.program.store.inbox.pending() if one.person_id == CLERK.id]) == 2
        await program.restart()
        await world.wait_for(lambda: len(clerk.messages) >= 2)
        await program.quiet()
        assert "请核对" in words(clerk.messages[0])
        assert not any("错误编号" in words(one) for one in clerk.messages)


@in_loop
async def test_the_wait_is_kept_exactly_and_is_no_try(tmp_path: Path) -> None:
    times: list[float] = []

    async def flooded(update: Update) -> None:
        times.append(asyncio.get_running_loop().time())
        if len(times) <= 5:
            raise NotDelivered(Undelivered.FLOODED, CLERK.id, "Flood control exceeded", retry_after=0.1)

    async with telegram() as server, running(server, tmp_path / "d", flooded) as bench:
        bench.world.say(CLERK.id, "/progress")
        await bench.until(lambda: bench.counted.updates)
        assert bench.counted.updates == [("/progress", "ok")]
        assert all(later - earlier >= 0.1 for earlier, later in itertools.pairwise(times))
        assert bench.said() == []


@in_loop
async def test_a_group_that_is_answered_slowly_takes_no_places_of_people(tmp_path: Path) -> None:
    async with room(tmp_path, limits=Limits(at_once=4, at_once_in_a_group=4)) as program:
        world, group = program.server.world, program.server.group_id
        for number in range(40):
            world.add_person(Person(2_000 + number, f"访客{number}", None, "在群里，不是成员"))
            world.say(2_000 + number, "/progress", group)
        await world.wait_for(lambda: len(world.bot_messages(group)) >= 10, 10)
        async with asyncio.timeout(5):
            assert "第 1 步" in words(await program.talk(CLERK).said("/spend"))


@in_loop
async def test_what_one_person_may_have_waiting_is_bounded_in_bytes_and_the_rest_is_refused_in_words(
    tmp_path: Path,
) -> None:
    async with room(tmp_path, limits=Limits(waiting_bytes=100_000)) as program:
        clerk, world = program.talk(CLERK), program.server.world
        for number in range(200):
            world.say(CLERK.id, f"{number}" + "长" * 4_000)
        await world.wait_for(lambda: not world.updates.pending, 10)
        assert "第 1 步" in words(await program.talk(OTHER_CLERK).said("/spend"))
        await world.wait_for(lambda: any("没有收下" in words(one) for one in clerk.messages))
        assert sum("没有收下" in words(one) for one in clerk.messages) == 1
        kept = sum(len(json.dumps(one.raw)) for one in program.program.store.inbox.pending())
        assert 0 < kept <= 100_000


@in_loop
async def test_menus_are_set_at_their_own_pace_and_hold_up_no_message() -> None:
    pace, done = PatientRateLimiter(menus_a_second=20), []

    async def sent(endpoint: str, data: dict[str, Any]) -> None:
        async def answer() -> bool:
            return True

        await pace.process_request(answer, (), {}, endpoint, data, None)
        done.append(endpoint)

    began = asyncio.get_running_loop().time()
    menus = [asyncio.ensure_future(sent("setMyCommands", {"scope": "x"})) for _ in range(30)]
    await asyncio.ensure_future(sent("sendMessage", {"chat_id": 1}))
    assert done.count("setMyCommands") < 30
    await asyncio.gather(*menus)
    assert asyncio.get_running_loop().time() - began >= 0.45
