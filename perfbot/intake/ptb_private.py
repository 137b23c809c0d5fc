"""All that perfbot uses of python-telegram-bot beyond its documented interface; look at each before an upgrade.

- `telegram.ext._utils.webhookhandler`: TelegramHandler with `_validate_post` (the secret), `bot` and `update_queue`;
  WebhookAppClass with `shared_objects`.
- `Updater._httpd._http_server`: tornado's server behind a webhook, for its limits and its application.
- `AIORateLimiter._run_request`: one request at the permitted rate, without the parent's stop of all others.
- What it logs, in `_UNWANTED`: the first two in its network loop, the others in its bot and updater.

Not private, but relied on to the letter: `BaseRequest.parse_json_payload` is called on the instance; polling ends on
InvalidToken; `do_api_request` turns InvalidToken into EndPointNotFound, with the first as its cause; an HTTP status is
told by its phrase in NetworkError's words (413, 429); HTTPXRequest's causes are httpx's; a webhook's secret is compared
with `!=`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from typing import Any

from telegram.ext import AIORateLimiter, Updater
from telegram.ext._utils.webhookhandler import TelegramHandler, WebhookAppClass

_UNWANTED = ("Failed run number", "Invalid token. Aborting", "Received data was", "`get_updates` one more time")


class WebhookHandler(TelegramHandler):
    """PTB's handler of webhook calls, whose secret is looked at by name."""

    def check_secret(self) -> None:
        """Raises tornado's HTTPError 403 where the secret is missing or wrong."""
        self._validate_post()


def webhook_server(updater: Updater) -> Any:
    """tornado's HTTPServer of an updater that listens."""
    server = updater._httpd._http_server if updater._httpd else None
    assert server is not None
    return server


def replace_handler(server: Any, path: str, handler: type[WebhookHandler]) -> None:
    """Let `handler` answer what comes to `path`."""
    application = server.request_callback
    assert isinstance(application, WebhookAppClass)
    application.add_handlers(".*", [(f"{path}/?", handler, application.shared_objects)])


class RateLimiter(AIORateLimiter):
    """PTB's limiter, whose one step is at hand."""

    async def run_once(
        self, callback: Callable[..., Coroutine[Any, Any, Any]], args: Any, kwargs: dict[str, Any], chat_id: Any
    ) -> Any:
        """The request's result, at the permitted rate: 30 a second, and 20 a minute in a group."""
        group = chat_id if isinstance(chat_id, int) and chat_id < 0 else False
        return await self._run_request(
            chat=chat_id is not None,
            group=group,
            allow_paid_broadcast=False,
            callback=callback,
            args=args,
            kwargs=kwargs,
        )


def quiet_library() -> None:
    """Keep out of the log what PTB writes of its own accord, with tracebacks and what people said.

    What it says of tries is said by us; an update that it cannot read is named by its number at the next poll; and
    updates that could not be marked as read at the end come again, and are known.
    """
    for name in ("telegram.ext", "telegram.ext.ExtBot", "telegram.ext.Updater"):
        logging.getLogger(name).addFilter(_is_wanted)


def _is_wanted(record: logging.LogRecord) -> bool:
    return not any(known in str(record.msg) for known in _UNWANTED)
