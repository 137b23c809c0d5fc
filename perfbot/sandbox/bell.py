"""Waiting for something to happen in the world, without sleeping."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")


class Bell:
    """Rings at every change; `wait_for` looks again at each ring."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def ring(self) -> None:
        waiting, self._waiting = self._waiting, set()
        for future in waiting:
            if not future.done():
                future.set_result(None)

    def next_ring(self) -> "asyncio.Future[None]":
        """A future that the next ring fulfils; listening begins at once, so that no ring is missed."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        future.add_done_callback(self._waiting.discard)
        return future

    async def wait_for(self, look: Callable[[], Found], timeout: float) -> Found:  # noqa: ASYNC109
        """The first truthy value of `look()`; TimeoutError after `timeout` seconds."""
        async with asyncio.timeout(timeout):
            while not (found := look()):
                await self.next_ring()
            return found
