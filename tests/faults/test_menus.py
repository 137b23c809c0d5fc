"""The command menus while Telegram is away: they hold nobody up, and come once it is back."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from perfbot.wiring.telegram_app import publish_commands
from tests.desk_fixture import room, words
from tests.sandbox_client import CLERK, in_loop


@in_loop
async def test_menus_that_telegram_does_not_take_are_named_once_and_tried_again_until_it_does(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with room(tmp_path) as program:
        world, office = program.server.world, program.desk.office
        menus = 3 + len(office.members())  # for everybody, in private, in the group
        await world.wait_for(lambda: len(world.face.commands) == menus)
        world.face.commands.clear()
        world.faults.add("error", "setMyCommands", times=3)
        world.faults.add("refuse", "setMyCommands", code=403, description="Forbidden: user is deactivated")
        await publish_commands(program.program.application.bot, office, pause=0.001)
        assert len(world.face.commands) == menus - 1
    assert caplog.text.count("the menus are published once Telegram is reached") == 1


@in_loop
async def test_a_start_and_a_stop_do_not_wait_for_a_menu(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        program.server.world.faults.add("hang_before", "setMyCommands", times=100)
        async with asyncio.timeout(5):
            await program.restart()
            assert "陈敏" in words(await program.talk(CLERK).said("/whoami"))
            await program.restart()
