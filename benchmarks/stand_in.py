"""A fast stand-in for Telegram in a process of its own: `python -m benchmarks.stand_in LATENCY_SECONDS`.

It prints its port, then plays one round for each line of JSON on its standard input and prints what came of it. A
round is a number of people who each go through the same script:

    {"people": 100, "first": 1000, "script": [{"say": "/progress", "expect": "支出率"}], "open": true}

`open`: everybody's messages wait from the start, as after a break; otherwise each person says the next thing when the
last one was answered. `at_once` people at most are in the middle of their script at any time. `press` in place of
`say` presses the button whose label holds these words, under the last answer. An answer and its buttons must
hold `expect`, or the round ends with an error: that is how each person's order is held. Every answer of this server
comes `LATENCY_SECONDS` late, as over a network.
"""

from __future__ import annotations

import asyncio
import re
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import orjson

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_ANSWERS = (b"sendMessage", b"sendRichMessage", b"editMessageText")
_BATCH, _LONG_POLL = 100, 25.0
_SPOKEN = 1_600_000_000
BOT = {"id": 42, "is_bot": True, "first_name": "bench", "username": "bench_bot"}
Write = Callable[[Any], None]


@dataclass
class Person:
    """Somebody in the middle of the script."""

    number: int
    said: int = 0
    answered: int = 0
    since: float = 0.0
    message: int = 1
    buttons: dict[str, str] = field(default_factory=dict)


class Round:
    """One script for many people: makes their updates, checks the answers, and knows when all is done."""

    def __init__(self, asked: dict[str, Any], chats: Chats) -> None:
        self.script: list[dict[str, str]] = asked["script"]
        self.open, self._chats = asked.get("open", False), chats
        first = asked.get("first", 1000)
        self.people = {number: Person(number) for number in range(first, first + asked["people"])}
        self._waiting = list(reversed(self.people.values()))
        self.at_once = asked.get("at_once", len(self.people))
        self.left = len(self.people)
        self.requests = 0
        self.waits: list[list[float]] = [[] for _ in self.script]
        self.trouble = ""
        self.done = asyncio.Event()
        self.began = time.perf_counter()

    def begin(self) -> None:
        """Put the first updates, or all of them, before the bot."""
        if self.open:
            for _ in self.script:
                for person in self.people.values():
                    self._speak(person)
        else:
            for _ in range(self.at_once):
                self._next_person()

    def _next_person(self) -> None:
        if self._waiting:
            self._speak(self._waiting.pop())

    def _speak(self, person: Person) -> None:
        step = self.script[person.said]
        person.said += 1
        person.since = time.perf_counter()
        if "press" in step:
            data = next((data for label, data in person.buttons.items() if step["press"] in label), None)
            if data is None:
                self._fail(person, f"no button {step['press']!r} among {list(person.buttons)}")
                return
            self._chats.press(person.number, person.message, data)
        else:
            self._chats.say(person.number, step["say"].replace("{n}", str(person.number)))

    def answer(self, said: dict[str, Any], message: int) -> None:
        """The bot said something to somebody."""
        person = self.people.get(int(said["chat_id"]))
        if person is None or person.answered >= len(self.script):
            self.trouble = self.trouble or f"an answer that nobody asked for: {said}"
            self.done.set()
            return
        expected = self.script[person.answered]["expect"].replace("{n}", str(person.number))
        if not any(expected in _flat(said.get(part, "")) for part in ("text", "rich_message", "reply_markup")):
            self._fail(person, f"expected {expected!r}, got {said}")
            return
        self.waits[person.answered].append(time.perf_counter() - person.since)
        person.answered += 1
        person.message = message
        if not self.open:
            self._go_on(person, said)
        self._count(person)

    def _go_on(self, person: Person, said: dict[str, Any]) -> None:
        if person.said == len(self.script):
            self._next_person()
            return
        if "press" in self.script[person.said]:
            rows = orjson.loads(_flat(said.get("reply_markup", "{}"))).get("inline_keyboard", [])
            person.buttons = {one["text"]: one.get("callback_data", "") for row in rows for one in row}
        self._speak(person)

    def _count(self, person: Person) -> None:
        if person.answered == len(self.script):
            self.left -= 1
            if not self.left:
                self.done.set()

    def _fail(self, person: Person, why: str) -> None:
        self.trouble = self.trouble or f"person {person.number}, answer {person.answered + 1}: {why}"
        self.done.set()

    def result(self, seconds: float) -> dict[str, Any]:
        """What came of it; `waits` are seconds from an update's being there to its answer, a list for each step."""
        answers = sum(person.answered for person in self.people.values())
        return {
            "seconds": seconds,
            "answers": answers,
            "requests": self.requests,
            "waits": [] if self.open else self.waits,
            "trouble": self.trouble,
        }


