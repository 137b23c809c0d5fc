"""A book that was loaded by mistake leaves every list and post, keeps its data, and can be shown again."""

from __future__ import annotations

from pathlib import Path

from perfbot.domain.books.keys import BookKey
from perfbot.store.files.verify import verify_directory
from tests.conversations.test_people_and_files import OTHER_FUND, _two_funds
from tests.conversations.test_setup import book_file
from tests.desk_fixture import GONGYE_2021, room, words
from tests.sandbox_client import CLERK, OFFICE, VIEWER, in_loop


@in_loop
async def test_a_hidden_book_is_in_no_list_and_comes_back_when_shown_with_both_in_the_trail(tmp_path: Path) -> None:
    async with room(tmp_path, prepare=_two_funds) as program:
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
