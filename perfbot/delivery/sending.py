"""Sends Documents to chats, as rich messages where the server knows them, else as plain ones; it words nothing."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from telegram import Bot
from telegram.constants import ChatAction
from telegram.error import TelegramError

from perfbot.delivery.carrier import PATIENCE, PAUSES, Blocked, Carrier, Migrated
from perfbot.delivery.errors import Fine, NotDelivered, Undelivered, what_to_do
from perfbot.delivery.messages import Messenger, check_sizes
from perfbot.delivery.posts import Failed, Outcome, Posted, Poster
from perfbot.delivery.progress import LINE_AFTER, Progress
from perfbot.delivery.writing import Writer
from perfbot.render.document import Document

__all__ = ["Delivery", "Failed", "NotDelivered", "Outcome", "Posted", "Progress", "Sent", "Undelivered"]

log = logging.getLogger("perfbot.delivery")


@dataclass(frozen=True)
class Sent:
    """What became of a document: the ids of its messages in order, pictures and files last."""

    message_ids: tuple[int, ...]

    @property
    def head(self) -> int:
        """The first message's id."""
        return self.message_ids[0]


class Delivery:
    """The way out. Every method that sends raises NotDelivered when the error table gives up on a chat."""

    def __init__(
        self,
        bot: Bot,
        *,
        on_migrated: Migrated | None = None,
        on_blocked: Blocked | None = None,
        pauses: Sequence[float] = PAUSES,
        patience: float = PATIENCE,
    ) -> None:
        self._bot = bot
        self.carrier = Carrier(
            bot.get_me, on_migrated=on_migrated, on_blocked=on_blocked, pauses=pauses, patience=patience
        )
        self._writer = Writer(self.carrier)
        self._poster = Poster(bot, self.carrier, self._writer)

    @property
    def knows_rich(self) -> bool:
        """Whether this process still believes that the server knows sendRichMessage (R24)."""
        return self._writer.knows_rich

    async def send(
        self, chat_id: int, document: Document, *, reply_to: int | None = None, silent: bool = False
    ) -> Sent:
        """Send the document with its pictures and files; an answer may be repeated after a time-out."""
        check_sizes(chat_id, document.attachments)
        messenger = Messenger(self._bot, silent=silent, reply_to=reply_to)
        async with self.carrier.turn(chat_id):
            ids = await self._writer.write(messenger, chat_id, document)
            files = await self._writer.attach(messenger, chat_id, document.attachments)
        return Sent((*ids, *files))

    async def edit(self, chat_id: int, message_id: int, document: Document) -> bool:
        """Turn the message into the document; one that is so already is a success.

        False when the message is gone or cannot be changed: the document is then sent as a new message instead.
        """
        check_sizes(chat_id, document.attachments)
        messenger = Messenger(self._bot)
        async with self.carrier.turn(chat_id):
            edited = await self._edited_or_sent(messenger, chat_id, message_id, document)
            await self._writer.attach(messenger, chat_id, document.attachments)
        return edited

    async def _edited_or_sent(self, messenger: Messenger, chat_id: int, message_id: int, document: Document) -> bool:
        try:
            await self._writer.write(messenger, chat_id, document, into=message_id)
        except NotDelivered as failure:
            if failure.reason is not Undelivered.MESSAGE_GONE:
                raise
            await self._writer.write(messenger, chat_id, document)
            return False
        return True

    async def send_line(self, chat_id: int, text: str, *, silent: bool = False) -> int:
        """Send one line of plain text; its message id."""
        messenger = Messenger(self._bot, silent=silent)
        async with self.carrier.turn(chat_id):
            return await self._writer.say(messenger, chat_id, text)

    async def answer_press(self, callback_query_id: str, text: str = "", alert: bool = False, url: str = "") -> bool:
        """Answer a pressed button; `url` of the bot's own is opened instead of showing the text.

        False when Telegram would not take it any more, which never matters to the book.
        """
        try:
            await self._bot.answer_callback_query(callback_query_id, text or None, show_alert=alert, url=url or None)
        except TelegramError as error:
            if what_to_do(error) != Fine():
                log.warning("a button was not answered: %s: %s", type(error).__name__, error)
            return False
        return True

    async def typing(self, chat_id: int, action: str = ChatAction.TYPING) -> None:
        """Show that something is under way; never raises, never tried again."""
        try:
            await self._bot.send_chat_action(self.carrier.address(chat_id), action)
        except TelegramError as error:
            log.debug("chat action not shown: %s", error)

    def progress(
        self, chat_id: int, text: str, *, action: str = ChatAction.TYPING, line_after: float = LINE_AFTER
    ) -> Progress:
        """`async with` around something slow: shows the action at once, and a line of text when it takes longer."""
        return Progress(self, chat_id, text, action, line_after=line_after)

    async def edit_line(self, chat_id: int, message_id: int, text: str) -> None:
        """Give a line sent by `send_line` other words; raises NotDelivered when it is gone."""
        async with self.carrier.turn(chat_id):
            await self._writer.reword(Messenger(self._bot), chat_id, message_id, text)

    async def delete(self, chat_id: int, message_id: int) -> bool:
        """Take a message of the bot's back; False when it is gone or cannot be."""
        try:
            await self._bot.delete_message(self.carrier.address(chat_id), message_id)
        except TelegramError as error:
            log.debug("message not deleted: %s", error)
            return False
        return True

    async def post_placeholder(self, chat_id: int, text: str) -> Outcome:
        """One short line that `finish_post` turns into the post; tried once more only when it surely was not taken."""
        return await self._poster.placeholder(chat_id, text)

    async def finish_post(
        self,
        chat_id: int,
        message_id: int,
        document: Document,
        *,
        followed: Mapping[str, int] | None = None,
        on_followed: Callable[[str, int], Awaitable[None]] | None = None,
    ) -> Outcome:
        """Turn the placeholder into the document: repeatable, with exactly one document in the chat however often.

        What does not fit into one message follows as parts, each named to `on_followed` with its message id before it
        is filled; hand the recorded ones back as `followed` and they are filled again instead of sent again.
        """
        return await self._poster.finish(chat_id, message_id, document, followed or {}, on_followed)
