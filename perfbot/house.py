"""Wires everything: one function builds the whole house from settings, a clock and a store; tests call the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from perfbot import app
from perfbot.backups import Backups
from perfbot.delivery import Delivery
from perfbot.domain.rulebook import DEFAULT, Rulebook
from perfbot.drafts import Drafts
from perfbot.evidence import EvidenceRoom
from perfbot.handlers import dispatch
from perfbot.handlers.answering import warn_admins
from perfbot.handlers.desk import Desk
from perfbot.health import HealthServer, Metrics, Reading
from perfbot.intake.gate import Doorkeeper
from perfbot.intake.parts import Counters, Limits
from perfbot.intake.running import Intake
from perfbot.ledger import Ledger
from perfbot.office import Office
from perfbot.posts import Posts
from perfbot.render import answers
from perfbot.render.intake_words import IntakeWords
from perfbot.scheduling import Doors, build_board
from perfbot.settings import Settings
from perfbot.store.tiny_store import TinyStore
from schedules.entries import Timetable
from schedules.scheduler import Scheduler

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class House:
    """Everything that runs, wired and not started."""

    settings: Settings
    store: TinyStore
    desk: Desk
    intake: Intake
    application: app.AnyApplication
    scheduler: Scheduler
    health: HealthServer | None = None

    async def start(self) -> None:
        """Take the founders in, publish the menus, serve what was left over, fetch new updates, see to what is owed."""
        self.desk.office.bootstrap(self.desk.now())
        if self.health is not None:
            self.health.start()
        await self.intake.start(self.application)
        await app.publish_commands(self.application.bot, self.desk)
        await self._tell_what_was_lost()
        await self._fetch()
        self.scheduler.start()

    async def _tell_what_was_lost(self) -> None:
        """A last line that was confirmed and came back cut off: the device broke its promise, the office must know.

        One that never was confirmed is only logged; nobody was told that it is recorded.
        """
        for torn in self.store.torn:
            if torn.confirmed:
                await warn_admins(self.desk, answers.line_lost(torn.path.name, torn.line, str(torn.kept or "")))

    async def _fetch(self) -> None:
        settings = self.settings
        if settings.webhook_url and settings.webhook_secret:
            await self.intake.listen(
                self.application,
                url=settings.webhook_url,
                listen=settings.webhook_listen,
                port=settings.webhook_port,
                secret=settings.webhook_secret,
            )
        else:
            await self.intake.poll(self.application)

    async def stop(self, seconds: float = 5.0) -> None:
        """Finish what is in hand and let go of the data."""
        await self.scheduler.stop(seconds * 0.4)
        await self.intake.stop(self.application, seconds * 0.6)
        if self.health is not None:
            self.health.stop()
        self.store.close()


def build_house(
    settings: Settings,
    store: TinyStore,
    clock: Clock,
    *,
    token: str | None = None,
    rulebook: Rulebook = DEFAULT,
    counters: Counters | None = None,
    limits: Limits | None = None,
    timetable: Timetable | None = None,
    **builder: Any,
) -> House:
    """The whole house; nothing is started and nothing is sent. Without a timetable nothing is ever due."""
    office, ledger = Office(store, settings.admin_ids, settings.group_chat_id), Ledger(store)
    metrics = Metrics(lambda: _reading(application, ledger))
    intake = _intake(office, store, counters or metrics, limits)
    application = intake.builder(settings, token=token, **builder).build()
    doors = Doors(ledger, office, Drafts(store), Posts(store), _delivery(application.bot, office, clock))
    timetable, backups = timetable or Timetable(), Backups(store.layout)
    board = build_board(settings, timetable, backups, doors, rulebook, clock, lambda payload: desk.deep_link(payload))
    desk = Desk(
        **doors._asdict(),
        schedules=board,
        clock=clock,
        timezone=settings.timezone,
        rulebook=rulebook,
        bot_username=lambda: application.bot.username,
        evidence=EvidenceRoom(store.layout.evidence),
        backups=backups,
        template=settings.template.read_bytes() if settings.template else None,
        menus=app.member_menus(application.bot, office),
        run=dispatch.run,
    )
    app.register(application, desk)
    intake.attach(application, doors.delivery)
    scheduler = Scheduler(timetable, board.round, settings.timezone)
    return House(settings, store, desk, intake, application, scheduler, _health(settings, metrics))


def _intake(office: Office, store: TinyStore, counters: Counters, limits: Limits | None) -> Intake:
    return Intake(
        gate=Doorkeeper(lambda person: office.member(person) is not None, lambda: office.group_chat_id),
        journal=store.inbox,
        words=IntakeWords(),
        admins=lambda: [admin.id for admin in office.admins()],
        counters=counters,
        limits=limits,
    )


def _delivery(bot: Any, office: Office, clock: Clock) -> Delivery:
    async def moved(old: int, new: int) -> None:
        office.group_moved(old, new, clock())

    return Delivery(bot, on_migrated=moved)


def _health(settings: Settings, metrics: Metrics) -> HealthServer | None:
    if settings.metrics_port is None:
        return None
    return HealthServer(metrics, settings.metrics_listen, settings.metrics_port)


def _reading(application: app.AnyApplication, ledger: Ledger) -> Reading:
    fetching = application.updater is not None and application.updater.running
    entries = {str(key): len(ledger.book(key)) for key in ledger.books()}
    return Reading(alive=application.running and fetching, book_entries=entries)
