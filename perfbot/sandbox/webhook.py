"""Carries updates to the webhook the bot has set, one after the other, again until it says 2xx."""

import asyncio
import json

from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest

from perfbot.sandbox.people import Json
from perfbot.sandbox.updates import Webhook
from perfbot.sandbox.world import World

FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0


async def deliver_forever(world: World) -> None:
    """Ends only by being cancelled."""
    pause = FIRST_PAUSE
    while True:
        hook = world.updates.webhook
        update = world.updates.first() if hook else None
        if hook is None or update is None:
            await world.bell.next_ring()
            continue
        if await _delivered(world, hook, update):
            pause = FIRST_PAUSE
            world.updates.delivered(update)
        else:
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)


async def _delivered(world: World, hook: Webhook, update: Json) -> bool:
    headers = {"Content-Type": "application/json"}
    if hook.secret:
        headers["X-Telegram-Bot-Api-Secret-Token"] = hook.secret
    request = HTTPRequest(hook.url, "POST", headers, json.dumps(update), request_timeout=30.0, follow_redirects=False)
    try:
        await AsyncHTTPClient().fetch(request)
    except (HTTPClientError, OSError) as error:
        hook.failures += 1
        hook.last_error = f"Wrong response from the webhook: {error}"
        hook.last_error_date = world.timestamp()
        world.bell.ring()
        return False
    if not world.faults.duplicate:
        return True
    world.faults.duplicate -= 1
    return False
