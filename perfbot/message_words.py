"""The words of a Telegram message and the command among them: the one reading that gate and handlers share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_COMMAND = re.compile(r"[/／]\s*(\S*)\s*(.*)", re.DOTALL)
_CONTENT = (
    *("text", "caption", "photo", "document", "audio", "voice", "video", "video_note", "animation", "sticker"),
    *("contact", "dice", "game", "location", "venue", "poll", "story", "paid_media", "checklist"),
    *("live_photo", "rich_message"),
)
"""What a person sends (core.telegram.org/bots/api#message); all else is Telegram telling that something happened."""
_FORWARDED = ("forward_date", "forward_from", "forward_from_chat", "forward_sender_name")
"""How servers before Bot API 7.0 say that a message was forwarded."""


@dataclass(frozen=True)
class MessageWords:
    """What a message says, in its text or under its file; `rest` is what follows the command, or all of it."""

    text: str = ""
    command: str = ""
    addressee: str = ""
    rest: str = ""
    is_forwarded: bool = False

    @property
    def is_command(self) -> bool:
        """Whether the words open with a slash, half-width or full-width as Chinese keyboards type it."""
        return self.text.startswith(("/", "／"))

    def is_for(self, bot_username: str) -> bool:
        """Whether the command is not addressed to another bot."""
        return not self.addressee or not bot_username or self.addressee.lower() == bot_username.lower()


def words_in(message: Any) -> MessageWords:
    """The words of a message of any kind; none for None. `command` is lower case and without its slash."""
    text = _text(message)
    forwarded = message is not None and _is_forwarded(message)
    found = _COMMAND.match(text)
    if found is None:
        return MessageWords(text, rest=text, is_forwarded=forwarded)
    name, _, addressee = found[1].partition("@")
    return MessageWords(text, name.lower(), addressee, found[2], forwarded)


def _text(message: Any) -> str:
    return (message.text or message.caption or "") if message is not None else ""


def _is_forwarded(message: Any) -> bool:
    return message.forward_origin is not None or any(name in message.api_kwargs for name in _FORWARDED)


def name_of(user: Any) -> str:
    """What Telegram calls a person; "" for somebody whose names are empty or missing."""
    parts = (user.first_name, user.last_name) if user is not None else ()
    return " ".join(part for part in parts if isinstance(part, str) and part)


def is_sent_by_somebody(message: Any) -> bool:
    """Whether the message holds something that a person sends; a pinned message or a new title does not."""
    return any(getattr(message, name, None) or name in message.api_kwargs for name in _CONTENT)
