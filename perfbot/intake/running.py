"""Builds the Application with the intake, starts it by polling or webhook, and stops it within seconds."""

from __future__ import annotations

import asyncio
import hmac
import itertools
import logging
from collections.abc import Awaitable, Callable, Container
from contextlib import suppress
from functools import partial
from typing import Any, Protocol
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from telegram.error import BadRequest, InvalidToken, TelegramError
from telegram.ext import Application, ApplicationBuilder, BaseRateLimiter, Defaults

from perfbot.delivery.errors import Wait, refuses_token, what_to_do
from perfbot.delivery.polling import Fetched
from perfbot.delivery.requests import build_bot_requests
from perfbot.intake.facts import ALLOWED_UPDATES
from perfbot.intake.gate import Gate
from perfbot.intake.hook_watch import LOOKS_APART, HookState, HookWatch
from perfbot.intake.inbox import DurableInbox
from perfbot.intake.notices import Notices
from perfbot.intake.order import OrderedProcessor
from perfbot.intake.pacing import PatientRateLimiter
from perfbot.intake.parts import Admins, Counters, IntakeSentences, Limits, NotCounted, NoticeSender, UpdateJournal
from perfbot.intake.ptb_private import quiet_library
from perfbot.intake.rate_limit import RateLimit
from perfbot.intake.watchdog import Lasting, Watchdog
from perfbot.intake.webhook import guard

LONG_POLL = 25
"""Seconds that getUpdates waits for something to come."""
_PAUSES = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
# Not tried again by PTB, which would ask for ever without a word: the waiting and the log are ours.
_BOOTSTRAP: dict[str, Any] = {
    "bootstrap_retries": 0,
    "allowed_updates": ALLOWED_UPDATES,
    "drop_pending_updates": False,
}

log = logging.getLogger("perfbot.intake")


class TelegramAccess(Protocol):
    """How Telegram is reached."""

    @property
    def bot_token(self) -> str | None: ...

    @property
    def bot_api_url(self) -> str: ...

    @property
    def bot_proxy(self) -> str | None: ...

    @property
    def timezone(self) -> ZoneInfo: ...


