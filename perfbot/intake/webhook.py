"""Puts updates of the webhook into the inbox after checking the secret; skips what cannot be read."""

from __future__ import annotations

import json
import logging

from telegram.ext import Updater

from perfbot.accepting import accept_patiently
from perfbot.delivery.polling import update_of
from perfbot.intake.ptb_private import WebhookHandler, replace_handler, webhook_server

_MOST_BODY = 1024 * 1024
_SLOWEST = 75.0
"""Seconds that a sender may take or be idle: a minute is what web servers keep a connection to us open, unused."""

log = logging.getLogger("perfbot.intake")


class _Arrivals(WebhookHandler):
    """PTB answers 400 to what it cannot read, and Telegram would bring it again and again, nothing after it, and PTB
    would log what somebody wrote."""

    async def post(self) -> None:
        """Answer 200 when the update is in the inbox or can never be read."""
        self.check_secret()
        try:
            raw = json.loads(self.request.body)
        except (ValueError, RecursionError) as error:
            log.error("a webhook call holds no JSON and is passed over: %s", type(error).__name__)
            return
        update = update_of(raw, self.bot)
        if update is not None:
            await self.update_queue.put(update)


def guard(updater: Updater, path: str) -> None:
    """Install our handler and limits on the updater's server (tornado's own limit is 100 MB)."""
    server = webhook_server(updater)
    server.conn_params.max_body_size = _MOST_BODY
    server.conn_params.header_timeout = server.conn_params.body_timeout = _SLOWEST
    replace_handler(server, path, _Arrivals)
    accept_patiently(server)
