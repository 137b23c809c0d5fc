"""Furnishes the rooms behind the way in: the doors to what is kept, the desk, the schedules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from perfbot.delivery.sending import Delivery
from perfbot.domain.rulebook import DEFAULT, Rulebook
from perfbot.handlers import dispatch
from perfbot.handlers.answering import warn_admins
from perfbot.handlers.desk import Desk
from perfbot.handlers.session import Session
from perfbot.records.backups import Backups
from perfbot.records.drafts import Drafts
from perfbot.records.evidence import EvidenceFiles
from perfbot.records.ledger import Ledger
from perfbot.records.office import Office
from perfbot.records.posts import Posts
from perfbot.render.chat import answers
from perfbot.settings import Settings
from perfbot.store.tiny.store import TinyStore
from perfbot.wiring import telegram_app as app
from perfbot.wiring.scheduling import Doors, build_board
from schedules.entries import Timetable
from schedules.scheduler import Scheduler

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Rooms:
    """The desk, who brings updates to it, and the schedules."""

    desk: Desk
    scheduler: Scheduler

    async def on_press(self, update: Any) -> None:
        """A button was pressed."""
        await dispatch.on_press(self.desk, update)

    async def on_message(self, update: Any) -> None:
        """Something was written or sent."""
        await dispatch.on_message(self.desk, update)

    async def on_membership(self, update: Any) -> None:
        """The bot came into a chat or was put out of one."""
        await dispatch.on_membership(self.desk, update)

    async def tell_what_was_lost(self, store: TinyStore) -> None:
        """A last line that was confirmed and came back cut off: the device broke its promise, the office must know.

        One that never was confirmed is only logged; nobody was told that it is recorded.
        """
        for torn in store.torn:
            if torn.confirmed:
                await warn_admins(self.desk, answers.line_lost(torn.path.name, torn.line, str(torn.kept or "")))
        if store.unnoted:
            await warn_admins(self.desk, answers.ends_unknown(store.unnoted))


def build_services(
    settings: Settings,
    store: TinyStore,
    clock: Clock,
    office: Office,
    delivery: Delivery,
    application: app.AnyApplication,
    rulebook: Rulebook | None,
    timetable: Timetable | None,
) -> Rooms:
    """The rooms, nothing started. Without a timetable nothing is ever due; without a rulebook the published one."""
    rulebook, timetable = rulebook or DEFAULT, timetable or Timetable()
    backups = Backups(store.layout, unnoted=store.cannot_note_ends)
    doors = Doors(Ledger(store), office, Drafts(store), Posts(store), delivery)
    board = build_board(settings, timetable, backups, doors, rulebook, clock, lambda payload: desk.deep_link(payload))
    desk = Desk(
        **doors._asdict(),
        schedules=board,
        clock=clock,
        timezone=settings.timezone,
        rulebook=rulebook,
        bot_username=lambda: application.bot.username,
        evidence=EvidenceFiles(store.layout.evidence),
        backups=backups,
        template=settings.template.read_bytes() if settings.template else None,
        menus=app.member_menus(application.bot, office),
        run=dispatch.run,
        session=Session(doors.drafts.awaited),
    )
    return Rooms(desk, Scheduler(timetable, board.round, settings.timezone))
