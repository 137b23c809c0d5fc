"""The way in: what Telegram hands over is refused or on disk before Telegram is told that it was received (D1)."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import Any

from telegram import Bot, Update
from telegram.error import NetworkError

from perfbot.delivery.polling import Fetched, update_of
from perfbot.intake.edits import Edits
from perfbot.intake.facts import Facts, facts_of, with_plain_slash
from perfbot.intake.gate import Admission, Gate, Verdict, Why
from perfbot.intake.notices import Notices, kind_of
from perfbot.intake.parts import Limits, UpdateJournal
from perfbot.intake.places import Backlog
from perfbot.intake.rate_limit import RateLimit

_DAY = 86_400.0
DENIED = Admission(Verdict.IGNORE, Why.NOBODY)

log = logging.getLogger("perfbot.intake")


def bot_of(update: Update) -> Bot | None:
    """The bot an update belongs to, if it knows one."""
    try:
        return update.get_bot()
    except RuntimeError:
        return None


def read(update: Update) -> Facts:
    """The update's facts, with commands for other bots told apart."""
    bot = bot_of(update)
    return facts_of(update, bot.username if bot is not None else "")


def decide(gate: Gate, facts: Facts) -> Admission:
    """The gate's verdict; any exception is a denial (D2)."""
    try:
        return gate.admit(facts)
    except Exception:
        log.exception("the gate failed, update %s denied", facts.update_id)
        return DENIED


@dataclass(frozen=True)
class _Arrival:
    """An update on its way in; `raw` as it is kept, None for one that is only to be refused in words."""

    facts: Facts
    update: Update
    raw: dict[str, Any] | None


class DurableInbox(asyncio.Queue[object]):
    """The Application's update queue: `put` returns when the update is refused, known already, or durably kept.

    An exception other than a TelegramError would end polling silently while the process stays up, so that trouble
    with the disk is raised as NetworkError: polling goes on and Telegram keeps the update.
    """

    def __init__(self, gate: Gate, journal: UpdateJournal, notices: Notices, limits: Limits, fetched: Fetched) -> None:
        super().__init__()
        self._fetched = fetched
        self._gate, self._journal, self._notices = gate, journal, notices
        self._guesses = RateLimit(limits.guesses_a_day, _DAY)
        self._edits = Edits()
        self.backlog = Backlog(limits.waiting_bytes)
        self._begun: dict[int, int] = {}
        self._arrived: list[_Arrival] = []

    async def put(self, item: object) -> None:
        """Take in what the updater hands over. Raises NetworkError when admitted updates cannot be kept.

        What one getUpdates brought is kept with one wait for the device, when the last of it is handed over: only the
        next getUpdates tells Telegram that it was received.
        """
        if not isinstance(item, Update):
            await super().put(item)
            return
        arrival = self._arrival(item, self._fetched.take(item.update_id))
        if arrival is not None:
            self._arrived.append(arrival)
        if self._fetched.all_taken:
            arrived, self._arrived = self._arrived, []
            for update in self._kept(arrived):
                await super().put(update)

    def _arrival(self, item: Update, raw: dict[str, Any] | None) -> _Arrival | None:
        """The update if the processor is to see it; one that cannot be read, in whatever field, stops nothing."""
        try:
            return self._looked_at(item, raw)
        except Exception as error:
            log.error("update %s cannot be read and is dropped: %s", item.update_id, kind_of(error))
            return None

    def _looked_at(self, item: Update, raw: dict[str, Any] | None) -> _Arrival | None:
        """The update where it is admitted, or refused with something to say."""
        update = with_plain_slash(item, bot_of(item))
        facts = read(update)
        if update.edited_message is not None and not self._edits.changes_words(update.edited_message):
            return None
        admission = decide(self._gate, facts)
        if update.message is not None and admission.ok:
            self._edits.note(update.message)
        if admission.why is Why.INVITED and not self._guesses.may(facts.person, asyncio.get_running_loop().time()):
            return None
        if admission.ok:
            return self._admitted(facts, update, raw if raw and update is item else update.to_dict())
        speaks = admission.verdict is Verdict.REFUSE or facts.press_id is not None
        return _Arrival(facts, update, None) if speaks else None

    def _admitted(self, facts: Facts, update: Update, raw: dict[str, Any]) -> _Arrival | None:
        if not self._journal.is_known(facts.update_id) and not self.backlog.takes(facts, raw):
            self._notices.too_much(facts)
            return None
        return _Arrival(facts, update, raw)

    def _kept(self, arrived: list[_Arrival]) -> list[Update]:
        """What the processor gets: not what is known already."""
        admitted = [one for one in arrived if one.raw is not None]
        try:
            fresh = self._written(admitted)
        except Exception as error:
            named = [one.facts.update_id for one in admitted]
            log.error("updates %s cannot be kept and stay with Telegram: %s", named, error)
            for one in admitted:
                self._notices.delayed(one.facts, str(getattr(error, "reason", error)))
            raise NetworkError(f"the inbox cannot be written: {error}") from error
        kept: dict[int, Update] = {}  # by id: the same update may come twice in one batch
        for one in arrived:
            if one.raw is None or one.facts.update_id in fresh:
                kept.setdefault(one.facts.update_id, one.update)
        return list(kept.values())

    def _written(self, admitted: list[_Arrival]) -> set[int]:
        rows = [(one.facts.update_id, one.facts.person, one.raw or {}) for one in admitted]
        try:
            return set(self._journal.append_all(rows))
        except (TypeError, ValueError):
            if len(admitted) > 1:
                return {known for one in admitted for known in self._written([one])}
            # Not the disk but this one update: kept back, it would be fetched for ever and nobody else's after it.
            log.exception("update %s cannot be written down and is served without", rows[0][0])
            return {rows[0][0]}

    async def replay(self, bot: Bot) -> int:
        """Queue again what was taken in and not finished before the last stop; how many there are."""
        pending = self._journal.pending()
        for waiting in pending:
            # One more than was counted: the first try of all is not written down, for being taken in stands for it.
            self._begun[waiting.update_id] = waiting.tries + 1
            update = update_of(waiting.raw, bot)
            if update is None:  # this version cannot read what an earlier one could
                self._journal.done(waiting.update_id)
            else:
                await super().put(update)
        if pending:
            log.warning("%d updates were not finished before the last stop and are handled now", len(pending))
        return len(pending)

    def begun_before(self, update_id: int) -> int:
        """How often this update was begun before this process, told once."""
        return self._begun.pop(update_id, 0)
