"""People and funds, albums and captions, the filtered trail and closed months, over HTTP."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from perfbot.domain.books.keys import BookKey
from perfbot.domain.books.members import LOADER, Role, Scope
from perfbot.sandbox import Upload
from perfbot.wiring.program import Program
from perfbot.years.sheets.filling import rolled_over
from perfbot.years.sheets.planning import plan_of
from tests.conversations.office_scene import PIXEL, book, told, with_sections
from tests.desk_fixture import room, words
from tests.sandbox_client import CLERK, OFFICE, VIEWER, in_loop
from tests.workbooks.files import real

OTHER_FUND = BookKey("shangwu", 2021)


# -- people and funds --------------------------------------------------------------------------------


def _two_funds(program: Program, key: BookKey = OTHER_FUND) -> None:
    file = real()
    other = replace(file, fund=replace(file.fund, key=key, name="商务发展经费"), projects=file.projects[:3])
    plan = plan_of(replace(rolled_over(other, key.year), fund=other.fund), None)
    program.desk.ledger.open_book(key, plan.stated, LOADER, program.desk.now(), program.desk.today())


@in_loop
async def test_the_fund_is_asked_for_only_where_there_is_more_than_one_to_read(tmp_path: Path) -> None:
    async with room(tmp_path, prepare=_two_funds) as program:
        office, clerk = program.talk(OFFICE), program.talk(CLERK)
        await office.said("/progress")
        assert office.buttons() == ["2021年 工业发展管理经费", "2021年 商务发展经费"]
        assert "98.82%" in words(await office.pressed("2021年 工业发展管理经费"))
        assert "选择" not in words(await clerk.said("/progress"))
        await office.said("/report 2021")
        assert "2021年 商务发展经费" in office.buttons()


@in_loop
async def test_a_project_that_one_fund_alone_has_says_which_book_is_meant(tmp_path: Path) -> None:
    async with room(tmp_path, prepare=_two_funds) as program:
        office = program.talk(OFFICE)
        assert "0.32 万元" in words(await office.said("/spend 中博会 0.32 展位搭建 6.30"))
        await office.said("/cancel")
        await office.said("/spend 评审验收 0.32 评审 6.30")
        assert office.buttons() == ["2021年 工业发展管理经费", "2021年 商务发展经费"]


@in_loop
async def test_a_fund_whose_new_year_is_not_set_up_yet_is_still_asked_for_and_the_page_names_the_book(
    tmp_path: Path,
) -> None:
    def ahead(program: Program) -> None:
        _two_funds(program, BookKey("shangwu", 2026))

    async with room(tmp_path, prepare=ahead) as program:
        office = program.talk(OFFICE)
        await office.said("/spend")
        assert office.buttons() == ["2026年 商务发展经费", "2021年 工业发展管理经费"]
        assert "2021年工业发展管理经费" in words(await office.pressed("2021年 工业发展管理经费"))
        assert "2021年" not in words(await program.talk(CLERK).said("/spend"))


@in_loop
async def test_a_member_is_given_projects_of_one_fund_and_keeps_those_of_another(tmp_path: Path) -> None:
    async with room(tmp_path, prepare=_two_funds) as program:
        office = program.talk(OFFICE)
        await office.said("/members")
        await office.pressed("陈敏 · 经办人")
        await office.pressed("调整项目范围")
        await office.pressed("商务发展经费")
        await office.pressed("☐ 评审验收")
        card = words(await office.pressed("完成（已选 1 个项目）"))
        assert "工业发展管理经费：工业设计大赛、中博会" in card
        assert "商务发展经费：评审验收" in card
        assert program.desk.office.member(CLERK.id).scopes == (
            Scope("gongye", ("p07", "p08")),
            Scope("shangwu", ("p01",)),
        )


@in_loop
async def test_an_invitation_names_projects_of_any_fund(tmp_path: Path) -> None:
    async with room(tmp_path, prepare=_two_funds) as program:
        office = program.talk(OFFICE)
        invited = words(await office.said("/invite 查看 钱局 商务发展经费"))
        assert "范围：商务发展经费：全部项目" in invited
        assert "没有对应到唯一" in words(await office.said("/invite 经办人 孙七 评审验收"))


@in_loop
async def test_sections_to_review_are_ticked_and_every_change_is_in_the_trail(tmp_path: Path) -> None:
    async with room(tmp_path, prepare=with_sections) as program:
        office = program.talk(OFFICE)
        await office.said("/members")
        await office.pressed("赵芳 · 查看")
        await office.pressed("审核的科室")
        await office.pressed("☐ 会展科")
        card = words(await office.pressed("完成（已选 1 个科室）"))
        assert "审核科室：会展科" in card
        await office.pressed("改为经办人")
        assert program.desk.office.member(VIEWER.id).role is Role.EDITOR
        await office.said("/members")
        trail = words(await office.pressed("变更记录"))
        assert "王主任 设置审核科室 赵芳：会展科" in trail
        assert "王主任 调整角色 赵芳：经办人" in trail


# -- files and the trail -----------------------------------------------------------------------------


@in_loop
async def test_an_album_is_attached_whole_and_told_in_one_message(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk = program.talk(CLERK)
        await clerk.said("/spend 中博会 0.3 展位 6.30")
        await clerk.pressed("✅ 确认")
        before = len(clerk.messages)
        files = [Upload(f"发票{n}.jpg", PIXEL + bytes([n])) for n in range(3)]
        program.server.world.upload(CLERK.id, files)
        assert "3 个文件" in await told(program, clerk, "3 个文件")
        assert len(clerk.messages) == before + 1
        assert len(book(program).evidence_of(book(program).numbered(130).id)) == 3


@in_loop
async def test_a_photo_whose_caption_is_the_spending_goes_with_it(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk = program.talk(CLERK)
        caption = "/spend 中博会 0.3 展位 6.30"
        program.server.world.upload(CLERK.id, [Upload("发票.jpg", PIXEL)], caption=caption)
        await told(program, clerk, "已收到")
        saved = words(await clerk.pressed("✅ 确认"))
        assert "已附佐证：发票.jpg" in saved
        assert len(book(program).evidence_of(book(program).numbered(130).id)) == 1


@in_loop
async def test_the_trail_is_filtered_by_tapping_and_by_words(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk = program.talk(CLERK)
        await clerk.said("/spend 中博会 0.3 展位 6.30")
        await clerk.pressed("✅ 确认")
        mine = words(await clerk.said("/history 中博会 支出 我的"))
        assert "中博会 · 台账流水 · 支出 · 我登记的" in mine
        assert "共 1 条" in mine
        await clerk.pressed("看所有人的")
        assert "共 2 条" in words(clerk.last)
        await clerk.pressed("按类型查看")
        assert "完成值" in words(await clerk.pressed("完成值和原因"))


@in_loop
async def test_a_closed_month_refuses_the_author_and_lets_the_office_correct(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk, office = program.talk(CLERK), program.talk(OFFICE)
        await clerk.said("/spend 中博会 0.3 展位 6.30")
        saved = dict(await clerk.pressed("✅ 确认"))
        await office.said("/close")
        await office.said("6月")
        await office.pressed("✅ 确认")
        assert "关账" in words(await clerk.pressed("更正", saved))
        await office.said("/history 中博会 支出")
        await office.pressed("第130号")
        await office.pressed("更正")
        await office.pressed("金额")
        await office.said("0.2")
        await office.pressed("金额录错")
        assert "已关账，由管理员处理" in words(office.last)
        await office.pressed("✅ 确认")
        assert book(program).projects["p08"].executed() == 198_000
