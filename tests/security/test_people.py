"""Members over HTTP: links that die with their maker's right, new administrators, names that are none or the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from perfbot.domain.books.members import Role
from perfbot.wiring.program import Program
from tests.desk_fixture import Room, room, words
from tests.sandbox_client import CLERK, OFFICE, OTHER_CLERK, STRANGER, VIEWER, in_loop
from tests.security.test_doors import invited


def two_more_administrators(program: Program) -> None:
    """李刚 and 赵芳 are of the office too."""
    office = program.desk.office
    for person in (OTHER_CLERK, VIEWER):
        known = office.member(person.id)
        assert known is not None
        office.change(replace(known, role=Role.ADMIN), "role", known, program.desk.now())


def heard(program: Room, person: Any, part: str) -> int:
    return sum(part in words(one) for one in program.server.world.bot_messages(person.id))


@pytest.mark.parametrize("data", ["m:removed:{}", "m:role:{}:viewer", "m:role:{}:editor"])
@in_loop
async def test_a_link_dies_with_its_makers_right_and_nothing_is_renamed(tmp_path: Path, data: str) -> None:
    async with room(tmp_path, prepare=two_more_administrators) as program:
        office, world = program.talk(OFFICE), program.server.world
        payload = invited(words(await program.talk(OTHER_CLERK).said("/invite 管理员 甲")))
        shown = await office.said("/members")
        world.press_data(OFFICE.id, shown["message_id"], data.format(OTHER_CLERK.id))
        await program.quiet()
        for person in (OTHER_CLERK, STRANGER):
            world.say(person.id, f"/start {payload}")
        await program.quiet()
        member = program.desk.office.member(OTHER_CLERK.id)
        assert member is None or not member.is_admin
        assert program.desk.office.member(STRANGER.id) is None
        assert program.desk.office.names()[OTHER_CLERK.id] == OTHER_CLERK.first_name


@in_loop
async def test_every_administrator_hears_of_a_new_one_whoever_made_them(tmp_path: Path) -> None:
    async with room(tmp_path, prepare=two_more_administrators) as program:
        office = program.talk(OFFICE)
        payload = invited(words(await office.said("/invite 管理员 吴强")))
        await program.talk(STRANGER).said(f"/start {payload}")
        await program.quiet()
        assert [heard(program, one, "现在是管理员") for one in (OTHER_CLERK, VIEWER, STRANGER)] == [1, 1, 0]
        assert heard(program, OFFICE, "已凭邀请加入") == 1
        await office.said("/members 陈敏")
        await office.pressed("改为管理员")
        await program.quiet()
        assert [heard(program, one, "现在是管理员") for one in (OTHER_CLERK, VIEWER, STRANGER, CLERK)] == [2, 2, 1, 0]


@in_loop
async def test_open_invitations_are_listed_and_can_be_taken_back(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        office = program.talk(OFFICE)
        payload = invited(words(await office.said("/invite 管理员 吴强")))
        listed = words(await office.said("/invite"))
        assert "还没有使用的邀请（1 个）" in listed
        assert "吴强 · 管理员" in listed
        assert "已收回给 吴强 的邀请" in words(await office.pressed("收回：吴强 · 管理员"))
        assert "还没有使用的邀请" not in words(await office.said("/invite"))
        assert "无效" in words(await program.talk(STRANGER).said(f"/start {payload}"))
        assert "收回邀请" in words(await office_trail(office))


async def office_trail(office: Any) -> Any:
    await office.said("/members")
    return await office.pressed("变更记录")


NAMES: list[Any] = [None, "", "\u3164", "\u200b", "\u2800", "\u00a0"]


@pytest.mark.parametrize("name", NAMES)
@in_loop
async def test_a_member_whose_name_nobody_can_see_is_called_by_the_number_everywhere(tmp_path: Path, name: Any) -> None:
    async with room(tmp_path) as program:
        office, world = program.talk(OFFICE), program.server.world
        payload = invited(words(await office.said("/invite 查看")))
        world.chats[STRANGER.id].started = True
        sender = {"id": STRANGER.id, "is_bot": False, "first_name": name}
        chat = {"id": STRANGER.id, "type": "private"}
        said = {"message_id": 1, "date": 1, "chat": chat, "from": sender, "text": f"/start {payload}"}
        world.updates.push("message", said)
        await program.quiet()
        await program.restart()
        assert program.desk.office.member(STRANGER.id).name == str(STRANGER.id)
        assert f"{STRANGER.id} · 查看" in office.buttons(await office.said("/members"))
        assert len(program.desk.office.admins()) == 1
        assert f"欢迎，{STRANGER.id}！" in words(world.bot_messages(STRANGER.id)[-1])


@in_loop
async def test_somebody_of_whom_telegram_gives_no_first_name_at_all_is_answered(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        world, sender = program.server.world, {"id": CLERK.id, "is_bot": False}
        chat = {"id": CLERK.id, "type": "private"}
        world.updates.push("message", {"message_id": 1, "date": 1, "chat": chat, "from": sender, "text": "/progress"})
        await program.quiet()
        assert "进度" in words(program.talk(CLERK).last)


@pytest.mark.parametrize("name", NAMES)
@in_loop
async def test_a_stranger_or_group_without_a_name_is_reported_all_the_same(tmp_path: Path, name: Any) -> None:
    async with room(tmp_path) as program:
        world = program.server.world
        sender = {"id": 5001, "is_bot": False, "first_name": name}
        said = {"message_id": 1, "date": 1, "chat": {"id": 5001, "type": "private"}, "from": sender, "text": "在吗"}
        world.updates.push("message", said)
        left, member = ({"user": world.bot, "status": status} for status in ("left", "member"))
        group = {"id": -77, "type": "group", "title": name}
        taken = {"chat": group, "from": sender, "date": 1, "old_chat_member": left, "new_chat_member": member}
        world.updates.push("my_chat_member", taken)
        await program.quiet()
        await world.wait_for(lambda: heard(program, OFFICE, "无名（编号 5001）") == 2)
        assert heard(program, OFFICE, "拉进了群“无名”（编号 -77）") == 1


def a_second_chen(program: Program) -> None:
    office = program.desk.office
    known = office.member(OTHER_CLERK.id)
    assert known is not None
    office.change(replace(known, name=CLERK.first_name), "name", known, program.desk.now())


@in_loop
async def test_two_of_one_name_are_told_apart_and_addressed_by_number(tmp_path: Path) -> None:
    async with room(tmp_path, prepare=a_second_chen) as program:
        office = program.talk(OFFICE)
        for asked in ("/members 陈敏", "/members 陈敏 科室 招商科", "/members 陈敏 审核 招商科"):
            told = words(await office.said(asked))
            assert "有 2 位成员都叫 陈敏" in told
            assert f"无线电科，编号 {OTHER_CLERK.id}" in told
        labels = office.buttons(await office.said("/members"))
        assert f"陈敏（编号 {CLERK.id}） · 经办人" in labels
        assert f"陈敏（无线电科，编号 {OTHER_CLERK.id}） · 经办人" in labels
        assert "科室：招商科" in words(await office.said(f"/members {CLERK.id} 科室 招商科"))
        assert program.desk.office.member(OTHER_CLERK.id).section == "无线电科"


@pytest.mark.parametrize(
    "name", ["https://evil.example/x", "evil.example", "@admin_bot", "/undo", "#x", "t.me/x", "a@b.cn"]
)
@in_loop
async def test_a_strangers_name_reaches_the_administrators_with_nothing_to_tap(tmp_path: Path, name: str) -> None:
    async with room(tmp_path) as program:
        world = program.server.world
        sender = {"id": 5001, "is_bot": False, "first_name": name}
        said = {"message_id": 1, "date": 1, "chat": {"id": 5001, "type": "private"}, "from": sender, "text": "在吗"}
        world.updates.push("message", said)
        left, member = ({"user": world.bot, "status": status} for status in ("left", "member"))
        taken = {"chat": {"id": -77, "type": "group", "title": name}, "from": sender, "date": 1}
        world.updates.push("my_chat_member", taken | {"old_chat_member": left, "new_chat_member": member})
        await world.wait_for(lambda: heard(program, OFFICE, "（编号 5001）") == 2)
        told = [one for one in world.bot_messages(OFFICE.id) if "5001" in words(one)]
        assert not [one for one in told if name in words(one)]
        tapped = [part["type"] for one in told for part in one.get("entities", []) if part["offset"] < 40]
        assert not {"url", "mention", "hashtag", "email"} & set(tapped)
