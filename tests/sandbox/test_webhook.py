"""Webhooks: set, delivered in order with the secret, repeated until taken."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import tornado.httpserver
import tornado.netutil
import tornado.web

from tests.sandbox_client import CLERK, calling, in_loop


class Listener:
    """A bot's webhook: notes what comes, answers with the next of `codes`, then with 200."""

    def __init__(self) -> None:
        self.bodies: list[dict[str, Any]] = []
        self.secrets: list[str | None] = []
        self.codes: list[int] = []
        self.url = ""

    def texts(self) -> list[str]:
        return [body["message"]["text"] for body in self.bodies]


@asynccontextmanager
async def listening() -> AsyncIterator[Listener]:
    listener = Listener()

    class Hook(tornado.web.RequestHandler):
        def post(self) -> None:
            listener.bodies.append(json.loads(self.request.body))
            listener.secrets.append(self.request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
            self.set_status(listener.codes.pop(0) if listener.codes else 200)

    sockets = tornado.netutil.bind_sockets(0, "127.0.0.1")
    server = tornado.httpserver.HTTPServer(tornado.web.Application([("/hook", Hook)], log_function=lambda _: None))
    server.add_sockets(sockets)
    listener.url = f"http://127.0.0.1:{sockets[0].getsockname()[1]}/hook"
    try:
        yield listener
    finally:
        server.stop()
        await server.close_all_connections()


@in_loop
async def test_updates_go_to_the_webhook_in_order_with_the_secret() -> None:
    async with calling() as (server, call), listening() as listener:
        server.world.say(CLERK.id, "先前")
        await call.ok("setWebhook", url=listener.url, secret_token="geheim")
        server.world.say(CLERK.id, "后来")
        await server.world.wait_for(lambda: not server.world.updates.pending)
        assert listener.texts() == ["先前", "后来"]
        assert set(listener.secrets) == {"geheim"}
        assert (await call.ok("getWebhookInfo"))["url"] == listener.url


@in_loop
async def test_what_the_webhook_does_not_take_comes_again() -> None:
    async with calling() as (server, call), listening() as listener:
        listener.codes = [500, 401]
        await call.ok("setWebhook", url=listener.url)
        server.world.say(CLERK.id, "一")
        server.world.say(CLERK.id, "二")
        await server.world.wait_for(lambda: not server.world.updates.pending)
        assert listener.texts() == ["一", "一", "一", "二"]
        assert "401" in (await call.ok("getWebhookInfo"))["last_error_message"]


@in_loop
async def test_a_webhook_can_get_an_update_twice_and_out_of_order() -> None:
    async with calling() as (server, call), listening() as listener:
        await call.ok("setWebhook", url=listener.url)
        server.world.faults.duplicate = 1
        server.world.say(CLERK.id, "一")
        await server.world.wait_for(lambda: not server.world.updates.pending)
        assert listener.texts() == ["一", "一"]
        server.world.faults.reorder = 2
        server.world.say(CLERK.id, "二")
        server.world.say(CLERK.id, "三")
        await server.world.wait_for(lambda: not server.world.updates.pending)
        assert listener.texts()[2:] == ["三", "二"]


@in_loop
async def test_with_a_webhook_there_is_no_polling_and_without_it_again() -> None:
    async with calling() as (server, call), listening() as listener:
        await call.ok("setWebhook", url=listener.url)
        assert "while webhook is active" in await call.refusal("getUpdates")
        server.world.say(CLERK.id, "一")
        await server.world.wait_for(lambda: not server.world.updates.pending)
        await call.ok("deleteWebhook")
        server.world.say(CLERK.id, "二")
        await asyncio.sleep(0)
        assert [update["message"]["text"] for update in await call.ok("getUpdates")] == ["二"]


@in_loop
async def test_a_webhook_needs_https_or_this_machine_and_a_plain_secret() -> None:
    async with calling() as (server, call):
        why = await call.refusal("setWebhook", url="http://example.com/hook")
        assert why == "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"
        why = await call.refusal("setWebhook", url="https://example.com/hook", secret_token="密")
        assert why == "Bad Request: secret token contains unallowed characters"
        server.world.say(CLERK.id, "旧")
        await call.ok("deleteWebhook", drop_pending_updates=True)
        assert await call.ok("getUpdates") == []
