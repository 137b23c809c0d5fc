"""Every request is checked for its Host, so that no foreign website reaches the sandbox by DNS rebinding."""

import json
import socket
import struct
from typing import Any
from urllib.parse import urlsplit

import tornado.web

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def is_loopback(host: str) -> bool:
    try:
        return urlsplit(f"//{host}").hostname in LOOPBACK
    except ValueError:
        return False


class LoopbackHandler(tornado.web.RequestHandler):
    """Refuses any Host but this machine's, and requests that other websites make."""

    def prepare(self) -> None:
        origin = self.request.headers.get("Origin")
        foreign = origin is not None and urlsplit(origin).netloc != self.request.host
        if foreign or not is_loopback(self.request.host):
            self.send_json({"ok": False, "error_code": 403, "description": "Forbidden"}, 403)

    def set_default_headers(self) -> None:
        self.set_header("Server", "sandbox")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Cache-Control", "no-store")

    def send_json(self, answer: Any, status: int = 200) -> None:
        # ASCII only: also a lone surrogate that a hostile client typed gets through to the bot.
        self.set_status(status)
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps(answer))

    def reset_connection(self) -> None:
        """Drops the connection as a failing network does: by a reset, without an answer."""
        stream = self.request.connection.stream if self.request.connection else None  # type: ignore[attr-defined]
        self._auto_finish = False
        if stream is not None and not stream.closed():
            stream.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            stream.close()
