"""Makes a bot without a program, for a few messages from the shell."""

from __future__ import annotations

from telegram import Bot

from perfbot.delivery.requests import build_bot_requests
from perfbot.intake.watchdog import Watchdog
from perfbot.settings import Settings


def bare_bot(settings: Settings) -> Bot:
    """To be used with `async with`."""
    sending, polling = build_bot_requests(settings.bot_proxy, Watchdog())
    return Bot(
        settings.bot_token or "",
        base_url=f"{settings.bot_api_url}/bot",
        base_file_url=f"{settings.bot_api_url}/file/bot",
        request=sending,
        get_updates_request=polling,
    )
