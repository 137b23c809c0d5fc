"""One update as a question put to the bot: who asks, where, and in which words."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import Message, Update

from perfbot.domain.books.members import Member
from perfbot.handlers.desk import Desk
from perfbot.message_words import name_of, words_in


@dataclass(frozen=True)
class Ask:
    """Who asks where; `words` follow a `command` of ours, or are all that was said; a press carries its button's data.

    What was forwarded says nothing: only its file counts, and a command that the gate lets through.
    """

    update_id: int
    user_id: int
    shown_name: str
    member: Member | None
    chat_id: int
    private: bool
    message_id: int | None
    words: str = ""
    command: str | None = None
    press_id: str | None = None
    data: str = ""
    message: Message | None = None

    @property
    def person(self) -> Member:
        """The member who asks; the gate has let nobody else in."""
        if self.member is None:
            raise PermissionError(self.user_id)
        return self.member


def ask_of(update: Update, desk: Desk) -> Ask | None:
    """The update as an Ask, or None when nobody in particular asks anything."""
    user, chat = update.effective_user, update.effective_chat
    if user is None or chat is None:
        return None
    message, query = update.message, update.callback_query
    said = words_in(message)
    shown = update.effective_message
    return Ask(
        update_id=update.update_id,
        user_id=user.id,
        shown_name=name_of(user),
        member=desk.office.member(user.id),
        chat_id=chat.id,
        private=chat.type == chat.PRIVATE,
        message_id=shown.message_id if shown else None,
        words="" if said.is_forwarded and not said.is_command else said.rest,
        command=said.command if said.is_command and said.is_for(desk.bot_username()) else None,
        press_id=query.id if query else None,
        data=(query.data or "") if query else "",
        message=message,
    )
