"""getUpdates on a bad day, and the end of a process that shares its token with another."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from telegram.error import BadRequest, InvalidToken, NetworkError, TimedOut

from perfbot.intake.running import seldom_logged
from perfbot.intake.watchdog import Watchdog
from perfbot.settings import Settings
from perfbot.shell.serving import serve
from perfbot.store.files.layout import is_data_folder
from perfbot.store.tiny.store import TinyStore, create_store
from perfbot.wiring.program import build_program
from tests.crash.test_start import NOW
from tests.desk_fixture import room, words
from tests.sandbox_client import CLERK, OFFICE, TOKEN, in_loop, sandbox


@in_loop
async def test_a_poll_that_is_refused_cut_off_or_answered_with_nonsense_loses_no_update(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk, world = program.talk(CLERK), program.server.world
        world.faults.add("garbage", "getUpdates")
        world.faults.add("reset_after", "getUpdates")
        world.say(CLERK.id, "/spend 中博会 0.3 展位 6.30")
        await world.wait_for(lambda: any("请核对" in words(one) for one in clerk.messages), 15)
        await program.quiet()
        assert world.faults.waiting == []
        assert sum("请核对" in words(one) for one in clerk.messages) == 1


@in_loop
async def test_an_update_that_cannot_be_read_is_passed_over_and_everybody_elses_are_served(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with room(tmp_path) as program:
        world, clerk = program.server.world, program.talk(CLERK)
        polls = len(world.calls_of("getUpdates"))
        world.updates.push("message", {"message_id": "?", "text": "秘密用途", "date": "秘密用途"})
        number = world.updates.pending[-1]["update_id"]
        assert "陈敏" in words(await clerk.said("/whoami"))
        world.updates.push("message", {"message_id": "?"})
        await program.quiet()
        assert "陈敏" in words(await clerk.said("/whoami"))
        assert len(clerk.messages) == 2
        assert len(world.calls_of("getUpdates")) - polls < 20
    assert f"update {number} cannot be read and is passed over: TypeError" in caplog.text
    assert "秘密用途" not in caplog.text


async def served(tmp_path: Path, fault: str, watchdog: Watchdog, **options: Any) -> tuple[int, list[str]]:
    """Serve until polling meets the fault for good: the exit code, and what the office was told."""
    async with sandbox() as server:
        world = server.world
        world.chats[OFFICE.id].started = True
        settings = Settings(bot_token=TOKEN, bot_api_url=server.url, admin_ids=(OFFICE.id,))
        data = tmp_path / "data"
        store = TinyStore(data, now=NOW) if is_data_folder(data) else create_store(data, NOW)
        program = build_program(settings, store, lambda: NOW, watchdog=watchdog)
        world.faults.add(fault, "getUpdates", times=99, **options)
        code = await asyncio.wait_for(serve(program, lambda: NOW, lambda: ""), 15)
        return code, [words(one) for one in world.bot_messages(OFFICE.id)]


@in_loop
async def test_a_bot_whose_token_another_process_polls_with_tells_the_office_once_and_ends_with_an_error(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for told in (1, 0):  # started again by its service within the hour, it does not tell the office a second time
        code, said = await served(tmp_path, "conflict", Watchdog(conflict_for=0))
        assert code == 1
        assert sum("同一个令牌" in text for text in said) == told
    assert "stopping: another process polls with this token" in caplog.text
    assert "Traceback" not in caplog.text


@in_loop
async def test_a_bot_whose_polls_are_refused_for_minutes_tells_the_office_and_ends_with_an_error(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    code, said = await served(tmp_path, "refuse", Watchdog(refused_for=0), code=400, description="Bad Request: offset")
    assert code == 1
    assert sum("拒绝本程序收取消息" in text for text in said) == 1
    assert "ERROR" in [one.levelname for one in caplog.records if "polling" in one.message and "Offset" in one.message]


@in_loop
async def test_a_token_that_is_refused_for_minutes_while_polling_ends_as_a_wrong_token(tmp_path: Path) -> None:
    with pytest.raises(InvalidToken):
        await served(tmp_path, "refuse", Watchdog(refused_for=0), code=401, description="Unauthorized")


def test_trouble_with_polling_is_logged_once_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    @in_loop
    async def an_hour_of_it_in_one_go() -> None:
        failed = seldom_logged("polling")
        for _ in range(3_600):
            failed(NetworkError("away"))
        failed(TimedOut())
        for _ in range(60):
            failed(BadRequest("refused"))

    an_hour_of_it_in_one_go()
    assert [record.levelname for record in caplog.records] == ["WARNING", "WARNING", "ERROR"]
