"""Speaking to the bot in tests as a person would: say, press, and see what is shown."""

import asyncio
import contextlib
import functools
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, ParamSpec

import httpx
from telegram import Bot

from perfbot.sandbox import Person, SandboxServer, Upload, World
from perfbot.sandbox.acts import buttons_of

TOKEN = "4200000001:sandbox-token-for-tests"
BEIJING = timezone(timedelta(hours=8))
MONDAY = datetime(2021, 7, 5, 9, 0, tzinfo=BEIJING)

OFFICE = Person(1001, "王主任", "wang_office", "管理员（办公室）", group_admin=True)
CLERK = Person(1002, "陈敏", "chen_min", "经办人（招商）")
OTHER_CLERK = Person(1003, "李刚", None, "经办人（会展）")
VIEWER = Person(1004, "赵芳", None, "查看")
STRANGER = Person(1009, "路人", "passer_by", "陌生人", in_group=False)
PEOPLE = (OFFICE, CLERK, OTHER_CLERK, VIEWER, STRANGER)

Arguments = ParamSpec("Arguments")


def in_loop(test: Callable[Arguments, Awaitable[None]]) -> Callable[Arguments, None]:
    """Lets pytest run an async test."""

    @functools.wraps(test)
    def run(*args: Arguments.args, **kwargs: Arguments.kwargs) -> None:
        async def body() -> None:
            await test(*args, **kwargs)

        asyncio.run(body())

    return run


def sandbox(people: Sequence[Person] = PEOPLE, **options: Any) -> SandboxServer:
    """A server on a free port, to be used with `async with`; `options` as SandboxServer takes them."""
    settings: dict[str, Any] = {
        "token": TOKEN,
        "people": people,
        "group_title": "绩效工作群",
        "bot_name": "绩效助手",
        "bot_username": "perf_sandbox_bot",
        "now": lambda: datetime.now(UTC).astimezone(BEIJING),
    }
    return SandboxServer(**(settings | options))


class Talk:
    """One person in one chat; `said` and `pressed` wait for the bot's answer."""

    def __init__(self, world: World, person: Person, chat_id: int | None = None, timeout: float = 30.0) -> None:
        self.world = world
        self.person = person
        self.chat_id = chat_id if chat_id is not None else person.id
        self.timeout = timeout

    @property
    def messages(self) -> list[dict[str, Any]]:
        return self.world.bot_messages(self.chat_id)

    @property
    def last(self) -> dict[str, Any]:
        return self.messages[-1]

    def buttons(self, message: dict[str, Any] | None = None) -> list[str]:
        """The labels under a message, the last one's unless told."""
        return [button["text"] for button in buttons_of(message or self.last)]

    async def said(self, text: str) -> dict[str, Any]:
        """Says it and waits for the bot's next message or edit in this chat."""
        return await self._answer_to(lambda: self.world.say(self.person.id, text, self.chat_id))

    async def pressed(self, label: str, message: dict[str, Any] | None = None) -> dict[str, Any]:
        """Presses the button of that label, on the newest message that has it unless told."""
        target = message or self._with(label)
        return await self._answer_to(
            lambda: self.world.press(self.person.id, target["message_id"], label, self.chat_id)
        )

    async def uploaded(self, *uploads: Upload, caption: str = "") -> dict[str, Any]:
        return await self._answer_to(lambda: self.world.upload(self.person.id, uploads, self.chat_id, caption=caption))

    async def answered(self, label: str, message: dict[str, Any] | None = None) -> dict[str, Any]:
        """Presses the button and waits for what is shown over it: `text`, `show_alert`, `url`."""
        target = message or self._with(label)
        self.world.press(self.person.id, target["message_id"], label, self.chat_id)
        query_id = next(reversed(self.world.queries))
        return await self.world.wait_for(lambda: self.world.callback_answers.get(query_id), self.timeout) or {}

    def _with(self, label: str) -> dict[str, Any]:
        return next(one for one in reversed(self.messages) if label in self.buttons(one))

    async def _answer_to(self, act: Callable[[], object]) -> dict[str, Any]:
        changed: list[dict[str, Any]] = []

        def notice(event: dict[str, Any]) -> None:
            own = event["type"] in ("message", "edit") and self.world.is_own(event["message"])
            if own and event["chat_id"] == self.chat_id:
                changed.append(event["message"])

        self.world.listeners.add(notice)
        try:
            act()
            await self.world.wait_for(lambda: changed, self.timeout)
        finally:
            self.world.listeners.discard(notice)
        return changed[-1]


class Caller:
    """Calls methods over HTTP as any bot would, and hands back the whole answer."""

    def __init__(self, server: SandboxServer, client: httpx.AsyncClient) -> None:
        self.server = server
        self.client = client

    async def __call__(self, method: str, **params: Any) -> dict[str, Any]:
        answer = await self.client.post(f"/bot{TOKEN}/{method}", json=params)
        return dict(answer.json())

    async def ok(self, method: str, **params: Any) -> Any:
        """The result; AssertionError with the description when refused."""
        answer = await self(method, **params)
        assert answer["ok"], answer
        return answer["result"]

    async def refusal(self, method: str, **params: Any) -> str:
        """The description of a refusal; AssertionError when there was none."""
        answer = await self(method, **params)
        assert not answer["ok"], answer
        return str(answer["description"])

    async def upload(self, method: str, files: dict[str, Any], **params: Any) -> dict[str, Any]:
        answer = await self.client.post(f"/bot{TOKEN}/{method}", data=params, files=files)
        return dict(answer.json())


@contextlib.asynccontextmanager
async def calling(**options: Any) -> AsyncIterator[tuple[SandboxServer, Caller]]:
    """A running server in which everyone has started the bot, and a caller to it."""
    async with sandbox(**options) as server, httpx.AsyncClient(base_url=server.url, timeout=10) as client:
        for person in PEOPLE:
            server.world.chats[person.id].started = True
        yield server, Caller(server, client)


@contextlib.asynccontextmanager
async def telegram_bot(server: SandboxServer) -> AsyncIterator[Bot]:
    """python-telegram-bot's own Bot, talking to the server."""
    async with Bot(TOKEN, base_url=f"{server.url}/bot", base_file_url=f"{server.url}/file/bot") as bot:
        yield bot
