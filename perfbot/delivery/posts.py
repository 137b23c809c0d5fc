"""Sends each scheduled post exactly once: a placeholder whose id is recorded, then an edit that fills it."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from telegram import Bot
from telegram.error import TelegramError

from perfbot.delivery.carrier import NEVER, Carrier
from perfbot.delivery.errors import NotDelivered, Undelivered
from perfbot.delivery.message_sender import MessageSender
from perfbot.delivery.messages import LeftOut, Messenger, figures, without_figures, words_of
from perfbot.delivery.rendering import keyboard, rendered
from perfbot.render.document import Document
from perfbot.render.places.chat import chat_parts
from perfbot.render.places.rich import rich_parts

OnFollowed: TypeAlias = Callable[[str, int], Awaitable[None]]
TellLeftOut: TypeAlias = Callable[[int, Sequence[LeftOut]], Awaitable[None]]

_PATIENCE = 30.0
_WAITING = "…"
NOT_KNOWN, REFUSED = 0, -1
"""The message ids of a part of unknown outcome, and of one that Telegram would not take: neither is sent again."""

log = logging.getLogger("perfbot.delivery")


@dataclass(frozen=True)
class Posted:
    """The post is in the chat under this id."""

    message_id: int


@dataclass(frozen=True)
class Failed:
    """The post is not in the chat, unless the reason is UNKNOWN; `retry_after` in seconds when Telegram said so."""

    reason: Undelivered
    why: str
    retry_after: float = 0.0


Outcome: TypeAlias = Posted | Failed


def _failed(failure: NotDelivered) -> Failed:
    return Failed(failure.reason, failure.why, failure.retry_after)


class _Followed:
    """The messages that follow the first one, by name; each id is recorded before it is used."""

    def __init__(self, ids: Mapping[str, int], on_followed: OnFollowed | None) -> None:
        self.ids = dict(ids)
        self._on_followed = on_followed

    async def record(self, name: str, message_id: int) -> None:
        self.ids[name] = message_id
        if self._on_followed is not None:
            await self._on_followed(name, message_id)

    async def once(self, name: str, send: Callable[[], Awaitable[int | None]]) -> None:
        """Send what cannot be edited in afterwards, unless it was sent or may have been."""
        if name in self.ids:
            return
        try:
            made = await send()
        except NotDelivered as failure:
            if failure.reason is not Undelivered.UNKNOWN:
                raise
            log.warning("%s of a post may be missing in chat %s: %s", name, failure.chat_id, failure.why)
            made = NOT_KNOWN
        await self.record(name, REFUSED if made is None else made)


class Poster:
    """Sends a placeholder and fills it; text that does not fit follows in further recorded messages."""

    def __init__(self, bot: Bot, carrier: Carrier, sender: MessageSender, tell: TellLeftOut) -> None:
        """`tell` is told what was left out of a post."""
        self._tell = tell
        self._bot = bot
        self._carrier = carrier
        self._sender = sender

    async def placeholder(self, chat_id: int, text: str, topic: int | None = None) -> Outcome:
        """Post one line; never twice on purpose: an unknown outcome is told to the caller.

        Asked first is whether Telegram answers: an outage is to pass, not to leave behind a line that may be there.
        """
        if not await self._carrier.answers():
            return Failed(Undelivered.UNREACHABLE, "no answer to getMe")
        messenger = Messenger(self._bot, patience=_PATIENCE, repeats=NEVER, topic=topic)
        async with self._carrier.turn(chat_id):
            try:
                posted = Posted(await self._sender.say(messenger, chat_id, text))
            except NotDelivered as failure:
                return _failed(failure)
        await self._tell(chat_id, messenger.left_out)
        return posted

    async def finish(
        self,
        chat_id: int,
        message_id: int,
        content: Document,
        followed: Mapping[str, int],
        on_followed: OnFollowed | None,
        topic: int | None = None,
    ) -> Outcome:
        """Fill the placeholder and send what follows it; the post is done when its words stand."""
        messenger = Messenger(
            self._bot, silent=True, reply_to=message_id, patience=_PATIENCE, repeats=NEVER, topic=topic
        )
        filling = _Filling(self._sender, messenger, chat_id, _Followed(followed, on_followed))
        async with self._carrier.turn(chat_id):
            try:
                await filling.fill(message_id, content)
            except NotDelivered as failure:
                return _failed(failure)
        await self._tell(chat_id, messenger.left_out)
        return Posted(message_id)


class _Filling:
    """One attempt to turn a placeholder into a document."""

    def __init__(self, sender: MessageSender, messenger: Messenger, chat_id: int, followed: _Followed) -> None:
        self._sender = sender
        self._messenger = messenger
        self._chat_id = chat_id
        self._followed = followed

    async def fill(self, message_id: int, content: Document) -> None:
        """The head first, then its parts, pictures and files."""
        sender, messenger, chat_id = self._sender, self._messenger, self._chat_id
        pictures = tuple(figures(content.blocks))
        if await self._rich(message_id, content):
            pictures = ()
        elif not (pictures and await self._rich(message_id, without_figures(content))):
            await self._html(message_id, content)
        for index, figure in enumerate(pictures):
            await self._followed.once(f"photo:{index}", partial(sender.show, messenger, chat_id, figure))
        for index, file in enumerate(content.attachments):
            await self._followed.once(f"file:{index}", partial(sender.file, messenger, chat_id, file))

    async def _rich(self, message_id: int, content: Document) -> bool:
        if not self._sender.knows_rich:
            return False
        parts = await rendered(rich_parts, content)
        for index, part in enumerate(parts):
            markup = keyboard(content) if index == len(parts) - 1 else None
            into = await self._room(index, message_id)
            if await self._sender.rich(self._messenger, self._chat_id, part, markup, into=into) is None:
                return False
        return True

    async def _html(self, message_id: int, content: Document) -> None:
        parts = await rendered(chat_parts, content)
        for index, part in enumerate(parts):
            markup = keyboard(content) if index == len(parts) - 1 else None
            into = await self._room(index, message_id)
            try:
                await self._sender.html(self._messenger, self._chat_id, part, markup, into=into)
            except TelegramError as error:
                log.warning("HTML refused, said in bare words: %s", error)
                await self._sender.reword(self._messenger, self._chat_id, into, words_of(part), markup)

    async def _room(self, index: int, message_id: int) -> int:
        """The message for a part: the first one, a recorded one, or a new line recorded before it is filled."""
        if index == 0:
            return message_id
        name = f"part:{index}"
        known = self._followed.ids.get(name)
        if known is None:
            known = await self._sender.say(self._messenger, self._chat_id, _WAITING)
            await self._followed.record(name, known)
        return known
