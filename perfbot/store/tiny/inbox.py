"""The durable inbox: every member's update is on disk before Telegram is told that it was received (D1)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from perfbot.store.tiny.compaction import Compaction
from perfbot.store.tiny.tables import JournalStorage

REMEMBERED = 10_000
"""How many finished update ids are remembered; Telegram repeats at most the last unacknowledged hundred."""

_WAITING, _TRIES, _DONE = "waiting", "tries", "done"


@dataclass(frozen=True, slots=True)
class WaitingUpdate:
    """An update that was taken in and not finished; `tries` counts how often it was begun."""

    update_id: int
    person_id: int
    raw: dict[str, Any]
    tries: int


class Inbox:
    """Updates waiting, in the order in which they came, and which ids were seen.

    Every method raises `WriteFailed` when the disk refuses; then nothing has changed.
    """

    def __init__(self, storage: JournalStorage, remembered: int = REMEMBERED) -> None:
        self._storage, self._remembered = storage, remembered
        self._compaction = Compaction(storage)

    def append(self, update_id: int, person_id: int, raw: dict[str, Any]) -> bool:
        """Write an update durably; False if it is known already, since Telegram may deliver twice (R9)."""
        return bool(self.append_all([(update_id, person_id, raw)]))

    def append_all(self, updates: Iterable[tuple[int, int, dict[str, Any]]]) -> list[int]:
        """Take in what was fetched together, each as (update id, person, raw), with one wait for the device, all or
        none; the ids that were not known before."""
        fresh: dict[int, dict[str, Any]] = {}
        for update_id, person_id, raw in updates:
            if not self.is_known(update_id) and update_id not in fresh:
                # As JSON text: an update holds floats (a location) and may hold half a surrogate pair, and is to be
                # replayed exactly as it came; ASCII escapes carry both.
                text = json.dumps(raw, separators=(",", ":"))
                fresh[update_id] = {"id": str(update_id), "person": person_id, "raw": text}
        self._change({_WAITING: list(fresh.values())})
        return list(fresh)

    def attempt(self, update_id: int) -> int:
        """Count a try durably before it is run, so that an update that kills the process is not tried for ever."""
        tries = self._tries(str(update_id)) + 1
        self._change({_TRIES: [{"id": str(update_id), "n": tries}]})
        return tries

    def done(self, update_id: int) -> None:
        """The update was handled (or set aside). Not waited for: if the line is lost in a power cut the update is
        handled again, and adds nothing, because a draft's id is its entry's key (R9)."""
        identity = str(update_id)
        finished = self._storage.tables.get(_DONE, {})
        oldest = [next(iter(finished))] if len(finished) >= self._remembered else []
        gone = {_WAITING: [identity], _TRIES: [identity], _DONE: oldest}
        self._change({_DONE: [{"id": identity}]}, gone, durable=False)

    def pending(self) -> list[WaitingUpdate]:
        """Updates that are not finished, in order of arrival."""
        return [
            WaitingUpdate(int(row["id"]), row["person"], json.loads(row["raw"]), self._tries(row["id"]))
            for row in self._storage.tables.get(_WAITING, {}).values()
        ]

    def is_known(self, update_id: int) -> bool:
        """Whether the update waits or was finished: by its id, never by the greatest id, for ids may start anew."""
        identity, tables = str(update_id), self._storage.tables
        return identity in tables.get(_WAITING, {}) or identity in tables.get(_DONE, {})

    def close(self) -> None:
        self._storage.close()

    def _tries(self, identity: str) -> int:
        row = self._storage.tables.get(_TRIES, {}).get(identity)
        return int(row["n"]) if row else 0

    def _change(
        self, put: dict[str, list[dict[str, Any]]], gone: dict[str, list[str]] | None = None, *, durable: bool = True
    ) -> None:
        self._storage.change(put, gone, durable=durable)
        self._compaction.after_change()
