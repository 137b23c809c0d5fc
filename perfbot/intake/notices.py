"""What the intake says to people and administrators: each thing once in its while, none of it holding anybody up."""

from __future__ import annotations

import asyncio
import logging
import secrets
import traceback
from collections.abc import Coroutine
from typing import Any

from perfbot.delivery.errors import NotDelivered
from perfbot.intake.facts import Facts
from perfbot.intake.gate import Why
from perfbot.intake.parts import Admins, IntakeSentences, Voice
from perfbot.intake.rate_limit import RateLimit
from perfbot.intake.watchdog import PollTrouble

_MINUTE, _HOUR, _DAY = 60.0, 3_600.0, 86_400.0

log = logging.getLogger("perfbot.intake")


class Notices:
    """Sentences by reason; the voice is given once the bot exists."""

    def __init__(self, words: IntakeSentences, admins: Admins) -> None:
        self.voice: Voice | None = None
        self._words = words
        self._admins = admins
        self._greeted = RateLimit(1, _DAY)
        self._strange = RateLimit(20, _DAY)
        self._answered = RateLimit(20, 10.0)
        self._delayed = RateLimit(1, _HOUR)
        self._dropped = RateLimit(1, _MINUTE)
        self._errors = RateLimit(1, _HOUR)
        self._unsaid: dict[str, int] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def refused(self, facts: Facts, why: Why) -> None:
        """Say why not, as far as the person may know; a pressed button is answered in any case."""
        now = asyncio.get_running_loop().time()
        words = self._refusal(facts, why, now)
        if facts.press_id is not None:
            if self.voice is not None and self._answered.may(facts.person, now):
                await self.voice.answer_press(facts.press_id, words)
        elif words and facts.chat_id is not None:
            await self.line(facts.chat_id, words)

    def _refusal(self, facts: Facts, why: Why, now: float) -> str:
        match why:
            case Why.STRANGER if facts.user_id is not None:
                return self._to_stranger(facts.user_id, facts.shown_name, now)
            case Why.EDITED:
                return self._words.edited()
            case Why.FORWARDED | Why.VIA_BOT:
                return self._words.forwarded()
            case Why.OTHER_GROUP if self._greeted.may(facts.chat_id, now) and self._strange.may("groups", now):
                words = self._words.admins_other_group(
                    facts.chat_title, facts.chat_id or 0, facts.shown_name, facts.user_id or 0
                )
                self.tell_admins(words)
        return ""

    def _to_stranger(self, user_id: int, shown_name: str, now: float) -> str:
        if not self._greeted.may(user_id, now):
            return ""
        if self._strange.may("people", now):
            self.tell_admins(self._words.admins_stranger(user_id, shown_name))
        return self._words.stranger(user_id)

    async def slowed(self, facts: Facts) -> None:
        """Say once in a flood that answers come more slowly now."""
        if facts.chat_id is not None:
            await self.line(facts.chat_id, self._words.slowed())

    def too_much(self, facts: Facts) -> None:
        """Tell the person, once in a while, that what they sent was not taken in."""
        now = asyncio.get_running_loop().time()
        if facts.chat_id is not None and self._dropped.may(facts.person, now):
            log.warning("update %s is not taken in: too much of person %s waits", facts.update_id, facts.user_id)
            self.later(self.line(facts.chat_id, self._words.too_much()))

    def delayed(self, facts: Facts, why: str) -> None:
        """Tell the person once an hour that what they sent waits, and the administrators why."""
        now = asyncio.get_running_loop().time()
        if facts.chat_id is not None and self._delayed.may(facts.person, now):
            self.later(self.line(facts.chat_id, self._words.delayed()))
        if self._errors.may("cannot write", now):
            self.tell_admins(self._words.admins_cannot_write(why))

    async def failed(self, facts: Facts, number: str) -> None:
        """Tell the person that this did not work, with the number that the log has it under."""
        if facts.press_id is not None and self.voice is not None:
            await self.voice.answer_press(facts.press_id)
        if facts.chat_id is not None:
            await self.line(facts.chat_id, self._words.failed(number))

    def count_error(self, error: BaseException, number: str) -> None:
        """One line to the administrators for each kind of error and hour; the next one says how many were kept."""
        kind = kind_of(error)
        if self._errors.may(kind, asyncio.get_running_loop().time()):
            self.tell_admins(self._words.admins_error(kind, number, self._unsaid.pop(kind, 0)))
        else:
            self._unsaid[kind] = self._unsaid.get(kind, 0) + 1

    async def ending(self, trouble: PollTrouble, seconds: float) -> None:
        """Tell the administrators why the process is about to end, in at most that many seconds."""
        words = {PollTrouble.CONFLICT: self._words.admins_conflict, PollTrouble.REFUSED: self._words.admins_refused}
        self.tell_admins(words.get(trouble, self._words.admins_silent)())
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=seconds)

    async def line(self, chat_id: int, words: str) -> None:
        """Say a line; a chat that cannot be reached is not worth an error."""
        if self.voice is None:
            return
        try:
            await self.voice.send_line(chat_id, words)
        except NotDelivered as failure:
            log.info("not told: %s", failure)

    def tell_admins(self, words: str) -> None:
        """Tell every administrator, beside the work in hand."""
        for chat_id in self._admins():
            self.later(self.line(chat_id, words))

    def later(self, work: Coroutine[Any, Any, None]) -> None:
        """Beside the work in hand; kept so that it is not lost, ended by `close`."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self, seconds: float) -> None:
        """Give what is being said that many seconds, then leave it."""
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=seconds)
        for task in set(self._tasks):
            task.cancel()


def new_number() -> str:
    """A number for an error, short enough to be read out on the telephone."""
    return secrets.token_hex(3).upper()


def kind_of(error: BaseException) -> str:
    """What counts as the same error: its class and the place that raised it."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].filename.rsplit('/', 1)[-1]}:{frames[-1].lineno}" if frames else "?"
    return f"{type(error).__name__} {place}"
