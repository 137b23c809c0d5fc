"""A small bot as a process of its own, to be killed: `intake_process.py URL TOKEN FOLDER OUT MODE`.

Each served text is one line in OUT, on disk before the handler returns. MODE "slow" serves with a pause, "poison" ends
the process at once on the text 毒, without a word, and serves 等 with a pause.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

from telegram import Update
from telegram.ext import TypeHandler

from perfbot.delivery.sending import Delivery
from perfbot.intake import Intake, Limits, MemberGate
from perfbot.render.chat.intake import IntakeWords
from perfbot.settings import Settings
from tests.intake_bench import open_store


async def main(url: str, token: str, folder: Path, out: Path, mode: str) -> None:
    store = open_store(folder)
    intake = Intake(
        gate=MemberGate(lambda person: person < 1009, set),
        journal=store.inbox,
        words=IntakeWords(),
        admins=list,
        limits=Limits(flood_updates=1_000),
    )
    application = intake.builder(Settings(bot_token=token, bot_api_url=url)).build()

    async def handle(update: Update, _: Any) -> None:
        text = (update.message.text or "") if update.message else ""
        if mode == "poison" and text == "毒":
            os._exit(9)
        await asyncio.sleep(0.2 if text == "等" else 0.02 if mode == "slow" else 0)
        with out.open("a") as lines:
            lines.write(text + "\n")
            lines.flush()
            os.fsync(lines.fileno())

    application.add_handler(TypeHandler(Update, handle))
    intake.attach(application, Delivery(application.bot))
    await intake.start(application)
    await intake.poll(application)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]), sys.argv[5]))
