"""Takes connections in; a machine out of descriptors is waited for, where tornado would try again at once for ever."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable
from typing import Any

PAUSE = 1.0
_COMPLAINTS_APART = 60.0
_AT_ONCE = 128

log = logging.getLogger("perfbot")


def accept_patiently(server: Any, pause: float = PAUSE) -> None:
    """Let a listening tornado HTTPServer take connections in by our loop; `pause` in seconds.

    Its `_sockets` and `_handlers` (what ends the listening, by descriptor) are private; look at them before an upgrade.
    """
    for number, listening in server._sockets.items():
        server._handlers[number]()
        server._handlers[number] = _Door(listening, server._handle_connection, pause).close


class _Door:
    """One listening socket: open, or shut for a moment because nothing more can be opened."""

    def __init__(self, listening: socket.socket, handle: Callable[[socket.socket, Any], None], pause: float) -> None:
        self._listening, self._handle, self._pause = listening, handle, pause
        self._loop = asyncio.get_running_loop()
        self._again: asyncio.TimerHandle | None = None
        self._complained = -_COMPLAINTS_APART
        self._open()

    def _open(self) -> None:
        self._again = None
        self._loop.add_reader(self._listening, self._take_in)

    def close(self) -> None:
        """Take nothing more in."""
        self._loop.remove_reader(self._listening)
        if self._again is not None:
            self._again.cancel()

    def _take_in(self) -> None:
        for _ in range(_AT_ONCE):
            try:
                connection, address = self._listening.accept()
            except BlockingIOError:
                return
            except ConnectionAbortedError:
                continue
            except OSError as error:
                self._wait(error)
                return
            self._handle(connection, address)

    def _wait(self, error: OSError) -> None:
        self._loop.remove_reader(self._listening)
        self._again = self._loop.call_later(self._pause, self._open)
        if self._loop.time() - self._complained >= _COMPLAINTS_APART:
            self._complained = self._loop.time()
            log.error("no connection can be taken in, tried again every %.0f s: %s", self._pause, error.strerror)
