"""A workbook with people in it: the book and the office are checked together, and loaded whole or told exactly."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import pytest

from perfbot.domain.books.members import Role
from perfbot.sandbox import Upload
from perfbot.years.sheets.schema import PersonRow
from tests.conversations.test_setup import _short_names, book_file, sent
from tests.desk_fixture import GONGYE_2021, room, words
from tests.sandbox_client import CLERK, OFFICE, OTHER_CLERK, in_loop
from tests.store_faults import FaultyDisk, error
from tests.workbooks.files import changed, real, workbook
from tests.workbooks.test_safety import open_document, strict

ADMIN_ROW = PersonRow(name=OFFICE.first_name, role=Role.EDITOR, telegram=OFFICE.id)
NEWCOMER = PersonRow(name="赵新芽", role=Role.EDITOR)


@in_loop
async def test_a_workbook_that_would_leave_no_administrator_is_refused_by_cell_and_changes_nothing(
    tmp_path: Path,
) -> None:
    people = (PersonRow(name=CLERK.first_name, role=Role.VIEWER, telegram=CLERK.id), ADMIN_ROW, NEWCOMER)
    async with room(tmp_path) as program:
        office, before = program.talk(OFFICE), book_file(program)
        trail = program.desk.office.trail()
        await office.said("/setup")
        told = words(await sent(program, office, changed(workbook(real(), people), _short_names)))
        assert "“人员”B4：应为至少留一位管理员，实为装入后没有管理员" in told
        assert "确认装入" not in "".join(office.buttons())
        assert (book_file(program), program.desk.office.trail()) == (before, trail)


@in_loop
async def test_an_administrator_may_hand_over_to_another_of_the_same_workbook(tmp_path: Path) -> None:
    heir = PersonRow(name=OTHER_CLERK.first_name, role=Role.ADMIN, telegram=OTHER_CLERK.id)
    async with room(tmp_path) as program:
        office = program.talk(OFFICE)
        await office.said("/setup")
        await sent(program, office, workbook(real(), (ADMIN_ROW, heir)))
        await office.pressed("✅ 确认装入")
        assert [member.id for member in program.desk.office.admins()] == [OTHER_CLERK.id]


@in_loop
async def test_a_disk_that_takes_the_book_and_not_the_people_is_told_exactly_and_the_file_brings_the_rest(
    tmp_path: Path,
) -> None:
    def no_office(disk: FaultyDisk, name: str, arguments: tuple[Any, ...]) -> None:
        if name == "write" and "赵新芽".encode() in arguments[1]:
            raise error(errno.ENOSPC)

    disk = FaultyDisk()
    demoted = PersonRow(name=CLERK.first_name, role=Role.VIEWER, telegram=CLERK.id)
    content = changed(workbook(real(), (NEWCOMER, demoted)), _short_names)
    async with room(tmp_path, disk=disk) as program:
        office = program.talk(OFFICE)
        await office.said("/setup")
        await sent(program, office, content)
        disk.fault = no_office
        told = words(await office.pressed("✅ 确认装入"))
        disk.fault = None
        assert "台账 2 条已装入，人员一个也没有保存" in told
        assert program.desk.ledger.book(GONGYE_2021).projects["p08"].short_name == "中博会展"
        assert program.desk.office.member(CLERK.id).role is Role.EDITOR
        assert program.desk.office.invited(program.clock()) == frozenset()
        await office.said("/setup")
        assert "人员：2 人" in words(await sent(program, office, content))
        assert "start=inv_" in words(await office.pressed("✅ 确认装入"))
        assert program.desk.office.member(CLERK.id).role is Role.VIEWER


@in_loop
async def test_who_was_invited_before_is_named_so_that_a_lost_link_can_be_made_anew(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        office = program.talk(OFFICE)
        await office.said("/setup")
        await sent(program, office, workbook(real(), (NEWCOMER,)))
        await office.pressed("✅ 确认装入")
        again = words(await sent(program, office, workbook(real(), (NEWCOMER,))))
        assert "没有需要装入的内容" in again
        assert "已邀请、还没有加入：赵新芽" in again


@pytest.mark.parametrize("asked_for", [True, False])
@in_loop
async def test_a_workbook_in_another_format_gets_its_own_sentence_asked_for_or_not(
    asked_for: bool, tmp_path: Path
) -> None:
    async with room(tmp_path) as program:
        office = program.talk(OFFICE)
        if asked_for:
            await office.said("/setup")
            await office.pressed("📄 空白表格")
        for name, content, named in (
            ("2026年.xlsx", strict(workbook()), "Strict Open XML"),
            ("2026年.ods", open_document(), "OpenDocument"),
        ):
            await office.uploaded(Upload(name, content))
            await program.server.world.wait_for(lambda named=named: any(named in words(one) for one in office.messages))  # type: ignore[misc]
