"""The bot's HTTP connections: used again, as many as there is to do at once, and closed when nobody needs them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from telegram.request import HTTPXRequest

from perfbot.delivery_requests import Fetched, SpreadRequest, WatchedRequest
from perfbot.intake import Watchdog
from tests.sandbox_client import in_loop


@dataclass
class Server:
    """A web server that counts its connections and answers when it is told to."""

    url: str = ""
    body: bytes = b'{"ok":true,"result":[]}'
    opened: int = 0
    closed: int = 0
    waiting: int = 0
    go_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.opened += 1
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                await reader.readuntil(b"\r\n\r\n")
                self.waiting += 1
                await self.go_on.wait()
                self.waiting -= 1
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(self.body), self.body))
        self.closed += 1
        writer.close()


@contextlib.asynccontextmanager
async def serving() -> AsyncIterator[Server]:
    server = Server()
    async with await asyncio.start_server(server.meet, "127.0.0.1", 0) as listening:
        server.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/"
        yield server


async def until(look: object) -> None:
    async with asyncio.timeout(5):
        while not look():  # type: ignore[operator]  # noqa: ASYNC110 - the sockets have no event for us
            await asyncio.sleep(0.001)


@in_loop
async def test_one_request_after_another_uses_one_connection() -> None:
    async with serving() as server, SpreadRequest(HTTPXRequest, most=8) as request:
        server.go_on.set()
        for _ in range(10):
            assert (await request.do_request(server.url, "GET"))[0] == 200
        assert server.opened == 1


@in_loop
async def test_requests_at_once_have_a_connection_each_and_use_them_again() -> None:
    async with serving() as server, SpreadRequest(HTTPXRequest, most=8) as request:
        for _ in range(2):
            server.go_on.clear()
            asking = [asyncio.create_task(request.do_request(server.url, "GET")) for _ in range(5)]
            await until(lambda: server.waiting == 5)
            server.go_on.set()
            await asyncio.gather(*asking)
        assert server.opened == 5


@in_loop
async def test_connections_that_nobody_needs_any_more_are_closed_but_for_one() -> None:
    async with serving() as server, SpreadRequest(HTTPXRequest, most=8, unused=0.05) as request:
        asking = [asyncio.create_task(request.do_request(server.url, "GET")) for _ in range(5)]
        await until(lambda: server.waiting == 5)
        server.go_on.set()
        await asyncio.gather(*asking)
        await asyncio.sleep(0.06)  # time passing is what this is about
        await request.do_request(server.url, "GET")
        await until(lambda: server.closed >= 3)
        assert (await request.do_request(server.url, "GET"))[0] == 200


@in_loop
async def test_more_requests_than_connections_are_all_answered() -> None:
    def one() -> HTTPXRequest:
        return HTTPXRequest(connection_pool_size=1, pool_timeout=5)

    async with serving() as server, SpreadRequest(one, most=2) as request:
        asking = [asyncio.create_task(request.do_request(server.url, "GET")) for _ in range(7)]
        await until(lambda: server.waiting == 2)
        server.go_on.set()
        assert [(await answer)[0] for answer in asking] == [200] * 7
        assert server.opened == 2


@in_loop
async def test_a_request_that_fails_or_is_given_up_frees_its_connection() -> None:
    async with serving() as server, SpreadRequest(HTTPXRequest, most=1) as request:
        given_up = asyncio.create_task(request.do_request(server.url, "GET"))
        await until(lambda: server.waiting == 1)
        given_up.cancel()
        await asyncio.wait([given_up])
        server.go_on.set()
        assert (await request.do_request(server.url, "GET"))[0] == 200


@in_loop
async def test_what_was_fetched_is_kept_as_it_came_until_the_inbox_takes_it() -> None:
    fetched = Fetched()
    async with serving() as server, WatchedRequest(Watchdog(), fetched) as request:
        server.go_on.set()
        server.body = '{"ok":true,"result":[{"update_id":7,"something_new":{"word":"新"}}]}'.encode()
        await request.post(server.url)
        assert fetched.take(7) == {"update_id": 7, "something_new": {"word": "新"}}
        assert fetched.take(7) is None
        server.body = b'{"ok":true,"result":true}'
        await request.post(server.url)
        assert fetched.take(7) is None
