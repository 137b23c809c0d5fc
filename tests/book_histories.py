"""Random histories of a book: what people of an office may ask for, in any order, some of it refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from perfbot.domain.books import commands as do
from perfbot.domain.books.book import Book
from perfbot.domain.books.circumstances import Circumstances
from perfbot.domain.books.entries import Entry
from perfbot.domain.books.errors import Refused
from perfbot.domain.books.facts import BudgetKind, BudgetLine
from perfbot.domain.books.keys import BookKey
from perfbot.domain.books.members import Member, Role
from perfbot.domain.books.rules import decide
from perfbot.domain.books.sections import SECTIONS

YEAR = 2021
TODAY = date(YEAR, 12, 31)
NOW = datetime(2022, 1, 5, 9, tzinfo=UTC)
OFFICE = Member(1, "王主任", Role.ADMIN)
PROJECTS = ("p01", "p02", "p03")
INDICATORS = ("p01-1", "p01-2", "p02-1")
TARGETS = ("10次", "≧90%", "3-5场")
AMOUNTS = st.integers(1, 3_000_000).map(lambda cents: Decimal(cents) / 100)
DAYS = st.integers(0, 364).map(lambda day: date.fromordinal(date(YEAR, 1, 1).toordinal() + day))
WORDS = st.text(alphabet="展位搭建费=+-@\"'\\{}支出率 1a\t，", min_size=1, max_size=12).filter(str.strip)


def opened() -> Book:
    """Three projects with money and a few indicators."""
    book = Book(BookKey("f", YEAR))
    commands: list[do.AnyCommand] = [do.DescribeFund(key="f", name="某经费", bureau="某局", unit="某局")]
    commands += [do.AddProject(key=f"a{code}", project=code, name=f"项目{code}") for code in PROJECTS]
    lines = tuple(BudgetLine(project=code, amount=Decimal(20_000)) for code in PROJECTS)
    commands.append(do.ChangeBudget(key="b0", kind=BudgetKind.APPROPRIATION, on=date(YEAR, 1, 1), lines=lines))
    for code, target in zip(INDICATORS, TARGETS, strict=True):
        commands.append(
            do.SetIndicator(
                key=f"i{code}",
                project=code[:3],
                indicator=code,
                level_one="产出指标",
                level_two="数量指标",
                name=f"指标{code}",
                target_value=target,
            )
        )
    for command in commands:
        take(book, command)
    return book


def take(book: Book, command: do.Command) -> tuple[Entry, ...]:
    """Record the command; raises Refused."""
    entries = decide(book, command, Circumstances(OFFICE, NOW, TODAY))
    for entry in entries:
        book.apply(entry)
    return entries


@dataclass
class History:
    """A book and what was asked of it; `refused` were not taken."""

    book: Book = field(default_factory=opened)
    taken: list[do.Command] = field(default_factory=list)
    refused: list[do.Command] = field(default_factory=list)

    def play(self, steps: Iterable[tuple[str, Any]]) -> History:
        """Ask for each step in turn; a step that needs an entry takes one of those there are."""
        for number, (what, told) in enumerate(steps):
            command = command_of(f"k{number}", what, told, self.book)
            if command is not None:
                self.ask(command)
        return self

    def ask(self, command: do.Command) -> bool:
        """Whether the book took it."""
        try:
            take(self.book, command)
        except Refused:
            self.refused.append(command)
            return False
        self.taken.append(command)
        return True


def command_of(key: str, what: str, told: Any, book: Book) -> Any:
    """The command that a step asks for."""
    if what == "spend":
        project, amount, on, words, awaiting = told
        return do.RecordSpending(
            key=key, project=project, amount=amount, on=on, purpose=words, awaiting_supplement=awaiting
        )
    if what == "result":
        indicator, value, on, reason = told
        return do.RecordResult(key=key, indicator=indicator, actual_value=value, on=on, reason=reason)
    if what == "budget":
        kind, lines, on = told
        return do.ChangeBudget(key=key, kind=kind, on=on, lines=lines)
    if what == "move":
        source, target, amount, more, on = told
        lines = (BudgetLine(project=source, amount=-amount), BudgetLine(project=target, amount=amount + more))
        return do.ChangeBudget(key=key, kind=BudgetKind.TRANSFER, on=on, lines=lines, supplement=more)
    if what == "reverse":
        entry = book.numbered(told % len(book) + 1)
        return do.ReverseEntry(key=key, target=entry.id if entry else "", reason="记错")
    if what == "explain":
        subject, words = told
        return do.ExplainDeviation(key=key, subject=subject, reason=words, remedy=words)
    if what == "text":
        section, paragraphs = told
        return do.WriteText(key=key, section=section, paragraphs=paragraphs)
    project, steps = told
    sums = tuple(sum(steps[: month + 1], Decimal(0)) for month in range(12))
    return do.SetPlan(key=key, project=project, cumulative=sums)


PROJECT = st.sampled_from(PROJECTS)
SPEND = st.tuples(st.just("spend"), st.tuples(PROJECT, AMOUNTS, DAYS, WORDS, st.booleans()))
RESULT = st.tuples(
    st.just("result"),
    st.tuples(
        st.sampled_from(INDICATORS),
        st.sampled_from(("8次", "12次", "95%", "4场", "很好")),
        DAYS,
        st.one_of(st.just(""), WORDS),
    ),
)
SUPPLEMENT = st.builds(
    lambda project, amount, on, kind: (
        "budget",
        (kind, (BudgetLine(project=project, amount=-amount if kind is BudgetKind.CUT else amount),), on),
    ),
    PROJECT,
    AMOUNTS,
    DAYS,
    st.sampled_from((BudgetKind.SUPPLEMENT, BudgetKind.CUT, BudgetKind.APPROPRIATION)),
)
MOVE = st.tuples(st.just("move"), st.tuples(PROJECT, PROJECT, AMOUNTS, st.one_of(st.just(Decimal(0)), AMOUNTS), DAYS))
REVERSE = st.tuples(st.just("reverse"), st.integers(0, 200))
EXPLAIN = st.tuples(st.just("explain"), st.tuples(st.sampled_from((*PROJECTS, *INDICATORS)), WORDS))
TEXT = st.tuples(st.just("text"), st.tuples(st.sampled_from(SECTIONS), st.lists(WORDS, max_size=3).map(tuple)))
PLAN = st.tuples(st.just("plan"), st.tuples(PROJECT, st.lists(AMOUNTS, min_size=12, max_size=12)))
ANY = st.one_of(SPEND, RESULT, SUPPLEMENT, MOVE, REVERSE, EXPLAIN, TEXT, PLAN)
HISTORIES = st.lists(ANY, max_size=30).map(lambda steps: History().play(steps))
