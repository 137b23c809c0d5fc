"""The main job over HTTP: spending and results recorded by conversation, the report, who may do what."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from tests.desk_fixture import GONGYE_2021, Room, room, words
from tests.sandbox_client import CLERK, OFFICE, OTHER_CLERK, STRANGER, VIEWER, in_loop


def invited(text: str) -> str:
    return re.search(r"start=(inv_[\w-]+)", text, re.ASCII)[1]  # type: ignore[index]


def spent(program: Room, project: str) -> Decimal:
    return program.desk.ledger.book(GONGYE_2021).projects[project].executed()


@in_loop
async def test_a_clerk_records_spending_by_tapping(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk = program.talk(CLERK)
        await clerk.said("/spend")
        assert {"工业设计大赛", "中博会"} <= set(clerk.buttons())
        await clerk.pressed("中博会")
        await clerk.said("0.3")
        await clerk.pressed("12月31日")
        review = await clerk.said("展位搭建")
        assert "19.60 → 19.90" in words(review)
        assert "98.00% → 99.50%" in words(review)
        saved = await clerk.pressed("✅ 确认")
        assert "已记录" in words(saved)
        assert "第 130 号" in words(saved)
        assert spent(program, "p08") == Decimal("199000.00")


@in_loop
async def test_one_line_goes_straight_to_the_review(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk = program.talk(CLERK)
        review = await clerk.said("/spend 中博会 0.32 展位搭建 6.30")
        assert "0.32 万元 = 3,200.00 元" in words(review)
        assert "2021年6月30日" in words(review)
        await clerk.pressed("✅ 确认")
        assert spent(program, "p08") == Decimal("199200.00")


@in_loop
async def test_four_digits_are_a_year_only_where_a_command_takes_one(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk = program.talk(CLERK)
        for line in ("/spend 中博会 2000 材料 6.30", "/spend 2021 中博会 材料 6.30", "/spend 中博会 2021 材料 6.30"):
            figure = "2000" if "2000" in line else "2021"
            assert f"是 {figure} 元，还是 {figure} 万元？" in words(await clerk.said(line))
            assert "2021年6月30日" in words(clerk.last)
            await clerk.said("/cancel")
        assert "0.32 万元" in words(await clerk.said("/spend 2021年 中博会 0.32 展位 6.30"))
        await clerk.said("/cancel")
        assert "完成值　2000" in words(await clerk.said("/result 参观人数 2000"))
        await clerk.said("/cancel")
        assert "没有 2000 年度的台账" in words(await clerk.said("/spend 2000年 中博会 0.32 展位 6.30"))
        assert "没有 2000 年度的台账" in words(await clerk.said("/score 2000"))
        assert "没有 2000 年度的台账" in words(await clerk.said("/score 2000年度"))


@in_loop
async def test_spending_over_the_budget_asks_whether_it_waits_for_a_supplement(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk = program.talk(CLERK)
        asked = await clerk.said("/spend 中博会 3.2 展位搭建 6.30")
        assert "超出预算" in words(asked)
        await clerk.pressed("✅ 确认，标为待追加")
        assert spent(program, "p08") == Decimal("228000.00")
        assert "待追加" in words(await clerk.said("/progress"))


@in_loop
async def test_a_bad_amount_is_explained_and_the_conversation_stays(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk = program.talk(CLERK)
        await clerk.said("/spend")
        await clerk.pressed("中博会")
        refused = await clerk.said("NaN")
        assert "例" in words(refused)
        assert "第 2 步" in words(refused)
        assert "第 3 步" in words(await clerk.said("０．３"))


@in_loop
async def test_a_result_is_recorded_and_judged(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk = program.talk(CLERK)
        await clerk.said("/result")
        await clerk.pressed("中博会")
        labels = clerk.buttons()
        await clerk.pressed(next(label for label in labels if "参展企业" in label))
        shown = await clerk.said("6家")
        for _ in range(3):
            if "✅ 确认" in clerk.buttons():
                break
            shown = await clerk.pressed(next(x for x in clerk.buttons() if x in ("跳过", "12月31日", "今天")))
        assert "6家" in words(shown)
        saved = await clerk.pressed("✅ 确认")
        assert "已记录" in words(saved)
        assert "✅ 完成" in words(saved)


@in_loop
async def test_cancel_records_nothing(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk = program.talk(CLERK)
        before = len(program.desk.ledger.book(GONGYE_2021))
        await clerk.said("/spend 中博会 0.3 展位 6.30")
        assert "已取消" in words(await clerk.said("/cancel"))
        assert len(program.desk.ledger.book(GONGYE_2021)) == before


@in_loop
async def test_undo_under_an_entry_reverses_that_entry_once(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk = program.talk(CLERK)
        await clerk.said("/spend 中博会 0.3 展位 6.30")
        saved = await clerk.pressed("✅ 确认")
        await clerk.pressed("撤销", saved)
        assert spent(program, "p08") == Decimal("196000.00")
        entries = len(program.desk.ledger.book(GONGYE_2021))
        program.server.world.press_data(CLERK.id, saved["message_id"], _undo_data(program))
        await program.server.world.wait_for(lambda: len(program.server.world.callback_answers) >= 3)
        assert len(program.desk.ledger.book(GONGYE_2021)) == entries


def _undo_data(program: Room) -> str:
    book = program.desk.ledger.book(GONGYE_2021)
    return f"e:undo:{book.numbered(130).id}"


@in_loop
async def test_a_half_done_spending_survives_a_restart(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk = program.talk(CLERK)
        await clerk.said("/spend")
        await clerk.pressed("中博会")
        await clerk.said("0.3")
        await program.restart()
        shown = await clerk.said("12.20")
        assert "第 4 步" in words(shown)
        await clerk.said("展位")
        await clerk.pressed("✅ 确认")
        assert spent(program, "p08") == Decimal("199000.00")


@pytest.mark.parametrize("knows_rich", [True, False])
@in_loop
async def test_the_report_comes_whole_with_its_word_file(tmp_path: Path, knows_rich: bool) -> None:
    async with room(tmp_path, knows_rich=knows_rich) as program:
        leader = program.talk(VIEWER)
        program.server.world.say(VIEWER.id, "/report 2021")
        await program.server.world.wait_for(lambda: any("document" in one for one in leader.messages))
        said = "\n".join(map(words, leader.messages))
        assert "98.82%" in said
        assert "1127.70" in said
        assert "珠海-江门大型产业集聚区" in said
        assert "绩效自评分数为97分" in said
        file = next(one["document"] for one in leader.messages if "document" in one)
        assert file["file_name"] == "2021年工业发展管理经费项目支出绩效自评报告.docx"
        assert any("rich_message" in one for one in leader.messages) is knows_rich


@in_loop
async def test_report_alone_offers_the_years(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        leader = program.talk(VIEWER)
        await leader.said("/report")
        assert leader.buttons() == ["2021年 工业发展管理经费"]
        missing = await leader.said("/report 2035")
        assert "没有 2035 年度" in words(missing)


@in_loop
async def test_progress_shows_every_project_and_a_tap_its_card(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        leader = program.talk(VIEWER)
        shown = await leader.said("/progress")
        assert "98.82%" in words(shown)
        label = next(one for one in leader.buttons() if one.startswith("监测大楼运维"))
        card = await leader.pressed(label)
        assert "87.03%" in words(card)
        assert "3219平方米" in words(card)


@in_loop
async def test_a_leader_cannot_record(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        assert "只有" in words(await program.talk(VIEWER).said("/spend"))


@in_loop
async def test_a_clerk_is_offered_only_their_own_projects(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk = program.talk(OTHER_CLERK)
        await clerk.said("/spend")
        assert "中博会" not in clerk.buttons()
        refused = await clerk.said("中博会")
        assert "第 1 步" in words(refused)


@in_loop
async def test_a_stranger_learns_nothing_and_the_office_is_told_once(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        world = program.server.world
        stranger, office = program.talk(STRANGER), program.talk(OFFICE)
        first = await stranger.said("/start")
        assert "江门" not in words(first)
        await world.wait_for(lambda: any("陌生人" in words(one) for one in office.messages))
        for text in ("/report 2021", "/progress", "你好"):
            world.say(STRANGER.id, text)
        assert "您好" in words(await program.talk(CLERK).said("/start"))
        assert len(stranger.messages) == 1
        assert sum("陌生人" in words(one) for one in office.messages) == 1


@in_loop
async def test_an_invitation_lets_one_person_in_once(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        office, stranger = program.talk(OFFICE), program.talk(STRANGER)
        payload = invited(words(await office.said("/invite 经办人 周敏 中博会")))
        joined = await stranger.said(f"/start {payload}")
        assert "欢迎，周敏" in words(joined)
        await stranger.said("/spend")
        member = program.desk.office.member(STRANGER.id)
        assert member is not None
        assert member.may_record("gongye", "p08")
        assert not member.may_record("gongye", "p07")


@in_loop
async def test_a_used_and_a_guessed_invitation_look_the_same(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        office = program.talk(OFFICE)
        payload = invited(words(await office.said("/invite 查看 周敏")))
        await program.talk(STRANGER).said(f"/start {payload}")
        program.desk.office.remove(STRANGER.id, program.desk.office.member(OFFICE.id), program.clock())
        used = await program.talk(STRANGER).said(f"/start {payload}")
        guessed = await program.talk(STRANGER).said("/start inv_AAAAAAAAAAAAAAAAAAAAAAAAAAA")
        assert words(used) == words(guessed)


@in_loop
async def test_in_the_group_recording_opens_the_private_chat(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        group = program.talk(CLERK, program.server.group_id)
        shown = await group.said("/spend")
        assert "私聊" in words(shown)
        button = shown["reply_markup"]["inline_keyboard"][0][0]
        assert button["url"].endswith("?start=c_spend")
        opened = await program.talk(CLERK).said("/start c_spend")
        assert "哪个二级项目" in words(opened)


@in_loop
async def test_a_removed_members_buttons_stop_working_at_once(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk = program.talk(CLERK)
        await clerk.said("/spend 中博会 0.3 展位 6.30")
        program.desk.office.remove(CLERK.id, program.desk.office.member(OFFICE.id), program.clock())
        world = program.server.world
        before = len(world.callback_answers)
        world.press(CLERK.id, clerk.last["message_id"], "✅ 确认")
        await world.wait_for(lambda: len(world.callback_answers) > before)
        assert spent(program, "p08") == Decimal("196000.00")


@in_loop
async def test_another_persons_button_changes_nothing(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk, world = program.talk(CLERK), program.server.world
        await clerk.said("/spend 中博会 0.3 展位 6.30")
        data = clerk.last["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
        other = program.talk(OTHER_CLERK)
        start = await other.said("/start")
        world.press_data(OTHER_CLERK.id, start["message_id"], data)
        await world.wait_for(lambda: any("失效" in (one.get("text") or "") for one in world.callback_answers.values()))
        assert spent(program, "p08") == Decimal("196000.00")
