"""Sends one request at a time into each chat, and repeats it by the table of errors."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import TypeVar

from telegram.error import TelegramError

from perfbot.delivery.errors import (
    FollowTo,
    NotDelivered,
    Park,
    Retry,
    Undelivered,
    Unknown,
    Wait,
    refuses_token,
    what_to_do,
)
from perfbot.fair_locks import FairLocks

T = TypeVar("T")
Migrated = Callable[[int, int], Awaitable[None]]
Blocked = Callable[[int, str], Awaitable[None]]

PAUSES = (1.0, 2.0, 4.0, 8.0, 16.0, 30.0)
PATIENCE = 7_200.0
LONGEST_WAIT = 300.0
NEVER, ONCE, ALWAYS = 0, 1, 1_000_000
"""How often a request is repeated whose outcome is unknown: a post, an answer, and an edit, which changes nothing."""
REFUSED_FOR = 120.0
"""Seconds after which a refused token is believed to be wrong."""
_MOVES = 3
_SPACING = 1.0
_CAREFUL_FOR = 60.0
_COMPLAINTS_APART = 60.0

log = logging.getLogger("perfbot.delivery")


@dataclass
class _Tries:
    """How often one request was tried, and since when (loop seconds)."""

    since: float
    patience: float
    repeats: int
    retried: int = 0
    repeated: int = 0
    moved: int = 0
    refused_at: float | None = None


class Carrier:
    """Sends requests to chats in order; waits as Telegram says, and retries passing errors for `patience` seconds."""

    def __init__(
        self,
        probe: Callable[[], Awaitable[object]],
        *,
        on_migrated: Migrated | None = None,
        on_blocked: Blocked | None = None,
        pauses: Sequence[float] = PAUSES,
        patience: float = PATIENCE,
        longest_wait: float = LONGEST_WAIT,
    ) -> None:
        """`probe` asks Telegram for something harmless, to learn whether it answers."""
        self._probe = probe
        self.on_migrated = on_migrated
        self.on_blocked = on_blocked
        self._pauses = tuple(pauses)
        self._patience = patience
        self._longest_wait = longest_wait
        self._turns = FairLocks()
        self._moved: dict[int, int] = {}
        self._careful_until: dict[int, float] = {}
        self._complained: dict[str, float] = {}

    def turn(self, chat_id: int) -> AbstractAsyncContextManager[None]:
        """Hold the chat's lock: nothing else is sent to the chat inside the block."""
        return self._turns.of(chat_id)

    def address(self, chat_id: int) -> int:
        """The id that the chat has now: its own, or that of the supergroup it became."""
        return self._moved.get(chat_id, chat_id)

    async def carry(
        self,
        chat_id: int,
        call: Callable[[int], Awaitable[T]],
        *,
        patience: float | None = None,
        repeats: int = ONCE,
    ) -> T:
        """The result of `call(address)`, retried by the table; `repeats` more times where the outcome is unknown.

        Raises NotDelivered, or the TelegramError itself where the table says Fine or PlainText.
        """
        loop = asyncio.get_running_loop()
        limit = self._patience if patience is None else patience
        tries = _Tries(loop.time(), limit, repeats)
        await self._courtesy(chat_id, loop.time())
        while True:
            try:
                return await call(self.address(chat_id))
            except TelegramError as error:
                await self._after(error, chat_id, tries)

    async def _courtesy(self, chat_id: int, now: float) -> None:
        """Wait so that a chat that said "wait" within the last minute gets one message a second."""
        until = self._careful_until.get(chat_id)
        if until is None:
            return
        if now < until:
            await asyncio.sleep(_SPACING)
        else:
            self._careful_until.pop(chat_id, None)

    async def _after(self, error: TelegramError, chat_id: int, tries: _Tries) -> None:
        """Do what the table of errors says; returns when the request is to be tried again."""
        remedy = what_to_do(error)
        match remedy:
            case Wait(seconds):
                await self._wait(seconds, chat_id, error)
            case FollowTo(new):
                await self._follow(chat_id, new, tries, error)
            case Retry():
                await self._pause(chat_id, tries, error)
            case Unknown() if tries.repeated < tries.repeats:
                tries.repeated += 1
                await self._pause(chat_id, tries, error, Undelivered.UNKNOWN)
                await self._outlasted(chat_id, tries)
            case Unknown():
                raise NotDelivered(Undelivered.UNKNOWN, chat_id, str(error)) from error
            case Park(reason):
                await self._park(chat_id, reason, error)
            case _:
                raise error

    async def _wait(self, seconds: float, chat_id: int, error: TelegramError) -> None:
        if seconds > self._longest_wait:
            raise NotDelivered(Undelivered.FLOODED, chat_id, str(error), retry_after=seconds) from error
        await asyncio.sleep(seconds)
        self._careful_until[chat_id] = asyncio.get_running_loop().time() + _CAREFUL_FOR

    async def _follow(self, old: int, new: int, tries: _Tries, error: TelegramError) -> None:
        tries.moved += 1
        if tries.moved > _MOVES:
            raise NotDelivered(Undelivered.CHAT_NOT_FOUND, old, str(error)) from error
        was = self.address(old)
        self.note_moved(was, new)
        if self.on_migrated is not None:
            await self.on_migrated(was, new)

    def note_moved(self, old: int, new: int) -> None:
        """Note that the group `old` is the supergroup `new` from now on."""
        log.warning("group %s became supergroup %s", old, new)
        self._moved = {chat: new if now == old else now for chat, now in self._moved.items()} | {old: new}

    async def answers(self) -> bool:
        """Whether Telegram answers now, with a result or with a refusal."""
        try:
            await self._probe()
        except TelegramError as error:
            return not isinstance(what_to_do(error), Retry | Unknown)
        return True

    async def _outlasted(self, chat_id: int, tries: _Tries) -> None:
        """Wait until Telegram answers, so that a request with one repeat left is not repeated during an outage."""
        while not await self.answers():
            await self._pause(chat_id, tries, TelegramError("no answer yet"), Undelivered.UNKNOWN)

    async def _pause(
        self, chat_id: int, tries: _Tries, error: TelegramError, reason: Undelivered = Undelivered.UNREACHABLE
    ) -> None:
        now = asyncio.get_running_loop().time()
        pause = self._pauses[min(tries.retried, len(self._pauses) - 1)]
        tries.retried += 1
        if now + pause - tries.since > tries.patience:
            raise NotDelivered(reason, chat_id, str(error)) from error
        if refuses_token(error):
            tries.refused_at = now if tries.refused_at is None else tries.refused_at
            if now + pause - tries.refused_at > REFUSED_FOR:
                raise NotDelivered(Undelivered.TOKEN, chat_id, str(error)) from error
        self._complain(f"{type(error).__name__}: {error}", now)
        await asyncio.sleep(pause)

    def _complain(self, what: str, now: float) -> None:
        """Log each kind of trouble at most once a minute, for all chats together."""
        if now - self._complained.get(what, -_COMPLAINTS_APART) >= _COMPLAINTS_APART:
            self._complained = {known: at for known, at in self._complained.items() if now - at < _COMPLAINTS_APART}
            self._complained[what] = now
            log.warning("Telegram not reached, trying again: %s", what)

    async def _park(self, chat_id: int, reason: Undelivered, error: TelegramError) -> None:
        if reason in (Undelivered.BLOCKED, Undelivered.CHAT_NOT_FOUND):
            log.warning("chat %s: %s (%s)", chat_id, reason.value, error)
            if self.on_blocked is not None:
                await self.on_blocked(chat_id, str(error))
        raise NotDelivered(reason, chat_id, str(error)) from error
