"""One person who sends without end slows down themselves and nobody else."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.desk_fixture import room, words
from tests.sandbox_client import CLERK, OTHER_CLERK, STRANGER, in_loop


@in_loop
async def test_a_thousand_messages_from_one_person_delay_nobody_else(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk, other, world = program.talk(CLERK), program.talk(OTHER_CLERK), program.server.world
        for number in range(1_000):
            world.say(CLERK.id, f"/progress {number}")
        async with asyncio.timeout(10):  # in turn with the flood it would take minutes
            for _ in range(3):
                assert "第 1 步" in words(await other.said("/spend"))
                await other.said("/cancel")
        await world.wait_for(lambda: any("消息较多" in words(one) for one in clerk.messages), 10)
        assert sum("消息较多" in words(one) for one in clerk.messages) == 1
        assert len(clerk.messages) <= 21 + 1
        # What is slowed down is not lost: it is on disk and served in its turn, also after a restart.
        await world.wait_for(lambda: not world.updates.pending, 10)
        assert len(program.program.store.inbox.pending()) >= 900


@in_loop
async def test_a_flood_of_a_stranger_costs_one_sentence_and_no_disk(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        world, inbox = program.server.world, program.folder / "inbox.jsonl"
        before = inbox.read_bytes()
        for number in range(500):
            world.say(STRANGER.id, f"/start {number}")
            world.press_data(STRANGER.id, 1, f"c:progress:{number}")
        await program.quiet()
        assert len(world.bot_messages(STRANGER.id)) == 1
        assert inbox.read_bytes() == before
        assert len(world.callback_answers) <= 20
