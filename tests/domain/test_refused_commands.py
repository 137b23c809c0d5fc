"""A command that is refused changes nothing: the book's file is the same byte for byte, and so is the book."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfbot.domain.books import commands as do
from perfbot.domain.books.circumstances import Circumstances
from perfbot.domain.books.commands import Stated
from perfbot.domain.books.errors import Refused
from perfbot.domain.books.facts import BudgetKind, BudgetLine, ReviewVerdict
from perfbot.domain.books.keys import BookKey
from perfbot.domain.books.members import Member, Role, Scope
from perfbot.domain.values import Direction
from perfbot.records.ledger import Ledger
from perfbot.store.files.layout import layout_of
from perfbot.store.tiny.store import create_store
from tests import book_histories as made
from tests.book_histories import NOW, OFFICE, TODAY, YEAR
from tests.store_faults import FaultyDisk

KEY = BookKey("f", YEAR)
CLERK = Member(7, "李经办", Role.EDITOR, (Scope("f", ("p01",)),))
VIEWER = Member(9, "陈局长", Role.VIEWER)
MARCH = date(YEAR, 3, 15)


class Kept:
    """A ledger on a real store, and the bytes of its book."""

    def __init__(self, folder: Path) -> None:
        self.store = create_store(folder, NOW, disk=FaultyDisk())
        self.ledger = Ledger(self.store)
        self.ledger.open_book(KEY, list(map(Stated, _setting())), OFFICE, NOW, TODAY)
        self.path = layout_of(folder).book(KEY)

    def bytes(self) -> bytes:
        return self.path.read_bytes()

    def record(self, command: do.Command, by: Member = OFFICE, today: date = TODAY) -> None:
        self.ledger.record(KEY, command, Circumstances(by, NOW, today))


def _setting() -> list[do.AnyCommand]:
    lines = (BudgetLine(project="p01", amount=Decimal(20_000)), BudgetLine(project="p02", amount=Decimal(20_000)))
    return [
        do.DescribeFund(key="f", name="某经费", bureau="某局", unit="某局"),
        do.AddProject(key="a1", project="p01", name="项目一", section="一科"),
        do.AddProject(key="a2", project="p02", name="项目二"),
        do.AddProject(key="a3", project="p03", name="项目三"),
        do.ChangeBudget(key="b0", kind=BudgetKind.APPROPRIATION, on=date(YEAR, 1, 1), lines=lines),
        *(
            do.SetIndicator(
                key=f"i{code}",
                project=code[:3],
                indicator=code,
                level_one="",
                level_two="数量指标",
                name=code,
                target_value="10次",
            )
            for code in made.INDICATORS
        ),
        do.RecordSpending(key="s1", project="p01", amount=Decimal(500), on=MARCH, purpose="展位"),
        do.RecordSpending(key="s2", project="p01", amount=Decimal(100), on=MARCH, purpose="记错"),
        do.ReverseEntry(key="x2", target="s2", reason="记错"),
        do.RecordResult(key="r1", indicator="p01-1", actual_value="8次", on=MARCH),
        do.SwitchReview(key="v", on=True),
        do.ClosePeriod(key="c", period=f"{YEAR}-04"),
    ]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    room = Kept(tmp_path_factory.mktemp("kept") / "data")
    yield room
    room.store.close()


@pytest.fixture(scope="module")
def living(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    """A ledger that goes on being changed."""
    room = Kept(tmp_path_factory.mktemp("living") / "data")
    yield room
    room.store.close()


def line(project: str, amount: int) -> BudgetLine:
    return BudgetLine(project=project, amount=Decimal(amount))


def budget(kind: BudgetKind, *lines: BudgetLine, on: date = MARCH, supplement: int = 0) -> do.ChangeBudget:
    return do.ChangeBudget(key="n", kind=kind, on=on, lines=lines, supplement=Decimal(supplement))


def directed(result: do.RecordResult | do.CorrectResult) -> do.DirectedResult:
    return do.DirectedResult(key=result.key, result=result, direction=Direction.AT_MOST)


def spend(**changes: object) -> do.RecordSpending:
    told: dict[str, object] = {"project": "p01", "amount": Decimal(1), "on": MARCH, "purpose": "x", **changes}
    return do.RecordSpending(key="n", **told)  # type: ignore[arg-type]


REFUSED: list[tuple[do.Command, Member]] = [
    (spend(project="p99"), OFFICE),
    (spend(project="p02"), CLERK),
    (spend(), VIEWER),
    (spend(amount=Decimal(0)), OFFICE),
    (spend(amount=Decimal("0.001")), OFFICE),
    (spend(amount=Decimal("NaN")), OFFICE),
    (spend(amount=Decimal(10**15)), OFFICE),
    (spend(amount=Decimal(19_501)), OFFICE),
    (spend(on=date(2020, 12, 31)), OFFICE),
    (spend(on=date(YEAR, 4, 1)), OFFICE),
    (spend(purpose="  "), OFFICE),
    (spend(purpose="长" * 501), OFFICE),
    (do.RecordResult(key="n", indicator="p99-1", actual_value="1", on=MARCH), OFFICE),
    (do.RecordResult(key="n", indicator="p02-1", actual_value="1", on=MARCH), CLERK),
    (do.RecordResult(key="n", indicator="p01-1", actual_value="", on=MARCH), OFFICE),
    (do.RecordResult(key="n", indicator="p01-1", actual_value="1", on=date(YEAR, 4, 2)), OFFICE),
    (do.ReverseEntry(key="n", target="s1", reason="x"), CLERK),
    (do.ReverseEntry(key="n", target="s2", reason="x"), OFFICE),
    (do.ReverseEntry(key="n", target="nothing", reason="x"), OFFICE),
    (do.ReverseEntry(key="n", target="a1", reason="x"), OFFICE),
    (do.ReverseEntry(key="n", target="s1", reason=""), OFFICE),
    (do.ReverseEntry(key="n", target="b0", reason="x"), OFFICE),
    (
        do.CorrectSpending(
            key="n", target="s1", reason="x", project="p01", amount=Decimal(99_999), on=MARCH, purpose="x"
        ),
        OFFICE,
    ),
    (
        do.CorrectSpending(key="n", target="r1", reason="x", project="p01", amount=Decimal(1), on=MARCH, purpose="x"),
        OFFICE,
    ),
    (do.CorrectResult(key="n", target="s1", why="x", actual_value="1", on=MARCH), OFFICE),
    (directed(do.RecordResult(key="n", indicator="p02-1", actual_value="1", on=MARCH)), CLERK),
    (directed(do.RecordResult(key="n", indicator="p01-1", actual_value="1", on=date(YEAR, 4, 2))), OFFICE),
    (directed(do.CorrectResult(key="n", target="s1", why="x", actual_value="1", on=MARCH)), OFFICE),
    (budget(BudgetKind.TRANSFER, line("p02", -100), line("p01", 50)), OFFICE),
    (budget(BudgetKind.TRANSFER, line("p01", -19_900), line("p02", 19_900)), OFFICE),
    (budget(BudgetKind.SUPPLEMENT, line("p01", -5)), OFFICE),
    (budget(BudgetKind.CUT, line("p01", 5)), OFFICE),
    (budget(BudgetKind.SUPPLEMENT), OFFICE),
    (budget(BudgetKind.SUPPLEMENT, line("p01", 5)), CLERK),
    (budget(BudgetKind.SUPPLEMENT, line("p01", 5), on=date(YEAR, 4, 1)), OFFICE),
    (do.SetPlan(key="n", project="p01", cumulative=(Decimal(1),)), OFFICE),
    (do.SetPlan(key="n", project="p01", cumulative=tuple(Decimal(12 - n) for n in range(12))), OFFICE),
    (do.AddProject(key="n", project="", name="x"), OFFICE),
    (do.AddProject(key="n", project="p04", name=""), OFFICE),
    (do.AddProject(key="n", project="p04", name="x"), CLERK),
    (
        do.SetIndicator(key="n", project="p99", indicator="x", level_one="", level_two="x", name="x", target_value="x"),
        OFFICE,
    ),
    (
        do.SetIndicator(
            key="n",
            project="p01",
            indicator="x",
            level_one="",
            level_two="x",
            name="x",
            target_value="x",
            weight=Decimal(101),
        ),
        OFFICE,
    ),
    (do.WriteText(key="n", section="nothing", paragraphs=("x",)), OFFICE),
    (do.WriteText(key="n", section="funds", paragraphs=("x",)), CLERK),
    (do.WriteText(key="n", section="funds", paragraphs=("长" * 20_001,)), OFFICE),
    (do.DeclareScore(key="n", score=Decimal(101), grade="优"), OFFICE),
    (do.DeclareScore(key="n", score=Decimal(97), grade=""), OFFICE),
    (do.ExplainDeviation(key="n", subject="p99", reason="x"), OFFICE),
    (do.ExplainDeviation(key="n", subject="p01", reason=""), OFFICE),
    (do.AttachEvidence(key="n", target="s2", sha256="a" * 64, filename="x", media_type="", size=1), OFFICE),
    (do.AttachEvidence(key="n", target="s1", sha256="a" * 64, filename="x", media_type="", size=1), CLERK),
    (do.ReviewResult(key="n", target="s1", verdict=ReviewVerdict.CONFIRMED), OFFICE),
    (do.ReviewResult(key="n", target="r1", verdict=ReviewVerdict.CONFIRMED), OFFICE),
    (do.ReviewResult(key="n", target="r1", verdict=ReviewVerdict.RETURNED, remark=""), Member(3, "别人", Role.ADMIN)),
    (do.SwitchReview(key="n", on=False), CLERK),
    (do.ClosePeriod(key="n", period=f"{YEAR}-04"), OFFICE),
    (do.ClosePeriod(key="n", period="2020-01"), OFFICE),
    (do.ClosePeriod(key="n", period=f"{YEAR}-05"), CLERK),
    (do.ReopenPeriod(key="n", period=f"{YEAR}-05", reason="x"), OFFICE),
    (do.ReopenPeriod(key="n", period=f"{YEAR}-04", reason=""), OFFICE),
    (do.DescribeFund(key="n", name="", bureau="x", unit="x"), OFFICE),
]


@pytest.mark.parametrize(
    ("command", "by"),
    REFUSED,
    ids=[f"{number}-{type(command).__name__}" for number, (command, _) in enumerate(REFUSED)],
)
def test_a_refused_command_leaves_the_file_byte_for_byte(kept: Kept, command: do.Command, by: Member) -> None:
    before, entries = kept.bytes(), kept.ledger.book(KEY).entries
    with pytest.raises(Refused):
        kept.record(command, by)
    assert kept.bytes() == before
    assert kept.ledger.book(KEY).entries == entries


def test_every_kind_of_command_is_refused_somewhere_above() -> None:
    assert {type(command) for command, _ in REFUSED} == set(do.AnyCommand.__args__)


def test_several_commands_of_which_one_is_refused_leave_the_file_byte_for_byte(kept: Kept) -> None:
    before = kept.bytes()
    good = do.WriteText(key="n1", section="funds", paragraphs=("x",))
    with pytest.raises(Refused):
        kept.ledger.record_all(KEY, [Stated(good), Stated(spend(project="p99"))], OFFICE, NOW, TODAY)
    assert kept.bytes() == before
    assert kept.ledger.book(KEY).entry("n1") is None


@settings(max_examples=40, deadline=None)
@given(steps=st.lists(made.ANY, max_size=12), chance=st.integers(0, 10**9))
def test_in_any_history_only_what_is_taken_changes_the_file(
    living: Kept, steps: list[tuple[str, Any]], chance: int
) -> None:
    for number, (what, told) in enumerate(steps):
        before, entries = living.bytes(), len(living.ledger.book(KEY))
        command = made.command_of(f"h{chance}.{number}", what, told, living.ledger.book(KEY))
        assert command is not None
        try:
            living.record(command)
        except Refused:
            assert living.bytes() == before
        else:
            assert living.bytes().startswith(before)
            assert (living.bytes() == before) is (len(living.ledger.book(KEY)) == entries)
