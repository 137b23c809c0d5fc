"""Who gets in and how far: strangers, those who were removed, invitations, roles and scopes."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from perfbot.domain.books.members import Role, Scope
from perfbot.intake.parts import Limits
from perfbot.render.commands import COMMANDS
from perfbot.sandbox import Person, Upload
from tests.desk_fixture import GONGYE_2021, Room, room, words
from tests.sandbox_client import CLERK, OFFICE, OTHER_CLERK, STRANGER, VIEWER, in_loop

OUTSIDER = Person(1010, "访客", None, "在群里，不是成员")
SECRETS = ("江门", "工业", "绩效", "工信", "中博会", "王主任", "/spend", "/report", "98.82")
BEGUN = Decimal("196000.00")


def invited(text: str) -> str:
    return re.search(r"start=(inv_[\w-]+)", text, re.ASCII)[1]  # type: ignore[index]


def spent(program: Room) -> Decimal:
    return program.desk.ledger.book(GONGYE_2021).projects["p08"].executed()


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def shown_to(program: Room, person: Person) -> list[dict[str, Any]]:
    return program.server.world.bot_messages(person.id)


@in_loop
async def test_a_stranger_hears_one_sentence_that_names_nothing_and_leaves_no_byte_on_the_disk(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        await program.program.scheduler.looked()
        world, before = program.server.world, bytes_of(program.folder)
        for text in ("/start", "/help", "/progress", "/report 2021", "/whoami", "密码", "/start c_report_2021"):
            world.say(STRANGER.id, text)
        world.upload(STRANGER.id, [Upload("a.xlsx", b"PK" + b"x" * 100, "x/y")])
        for data in ("c:report:2021", "p:gongye-2021:p08", "h:gongye-2021::0", "m:list", "f:aaaa:review:_ok"):
            world.press_data(STRANGER.id, 1, data)
        await program.quiet()
        said = [words(message) for message in shown_to(program, STRANGER)]
        toasts = [answer["text"] for answer in world.callback_answers.values()]
        assert len(said) == 1
        assert not [secret for secret in SECRETS if secret in said[0] or any(secret in toast for toast in toasts)]
        assert bytes_of(program.folder) == before
        menus = [call for call in world.calls_of("setMyCommands") if str(STRANGER.id) in str(call.params)]
        assert menus == []


@in_loop
async def test_strangers_see_an_empty_menu_and_a_group_that_is_not_the_bureaus_gets_nothing(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        world = program.server.world
        elsewhere = world.add_group("别的群", [STRANGER.id, OFFICE.id])
        for person in (STRANGER, OFFICE):
            world.say(person.id, "/progress", elsewhere)
            world.press_data(person.id, 1, "c:progress", elsewhere)
        await program.quiet()
        assert world.bot_messages(elsewhere) == []
        await world.wait_for(lambda: len(world.calls_of("setMyCommands")) >= 2)
        assert all(not call.params["commands"] for call in world.calls_of("setMyCommands")[:2])


@in_loop
async def test_in_the_group_whoever_is_no_member_may_look_and_change_nothing(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        world, group = program.server.world, program.server.group_id
        world.add_person(OUTSIDER)
        await program.talk(CLERK).said("/spend 中博会 0.3 展位 6.30")
        saved = await program.talk(CLERK).pressed("✅ 确认")
        before = bytes_of(program.folder / "books")
        shown = await program.talk(OUTSIDER, group).said("/progress")
        assert "%" in words(shown)
        entry = program.desk.ledger.book(GONGYE_2021).numbered(130).id
        for data in (
            f"e:undo:{entry}",
            f"e:correct_spending:{entry}",
            "m:removed:1002",
            "m:role:1010:admin",
            "m:leave:3",
            "d:post:gongye-2021:20261123",
            "a:ack:x",
            "h:gongye-2021::0",
            "c:invite:管理员",
        ):
            world.press_data(OUTSIDER.id, shown["message_id"], data, group)
        world.say(OUTSIDER.id, "/undo", group)
        world.say(OUTSIDER.id, "/members", group)
        await program.quiet()
        assert bytes_of(program.folder / "books") == before
        assert program.desk.office.member(OUTSIDER.id) is None
        assert program.desk.office.member(CLERK.id) is not None
        assert "已记录" in words(saved)
        told = [words(message) for chat in (group, OFFICE.id) for message in world.bot_messages(chat)]
        assert not any("错误编号" in text or "程序出错" in text or "王主任" in text for text in told)


@pytest.mark.parametrize("words_behind", ["", "_1231"])
@in_loop
async def test_a_link_opens_a_page_and_changes_nothing_whatever_it_names(tmp_path: Path, words_behind: str) -> None:
    async with room(tmp_path, limits=Limits(flood_updates=1_000_000)) as program:
        office = program.talk(OFFICE)
        await office.said("/spend 中博会 0.3 展位 6.30")
        draft, before = program.desk.drafts.of(OFFICE.id), bytes_of(program.folder)
        for command in COMMANDS:
            program.server.world.say(OFFICE.id, f"/start c_{command.name}{words_behind}")
            await program.quiet()
            held = program.desk.drafts.of(OFFICE.id)
            assert held is not None, command.name
            assert (held.id, held.answers) == (draft.id, draft.answers), command.name
        after = bytes_of(program.folder)
        changed = {name for name in after if after[name] != before.get(name)}
        assert {name.split("/")[0] for name in changed} <= {"drafts.jsonl", "inbox.jsonl", "heads"}
        assert "链接只打开页面" in " ".join(words(message) for message in office.messages)


@in_loop
async def test_somebody_elses_entries_and_projects_are_out_of_reach_by_any_button_or_command(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        world, other = program.server.world, program.talk(OTHER_CLERK)
        await program.talk(CLERK).said("/spend 中博会 0.3 展位 6.30")
        await program.talk(CLERK).pressed("✅ 确认")
        entry = program.desk.ledger.book(GONGYE_2021).numbered(130).id
        start = await other.said("/start")
        for data in (f"e:undo:{entry}", f"e:correct_spending:{entry}", f"e:reverse:{entry}", f"e:evidence:{entry}"):
            world.press_data(OTHER_CLERK.id, start["message_id"], data)
        for text in ("/undo", "/spend 中博会 0.1 抢登 6.30", "/spend p08 0.1 抢登 6.30", "/result 中博会 参展企业 9家"):
            world.say(OTHER_CLERK.id, text)
        world.upload(OTHER_CLERK.id, [Upload("a.png", b"\x89PNG\r\n\x1a\n1", "image/png")])
        await program.quiet()
        assert spent(program) == BEGUN + 3000
        assert len(program.desk.ledger.book(GONGYE_2021)) == 130


@in_loop
async def test_a_scope_that_is_taken_away_counts_at_the_next_press(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk, office = program.talk(CLERK), program.desk.office
        review = await clerk.said("/spend 中博会 0.3 展位 6.30")
        narrowed = replace(office.member(CLERK.id), scopes=(Scope("gongye", ("p07",)),))
        office.change(narrowed, "scope", office.member(OFFICE.id), program.clock())
        answer = await clerk.pressed("✅ 确认", review)
        assert "已记录" not in words(answer)
        assert spent(program) == BEGUN


@in_loop
async def test_a_removed_member_is_a_stranger_from_the_next_update_on(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk, office, world = program.talk(CLERK), program.talk(OFFICE), program.server.world
        await clerk.said("/spend 中博会 0.1 甲 6.30")
        saved = await clerk.pressed("✅ 确认")
        review = await clerk.said("/spend 中博会 0.3 展位 6.30")
        shown = await office.said("/members")
        world.press_data(OFFICE.id, shown["message_id"], f"m:removed:{CLERK.id}")
        await program.quiet()
        world.press(CLERK.id, review["message_id"], "✅ 确认")
        world.press(CLERK.id, saved["message_id"], "撤销")
        world.say(CLERK.id, "/progress")
        world.upload(CLERK.id, [Upload("a.png", b"\x89PNG\r\n\x1a\n1", "image/png")])
        await program.quiet()
        assert spent(program) == BEGUN + 1000
        toasts = [answer["text"] for answer in world.callback_answers.values()]
        assert sum("暂时不能使用" in text for text in toasts) == 1
        assert clerk.last["message_id"] == review["message_id"]
        assert program.desk.drafts.of(CLERK.id) is None


@in_loop
async def test_an_invitation_is_for_one_person_one_role_and_a_day(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        office, stranger, world = program.talk(OFFICE), program.talk(STRANGER), program.server.world
        world.add_person(OUTSIDER)
        payload = invited(words(await office.said("/invite 查看 周敏")))
        late = invited(words(await office.said("/invite 管理员 吴强")))
        assert len(payload.removeprefix("inv_")) * 6 >= 128
        assert payload not in "".join(path.read_text("utf-8") for path in program.folder.rglob("*.jsonl"))
        await stranger.said(f"/start {payload}")
        assert program.desk.office.member(STRANGER.id).role is Role.VIEWER
        program.clock.moment += timedelta(hours=24)
        refused = [
            words(await program.talk(OUTSIDER).said(f"/start {one}")) for one in (payload, late, "inv_" + "A" * 27)
        ]
        assert len(set(refused)) == 1
        assert program.desk.office.member(OUTSIDER.id) is None
        # A member who opens a link for administrators stays what they are.
        fresh = invited(words(await office.said("/invite 管理员 吴强")))
        await stranger.said(f"/start {fresh}")
        assert program.desk.office.member(STRANGER.id).role is Role.VIEWER


@in_loop
async def test_guessing_invitations_ends_after_five_a_day(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        world = program.server.world
        payload = invited(words(await program.talk(OFFICE).said("/invite 管理员 周敏")))
        for number in range(12):
            world.say(STRANGER.id, f"/start inv_{number:027}")
        world.say(STRANGER.id, f"/start {payload}")
        await program.quiet()
        assert program.desk.office.member(STRANGER.id) is None
        assert len(shown_to(program, STRANGER)) == 5


@in_loop
async def test_what_is_the_offices_is_refused_to_everybody_else(tmp_path: Path) -> None:
    async with room(tmp_path, limits=Limits(flood_updates=200)) as program:
        await program.program.scheduler.looked()
        before = bytes_of(program.folder / "books"), (program.folder / "office.jsonl").read_bytes()
        offices = [command for command in COMMANDS if command.roles == (Role.ADMIN,)]
        assert len(offices) >= 4
        for person in (CLERK, VIEWER):
            for command in offices:
                assert "只有管理员" in words(await program.talk(person).said(f"/{command.name}"))
        assert (bytes_of(program.folder / "books"), (program.folder / "office.jsonl").read_bytes()) == before


@in_loop
async def test_the_last_administrator_can_neither_go_nor_be_made_less(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        world = program.server.world
        shown = await program.talk(OFFICE).said("/members")
        for data in (f"m:removed:{OFFICE.id}", f"m:role:{OFFICE.id}:viewer"):
            world.press_data(OFFICE.id, shown["message_id"], data)
        await program.quiet()
        assert program.desk.office.member(OFFICE.id).is_admin