class Intake:
    """The inbox, the processor and the watchdog of one Application."""

    def __init__(
        self,
        *,
        gate: Gate,
        journal: UpdateJournal,
        words: IntakeSentences,
        admins: Admins,
        counters: Counters | None = None,
        limits: Limits | None = None,
        watchdog: Watchdog | None = None,
        commands: Container[str] | None = None,
        looks_apart: float = LOOKS_APART,
    ) -> None:
        """`looks_apart` is how many seconds are between two looks at the webhook."""
        limits = limits or Limits()
        self._looks_apart = looks_apart
        self._looking: asyncio.Task[None] | None = None
        self.watchdog = watchdog or Watchdog()
        self.notices = Notices(words, admins)
        self._fetched = Fetched()
        self.inbox = DurableInbox(gate, journal, self.notices, limits, self._fetched)
        self.processor = OrderedProcessor(
            gate, journal, self.inbox, self.notices, counters or NotCounted(), limits, commands
        )

    def builder(
        self, line: TelegramAccess, *, token: str | None = None, rate_limiter: BaseRateLimiter[Any] | None = None
    ) -> ApplicationBuilder[Any, Any, Any, Any, Any, Any]:
        """An ApplicationBuilder for `line` with this intake; `token` replaces the line's own."""
        sending, polling = build_bot_requests(line.bot_proxy, self.watchdog, self._fetched)
        return (
            ApplicationBuilder()
            .token(token or line.bot_token or "")
            .base_url(f"{line.bot_api_url}/bot")
            .base_file_url(f"{line.bot_api_url}/file/bot")
            .request(sending)
            .get_updates_request(polling)
            .rate_limiter(rate_limiter or PatientRateLimiter())
            .defaults(Defaults(tzinfo=line.timezone))
            .job_queue(None)
            .update_queue(self.inbox)
            .concurrent_updates(self.processor)
        )

    def attach(self, application: Application[Any, Any, Any, Any, Any, Any], sender: NoticeSender) -> None:
        """Connect the sender, the retry of failed updates and the error handler."""
        self.notices.sender = sender
        self.processor.serve_with(application.process_update)

        async def note(update: object, context: Any) -> None:
            if context.error is not None:
                self.processor.note_error(update, context.error)

        application.add_error_handler(note)

    async def start(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Initialise, waiting for Telegram as long as needed, queue unfinished updates, and start serving.

        Raises InvalidToken when Telegram refuses the token for minutes.
        """
        quiet_library()
        await self._patiently("Telegram not reached at start", application.initialize)
        await self.inbox.replay(application.bot)
        await application.start()

    async def poll(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Fetch updates by long polling; updates waiting at Telegram are kept."""
        updater = application.updater
        assert updater is not None
        start = partial(updater.start_polling, timeout=LONG_POLL, error_callback=seldom_logged("polling"))
        await self._patiently("polling not begun", partial(start, **_BOOTSTRAP))
        self.watchdog.polling_began()

    async def listen(
        self, application: Application[Any, Any, Any, Any, Any, Any], *, url: str, listen: str, port: int, secret: str
    ) -> None:
        """Receive updates at `url` by webhook; a readable one is answered 200 only when it is in the journal.

        One after the other: over several connections a press may overtake the words that it follows (R12).
        """
        updater, proof, path = application.updater, ConstantTimeSecret(secret), urlsplit(url).path
        assert updater is not None
        start = partial(updater.start_webhook, listen, port, path, webhook_url=url, max_connections=1)
        await self._patiently("webhook not set", partial(start, secret_token=proof, **_BOOTSTRAP))
        guard(updater, path)
        hook = HookWatch(application.bot, url, self._hook_changed, self._looks_apart)
        self._looking = asyncio.create_task(hook.watch())

    def _hook_changed(self, state: HookState) -> None:
        self.watchdog.hook_fails = state.trouble is not None
        self.notices.webhook(state)

    async def _patiently(self, trouble: str, ask: Callable[[], Awaitable[object]]) -> None:
        """Call Telegram until it answers; raises InvalidToken where it keeps refusing the token."""
        failed, refused, now = seldom_logged(trouble), Lasting(), asyncio.get_running_loop().time
        for pause in itertools.chain(_PAUSES, itertools.repeat(_PAUSES[-1])):
            try:
                await ask()
                break
            except TelegramError as error:
                failed(error)
                if not isinstance(error, InvalidToken):
                    refused.passed()
                else:
                    refused.met(now())
                    if refused.lasts(now(), self.watchdog.refused_for):
                        raise
                remedy = what_to_do(error)
                await asyncio.sleep(max(pause, remedy.seconds) if isinstance(remedy, Wait) else pause)

    async def stop(self, application: Application[Any, Any, Any, Any, Any, Any], seconds: float = 5.0) -> int:
        """Finish what is in hand, at most that many seconds; how many updates were left to the journal."""
        if self._looking is not None:
            self._looking.cancel()
        if application.updater is not None and application.updater.running:
            await _at_most(seconds * 0.3, application.updater.stop())
        left = await self.processor.drain(seconds * 0.5)
        await self.notices.close(seconds * 0.1)
        if application.running:
            await application.stop()
        await _at_most(seconds * 0.1, application.shutdown())
        return left


class ConstantTimeSecret(str):
    """A secret whose comparison takes constant time; PTB compares with `!=`."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and hmac.compare_digest(self.encode(), other.encode("utf-8", "replace"))

    def __ne__(self, other: object) -> bool:
        return not self == other


def seldom_logged(trouble: str) -> Callable[[TelegramError], None]:
    """Log repeated trouble of each kind once a minute (R20); a refusal is an error."""
    seldom = RateLimit(1, 60.0)

    def failed(error: TelegramError) -> None:
        kind = type(error).__name__
        if seldom.may(kind, asyncio.get_running_loop().time()):
            level = logging.ERROR if isinstance(error, BadRequest) or refuses_token(error) else logging.WARNING
            log.log(level, "%s, tried again: %s: %s", trouble, kind, _words(error))

    return failed


def _words(error: TelegramError) -> str:
    """The error's words; not PTB's own about a refused token, which contain the token."""
    return "the token is refused; if this lasts, BOT_TOKEN is wrong" if refuses_token(error) else str(error)


async def _at_most(seconds: float, work: Awaitable[None]) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await work
