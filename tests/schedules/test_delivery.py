"""Exactly once through the real delivery, against a Telegram that loses answers and goes away; and elsewhere."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import tornado.httpserver
import tornado.netutil
import tornado.web
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram.ext import ExtBot

from perfbot.delivery.channels import Mirrors
from perfbot.delivery.requests import build_bot_requests
from perfbot.delivery.sending import Delivery
from perfbot.delivery.sink import DeliverySink
from perfbot.domain.posts.post import PostState
from perfbot.domain.posts.steps import MOST_DOUBTS
from perfbot.intake import Watchdog
from perfbot.sandbox import SandboxServer
from perfbot.settings import Settings
from tests.desk_fixture import words
from tests.sandbox_client import PEOPLE, TOKEN, in_loop, sandbox
from tests.schedule_scene import GROUP_CHAT, OFFICE, Scene
from tests.schedules.test_posting import KEY, MONDAY, weekly


@contextlib.asynccontextmanager
async def telegram(*, knows_rich: bool = True) -> AsyncIterator[tuple[SandboxServer, DeliverySink]]:
    """A local Telegram and the real delivery to it, with pauses of a hundredth of a second."""
    async with sandbox(PEOPLE, knows_rich=knows_rich) as server:
        for person in PEOPLE:
            server.world.chats[person.id].started = True
        sending, polling = build_bot_requests(None, Watchdog())
        bot: ExtBot[Any] = ExtBot(
            TOKEN, base_url=f"{server.url}/bot", request=sending, get_updates_request=polling, rate_limiter=None
        )
        async with bot:
            yield server, DeliverySink(Delivery(bot, pauses=(0.01,), patience=5.0))


def digests(server: SandboxServer) -> list[dict[str, Any]]:
    return [one for one in server.world.bot_messages(GROUP_CHAT) if "支出进度周报 2021年第27周" in words(one)]


def strays(server: SandboxServer) -> list[dict[str, Any]]:
    return [one for one in server.world.bot_messages(GROUP_CHAT) if "生成中" in words(one)]


async def killed_at(server: SandboxServer, bureau: Scene, fault: str, method: str) -> None:
    """One look that dies while this request is on its way: carried out ("hang") or not ("hang_before")."""
    server.world.faults.add(fault, method, times=1)
    met = len(server.world.faults.met)
    looking = asyncio.create_task(bureau.look())
    ended = asyncio.create_task(server.world.wait_for(lambda: len(server.world.faults.met) > met, 10.0))
    await asyncio.wait({looking, ended}, return_when=asyncio.FIRST_COMPLETED)
    for task in (looking, ended):
        task.cancel()
    await asyncio.gather(looking, ended, return_exceptions=True)
    server.world.faults.clear()
    bureau.reopen()


TROUBLES = st.tuples(
    st.sampled_from(["reset_after", "reset_before", "error", "error_after", "garbage", "hang", "hang_before"]),
    st.sampled_from(["sendMessage", "editMessageText", "sendPhoto"]),
)


@settings(max_examples=25, deadline=None)
@given(troubles=st.lists(TROUBLES, min_size=1, max_size=5), knows_rich=st.booleans())
def test_whatever_telegram_does_to_the_requests_the_digest_stands_once_or_is_reported(
    troubles: list[tuple[str, str]], knows_rich: bool
) -> None:
    async def lived(folder: str) -> None:
        async with telegram(knows_rich=knows_rich) as (server, sink):
            bureau = Scene(Path(folder) / "data", MONDAY, timetable=weekly(), small=True, sink=sink)
            for fault, method in troubles:
                if fault.startswith("hang"):
                    await killed_at(server, bureau, fault, method)
                else:
                    server.world.faults.add(fault, method, times=1)
                    await bureau.look()
                    server.world.faults.clear()
                bureau.forward(timedelta(minutes=40))
            while bureau.post(KEY).is_open:
                await bureau.look()
                bureau.forward(timedelta(hours=1))
            await bureau.look()
            judged(server, bureau)
            bureau.store.close()

    with TemporaryDirectory() as folder:
        asyncio.run(lived(folder))


def judged(server: SandboxServer, bureau: Scene) -> None:
    post = bureau.post(KEY)
    told = [words(one) for one in server.world.bot_messages(OFFICE.id)]
    assert len(strays(server)) <= MOST_DOUBTS
    if post.state is PostState.DONE:
        assert (len(digests(server)), told) == (1, [])
    else:
        assert post.state is PostState.FAILED
        assert len(digests(server)) <= 1
        assert any("没有发出" in one for one in told)


@in_loop
async def test_without_any_trouble_there_is_no_stray_line_and_one_digest() -> None:
    with TemporaryDirectory() as folder:
        async with telegram() as (server, sink):
            bureau = Scene(Path(folder) / "data", MONDAY, timetable=weekly(), sink=sink)
            for _ in range(3):
                await bureau.look()
            assert (len(digests(server)), len(strays(server))) == (1, 0)
            bureau.store.close()


# -- elsewhere ------------------------------------------------------------------------------------------


class _Robot(tornado.web.RequestHandler):
    """A group robot, or a dead-man's switch, that keeps what it was sent."""

    def initialize(self, heard: list[tuple[str, bytes]], answer: str, at_first: str) -> None:
        self.heard, self.answer, self.at_first = heard, answer, at_first

    def post(self) -> None:
        self.heard.append((self.request.path, self.request.body))
        first = sum(path == self.request.path for path, _ in self.heard) == 1
        self.finish((self.at_first or self.answer) if first else self.answer)

    get = post


