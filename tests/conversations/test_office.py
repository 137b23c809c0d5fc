"""The office's year over HTTP: words with versions and a way back, review and what is returned."""

from __future__ import annotations

import io
from pathlib import Path

import docx

from perfbot.domain.books.keys import BookKey
from perfbot.domain.books.members import LOADER
from perfbot.sandbox import Upload
from perfbot.wiring.program import Program
from perfbot.years.sheets.filling import rolled_over
from perfbot.years.sheets.planning import plan_of
from tests.conversations.office_scene import book, told, with_sections
from tests.desk_fixture import room, words
from tests.sandbox_client import CLERK, OFFICE, OTHER_CLERK, VIEWER, Talk, in_loop
from tests.workbooks.files import real

# -- words -----------------------------------------------------------------------------------------


@in_loop
async def test_a_section_is_read_rewritten_in_parts_and_taken_back(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        office = program.talk(OFFICE)
        listed = await office.said("/text")
        assert "已写 9/9 部分" in words(listed)
        page = words(await office.pressed("✏️ 四、项目主要做法和经验"))
        assert "我局高度重视资金管理工作" in page
        await office.pressed("✏️ 改写")
        await office.said("第一段新的。")
        assert "已收到 2 段" in words(await office.said("第二段新的。"))
        review = await office.pressed("✅ 完成")
        assert "原来写的：我局高度重视" in words(review)
        await office.pressed("✅ 确认")
        page = words(await office.said("/text 主要做法"))
        assert "第二段新的。" in page
        assert "第 2 版" in page
        assert OFFICE.first_name in page
        await office.pressed("🕘 历史版本（2）")
        assert "我局高度重视" in words(await office.pressed("看第 1 版"))
        await office.pressed("恢复这一版")
        await office.pressed("✅ 确认")
        versions = book(program).text_versions("practices")
        assert len(versions) == 3
        assert versions[2].paragraphs == versions[0].paragraphs


@in_loop
async def test_a_section_comes_from_a_word_or_text_file(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph("文件第一段")
    word.add_paragraph("文件第二段")
    out = io.BytesIO()
    word.save(out)
    async with room(tmp_path) as program:
        office = program.talk(OFFICE)
        for name, content in (("稿.docx", out.getvalue()), ("稿.txt", "文件第一段\r\n文件第二段".encode())):
            await office.said("/text 主要做法")
            await office.pressed("✏️ 改写")
            review = await office.uploaded(Upload(name, content))
            assert "2 段 10 字" in words(review)
            await office.pressed("✅ 确认")
            assert book(program).text("practices").paragraphs == ("文件第一段", "文件第二段")
        await office.said("/text 主要做法")
        await office.pressed("✏️ 改写")
        assert "txt 或 .docx" in words(await office.uploaded(Upload("图.png", b"\x89PNG\r\n\x1a\n")))
        assert office.person.id in program.desk.drafts.open_people()


@in_loop
async def test_tables_of_a_word_file_are_left_out_and_that_is_said(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph("文件第一段")
    word.add_table(2, 2)
    out = io.BytesIO()
    word.save(out)
    async with room(tmp_path) as program:
        office = program.talk(OFFICE)
        await office.said("/text 主要做法")
        await office.pressed("✏️ 改写")
        await office.uploaded(Upload("稿.docx", out.getvalue()))
        await program.quiet()
        assert any("1 个表格没有取用" in words(one) for one in office.messages)
        await office.pressed("✅ 确认")
        assert book(program).text("practices").paragraphs == ("文件第一段",)


@in_loop
async def test_a_half_written_section_survives_a_restart(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        office = program.talk(OFFICE)
        await office.said("/text 主要做法")
        await office.pressed("✏️ 改写")
        await office.said("第一段")
        await program.restart()
        await office.said("第二段")
        await office.pressed("✅ 完成")
        await office.pressed("✅ 确认")
        assert book(program).text("practices").paragraphs == ("第一段", "第二段")


@in_loop
async def test_last_years_words_can_be_taken_over(tmp_path: Path) -> None:
    async with room(tmp_path, prepare=_next_year) as program:
        office = program.talk(OFFICE)
        await office.said("/text 2022 设立背景")
        await office.pressed("沿用 2021 年的文字")
        await office.pressed("✅ 确认")
        next_book = program.desk.ledger.book(BookKey("gongye", 2022))
        assert next_book.text("background").paragraphs == book(program).text("background").paragraphs


def _next_year(program: Program) -> None:
    plan = plan_of(rolled_over(real(), 2022), None)
    program.desk.ledger.open_book(plan.key, plan.stated, LOADER, program.desk.now(), program.desk.today())


# -- review ----------------------------------------------------------------------------------------


async def _result(talk: Talk, value: str = "6家") -> None:
    await talk.said(f"/result 中博会 参展企业数量 {value}")
    while "✅ 确认" not in talk.buttons():
        await talk.pressed(next(one for one in talk.buttons() if one in ("稍后补充", "跳过", "12月31日")))
    await talk.pressed("✅ 确认")


@in_loop
async def test_a_result_is_submitted_returned_with_a_remark_corrected_and_confirmed(tmp_path: Path) -> None:
    async with room(tmp_path, prepare=with_sections) as program:
        office, clerk, leader = program.talk(OFFICE), program.talk(CLERK), program.talk(VIEWER)
        assert "没有启用审核" in words(await office.said("/review"))
        await office.pressed("启用审核")
        await office.pressed("确认启用")
        assert book(program).review_on
        await office.said("/members 赵芳 审核 会展科")
        assert program.desk.office.member(VIEWER.id).reviews == ("会展科",)
        await _result(clerk)
        assert "待审核" in await told(program, leader, "待审核")
        await leader.pressed("↩️ 退回")
        await leader.said("请附参展名单")
        await leader.pressed("✅ 确认")
        notice = await told(program, clerk, "被退回")
        assert "请附参展名单" in notice
        assert "请附参展名单" in words(await clerk.said("/todo"))
        returned = next(one for one in reversed(clerk.messages) if "完成值被退回：" in words(one))
        await clerk.pressed("更正", returned)
        await clerk.said("7家")
        while "✅ 确认" not in clerk.buttons():
            known = ("稍后补充", "跳过", "12月31日", "完成值录错")
            await clerk.pressed(next(one for one in clerk.buttons() if one.lstrip("0123456789 ") in known))
        await clerk.pressed("✅ 确认")
        await told(program, leader, "待审核")
        await leader.pressed("✅ 确认", next(m for m in reversed(leader.messages) if "待审核" in words(m)))
        result = book(program).indicator("p08-1").result()
        assert book(program).review_of(result.id).verdict.value == "confirmed"
        assert "请附参展名单" not in words(await clerk.said("/todo"))


@in_loop
async def test_a_page_is_confirmed_at_once_only_as_it_was_shown(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        office = program.talk(OFFICE)
        await office.said("/review")
        foreseen = await office.pressed("启用审核")
        assert "现有 44 项完成值会变为待审核" in words(foreseen)
        shown = await office.pressed("确认启用")
        old = next(one for row in shown["reply_markup"]["inline_keyboard"] for one in row if "全部确认" in one["text"])
        assert "待审核 38 项" in words(await office.pressed("✅ 本页 6 项全部确认"))
        before, answers = len(book(program)), program.server.world.callback_answers
        program.server.world.press_data(OFFICE.id, shown["message_id"], old["callback_data"])
        await program.server.world.wait_for(lambda: any("有了变化" in (a.get("text") or "") for a in answers.values()))
        assert len(book(program)) == before


@in_loop
async def test_nobody_reviews_their_own_nor_another_sections_result(tmp_path: Path) -> None:
    async with room(tmp_path, prepare=with_sections) as program:
        office, clerk, other = program.talk(OFFICE), program.talk(CLERK), program.talk(OTHER_CLERK)
        await office.said("/review")
        await office.pressed("启用审核")
        await office.pressed("确认启用")
        await office.said("/members 李刚 审核 无线电科")
        await _result(clerk)
        result = book(program).indicator("p08-1").result()
        for talk in (clerk, other):
            shown = await talk.said("/help")
            program.server.world.press_data(talk.person.id, shown["message_id"], f"v:yes:{result.id}")
        await program.server.world.wait_for(lambda: len(program.server.world.callback_answers) >= 3 or None)
        assert book(program).review_of(result.id) is None
        assert "没有等您审核" in words(await clerk.said("/review"))


@in_loop
async def test_a_leader_who_reviews_finds_what_waits_in_their_todo_and_goes_on_from_there(tmp_path: Path) -> None:
    async with room(tmp_path, prepare=with_sections) as program:
        office, clerk, leader = program.talk(OFFICE), program.talk(CLERK), program.talk(VIEWER)
        await office.said("/review")
        await office.pressed("启用审核")
        await office.pressed("确认启用")
        await office.said("/members 赵芳 审核 会展科")
        await _result(clerk)
        await told(program, leader, "待审核")
        assert "项完成值等您审核" in words(await leader.said("/todo"))
        assert "待审核" in words(await leader.pressed("去审核"))
