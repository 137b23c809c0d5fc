"""One message at a time through the Carrier: rich, HTML or bare words, a picture, a file; what is refused is known."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

from telegram.error import TelegramError

from perfbot.delivery.carrier import ALWAYS, Carrier
from perfbot.delivery.errors import (
    Fine,
    NotDelivered,
    Undelivered,
    knows_no_such_method,
    topic_is_gone,
    what_to_do,
)
from perfbot.delivery.messages import Extra, LeftOut, Messenger
from perfbot.delivery.rendering import Markup
from perfbot.render.document import Attachment, Figure
from perfbot.render.places.rich import RichMessage

T = TypeVar("T")

PLAIN_FOR = 600.0
"""Seconds after which a server that knew no rich messages is asked for one again: it may have been in trouble."""

log = logging.getLogger("perfbot.delivery")


class MessageSender:
    """Remembers for a while that a server does not know rich messages (R24)."""

    def __init__(self, carrier: Carrier, plain_for: float = PLAIN_FOR) -> None:
        """`plain_for` in seconds."""
        self._carrier = carrier
        self._plain_for = plain_for
        self._plain_until: float | None = None

    @property
    def knows_rich(self) -> bool:
        """Whether rich messages are worth trying now."""
        return self._plain_until is None or asyncio.get_running_loop().time() >= self._plain_until

    async def rich(
        self,
        messenger: Messenger,
        chat_id: int,
        part: RichMessage,
        markup: Markup | None,
        *,
        into: int | None = None,
    ) -> int | None:
        """One rich message; None when the server knows none, refuses this one, or answers with no Message."""

        async def ask(chat: int) -> int | None:
            if into is None:
                return await messenger.rich(chat, part, markup)
            return into if await messenger.edit_rich(chat, into, part, markup) else None

        try:
            made = await self._carry(messenger, chat_id, ask, edit=into is not None)
        except TelegramError as error:
            if what_to_do(error) == Fine():
                return into
            if not knows_no_such_method(error):
                complain("rich message", error)
                return None
            made = None
        self._learn(knows=made is not None)
        return made

    def _learn(self, *, knows: bool) -> None:
        """Only a rich message that came back shows that the server knows them."""
        if knows:
            self._plain_until = None
            return
        self._plain_until = asyncio.get_running_loop().time() + self._plain_for
        log.info("the server knows no rich messages; plain ones are sent for the next %.0f s", self._plain_for)

    async def html(
        self,
        messenger: Messenger,
        chat_id: int,
        words: str,
        markup: Markup | None,
        *,
        into: int | None = None,
    ) -> int:
        """One HTML message; raises the TelegramError when its form is refused."""

        async def ask(chat: int) -> int:
            if into is None:
                return await messenger.text(chat, words, markup, html=True)
            await messenger.edit_text(chat, into, words, markup, html=True)
            return into

        try:
            return await self._carry(messenger, chat_id, ask, edit=into is not None)
        except TelegramError as error:
            if into is None or what_to_do(error) != Fine():
                raise
            return into

    async def say(self, messenger: Messenger, chat_id: int, words: str, markup: Markup | None = None) -> int:
        """One message of bare words, as the last resort without its buttons; else raises NotDelivered."""

        async def ask(chat: int, under: Markup | None) -> int:
            return await messenger.text(chat, words, under, html=False)

        return await self._last_resort(messenger, chat_id, ask, markup, edit=False)

    async def reword(
        self,
        messenger: Messenger,
        chat_id: int,
        message_id: int,
        words: str,
        markup: Markup | None = None,
    ) -> None:
        """Give a message bare words; one that has them already is a success."""

        async def ask(chat: int, under: Markup | None) -> int:
            await messenger.edit_text(chat, message_id, words, under, html=False)
            return message_id

        await self._last_resort(messenger, chat_id, ask, markup, edit=True)

    async def _last_resort(
        self,
        messenger: Messenger,
        chat_id: int,
        ask: Callable[[int, Markup | None], Awaitable[int]],
        markup: Markup | None,
        *,
        edit: bool,
    ) -> int:
        try:
            return await self._surely(messenger, chat_id, lambda chat: ask(chat, markup), edit=edit)
        except NotDelivered as failure:
            if failure.reason is not Undelivered.REFUSED or markup is None:
                raise
            made = await self._surely(messenger, chat_id, lambda chat: ask(chat, None), edit=edit)
            messenger.left_out.append(LeftOut(Extra.BUTTONS, "", failure.why))
            return made

    async def show(self, messenger: Messenger, chat_id: int, figure: Figure) -> int | None:
        """One picture; None when it is refused, which is noted with the messenger."""
        ask = partial(messenger.photo, figure=figure)
        return await self._or_left_out(messenger, chat_id, ask, Extra.PICTURE, figure.caption)

    async def file(self, messenger: Messenger, chat_id: int, file: Attachment) -> int | None:
        """One file; None when it is refused or too large, which is noted with the messenger."""
        ask = partial(messenger.file, attachment=file)
        return await self._or_left_out(messenger, chat_id, ask, Extra.FILE, file.filename)

    async def _or_left_out(
        self, messenger: Messenger, chat_id: int, ask: Callable[[int], Awaitable[int]], part: Extra, name: str
    ) -> int | None:
        """What comes under the words is no condition of theirs: refused for good, it is left out."""
        try:
            return await self._surely(messenger, chat_id, ask)
        except NotDelivered as failure:
            if not failure.hopeless:
                raise
            log.warning("a %s is left out in chat %s: %s", part.value, chat_id, failure.why)
            messenger.left_out.append(LeftOut(part, name, failure.why))
            return None

    async def _surely(
        self, messenger: Messenger, chat_id: int, ask: Callable[[int], Awaitable[int]], *, edit: bool = False
    ) -> int:
        try:
            return await self._carry(messenger, chat_id, ask, edit=edit)
        except TelegramError as error:
            if what_to_do(error) == Fine():
                return 0
            raise NotDelivered(Undelivered.REFUSED, chat_id, str(error)) from error

    async def _carry(self, messenger: Messenger, chat_id: int, ask: Callable[[int], Awaitable[T]], *, edit: bool) -> T:
        """An edit may always be repeated: the second one finds the message as it should be.

        A topic that is gone is no reason to say nothing: it is said in the group.
        """
        repeats = ALWAYS if edit else messenger.repeats
        carry = partial(self._carrier.carry, chat_id, ask, patience=messenger.patience, repeats=repeats)
        try:
            return await carry()
        except TelegramError as error:
            if messenger.topic is None or not topic_is_gone(error):
                raise
            messenger.topic = None
            messenger.left_out.append(LeftOut(Extra.TOPIC, "", str(error)))
            return await carry()


def complain(form: str, error: TelegramError) -> None:
    """One log line for a form that was refused."""
    log.warning("%s refused, said more plainly: %s: %s", form, type(error).__name__, error)
