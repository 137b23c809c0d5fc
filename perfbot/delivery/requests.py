"""The bot's HTTP: an aiohttp session each for sending and polling, or python-telegram-bot's own behind a proxy."""

from __future__ import annotations

import io
import json
import ssl
from typing import Any

import aiohttp
import orjson
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, HTTPXRequest, RequestData

from perfbot.delivery.errors import NotSent
from perfbot.delivery.polling import Fetched, PollNews, WatchedRequest, answer_of

AT_ONCE = 256
UNUSED = 30.0
"""Seconds after which an idle connection is closed."""
_CONNECT, _SEND, _POLL = 10.0, 20.0, 15.0
_LONGEST = 600.0
"""Seconds that any request may take, a file of 50 MB on a slow line among them."""
_MOST_ANSWER = 50 * 1024 * 1024
# No compression: an answer is as long as it says.
_HEADERS = {"User-Agent": BaseRequest.USER_AGENT, "Accept-Encoding": "identity"}
_JSON = {"Content-Type": "application/json"}


class AiohttpRequest(BaseRequest):
    """PTB's request over aiohttp: JSON, or a form where there are files; no POST is repeated, no redirect followed."""

    def __init__(
        self,
        read_timeout: float,
        *,
        at_once: int = AT_ONCE,
        unused: float = UNUSED,
        trusted: ssl.SSLContext | None = None,
    ) -> None:
        """`read_timeout` and `unused` in seconds: of silence, and of being idle.

        Past `at_once` connections a request waits for a free one. `trusted` says whose certificates are believed; None:
        those that the system believes.
        """
        self._read_timeout, self._at_once, self._unused, self._trusted = read_timeout, at_once, unused, trusted
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds of silence to wait for an answer."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Open the session; connections come when they are needed."""
        if self._session is None:
            connector = aiohttp.TCPConnector(
                limit=self._at_once, keepalive_timeout=self._unused, ssl=self._trusted or True
            )
            self._session = aiohttp.ClientSession(
                connector=connector, cookie_jar=aiohttp.DummyCookieJar(), headers=_HEADERS
            )

    async def shutdown(self) -> None:
        """Close every connection."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Raises TelegramError for what is no object."""
        return answer_of(payload)

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
        """Status and body. Raises TimedOut and NetworkError, caused by NotSent where nothing left the machine.

        aiohttp's own exceptions are not passed on: some hold the address, and with it the token.
        """
        if self._session is None:
            raise RuntimeError("the request is not initialized")
        timeout = self._timeout(connect_timeout, read_timeout)
        body = {} if request_data is None else _body(request_data)
        try:
            async with self._session.request(method, url, timeout=timeout, allow_redirects=False, **body) as answer:
                return answer.status, await _whole(answer)
        except aiohttp.ConnectionTimeoutError:
            raise TimedOut("no connection in time") from NotSent()
        except TimeoutError as error:
            raise TimedOut(f"no answer in time: {type(error).__name__}") from None
        except (aiohttp.ClientConnectorError, aiohttp.InvalidURL) as error:
            raise NetworkError(_named(error)) from NotSent()
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(_named(error)) from None

    def _timeout(self, connect: Any, read: Any) -> aiohttp.ClientTimeout:
        """Seconds for connecting and for silence; our own where PTB names none."""
        if connect is BaseRequest.DEFAULT_NONE:
            connect = _CONNECT
        if read is BaseRequest.DEFAULT_NONE:
            read = self._read_timeout
        return aiohttp.ClientTimeout(total=_LONGEST, connect=connect, sock_read=read)


class _ProxiedRequest(HTTPXRequest):
    """PTB's own, its answers read as ours are."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Raises TelegramError for what is no object."""
        return answer_of(payload)


def _named(error: Exception) -> str:
    """The error's class, with the system's own words where it is the system's."""
    words = f": {error}" if isinstance(error, aiohttp.ClientOSError) else ""
    return f"aiohttp.{type(error).__name__}{words}"


async def _whole(answer: aiohttp.ClientResponse) -> bytes:
    parts, size = [], 0
    async for part in answer.content.iter_any():
        parts.append(part)
        size += len(part)
        if size > _MOST_ANSWER:
            raise aiohttp.ClientPayloadError("more than any answer of Telegram")
    return b"".join(parts)


def _body(data: RequestData) -> dict[str, Any]:
    if data.contains_files:
        return {"data": _form(data)}
    try:
        return {"data": orjson.dumps(data.parameters), "headers": _JSON}
    except TypeError:  # half a surrogate pair, which only escapes can carry
        return {"data": json.dumps(data.parameters).encode(), "headers": _JSON}


def _form(data: RequestData) -> aiohttp.FormData:
    """The form's fields; names stay unescaped, since Telegram shows them as they are."""
    form = aiohttp.FormData(quote_fields=False)
    for name, value in data.json_parameters.items():
        form.add_field(name, _utf8(value))
    for name, (filename, content, kind) in data.multipart_data.items():
        file = io.BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, file, filename=_utf8(filename), content_type=kind)
    return form


def _utf8(words: str) -> str:
    """The words without halves of surrogate pairs, for which a form has no escape."""
    return words.encode("utf-8", "replace").decode("utf-8")


def build_bot_requests(
    proxy: str | None, news: PollNews, fetched: Fetched | None = None
) -> tuple[BaseRequest, WatchedRequest]:
    """The requests for sending and for polling, both through the same proxy or none.

    Proxies of the environment are not used silently: BOT_PROXY is the one place that says so.
    """
    sending, polling = (_request(proxy, _SEND, AT_ONCE), _request(proxy, _POLL, 2))
    return sending, WatchedRequest(polling, news, fetched or Fetched())


def _request(proxy: str | None, read_timeout: float, at_once: int) -> BaseRequest:
    if proxy is None:
        return AiohttpRequest(read_timeout, at_once=at_once)
    return _ProxiedRequest(
        connection_pool_size=at_once,
        proxy=proxy,
        connect_timeout=_CONNECT,
        read_timeout=read_timeout,
        write_timeout=20.0,
        media_write_timeout=60.0,
        pool_timeout=10.0,
        httpx_kwargs={"trust_env": False},
    )
