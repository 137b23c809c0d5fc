"""The schedules over a real store, with chats to post to, a hand-turned clock, and a process that can be killed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from perfbot.domain.books import commands as do
from perfbot.domain.books.commands import Stated
from perfbot.domain.books.facts import BudgetKind, BudgetLine
from perfbot.domain.books.keys import BookKey
from perfbot.domain.books.members import LOADER, Member, Role, Scope
from perfbot.domain.posts.post import Arrived, Missed, Post, Trouble
from perfbot.domain.rulebook import DEFAULT
from perfbot.records.drafts import Drafts
from perfbot.records.ledger import Ledger
from perfbot.records.office import Office
from perfbot.records.posts import Posts
from perfbot.render.document import Document
from perfbot.render.places.text import text
from perfbot.settings import TIMETABLE
from perfbot.store.tiny.store import TinyStore, create_store
from perfbot.wiring.scheduling import Inside, Outside, build_round
from perfbot.years.loader import sample
from perfbot.years.simulated import Dated, renamed, simulated_year
from schedules.entries import Timetable
from schedules.reading import load_timetable
from schedules.rounds import Round
from schedules.sink import OnFollowed, PostSink
from schedules.workdays import Workdays
from tests.store_faults import FaultyDisk

ZONE = ZoneInfo("Asia/Shanghai")
GROUP_CHAT = -4_000_001
OFFICE = Member(1001, "王主任", Role.ADMIN, started=True)
CLERK = Member(1002, "陈敏", Role.EDITOR, (Scope("", ("p07", "p08")),), started=True)
SHY = Member(1003, "李刚", Role.EDITOR, (Scope("", ("p02", "p03", "p04")),))
BOOK = renamed(sample())
DAYS = simulated_year(BOOK)
ACTORS = dict.fromkeys(("p07", "p08"), CLERK)


class Killed(BaseException):
    """The process is gone at this very moment."""


@dataclass
class Said:
    """A message in a chat: a line that holds a place, or the whole post."""

    chat: int
    words: str
    at: datetime
    full: bool = False


@dataclass
class Wall:
    """What hangs in the chats, whatever happens to the process. `mood` tells what happens to each request."""

    clock: Callable[[], datetime]
    mood: Callable[[str], str] = lambda request: "ok"
    messages: dict[int, Said] = field(default_factory=dict)
    told: list[tuple[int, str]] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def full(self, chat: int = GROUP_CHAT) -> list[Said]:
        return [said for said in self.messages.values() if said.full and said.chat == chat]

    def lines(self, chat: int = GROUP_CHAT) -> list[Said]:
        return [said for said in self.messages.values() if not said.full and said.chat == chat]

    async def placeholder(self, chat_id: int, line: str) -> Arrived | Missed:
        mood = self._mood("line")
        if mood in ("ok", "done_unknown", "kill_after"):
            self.messages[len(self.messages) + 1] = Said(chat_id, line, self.clock())
        return self._answer(mood, len(self.messages))

    async def fill(
        self, chat_id: int, message_id: int, content: Document, followed: Mapping[str, int], on_followed: OnFollowed
    ) -> Arrived | Missed:
        mood = self._mood("fill")
        if mood == "gone":
            self.messages[message_id] = Said(0, "", self.clock())
        if self.messages[message_id].chat == 0:
            return Missed(Trouble.GONE, "message to edit not found")
        if mood in ("ok", "done_unknown", "kill_after"):
            self.messages[message_id] = Said(chat_id, text(content), self.clock(), full=True)
        return self._answer(mood, message_id)

    async def say(self, chat_id: int, content: Document) -> bool:
        self.told.append((chat_id, text(content)))
        return True

    def _mood(self, request: str) -> str:
        mood = self.mood(request)
        self.requests.append(f"{request} {mood}")
        if mood == "kill_before":
            raise Killed
        return mood

    def _answer(self, mood: str, message_id: int) -> Arrived | Missed:
        if mood == "kill_after":
            raise Killed
        troubles = {
            "done_unknown": Trouble.UNKNOWN,
            "lost_unknown": Trouble.UNKNOWN,
            "passing": Trouble.PASSING,
            "away": Trouble.AWAY,
            "refused": Trouble.REFUSED,
        }
        return Arrived(message_id) if mood == "ok" else Missed(troubles[mood], mood)


@dataclass
class Robots:
    """Group robots of other services, and a dead-man's switch."""

    names: tuple[str, ...] = ()
    broken: frozenset[str] = frozenset()
    sent: list[tuple[str, ...]] = field(default_factory=list)
    pings: int = 0

    async def send(self, document: Document, now: datetime, names: Collection[str] | None = None) -> dict[str, str]:
        self.sent.append(tuple(self.names if names is None else names))
        return dict.fromkeys(self.broken, "HTTP 500")

    async def ping(self) -> bool:
        self.pings += 1
        return True


