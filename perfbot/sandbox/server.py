"""The sandbox as one server: a local Telegram with its Bot API and its page, on loopback only."""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import tornado.httpserver
import tornado.netutil
import tornado.web

from perfbot.sandbox.botapi.table import methods
from perfbot.sandbox.people import Person
from perfbot.sandbox.web.act_requests import UploadHandler
from perfbot.sandbox.web.bot_requests import BotHandler, FileHandler
from perfbot.sandbox.web.guard import LOOPBACK
from perfbot.sandbox.web.page_requests import (
    ClockHandler,
    DownloadHandler,
    LiveHandler,
    PageHandler,
    SetClock,
    StateHandler,
)
from perfbot.sandbox.webhook import deliver_forever
from perfbot.sandbox.world import World

_BODY_LIMIT = 64 * 1024 * 1024


class SandboxServer:
    """`url` and the port are known after `start()`; raises ValueError for a host that is not this machine."""

    def __init__(
        self,
        *,
        token: str,
        people: Sequence[Person],
        group_title: str,
        bot_name: str,
        bot_username: str,
        hint: str = "",
        host: str = "127.0.0.1",
        port: int = 0,
        knows_rich: bool = True,
        now: Callable[[], datetime],
        set_clock: SetClock | None = None,
    ) -> None:
        if host not in LOOPBACK:
            raise ValueError(f"the sandbox listens on this machine only, not on {host}")
        self.world = World(
            people=people, group_title=group_title, bot_name=bot_name, bot_username=bot_username, now=now
        )
        self.url = ""
        self._host, self._port = host, port
        self._app = tornado.web.Application(
            self._routes(token, knows_rich, hint, set_clock), log_function=lambda handler: None
        )
        self._server: tornado.httpserver.HTTPServer | None = None
        self._postman: asyncio.Task[None] | None = None

    @property
    def group_id(self) -> int:
        """The group as it is now; it changes when the group becomes a supergroup."""
        return self.world.group_id

    async def start(self) -> None:
        """Raises OSError when the port is taken."""
        sockets = tornado.netutil.bind_sockets(self._port, self._host)
        self._server = tornado.httpserver.HTTPServer(self._app, max_buffer_size=_BODY_LIMIT)
        self._server.add_sockets(sockets)
        port = sockets[0].getsockname()[1]
        self.url = f"http://[{self._host}]:{port}" if ":" in self._host else f"http://{self._host}:{port}"
        self._postman = asyncio.create_task(deliver_forever(self.world))

    async def stop(self) -> None:
        if self._postman is not None:
            self._postman.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._postman
        if self._server is not None:
            self._server.stop()
            await self._server.close_all_connections()
            self._server = None

    async def __aenter__(self) -> "SandboxServer":
        await self.start()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.stop()

    def _routes(self, token: str, knows_rich: bool, hint: str, set_clock: SetClock | None) -> list[Any]:
        world = {"world": self.world}
        bot = world | {"token": token, "methods": methods(knows_rich=knows_rich)}
        view = world | {"hint": hint, "has_clock": set_clock is not None}
        routes: list[Any] = [
            (r"/bot([^/]+)/([A-Za-z]+)", BotHandler, bot),
            (r"/file/bot([^/]+)/(.+)", FileHandler, bot),
            (r"/sandbox/live", LiveHandler, view),
            (r"/sandbox/file/(\w+)", DownloadHandler, world),
            (r"/sandbox/upload", UploadHandler, world),
        ]
        if set_clock is not None:
            routes.append((r"/sandbox/clock", ClockHandler, world | {"set_clock": set_clock}))
        return [*routes, (r"/sandbox/(\w+)", StateHandler, view), (r"/([A-Za-z0-9_.-]*)", PageHandler)]
