"""The page itself, its live line, the state as JSON, the clock, and downloads for the page."""

import asyncio
import dataclasses
from collections.abc import Awaitable, Callable
from datetime import date, datetime
from pathlib import Path
from urllib.parse import quote

import tornado.web
import tornado.websocket

from perfbot.sandbox.people import Json
from perfbot.sandbox.state import Call
from perfbot.sandbox.view import clock_view, event_for, snapshot
from perfbot.sandbox.web.act_requests import ActHandler, answered
from perfbot.sandbox.web.guard import LoopbackHandler, is_loopback
from perfbot.sandbox.world import World

PAGE = Path(__file__).parent.parent / "page"
SetClock = Callable[[date | datetime | None], Awaitable[str]]
_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


class PageHandler(LoopbackHandler):
    """The hand-written files of the page; nothing else is served from the disk."""

    async def get(self, name: str) -> None:
        path = PAGE / (name or "index.html")
        if path.parent != PAGE or path.suffix not in _TYPES or not path.is_file():
            raise tornado.web.HTTPError(404)
        self.set_header("Content-Type", f"{_TYPES[path.suffix]}; charset=utf-8")
        self.set_header("Content-Security-Policy", _CSP)
        self.finish(path.read_bytes())


class StateHandler(ActHandler):
    """GET: what a person sees (`?person=ID`), the log of calls, the switches; POST: an act."""

    def initialize(self, world: World, hint: str = "", has_clock: bool = False) -> None:
        self.world, self.hint, self.has_clock = world, hint, has_clock

    async def get(self, name: str) -> None:
        views: dict[str, Callable[[], object]] = {
            "state": self._state,
            "calls": lambda: [dataclasses.asdict(call) for call in self._calls()],
            "faults": self.world.faults.as_json,
            "updates": lambda: {"pending": self.world.updates.pending, "polls": self.world.updates.polls},
        }
        if name not in views:
            raise tornado.web.HTTPError(404)
        await answered(self, views[name])

    def _state(self) -> Json:
        return snapshot(self.world, int(self.get_query_argument("person", "0")), self.hint, self.has_clock)

    def _calls(self) -> list[Call]:
        after = int(self.get_query_argument("after", "0"))
        return [call for call in self.world.calls if call.number > after][-500:]


class ClockHandler(LoopbackHandler):
    """POST `{"to": "2021-07-05"}`, a date with a time, or null for today; the answer is what came of it."""

    def initialize(self, world: World, set_clock: SetClock) -> None:
        self.world, self.set_clock = world, set_clock

    async def post(self) -> None:
        await answered(self, self._go)

    async def _go(self) -> Json:
        to = tornado.escape.json_decode(self.request.body).get("to")
        said = await self.set_clock(_moment(to))
        self.world.tell("clock", **clock_view(self.world))
        return {"said": said, **clock_view(self.world)}


def _moment(to: str | None) -> date | datetime | None:
    if to is None:
        return None
    return datetime.fromisoformat(to) if "T" in to else date.fromisoformat(to)


class DownloadHandler(LoopbackHandler):
    """A file for the page, by its id; photos are shown, everything else is saved."""

    def initialize(self, world: World) -> None:
        self.world = world

    async def get(self, file_id: str) -> None:
        stored = self.world.files.by_id(file_id)
        if stored is None:
            raise tornado.web.HTTPError(404)
        photo = stored.kind == "photo"
        self.set_header("Content-Type", stored.mime_type if photo else "application/octet-stream")
        self.set_header("Content-Security-Policy", "default-src 'none'; sandbox")
        if not photo:
            self.set_header("Content-Disposition", f"attachment; filename*=UTF-8''{quote(stored.name)}")
        self.finish(stored.content)


class LiveHandler(tornado.websocket.WebSocketHandler):
    """The live line: first the snapshot for one person, then each event that this person may see."""

    def initialize(self, world: World, hint: str, has_clock: bool) -> None:
        self.world, self.hint, self.has_clock = world, hint, has_clock
        self.person = 0

    def check_origin(self, origin: str) -> bool:
        return super().check_origin(origin) and is_loopback(self.request.host)

    def prepare(self) -> None:
        if not is_loopback(self.request.host):
            raise tornado.web.HTTPError(403)

    def open(self, *args: str, **kwargs: str) -> None:
        self.person = int(self.get_query_argument("person", "0"))
        if self.person not in self.world.people:
            return self.close(4004, "nobody")
        self.world.listeners.add(self._pass_on)
        self._send({"type": "snapshot", **snapshot(self.world, self.person, self.hint, self.has_clock)})
        return None

    def on_close(self) -> None:
        self.world.listeners.discard(self._pass_on)
        self.world.bell.ring()

    def _pass_on(self, event: Json) -> None:
        for seen in event_for(self.world, self.person, event, self.hint, self.has_clock):
            self._send(seen)

    def _send(self, message: Json) -> None:
        if self.ws_connection is not None and not self.ws_connection.is_closing():
            self.write_message(tornado.escape.json_encode(message)).add_done_callback(_noticed)


def _noticed(written: "asyncio.Future[None]") -> None:
    """A line that was cut while we wrote is no error: the page comes back by itself."""
    if not written.cancelled():
        written.exception()
