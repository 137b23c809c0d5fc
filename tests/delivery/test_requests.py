"""The bot's HTTP connections: used again, as many as there is to do at once, and closed when nobody needs them."""

from __future__ import annotations

import asyncio
import contextlib
import re
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import httpx
import pytest
from telegram import InputFile
from telegram.error import NetworkError, TimedOut
from telegram.request import HTTPXRequest, RequestData
from telegram.request._requestparameter import RequestParameter

from perfbot.delivery.connection import Connection
from perfbot.delivery.requests import DirectRequest, Fetched, SpreadRequest, WatchedRequest
from perfbot.intake import Watchdog
from tests.sandbox_client import CLERK, TOKEN, in_loop, sandbox


@dataclass
class Server:
    """A web server that counts its connections and answers when it is told to."""

    url: str = ""
    body: bytes = b'{"ok":true,"result":[]}'
    opened: int = 0
    closed: int = 0
    waiting: int = 0
    once: bool = False
    missing: int = 0
    go_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.opened += 1
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = re.search(rb"content-length: (\d+)", head.lower())
                await reader.readexactly(int(length[1]) if length else 0)
                self.waiting += 1
                await self.go_on.wait()
                self.waiting -= 1
                said = len(self.body) + self.missing
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (said, self.body))
                if self.once:
                    break
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()
        self.closed += 1


@contextlib.asynccontextmanager
async def serving(secured: ssl.SSLContext | None = None) -> AsyncIterator[Server]:
    server = Server()
    async with await asyncio.start_server(server.meet, "127.0.0.1", 0, ssl=secured) as listening:
        server.url = f"{'https' if secured else 'http'}://127.0.0.1:{listening.sockets[0].getsockname()[1]}/"
        yield server


async def until(look: object) -> None:
    async with asyncio.timeout(5):
        await asyncio.sleep(0.001)  # what the sockets already hold is seen first
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


def direct() -> DirectRequest:
    return DirectRequest(Connection(httpx.create_ssl_context(trust_env=False), 30), read_timeout=0.2)


def said(**parameters: object) -> RequestData:
    return RequestData([RequestParameter.from_input(name, value) for name, value in parameters.items()])


@in_loop
async def test_words_go_as_json_and_files_as_a_form() -> None:
    async with sandbox() as server, direct() as request:
        url = f"{server.url}/bot{TOKEN}"
        server.world.chats[CLERK.id].started = True
        status, _ = await request.do_request(f"{url}/sendMessage", "POST", said(chat_id=CLERK.id, text="支出率 98%"))
        assert status == 200
        file = said(chat_id=CLERK.id, document=InputFile(b"%PDF", filename="report.pdf"))
        assert (await request.do_request(f"{url}/sendDocument", "POST", file))[0] == 200
        words, sent = server.world.bot_messages(CLERK.id)
        assert words["text"] == "支出率 98%"
        assert sent["document"]["file_name"] == "report.pdf"


@in_loop
async def test_no_connection_and_no_answer_are_told_apart_as_python_telegram_bot_does() -> None:
    async with serving() as server, direct() as request:
        with pytest.raises(TimedOut) as late:
            await request.do_request(server.url, "GET")
        assert isinstance(late.value.__cause__, httpx.ReadTimeout)
    with pytest.raises(NetworkError) as nobody:
        async with direct() as request:
            await request.do_request(server.url, "GET")
    assert isinstance(nobody.value.__cause__, httpx.ConnectError)


@in_loop
async def test_a_connection_that_the_server_closed_meanwhile_is_opened_anew_before_anything_is_said() -> None:
    async with serving() as server, direct() as request:
        server.go_on.set()
        server.once = True
        for _ in range(3):
            assert (await request.do_request(server.url, "GET"))[0] == 200
            await until(lambda: server.closed == server.opened)
        assert server.opened == 3


@in_loop
async def test_a_connection_that_stood_unused_too_long_is_opened_anew() -> None:
    connection = Connection(httpx.create_ssl_context(trust_env=False), unused=0)
    async with serving() as server, DirectRequest(connection) as request:
        server.go_on.set()
        for _ in range(3):
            assert (await request.do_request(server.url, "GET"))[0] == 200
        assert server.opened == 3


@in_loop
async def test_an_answer_that_ends_too_early_is_no_answer() -> None:
    async with serving() as server, direct() as request:
        server.go_on.set()
        server.once, server.missing = True, 5
        with pytest.raises(NetworkError) as cut_off:
            await request.do_request(server.url, "GET")
        assert isinstance(cut_off.value.__cause__, httpx.RemoteProtocolError)


