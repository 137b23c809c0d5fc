"""The bot's HTTP: one proxy for polling and sending, connections used again, patient time-outs, polls watched."""

from __future__ import annotations

import asyncio
import importlib.util
import logging
import ssl
import sys
from collections import deque
from collections.abc import Callable
from functools import cache
from typing import Any, Protocol

import httpx
import orjson
from telegram import Bot, Update
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, HTTPXRequest, RequestData

from perfbot.delivery.connection import Connection

log = logging.getLogger("perfbot.intake")
AT_ONCE = 256
UNUSED = 30.0

if importlib.util.find_spec("sniffio") is None:
    # httpcore tries to import it for every lock it makes; a module that is not there is searched for on the disk each
    # time, a quarter of a millisecond for each request. This says once that it is not there.
    sys.modules.setdefault("sniffio", None)  # type: ignore[arg-type]


class PollNews(Protocol):
    """Who is told about each getUpdates that came back; `status` is None when there was no answer."""

    def poll_ended(self, status: int | None) -> None: ...


class Fetched:
    """Updates as Telegram wrote them, by id, until the inbox takes them; to write them out from objects is dear."""

    def __init__(self) -> None:
        self._raw: dict[int, dict[str, Any]] = {}

    def keep(self, batch: object) -> bool:
        """Remember a batch; whether something of it came before and was not taken: then it could not be read."""
        found = batch if isinstance(batch, list) else []
        untaken = self._raw
        self._raw = {one["update_id"]: one for one in found if isinstance(one, dict) and "update_id" in one}
        return not untaken.keys().isdisjoint(self._raw)

    def take(self, update_id: int) -> dict[str, Any] | None:
        """The update as it came, once."""
        return self._raw.pop(update_id, None)

    @property
    def all_taken(self) -> bool:
        """Whether the inbox has had everything of the last batch."""
        return not self._raw


class DirectRequest(HTTPXRequest):
    """HTTPXRequest over a bare connection of its own: a fraction of the work for each.

    What holds no file goes as JSON, a third as long as a form where the words are Chinese; files go as ever.
    """

    def __init__(self, connection: Connection | None, **options: Any) -> None:
        """`connection` carries what holds no file, None: nothing, all goes as ever; `options` as of HTTPXRequest."""
        super().__init__(**options)
        self._connection = connection

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """As HTTPXRequest, with exceptions of the same kinds and causes; the time to write counts as time to read."""
        connection, usual = self._connection, self._client.timeout
        if connection is None or self._client.is_closed or (request_data is not None and request_data.contains_files):
            return await super().do_request(
                url, method, request_data, read_timeout, write_timeout, connect_timeout, pool_timeout
            )
        connect = usual.connect if connect_timeout is BaseRequest.DEFAULT_NONE else connect_timeout
        read = usual.read if read_timeout is BaseRequest.DEFAULT_NONE else read_timeout
        body = b"" if request_data is None else _json(request_data)
        headers = _HEADERS if request_data is None else _HEADERS_WITH_BODY
        try:
            return await connection.ask(method, url, headers, body, connect, read)
        except httpx.TimeoutException as error:
            raise TimedOut(f"httpx.{type(error).__name__}") from error
        except httpx.TransportError as error:
            raise NetworkError(f"httpx.{type(error).__name__}: {error}") from error

    async def shutdown(self) -> None:
        """Close both ways."""
        await super().shutdown()
        if self._connection is not None:
            await self._connection.close()


_HEADERS = b"User-Agent: %b\r\nAccept: */*\r\n" % BaseRequest.USER_AGENT.encode()
_HEADERS_WITH_BODY = _HEADERS + b"Content-Type: application/json\r\n"


def _json(request_data: RequestData) -> bytes:
    try:
        return orjson.dumps(request_data.json_parameters)
    except TypeError:  # half a surrogate pair, which only escapes can carry
        return request_data.json_payload


class WatchedRequest(DirectRequest):
    """The request that getUpdates goes through: every end of one, good or bad, is told, and what came is kept."""

    def __init__(self, connection: Connection | None, news: PollNews, fetched: Fetched, **options: Any) -> None:
        super().__init__(connection, **options)
        self._news, self._fetched = news, fetched

    async def do_request(self, *args: Any, **options: Any) -> tuple[int, bytes]:
        """As DirectRequest; a cancelled poll is not an end."""
        status: int | None = None
        try:
            status, body = await super().do_request(*args, **options)
        except asyncio.CancelledError:
            raise
        except Exception:
            self._news.poll_ended(None)
            raise
        self._news.poll_ended(status)
        return status, body

    def parse_json_payload(self, payload: bytes) -> dict[str, Any]:  # type: ignore[override]
        """As BaseRequest, which calls it on the instance though it declares it static."""
        parsed: dict[str, Any] = HTTPXRequest.parse_json_payload(payload)
        if self._fetched.keep(parsed.get("result")):
            # One update that PTB cannot read keeps it from all of the batch, and it would ask for the same for ever.
            parsed["result"] = [_readable(one) for one in parsed["result"]]
        return parsed


