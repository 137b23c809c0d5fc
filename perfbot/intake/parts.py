"""What the intake is handed: the journal, a voice, words, counters and limits; nothing here knows a store or a chat."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol


class UnfinishedUpdate(Protocol):
    """An update that was taken in and not finished."""

    @property
    def update_id(self) -> int: ...

    @property
    def raw(self) -> dict[str, Any]: ...

    @property
    def tries(self) -> int: ...


class UpdateJournal(Protocol):
    """The durable inbox; its methods raise when the disk refuses."""

    def append_all(self, updates: Iterable[tuple[int, int, dict[str, Any]]]) -> Sequence[int]:
        """Take updates in, durably and all or none, each as (update id, person, raw); the ids not known already."""

    def attempt(self, update_id: int) -> int:
        """Count a try before it is run; how many were counted now."""

    def done(self, update_id: int) -> None:
        """It was handled or set aside."""

    def pending(self) -> Sequence[UnfinishedUpdate]:
        """What was taken in and not finished, in order of arrival."""

    def is_known(self, update_id: int) -> bool:
        """Whether it waits or was finished lately."""


class Voice(Protocol):
    """How the intake itself speaks; a Delivery is one."""

    async def send_line(self, chat_id: int, text: str, *, silent: bool = False) -> int: ...

    async def answer_press(self, callback_query_id: str, text: str = "", alert: bool = False) -> bool: ...


class IntakeSentences(Protocol):
    """What the intake itself says, worded in render."""

    def stranger(self, user_id: int) -> str: ...

    def edited(self) -> str: ...

    def forwarded(self) -> str: ...

    def slowed(self) -> str: ...

    def delayed(self) -> str: ...

    def too_much(self) -> str: ...

    def failed(self, number: str) -> str: ...

    def admins_stranger(self, user_id: int, shown_name: str) -> str: ...

    def admins_other_group(self, title: str, chat_id: int, shown_name: str, user_id: int) -> str: ...

    def admins_error(self, kind: str, number: str, earlier: int) -> str: ...

    def admins_cannot_write(self, why: str) -> str: ...

    def admins_conflict(self) -> str: ...

    def admins_silent(self) -> str: ...

    def admins_refused(self) -> str: ...


class Counters(Protocol):
    """Where an update's end is counted; `label` is its command or kind, never its words."""

    def update_done(self, label: str, outcome: str, seconds: float) -> None: ...


class NotCounted:
    """Counters that nobody reads."""

    def update_done(self, label: str, outcome: str, seconds: float) -> None:
        """Count nothing."""


@dataclass(frozen=True)
class Limits:
    """How much at once, how fast and how often; times in seconds, `waiting_bytes` for each person."""

    at_once: int = 256
    at_once_in_a_group: int = 16
    waiting_bytes: int = 1_000_000
    flood_updates: int = 20
    flood_seconds: float = 10.0
    tries: int = 3
    pauses: tuple[float, ...] = (0.3, 1.5)
    guesses_a_day: int = 5


Admins = Callable[[], Sequence[int]]
"""The chat ids of those who are told."""
