"""Looks at the webhook as Telegram sees it: whether it is still ours, and whether Telegram gets through to it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from telegram import Bot, WebhookInfo
from telegram.error import TelegramError

LOOKS_APART = 60.0
_IN_A_ROW = 2

log = logging.getLogger("perfbot.intake")


class HookTrouble(Enum):
    """Why nothing comes, though the bot itself is well."""

    NOT_OURS = "another address is set, or none"
    FAILING = "Telegram does not get through"


@dataclass(frozen=True)
class HookState:
    """What Telegram says of the webhook; `why` in its own words, `waiting` how many updates it holds back."""

    trouble: HookTrouble | None
    why: str = ""
    waiting: int = 0


def state_of(info: WebhookInfo, url: str) -> HookState:
    """An error alone may be long over; with updates that wait it may be going on."""
    if info.url != url:
        return HookState(HookTrouble.NOT_OURS, info.url, info.pending_update_count)
    if info.last_error_message and info.pending_update_count:
        return HookState(HookTrouble.FAILING, info.last_error_message, info.pending_update_count)
    return HookState(None)


class HookWatch:
    """Tells of trouble that two looks in a row have seen, and when it is over."""

    def __init__(self, bot: Bot, url: str, tell: Callable[[HookState], None], apart: float = LOOKS_APART) -> None:
        """`apart` in seconds; `tell` hears of a trouble once, and of a state without one when it is over."""
        self._bot, self._url, self._tell, self._apart = bot, url, tell, apart
        self._seen, self._told = 0, False
        self._known: HookTrouble | None = None

    async def watch(self) -> None:
        """Ends only by being cancelled."""
        while True:
            await asyncio.sleep(self._apart)
            await self.look()

    async def look(self) -> None:
        """One look; that Telegram does not answer is for others to notice."""
        try:
            state = state_of(await self._bot.get_webhook_info(), self._url)
        except TelegramError as error:
            log.info("the webhook was not looked at: %s", type(error).__name__)
            return
        self._seen = self._seen + 1 if state.trouble is self._known else 1
        self._known = state.trouble
        if state.trouble and self._seen == _IN_A_ROW:
            log.error("webhook: %s (%s), %d waiting", state.trouble.value, state.why, state.waiting)
            self._told = True
            self._tell(state)
        elif state.trouble is None and self._told:
            log.warning("webhook: in order again")
            self._told = False
            self._tell(state)
