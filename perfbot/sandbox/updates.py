"""The queue of updates with getUpdates' offset semantics, also for webhooks."""

import asyncio
from dataclasses import dataclass, field

from perfbot.sandbox.bell import Bell
from perfbot.sandbox.faults import Faults
from perfbot.sandbox.people import Json
from perfbot.sandbox.refusals import Refusal

# Bot API, getUpdates: by default all kinds except these.
_ONLY_ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass
class Webhook:
    url: str
    secret: str = ""
    failures: int = 0
    last_error: str = ""
    last_error_date: int = 0


@dataclass
class UpdateQueue:
    """Updates wait here until getUpdates confirms them by a higher offset, or the webhook answers 2xx.

    `next_id` is the id of the update that comes next.
    """

    bell: Bell
    faults: Faults
    pending: list[Json] = field(default_factory=list)
    past: list[Json] = field(default_factory=list)
    allowed: frozenset[str] = frozenset()
    webhook: Webhook | None = None
    polls: int = 0
    next_id: int = 1
    _poll: asyncio.Future[None] | None = None

    def push(self, kind: str, body: Json) -> int:
        """The new update's id, or 0 when the bot asked not to be told of this kind."""
        wanted = kind in self.allowed if self.allowed else kind not in _ONLY_ON_REQUEST
        if not wanted:
            return 0
        update_id = self.next_id
        self.next_id += 1
        self.pending.append({"update_id": update_id, kind: body})
        self.bell.ring()
        return update_id

    def allow(self, kinds: list[str]) -> None:
        self.allowed = frozenset(kinds)

    def again(self, count: int = 1) -> None:
        """Puts the last `count` confirmed updates back, as if their confirmation had been lost."""
        self.pending = self.past[-count:] + self.pending
        del self.past[-count:]
        self.bell.ring()

    def confirmed(self, update_id: int) -> bool:
        return update_id < self.next_id and all(update["update_id"] != update_id for update in self.pending)

    def drop_all(self) -> None:
        self._forget(self.next_id)

    async def get(self, offset: int, limit: int, timeout: float) -> list[Json]:  # noqa: ASYNC109
        """Waits at most `timeout` seconds for an update; a newer poll ends this one with 409."""
        self._confirm(offset)
        mine = self._take_over()
        try:
            async with asyncio.timeout(timeout):
                while not self._ready() and not mine.done():
                    await asyncio.wait({self.bell.next_ring(), mine}, return_when=asyncio.FIRST_COMPLETED)
        except TimeoutError:
            pass
        finally:
            if self._poll is mine:
                self._poll = None
        if mine.done():
            raise two_polls()
        self.polls += 1
        return self._batch(max(1, min(limit, 100)))

    def _take_over(self) -> "asyncio.Future[None]":
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(None)
        self._poll = asyncio.get_running_loop().create_future()
        self.bell.ring()
        return self._poll

    @property
    def polled(self) -> bool:
        """True while a getUpdates waits for something to happen."""
        return self._poll is not None

    def _confirm(self, offset: int) -> None:
        if offset > 0:
            self._forget(offset)
        elif offset < 0 and self.pending[:offset]:
            self._forget(self.pending[offset]["update_id"])

    def _forget(self, below: int) -> None:
        self.past += [update for update in self.pending if update["update_id"] < below]
        self.pending = [update for update in self.pending if update["update_id"] >= below]
        del self.past[:-1000]
        self.bell.ring()

    def _ready(self) -> bool:
        return len(self.pending) >= max(1, self.faults.reorder)

    def _batch(self, limit: int) -> list[Json]:
        batch = self.pending[:limit]
        if self.faults.reorder and len(batch) >= self.faults.reorder:
            self.faults.reorder = 0
            batch = batch[::-1]
        if not self.faults.duplicate:
            return batch
        twice = batch[: self.faults.duplicate]
        self.faults.duplicate -= len(twice)
        return [update for one in twice for update in (one, one)] + batch[len(twice) :]

    def first(self) -> Json | None:
        """The update a webhook has to deliver next."""
        if not self._ready():
            return None
        if self.faults.reorder:
            self.faults.reorder = 0
            self.pending.reverse()
        return self.pending[0]

    def delivered(self, update: Json) -> None:
        if update in self.pending:
            self.pending.remove(update)
            self.past.append(update)
            self.bell.ring()


def two_polls() -> Refusal:
    return Refusal(
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    )
