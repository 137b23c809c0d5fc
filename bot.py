"""perfbot's entry point: reads the settings and the clock, wires the program, and runs what was asked for."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from perfbot.settings import Settings, SettingsProblems, read_settings
from perfbot.shell.arguments import understood
from perfbot.shell.terminal import complain, speak_any_language

ROOT = Path(__file__).parent
os.environ["PTB_TIMEDELTA"] = "true"  # durations come as timedelta, as python-telegram-bot will always give them
os.environ["PYPINYIN_NO_PHRASES"] = "true"  # names are found character by character: 44 MiB and half a second spared


class Clock:
    """The wall clock, aware; the sandbox may set it to another day."""

    def __init__(self) -> None:
        self._ahead = timedelta(0)

    def __call__(self) -> datetime:
        """This moment."""
        return datetime.now(UTC) + self._ahead

    def set(self, moment: datetime | None) -> datetime:
        """Go to a moment (None: back to the real one)."""
        self._ahead = timedelta(0) if moment is None else moment - datetime.now(UTC)
        return self()


def main(arguments: list[str], told: Mapping[str, str] = os.environ) -> int:
    """Run a subcommand and return the exit code."""
    speak_any_language()
    options = understood(arguments)
    clock = Clock()
    try:
        settings = read_settings(told, ROOT / ".env")
    except SettingsProblems as problems:
        return _problems(problems)
    data = options.data or settings.data_dir
    if options.command in (None, "run"):
        _point_out(settings)
        return _run(settings, clock, data)
    from perfbot.shell.commands import run_command

    return run_command(options, settings, data, clock)


def _problems(problems: SettingsProblems) -> int:
    from perfbot.render.terminal.settings import setting_problem_lines

    complain("\n".join(setting_problem_lines(problems.problems)))
    return problems.exit_code


def _point_out(settings: Settings) -> None:
    """Warn of settings that no part of the program reads; the bot starts all the same (I5)."""
    if settings.unknown:
        from perfbot.render.terminal.settings import setting_problem

        complain("\n".join(map(setting_problem, settings.unknown)))


def _run(settings: Settings, clock: Clock, data: Path) -> int:
    if settings.is_sandbox:
        from perfbot.shell.sandboxing import run_sandbox

        return asyncio.run(run_sandbox(settings, clock))
    from perfbot.shell.serving import run_telegram

    return asyncio.run(run_telegram(settings, clock, data))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