OK = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine"


@contextlib.asynccontextmanager
async def saying(*answers: bytes, end: bool = False) -> AsyncIterator[list[str]]:
    """A server whose connections each say these bytes, one after each request; its address, then what it was asked."""
    seen: list[str] = []

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for answer in answers:
            with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
                seen.append((await reader.readuntil(b"\r\n\r\n")).decode())
                writer.write(answer)
        if end:
            writer.close()
        else:
            await reader.read()

    async with await asyncio.start_server(meet, "127.0.0.1", 0) as listening:
        seen.append(f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/bot1/getMe?x=1")
        yield seen


@pytest.mark.parametrize(
    ("answer", "end"),
    [
        (OK, False),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nfi\r\n2\r\nne\r\n0\r\n\r\n", False),
        (b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + OK, False),
        (b"HTTP/1.1 200 OK\r\n\r\nfine", True),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 4\r\n\r\nfine", False),
    ],
    ids=["length", "chunks", "announced", "to the end", "old"],
)
@in_loop
async def test_an_answer_is_read_however_its_end_is_told(answer: bytes, end: bool) -> None:
    async with saying(answer, end=end) as seen, direct() as request:
        assert await request.do_request(seen[0], "GET") == (200, b"fine")
        assert seen[1].startswith("GET /bot1/getMe?x=1 HTTP/1.1\r\nHost: 127.0.0.1:")


@pytest.mark.parametrize("answer", [b"SSH-2.0-OpenSSH_9.2\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfi"])
@in_loop
async def test_what_is_no_whole_answer_is_said_to_be_none(answer: bytes) -> None:
    async with saying(answer, end=True) as seen, direct() as request:
        with pytest.raises(NetworkError) as failed:
            await request.do_request(seen[0], "GET")
        assert isinstance(failed.value.__cause__, httpx.RemoteProtocolError)


@in_loop
async def test_an_answer_too_many_is_never_taken_for_the_next_ones() -> None:
    async with saying(OK + OK.replace(b"fine", b"late"), OK) as seen, direct() as request:
        for _ in range(2):
            assert await request.do_request(seen[0], "GET") == (200, b"fine")


@in_loop
async def test_half_a_character_in_a_text_is_for_the_server_to_refuse() -> None:
    async with sandbox() as server, direct() as request:
        server.world.chats[CLERK.id].started = True
        data = said(chat_id=CLERK.id, text="a\ud83d")
        status, body = await request.do_request(f"{server.url}/bot{TOKEN}/sendMessage", "POST", data)
        assert status == 400, body


@in_loop
async def test_a_request_larger_than_what_the_socket_takes_at_once_arrives_whole() -> None:
    async with sandbox() as server, direct() as request:
        status, body = await request.do_request(f"{server.url}/bot{TOKEN}/getMe", "POST", said(more="额" * 300_000))
        assert status == 200, body


def whispering(side: int) -> ssl.SSLContext:
    """TLS without certificates, for both sides of a test."""
    context = ssl.SSLContext(side)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("AECDH-AES256-SHA:@SECLEVEL=0")
    return context


@in_loop
async def test_over_https_several_requests_share_one_handshake() -> None:
    async with serving(whispering(ssl.PROTOCOL_TLS_SERVER)) as server:
        async with DirectRequest(Connection(whispering(ssl.PROTOCOL_TLS_CLIENT), 30)) as request:
            server.go_on.set()
            for _ in range(3):
                assert await request.do_request(server.url, "POST", said(text="支出率")) == (200, server.body)
            assert server.opened == 1
        async with direct() as believing:  # nobody vouches for this server
            with pytest.raises(NetworkError) as refused:
                await believing.do_request(server.url, "GET")
            assert isinstance(refused.value.__cause__, httpx.ConnectError)


@in_loop
async def test_what_was_fetched_is_kept_as_it_came_until_the_inbox_takes_it() -> None:
    fetched = Fetched()
    async with serving() as server, WatchedRequest(None, Watchdog(), fetched) as request:
        server.go_on.set()
        server.body = '{"ok":true,"result":[{"update_id":7,"something_new":{"word":"新"}}]}'.encode()
        await request.post(server.url)
        assert fetched.take(7) == {"update_id": 7, "something_new": {"word": "新"}}
        assert fetched.take(7) is None
        server.body = b'{"ok":true,"result":true}'
        await request.post(server.url)
        assert fetched.take(7) is None