@contextlib.asynccontextmanager
async def robots(answer: str, at_first: str = "") -> AsyncIterator[tuple[str, list[tuple[str, bytes]]]]:
    heard: list[tuple[str, bytes]] = []
    options = {"heard": heard, "answer": answer, "at_first": at_first}
    sockets = tornado.netutil.bind_sockets(0, "127.0.0.1")
    server = tornado.httpserver.HTTPServer(tornado.web.Application([(r"/.*", _Robot, options)]))
    server.add_sockets(sockets)
    try:
        yield f"http://127.0.0.1:{sockets[0].getsockname()[1]}", heard
    finally:
        server.stop()
        await server.close_all_connections()


@in_loop
async def test_the_digest_goes_to_the_robots_of_other_services_over_http_and_the_switch_is_told() -> None:
    with TemporaryDirectory() as folder:
        async with robots('{"errcode": 0, "code": 0}') as (url, heard):
            lines = Settings(wecom_webhook=f"{url}/wecom", feishu_webhook=f"{url}/feishu", ping_url=f"{url}/ping")
            bureau = Scene(Path(folder) / "data", MONDAY, timetable=weekly(), small=True, robots=Mirrors(lines))
            for _ in range(2):
                await bureau.look()
            assert sorted(path for path, _ in heard) == ["/feishu", "/ping", "/wecom"]
            assert all("2021年第27周" in body.decode() for path, body in heard if path != "/ping")
            assert {item.outcome for item in bureau.post(KEY).mirrored} == {"sent"}
            bureau.store.close()


@in_loop
async def test_a_robot_that_refuses_is_told_to_the_office_and_the_group_has_the_digest_all_the_same() -> None:
    with TemporaryDirectory() as folder:
        async with robots('{"errcode": 93000, "errmsg": "invalid webhook url"}') as (url, _):
            lines = Settings(wecom_webhook=f"{url}/wecom")
            bureau = Scene(Path(folder) / "data", MONDAY, timetable=weekly(), small=True, robots=Mirrors(lines))
            await bureau.look()
            assert len(bureau.wall.full()) == 1
            assert any("企业微信" in one and "请核对 PERFBOT_WECOM_WEBHOOK" in one for one in bureau.told_admins)
            bureau.store.close()


@pytest.mark.parametrize(
    ("settings", "refusal"),
    [
        (lambda url: Settings(wecom_webhook=url), '{"errcode": 45009, "errmsg": "api freq out of limit"}'),
        (lambda url: Settings(dingtalk_webhook=url), '{"errcode": 130101, "errmsg": "send too fast"}'),
        (lambda url: Settings(feishu_webhook=url), '{"code": 11232, "msg": "frequency limited"}'),
    ],
)
@in_loop
async def test_a_robot_that_has_too_much_at_once_gets_its_copy_in_a_later_round(
    settings: Callable[[str], Settings], refusal: str
) -> None:
    with TemporaryDirectory() as folder:
        async with robots('{"errcode": 0}', refusal) as (url, heard):
            lines = Mirrors(settings(f"{url}/robot"))
            bureau = Scene(Path(folder) / "data", MONDAY, timetable=weekly(), small=True, robots=lines)
            for _ in range(3):
                await bureau.look()
            assert len(heard) == 2
            assert {item.outcome for item in bureau.post(KEY).mirrored} == {"sent"}
            assert not any("没有转发成功" in one for one in bureau.told_admins)
            bureau.store.close()
