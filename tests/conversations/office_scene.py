"""What the conversations of the office begin with: the 2021 book, a section to review, a picture to send."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from perfbot.domain.books.circumstances import Circumstances
from perfbot.domain.books.commands import AddProject, described_again
from perfbot.domain.books.keys import BookKey
from perfbot.domain.books.members import LOADER
from perfbot.wiring.program import Program
from perfbot.years.sheets.filling import rolled_over
from perfbot.years.sheets.planning import plan_of
from tests.desk_fixture import GONGYE_2021, Room, words
from tests.sandbox_client import Talk
from tests.workbooks.files import real

OTHER_FUND = BookKey("shangwu", 2021)

PIXEL = (
    b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"  # begins as a JPEG does; nobody opens it
)


def book(program: Room) -> Any:
    return program.desk.ledger.book(GONGYE_2021)


async def told(program: Room, talk: Talk, part: str) -> str:
    """The newest message of the chat once it says this."""
    await program.server.world.wait_for(lambda: any(part in words(one) for one in talk.messages[-1:]) or None, 10)
    return words(talk.last)


def with_sections(program: Program) -> None:
    """中博会 belongs to 会展科; the leader reviews it."""
    desk = program.desk
    known = desk.ledger.book(GONGYE_2021).projects["p08"].described
    command = described_again(AddProject, known, "section", section="会展科")
    desk.ledger.record(GONGYE_2021, command, Circumstances(LOADER, desk.now(), desk.today()))


def with_two_funds(program: Program, key: BookKey = OTHER_FUND) -> None:
    """A second fund, with three projects."""
    file = real()
    other = replace(file, fund=replace(file.fund, key=key, name="商务发展经费"), projects=file.projects[:3])
    plan = plan_of(replace(rolled_over(other, key.year), fund=other.fund), None)
    program.desk.ledger.open_book(key, plan.stated, LOADER, program.desk.now(), program.desk.today())
