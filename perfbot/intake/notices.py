"""Sends what the intake says to people and administrators, each sentence at most once in its interval."""

from __future__ import annotations

import asyncio
import logging
import secrets
import traceback
from collections.abc import Coroutine, Sequence
from typing import Any

from perfbot.delivery.errors import NotDelivered
from perfbot.delivery.messages import AnswerPlace, Extra, LeftOut
from perfbot.intake.facts import Facts
from perfbot.intake.gate import Why
from perfbot.intake.hook_watch import HookState, HookTrouble
from perfbot.intake.parts import Admins, IntakeSentences, NoticeSender
from perfbot.intake.rate_limit import RateLimit
from perfbot.intake.watchdog import PollTrouble

_MINUTE, _HOUR, _DAY = 60.0, 3_600.0, 86_400.0

log = logging.getLogger("perfbot.intake")


class Notices:
    """The intake's sentences; the sender is set once the bot exists."""

    def __init__(self, words: IntakeSentences, admins: Admins) -> None:
        self.sender: NoticeSender | None = None
        self._words = words
        self._admins = admins
        self._greeted = RateLimit(1, _DAY)
        self._strange = RateLimit(20, _DAY)
        self._answered = RateLimit(20, 10.0)
        self._delayed = RateLimit(1, _HOUR)
        self._dropped = RateLimit(1, _MINUTE)
        self._errors = RateLimit(1, _HOUR)
        self._barred = RateLimit(1, _DAY)
        self._unsaid: dict[str, int] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def refused(self, facts: Facts, why: Why) -> None:
        """Say why the update was refused, as far as the person may know; a pressed button is always answered."""
        now = asyncio.get_running_loop().time()
        words = self._refusal(facts, why, now)
        if facts.press_id is not None:
            if self.sender is not None and self._answered.may(facts.person, now):
                await self.sender.answer_press(facts.press_id, words)
        elif words and facts.chat_id is not None:
            await self.line(facts.chat_id, words, facts.topic)

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
        """Say once in a flood that answers are slower now."""
        if facts.chat_id is not None:
            await self.line(facts.chat_id, self._words.slowed(), facts.topic)

    def too_much(self, facts: Facts) -> None:
        """Tell the person, once in a while, that what they sent was not taken in."""
        now = asyncio.get_running_loop().time()
        if facts.chat_id is not None and self._dropped.may(facts.person, now):
            log.warning("update %s is not taken in: too much of person %s waits", facts.update_id, facts.user_id)
            self.later(self.line(facts.chat_id, self._words.too_much()))

    def delayed(self, facts: Facts, why: str) -> None:
        """Tell the person once an hour that the update waits, and the administrators why."""
        now = asyncio.get_running_loop().time()
        if facts.chat_id is not None and self._delayed.may(facts.person, now):
            self.later(self.line(facts.chat_id, self._words.delayed(), facts.topic))
        if self._errors.may("cannot write", now):
            self.tell_admins(self._words.admins_cannot_write(why))

    async def failed(self, facts: Facts, number: str) -> None:
        """Tell the person that this did not work, with the number of the log's entry."""
        if facts.press_id is not None and self.sender is not None:
            await self.sender.answer_press(facts.press_id)
        if facts.chat_id is not None:
            await self.line(facts.chat_id, self._words.failed(number), facts.topic)

    async def answer_refused(self, facts: Facts, number: str) -> None:
        """Tell the person that their answer cannot be shown, and the administrators once an hour."""
        if self._errors.may("answer refused", asyncio.get_running_loop().time()):
            self.tell_admins(self._words.admins_answer_refused(number))
        if facts.press_id is not None and self.sender is not None:
            await self.sender.answer_press(facts.press_id)
        if facts.chat_id is not None:
            await self.line(facts.chat_id, self._words.answer_refused(number), facts.topic)

    async def left_out(self, chat_id: int, left_out: Sequence[LeftOut], answer: AnswerPlace | None) -> None:
        """Say under an answer what is missing of it, and tell the administrators once a day what a chat bars."""
        if answer is not None and (missing := [one for one in left_out if one.part is not Extra.TOPIC]):
            words = self._words.left_out([(one.part.value, one.name, one.why) for one in missing])
            self.later(self.line(chat_id, words, answer.topic))
        for one in left_out:
            if self._barred.may((chat_id, one.part), asyncio.get_running_loop().time()):
                self.tell_admins(self._words.admins_left_out(chat_id, one.part.value, one.why))

    def count_error(self, error: BaseException, number: str) -> None:
        """Tell the administrators of each kind of error once an hour, with the number of those not told."""
        kind = kind_of(error)
        if self._errors.may(kind, asyncio.get_running_loop().time()):
            self.tell_admins(self._words.admins_error(kind, number, self._unsaid.pop(kind, 0)))
        else:
            self._unsaid[kind] = self._unsaid.get(kind, 0) + 1

    def webhook(self, state: HookState) -> None:
        """Tell the administrators why nothing comes, or that it comes again."""
        if state.trouble is None:
            self.tell_admins(self._words.admins_webhook_again())
        elif state.trouble is HookTrouble.NOT_OURS:
            self.tell_admins(self._words.admins_webhook_not_ours(state.why))
        else:
            self.tell_admins(self._words.admins_webhook_fails(state.why, state.waiting))

    async def ending(self, trouble: PollTrouble, seconds: float) -> None:
        """Tell the administrators why the process is about to end, within that many seconds."""
        words = {PollTrouble.CONFLICT: self._words.admins_conflict, PollTrouble.REFUSED: self._words.admins_refused}
        self.tell_admins(words.get(trouble, self._words.admins_silent)())
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=seconds)

    async def line(self, chat_id: int, words: str, topic: int | None = None) -> None:
        """Say a line; a chat that cannot be reached is not worth an error."""
        if self.sender is None:
            return
        try:
            await self.sender.send_line(chat_id, words, topic=topic)
        except NotDelivered as failure:
            log.info("not told: %s", failure)

    def tell_admins(self, words: str) -> None:
        """Tell every administrator in a task of its own."""
        for chat_id in self._admins():
            self.later(self.line(chat_id, words))

    def later(self, work: Coroutine[Any, Any, None]) -> None:
        """Run the work in a task of its own, which `close` ends."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self, seconds: float) -> None:
        """Wait that many seconds for running tasks, then cancel them."""
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=seconds)
        for task in set(self._tasks):
            task.cancel()


def new_number() -> str:
    """A short number for an error, easy to read out on the telephone."""
    return secrets.token_hex(3).upper()


def kind_of(error: BaseException) -> str:
    """The kind of an error: its class and the place that raised it."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].filename.rsplit('/', 1)[-1]}:{frames[-1].lineno}" if frames else "?"
    return f"{type(error).__name__} {place}"
