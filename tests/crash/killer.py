"""Ends the bot at a random moment: while it starts, in between, at its n-th request, or right after a 确认."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable

from tests.bot_process import BotProcess

START_SECONDS = 2.0
BETWEEN_SECONDS = 1.2
AFTER_CONFIRM_SECONDS = 0.03
MOST_REQUESTS = 60
PATIENCE = 30.0
_RECENT = 400
_POSTING = frozenset({"sendMessage", "sendRichMessage", "editMessageText"})


class Killer:
    """`confirmed` is to be set whenever somebody presses 确认; `counted` says how often each moment was chosen."""

    def __init__(self, bot: BotProcess, chance: random.Random) -> None:
        self._bot, self._chance = bot, chance
        self.confirmed = asyncio.Event()
        self.counted: Counter[str] = Counter()
        self._moments: dict[str, Callable[[], Awaitable[None]]] = {
            "while starting": self._while_starting,
            "in between": self._in_between,
            "at a request": self._at_a_request,
            "after 确认": self._after_confirm,
            "at a digest": self._at_a_digest,
        }

    async def one_life(self) -> None:
        """Launch the bot and kill it."""
        name = self._chance.choices(list(self._moments), weights=(1, 3, 4, 4, 3))[0]
        await self._moments[name]()
        await self._bot.kill()
        self.counted[name] += 1

    async def one_life_ended_gently(self) -> tuple[int, float]:
        """Launch the bot and stop it by SIGTERM in the middle of everything; the exit code, and the seconds it took."""
        await self._in_between()
        began = time.monotonic()
        return await self._bot.stop(), time.monotonic() - began

    async def _while_starting(self) -> None:
        self._bot.launch()
        await asyncio.sleep(self._chance.uniform(0, START_SECONDS))

    async def _in_between(self) -> None:
        await self._bot.start()
        await asyncio.sleep(self._chance.uniform(0, BETWEEN_SECONDS))

    async def _at_a_request(self) -> None:
        """While the bot waits for Telegram's answer to it: done already, as far as Telegram is concerned, or not."""
        world = self._bot.server.world
        await self._bot.start()
        last = world.number() + self._chance.randint(1, MOST_REQUESTS)
        await world.wait_for(lambda: any(call.number > last for call in world.calls[-1:]), PATIENCE)

    async def _after_confirm(self) -> None:
        await self._bot.start()
        self.confirmed.clear()
        async with asyncio.timeout(PATIENCE):
            await self.confirmed.wait()
        await asyncio.sleep(self._chance.uniform(0, AFTER_CONFIRM_SECONDS))

    async def _at_a_digest(self) -> None:
        """At the first or second request about a group, before it is answered or a little later."""
        world = self._bot.server.world
        mark, many = world.number(), self._chance.choice((1, 2))
        self._bot.launch()

        def asked() -> bool:
            recent = world.calls[-_RECENT:]
            posting = [
                call for call in recent if call.number > mark and str(call.params.get("chat_id", "")).startswith("-")
            ]
            return len([call for call in posting if call.method in _POSTING]) >= many

        await world.wait_for(asked, PATIENCE)
        await asyncio.sleep(self._chance.choice((0, self._chance.uniform(0, AFTER_CONFIRM_SECONDS))))
