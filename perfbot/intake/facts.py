"""What the gate has to know of an update, read off once: who, where, what kind, which command; never what it says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import Any

from telegram import Bot, Chat, ChatMember, ChatMemberUpdated, Message, Update

from perfbot.message_words import is_sent_by_somebody, name_of, words_in

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
"""What is asked for, explicitly. Edited messages are wanted only to tell a member that an edit changes nothing: kept
silent, a clerk who edits 150 into 15 in the chat would believe that the book now says 15. Channel posts, inline
queries, reactions and the rest are not asked for, and are refused at the gate if they come all the same."""

INVITE = "inv_"
_LARGEST_ID = 2**53
"""Ids have at most 52 significant bits (core.telegram.org/bots/api#user)."""
_COMMAND = re.compile(r"／\w{1,32}(?:@\w+)?(?=\s|$)", re.ASCII)


class UpdateKind(Enum):
    """What an update is about."""

    MESSAGE = "message"
    PRESS = "press"
    EDITED = "edited"
    MEMBERSHIP = "membership"
    OTHER = "other"


@dataclass(frozen=True)
class Facts:
    """One update as the gate sees it; `press_id` is answered so that no button is left turning."""

    update_id: int
    kind: UpdateKind
    user_id: int | None = None
    shown_name: str = ""
    is_bot: bool = False
    chat_id: int | None = None
    chat_type: str = ""
    command: str = ""
    payload: str = ""
    for_another_bot: bool = False
    is_command: bool = False
    has_words: bool = False
    has_file: bool = False
    is_forwarded: bool = False
    is_service: bool = False
    via_bot: bool = False
    speaks_for_chat: bool = False
    moves_to: int | None = None
    moves_from: int | None = None
    press_id: str | None = None
    taken_in: bool = False
    chat_title: str = ""

    @property
    def is_private(self) -> bool:
        """Whether this is a person's own chat with the bot."""
        return self.chat_type == Chat.PRIVATE

    @property
    def moves(self) -> bool:
        """Whether this is one of the two service messages of a group that becomes a supergroup."""
        return self.moves_to is not None or self.moves_from is not None

    @property
    def has_invite(self) -> bool:
        """Whether this is somebody opening an invitation's deep link."""
        return self.is_private and self.command == "start" and self.payload.startswith(INVITE)

    @property
    def person(self) -> int:
        """Whose order is kept: the person's, or the chat's where there is nobody."""
        return self.user_id or self.chat_id or 0

    @property
    def label(self) -> str:
        """What the log calls it: the command or the kind."""
        return f"/{self.command}" if self.command else self.kind.value


def facts_of(update: Update, bot_username: str = "") -> Facts:
    """The facts of an update; what we did not ask for is OTHER."""
    base = _base(update)
    if update.message is not None:
        return Facts(kind=UpdateKind.MESSAGE, **base, **_of_message(update.message, bot_username))
    if update.edited_message is not None:
        return Facts(kind=UpdateKind.EDITED, **base, **_of_message(update.edited_message, bot_username))
    if update.callback_query is not None:
        return Facts(kind=UpdateKind.PRESS, press_id=update.callback_query.id, **base)
    if update.my_chat_member is not None:
        return Facts(kind=UpdateKind.MEMBERSHIP, **base, **_of_change(update.my_chat_member))
    return Facts(kind=UpdateKind.OTHER, **base)


def _base(update: Update) -> dict[str, Any]:
    user, chat = update.effective_user, update.effective_chat
    return {
        "update_id": update.update_id,
        "user_id": _number(user.id) if user else None,
        "shown_name": name_of(user),
        "is_bot": bool(user and user.is_bot),
        "chat_id": _number(chat.id) if chat else None,
        "chat_type": str(chat.type) if chat else "",
    }


def _number(told: object) -> int:
    """An id; raises ValueError for what is none."""
    if type(told) is not int or not -_LARGEST_ID < told < _LARGEST_ID:
        raise ValueError("no id")
    return told


def _of_message(message: Message, bot_username: str) -> dict[str, Any]:
    words = words_in(message)
    return {
        "command": words.command,
        "payload": next(iter(words.rest.split(maxsplit=1)), "") if words.command else "",
        "for_another_bot": not words.is_for(bot_username),
        "is_command": words.is_command,
        "has_words": bool(words.text),
        "has_file": bool(message.photo or message.document),
        "is_forwarded": words.is_forwarded,
        "is_service": not is_sent_by_somebody(message),
        "via_bot": message.via_bot is not None,
        "speaks_for_chat": message.sender_chat is not None or bool(message.is_automatic_forward),
        "moves_to": message.migrate_to_chat_id,
        "moves_from": message.migrate_from_chat_id,
    }


def _of_change(change: ChatMemberUpdated) -> dict[str, Any]:
    outside = (ChatMember.LEFT, ChatMember.BANNED)
    taken_in = change.old_chat_member.status in outside and change.new_chat_member.status not in outside
    return {"taken_in": taken_in, "chat_title": change.chat.title or ""}


def with_plain_slash(update: Update, bot: Bot | None) -> Update:
    """The update with a command behind a full-width ／, as Chinese keyboards type it, made a real command."""
    message = update.message
    found = _COMMAND.match(message.text or "") if message is not None else None
    if message is None or found is None:
        return update
    raw = update.to_dict()
    said = raw["message"]
    said["text"] = "/" + said["text"][1:]
    entity = {"type": "bot_command", "offset": 0, "length": len(found[0])}
    said["entities"] = [entity, *said.get("entities", [])]
    return Update.de_json(raw, bot)
