"""Digests that fall due while the bot is being killed: one more group before each life, each owed one digest."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from perfbot.domain.books import commands as do
from perfbot.domain.books.commands import Stated
from perfbot.domain.books.facts import BudgetKind, BudgetLine
from perfbot.domain.books.keys import BookKey
from perfbot.domain.books.members import LOADER
from perfbot.domain.posts.post import PostState
from perfbot.records.ledger import Ledger
from perfbot.records.posts import Posts
from perfbot.sandbox import World
from perfbot.store.tiny.store import TinyStore
from tests.crash.notebook import Notebook
from tests.desk_fixture import words
from tests.sandbox_client import OFFICE

FUND = "zhoubao"
ZONE = ZoneInfo("Asia/Shanghai")
LINE = "生成中"
GIVEN_UP = "没有发出"
_ENTRY = """
["{chat}"]
kind = "digest"
cron = {{ day_of_week = "{day}", hour = {hour}, minute = {minute} }}
workdays = "any"
catch_up = "6d"
chat = {chat}
fund = "{fund}"
"""


def open_this_years_book(store: TinyStore, now: datetime) -> None:
    """A fund with one project of this year: the one that the digests are about."""
    year = now.astimezone(ZONE).year
    line = BudgetLine(project="z1", amount=Decimal("100000.00"))
    stated = [
        Stated(do.DescribeFund(key="z-fund", name="周报经费", bureau="工业和信息化局", unit="办公室")),
        Stated(do.AddProject(key="z-project", project="z1", name="周报项目")),
        Stated(do.ChangeBudget(key="z-budget", kind=BudgetKind.APPROPRIATION, on=date(year, 1, 1), lines=(line,))),
    ]
    Ledger(store).open_book(BookKey(FUND, year), stated, LOADER, now, now.date())


class Digests:
    """The groups and the timetable that owes each of them a digest."""

    def __init__(self, world: World, timetable: Path) -> None:
        self._world, self._file = world, timetable
        self.groups: list[int] = []
        self._due: dict[int, datetime] = {}
        self._write()

    def one_more(self, now: datetime) -> None:
        """Another group whose digest fell due two minutes ago; those that have theirs are left out of the file."""
        group = self._world.add_group(f"工作群{len(self.groups)}", [OFFICE.id])
        self.groups.append(group)
        self._due[group] = now.astimezone(ZONE) - timedelta(minutes=2)
        self._write()

    def _write(self) -> None:
        owed = [(chat, self._due[chat]) for chat in self.groups if not self.full(chat)]
        entries = [
            _ENTRY.format(chat=chat, day=f"{due:%a}".lower(), hour=due.hour, minute=due.minute, fund=FUND)
            for chat, due in owed
        ]
        self._file.write_text("format = 1\n" + "".join(entries), encoding="utf-8")

    def full(self, group: int) -> list[str]:
        """The digests that stand in the group."""
        said = [words(message) for message in self._world.bot_messages(group)]
        return [text for text in said if LINE not in text]

    def stray(self) -> int:
        """How many lines stand in groups that no digest followed."""
        said = [words(message) for group in self.groups for message in self._world.bot_messages(group)]
        return sum(LINE in text for text in said)

    def settled(self) -> bool:
        """Whether each group has its digest or the office was told that it is given up."""
        given_up = sum(GIVEN_UP in words(message) for message in self._world.bot_messages(OFFICE.id))
        return sum(bool(self.full(group)) for group in self.groups) + given_up >= len(self.groups)

    def reckon(self, data: Path, notes: Notebook) -> tuple[list[str], list[str]]:
        """What is missing and what stands twice; one that was given up and told is neither."""
        missing, doubled = [], []
        states = self._states(data)
        for group in self.groups:
            full, state = self.full(group), states.get(str(group))
            if len(full) > 1:
                doubled.append(f"group {group} has {len(full)} digests")
            elif not full and state is PostState.FAILED:
                notes.counted["digests given up and told"] += 1
            elif not full:
                missing.append(f"group {group} has no digest, the post is {state}")
        return missing, doubled

    @staticmethod
    def _states(data: Path) -> dict[str, PostState]:
        store = TinyStore(data, read_only=True)
        try:
            posts = Posts(store)
            known = [posts.of(key.removeprefix("post:")) for key, _ in store.claims() if key.startswith("post:")]
            return {post.chat: post.state for post in known if post is not None}
        finally:
            store.close()
