"""The watchdog: a bot that polls no more, or shares its token with another process, ends loudly (D8)."""

from __future__ import annotations

import asyncio
import logging
from enum import Enum

SILENCE = 120.0
CONFLICTS = 3
_HTTP_OK, _HTTP_CONFLICT = 200, 409

log = logging.getLogger("perfbot.intake")


class PollTrouble(Enum):
    """Why the process is to end with an error."""

    SILENT = "no getUpdates came back"
    CONFLICT = "another process polls with this token"


class Watchdog:
    """Told of every getUpdates that came back, with whatever answer: an outage is not silence, a dead task is."""

    def __init__(self, *, silence: float = SILENCE, conflicts: int = CONFLICTS) -> None:
        self._silence, self._most = silence, conflicts
        self._conflicts = 0
        self._fetched: float | None = None
        self._polling = asyncio.Event()
        self._news = asyncio.Event()

    def polling_began(self) -> None:
        """From now on silence means something; behind a webhook it never does."""
        self._fetched = asyncio.get_running_loop().time()
        self._polling.set()

    def poll_ended(self, status: int | None) -> None:
        """One getUpdates came back; `status` None when there was no answer."""
        self._conflicts = self._conflicts + 1 if status == _HTTP_CONFLICT else 0
        if status == _HTTP_OK:
            self._fetched = asyncio.get_running_loop().time()
        self._news.set()

    def fetches(self) -> bool:
        """Whether updates came lately, or none but in good order; behind a webhook it is not for the bot to know."""
        return self._fetched is None or asyncio.get_running_loop().time() - self._fetched < self._silence

    async def watch(self) -> PollTrouble:
        """Returns only when something is wrong."""
        await self._polling.wait()
        while True:
            self._news.clear()
            try:
                async with asyncio.timeout(self._silence):
                    await self._news.wait()
            except TimeoutError:
                log.critical("no getUpdates came back for %.0f s", self._silence)
                return PollTrouble.SILENT
            if self._conflicts >= self._most:
                log.critical("%d times in a row another process polled with this token", self._conflicts)
                return PollTrouble.CONFLICT
