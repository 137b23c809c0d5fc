"""One person's updates in order, different people at once, members only: PTB's update processor with our gate (D2)."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import logging
from collections.abc import Awaitable, Callable, Container
from typing import Any

from telegram import Update
from telegram.ext import BaseUpdateProcessor

from perfbot.delivery.errors import NotDelivered, told_wait
from perfbot.fair_locks import FairLocks
from perfbot.intake.facts import Facts
from perfbot.intake.gate import Gate, Verdict, Why
from perfbot.intake.inbox import DurableInbox, decide, read
from perfbot.intake.notices import Notices, new_number
from perfbot.intake.parts import Counters, Limits, UpdateJournal
from perfbot.intake.places import Places
from perfbot.intake.rate_limit import RateLimit

# PTB's own semaphore is never to hold anybody: one person's backlog would fill it. The cap is ours, after the turn.
_UNHELD = 1_000_000

log = logging.getLogger("perfbot.intake")
updates = logging.getLogger("perfbot.updates")


class ProcessEnded(Exception):
    """Stands for what left no exception behind: the process was gone before the handlers came back."""


class OrderedProcessor(BaseUpdateProcessor):
    """Serves each admitted update in its person's turn, up to three times, and marks it done."""

    def __init__(
        self,
        gate: Gate,
        journal: UpdateJournal,
        inbox: DurableInbox,
        notices: Notices,
        counters: Counters,
        limits: Limits,
        commands: Container[str] | None = None,
    ) -> None:
        """`commands` are those that may be named in logs and counts; None: any."""
        super().__init__(_UNHELD)
        self._commands = commands
        self._gate, self._journal, self._inbox = gate, journal, inbox
        self._notices, self._counters, self._limits = notices, counters, limits
        self._turns = FairLocks()
        self._places = Places(limits)
        self._pace = RateLimit(limits.flood_updates, limits.flood_seconds)
        self._told_slow: set[int] = set()
        self._errors: dict[int, Exception] = {}
        self._tasks: set[asyncio.Task[Any]] = set()
        self._stopping = asyncio.Event()
        # The last try after the process died over the others: one at a time, so that an update that ends the process
        # is not given up together with everybody else's that were in hand just then.
        self._alone = asyncio.Lock()
        self._again: Callable[[Update], Awaitable[None]] | None = None

    @property
    def in_hand(self) -> int:
        """How many updates are being served or wait for their turn."""
        return len(self._tasks)

    def serve_with(self, again: Callable[[Update], Awaitable[None]]) -> None:
        """How an update that failed is handled once more: the Application's process_update."""
        self._again = again

    def note_error(self, update: object, error: Exception) -> None:
        """What a handler raised; PTB keeps it to itself and reports the update as handled."""
        if isinstance(update, Update):
            self._errors[update.update_id] = error

    async def initialize(self) -> None:
        """Nothing to do."""

    async def shutdown(self) -> None:
        """Nothing to do; `drain` ends the work."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Serve one update; what is not served because of a stop stays in the journal."""
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            if not isinstance(update, Update):
                await coroutine
            else:
                facts = read(update)
                async with self._turns.of(facts.person):
                    await self._in_turn(facts, update, coroutine)
                self._inbox.backlog.finished(facts.update_id)
        finally:
            self._tasks.discard(task)
            if inspect.iscoroutine(coroutine):
                coroutine.close()

    async def _in_turn(self, facts: Facts, update: Update, coroutine: Awaitable[Any]) -> None:
        started = asyncio.get_running_loop().time()
        if self._stopping.is_set():
            return
        if decide(self._gate, facts).ok and not await self._paced(facts, started):
            return
        async with self._places.of(facts):
            began = asyncio.get_running_loop().time()
            outcome = await self._outcome(facts, update, coroutine, fresh=True)
        while isinstance(outcome, float):
            outcome = await self._after_wait(facts, update, coroutine, outcome)
        seconds = asyncio.get_running_loop().time() - began
        self._counters.update_done(self._label(facts), outcome.partition(" #")[0], seconds)
        updates.info(
            "update=%d person=%s chat=%s what=%s outcome=%s ms=%d waited_ms=%d",
            facts.update_id,
            facts.user_id,
            facts.chat_id,
            self._label(facts),
            outcome,
            seconds * 1000,
            (began - started) * 1000,
        )

    async def _after_wait(self, facts: Facts, update: Update, coroutine: Awaitable[Any], seconds: float) -> str | float:
        """Telegram said how long to wait: exactly so long nothing is asked, then the update has its turn again."""
        log.warning("update %s (%s) waits %.0f s, as Telegram told", facts.update_id, self._label(facts), seconds)
        if await self._stopped_within(seconds):
            return "stopped"
        async with self._places.of(facts):
            return await self._outcome(facts, update, coroutine, fresh=False)

    def _label(self, facts: Facts) -> str:
        """What logs and counts call it; a command that is none of ours is what somebody typed, and may be anything."""
        known = not facts.command or self._commands is None or facts.command in self._commands
        return facts.label if known else "/?"

    async def _paced(self, facts: Facts, now: float) -> bool:
        """Slow a flood down, saying so once; False when a stop comes first."""
        wait = self._pace.wait(facts.person, now)
        if wait <= 0:
            self._told_slow.discard(facts.person)
            self._pace.note(facts.person, now)
            return True
        if facts.person not in self._told_slow:
            self._told_slow.add(facts.person)
            await self._notices.slowed(facts)
        if await self._stopped_within(wait):
            return False
        self._pace.note(facts.person, asyncio.get_running_loop().time())
        return True

    async def _stopped_within(self, seconds: float) -> bool:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        return self._stopping.is_set()

    async def _outcome(self, facts: Facts, update: Update, coroutine: Awaitable[Any], *, fresh: bool) -> str | float:
        """The gate once more, for a member may have been removed while the update waited (A3); then the handlers.

        Seconds when Telegram told to wait: the update is neither finished nor counted as tried.
        """
        admission = decide(self._gate, facts)
        if not admission.ok:
            await self._notices.refused(facts, admission.why if admission.verdict is Verdict.REFUSE else Why.NOBODY)
            self._finish(facts)
            return admission.why.value
        try:
            return await self._served(facts, update, coroutine, fresh=fresh)
        finally:
            self._errors.pop(facts.update_id, None)

    async def _served(self, facts: Facts, update: Update, coroutine: Awaitable[Any], *, fresh: bool) -> str | float:
        begun, number = self._inbox.begun_before(facts.update_id), new_number()
        error: Exception | None = None
        for tries in range(begun + 1, self._limits.tries + 1):
            async with self._alone if begun and tries == self._limits.tries else contextlib.nullcontext():
                error = await self._tried(facts, update, coroutine, tries, fresh=fresh and tries == begun + 1)
            if error is None or (isinstance(error, NotDelivered) and error.hopeless):
                self._finish(facts)
                return "ok" if error is None else "undeliverable"
            if told := told_wait(error):
                return told
            self._log_try(number, facts, tries, error)
            if tries < self._limits.tries and await self._stopped_within(self._pause(tries)):
                return "stopped"
        return await self._set_aside(facts, number, error)

    def _log_try(self, number: str, facts: Facts, tries: int, error: Exception) -> None:
        """Where a program fails the log shows how it got there; that Telegram was not reached is one line."""
        shown = None if isinstance(error, NotDelivered) else error
        why = f": {error}" if isinstance(error, NotDelivered) else ""
        label = self._label(facts)
        log.error("error %s: update %s (%s), try %d%s", number, facts.update_id, label, tries, why, exc_info=shown)

    def _pause(self, tries: int) -> float:
        return self._limits.pauses[min(tries, len(self._limits.pauses)) - 1]

    async def _tried(
        self, facts: Facts, update: Update, coroutine: Awaitable[Any], tries: int, *, fresh: bool
    ) -> Exception | None:
        """Run the handlers once; the try is counted on disk before it is run, the very first by being taken in."""
        self._errors.pop(facts.update_id, None)
        if tries > 1:
            self._counted(facts)
        if fresh:
            await coroutine
        else:
            assert self._again is not None
            await self._again(update)
        return self._errors.get(facts.update_id)

    def _counted(self, facts: Facts) -> None:
        try:
            self._journal.attempt(facts.update_id)
        except Exception as error:
            log.error("a try of update %s could not be counted: %s", facts.update_id, error)

    async def _set_aside(self, facts: Facts, number: str, error: Exception | None) -> str:
        """Three tries are enough: not tried again, and the person is told with the number of the log's entry.

        Without an error the tries ended with the process each time. Told before it is marked done: killed in between,
        the person hears it twice rather than never.
        """
        log.error("error %s: update %s (%s) set aside", number, facts.update_id, self._label(facts))
        self._notices.count_error(error or ProcessEnded(f"update {facts.update_id}"), number)
        await self._notices.failed(facts, number)
        self._finish(facts)
        return f"error #{number}"

    def _finish(self, facts: Facts) -> None:
        """Not raising: an update that cannot be marked done is handled again after a restart, and adds nothing (R9)."""
        try:
            if self._journal.is_known(facts.update_id):
                self._journal.done(facts.update_id)
        except Exception as error:
            log.error("update %s could not be marked done: %s", facts.update_id, error)

    async def drain(self, seconds: float) -> int:
        """Begin nothing more and give what is in hand that many seconds; how many were left to the journal."""
        self._stopping.set()
        tasks = set(self._tasks)
        if tasks:
            await asyncio.wait(tasks, timeout=seconds)
        left = [task for task in tasks if not task.done()]
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        return len(left)
