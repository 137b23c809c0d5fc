"""One crash run: a local Telegram, people who go on talking, a bot that is killed again and again, the reckoning."""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from perfbot.sandbox import World
from perfbot.store.verify import verify_directory
from tests.bot_process import BotProcess
from tests.crash.cast import PARTS, furnish
from tests.crash.chat import Chat
from tests.crash.killer import Killer
from tests.crash.notebook import Notebook
from tests.crash.reckoning import Reckoning, reckon
from tests.crash.talker import Talker
from tests.sandbox_client import sandbox

PATIENCE = 30.0
_SERIOUS = re.compile(r"ERROR|CRITICAL|Traceback")


@dataclass(frozen=True)
class Result:
    """What came of a run."""

    notes: Notebook
    reckoning: Reckoning
    kills: dict[str, int]
    seconds: float
    exit_code: int
    log_errors: list[str]

    @property
    def clean(self) -> bool:
        """Whether nothing at all went wrong."""
        return self.reckoning.clean and not self.notes.faults and self.exit_code == 0 and not self.log_errors

    def rows(self) -> list[tuple[str, str]]:
        """The table that is printed."""
        notes, books = self.notes, self.reckoning
        return [
            *((f"kills {name}", str(count)) for name, count in self.kills.items()),
            ("kills", str(sum(self.kills.values()))),
            ("conversations", str(len(notes.wishes))),
            ("confirmed entries", str(len(notes.confirmed))),
            ("… finished in another process than begun in", str(notes.carried_over)),
            ("confirmed undos", str(sum(bool(wish.undo_numbers) for wish in notes.wishes))),
            ("files attached", str(sum(len(wish.files) for wish in notes.confirmed))),
            ("updates given up after three deaths", str(notes.counted["set aside"])),
            ("lost", str(len(books.lost))),
            ("doubled", str(len(books.doubled))),
            ("never asked for", str(len(books.unasked))),
            ("findings of verify, after each kill and at the end", str(len(books.damaged))),
            ("unanswered, misfiled or lost on the way", str(len(notes.faults))),
            ("errors in the log", str(len(self.log_errors))),
            ("seconds", f"{self.seconds:.0f}"),
        ]

    def complaints(self) -> list[str]:
        """Everything that is wrong, in full."""
        books = self.reckoning
        return [*books.lost, *books.doubled, *books.unasked, *books.damaged, *self.notes.faults, *self.log_errors]


async def crash_run(folder: Path, kills: int, seed: int, progress: Callable[[str], None] = lambda _: None) -> Result:
    """`kills` lives of the bot on a fresh folder, then one in which everybody finishes what they began."""
    started, data, notes = time.monotonic(), folder / "data", Notebook()
    before = furnish(data, datetime.now(UTC))
    async with sandbox([part.person for part in PARTS]) as server:
        for part in PARTS:
            server.world.chats[part.person.id].started = True
        bot = BotProcess(server, data)
        killer = Killer(bot, random.Random(f"{seed} killer"))
        people = asyncio.gather(*_people(server.world, notes, killer, seed, lambda: notes.life < kills))
        for _ in range(kills):
            await killer.one_life()
            notes.life += 1
            notes.faults += [str(finding) for finding in verify_directory(data) if finding.kind != "torn"]
            progress(f"{notes.life} kills, {len(notes.confirmed)} confirmed, {len(notes.faults)} faults")
        await bot.start()
        await people
        exit_code = await bot.stop()
    log = [line for line in bot.log.read_text("utf-8").splitlines() if _SERIOUS.search(line)]
    reckoning = reckon(data, notes, before)
    return Result(notes, reckoning, dict(killer.counted), time.monotonic() - started, exit_code, log)


def _people(
    world: World, notes: Notebook, killer: Killer, seed: int, wanted: Callable[[], bool]
) -> list[Coroutine[Any, Any, None]]:
    return [
        Talker(
            part,
            Chat(world, part.person.id, PATIENCE),
            notes,
            random.Random(f"{seed} {part.person.id}"),
            killer.confirmed.set,
        ).go_on(wanted)
        for part in PARTS
    ]
