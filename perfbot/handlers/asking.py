"""Reads an update as an Ask: who asks, where, and in which words."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import Message, Update

from perfbot.domain.books.members import Member
from perfbot.forms.engine.buttons import Press, parse_press
from perfbot.handlers.desk import Desk
from perfbot.render.buttons import parse_page_press
from perfbot.render.presses import PagePress


@dataclass(frozen=True)
class Ask:
    """One request: `words` follow a command or are the whole text; `press` is the button, if it is one of ours."""

    update_id: int
    user_id: int
    shown_name: str
    member: Member | None
    chat_id: int
    private: bool
    message_id: int | None
    words: str = ""
    press_id: str | None = None
    press: Press | PagePress | None = None
    message: Message | None = None

    @property
    def person(self) -> Member:
        """The member who asks; the gate has admitted members only."""
        if self.member is None:
            raise PermissionError(self.user_id)
        return self.member


def ask_of(update: Update, desk: Desk) -> Ask | None:
    """The update as an Ask, or None when it has no sender."""
    user, chat = update.effective_user, update.effective_chat
    if user is None or chat is None:
        return None
    message, query = update.message, update.callback_query
    shown, data = update.effective_message, (query.data or "") if query else ""
    return Ask(
        update_id=update.update_id,
        user_id=user.id,
        shown_name=user.full_name,
        member=desk.office.member(user.id),
        chat_id=chat.id,
        private=chat.type == chat.PRIVATE,
        message_id=shown.message_id if shown else None,
        words=words_of(message),
        press_id=query.id if query else None,
        press=parse_press(data) or parse_page_press(data),
        message=message,
    )


def words_of(message: Message | None) -> str:
    """The words after the command, or the whole text where there is none."""
    text = (message.text or message.caption or "") if message else ""
    if not is_command(text):
        return text
    return text.split(maxsplit=1)[1] if len(text.split(maxsplit=1)) > 1 else ""


def is_command(text: str) -> bool:
    """Whether the text opens with a slash, half-width or full-width as Chinese keyboards type it."""
    return text.startswith(("/", "／"))


def command_of(text: str, bot_username: str) -> str | None:
    """The command's name in lower case; None when it is addressed to another bot or is no command."""
    if not is_command(text):
        return None
    name, _, addressee = text[1:].split(maxsplit=1)[0].partition("@") if text[1:].strip() else ("", "", "")
    if addressee and addressee.lower() != bot_username.lower():
        return None
    return name.lower() or None
