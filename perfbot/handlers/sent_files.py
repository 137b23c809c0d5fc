"""A file that somebody sent, as Telegram announces it, and its content once it is fetched."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import PurePosixPath

from telegram import Bot, File, Message, PhotoSize
from telegram import Document as TelegramDocument
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from perfbot.domain.books.commands import AttachEvidence
from perfbot.domain.books.word_rules import FILENAME
from perfbot.handlers.asking import Ask
from perfbot.handlers.desk import Desk
from perfbot.render.chat.file_words import file_name, photo_name

_PAUSES = (0.5, 2.0)
"""Seconds before a download that did not succeed is tried again."""
_SUFFIXES = {"image/jpeg": "jpg", "text/plain": "txt", "text/xml": "xml", "application/xml": "xml"}
_TOO_BIG = "too big"


class NotFetched(Exception):
    """Telegram does not hand the file out: it is too big for that, or cannot be had now."""

    def __init__(self, why: str, *, too_big: bool) -> None:
        super().__init__(why)
        self.too_big = too_big


@dataclass(frozen=True)
class AnnouncedFile:
    """A file as it was announced, before anything is downloaded; size in bytes."""

    file_id: str
    filename: str
    media_type: str
    size: int


def carries_file(message: Message | None) -> bool:
    """Whether the message carries a photo or a file."""
    return message is not None and bool(message.photo or message.document)


def has_file(ask: Ask) -> bool:
    """Whether what was said carries a photo or a file."""
    return carries_file(ask.message)


def upload_of(message: Message) -> AnnouncedFile:
    """The photo (its largest size) or the file of a message; one without a name gets one from its kind."""
    document: TelegramDocument | None = message.document
    if document is not None:
        kind = document.mime_type or ""
        name = document.file_name or file_name(message.message_id, _suffix(kind))
        return AnnouncedFile(document.file_id, name, kind, document.file_size or 0)
    photo: PhotoSize = max(message.photo, key=lambda size: size.width * size.height)
    return AnnouncedFile(photo.file_id, photo_name(message.message_id), "image/jpeg", photo.file_size or 0)


def _suffix(media_type: str) -> str:
    """The ending that goes with a kind; "" where only the content can tell."""
    general, _, kind = media_type.partition("/")
    return _SUFFIXES.get(media_type, kind if general == "image" or kind == "pdf" else "")


async def downloaded(message: Message, upload: AnnouncedFile) -> bytes:
    """The file's content; raises NotFetched, or RetryAfter when Telegram says how long to wait."""
    for pause in (*_PAUSES, None):
        try:
            return await _fetched(message.get_bot(), upload.file_id)
        except RetryAfter:
            raise
        except (TelegramError, OSError) as error:
            if pause is None or isinstance(error, BadRequest | Forbidden) or not isinstance(error, NetworkError):
                raise NotFetched(str(error), too_big=_TOO_BIG in str(error).lower()) from error
            await asyncio.sleep(pause)
    raise AssertionError


async def fetched(desk: Desk, message: Message, upload: AnnouncedFile) -> bytes:
    """The file's content, a few at a time; raises as `downloaded` does."""
    async with desk.session.downloads:
        return await downloaded(message, upload)


async def _fetched(bot: Bot, file_id: str) -> bytes:
    file = await bot.get_file(file_id)
    return bytes(await _reachable(bot, file).download_as_bytearray())


def _reachable(bot: Bot, file: File) -> File:
    """A server of one's own with --local gives a path on its disk, which another machine gets by the same ending."""
    path = (file.file_path or "").removeprefix(f"{bot.base_file_url}/")
    if not path.startswith("/") or path == file.file_path:
        return file
    ending = "/".join(PurePosixPath(path).parts[-2:])
    there = File(file.file_id, file.file_unique_id, file.file_size, f"{bot.base_file_url}/{ending}")
    there.set_bot(bot)
    return there


def command_for(target: str, file: dict[str, object]) -> AttachEvidence:
    """The command for a kept file; its key is made of entry and hash, so that it is recorded once."""
    return AttachEvidence(
        key=f"{target}.{str(file['sha256'])[:12]}",
        target=target,
        sha256=str(file["sha256"]),
        filename=_shortened(str(file["filename"])),
        media_type=str(file["media_type"]),
        size=int(str(file["size"])),
        suffix=str(file["suffix"]),
    )


def _shortened(name: str) -> str:
    """A name that is too long to keep loses its middle, not its ending: no reason to refuse a file."""
    half = FILENAME.limit // 2
    return name if len(name) <= FILENAME.limit else f"{name[: half - 1]}…{name[-half:]}"
