"""The request that getUpdates goes through: every end is told, what came is kept, one update stops nobody else's."""

from __future__ import annotations

import asyncio
import logging
from typing import Any, Protocol

from telegram import Bot, Update
from telegram.request import BaseRequest

from perfbot.delivery.errors import TOKEN_STATUSES, TokenRefused

log = logging.getLogger("perfbot.intake")


class PollNews(Protocol):
    """Who is told about each getUpdates that came back; `status` is None when there was no answer."""

    def poll_ended(self, status: int | None) -> None: ...


class Fetched:
    """Updates as Telegram wrote them, by id, until the inbox takes them; to write them out from objects is dear."""

    def __init__(self) -> None:
        self._raw: dict[int, dict[str, Any]] = {}

    def keep(self, batch: object) -> bool:
        """Remember a batch; whether something of it came before and was not taken: then it could not be read."""
        found = batch if isinstance(batch, list) else []
        untaken = self._raw
        self._raw = {one["update_id"]: one for one in found if isinstance(one, dict) and "update_id" in one}
        return not untaken.keys().isdisjoint(self._raw)

    def take(self, update_id: int) -> dict[str, Any] | None:
        """The update as it came, once."""
        return self._raw.pop(update_id, None)

    @property
    def all_taken(self) -> bool:
        """Whether the inbox has had everything of the last batch."""
        return not self._raw


class WatchedRequest(BaseRequest):
    """Another request, watched; a token refused once is trouble that may pass, and ends no polling."""

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
        parsed: dict[str, Any] = BaseRequest.parse_json_payload(payload)
        if self._fetched.keep(parsed.get("result")):
            # One update that PTB cannot read keeps it from all of the batch, and it would ask for the same for ever.
            parsed["result"] = [_readable(one) for one in parsed["result"]]
        return parsed


def update_of(raw: Any, bot: Bot | None = None) -> Update | None:
    """The update; None, and its number in the log without what somebody wrote, where PTB cannot read it."""
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
    """The update, or one of its number with nothing in it, which nobody serves."""
    return _named(raw) if update_of(raw) else {"update_id": raw.get("update_id")}
