"""Writes a whole Document into a chat: rich where that helps, else HTML, else plain text."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from telegram.error import EndPointNotFound, TelegramError

from perfbot.delivery.carrier import ALWAYS, Carrier
from perfbot.delivery.errors import Fine, NotDelivered, Undelivered, what_to_do
from perfbot.delivery.messages import Messenger, figures, words_of
from perfbot.delivery.rendering import Markup, keyboard, rendered
from perfbot.render.document import Attachment, Document, Figure
from perfbot.render.places.chat import chat_parts, chat_plain
from perfbot.render.places.cutting import cut
from perfbot.render.places.rich import RichMessage, profits, rich_parts

T = TypeVar("T")

_OVERLOOKED = "message text is empty"
_PLAIN_UNITS = 3_900

log = logging.getLogger("perfbot.delivery")


class Writer:
    """Writes Documents; remembers for this process that a server does not know rich messages (R24)."""

    def __init__(self, carrier: Carrier) -> None:
        self._carrier = carrier
        self.knows_rich = True

    async def write(
        self, messenger: Messenger, chat_id: int, content: Document, *, into: int | None = None
    ) -> list[int]:
        """Send text and pictures, editing the message `into` where one is given; returns the messages' ids."""
        rich = self.knows_rich and profits(content)
        ids = await self._write_rich(messenger, chat_id, content, into) if rich else None
        if ids is not None:
            return ids
        ids = await self._write_html(messenger, chat_id, content, into)
        pictures = [await self.show(messenger, chat_id, figure) for figure in figures(content.blocks)]
        return [*ids, *pictures]

    async def _write_rich(
        self, messenger: Messenger, chat_id: int, content: Document, into: int | None
    ) -> list[int] | None:
        parts = await rendered(rich_parts, content)
        ids: list[int] = []
        for index, part in enumerate(parts):
            markup = keyboard(content) if index == len(parts) - 1 else None
            made = await self.rich(messenger, chat_id, part, markup, into=into if index == 0 else None)
            if made is None and index == 0:
                return None
            ids += [made] if made is not None else await self._bare(messenger, chat_id, words_of(part.html), markup)
        return ids

    async def _write_html(self, messenger: Messenger, chat_id: int, content: Document, into: int | None) -> list[int]:
        parts = await rendered(chat_parts, content)
        ids: list[int] = []
        for index, part in enumerate(parts):
            markup = keyboard(content) if index == len(parts) - 1 else None
            try:
                ids.append(await self.html(messenger, chat_id, part, markup, into=into if index == 0 else None))
            except TelegramError as error:
                _complain("HTML", error)
                if index == 0:
                    return await self._write_bare(messenger, chat_id, content, into)
                ids += await self._bare(messenger, chat_id, words_of(part), markup)
        return ids

    async def _write_bare(self, messenger: Messenger, chat_id: int, content: Document, into: int | None) -> list[int]:
        parts = chat_plain(content)
        ids: list[int] = []
        for index, part in enumerate(parts):
            markup = keyboard(content) if index == len(parts) - 1 else None
            if into is not None and index == 0:
                await self.reword(messenger, chat_id, into, part, markup)
                ids.append(into)
            else:
                ids.append(await self.say(messenger, chat_id, part, markup))
        return ids

    async def _bare(self, messenger: Messenger, chat_id: int, words: str, markup: Markup | None) -> list[int]:
        parts = cut(words.strip(), _PLAIN_UNITS)
        return [
            await self.say(messenger, chat_id, part, markup if index == len(parts) - 1 else None)
            for index, part in enumerate(parts)
        ]

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
            await messenger.edit_rich(chat, into, part, markup)
            return into

        try:
            return await self._carry(messenger, chat_id, ask, edit=into is not None)
        except TelegramError as error:
            if what_to_do(error) == Fine():
                return into
            self._learn(error)
            return None

    def _learn(self, error: TelegramError) -> None:
        if isinstance(error, EndPointNotFound) or _OVERLOOKED in str(error).lower():
            self.knows_rich = False
            log.info("the server knows no rich messages; plain ones are sent from now on")
        else:
            _complain("rich message", error)

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
        """Send one message of plain text, the last resort; raises NotDelivered when it is refused."""
        return await self._surely(messenger, chat_id, lambda chat: messenger.text(chat, words, markup, html=False))

    async def reword(
        self,
        messenger: Messenger,
        chat_id: int,
        message_id: int,
        words: str,
        markup: Markup | None = None,
    ) -> None:
        """Change a message to plain text; one that has this text already is a success."""

        async def ask(chat: int) -> int:
            await messenger.edit_text(chat, message_id, words, markup, html=False)
            return message_id

        await self._surely(messenger, chat_id, ask, edit=True)

    async def show(self, messenger: Messenger, chat_id: int, figure: Figure) -> int:
        """One picture."""
        return await self._surely(messenger, chat_id, lambda chat: messenger.photo(chat, figure))

    async def file(self, messenger: Messenger, chat_id: int, file: Attachment) -> int:
        """One file."""
        return await self._surely(messenger, chat_id, lambda chat: messenger.file(chat, file))

    async def attach(self, messenger: Messenger, chat_id: int, files: Sequence[Attachment]) -> list[int]:
        """Send the files one after another; returns their ids, without those whose outcome is unknown.

        Sent twice, a file is not sent a third time because the whole answer is given again.
        """
        ids: list[int] = []
        for file in files:
            try:
                ids.append(await self.file(messenger, chat_id, file))
            except NotDelivered as failure:
                if failure.reason is not Undelivered.UNKNOWN:
                    raise
                log.warning("a file may be missing in chat %s: %s", chat_id, failure.why)
        return ids

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
        """Send or edit; an edit may always be repeated, since the second one finds the message as it should be."""
        repeats = ALWAYS if edit else messenger.repeats
        return await self._carrier.carry(chat_id, ask, patience=messenger.patience, repeats=repeats)


def _complain(form: str, error: TelegramError) -> None:
    log.warning("%s refused, said more plainly: %s: %s", form, type(error).__name__, error)
