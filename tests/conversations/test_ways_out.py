"""Every place has a way on, over HTTP: what is no text, what nobody asked, what was cancelled, who only reads."""

from __future__ import annotations

from pathlib import Path

from perfbot.domain.books.members import Role
from perfbot.handlers.dispatch import BY_NAME
from perfbot.sandbox.acts import buttons_of
from tests.conversations.test_schedules import bureau
from tests.desk_fixture import room, words
from tests.sandbox_client import CLERK, VIEWER, Talk, in_loop

VOICE = {"voice": {"file_id": "x", "file_unique_id": "y", "duration": 1}}


async def voice(talk: Talk) -> None:
    before = len(talk.messages)
    talk.world.send(talk.person.id, VOICE)
    await talk.world.wait_for(lambda: len(talk.messages) > before)


@in_loop
async def test_a_voice_in_the_middle_is_answered_and_the_question_put_again(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk = program.talk(CLERK)
        await clerk.said("/spend 中博会")
        before = len(clerk.messages)
        await voice(clerk)
        await program.server.world.wait_for(lambda: len(clerk.messages) == before + 2)
        assert "只能用文字或按钮" in words(clerk.messages[-2])
        assert "支出多少" in words(clerk.last)
        assert "上次没填完" not in words(clerk.last)


@in_loop
async def test_whoever_only_reads_is_offered_only_what_can_be_read(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        leader = program.talk(VIEWER)
        for text in ("你好", "/cancel"):
            await leader.said(text)
            assert leader.buttons() == ["看进度", "自评报告", "全部命令"]
        await voice(leader)
        assert "看进度" in leader.buttons()
        await leader.said("/progress")
        await leader.pressed("中博会")
        assert not {"登记支出", "登记完成值"} & set(leader.buttons())


@in_loop
async def test_nobody_is_offered_a_button_that_their_role_would_be_refused(tmp_path: Path) -> None:
    async with bureau(tmp_path) as program:
        for person, role in ((VIEWER, Role.VIEWER), (CLERK, Role.EDITOR)):
            reader = program.talk(person)
            for command in (
                "/ready",
                "/progress",
                "/alerts",
                "/score",
                "/report 2021",
                "/form 2021",
                "/lint",
                "/history",
            ):
                offered = buttons_of(await reader.said(command))
                named = [button.get("callback_data", "").split(":")[:2] for button in offered]
                refused = [
                    name for kind, *rest in named for name in rest if kind == "c" and not BY_NAME[name].is_for(role)
                ]
                assert refused == [], command
                assert role is not Role.VIEWER or ["a", "why"] not in named, command


@in_loop
async def test_a_clerk_finds_recording_on_the_cards_of_their_own_projects_only(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk = program.talk(CLERK)
        await clerk.said("/progress")
        await clerk.pressed("中博会")
        assert "登记支出" in clerk.buttons()
        await clerk.pressed("返回全部项目")
        await clerk.pressed("无线电监管")
        assert "登记支出" not in clerk.buttons()
        group = program.talk(CLERK, program.server.group_id)
        await group.said("/progress")
        await group.pressed("中博会")
        assert "登记支出" not in group.buttons()


@in_loop
async def test_after_a_cancelled_form_everything_else_can_be_begun(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk = program.talk(CLERK)
        await clerk.said("/spend 中博会 0.3")
        assert "没有记录任何内容" in words(await clerk.pressed("✖ 取消"))
        assert "哪个二级项目" in words(await clerk.pressed("登记完成值"))


@in_loop
async def test_a_button_whose_command_is_no_more_is_answered(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        world = program.server.world
        group = program.talk(CLERK, program.server.group_id)
        shown = await group.said("/help")
        world.press_data(CLERK.id, shown["message_id"], "c:gone", program.server.group_id)
        await world.wait_for(lambda: any("失效" in (one.get("text") or "") for one in world.callback_answers.values()))