def update_of(raw: Any, bot: Bot | None = None) -> Update | None:
    """The update; None, and its number in the log without what somebody wrote, where PTB cannot read it."""
    try:
        return Update.de_json(raw, bot)
    except Exception as error:
        number = raw.get("update_id") if isinstance(raw, dict) else None
        log.error("update %s cannot be read and is passed over: %s", number, type(error).__name__)
        return None


def _readable(raw: dict[str, Any]) -> dict[str, Any]:
    """The update, or one of its number with nothing in it, which nobody serves."""
    return raw if update_of(raw) else {"update_id": raw.get("update_id")}


class SpreadRequest(BaseRequest):
    """As many connections as there are requests at once, each in a pool of its own.

    httpcore searches a pool from end to end for each request and each answer, which with many connections costs more
    than the request; and a pool that keeps few of them makes new ones all the time. Here the last one used is used
    next, and one that was not needed for half a minute is closed.
    """

    def __init__(self, make: Callable[[], HTTPXRequest], most: int, unused: float = UNUSED) -> None:
        """At most `most` connections; one that was idle for `unused` seconds is closed."""
        self._make, self._most, self._unused = make, most, unused
        self._first = make()
        self._idle: deque[tuple[HTTPXRequest, float]] = deque([(self._first, 0.0)])
        self._all: list[HTTPXRequest] = [self._first]
        self._next = 0

    @property
    def read_timeout(self) -> float | None:
        """Seconds; the same for every connection."""
        return self._first.read_timeout

    async def initialize(self) -> None:
        """Open what there is."""
        for one in self._all:
            await one.initialize()

    async def shutdown(self) -> None:
        """Close every connection."""
        for one in self._all:
            await one.shutdown()

    async def do_request(self, *args: Any, **options: Any) -> tuple[int, bytes]:
        """As HTTPXRequest, over a connection that nobody else is using."""
        one, own = self._taken()
        try:
            return await one.do_request(*args, **options)
        finally:
            if own:
                await self._released(one)

    def _taken(self) -> tuple[HTTPXRequest, bool]:
        """A connection and whether it is ours alone; past the limit several wait for the same one."""
        if self._idle:
            return self._idle.pop()[0], True
        if len(self._all) < self._most:
            self._all.append(self._make())
            return self._all[-1], True
        self._next = (self._next + 1) % len(self._all)
        return self._all[self._next], False

    async def _released(self, one: HTTPXRequest) -> None:
        now = asyncio.get_running_loop().time()
        self._idle.append((one, now))
        while len(self._idle) > 1 and now - self._idle[0][1] > self._unused:
            old, _ = self._idle.popleft()
            if old is self._first:
                self._idle.append((old, now))
                continue
            self._all.remove(old)
            await old.shutdown()


def build_bot_requests(
    proxy: str | None, news: PollNews, fetched: Fetched | None = None
) -> tuple[SpreadRequest, WatchedRequest]:
    """The requests for sending and for polling, both through the same proxy or none.

    Proxies of the environment are not used silently: BOT_PROXY is the one place that says so.
    """
    trusted = _trusted()

    def connection() -> Connection | None:
        return Connection(trusted, UNUSED) if proxy is None else None

    usual: dict[str, Any] = {"connect_timeout": 10.0, "write_timeout": 20.0, "pool_timeout": 10.0, "proxy": proxy}

    def sending() -> HTTPXRequest:
        options = {"read_timeout": 20.0, "media_write_timeout": 60.0, "httpx_kwargs": _client(trusted, 1)}
        return DirectRequest(connection(), **usual, **options)

    polling = WatchedRequest(
        connection(), news, fetched or Fetched(), **usual, read_timeout=15.0, httpx_kwargs=_client(trusted, 2)
    )
    return SpreadRequest(sending, AT_ONCE), polling


@cache
def _trusted() -> ssl.SSLContext:
    """Whose certificates are believed; a thirtieth of a second to read, so once for all connections."""
    return httpx.create_ssl_context(trust_env=False)


def _client(trusted: ssl.SSLContext, connections: int) -> dict[str, Any]:
    limits = httpx.Limits(max_connections=connections, max_keepalive_connections=connections)
    return {"limits": limits, "trust_env": False, "verify": trusted}
