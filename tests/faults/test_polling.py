"""getUpdates on a bad day, and the end of a process that shares its token with another."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from telegram.error import NetworkError, TimedOut

from perfbot.intake.running import seldom_logged
from perfbot.store.tiny.store import TinyStore
from tests.bot_process import BotProcess
from tests.crash.cast import PARTS, build_services
from tests.crash.test_start import NOW
from tests.desk_fixture import room, words
from tests.sandbox_client import CLERK, OFFICE, in_loop, sandbox


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


@in_loop
async def test_a_bot_whose_token_another_process_polls_with_tells_the_office_once_and_ends_with_an_error(
    tmp_path: Path,
) -> None:
    build_services(tmp_path / "data", NOW)
    async with sandbox([part.person for part in PARTS]) as server:
        server.world.chats[OFFICE.id].started = True
        bot = BotProcess(server, tmp_path / "data")
        server.world.faults.add("conflict", times=3)
        bot.launch()
        assert await bot.ended() == 1
        said = [words(one) for one in server.world.bot_messages(OFFICE.id)]
        assert sum("同一个令牌" in text for text in said) == 1
    with closing(TinyStore(tmp_path / "data", read_only=True)) as store:
        # Started again by its service within the hour, it does not tell the office a second time.
        assert [key for key, _ in store.claims() if key.startswith("ended:CONFLICT:")]
    assert "CRITICAL" in bot.log.read_text("utf-8")
    assert "Traceback" not in bot.log.read_text("utf-8")


def test_trouble_with_polling_is_logged_once_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    @in_loop
    async def an_hour_of_it_in_one_go() -> None:
        failed = seldom_logged("polling")
        for _ in range(3_600):
            failed(NetworkError("away"))
        failed(TimedOut())

    an_hour_of_it_in_one_go()
    assert [record.levelname for record in caplog.records] == ["WARNING", "WARNING"]
