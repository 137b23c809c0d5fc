"""Builds the whole program from settings, a store and a clock; the bot and the tests call the same function."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any

from perfbot.delivery.sending import Delivery
from perfbot.intake.gate import MemberGate
from perfbot.intake.notices import Notices
from perfbot.intake.parts import Counters, Limits
from perfbot.intake.running import Intake
from perfbot.intake.watchdog import Watchdog
from perfbot.records.office import Office
from perfbot.render.chat.intake import IntakeWords, group_moved
from perfbot.render.commands import COMMANDS
from perfbot.settings import Settings
from perfbot.store.tiny.store import TinyStore
from perfbot.wiring import telegram_app as app

if TYPE_CHECKING:
    from perfbot.domain.rulebook import Rulebook
    from perfbot.handlers.desk import Desk
    from perfbot.health import HealthServer
    from perfbot.wiring.services import Services
    from schedules.entries import Timetable
    from schedules.scheduler import Scheduler

Clock = Callable[[], datetime]


class CannotListen(Exception):
    """The system does not let us listen at the address and port of these two settings."""

    def __init__(self, settings: tuple[str, str], where: str, why: str) -> None:
        super().__init__(f"{where}: {why}")
        self.settings, self.where, self.why = settings, where, why


@contextmanager
def _listening(what: str, listen: str, port: int | None) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        names = (f"PERFBOT_{what}_LISTEN", f"PERFBOT_{what}_PORT")
        raise CannotListen(names, f"{listen}:{port}", error.strerror or str(error)) from error


@dataclass(frozen=True)
class Program:
    """Everything that runs, built and not started; the services are built when they are first used."""

    settings: Settings
    store: TinyStore
    clock: Clock
    office: Office
    intake: Intake
    application: app.AnyApplication
    build_services: Callable[[], Services]
    health: HealthServer | None = None
    _beside: list[asyncio.Task[None]] = field(default_factory=list)

    @cached_property
    def services(self) -> Services:
        """The services; loading them takes as long as loading everything that fetches updates."""
        return self.build_services()

    @property
    def desk(self) -> Desk:
        """The desk that every handler gets."""
        return self.services.desk

    @property
    def scheduler(self) -> Scheduler:
        """The scheduler that wakes the schedules."""
        return self.services.scheduler

    async def start(self) -> None:
        """Take the founders in, serve the updates left over, fetch new ones, start the schedules.

        The services are loaded while the first poll is under way. They are loaded before it only when updates were
        left over, which are answered before new ones. The menus are published in a task of their own.
        """
        if self.store.inbox.pending():
            _ = self.services
        self.office.bootstrap(self.clock().astimezone(self.settings.timezone))
        if self.health is not None:
            with _listening("METRICS", self.settings.metrics_listen, self.settings.metrics_port):
                self.health.start()
        await self.intake.start(self.application)
        await self._fetch()
        # In a thread, or the poll itself would wait for the import.
        await asyncio.to_thread(import_module, "perfbot.wiring.services")
        await self.services.large.decode()
        await self.services.tell_what_was_lost(self.store)
        self.scheduler.start()
        self._beside.append(asyncio.create_task(app.publish_commands(self.application.bot, self.office)))

    async def _fetch(self) -> None:
        settings = self.settings
        if settings.webhook_url and settings.webhook_secret:
            with _listening("WEBHOOK", settings.webhook_listen, settings.webhook_port):
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
        """Finish the work in hand, at most that many seconds, and close the store."""
        for task in self._beside:
            task.cancel()
        if "services" in vars(self):
            await self.scheduler.stop(seconds * 0.4)
        await self.intake.stop(self.application, seconds * 0.6)
        if self.health is not None:
            self.health.stop()
        self.store.close()


def build_program(
    settings: Settings,
    store: TinyStore,
    clock: Clock,
    *,
    token: str | None = None,
    rulebook: Rulebook | None = None,
    counters: Counters | None = None,
    limits: Limits | None = None,
    timetable: Timetable | None = None,
    watchdog: Watchdog | None = None,
    **builder: Any,
) -> Program:
    """The whole program; nothing is started and nothing is sent. Without a timetable no post is ever due."""
    further = timetable.further_groups if timetable else frozenset()
    office = Office(store, settings.admin_ids, settings.group_chat_id, further)
    health = _health(settings, lambda: program)
    intake = _intake(office, store, counters or (health.metrics if health else None), limits, watchdog)
    application = intake.builder(settings, token=token, **builder).build()
    delivery = _delivery(application.bot, office, clock, intake.notices)

    def build_services() -> Services:
        from perfbot.wiring.services import build_services

        return build_services(program, delivery, rulebook, timetable)

    program = Program(settings, store, clock, office, intake, application, build_services, health)
    app.register(application, lambda: program.services)
    intake.attach(application, delivery)
    return program


def _intake(
    office: Office,
    store: TinyStore,
    counters: Counters | None,
    limits: Limits | None,
    watchdog: Watchdog | None,
) -> Intake:
    return Intake(
        gate=MemberGate(lambda person: office.member(person) is not None, lambda: office.groups),
        journal=store.inbox,
        words=IntakeWords(),
        admins=lambda: [admin.id for admin in office.admins()],
        counters=counters,
        limits=limits,
        watchdog=watchdog,
        commands={command.name for command in COMMANDS},
    )


def _delivery(bot: Any, office: Office, clock: Clock, notices: Notices) -> Delivery:
    async def moved(old: int, new: int) -> None:
        if office.group_moved(old, new, clock()):
            notices.tell_admins(group_moved(new))

    delivery = Delivery(bot, on_migrated=moved)
    delivery.on_left_out = notices.left_out
    return delivery


def _health(settings: Settings, program: Callable[[], Program]) -> HealthServer | None:
    """The server of health and metrics; None, and its libraries not loaded, where no port is set."""
    if settings.metrics_port is None:
        return None
    from perfbot.domain.posts.post import JobKind
    from perfbot.health import HealthServer, Metrics, Reading

    def read() -> Reading:
        from perfbot.wiring.large_books import LEAST

        running, desk = program().application, program().desk
        undecoded = desk.ledger.undecoded(LEAST)
        fetching = running.updater is not None and running.updater.running
        said = [post.changed_at for post in desk.posts.done() if post.kind is JobKind.DIGEST and post.changed_at]
        return Reading(
            alive=running.running and fetching and program().intake.watchdog.fetches(),
            book_entries={str(key): len(desk.ledger.book(key)) for key in desk.ledger.books() if key not in undecoded},
            owed_posts=len(desk.posts.open_posts()),
            last_digest=max(said).timestamp() if said else None,
        )

    return HealthServer(Metrics(read), settings.metrics_listen, settings.metrics_port)
