"""One crash run: a local Telegram, people who go on talking, a bot that is killed again and again, the reckoning."""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from perfbot.sandbox import SandboxServer
from perfbot.store.files.verify import verify_directory
from tests.bot_process import BotProcess
from tests.crash.cast import PARTS, Part, build_services
from tests.crash.chat import Chat
from tests.crash.digests import Digests
from tests.crash.killer import Killer
from tests.crash.notebook import Notebook
from tests.crash.reckoning import Reckoning, reckon
from tests.crash.talker import Talker
from tests.sandbox_client import sandbox

PATIENCE = 30.0
GENTLY = 4
"""Every so many lives, one more that is ended by SIGTERM."""
STOPS_WITHIN = 6.0
# What the library calls an error when it is stopped while updates are on their way: they stay with Telegram. Updates
# that were given up after three deaths are counted by those who were told.
_SERIOUS = re.compile(r" (?:ERROR|CRITICAL) (?!telegram\.ext\.Updater |perfbot\.intake error)")


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
            ("stops by SIGTERM", str(notes.counted["stops"])),
            ("conversations", str(len(notes.wishes))),
            ("confirmed entries", str(len(notes.confirmed))),
            ("… finished in another process than begun in", str(notes.carried_over)),
            ("confirmed undos", str(sum(bool(wish.undo_numbers) for wish in notes.wishes))),
            ("files attached", str(sum(len(wish.files) for wish in notes.confirmed))),
            ("digests posted, each once", str(notes.counted["digests"])),
            ("digests given up after two doubts, the office told", str(notes.counted["digests given up and told"])),
            ("lines in groups that no digest followed", str(notes.counted["stray lines"])),
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


class CrashRun:
    """A fresh folder, a local Telegram, the bot, the people and the digests that fall due meanwhile."""

    def __init__(self, server: SandboxServer, folder: Path, seed: int) -> None:
        self.world, self.data, self.notes = server.world, folder / "data", Notebook()
        self.before = build_services(self.data, datetime.now(UTC))
        for part in PARTS:
            self.world.chats[part.person.id].started = True
        timetable = folder / "timetable.toml"
        self.digests = Digests(self.world, timetable)
        self.bot = BotProcess(server, self.data, PERFBOT_TIMETABLE=str(timetable))
        self.killer = Killer(self.bot, random.Random(f"{seed} killer"))
        self._seed = seed

    async def lives(self, kills: int, progress: Callable[[str], None]) -> None:
        """One life after another, each ended by a kill; the folder is in order after each."""
        for number in range(kills):
            if number % GENTLY == 1:
                await self._gently()
            self.digests.one_more(datetime.now(UTC))
            await self.killer.one_life()
            self.notes.life += 1
            self.notes.faults += [str(item) for item in verify_directory(self.data) if item.kind != "torn"]
            progress(f"{self.notes.life} kills, {len(self.notes.confirmed)} confirmed, {len(self.notes.faults)} faults")

    async def _gently(self) -> None:
        """SIGTERM finishes what is in hand and ends with 0 within a few seconds (R22)."""
        code, seconds = await self.killer.one_life_ended_gently()
        self.notes.counted["stops"] += 1
        if code != 0 or seconds > STOPS_WITHIN:
            self.notes.fault(f"SIGTERM: ended with {code} after {seconds:.1f} s")

    def people(self, kills: int) -> list[Coroutine[Any, Any, None]]:
        """Everybody, talking until that many kills are over and what they began is finished."""
        return [self._talker(part).go_on(lambda: self.notes.life < kills) for part in PARTS]

    def _talker(self, part: Part) -> Talker:
        chance = random.Random(f"{self._seed} {part.person.id}")
        chat = Chat(self.world, part.person.id, PATIENCE)
        return Talker(part, chat, self.notes, chance, self.killer.confirmed.set)

    async def last_life(self) -> int:
        """Everybody has finished what they began; every digest comes; the exit code."""
        with suppress(TimeoutError):
            await self.world.wait_for(self.digests.settled, PATIENCE)
        return await self.bot.stop()

    def reckoning(self) -> Reckoning:
        """What the folder and the groups say afterwards."""
        notes, digests = self.notes, self.digests
        books = reckon(self.data, notes, self.before)
        missing, twice = digests.reckon(self.data, notes)
        notes.counted["digests"] = len(digests.groups) - len(missing) - notes.counted["digests given up and told"]
        notes.counted["stray lines"] = digests.stray()
        return replace(books, lost=[*books.lost, *missing], doubled=[*books.doubled, *twice])


async def crash_run(folder: Path, kills: int, seed: int, progress: Callable[[str], None] = lambda _: None) -> Result:
    """`kills` lives of the bot on a fresh folder, then one in which everybody finishes what they began."""
    started = time.monotonic()
    async with sandbox([part.person for part in PARTS]) as server:
        run = CrashRun(server, folder, seed)
        async with asyncio.TaskGroup() as people:
            for talk in run.people(kills):
                people.create_task(talk)
            await run.lives(kills, progress)
            await run.bot.start()
        exit_code = await run.last_life()
    lines = run.bot.log.read_text("utf-8").splitlines()
    log = [line for line in lines if _SERIOUS.search(line)]
    reckoning = run.reckoning()
    return Result(run.notes, reckoning, dict(run.killer.counted), time.monotonic() - started, exit_code, log)
