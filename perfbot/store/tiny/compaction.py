"""Rewrites journals whose past is not needed (drafts, inbox) as one snapshot when they have grown."""

from __future__ import annotations

import logging

import orjson

from perfbot.store.errors import WriteFailed
from perfbot.store.tiny.tables import JournalStorage

log = logging.getLogger(__name__)

FLOOR = 256 * 1024
FACTOR = 4


class Compaction:
    """Rewrites the journal once it is `factor` times what a snapshot takes, and never below `floor` bytes."""

    def __init__(self, storage: JournalStorage, floor: int = FLOOR, factor: int = FACTOR) -> None:
        self._storage, self._floor, self._factor = storage, floor, factor
        grown = storage.journal.length > floor
        self._limit = max(floor, factor * len(orjson.dumps(storage.tables))) if grown else floor

    def after_change(self) -> None:
        """Compact if due. The change itself is durable already, so a failure here is only logged and tried later."""
        journal = self._storage.journal
        if journal.length <= self._limit:
            return
        live = {name: list(table.values()) for name, table in self._storage.tables.items() if table}
        try:
            journal.replace([{"put": live}] if live else [])
        except WriteFailed as failure:
            log.warning("not compacted, will be tried again: %s", failure)
        self._limit = max(self._floor, self._factor * journal.length)
