"""A page stays in the chat while things change: pressed later it does what it says, or it does nothing and says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from perfbot.domain.books.book import Book
from perfbot.domain.books.circumstances import Circumstances
from perfbot.domain.books.commands import AddProject, Command, ReverseEntry, described_again
from perfbot.domain.books.entries import Reversal
from perfbot.domain.books.keys import BookKey
from perfbot.domain.books.members import LOADER, Role, Scope
from perfbot.intake.parts import Limits
from tests.conversations.office_scene import with_sections, with_two_funds
from tests.desk_fixture import GONGYE_2021, Room, room, words
from tests.sandbox_client import CLERK, OFFICE, OTHER_CLERK, VIEWER, Talk, in_loop

NEXT_YEAR = BookKey("gongye", 2022)
QUICK = Limits(flood_updates=1_000_000)


@dataclass
class OldPage:
    """A page as it was shown: who has it, the button that does something, and whether it did what the page says."""

    talk: Talk
    message: dict[str, Any]
    label: str
    kept: Callable[[Room], bool]


def book(program: Room) -> Book:
    found: Book = program.desk.ledger.book(GONGYE_2021)
    return found


def state(program: Room) -> tuple[Any, ...]:
    """Everything that a press may change."""
    desk = program.desk
    books = [(key, len(desk.ledger.book(key))) for key in desk.ledger.books()]
    posted = [words(message) for message in program.server.world.bot_messages(program.server.group_id)]
    return books, desk.office.members(), len(desk.office.trail()), posted


def scopes_of(program: Room, person: int) -> tuple[Scope, ...] | None:
    member = program.desk.office.member(person)
    return member and member.scopes


async def opened(program: Room, talk: Talk, said: str, *labels: str) -> dict[str, Any]:
    """A page of its own, reached from a command by tapping."""
    talk.world.say(talk.person.id, said)
    await program.quiet()
    for label in labels:
        talk.world.press(talk.person.id, talk.last["message_id"], label)
        await program.quiet()
    return talk.last


async def old_pages(program: Room) -> list[OldPage]:
    """One page of each kind on which a button changes something."""
    office, clerk = program.talk(OFFICE), program.talk(CLERK)
    await opened(program, clerk, "/spend 中博会 0.01 展位 6.30", "✅ 确认")
    latest = book(program).entries[-1].id
    undo = await opened(program, clerk, "/undo")
    roll = await opened(program, office, "/setup", "🔁 2021 年结转到 2022 年")
    counted = words(roll)
    scope = await opened(program, office, "/members", "陈敏 · 经办人", "调整项目范围", "☐ 无线电监管")
    everything = await opened(program, office, "/members", "李刚 · 经办人", "调整项目范围")
    sections = await opened(program, office, "/members", "李刚 · 经办人", "审核的科室", "☐ 会展科")
    invitation = await opened(program, office, "/invite", "经办人 · 登记支出和完成值", "☐ 中博会")
    card = await opened(program, office, "/members", "李刚 · 经办人")
    removal = await opened(program, office, "/members", "赵芳 · 查看", "移除")
    digest = await opened(program, office, "/digest")
    preview = words(digest).partition("群里还没有发出。")[2].strip()

    def invited(program: Room) -> bool:
        shown = next(one for one in office.messages if one["message_id"] == invitation["message_id"])
        return "项目范围：中博会\n" in words(shown)

    def rolled(program: Room) -> bool:
        new = program.desk.ledger.book(NEXT_YEAR)
        return f"沿用 {len(new.projects)} 个二级项目、{len(new.indicators)} 项指标" in counted

    def posted(program: Room) -> bool:
        return words(program.server.world.bot_messages(program.server.group_id)[-1]).strip() == preview

    def undone(program: Room) -> bool:
        last = book(program).entries[-1]
        return isinstance(last, Reversal) and last.target == latest

    return [
        OldPage(clerk, undo, "撤销这一条", undone),
        OldPage(office, digest, "发布到工作群", posted),
        OldPage(office, roll, "直接建立，以后再改", rolled),
        OldPage(
            office,
            scope,
            "完成（已选 3 个项目）",
            lambda p: scopes_of(p, CLERK.id) == (Scope("gongye", ("p02", "p07", "p08")),),
        ),
        OldPage(
            office,
            sections,
            "完成（已选 1 个科室）",
            lambda p: p.desk.office.member(OTHER_CLERK.id).reviews == ("会展科",),
        ),
        OldPage(
            office,
            everything,
            "完成（已选 2 个项目）",
            lambda p: scopes_of(p, OTHER_CLERK.id) == (Scope("gongye", ("p02", "p03")),),
        ),
        OldPage(office, invitation, "完成（已选 1 个项目）", invited),
        OldPage(office, card, "改为查看", lambda p: p.desk.office.member(OTHER_CLERK.id).role is Role.VIEWER),
        OldPage(office, removal, "确定移除", lambda p: p.desk.office.member(VIEWER.id) is None),
    ]


def recorded(program: Room, command: Command) -> None:
    desk = program.desk
    desk.ledger.record(GONGYE_2021, command, Circumstances(LOADER, desk.now(), desk.today()))


def described(program: Room, code: str, **changed: Any) -> None:
    """Record a project's description anew."""
    known = book(program).projects[code].described
    recorded(program, described_again(AddProject, known, f"again-{code}", **changed))


