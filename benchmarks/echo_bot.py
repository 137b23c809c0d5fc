"""The yardstick, a bot of python-telegram-bot alone that repeats what it is told: `python -m benchmarks.echo_bot URL`.

With `--transport` it has the same HTTP settings as perfbot, with `--at-once N` it serves N updates at once in no order.
"""

from __future__ import annotations

import argparse
from typing import Any

from telegram import Update
from telegram.ext import Application, ApplicationBuilder, ContextTypes, MessageHandler, filters

TOKEN = "4200000001:a-token-for-benchmarks-alone-AAAAAAA"


async def echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message is not None
    await update.message.reply_text(update.message.text or "")


def build(url: str, *, transport: bool, at_once: int) -> Application[Any, Any, Any, Any, Any, Any]:
    """The bot, not started."""
    builder = ApplicationBuilder().token(TOKEN).base_url(f"{url}/bot")
    if at_once:
        builder = builder.concurrent_updates(at_once)
    if transport:
        from perfbot.delivery.requests import build_bot_requests
        from perfbot.intake.watchdog import Watchdog

        sending, polling = build_bot_requests(None, Watchdog())
        builder = builder.request(sending).get_updates_request(polling)
    application = builder.build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    return application


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("--transport", action="store_true")
    parser.add_argument("--at-once", type=int, default=0)
    told = parser.parse_args()
    build(told.url, transport=told.transport, at_once=told.at_once).run_polling(allowed_updates=["message"])


if __name__ == "__main__":
    main()
