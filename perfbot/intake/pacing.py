"""Telegram's flood limits kept for the whole bot: 30 a second, 20 a minute in a group, and waits as it says."""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

from aiolimiter import AsyncLimiter
from telegram.error import RetryAfter

from perfbot.intake.ptb_private import RateLimiter

_RETRIES = 5
_LONGEST = 60.0

log = logging.getLogger("perfbot.intake")


class PatientRateLimiter(RateLimiter):
    """AIORateLimiter that waits exactly as long as told, and holds up nobody but the request that was refused.

    Its parent stops every request while one waits. A wait of more than a minute is raised: whoever asked knows whether
    to come back later (a scheduled post) or to give up. Until it is over the chat is asked for nothing more.
    Menus are set at their own pace: with thousands of members they would take every place at a start.
    """

    def __init__(self, overall_a_second: float = 30, group_a_minute: float = 20, menus_a_second: float = 10) -> None:
        super().__init__(overall_max_rate=overall_a_second, group_max_rate=group_a_minute, max_retries=_RETRIES)
        self._menus = AsyncLimiter(menus_a_second, 1)
        self._closed_until: dict[object, float] = {}

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Any:
        """Run the request at the permitted rate, again after each wait of up to a minute."""
        chat_id = data.get("chat_id")
        self._still_closed(chat_id)
        if endpoint == "sendChatAction":  # no message: it is not to use up the group's twenty a minute
            return await callback(*args, **kwargs)
        if endpoint == "setMyCommands":
            await self._menus.acquire()
        for retry in range(_RETRIES + 1):
            try:
                return await self.run_once(callback, args, kwargs, data.get("chat_id"))
            except RetryAfter as error:
                seconds = _seconds(error.retry_after)
                if seconds > _LONGEST and chat_id is not None:
                    self._closed_until[chat_id] = asyncio.get_running_loop().time() + seconds
                if seconds > _LONGEST or retry == _RETRIES:
                    raise
                log.info("%s: told to wait %.0f s", endpoint, seconds)
                await asyncio.sleep(seconds)
        return None

    def _still_closed(self, chat_id: object) -> None:
        """Raises RetryAfter, and asks nothing, while the wait that was told for this chat is not over."""
        left = self._closed_until.get(chat_id, 0.0) - asyncio.get_running_loop().time()
        if left > 0:
            raise RetryAfter(timedelta(seconds=math.ceil(left)))
        self._closed_until.pop(chat_id, None)


def _seconds(told: int | timedelta) -> float:
    return told.total_seconds() if isinstance(told, timedelta) else float(told)