def leaves_the_list(program: Room) -> None:
    described(program, "p01", reported=False)


def renamed(program: Room) -> None:
    described(program, "p08", name="另一个项目", short_name="另一个")


def added(program: Room) -> None:
    recorded(program, AddProject(key="new", project="p99", name="新增的项目"))


def section_added(program: Room) -> None:
    described(program, "p01", section="办公室")


def undone_meanwhile(program: Room) -> None:
    recorded(program, ReverseEntry(key="undone", target=book(program).entries[-1].id, reason="重复"))


def member_gone(program: Room) -> None:
    desk = program.desk
    for person in (CLERK.id, VIEWER.id):
        desk.office.remove(person, desk.office.member(OFFICE.id), desk.now())


def role_changed(program: Room) -> None:
    desk = program.desk
    for person in (CLERK.id, OTHER_CLERK.id):
        changed = replace(desk.office.member(person), role=Role.ADMIN)
        desk.office.change(changed, "role", desk.office.member(OFFICE.id), desk.now())


def fund_added(program: Room) -> None:
    with_two_funds(program.program)


CHANGES = [leaves_the_list, renamed, added, section_added, undone_meanwhile, member_gone, role_changed, fund_added]


@pytest.mark.parametrize("change", CHANGES)
@in_loop
async def test_a_page_shown_before_a_change_does_what_it_says_or_nothing(
    tmp_path: Path, change: Callable[[Room], None]
) -> None:
    async with room(tmp_path, prepare=with_sections, limits=QUICK) as program:
        pages = await old_pages(program)
        change(program)
        broken = []
        for page in pages:
            before = state(program)
            program.server.world.press(page.talk.person.id, page.message["message_id"], page.label, page.talk.chat_id)
            await program.quiet()
            if state(program) != before and not page.kept(program):
                broken.append(page.label)
        assert broken == []


@in_loop
async def test_a_page_does_what_it_says_while_nothing_has_changed(tmp_path: Path) -> None:
    async with room(tmp_path, prepare=with_sections, limits=QUICK) as program:
        undo, digest, _, *pages = await old_pages(program)
        # What makes other pages stale comes last: a spending is gone.
        for page in [digest, *pages, undo]:
            before = state(program)
            program.server.world.press(page.talk.person.id, page.message["message_id"], page.label, page.talk.chat_id)
            await program.quiet()
            assert (page.label, state(program) != before, page.kept(program)) == (page.label, True, True)


@in_loop
async def test_words_that_wait_for_a_fund_go_only_with_the_page_that_shows_them(tmp_path: Path) -> None:
    async with room(tmp_path, prepare=with_two_funds) as program:
        office = program.talk(OFFICE)
        first = await opened(program, office, "/spend 评审验收 0.3 展位 6.30")
        second = await opened(program, office, "/spend 评审验收 0.5 印刷 6.30")
        office.world.press(OFFICE.id, first["message_id"], "2021年 工业发展管理经费")
        await program.quiet()
        assert program.desk.drafts.of(OFFICE.id) is None
        office.world.press(OFFICE.id, second["message_id"], "2021年 工业发展管理经费")
        await program.quiet()
        assert "印刷" in words(office.last)


@in_loop
async def test_an_old_length_of_leave_means_the_days_it_meant(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk = program.talk(CLERK)
        page = await opened(program, clerk, "/leave")
        program.clock.forward(days=2)
        clerk.world.press(CLERK.id, page["message_id"], "3 天")
        await program.quiet()
        assert program.desk.office.member(CLERK.id).leave_until == date(2026, 11, 25)
        page = await opened(program, clerk, "/leave")
        program.clock.forward(days=9)
        clerk.world.press(CLERK.id, page["message_id"], "仅今天")
        await program.quiet()
        assert "已经过去了" in words(clerk.last)


@in_loop
async def test_an_unknown_fund_on_a_forged_button_grants_nothing(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        office, before = program.talk(OFFICE), program.desk.office.members()
        page = await opened(program, office, "/members")
        forged = (
            "m:scope:1002:nosuch",
            "m:fund:scope:1002:editor:nosuch",
            "m:fund:scope:1002:viewer:*",
            "k:scope:1002:0:0:all",
        )
        for data in (*forged, "m:fund:inv:0:admin:*", "m:inv:editor:nosuch", "k:inv:0:01234567:0:all"):
            office.world.press_data(OFFICE.id, page["message_id"], data)
        await program.quiet()
        assert program.desk.office.members() == before
        assert "invited" not in {change.what for change in program.desk.office.trail()}


@in_loop
async def test_nothing_ticked_grants_no_project_and_all_of_them_are_a_choice_below(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        office = program.talk(OFFICE)
        page = await opened(program, office, "/invite", "经办人 · 登记支出和完成值")
        labels = office.buttons(page)
        assert all(label.startswith("☐") for label in labels[:-3])
        assert labels[-3:] == ["完成（不负责任何项目）", "全部项目（以后新增的也在内）", "⬅ 重选角色"]
        office.world.press(OFFICE.id, page["message_id"], "完成（不负责任何项目）")
        await program.quiet()
        assert "项目范围：无" in words(office.last)
        assert "写明负责的项目" in words(await office.said("/invite 经办人 周敏"))
        assert "项目范围：全部项目" in words(await office.said("/invite 经办人 周敏 全部项目"))
