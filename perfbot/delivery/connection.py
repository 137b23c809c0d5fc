"""One HTTP connection, used again: asyncio carries the bytes, httptools reads what comes back.

Through httpx's client and a pool an answer costs many times the work; what they are for (cookies, redirects, sharing)
is of no use to requests that go to one server, one at a time.
"""

from __future__ import annotations

import asyncio
import ssl
from functools import lru_cache
from typing import NamedTuple

import httpx
from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

_HAPPY_EYEBALLS = 0.25
_BOUNDS = (b"content-length", b"transfer-encoding")


class Connection:
    """Carries one request at a time to whatever server is asked; opened when needed, and anew when it was closed."""

    def __init__(self, trusted: ssl.SSLContext, unused: float) -> None:
        """`trusted` says whose certificates are believed; after `unused` idle seconds it is opened anew."""
        self._trusted, self._unused = trusted, unused
        self._line: _Line | None = None
        self._origin: _Origin | None = None
        self._turn = asyncio.Lock()

    async def ask(
        self, method: str, url: str, headers: bytes, body: bytes, connect: float | None, read: float | None
    ) -> tuple[int, bytes]:
        """Status and body of the answer.

        `headers` are whole lines without Host and Content-Length. `connect` and `read` are the seconds of silence that
        are waited for a connection and for each part of the answer; None: as long as it takes. Raises httpx's
        ConnectTimeout and ConnectError before anything was said, ReadTimeout, ReadError and RemoteProtocolError after.
        """
        target = _parsed(url)
        start = b"%b %b HTTP/1.1\r\nHost: %b\r\n" % (method.encode("ascii"), target.path, target.host)
        content = b"%b%bContent-Length: %d\r\n\r\n%b" % (start, headers, len(body), body)
        async with self._turn:
            line = await self._open(target.origin, connect)
            return await line.ask(content, read)

    async def close(self) -> None:
        """Close it; the next request opens it again."""
        line, self._line = self._line, None
        if line is not None:
            line.close()

    async def _open(self, origin: _Origin, seconds: float | None) -> _Line:
        line = self._line
        if line is not None and self._origin == origin and line.is_usable(self._unused):
            return line
        await self.close()
        trusted = self._trusted if origin.secured else None
        try:
            async with asyncio.timeout(seconds):
                _, line = await asyncio.get_running_loop().create_connection(
                    _Line, origin.host, origin.port, ssl=trusted, happy_eyeballs_delay=_HAPPY_EYEBALLS
                )
        except TimeoutError as error:
            raise httpx.ConnectTimeout(str(error)) from error
        except OSError as error:
            raise httpx.ConnectError(str(error)) from error
        self._line, self._origin = line, origin
        return line


class _Origin(NamedTuple):
    host: str
    port: int
    secured: bool


class _Target(NamedTuple):
    origin: _Origin
    host: bytes
    path: bytes


@lru_cache(maxsize=64)
def _parsed(url: str) -> _Target:
    target = httpx.URL(url)
    secured = target.scheme == "https"
    if target.scheme not in ("http", "https") or not target.host:
        raise httpx.UnsupportedProtocol(f"not an http or https address: {target.scheme}://{target.host}")
    origin = _Origin(target.raw_host.decode("ascii"), target.port or (443 if secured else 80), secured)
    return _Target(origin, target.netloc, target.raw_path)


class _Line(asyncio.Protocol):
    """The connection itself: one request, then its answer; what comes unasked ends it, for it answers nothing."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None
        self._patience: asyncio.TimerHandle | None = None
        self._heard = self._loop.time()
        self._begin()

    def _begin(self) -> None:
        self._parser = HttpResponseParser(self)
        self._body: list[bytes] = []
        self._bounded = False

    def is_usable(self, unused: float) -> bool:
        """Whether another request may go this way: open, and not idle for longer than `unused` seconds."""
        open_still = self._transport is not None and not self._transport.is_closing()
        return open_still and self._loop.time() - self._heard < unused

    async def ask(self, content: bytes, seconds: float | None) -> tuple[int, bytes]:
        """Send a request; status and body of the answer. Given up or failed, the connection is closed."""
        assert self._transport is not None
        self._begin()
        self._answer, self._heard = self._loop.create_future(), self._loop.time()
        self._patience = None if seconds is None else self._loop.call_later(seconds, self._waited, seconds)
        self._transport.write(content)
        try:
            return await self._answer
        except BaseException:
            self.close()
            raise
        finally:
            self._answer = None
            if self._patience is not None:
                self._patience.cancel()

    def close(self) -> None:
        """Close without waiting for anything."""
        if self._transport is not None:
            self._transport.abort()

    def _waited(self, seconds: float) -> None:
        """Time is up, unless something came meanwhile."""
        more = self._heard + seconds - self._loop.time()
        if more > 0:
            self._patience = self._loop.call_later(more, self._waited, seconds)
        else:
            self._fail(httpx.ReadTimeout(f"nothing for {seconds:g} seconds"))

    def _fail(self, error: Exception) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._heard = self._loop.time()
        if self._answer is None:
            self.close()
            return
        try:
            self._parser.feed_data(data)
        except (HttpParserError, HttpParserUpgrade) as error:
            self._fail(httpx.RemoteProtocolError(str(error)))
            self.close()

    def connection_lost(self, exc: Exception | None) -> None:
        if exc is not None:
            self._fail(httpx.ReadError(str(exc)))
        elif self._body and not self._bounded:
            self._complete()
        else:
            self._fail(httpx.RemoteProtocolError("the server closed the connection before its answer was whole"))

    def on_message_begin(self) -> None:
        """Called by the parser: a second answer to one request."""
        if self._answer is None or self._answer.done():
            self.close()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Called by the parser: an answer that does not say where it ends, ends with the connection."""
        self._bounded = self._bounded or name.lower() in _BOUNDS

    def on_body(self, part: bytes) -> None:
        """Called by the parser."""
        self._body.append(part)

    def on_message_complete(self) -> None:
        """Called by the parser; what only announces an answer (status 1xx) is passed over."""
        if self._parser.get_status_code() >= 200:
            self._complete()
            if not self._parser.should_keep_alive():
                self.close()

    def _complete(self) -> None:
        if self._answer is None or self._answer.done():
            self.close()
        else:
            self._answer.set_result((self._parser.get_status_code(), b"".join(self._body)))
