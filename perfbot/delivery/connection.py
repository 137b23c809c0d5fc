"""One HTTP connection, used again: httpcore, which httpx itself stands on, over asyncio's own streams.

Through httpx's client and a pool an answer costs twice the work; what they are for (cookies, redirects, sharing) is of
no use to requests that go to one server, one at a time.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import Any

import httpcore

_HAPPY_EYEBALLS = 0.25
Headers = tuple[tuple[bytes, bytes], ...]
Times = dict[str, float | None]
"""Seconds for "connect", "read" and "write"."""


class Connection:
    """Carries one request at a time to whatever server is asked; opened when needed, and anew when it was closed."""

    def __init__(self, trusted: ssl.SSLContext, unused: float) -> None:
        """`trusted` says whose certificates are believed; after `unused` idle seconds it is opened anew."""
        self._trusted, self._unused = trusted, unused
        self._line: httpcore.AsyncHTTP11Connection | None = None
        self._turn = asyncio.Lock()

    async def ask(self, method: str, url: str, headers: Headers, body: bytes | None, times: Times) -> tuple[int, bytes]:
        """Status and body of the answer. Raises httpcore's TimeoutException, NetworkError or ProtocolError."""
        target, host = _parsed(url)
        every = [host, *headers, (b"Content-Length", b"%d" % len(body or b""))]
        request = httpcore.Request(method, target, headers=every, content=body, extensions={"timeout": times})
        async with self._turn:
            line = await self._open(target.origin, times["connect"])
            response = await line.handle_async_request(request)
            try:
                return response.status, await response.aread()
            finally:
                await response.aclose()

    async def close(self) -> None:
        """Close it; the next request opens it again."""
        line, self._line = self._line, None
        if line is not None:
            await line.aclose()

    async def _open(self, origin: httpcore.Origin, seconds: float | None) -> httpcore.AsyncHTTP11Connection:
        line = self._line
        if line is not None and line.is_available() and not line.has_expired() and line.can_handle_request(origin):
            return line
        await self.close()
        host, trusted = origin.host.decode("ascii"), self._trusted if origin.scheme == b"https" else None
        async with _told(seconds, httpcore.ConnectTimeout, httpcore.ConnectError):
            streams = await asyncio.open_connection(
                host, origin.port, ssl=trusted, happy_eyeballs_delay=_HAPPY_EYEBALLS
            )
        self._line = httpcore.AsyncHTTP11Connection(origin, _Stream(*streams), keepalive_expiry=self._unused)
        return self._line


@lru_cache(maxsize=64)
def _parsed(url: str) -> tuple[httpcore.URL, tuple[bytes, bytes]]:
    """The address and the header that names its host."""
    target = httpcore.URL(url)
    usual = {b"http": 80, b"https": 443}.get(target.scheme)
    name = b"[%b]" % target.host if b":" in target.host else target.host
    return target, (b"Host", name if target.port in (None, usual) else b"%b:%d" % (name, target.port))


class _Stream(httpcore.AsyncNetworkStream):
    """asyncio's reader and writer as httpcore's seam for streams wants them, with its exceptions."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._held: list[bytes] = []

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 - the seam's own
        if self._held:
            await self._sent(timeout)
        async with _told(timeout, httpcore.ReadTimeout, httpcore.ReadError):
            return await self._reader.read(max_bytes)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        """Head and body leave together: httpcore ends a request by writing nothing."""
        if buffer:
            self._held.append(buffer)
        else:
            await self._sent(timeout)

    async def _sent(self, seconds: float | None) -> None:
        held, self._held = self._held, []
        self._writer.writelines(held)
        if self._writer.transport.get_write_buffer_size():
            async with _told(seconds, httpcore.WriteTimeout, httpcore.WriteError):
                await self._writer.drain()

    async def aclose(self) -> None:
        self._writer.close()

    def get_extra_info(self, info: str) -> Any:
        if info == "is_readable":  # asked of an idle connection: then there is something to read when it was closed
            return self._reader.at_eof() or self._reader.exception() is not None or self._writer.is_closing()
        return self._writer.get_extra_info(info)


@asynccontextmanager
async def _told(seconds: float | None, late: type[Exception], failed: type[Exception]) -> AsyncIterator[None]:
    """Within so many seconds (None: as long as it takes), and trouble in httpcore's words."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError as error:
        raise late(str(error)) from error
    except (OSError, asyncio.IncompleteReadError) as error:
        raise failed(str(error)) from error
