"""End to end over HTTP: how many answers a second, and how much a guided step adds to a bare echo."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

ROOT = Path(__file__).parent.parent


class Contestant:
    """A bot process with a stand-in for Telegram of its own, both started, the bot polling.

    In the command and its environment URL stands for the stand-in's address.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        log: Path,
        *,
        latency: float = 0,
        environment: dict[str, str] | None = None,
    ) -> None:
        self.name = name
        self._command, self._latency, self._log, self._environment = command, latency, log, environment or {}
        self.bot: subprocess.Popen[bytes] | None = None
        self.seconds_to_first_poll = 0.0

    def __enter__(self) -> Contestant:
        stand_in = [sys.executable, "-m", "benchmarks.stand_in", str(self._latency)]
        self._telegram = subprocess.Popen(stand_in, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        url = f"http://127.0.0.1:{self._told()['port']}"
        command = [sys.executable, *(part.replace("URL", url) for part in self._command)]
        more = {name: value.replace("URL", url) for name, value in self._environment.items()}
        began = time.time()
        with self._log.open("ab") as log:
            self.bot = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, env=os.environ | more)
        self.seconds_to_first_poll = self._told()["polled"] - began
        return self

    def memory(self) -> int:
        """Bytes of memory that the bot has in use now."""
        assert self.bot is not None
        return int(Path(f"/proc/{self.bot.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    def _told(self) -> dict[str, Any]:
        assert self._telegram.stdout is not None
        while not select.select([self._telegram.stdout], [], [], 1)[0]:
            if self.bot is not None and self.bot.poll() is not None:
                raise RuntimeError(f"{self.name} ended; its log: {self._log}")
        line = self._telegram.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.name}: the stand-in ended")
        return dict(json.loads(line))

    def play(self, **asked: Any) -> dict[str, Any]:
        """One round (see `stand_in`); with the bot's CPU seconds. Raises RuntimeError when an answer was wrong."""
        assert self._telegram.stdin is not None
        assert self.bot is not None
        before = cpu_seconds(self.bot.pid)
        self._telegram.stdin.write(json.dumps(asked).encode() + b"\n")
        self._telegram.stdin.flush()
        result = self._told()
        if result["trouble"]:
            raise RuntimeError(f"{self.name}: {result['trouble']}; its log: {self._log}")
        return result | {"cpu": cpu_seconds(self.bot.pid) - before}

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self.bot is not None
        self.bot.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.bot.wait(8)
        for process in (self.bot, self._telegram):
            process.kill()
            process.wait()


def cpu_seconds(pid: int) -> float:
    """CPU time a process used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
