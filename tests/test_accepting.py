"""A machine that is out of descriptors is waited for, told once, and everybody is served when there are some again."""

from __future__ import annotations

import asyncio
import os
import socket

import pytest
import tornado.httpserver
import tornado.netutil
import tornado.web

from perfbot.accepting import accept_patiently
from tests.sandbox_client import in_loop


class _Hello(tornado.web.RequestHandler):
    def get(self) -> None:
        self.finish("hello")


def all_descriptors() -> list[int]:
    taken: list[int] = []
    try:
        while True:
            taken.append(os.open(os.devnull, os.O_RDONLY))
    except OSError:
        return taken


@in_loop
async def test_a_machine_out_of_descriptors_is_waited_for_told_once_and_then_everybody_is_served(
    caplog: pytest.LogCaptureFixture,
) -> None:
    sockets = tornado.netutil.bind_sockets(0, "127.0.0.1")
    server = tornado.httpserver.HTTPServer(tornado.web.Application([("/", _Hello)]))
    server.add_sockets(sockets)
    accept_patiently(server, pause=0.01)
    loop, callers = asyncio.get_running_loop(), [socket.socket() for _ in range(3)]
    taken = all_descriptors()
    for caller in callers:
        caller.setblocking(False)
        await loop.sock_connect(caller, sockets[0].getsockname())
        await loop.sock_sendall(caller, b"GET / HTTP/1.0\r\n\r\n")
    for _ in range(20):  # many looks of the loop at a listening socket that is ready
        await asyncio.sleep(0.002)
    for descriptor in taken:
        os.close(descriptor)
    async with asyncio.timeout(5):
        answers = [await loop.sock_recv(caller, 4_096) for caller in callers]
    for caller in callers:
        caller.close()
    server.stop()
    await server.close_all_connections()
    assert [answer[-5:] for answer in answers] == [b"hello"] * 3
    assert [record.name for record in caplog.records if record.levelname == "ERROR"] == ["perfbot"]
