"""The real bot as a process of its own, to be killed and started again."""

from __future__ import annotations

import asyncio
import atexit
import os
import signal
import subprocess
import sys
from pathlib import Path

from perfbot.sandbox import SandboxServer
from perfbot.settings import TIMETABLE
from perfbot.years.loader import sample_text
from tests.sandbox_client import OFFICE, TOKEN

ROOT = Path(__file__).parent.parent


class BotProcess:
    """`python bot.py` on a data folder, talking to a local Telegram in the test's process.

    It lives by the machine's clock, so nothing is scheduled unless a test brings a timetable: what is due on a Friday
    afternoon would come among the answers then.
    """

    def __init__(self, server: SandboxServer, data: Path, **more: str) -> None:
        self.server, self.data = server, data
        self.log = data.with_suffix(".log")
        timetable = data.with_suffix(".timetable.toml")
        timetable.write_text(TIMETABLE.read_text("utf-8").replace("\non = true\n", "\non = false\n"), "utf-8")
        self._environment = {
            "PATH": os.environ["PATH"],
            "BOT_TOKEN": TOKEN,
            "BOT_API_URL": server.url,
            "PERFBOT_DATA_DIR": str(data),
            "PERFBOT_ADMIN_IDS": str(OFFICE.id),
            "PERFBOT_GROUP_CHAT_ID": str(server.group_id),
            "PERFBOT_TIMETABLE": str(timetable),
            **more,
        }
        self._process: subprocess.Popen[bytes] | None = None

    def load_2021(self) -> None:
        """Put the real 2021 book into the folder, as an office would."""
        file = self.data.parent / "book.toml"
        file.write_text(sample_text(), encoding="utf-8")
        self.run("load", str(file))

    def run(self, *arguments: str) -> str:
        """A subcommand; what it printed. Raises CalledProcessError when it fails."""
        command = [sys.executable, "bot.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self._environment, capture_output=True, check=True, timeout=60)
        return done.stdout.decode()

    async def start(self) -> None:
        """Start and wait until it polls."""
        world = self.server.world
        mark = world.number()

        def polls() -> bool:
            # After this process's own getMe: a poll of the one before may be read from its socket after its death.
            met = [call.number for call in world.calls_of("getMe")[-1:] if call.number > mark]
            return bool(met) and any(poll.number > met[0] for poll in world.calls_of("getUpdates")[-1:])

        self.launch()
        try:
            await world.wait_for(polls, 30)
        except TimeoutError:
            raise AssertionError(self.log.read_text("utf-8")[-2_000:]) from None

    def launch(self) -> None:
        """Start, and wait for nothing; it does not outlive the tests, however they end."""
        self._process = self._launched()
        atexit.register(self._process.kill)

    def _launched(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen([sys.executable, "bot.py"], cwd=ROOT, env=self._environment, stdout=log, stderr=log)

    @property
    def pid(self) -> int:
        """The number of the process that was launched last."""
        return self._running.pid

    @property
    def _running(self) -> subprocess.Popen[bytes]:
        assert self._process is not None
        return self._process

    async def kill(self) -> None:
        """Kill −9: nothing is finished, nothing is said."""
        self.signal(signal.SIGKILL)
        await self.ended()

    async def stop(self) -> int:
        """SIGTERM; the exit code."""
        self.signal(signal.SIGTERM)
        return await self.ended()

    def signal(self, name: signal.Signals) -> None:
        """Send it a signal, and wait for nothing."""
        self._running.send_signal(name)

    async def ended(self) -> int:
        """The exit code, once it has ended."""
        return await asyncio.to_thread(self._running.wait, 15)