class Scene:
    """A bureau with the simulated year: `play` brings the book up to the clock, `look` is one round."""

    def __init__(
        self,
        folder: Path,
        now: str,
        *,
        timetable: Timetable | None = None,
        robots: Any = None,
        small: bool = False,
        sink: PostSink | None = None,
    ) -> None:
        self.now = datetime.fromisoformat(now).replace(tzinfo=ZONE)
        self.folder = folder
        self.wall = Wall(self.clock)
        self.sink: PostSink = sink or self.wall
        self.robots: Any = robots or Robots()
        self.timetable = timetable or bundled()
        self.workdays = Workdays()
        self.backups: list[datetime] = []
        self.refuse_backup = False
        self.group: int | None = GROUP_CHAT
        self.days = () if small else ORDERED
        self._played = 0
        self._open(create_store(folder, self.now, disk=FaultyDisk()))
        self._set_up(small)

    def clock(self) -> datetime:
        return self.now

    def _open(self, store: TinyStore) -> None:
        self.store = store
        self.ledger, self.office = Ledger(store), Office(store, (OFFICE.id,), GROUP_CHAT)
        self.drafts, self.posts = Drafts(store), Posts(store)
        self.round = self._round()

    def _round(self) -> Round:
        world = Outside(
            sink=self.sink,
            elsewhere=self.robots,
            clock=self.clock,
            group=lambda: self.group,
            link=lambda payload: f"https://t.me/bot?start={payload}",
            backup=self._back_up,
            title=lambda form: form,
        )
        kept = Inside(self.ledger, self.office, self.drafts, self.posts, DEFAULT)
        return build_round(self.timetable, kept, world)

    def _back_up(self, now: datetime) -> str:
        if self.refuse_backup:
            raise OSError("no space left")
        self.backups.append(now)
        return f"{now:%Y%m%d}.zip"

    def _set_up(self, small: bool) -> None:
        for member in (OFFICE, CLERK, SHY):
            self.office.admit(member, LOADER, self.now)
        first = [item.stated for item in DAYS if item.project == "" and item.on <= DAYS[0].on]
        self.ledger.open_book(BOOK.key, SMALL if small else first, LOADER, self.now, self.now.date())

    @property
    def book(self) -> Any:
        return self.ledger.book(BOOK.key)

    def play(self) -> None:
        """Record what the simulated year has brought up to the clock."""
        while self._played < len(self.days) and moment_of(self.days[self._played]) <= self.now:
            item = self.days[self._played]
            actor = ACTORS.get(item.project, LOADER)
            self.ledger.record_all(BOOK.key, [item.stated], actor, moment_of(item), item.on)
            self._played += 1

    def open_second_fund(self, fund: str) -> None:
        """A fund of the same year with one project that has spent nothing."""
        self.ledger.open_book(BookKey(fund, BOOK.key.year), SMALL, LOADER, self.now, self.now.date())

    def close_year(self) -> None:
        """关账."""
        closing = Stated(do.ClosePeriod(key="close", period=str(BOOK.key.year)))
        self.ledger.record_all(BOOK.key, [closing], LOADER, self.now, self.now.date())

    def reopen(self) -> None:
        """What is left after a kill, opened again."""
        self.store.close()
        self._open(TinyStore(self.folder, now=self.now, disk=FaultyDisk()))

    async def look(self) -> None:
        self.play()
        await self.round.run()

    async def look_or_die(self) -> bool:
        """A round; False when the process was killed in it and started again."""
        try:
            await self.look()
        except Killed:
            self.reopen()
            return False
        return True

    async def at(self, moment: str) -> None:
        self.now = datetime.fromisoformat(moment).replace(tzinfo=ZONE)
        await self.look()

    def forward(self, delta: timedelta) -> None:
        self.now += delta

    @property
    def told_admins(self) -> list[str]:
        return [words for chat, words in self.wall.told if chat == OFFICE.id]

    def post(self, key: str) -> Post:
        found = self.posts.of(key)
        assert found is not None, key
        return found


@cache
def bundled() -> Timetable:
    """The timetable that comes with the program."""
    return load_timetable(TIMETABLE, ZONE)


def moment_of(item: Dated) -> datetime:
    return datetime(item.on.year, item.on.month, item.on.day, 16, 30, tzinfo=ZONE)


def play_into(ledger: Ledger, upto: datetime) -> None:
    """Open the simulated fund and record its year up to a moment, p07 and p08 by their clerk."""
    start = datetime(BOOK.key.year, 1, 1, 9, tzinfo=ZONE)
    first = [item.stated for item in DAYS if item.project == "" and item.on <= DAYS[0].on]
    ledger.open_book(BOOK.key, first, LOADER, start, start.date())
    for item in ORDERED:
        if moment_of(item) <= upto:
            ledger.record_all(BOOK.key, [item.stated], ACTORS.get(item.project, LOADER), moment_of(item), item.on)


ORDERED = tuple(sorted(DAYS, key=lambda item: item.on))
SMALL = (
    Stated(do.DescribeFund(key="f", name="工业发展管理经费", bureau="工业和信息化局", unit="工业和信息化局")),
    Stated(do.AddProject(key="p", project="p07", name="工业设计大赛")),
    Stated(
        do.ChangeBudget(
            key="b",
            kind=BudgetKind.APPROPRIATION,
            on=date(2021, 1, 1),
            lines=(BudgetLine(project="p07", amount=Decimal(1_000_000)),),
        )
    ),
)
