"""Button data that nobody was given: any text at all, and true data bent, pressed by whoever it is not for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from perfbot.handlers.routes import COMMAND_ROUTES
from perfbot.intake.parts import Limits
from perfbot.render.presses import PagePress
from perfbot.sandbox import Person
from perfbot.sandbox.acts import buttons_of
from tests.desk_fixture import GONGYE_2021, Room, room, words
from tests.sandbox_client import CLERK, OFFICE, OTHER_CLERK, STRANGER, VIEWER

OUTSIDER = Person(1010, "访客", None, "在群里，不是成员")
# Each example is a whole round of presses over HTTP: the same ones each time, and none tried again and again.
QUICK = settings(deadline=None, derandomize=True, phases=(Phase.generate,), database=None)
Run = Callable[[Coroutine[Any, Any, Any]], Any]


class Stage:
    """A running program in which a clerk has a draft at its review and an entry of their own."""

    def __init__(self, program: Room, run: Run) -> None:
        self.program, self.run = program, run
        self.true_data: list[str] = []

    async def set_up(self) -> None:
        world, clerk = self.program.server.world, self.program.talk(CLERK)
        world.add_person(OUTSIDER)
        await clerk.said("/spend 中博会 0.01 甲 6.30")
        pages = [await clerk.pressed("✅ 确认"), await clerk.said("/history"), await clerk.said("/progress")]
        pages += [await self.program.talk(OFFICE).said(text) for text in ("/members", "/invite", "/digest", "/alerts")]
        pages.append(await clerk.said("/spend 中博会 0.02 乙 6.30"))
        self.true_data = [one["callback_data"] for page in pages for one in buttons_of(page) if "callback_data" in one]
        await self.program.program.scheduler.looked()

    def state(self) -> tuple[Any, ...]:
        """Everything that a forged press might change."""
        desk = self.program.desk
        return len(desk.ledger.book(GONGYE_2021)), desk.office.members(), desk.drafts.of(CLERK.id), desk.office.trail()

    def troubles(self) -> list[str]:
        world = self.program.server.world
        said = [words(message) for chat in world.chats for message in world.bot_messages(chat)]
        return [text for text in said if "错误编号" in text or "程序出错" in text]

    async def pressed(self, presses: list[tuple[Person, str, bool]]) -> int:
        """Press each in private or in the group; how many were answered.

        What the group may ask for is not pressed there: Telegram takes twenty messages a minute to a group.
        """
        world, group = self.program.server.world, self.program.server.group_id
        before = len(world.callback_answers)
        for person, data, in_group in presses:
            there = in_group and person is not STRANGER and not data.startswith(("c:", "p:"))
            world.press_data(person.id, 1, data, group if there else person.id)
        await self.program.quiet(30)
        return len(world.callback_answers) - before


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One program for the whole file: what no press may change needs no setting up again."""
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        limits = Limits(flood_updates=1_000_000)
        folder: Path = tmp_path_factory.mktemp("stage")
        program = runner.run(stack.enter_async_context(room(folder, limits=limits)))
        made = Stage(program, runner.run)
        runner.run(made.set_up())
        yield made
        runner.run(stack.aclose())


PEOPLE = st.sampled_from([OTHER_CLERK, VIEWER, STRANGER, OUTSIDER])
PARTS = st.one_of(
    st.sampled_from(
        [
            "",
            "_ok",
            "_cancel",
            "_go",
            "review",
            "offer",
            "post",
            "removed",
            "role",
            "admin",
            "1002",
            "1001",
            "gongye-2021",
            "p08",
            "p07",
            "0",
            "-1",
            "99999999999999999999",
            "ffffffffffffffff",
            "inv",
            "scope",
        ]
    ),
    st.sampled_from([*COMMAND_ROUTES, *PagePress.KINDS]),
    st.text(max_size=12),
)
BUILT = st.lists(PARTS, min_size=1, max_size=5).map(":".join)


def bent(true: str, cut: int, added: str) -> str:
    """True data cut off somewhere, with something else after it."""
    return (true[: cut % (len(true) + 1)] + added)[:64]


def swapped(true: str, place: int, part: str) -> str:
    """True data with one of its parts exchanged."""
    parts = true.split(":")
    parts[place % len(parts)] = part
    return ":".join(parts)[:64]


def nearly_true(stage: Stage) -> st.SearchStrategy[str]:
    """Data that the bot gave out, cut off, added to, or with a part exchanged."""
    true, place = st.sampled_from(stage.true_data), st.integers(0, 63)
    return st.one_of(st.builds(bent, true, place, PARTS), st.builds(swapped, true, place, PARTS))


@settings(QUICK, max_examples=12)
@given(st.data())
def test_no_forged_press_changes_anything_or_goes_unanswered(stage: Stage, data: st.DataObject) -> None:
    forged = st.one_of(BUILT, st.text(max_size=64), st.sampled_from(stage.true_data), nearly_true(stage))
    presses = data.draw(st.lists(st.tuples(PEOPLE, forged, st.booleans()), min_size=10, max_size=40))
    before = stage.state()
    answered = stage.run(stage.pressed(presses))
    assert stage.state() == before
    assert stage.troubles() == []
    assert answered >= sum(person in (OTHER_CLERK, VIEWER) for person, _, _ in presses)


@settings(QUICK, max_examples=12)
@given(st.data())
def test_nonsense_pressed_by_the_office_is_answered_and_raises_nothing(stage: Stage, data: st.DataObject) -> None:
    forged = st.one_of(BUILT, st.text(max_size=64), nearly_true(stage))
    presses = data.draw(st.lists(forged, min_size=10, max_size=40))
    entries = len(stage.program.desk.ledger.book(GONGYE_2021))
    answered = stage.run(stage.pressed([(OFFICE, press, False) for press in presses]))
    assert len(stage.program.desk.ledger.book(GONGYE_2021)) == entries
    assert stage.troubles() == []
    assert answered == len(presses)


def test_every_button_the_bot_shows_fits_and_says_no_name(stage: Stage) -> None:
    assert len(stage.true_data) > 20
    for data in stage.true_data:
        assert data.isascii()
        assert len(data) <= 64
