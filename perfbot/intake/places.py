"""How much is served and waits at once: places for people, fewer for each group, and how many bytes each may have."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from perfbot.intake.facts import Facts
from perfbot.intake.parts import Limits


class Places:
    """Places to be served at: a group that answers at Telegram's twenty a minute holds none of those of people."""

    def __init__(self, limits: Limits) -> None:
        self._people = asyncio.Semaphore(limits.at_once)
        self._of_a_group = limits.at_once_in_a_group
        self._groups: dict[int | None, asyncio.Semaphore] = {}

    def of(self, facts: Facts) -> asyncio.Semaphore:
        """The places that this update may take one of."""
        if facts.is_private:
            return self._people
        return self._groups.setdefault(facts.chat_id, asyncio.Semaphore(self._of_a_group))


class Backlog:
    """Bytes of each person's updates that were taken in and not finished: bounded, so that nobody fills the memory."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._sizes: dict[int, tuple[int, int]] = {}
        self._held: dict[int, int] = {}

    def takes(self, facts: Facts, raw: dict[str, Any]) -> bool:
        """Whether there is room for the update, which is then counted; one that comes again is counted once."""
        if facts.update_id in self._sizes:
            return True
        size, held = len(json.dumps(raw)), self._held.get(facts.person, 0)
        if held and held + size > self._most:
            return False
        self._sizes[facts.update_id] = (facts.person, size)
        self._held[facts.person] = held + size
        return True

    def finished(self, update_id: int) -> None:
        """The update waits no more."""
        if update_id not in self._sizes:
            return
        person, size = self._sizes.pop(update_id)
        left = self._held.pop(person, 0) - size
        if left > 0:
            self._held[person] = left