class Chats:
    """Updates on their way to the bot, kept until the bot asks for later ones."""

    def __init__(self) -> None:
        self._updates: list[dict[str, Any]] = []
        # Ids that no earlier stand-in gave out, for a bot knows those that it has served.
        self._last, self._message = time.time_ns() // 1_000, 1_000
        self._poll: Write | None = None
        self.round: Round | None = None
        self.polled = asyncio.Event()

    def next_message(self) -> int:
        self._message += 1
        return self._message

    def say(self, person: int, text: str) -> None:
        message: dict[str, Any] = {**_message(person, self.next_message()), "from": _user(person), "text": text}
        if text.startswith("/"):
            length = len(text.split()[0])
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        self._add({"message": message})

    def press(self, person: int, message: int, data: str) -> None:
        shown = {**_message(person, message), "from": BOT, "text": "…"}
        query = {"from": _user(person), "message": shown, "chat_instance": "1", "data": data}
        self._add({"callback_query": {"id": str(self._last + 1), **query}})

    def _add(self, update: dict[str, Any]) -> None:
        self._last += 1
        self._updates.append({"update_id": self._last, **update})
        if self._poll is not None:
            poll, self._poll = self._poll, None
            # Not at once: what the same moment brings goes out together, as from a real server.
            asyncio.get_running_loop().call_soon(lambda: poll(self._updates[:_BATCH]))

    def poll(self, body: bytes, write: Write) -> None:
        """getUpdates: what is there, or wait."""
        self.polled.set()
        offset = int(fields(body).get("offset", 0))
        self._updates = [one for one in self._updates if one["update_id"] >= offset]
        if self._updates:
            write(self._updates[:_BATCH])
        else:
            self._poll = write
            asyncio.get_running_loop().call_later(_LONG_POLL, self._give_up, write)

    def _give_up(self, write: Write) -> None:
        if self._poll is write:
            self._poll = None
            write([])


class Connection(asyncio.Protocol):
    """HTTP/1.1 with Content-Length bodies, which is all that a bot's client sends."""

    def __init__(self, chats: Chats, latency: float) -> None:
        self._chats, self._latency, self._received = chats, latency, b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        while (end := self._received.find(b"\r\n\r\n")) >= 0:
            length = _LENGTH.search(self._received, 0, end)
            stop = end + 4 + (int(length[1]) if length else 0)
            if len(self._received) < stop:
                return
            head, body = self._received[:end], self._received[end + 4 : stop]
            self._received = self._received[stop:]
            self._serve(head.split(b" ", 2)[1].rsplit(b"/", 1)[1], body)

    def _serve(self, method: bytes, body: bytes) -> None:
        chats = self._chats
        if chats.round is not None and method != b"getUpdates":
            chats.round.requests += 1
        if method == b"getUpdates":
            chats.poll(body, self._write)
        elif method in _ANSWERS:
            self._answered(method, body)
        else:
            self._write(BOT if method == b"getMe" else True)

    def _answered(self, method: bytes, body: bytes) -> None:
        said = fields(body)
        number = int(said["message_id"]) if method == b"editMessageText" else self._chats.next_message()
        self._write({**_message(int(said["chat_id"]), number), "from": BOT, "text": "…"})
        if self._chats.round is not None:
            self._chats.round.answer(said, number)

    def _write(self, result: Any) -> None:
        content = orjson.dumps({"ok": True, "result": result})
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
        if self._transport is None:
            return
        if self._latency:
            asyncio.get_running_loop().call_later(self._latency, self._transport.write, head.encode() + content)
        else:
            self._transport.write(head.encode() + content)


def fields(body: bytes) -> dict[str, Any]:
    """A request's parameters, sent as JSON or as a form."""
    if body.startswith(b"{"):
        return dict(orjson.loads(body))
    return dict(parse_qsl(body.decode()))


def _flat(value: Any) -> str:
    """A parameter's words: a form holds JSON as text, a JSON body holds it as it is."""
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def _user(person: int) -> dict[str, Any]:
    return {"id": person, "is_bot": False, "first_name": f"{person}号"}


def _message(person: int, number: int) -> dict[str, Any]:
    chat = {"id": person, "type": "private", "first_name": f"{person}号"}
    return {"message_id": number, "date": _SPOKEN, "chat": chat}


async def _serve(latency: float) -> None:
    loop, chats = asyncio.get_running_loop(), Chats()
    server = await loop.create_server(lambda: Connection(chats, latency), "127.0.0.1", 0, backlog=1024)
    _print({"port": server.sockets[0].getsockname()[1]})
    await chats.polled.wait()
    _print({"polled": time.time()})
    while line := await asyncio.to_thread(sys.stdin.readline):
        asked = orjson.loads(line)
        chats.round = playing = Round(asked, chats)
        playing.begin()
        try:
            async with asyncio.timeout(asked.get("within", 120)):
                await playing.done.wait()
        except TimeoutError:
            playing.trouble = f"{playing.left} people were not answered to the end"
        seconds = time.perf_counter() - playing.began
        await asyncio.sleep(asked.get("rest", 0.3))  # what still follows an answer belongs to this round
        _print(playing.result(seconds))


def _print(what: dict[str, Any]) -> None:
    sys.stdout.buffer.write(orjson.dumps(what) + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    asyncio.run(_serve(float(sys.argv[1])))
