"""Builds the services that are loaded after the start: the records, the desk of the handlers, the schedules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

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
from perfbot.records.posts import Posts
from perfbot.render.chat import answers
from perfbot.store.tiny.store import TinyStore
from perfbot.wiring import telegram_app as app
from perfbot.wiring.large_books import LargeBooks
from perfbot.wiring.scheduling import Records, build_board
from schedules.entries import Timetable
from schedules.scheduler import Scheduler

if TYPE_CHECKING:
    from perfbot.wiring.program import Program


@dataclass(frozen=True)
class Services:
    """The desk of the handlers, the scheduler, the methods that hand updates to handlers, and large books to decode."""

    desk: Desk
    scheduler: Scheduler
    large: LargeBooks

    async def on_press(self, update: Any) -> None:
        """A button was pressed."""
        await self.large.decode()
        await dispatch.on_press(self.desk, update)

    async def on_message(self, update: Any) -> None:
        """Something was written or sent."""
        await self.large.decode()
        await dispatch.on_message(self.desk, update)

    async def on_membership(self, update: Any) -> None:
        """The bot came into a chat or was put out of one."""
        await dispatch.on_membership(self.desk, update)

    async def tell_what_was_lost(self, store: TinyStore) -> None:
        """Tell the administrators of each confirmed last line that came back cut off, and of lost journal ends.

        A line that was never confirmed is only logged: nobody was told that it is recorded.
        """
        for torn in store.torn:
            if torn.confirmed:
                await warn_admins(self.desk, answers.line_lost(torn.path.name, torn.line, str(torn.kept or "")))
        if store.unnoted:
            await warn_admins(self.desk, answers.ends_unknown(store.unnoted))


def build_services(
    program: Program, delivery: Delivery, rulebook: Rulebook | None, timetable: Timetable | None
) -> Services:
    """The services of a program, not started; the published rules and an empty timetable where none are given."""
    settings, store, office, clock = program.settings, program.store, program.office, program.clock
    bot = program.application.bot
    rulebook, timetable = rulebook or DEFAULT, timetable or Timetable()
    backups = Backups(store.layout, unnoted=store.cannot_note_ends)
    records = Records(Ledger(store), office, Drafts(store), Posts(store))
    board = build_board(settings, timetable, backups, records, delivery, rulebook, clock, lambda to: desk.deep_link(to))
    desk = Desk(
        **records._asdict(),
        delivery=delivery,
        schedules=board,
        clock=clock,
        timezone=settings.timezone,
        rulebook=rulebook,
        bot_username=lambda: bot.username,
        evidence=EvidenceFiles(store.layout.evidence),
        backups=backups,
        template=settings.template.read_bytes() if settings.template else None,
        menus=app.member_menus(bot, office),
        run=dispatch.run,
        session=Session(records.drafts.awaited),
    )
    return Services(desk, Scheduler(timetable, board.round, settings.timezone), LargeBooks(records.ledger))
