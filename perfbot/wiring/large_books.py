"""Large books are decoded beside the event loop before anybody asks for them: 100,000 entries take seconds."""

from __future__ import annotations

import asyncio

from perfbot.records.ledger import Ledger

LEAST = 5_000
"""Entries from which on a book is worth a thread: about a tenth of a second."""


class LargeBooks:
    """Decoded once in a process, however many wait for it; others are served by the loop meanwhile."""

    def __init__(self, ledger: Ledger, least: int = LEAST) -> None:
        self._ledger, self._least = ledger, least
        self._turn, self._done = asyncio.Lock(), False

    async def decode(self) -> None:
        """Until every large book can be read at once."""
        if self._done:
            return
        async with self._turn:
            for key in self._ledger.undecoded(self._least):
                await asyncio.to_thread(self._ledger.book, key)
            self._done = True
