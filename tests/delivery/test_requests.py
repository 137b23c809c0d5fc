"""The bot's HTTP connections: used again, as many as there is to do at once, and closed when nobody needs them."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity
from telegram.error import BadRequest, NetworkError, TimedOut

from perfbot.delivery.errors import NotSent, Unknown, what_to_do
from perfbot.delivery.polling import Fetched, WatchedRequest
from perfbot.delivery.requests import AiohttpRequest
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
    asked: list[bytes] = field(default_factory=list)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.opened += 1
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                self.asked.append(head)
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


def request(read_timeout: float = 0.2, **options: Any) -> AiohttpRequest:
    return AiohttpRequest(read_timeout, **options)


async def raised_by(asking: AiohttpRequest, url: str) -> NetworkError:
    """What a POST raises; nothing that it says or hangs on to is the address, for that holds the token."""
    with pytest.raises(NetworkError) as failed:
        await asking.do_request(url + "bot42:SECRET/sendMessage", "POST")
    error: BaseException | None = failed.value
    while error is not None:
        assert "SECRET" not in f"{error} {error!r}"
        error = error.__cause__
    return failed.value


@in_loop
async def test_one_request_after_another_uses_one_connection() -> None:
    async with serving() as server, request() as asking:
        server.go_on.set()
        for _ in range(10):
            assert (await asking.do_request(server.url, "POST"))[0] == 200
        assert server.opened == 1


@in_loop
async def test_requests_at_once_have_a_connection_each_and_use_them_again() -> None:
    async with serving() as server, request(5) as asking:
        for _ in range(2):
            server.go_on.clear()
            answers = [asyncio.create_task(asking.do_request(server.url, "POST")) for _ in range(5)]
            await until(lambda: server.waiting == 5)
            server.go_on.set()
            await asyncio.gather(*answers)
        assert server.opened == 5


@in_loop
async def test_connections_that_nobody_needs_any_more_are_closed() -> None:
    async with serving() as server, request(5, unused=0.05) as asking:
        answers = [asyncio.create_task(asking.do_request(server.url, "POST")) for _ in range(5)]
        await until(lambda: server.waiting == 5)
        server.go_on.set()
        await asyncio.gather(*answers)
        await until(lambda: server.closed == 5)
        assert (await asking.do_request(server.url, "POST"))[0] == 200


@in_loop
async def test_more_requests_than_connections_are_all_answered() -> None:
    async with serving() as server, request(5, at_once=2) as asking:
        answers = [asyncio.create_task(asking.do_request(server.url, "POST")) for _ in range(7)]
        await until(lambda: server.waiting == 2)
        server.go_on.set()
        assert [(await answer)[0] for answer in answers] == [200] * 7
        assert server.opened == 2


@in_loop
async def test_a_request_that_fails_or_is_given_up_frees_its_connection() -> None:
    async with serving() as server, request(5, at_once=1) as asking:
        given_up = asyncio.create_task(asking.do_request(server.url, "POST"))
        await until(lambda: server.waiting == 1)
        given_up.cancel()
        await asyncio.wait([given_up])
        server.go_on.set()
        assert (await asking.do_request(server.url, "POST"))[0] == 200


@contextlib.asynccontextmanager
async def speaking(url: str) -> AsyncIterator[Bot]:
    """A bot that asks through our request."""
    async with Bot(TOKEN, base_url=f"{url}/bot", request=request(), get_updates_request=request()) as bot:
        yield bot


@in_loop
async def test_words_go_as_json_and_files_as_a_form_under_their_own_names() -> None:
    async with sandbox() as server, speaking(server.url) as bot:
        server.world.chats[CLERK.id].started = True
        await bot.send_message(CLERK.id, "支出率 98%")
        await bot.send_document(CLERK.id, b"%PDF" * 500_000, filename='自评 "2021" 50%.pdf', caption="正式文本")
        words, sent = server.world.bot_messages(CLERK.id)
        assert words["text"] == "支出率 98%"
        assert sent["caption"] == "正式文本"
        assert sent["document"]["file_name"] == '自评 "2021" 50%.pdf'
        assert sent["document"]["file_size"] == 2_000_000


@in_loop
async def test_what_is_asked_is_json_all_the_way_down_with_chinese_as_it_is() -> None:
    bodies: list[bytes] = []

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", head.lower())
        assert length is not None
        assert b"content-type: application/json\r\n" in head.lower()
        bodies.append(await reader.readexactly(int(length[1])))
        writer.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
        writer.close()

    async with await asyncio.start_server(meet, "127.0.0.1", 0) as listening, request() as asking:
        bot = Bot(TOKEN, f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/bot", request=asking)
        keyboard, bold = (
            InlineKeyboardMarkup([[InlineKeyboardButton("好", callback_data="a")]]),
            MessageEntity("bold", 0, 2),
        )
        rich = {"rich_message": {"html": "<b>周报</b>"}}
        for call in (
            bot.send_message(7, "支出", reply_markup=keyboard, entities=[bold], disable_notification=True),
            bot.send_message(7, "周报", api_kwargs=rich),
            bot.set_webhook("https://x", allowed_updates=["message"], drop_pending_updates=False),
        ):
            with pytest.raises(BadRequest):
                await call
    first, second, third = map(json.loads, bodies)
    assert first["reply_markup"] == {"inline_keyboard": [[{"text": "好", "callback_data": "a"}]]}
    assert first["entities"] == [{"type": "bold", "offset": 0, "length": 2}]
    assert (first["chat_id"], first["disable_notification"]) == (7, True)
    assert second["rich_message"] == {"html": "<b>周报</b>"}
    assert (third["allowed_updates"], third["drop_pending_updates"]) == (["message"], False)
    assert "支出".encode() in bodies[0]


@in_loop
async def test_no_answer_leaves_open_what_became_of_the_request_and_no_connection_does_not() -> None:
    async with serving() as server, request() as asking:
        late = await raised_by(asking, server.url)
        assert isinstance(late, TimedOut)
        assert what_to_do(late) == Unknown()
    async with request() as asking:
        nobody = await raised_by(asking, server.url)
        assert isinstance(nobody.__cause__, NotSent)
        assert not isinstance(nobody, TimedOut)


@in_loop
async def test_a_connection_that_is_not_had_in_time_is_told_so() -> None:
    async with serving() as server, request(5, at_once=1) as asking:
        holding = asyncio.create_task(asking.do_request(server.url, "POST"))
        await until(lambda: server.waiting == 1)
        with pytest.raises(TimedOut) as waited:
            await asking.do_request(server.url, "POST", connect_timeout=0.05)
        assert isinstance(waited.value.__cause__, NotSent)
        server.go_on.set()
        await holding


@in_loop
async def test_a_connection_that_the_server_closed_meanwhile_is_opened_anew_before_anything_is_said() -> None:
    async with serving() as server, request() as asking:
        server.go_on.set()
        server.once = True
        for _ in range(3):
            assert (await asking.do_request(server.url, "POST"))[0] == 200
            await until(lambda: server.closed == server.opened)
        assert server.opened == 3


@in_loop
async def test_a_request_that_went_out_over_a_connection_that_broke_is_not_sent_again_by_itself() -> None:
    async with saying(OK, b"", end=True) as seen, request() as asking:
        url = seen[0]
        assert (await asking.do_request(url, "POST"))[0] == 200
        broken = await raised_by(asking, url.partition("bot1")[0])
        assert what_to_do(broken) == Unknown()
        assert len(seen) == 3  # the address, and each request once


@in_loop
async def test_an_answer_that_ends_too_early_is_no_answer() -> None:
    async with serving() as server, request() as asking:
        server.go_on.set()
        server.once, server.missing = True, 5
        assert what_to_do(await raised_by(asking, server.url)) == Unknown()


@in_loop
async def test_an_answer_longer_than_any_of_telegrams_is_not_read_to_its_end() -> None:
    async with serving() as server, request() as asking:
        server.go_on.set()
        server.body = bytes(51 * 1024 * 1024)
        assert "ClientPayloadError" in str(await raised_by(asking, server.url))


@in_loop
async def test_no_redirect_is_followed_no_cookie_kept_and_no_proxy_of_the_environment_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    moved = b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n"
    async with saying(moved, OK) as seen, request() as asking:
        assert (await asking.do_request(seen[0], "GET"))[0] == 302
        assert (await asking.do_request(seen[0], "GET"))[0] == 200
        assert "cookie" not in seen[2].lower()
        assert len(seen) == 3


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
    async with saying(answer, end=end) as seen, request() as asking:
        assert await asking.do_request(seen[0], "GET") == (200, b"fine")
        assert seen[1].startswith("GET /bot1/getMe?x=1 HTTP/1.1\r\nHost: 127.0.0.1:")


@pytest.mark.parametrize("answer", [b"SSH-2.0-OpenSSH_9.2\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfi"])
@in_loop
async def test_what_is_no_whole_answer_is_said_to_be_none(answer: bytes) -> None:
    async with saying(answer, end=True) as seen, request() as asking:
        assert what_to_do(await raised_by(asking, seen[0].partition("bot1")[0])) == Unknown()


@in_loop
async def test_an_answer_too_many_is_never_taken_for_the_next_ones() -> None:
    async with saying(OK + OK.replace(b"fine", b"late"), OK) as seen, request() as asking:
        for _ in range(2):
            assert await asking.do_request(seen[0], "GET") == (200, b"fine")


@in_loop
async def test_half_a_character_is_for_the_server_to_refuse_and_under_a_file_it_is_left_out() -> None:
    async with sandbox() as server, speaking(server.url) as bot:
        server.world.chats[CLERK.id].started = True
        with pytest.raises(BadRequest):
            await bot.send_message(CLERK.id, "a\ud83d")
        await bot.send_document(CLERK.id, b"%PDF", filename="a\ud83d.pdf", caption="b\ud83d")
        sent = server.world.bot_messages(CLERK.id)[0]
        assert (sent["document"]["file_name"], sent["caption"]) == ("a?.pdf", "b?")


@in_loop
async def test_a_request_larger_than_what_the_socket_takes_at_once_arrives_whole() -> None:
    async with sandbox() as server, speaking(server.url) as bot:
        assert await bot.get_me(api_kwargs={"more": "额" * 300_000})


def whispering(side: int) -> ssl.SSLContext:
    """TLS without certificates, for both sides of a test."""
    context = ssl.SSLContext(side)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("AECDH-AES256-SHA:@SECLEVEL=0")
    return context


@in_loop
async def test_over_https_several_requests_share_one_handshake() -> None:
    believing = request(5, trusted=whispering(ssl.PROTOCOL_TLS_CLIENT))
    async with serving(whispering(ssl.PROTOCOL_TLS_SERVER)) as server, believing as asking:
        server.go_on.set()
        for _ in range(3):
            assert await asking.do_request(server.url, "POST") == (200, server.body)
        assert server.opened == 1


@in_loop
async def test_over_https_nothing_is_said_to_a_server_that_nobody_vouches_for() -> None:
    async with serving(whispering(ssl.PROTOCOL_TLS_SERVER)) as server, request() as asking:
        server.go_on.set()
        refused = await raised_by(asking, server.url)
        assert isinstance(refused.__cause__, NotSent)
        assert server.asked == []


@in_loop
async def test_what_was_fetched_is_kept_as_it_came_until_the_inbox_takes_it() -> None:
    fetched = Fetched()
    async with serving() as server, WatchedRequest(request(), Watchdog(), fetched) as asking:
        server.go_on.set()
        server.body = '{"ok":true,"result":[{"update_id":7,"something_new":{"word":"新"}}]}'.encode()
        await asking.post(server.url)
        assert fetched.take(7) == {"update_id": 7, "something_new": {"word": "新"}}
        assert fetched.take(7) is None
        server.body = b'{"ok":true,"result":true}'
        await asking.post(server.url)
        assert fetched.take(7) is None
