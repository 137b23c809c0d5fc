"""An update that ends the process takes nobody else's with it."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.intake.test_running import lines_of, process, until
from tests.intake_bench import telegram
from tests.sandbox_client import CLERK, OTHER_CLERK, in_loop


@in_loop
async def test_what_was_in_hand_each_time_the_process_died_over_another_update_is_served_all_the_same(
    tmp_path: Path,
) -> None:
    folder, out = tmp_path / "d", tmp_path / "out"
    async with telegram() as server:
        server.world.say(CLERK.id, "等")
        server.world.say(OTHER_CLERK.id, "毒")
        for _ in range(3):
            async with process(server, folder, out, "poison") as bot:
                assert await asyncio.wait_for(bot.wait(), 20) == 9
        async with process(server, folder, out, "poison"):
            await until(lambda: "等" in lines_of(out))
            await server.world.wait_for(lambda: server.world.bot_messages(OTHER_CLERK.id), 20)
        assert lines_of(out) == ["等"]
        assert server.world.bot_messages(CLERK.id) == []
        assert "错误编号" in server.world.bot_messages(OTHER_CLERK.id)[0]["text"]
