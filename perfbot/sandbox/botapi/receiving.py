"""getUpdates and webhooks: how the bot hears of things."""

import re
from typing import Any
from urllib.parse import urlsplit

from perfbot.sandbox.botapi.params import Params
from perfbot.sandbox.people import Json
from perfbot.sandbox.refusals import Refusal, bad_request
from perfbot.sandbox.updates import Webhook
from perfbot.sandbox.world import World

_LONGEST_POLL = 50
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


async def get_updates(world: World, params: Params) -> Any:
    if world.updates.webhook is not None:
        raise Refusal(
            409,
            "Conflict: can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first",
        )
    _allow(world, params)
    timeout = min(max(params.integer("timeout"), 0), _LONGEST_POLL)
    return await world.updates.get(params.integer("offset"), params.integer("limit", 100), timeout)


async def set_webhook(world: World, params: Params) -> Any:
    """HTTPS, or plain HTTP to this machine as a local Bot API server allows."""
    url = params.text("url")
    if not url:
        return await delete_webhook(world, params)
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    secret = params.text("secret_token")
    if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret):
        raise bad_request("secret token contains unallowed characters")
    _allow(world, params)
    if params.flag("drop_pending_updates"):
        world.updates.drop_all()
    world.updates.webhook = Webhook(url, secret)
    world.bell.ring()
    return True


async def delete_webhook(world: World, params: Params) -> Any:
    world.updates.webhook = None
    if params.flag("drop_pending_updates"):
        world.updates.drop_all()
    return True


async def get_webhook_info(world: World, params: Params) -> Any:
    hook = world.updates.webhook or Webhook("")
    info: Json = {
        "url": hook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates.pending),
    }
    if hook.last_error:
        info |= {"last_error_date": hook.last_error_date, "last_error_message": hook.last_error}
    return info | ({"allowed_updates": sorted(world.updates.allowed)} if world.updates.allowed else {})


async def log_out(world: World, params: Params) -> Any:
    """logOut and close both end a bot's stay on this server; here they only say yes."""
    return True


def _allow(world: World, params: Params) -> None:
    kinds = params.json("allowed_updates")
    if kinds is None:
        return
    if not isinstance(kinds, list):
        raise bad_request("can't parse allowed_updates JSON object: expected an Array of String")
    world.updates.allow([str(kind) for kind in kinds])
