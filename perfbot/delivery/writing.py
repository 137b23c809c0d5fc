"""Writes a whole Document into a chat: rich where that helps, else HTML, else plain text."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence

from telegram.error import TelegramError

from perfbot.delivery.errors import NotDelivered, Undelivered
from perfbot.delivery.message_sender import MessageSender, complain
from perfbot.delivery.messages import Messenger, figures, without_figures, words_of
from perfbot.delivery.rendering import Markup, keyboard, rendered
from perfbot.render.document import Attachment, Document, Figure
from perfbot.render.places.chat import chat_parts, chat_plain
from perfbot.render.places.cutting import cut
from perfbot.render.places.rich import RichMessage, profits, rich_parts

_PLAIN_UNITS = 3_900

log = logging.getLogger("perfbot.delivery")


class Writer:
    """Whole documents, by one message after another."""

    def __init__(self, sender: MessageSender) -> None:
        self._sender = sender

    async def write(
        self, messenger: Messenger, chat_id: int, content: Document, *, into: int | None = None
    ) -> list[int]:
        """Send the words and pictures, the first message by changing `into` where given; the messages' ids.

        A picture is no condition of the words: where both are refused together, the words go first.
        """
        pictures, ids = tuple(figures(content.blocks)), None
        if profits(content):
            ids = await self._write_rich(messenger, chat_id, content, into)
            if ids is not None:
                return ids
            ids = await self._write_rich(messenger, chat_id, without_figures(content), into) if pictures else None
        if ids is None:
            ids = await self._write_html(messenger, chat_id, content, into)
        return [*ids, *await self._shown(messenger, chat_id, pictures)]

    async def _shown(self, messenger: Messenger, chat_id: int, pictures: Iterable[Figure]) -> list[int]:
        shown = [await self._sender.show(messenger, chat_id, figure) for figure in pictures]
        return [made for made in shown if made is not None]

    async def _write_rich(
        self, messenger: Messenger, chat_id: int, content: Document, into: int | None
    ) -> list[int] | None:
        if not self._sender.knows_rich:
            return None
        parts = await rendered(rich_parts, content)
        ids: list[int] = []
        for index, part in enumerate(parts):
            markup = keyboard(content) if index == len(parts) - 1 else None
            made = await self._sender.rich(messenger, chat_id, part, markup, into=into if index == 0 else None)
            if made is None and index == 0:
                return None
            ids += [made] if made is not None else await self._part_plainly(messenger, chat_id, part, markup)
        return ids

    async def _part_plainly(
        self, messenger: Messenger, chat_id: int, part: RichMessage, markup: Markup | None
    ) -> list[int]:
        pictures = [Figure(key, png) for key, _, png in part.media]
        ids = await self._bare(messenger, chat_id, words_of(part.html), markup)
        return [*ids, *await self._shown(messenger, chat_id, pictures)]

    async def _write_html(self, messenger: Messenger, chat_id: int, content: Document, into: int | None) -> list[int]:
        parts = await rendered(chat_parts, content)
        ids: list[int] = []
        for index, part in enumerate(parts):
            markup = keyboard(content) if index == len(parts) - 1 else None
            try:
                ids.append(await self._sender.html(messenger, chat_id, part, markup, into=into if index == 0 else None))
            except TelegramError as error:
                complain("HTML", error)
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
                await self._sender.reword(messenger, chat_id, into, part, markup)
                ids.append(into)
            else:
                ids.append(await self._sender.say(messenger, chat_id, part, markup))
        return ids

    async def _bare(self, messenger: Messenger, chat_id: int, words: str, markup: Markup | None) -> list[int]:
        parts = cut(words.strip(), _PLAIN_UNITS)
        return [
            await self._sender.say(messenger, chat_id, part, markup if index == len(parts) - 1 else None)
            for index, part in enumerate(parts)
        ]

    async def attach(self, messenger: Messenger, chat_id: int, files: Sequence[Attachment]) -> list[int]:
        """Send the files one after another; returns their ids, without those whose outcome is unknown.

        Sent twice, a file is not sent a third time because the whole answer is given again.
        """
        ids: list[int] = []
        for file in files:
            try:
                made = await self._sender.file(messenger, chat_id, file)
            except NotDelivered as failure:
                if failure.reason is not Undelivered.UNKNOWN:
                    raise
                log.warning("a file may be missing in chat %s: %s", chat_id, failure.why)
                made = None
            ids += [] if made is None else [made]
        return ids
