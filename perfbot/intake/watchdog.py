"""Ends a process that polls no more, is refused for minutes, or shares its token (D8)."""

from __future__ import annotations

import asyncio
import logging
from enum import Enum

from perfbot.delivery.errors import TOKEN_STATUSES

SILENCE = 120.0
REFUSED_FOR = 120.0
CONFLICT_FOR = 30.0
_IN_A_ROW = 3
_HTTP_OK, _HTTP_CONFLICT, _HTTP_TOO_MANY = 200, 409, 429

log = logging.getLogger("perfbot.intake")


class PollTrouble(Enum):
    """The reasons for which the process ends with an error."""

    SILENT = "no getUpdates came back"
    CONFLICT = "another process polls with this token"
    REFUSED = "getUpdates is refused"
    TOKEN = "the token is refused"  # noqa: S105 - a reason, not a secret


class Lasting:
    """One kind of trouble in a row: how often, and since when."""

    def __init__(self, times: int = _IN_A_ROW) -> None:
        self._least, self._times, self._since = times, 0, 0.0

    def passed(self) -> None:
        """End the row."""
        self._times = 0

    def met(self, now: float) -> None:
        """Count the trouble once more; `now` in seconds of a monotonic clock."""
        self._since = now if not self._times else self._since
        self._times += 1

    def lasts(self, now: float, seconds: float) -> bool:
        """Whether it came often enough and for so many seconds."""
        return self._times >= self._least and now - self._since >= seconds


class Watchdog:
    """Watches the end of each getUpdates: in an outage polls still end, a dead polling task is silent."""

    def __init__(
        self, *, silence: float = SILENCE, refused_for: float = REFUSED_FOR, conflict_for: float = CONFLICT_FOR
    ) -> None:
        """Seconds: without any answer, of refusals in a row, of conflicts in a row."""
        self._silence, self.refused_for = silence, refused_for
        self._most = {
            PollTrouble.CONFLICT: conflict_for,
            PollTrouble.REFUSED: refused_for,
            PollTrouble.TOKEN: refused_for,
        }
        self._trouble: PollTrouble | None = None
        self._lasting = Lasting()
        self._fetched: float | None = None
        self.hook_fails = False
        self._polling = asyncio.Event()
        self._news = asyncio.Event()

    def polling_began(self) -> None:
        """Start to watch for silence; not called behind a webhook."""
        self._fetched = asyncio.get_running_loop().time()
        self._polling.set()

    def poll_ended(self, status: int | None) -> None:
        """Note the end of a getUpdates; `status` None when there was no answer."""
        trouble, now = _trouble_of(status), asyncio.get_running_loop().time()
        if trouble is not self._trouble:
            self._trouble = trouble
            self._lasting.passed()
        self._lasting.met(now)
        if status == _HTTP_OK:
            self._fetched = now
        self._news.set()

    def fetches(self) -> bool:
        """Whether updates came lately, or none but in good order; of a webhook, whether Telegram gets through to it."""
        if self.hook_fails:
            return False
        return self._fetched is None or asyncio.get_running_loop().time() - self._fetched < self._silence

    async def watch(self) -> PollTrouble:
        """Wait until something is wrong, and return it."""
        await self._polling.wait()
        while True:
            self._news.clear()
            try:
                async with asyncio.timeout(self._silence):
                    await self._news.wait()
            except TimeoutError:
                log.critical("no getUpdates came back for %.0f s", self._silence)
                return PollTrouble.SILENT
            trouble = self._trouble
            if trouble and self._lasting.lasts(asyncio.get_running_loop().time(), self._most[trouble]):
                log.critical("for at least %.0f s: %s", self._most[trouble], trouble.value)
                return trouble


def _trouble_of(status: int | None) -> PollTrouble | None:
    """The lasting trouble that a status means; None for an outage or a told wait."""
    if status is None or status < 400 or status >= 500 or status == _HTTP_TOO_MANY:
        return None
    if status == _HTTP_CONFLICT:
        return PollTrouble.CONFLICT
    return PollTrouble.TOKEN if status in TOKEN_STATUSES else PollTrouble.REFUSED
