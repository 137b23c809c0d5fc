"""A sent file as Telegram announces it, and its download."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import Document as TelegramDocument
from telegram import Message, PhotoSize

from perfbot.handlers.asking import Ask
from perfbot.render.chat.answers import photo_name


@dataclass(frozen=True)
class AnnouncedFile:
    """A file before its download; size in bytes."""

    file_id: str
    filename: str
    media_type: str
    size: int


def has_file(ask: Ask) -> bool:
    """Whether the message carries a photo or a file."""
    return ask.message is not None and bool(ask.message.photo or ask.message.document)


def upload_of(message: Message) -> AnnouncedFile:
    """The photo (its largest size) or the file of a message."""
    document: TelegramDocument | None = message.document
    if document is not None:
        name = document.file_name or "file"
        return AnnouncedFile(document.file_id, name, document.mime_type or "", document.file_size or 0)
    photo: PhotoSize = max(message.photo, key=lambda size: size.width * size.height)
    return AnnouncedFile(photo.file_id, photo_name(message.message_id), "image/jpeg", photo.file_size or 0)


async def downloaded(message: Message, upload: AnnouncedFile) -> bytes:
    """The file's content."""
    file = await message.get_bot().get_file(upload.file_id)
    return bytes(await file.download_as_bytearray())
