"""The token and what people said stay out of everything that is written; files are the owner's alone."""

from __future__ import annotations

import asyncio
import os
import stat
from pathlib import Path
from typing import Any

import httpx

from perfbot.sandbox import Upload
from perfbot.store.files.backup import make_backup
from tests.bot_process import BotProcess
from tests.crash.cast import PARTS, build_services
from tests.crash.test_start import NOW
from tests.desk_fixture import room, words
from tests.intake.test_running import free_port
from tests.sandbox_client import OFFICE, TOKEN, Talk, in_loop, sandbox

SAID = "秘密用途之一"
SECRET = TOKEN.partition(":")[2]


def command_line(pid: int) -> str:
    """What any user of the machine may see of a process."""
    return Path(f"/proc/{pid}/cmdline").read_text("utf-8", "replace")


def written(folder: Path) -> str:
    return "".join(path.read_text("utf-8", "replace") for path in folder.rglob("*") if path.is_file())


@in_loop
async def test_at_debug_and_in_every_kind_of_trouble_neither_token_nor_words_are_logged(tmp_path: Path) -> None:
    data = tmp_path / "data"
    build_services(data, NOW)
    async with sandbox([part.person for part in PARTS]) as server:
        office, world = Talk(server.world, OFFICE, timeout=20), server.world
        world.chats[OFFICE.id].started = True
        bot = BotProcess(server, data, PERFBOT_LOG_LEVEL="DEBUG")
        await bot.start()
        world.faults.add("reset_before", chat_id=OFFICE.id)
        world.faults.add("garbage", "answerCallbackQuery")
        await office.said(f"/spend gongye-2021 中博会 0.01 {SAID} 6.30")
        await office.pressed("✅ 确认")
        world.faults.add("error", "getFile", code=500)
        world.faults.add("result", "getFile", times=3, result=7)
        world.upload(OFFICE.id, [Upload("a.png", b"\x89PNG\r\n\x1a\n1", "image/png")])
        await world.wait_for(lambda: any("错误编号" in words(one) for one in office.messages), 20)
        assert SECRET not in command_line(bot.pid)
        assert await bot.stop() == 0
    log = bot.log.read_text("utf-8")
    assert "Traceback" in log
    assert SECRET not in log
    assert SAID not in log
    assert SECRET not in written(data)


@in_loop
async def test_a_token_that_telegram_refuses_is_not_repeated(tmp_path: Path) -> None:
    async with sandbox(token="4200000001:the-token-that-is-right-and-of-length") as server:
        bot = BotProcess(server, tmp_path / "data", PERFBOT_LOG_LEVEL="DEBUG")
        bot.launch()
        async with asyncio.timeout(15):
            while "BOT_TOKEN" not in bot.log.read_text("utf-8"):  # noqa: ASYNC110 - another process has no event for us
                await asyncio.sleep(0.02)
        assert await bot.stop() == 0
    assert SECRET not in bot.log.read_text("utf-8")
    assert "the token is refused; if this lasts, BOT_TOKEN is wrong" in bot.log.read_text("utf-8")


@in_loop
async def test_under_any_umask_every_file_and_folder_is_the_owners_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        async with room(tmp_path) as program:
            office = program.talk(OFFICE)
            await office.said("/spend 中博会 0.01 甲 6.30")
            await office.pressed("✅ 确认")
            await office.uploaded(Upload("a.png", b"\x89PNG\r\n\x1a\n1", "image/png"))
            await program.quiet()
            make_backup(program.folder, program.folder / "backups", NOW)
            await program.restart()
    finally:
        os.umask(before)
    files = [program.folder, *program.folder.rglob("*")]
    wrong = [path for path in files if stat.S_IMODE(path.stat().st_mode) != (0o700 if path.is_dir() else 0o600)]
    assert wrong == []
    assert {path.parent.name for path in files} >= {"books", "evidence", "backups"}


@in_loop
async def test_behind_a_webhook_nobody_without_the_secret_is_heard(tmp_path: Path) -> None:
    build_services(tmp_path / "data", NOW)
    port, secret = free_port(), "s" * 40
    url = f"http://127.0.0.1:{port}/telegram"
    async with sandbox([part.person for part in PARTS]) as server, httpx.AsyncClient() as client:
        world, office = server.world, Talk(server.world, OFFICE, timeout=20)
        world.chats[OFFICE.id].started = True
        bot = BotProcess(
            server,
            tmp_path / "data",
            PERFBOT_WEBHOOK_URL=url.replace("http:", "https:"),
            PERFBOT_WEBHOOK_PORT=str(port),
            PERFBOT_WEBHOOK_SECRET=secret,
        )
        bot.launch()
        await world.wait_for(lambda: world.updates.webhook is not None, 20)
        assert world.updates.webhook is not None
        world.updates.webhook.url = url  # as the web server in front of the bot passes it on
        assert "98.82%" in words(await office.said("/progress gongye-2021"))
        forged: dict[str, Any] = {
            "update_id": 1,
            "message": {"message_id": 1, "date": 0, "text": "/progress gongye-2021"},
        }
        forged["message"] |= {"chat": {"id": OFFICE.id, "type": "private"}, "from": OFFICE.as_user()}
        for headers in ({}, {"X-Telegram-Bot-Api-Secret-Token": "wrong"}):
            assert (await client.post(url, json=forged, headers=headers)).status_code == 403
        assert "98.82%" in words(await office.said("/progress gongye-2021"))
        assert len(office.messages) == 2
        assert await bot.stop() == 0
    assert secret not in bot.log.read_text("utf-8")
