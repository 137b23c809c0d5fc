"""The request that getUpdates uses: it reports each end, keeps what came, and skips an unreadable update."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any, Protocol

from telegram import Bot, Update
from telegram.error import TelegramError
from telegram.request import BaseRequest

from perfbot.delivery.errors import TOKEN_STATUSES, TokenRefused

log = logging.getLogger("perfbot.intake")


class PollNews(Protocol):
    """A listener to the end of each getUpdates; `status` is None when there was no answer."""

    def poll_ended(self, status: int | None) -> None: ...


class Fetched:
    """Updates as Telegram wrote them, by id, until the inbox takes them; writing them out from objects is slow."""

    def __init__(self) -> None:
        self._raw: dict[int, dict[str, Any]] = {}

    def keep(self, batch: object) -> bool:
        """Remember a batch; whether something of it came before and was not taken: then it could not be read."""
        found = batch if isinstance(batch, list) else []
        untaken = self._raw
        self._raw = {one["update_id"]: one for one in found if isinstance(one, dict) and "update_id" in one}
        return not untaken.keys().isdisjoint(self._raw)

    def take(self, update_id: int) -> dict[str, Any] | None:
        """The update as it came; a second call gives nothing."""
        return self._raw.pop(update_id, None)

    @property
    def all_taken(self) -> bool:
        """Whether the inbox has had everything of the last batch."""
        return not self._raw


class WatchedRequest(BaseRequest):
    """A request that reports each poll; a token refused once may pass, and does not end polling."""

    def __init__(self, request: BaseRequest, news: PollNews, fetched: Fetched) -> None:
        self._request, self._news, self._fetched = request, news, fetched

    @property
    def read_timeout(self) -> float | None:
        """Seconds; the watched request's."""
        return self._request.read_timeout

    async def initialize(self) -> None:
        """Open the watched request."""
        await self._request.initialize()

    async def shutdown(self) -> None:
        """Close the watched request."""
        await self._request.shutdown()

    async def do_request(self, *args: Any, **options: Any) -> tuple[int, bytes]:
        """As the watched request; a cancelled poll is not an end. Raises TokenRefused, for PTB would poll no more."""
        status: int | None = None
        try:
            status, body = await self._request.do_request(*args, **options)
        except asyncio.CancelledError:
            raise
        except Exception:
            self._news.poll_ended(None)
            raise
        self._news.poll_ended(status)
        if status in TOKEN_STATUSES:
            raise TokenRefused(f"getUpdates was answered {status}: is BOT_TOKEN right?")
        return status, body

    def parse_json_payload(self, payload: bytes) -> dict[str, Any]:  # type: ignore[override]
        """As BaseRequest, which calls it on the instance though it declares it static."""
        parsed = answer_of(payload)
        if self._fetched.keep(parsed.get("result")):
            # One update that PTB cannot read keeps it from all of the batch, and it would ask for the same for ever.
            parsed["result"] = [_readable(one) for one in parsed["result"]]
        return parsed


def answer_of(payload: bytes) -> dict[str, Any]:
    """The object that an answer is. Raises TelegramError where it is none; what came is not logged, people said it."""
    try:
        parsed = json.loads(payload.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        raise TelegramError("Invalid server response") from None
    if not isinstance(parsed, dict):
        raise TelegramError("Invalid server response")
    return parsed


def update_of(raw: Any, bot: Bot | None = None) -> Update | None:
    """The update; None, and its number in the log, where PTB cannot read it."""
    try:
        return Update.de_json(_named(raw), bot)
    except Exception as error:
        number = raw.get("update_id") if isinstance(raw, dict) else None
        log.error("update %s cannot be read and is passed over: %s", number, type(error).__name__)
        return None


def _named(part: Any) -> Any:
    """The same where everybody has a first name, "" where Telegram gives none: PTB reads nobody without one."""
    if isinstance(part, list):
        return [_named(one) for one in part]
    if not isinstance(part, dict):
        return part
    nameless = {"first_name": ""} if {"id", "is_bot"} <= part.keys() else {}
    return nameless | {key: _named(value) for key, value in part.items()}


def _readable(raw: dict[str, Any]) -> dict[str, Any]:
    """The update, or an empty one of the same number, which no handler serves."""
    return _named(raw) if update_of(raw) else {"update_id": raw.get("update_id")}
