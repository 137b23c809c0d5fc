"""Starting and stopping the real process: told to stop early it stops, and a missing menu stops nothing."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import pytest
import tornado.httpserver
import tornado.netutil
import tornado.web

from perfbot.settings import read_settings
from perfbot.shell.checking import check
from tests.bot_process import BotProcess
from tests.desk_fixture import words
from tests.sandbox_client import MONDAY, OFFICE, TOKEN, Talk, in_loop, sandbox


async def logged(bot: BotProcess, words: str) -> None:
    async with asyncio.timeout(20):
        while not bot.log.exists() or words not in bot.log.read_text("utf-8"):  # noqa: ASYNC110 - a file has no event to wait for
            await asyncio.sleep(0.02)


@in_loop
async def test_told_to_stop_while_telegram_cannot_be_reached_it_stops(tmp_path: Path) -> None:
    async with sandbox() as server:
        bot = BotProcess(server, tmp_path / "data", BOT_API_URL="http://127.0.0.1:9")
        bot.launch()
        await logged(bot, "Telegram not reached")
        async with asyncio.timeout(5):
            assert await bot.stop() == 0


@in_loop
async def test_a_first_start_is_told_to_the_office_once_and_a_menu_that_cannot_be_published_stops_nothing(
    tmp_path: Path,
) -> None:
    async with sandbox() as server:
        server.world.chats[OFFICE.id].started = True
        server.world.faults.add("error", "setMyCommands", times=2)
        bot, office = BotProcess(server, tmp_path / "data"), Talk(server.world, OFFICE, timeout=20)
        await bot.start()
        await server.world.wait_for(lambda: office.messages, 20)
        assert "新建空的数据目录" in words(office.last)  # else a disk that is not mounted would pass for a first start
        assert "管理员" in words(await office.said("/whoami"))
        assert await bot.stop() == 0
        await bot.start()
        assert "管理员" in words(await office.said("/whoami"))
        assert len(office.messages) == 3
        assert await bot.stop() == 0


@in_loop
async def test_under_the_c_locale_a_taken_port_and_a_mistyped_setting_are_named_in_chinese(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        told = {"PERFBOT_METRICS_PORT": str(taken.getsockname()[1]), "PERFBOT_GROUP_CHATID": "-1001"}
        locale = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
        async with sandbox() as server:
            bot = BotProcess(server, tmp_path / "data", **told, **locale)
            bot.launch()
            assert await bot.ended() == 1
    said = bot.log.read_text("utf-8")
    assert "PERFBOT_METRICS_PORT" in said
    assert "端口已被别的程序占用" in said
    assert "是否想写 PERFBOT_GROUP_CHAT_ID？" in said
    assert "Traceback" not in said


@in_loop
async def test_check_says_whether_the_bot_can_reach_the_work_group(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with sandbox() as server:
        group = next(chat for chat in server.world.chats.values() if chat.is_group)
        settings = read_settings(
            {
                "BOT_TOKEN": TOKEN,
                "BOT_API_URL": server.url,
                "PERFBOT_ADMIN_IDS": "1001",
                "PERFBOT_GROUP_CHAT_ID": str(group.id),
            }
        )
        assert await check(settings, tmp_path / "data", MONDAY) == 0
        assert "✔ 工作群：绩效工作群" in capsys.readouterr().out
        server.world.bar("photos")
        assert await check(settings, tmp_path / "data", MONDAY) == 0
        assert "⚠ 工作群“绩效工作群”不允许机器人发图片" in capsys.readouterr().out
        server.world.bar("text messages")
        assert await check(settings, tmp_path / "data", MONDAY) == 1
        group.bot_status = "left"
        assert await check(settings, tmp_path / "data", MONDAY) == 1
        assert "拉进" in capsys.readouterr().out


class _NoBotApi(tornado.web.RequestHandler):
    """Whatever stands at an address that is no Bot API server's."""

    def initialize(self, status: int, body: str) -> None:
        self.set_status(status)
        self.body = body

    def post(self) -> None:
        if self.get_status() == 301:
            self.set_header("Location", "https://elsewhere.example/")
        self.finish(self.body)


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (301, "", "要求转到别的地址"),
        (200, "<html>", "不是 Bot API 服务器"),
        (200, "[1]", "不是 Bot API 服务器"),
        (200, '{"ok": true, "result": true}', "不是 Bot API 服务器"),
        (200, '{"ok": true, "result": {"id": 1}}', "不是 Bot API 服务器"),
    ],
)
@in_loop
async def test_check_says_in_one_sentence_what_answers_in_place_of_telegram(
    status: int, body: str, said: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    sockets = tornado.netutil.bind_sockets(0, "127.0.0.1")
    options = {"status": status, "body": body}
    server = tornado.httpserver.HTTPServer(tornado.web.Application([(r"/.*", _NoBotApi, options)]))
    server.add_sockets(sockets)
    told = {"BOT_TOKEN": TOKEN, "PERFBOT_ADMIN_IDS": "1001"}
    settings = read_settings({**told, "BOT_API_URL": f"http://127.0.0.1:{sockets[0].getsockname()[1]}"})
    assert await check(settings, tmp_path / "data", MONDAY) == 1
    server.stop()
    shown = capfd.readouterr()
    assert shown.err == ""
    [bad] = [line for line in shown.out.splitlines() if line.startswith("✘")]
    assert said in bad


@in_loop
async def test_check_says_whether_telegram_gets_through_to_the_webhook(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with sandbox() as server:
        url, told = "https://bot.example/telegram", {"BOT_TOKEN": TOKEN, "PERFBOT_ADMIN_IDS": "1001"}
        hook = {"PERFBOT_WEBHOOK_URL": url, "PERFBOT_WEBHOOK_SECRET": "s" * 40}
        settings = read_settings({**told, **hook, "BOT_API_URL": server.url})
        assert await check(settings, tmp_path / "data", MONDAY) == 0
        assert "启动机器人时会登记" in capsys.readouterr().out
        info = {"url": url, "has_custom_certificate": False, "pending_update_count": 7, "last_error_date": 1}
        expired = info | {"last_error_message": "SSL error {certificate verify failed}"}
        for answer, expected in ((expired, "已积压 7 条"), (info | {"url": "https://other.example/"}, "指向了别处")):
            server.world.faults.add("result", "getWebhookInfo", result=answer)
            assert await check(settings, tmp_path / "data", MONDAY) == 1
            assert expected in capsys.readouterr().out
