"""Keeps Telegram's limits for the whole bot: 30 messages a second, 20 a minute in a group, and its told waits."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

from telegram.error import RetryAfter

from perfbot.intake.ptb_private import RateLimiter

_RETRIES = 5
_LONGEST = 60.0

log = logging.getLogger("perfbot.intake")


class PatientRateLimiter(RateLimiter):
    """An AIORateLimiter that waits exactly as told, and delays only the request that was refused.

    Its parent stops every request while one waits. A wait of more than a minute is raised: the caller knows whether
    to come back later (a scheduled post) or to give up.
    """

    def __init__(self, overall_a_second: float = 30, group_a_minute: float = 20) -> None:
        super().__init__(overall_max_rate=overall_a_second, group_max_rate=group_a_minute, max_retries=_RETRIES)

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
        if endpoint == "sendChatAction":  # no message: it is not to use up the group's twenty a minute
            return await callback(*args, **kwargs)
        for retry in range(_RETRIES + 1):
            try:
                return await self.run_once(callback, args, kwargs, data.get("chat_id"))
            except RetryAfter as error:
                seconds = _seconds(error.retry_after)
                if seconds > _LONGEST or retry == _RETRIES:
                    raise
                log.info("%s: told to wait %.0f s", endpoint, seconds)
                await asyncio.sleep(seconds)
        return None


def _seconds(told: int | timedelta) -> float:
    return told.total_seconds() if isinstance(told, timedelta) else float(told)
