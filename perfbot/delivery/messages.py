"""Sends or edits one message: rich, HTML or plain, a picture or a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from html.parser import HTMLParser
from typing import Any

from telegram import Bot, InputFile, LinkPreviewOptions, Message, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import TelegramError

from perfbot.delivery.carrier import ONCE
from perfbot.delivery.errors import NotDelivered, Undelivered
from perfbot.delivery.rendering import Markup
from perfbot.render.document import Attachment, Block, Details, Document, Figure, bold, document, paragraph
from perfbot.render.places.chat import caption
from perfbot.render.places.rich import RichMessage

MOST_BYTES = 50 * 1024 * 1024
"""sendDocument takes at most 50 MB (core.telegram.org/bots/api#senddocument)."""
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class Extra(Enum):
    """What can be left out of something said, so that the rest arrives."""

    PICTURE = "picture"
    FILE = "file"
    BUTTONS = "buttons"
    TOPIC = "topic"


@dataclass(frozen=True)
class LeftOut:
    """A part that Telegram would not take: its name, if it has one, and why in Telegram's words."""

    part: Extra
    name: str
    why: str


@dataclass(frozen=True)
class AnswerPlace:
    """It was an answer, and the thread that it was given in (None: the chat itself): who asked is told there."""

    topic: int | None


def topic_of(message: object) -> int | None:
    """The thread of a group's topic that a message stands in; None elsewhere, replies in plain groups among it."""
    return message.message_thread_id if isinstance(message, Message) and message.is_topic_message else None


def check_sizes(chat_id: int, files: Sequence[Attachment]) -> None:
    """Raises NotDelivered before anything is said when a file is larger than Telegram takes."""
    for file in files:
        if len(file.content) > MOST_BYTES:
            raise NotDelivered(Undelivered.TOO_LARGE, chat_id, f"{file.filename}: {len(file.content)} bytes")


def figures(blocks: Sequence[Block]) -> Iterator[Figure]:
    """Every picture of the document in reading order."""
    for block in blocks:
        if isinstance(block, Figure):
            yield block
        elif isinstance(block, Details):
            yield from figures(block.blocks)


def without_figures(content: Document) -> Document:
    """The same document, its pictures left out."""
    return replace(content, blocks=tuple(_without_figures(content.blocks)))


def _without_figures(blocks: Sequence[Block]) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Details):
            yield replace(block, blocks=tuple(_without_figures(block.blocks)))
        elif not isinstance(block, Figure):
            yield block


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def words_of(html: str) -> str:
    """The words of an HTML message without its tags, for when the markup was refused."""
    parser = _Words()
    parser.feed(html)
    parser.close()
    return "".join(parser.words)


class Messenger:
    """Builds one Bot API request for each message; the Carrier repeats and orders them.

    `patience` is how many seconds trouble is outlasted (None: the Carrier's own); `repeats` is how often something is
    sent again whose outcome is unknown. `topic` is the thread of a group that it goes to; `left_out` is what was.
    """

    def __init__(
        self,
        bot: Bot,
        *,
        silent: bool = False,
        reply_to: int | None = None,
        patience: float | None = None,
        repeats: int = ONCE,
        topic: int | None = None,
    ) -> None:
        self.topic = topic
        self.left_out: list[LeftOut] = []
        self.patience = patience
        self.repeats = repeats
        self._bot = bot
        self._silent = silent
        self._reply = ReplyParameters(reply_to, allow_sending_without_reply=True) if reply_to else None

    async def rich(self, chat_id: int, message: RichMessage, markup: Markup | None) -> int | None:
        """Send a rich message; its id, or None when the answer is not a Message."""
        asked = {
            "chat_id": chat_id,
            "message_thread_id": self.topic,
            "disable_notification": self._silent or None,
            "reply_parameters": self._reply,
            "reply_markup": markup,
            **_rich_fields(message),
        }
        answer = await self._bot.do_api_request("sendRichMessage", api_kwargs=asked)
        return answer["message_id"] if isinstance(answer, dict) and "message_id" in answer else None

    async def text(self, chat_id: int, words: str, markup: Markup | None, *, html: bool) -> int:
        """Send one plain message."""
        answer = await self._bot.send_message(
            chat_id,
            words,
            parse_mode=ParseMode.HTML if html else None,
            api_kwargs=_under(markup),
            disable_notification=self._silent,
            message_thread_id=self.topic,
            reply_parameters=self._reply,
            link_preview_options=_NO_PREVIEW,
        )
        return _id_of(answer)

    async def photo(self, chat_id: int, figure: Figure) -> int:
        """Send a picture under its caption."""
        words = caption(document(paragraph(bold(figure.caption)))) if figure.caption else None
        answer = await self._bot.send_photo(
            chat_id,
            InputFile(figure.png, filename=f"{figure.name}.png"),
            caption=words,
            parse_mode=ParseMode.HTML,
            disable_notification=self._silent,
            message_thread_id=self.topic,
        )
        return _id_of(answer)

    async def file(self, chat_id: int, attachment: Attachment) -> int:
        """Send a file."""
        answer = await self._bot.send_document(
            chat_id,
            InputFile(attachment.content, filename=attachment.filename),
            caption=attachment.caption or None,
            parse_mode=None,
            disable_notification=self._silent,
            message_thread_id=self.topic,
        )
        return _id_of(answer)

    async def edit_rich(self, chat_id: int, message_id: int, message: RichMessage, markup: Markup | None) -> bool:
        """Make a message rich, asked as editMessageText with rich_message in place of text; whether it came back so."""
        answer = await self._bot.edit_message_text(
            "",
            chat_id,
            message_id,
            parse_mode=None,
            api_kwargs={"text": None, "reply_markup": markup, **_rich_fields(message)},
        )
        return isinstance(answer, Message) and "rich_message" in answer.api_kwargs

    async def edit_text(self, chat_id: int, message_id: int, words: str, markup: Markup | None, *, html: bool) -> None:
        """Give a message other words."""
        await self._bot.edit_message_text(
            words,
            chat_id,
            message_id,
            parse_mode=ParseMode.HTML if html else None,
            api_kwargs=_under(markup),
            link_preview_options=_NO_PREVIEW,
        )


def _under(markup: Markup | None) -> dict[str, Any] | None:
    return None if markup is None else {"reply_markup": markup}


def _id_of(answer: object) -> int:
    if isinstance(answer, Message):
        return answer.message_id
    raise TelegramError("the answer is not a Message")


def _rich_fields(message: RichMessage) -> dict[str, Any]:
    """The fields of `rich_message` and its files; each file is a field of its own under its media id."""
    media = [{"id": key, "media": {"type": "photo", "media": f"attach://{key}"}} for key, _, _ in message.media]
    files = {key: InputFile(png, filename=filename) for key, filename, png in message.media}
    rich = {"html": message.html, "media": media} if media else {"html": message.html}
    return {"rich_message": rich, **files}
