"""Who belongs, over HTTP: the projects a clerk records for, invitations by tapping, leave."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from tests.desk_fixture import Room, room, words
from tests.sandbox_client import CLERK, OFFICE, in_loop


def projects(program: Room) -> set[str]:
    return {code for scope in program.desk.office.member(CLERK.id).scopes for code in scope.projects}


def away(program: Room) -> date | None:
    until: date | None = program.desk.office.member(CLERK.id).leave_until
    return until


@in_loop
async def test_changing_a_clerks_projects_begins_with_those_they_have(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        office = program.talk(OFFICE)
        await office.said("/members")
        await office.pressed("陈敏 · 经办人")
        shown = await office.pressed("调整项目范围")
        ticked = [label for label in office.buttons(shown) if label.startswith("☑")]
        assert ticked == ["☑ 工业设计大赛", "☑ 中博会"]
        await office.pressed("☐ 无线电监管")
        card = await office.pressed("完成（已选 3 个项目）")
        assert "项目范围：无线电监管、工业设计大赛、中博会" in words(card)
        assert projects(program) == {"p02", "p07", "p08"}


@in_loop
async def test_leaving_the_projects_changes_nothing(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        office = program.talk(OFFICE)
        await office.said("/members")
        await office.pressed("陈敏 · 经办人")
        await office.pressed("调整项目范围")
        await office.pressed("☑ 中博会")
        await office.pressed("⬅ 返回，不改")
        assert projects(program) == {"p07", "p08"}


@in_loop
async def test_an_invitation_by_tapping_can_go_back_to_the_role(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        office = program.talk(OFFICE)
        await office.said("/invite")
        await office.pressed("经办人 · 登记支出和完成值")
        await office.pressed("⬅ 重选角色")
        assert "邀请链接已生成" in words(await office.pressed("查看 · 只看进度和报告"))


@in_loop
async def test_a_leave_never_ends_in_the_past(tmp_path: Path) -> None:
    async with room(tmp_path, now=datetime(2026, 12, 20, 2, tzinfo=UTC)) as program:
        clerk = program.talk(CLERK)
        assert "2026年7月10日已经过去了" in words(await clerk.said("/leave 7.10"))
        assert away(program) is None
        assert "2027年1月5日" in words(await clerk.said("/leave 1.5"))
        assert away(program) == date(2027, 1, 5)
        assert "休假已结束" in words(await clerk.said("/leave 结束"))
        assert away(program) is None


@in_loop
async def test_the_list_says_what_each_records_for_and_a_name_opens_the_card(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        office = program.talk(OFFICE)
        listed = words(await office.said("/members"))
        assert "陈敏" in listed
        assert "工业设计大赛、中博会" in listed
        assert "项目范围：工业设计大赛、中博会" in words(await office.said("/members 陈敏"))
        assert "没有看懂“李刚 项目 中博会”" in words(await office.said("/members 李刚 项目 中博会"))
