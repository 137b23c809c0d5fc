"""One update as a question put to the bot: who asks, where, and in which words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from telegram import Message, Update

from perfbot.domain.books.members import Member
from perfbot.forms.engine.buttons import Press, parse_press
from perfbot.handlers.desk import Desk
from perfbot.message_words import name_of, words_in
from perfbot.render.buttons import parse_page_press
from perfbot.render.presses import PagePress

_LONGEST_WAIT = timedelta(days=31)


@dataclass(frozen=True)
class Ask:
    """Who asks where; `words` follow a `command` of ours, or are all that was said; `press` is a button of ours.

    What was forwarded says nothing: only its file counts, and a command that the gate lets through. `day` is the one on
    which it was sent, in the office's time zone: what waited overnight still means that 今天; a press means now.
    `shown` is the message that was sent, or that the pressed button stands under.
    """

    update_id: int
    user_id: int
    shown_name: str
    member: Member | None
    chat_id: int
    private: bool
    message_id: int | None
    day: date
    words: str = ""
    command: str | None = None
    press_id: str | None = None
    press: Press | PagePress | None = None
    message: Message | None = None
    shown: Message | None = None

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
    said, shown = words_in(message), update.effective_message
    return Ask(
        update_id=update.update_id,
        user_id=user.id,
        shown_name=name_of(user),
        member=desk.office.member(user.id),
        chat_id=chat.id,
        private=chat.type == chat.PRIVATE,
        message_id=shown.message_id if shown else None,
        day=_day(desk, message),
        words="" if said.is_forwarded and not said.is_command else said.rest,
        command=said.command if said.is_command and said.is_for(desk.bot_username()) else None,
        press_id=query.id if query else None,
        press=pressed(query.data) if query else None,
        message=message,
        shown=shown,
    )


def _day(desk: Desk, message: Message | None) -> date:
    """The day of a message that waited; one with a date that cannot be is of today."""
    sent, now = message.date if message else None, desk.now()
    waited = sent is not None and timedelta(0) <= now - sent < _LONGEST_WAIT
    return sent.astimezone(desk.timezone).date() if sent is not None and waited else now.date()


def pressed(data: object) -> Press | PagePress | None:
    """What a button with this data stands for, or None when it is none of ours."""
    return (parse_press(data) or parse_page_press(data)) if isinstance(data, str) else None


def buttons_replied_to(message: Message | None) -> Sequence[Press | PagePress | None]:
    """What the buttons under the message that this one replies to stand for; nothing where it replies to none."""
    answered = message.reply_to_message if message else None
    keyboard = answered.reply_markup.inline_keyboard if answered and answered.reply_markup else ()
    return [pressed(button.callback_data) for row in keyboard for button in row]
