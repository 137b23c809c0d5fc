"""Which edits change words: Telegram also sends a message anew for a reaction, a link preview or a moving place."""

from __future__ import annotations

from telegram import Message

from perfbot.message_words import words_in

_REMEMBERED = 10_000


class Edits:
    """Remembers what the latest messages said, as hashes; one from before the start counts as changed once."""

    def __init__(self) -> None:
        self._said: dict[tuple[int, int], int] = {}

    def note(self, message: Message) -> None:
        """The message says this now."""
        place = (message.chat_id, message.message_id)
        self._said.pop(place, None)
        self._said[place] = hash(words_in(message).text)
        if len(self._said) > _REMEMBERED:
            del self._said[next(iter(self._said))]

    def changes_words(self, edited: Message) -> bool:
        """Whether the edit gives the message other words than it had; asked once for each edit."""
        known, words = self._said.get((edited.chat_id, edited.message_id)), words_in(edited).text
        self.note(edited)
        return edited.edit_date is not None and (hash(words) != known if known is not None else bool(words))
