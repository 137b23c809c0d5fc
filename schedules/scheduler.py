"""Wakes the round by APScheduler and a short tick; the round alone decides what is due."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import Protocol
from zoneinfo import ZoneInfo

from apscheduler.executors.asyncio import AsyncIOExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from schedules.entries import Timetable

TICK = 30
"""Seconds between looks: a clock that jumps, a machine that slept, a post that waits are all found within this."""
TICK_ID = "tick"
# misfire_grace_time None: a wake-up is never too late, since it only makes the round look (S1).
JOB_DEFAULTS = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}

log = logging.getLogger("perfbot.schedules")


class Looks(Protocol):
    """The interface of the round."""

    async def run(self) -> None: ...


class Scheduler:
    """Starts once the bot is up, stops before the store is closed."""

    def __init__(self, timetable: Timetable, round_: Looks, timezone: ZoneInfo, *, tick: int = TICK) -> None:
        self.timetable = timetable
        self._round = round_
        self._bell = asyncio.Event()
        self._looked = 0
        self._is_looking = False
        self._heard = asyncio.Condition()
        self._task: asyncio.Task[None] | None = None
        self._wakers = AsyncIOScheduler(
            timezone=timezone,
            jobstores={"default": MemoryJobStore()},
            executors={"default": AsyncIOExecutor()},
            job_defaults=JOB_DEFAULTS,
        )
        for entry in timetable.active:
            self._wakers.add_job(self._wake, entry.trigger, id=entry.name, replace_existing=True, **JOB_DEFAULTS)
        every = IntervalTrigger(seconds=tick, timezone=timezone)
        self._wakers.add_job(self._wake, every, id=TICK_ID, replace_existing=True, **JOB_DEFAULTS)

    def start(self) -> None:
        """Run a round at once, for what fell due meanwhile, and then whenever woken."""
        self._task = asyncio.get_running_loop().create_task(self._serve())
        self._wakers.start()
        self._bell.set()

    async def _wake(self) -> None:
        self._bell.set()

    async def looked(self) -> None:
        """Run a round that begins after this call, and return when it is over."""
        wanted = self._looked + (2 if self._is_looking else 1)
        self._bell.set()
        async with self._heard:
            await self._heard.wait_for(lambda: self._looked >= wanted)

    async def _serve(self) -> None:
        while True:
            await self._bell.wait()
            self._bell.clear()
            self._is_looking = True
            try:
                await self._round.run()
            except Exception:
                log.exception("a look at the timetable failed; the next one comes in %s s", TICK)
            async with self._heard:
                self._is_looking = False
                self._looked += 1
                self._heard.notify_all()

    async def stop(self, seconds: float = 3.0) -> None:
        """Start no more rounds; wait that many seconds for the one in progress (S3)."""
        if self._wakers.running:
            self._wakers.shutdown(wait=False)
        if self._task is None:
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds), self._heard:
                await self._heard.wait_for(lambda: not self._is_looking)
        self._task.cancel()
        await asyncio.wait({self._task})
        self._task = None
