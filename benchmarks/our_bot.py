"""perfbot itself as a process: `python -m benchmarks.our_bot URL FOLDER`, the whole program on a data folder.

Two things differ from a real start. Telegram's own pace of 30 messages a second, and the patience with one person's
flood, are set so high that they are gone through and hold nothing up: otherwise they were all that is measured. And
`/record` is added, which records one spending and says so: one answer and one durable entry for one message, to be
held against an echo; a real entry takes a conversation, which is measured as well.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import signal
import sys
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from telegram import Update
from telegram.ext import ApplicationHandlerStop, MessageHandler, filters

from benchmarks.books import KEY, NOW, TODAY
from benchmarks.echo_bot import TOKEN
from perfbot.domain.books.circumstances import Circumstances
from perfbot.domain.books.commands import RecordSpending
from perfbot.handlers.asking import ask_of
from perfbot.handlers.conversing import saved_page
from perfbot.intake.pacing import PatientRateLimiter
from perfbot.intake.parts import Limits
from perfbot.redaction import install_redaction
from perfbot.settings import Settings
from perfbot.shell.serving import settle
from perfbot.store.tiny.store import TinyStore
from perfbot.wiring.program import Program, build_program


def build(url: str, folder: Path) -> Program:
    """The program, wired as ever."""
    install_redaction((TOKEN,), level="INFO")
    settings = Settings(bot_token=TOKEN, bot_api_url=url)
    program = build_program(
        settings,
        TinyStore(folder, now=NOW),
        _clock,
        limits=Limits(flood_updates=10**6),
        rate_limiter=PatientRateLimiter(overall_a_second=10**6),
    )
    program.application.add_handler(MessageHandler(filters.Regex("^/record"), recorder(program)), group=-1)
    return program


def _clock() -> datetime:
    """Real time of day on the book's day."""
    return datetime.now(UTC).replace(NOW.year, NOW.month, NOW.day, 4)


def recorder(program: Program) -> Any:
    """The handler of /record."""
    numbers = itertools.count(1)

    async def record(update: Update, _: Any) -> None:
        desk, ask = program.desk, ask_of(update, program.desk)
        assert ask is not None
        key = f"bench{NOW:%S}.{update.update_id}.{next(numbers)}"
        command = RecordSpending(key=key, project="p08", amount=Decimal("0.01"), on=TODAY, purpose="展位搭建")
        recorded = desk.ledger.record(KEY, command, Circumstances(ask.person, desk.now(), TODAY))
        await desk.delivery.send(ask.chat_id, saved_page(desk, ask, KEY, recorded))
        raise ApplicationHandlerStop

    return record


async def serve(url: str, folder: Path) -> None:
    """Serve until SIGTERM."""
    program, stop = build(url, folder), asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await program.start()
    settle()
    await stop.wait()
    await program.stop()


if __name__ == "__main__":
    logging.captureWarnings(True)
    asyncio.run(serve(sys.argv[1], Path(sys.argv[2])))
