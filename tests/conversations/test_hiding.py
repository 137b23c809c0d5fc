"""A book that was loaded by mistake leaves every list and post, keeps its data, and can be shown again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from perfbot.domain.books.keys import BookKey
from perfbot.store.files.verify import verify_directory
from tests.conversations.office_scene import OTHER_FUND, with_two_funds
from tests.conversations.test_setup import book_file, sent, with_budget
from tests.desk_fixture import GONGYE_2021, room, words
from tests.sandbox_client import CLERK, OFFICE, VIEWER, in_loop
from tests.workbooks.files import workbook


@in_loop
async def test_a_hidden_book_is_in_no_list_and_comes_back_when_shown_with_both_in_the_trail(tmp_path: Path) -> None:
    async with room(tmp_path, prepare=with_two_funds) as program:
        office, before = program.talk(OFFICE), book_file(program, OTHER_FUND)
        await office.said("/setup")
        await office.pressed("🙈 隐藏或恢复台账")
        await office.pressed("隐藏 2021年商务发展经费")
        assert "已隐藏 2021年商务发展经费" in words(await office.pressed("误装入，内容不对"))
        assert "98.82%" in words(await office.said("/progress"))
        await program.restart()
        assert program.desk.ledger.books() == (GONGYE_2021,)
        assert (book_file(program, OTHER_FUND), verify_directory(program.folder)) == (before, [])
        told = program.desk.office.trail()[-1]
        assert (told.what, told.by, told.detail) == ("book_hidden", OFFICE.id, f"{OTHER_FUND} 误装入，内容不对")
        await office.said("/setup")
        assert "已隐藏，误装入，内容不对" in words(await office.pressed("🙈 隐藏或恢复台账"))
        await office.pressed("恢复 2021年商务发展经费")
        assert program.desk.ledger.books() == (GONGYE_2021, OTHER_FUND)
        assert program.desk.office.trail()[-1].what == "book_shown"


@in_loop
async def test_hiding_says_how_much_was_recorded_by_people_and_is_the_offices_alone(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        office, clerk = program.talk(OFFICE), program.talk(CLERK)
        await clerk.said("/spend 中博会 0.3 展位 6.30")
        await clerk.pressed("✅ 确认")
        await office.said("/setup")
        await office.pressed("🙈 隐藏或恢复台账")
        assert "其中 1 条是大家登记的" in words(await office.pressed("隐藏 2021年工业发展管理经费"))
        page = await program.talk(VIEWER).said("/progress")
        program.server.world.press_data(VIEWER.id, page["message_id"], f"s:hid:{GONGYE_2021}:0")
        await program.quiet()
        assert program.desk.ledger.books() == (GONGYE_2021,)


@in_loop
async def test_a_year_that_is_hidden_is_not_loaded_over_and_the_way_to_it_is_told(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        office, desk = program.talk(OFFICE), program.desk
        await office.said("/setup")
        await office.pressed("🔁 2021 年结转到 2022 年")
        await office.pressed("直接建立，以后再改")
        desk.ledger.hidden.hide(BookKey("gongye", 2022), "年度不对", desk.office.member(OFFICE.id), desk.now())
        await office.said("/setup")
        await office.pressed("🔁 2021 年结转到 2022 年")
        over = await office.answered("直接建立，以后再改")
        assert "2022 年的台账已经建立了" in over["text"]
        assert "隐藏" in over["text"]


COMMANDS = ("progress", "alerts", "todo", "ready", "review", "members", "spend")


@in_loop
async def test_no_command_names_a_hidden_book_and_no_button_leads_into_it(tmp_path: Path) -> None:
    async with room(tmp_path, prepare=with_two_funds) as program:
        office, desk, world = program.talk(OFFICE), program.desk, program.server.world
        choice = await office.said("/progress")
        page = await office.pressed("2021年 商务发展经费")
        desk.ledger.hidden.hide(OTHER_FUND, "误装入", desk.office.member(OFFICE.id), desk.now())
        for name in COMMANDS:
            await office.said(f"/{name}")
            await program.quiet()
            shown = office.last
            assert "商务" not in words(shown) + "".join(office.buttons(shown)), name
        assert "商务" not in "".join(office.buttons(await office.said("/setup")))
        for old in (choice, page):
            for row in old["reply_markup"]["inline_keyboard"]:
                for one in row:
                    if str(OTHER_FUND) in one.get("callback_data", ""):
                        before = len(office.messages)
                        world.press_data(OFFICE.id, old["message_id"], one["callback_data"])
                        await program.quiet()
                        assert "商务" not in "".join(words(new) for new in office.messages[before:]), one["text"]
                        assert "失效" in list(world.callback_answers.values())[-1]["text"]


@in_loop
async def test_a_reason_may_be_typed_and_hides_nothing_before_it_is_confirmed(tmp_path: Path) -> None:
    async with room(tmp_path, prepare=with_two_funds) as program:
        office, ledger = program.talk(OFFICE), program.desk.ledger
        await office.said("/setup")
        await office.pressed("🙈 隐藏或恢复台账")
        await office.pressed("隐藏 2021年商务发展经费")
        shown = await office.said("装了别的局的表")
        assert "原因：装了别的局的表" in words(shown)
        await office.said("装了外局的表")
        assert OTHER_FUND in ledger.books()
        old = shown["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
        program.server.world.press_data(OFFICE.id, shown["message_id"], old)
        await program.quiet()
        assert OTHER_FUND in ledger.books()
        assert "（装了外局的表）" in words(await office.pressed("确认隐藏"))
        assert [one.reason for one in ledger.hidden.all()] == ["装了外局的表"]


@in_loop
async def test_words_after_another_step_are_no_reason_to_hide_a_book(tmp_path: Path) -> None:
    async with room(tmp_path, prepare=with_two_funds) as program:
        office = program.talk(OFFICE)
        for leave in ("/progress", "✖ 取消"):
            await office.said("/setup")
            await office.pressed("🙈 隐藏或恢复台账")
            await office.pressed("隐藏 2021年商务发展经费")
            await (office.said(leave) if leave.startswith("/") else office.pressed(leave))
            assert "确认隐藏" not in office.buttons(await office.said("这一步做完了"))


@in_loop
async def test_a_file_for_a_hidden_year_is_told_so_and_corrects_the_book_once_it_is_shown_again(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        office, desk = program.talk(OFFICE), program.desk
        file = with_budget()
        desk.ledger.hidden.hide(GONGYE_2021, "误装入", desk.office.member(OFFICE.id), desk.now())
        await office.said("/setup")
        told = await sent(program, office, workbook(file))
        assert "2021年工业发展管理经费 已隐藏（误装入），文件没有装入" in words(told)
        assert "确认装入" not in "".join(office.buttons(told))
        await office.pressed("恢复显示", told)
        assert desk.ledger.books() == (GONGYE_2021,)
        changed = replace(file, fund=replace(file.fund, contact="新的联系人"))
        shown = await sent(program, office, workbook(changed))
        assert "已隐藏" not in words(shown)
        await office.pressed(next(label for label in office.buttons(shown) if "确认" in label))
        await program.quiet()
        assert desk.ledger.book(GONGYE_2021).fund.contact == "新的联系人"
