"""Words for who records and reviews what: funds to choose from, sections to tick, the trail of the office."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from perfbot.domain.amounts.day_words import plain_moment
from perfbot.domain.books.members import Member, Role
from perfbot.render.buttons import button, in_rows
from perfbot.render.document import Button, Document, Inline, Items, bold, code, document, inline, paragraph
from perfbot.render.office.invitations import INVITE_TITLES
from perfbot.render.office.membership import EVERYTHING, change_words, detail_words
from perfbot.render.presses import ALL_FUNDS, FundPress, MemberPress, OfficeTrailPress, TickedFor, TickPress

REVIEW_WORD = "审核"
NOTHING = ("无", "清空", "取消")
TRAIL_PAGE = 12


def choose_fund(member: Member | None, role: Role, funds: Sequence[tuple[str, str]]) -> Document:
    """For which fund, of a member or of an invitation to a role."""
    what: TickedFor = "scope" if member else "inv"
    choices = [*funds, (ALL_FUNDS, "全部一级项目")]
    rows = [[button(name, FundPress(what, member.id if member else 0, role, fund))] for fund, name in choices]
    title, back = _whose_page(member, role)
    return document(paragraph(bold(title), "：请选择一级项目。"), buttons=[*rows, [back]])


def choose_projects(member: Member | None, projects: Sequence[str], press: TickPress) -> Document:
    """Tick the projects that a member, or whoever is invited, records for; all of them only where that is chosen."""
    title, back = _whose_page(member, Role.EDITOR)
    rows = _boxes(projects, press, "个项目", "不负责任何项目")
    every = button(f"{EVERYTHING}（以后新增的也在内）", replace(press, deed="all"))
    asked = "：请点选负责的项目，再点“完成”。没有点选的不能登记。"
    return document(paragraph(bold(title), asked), buttons=[*rows, [every], [back]])


def _boxes(names: Sequence[str], press: TickPress, unit: str, none: str) -> list[list[Button]]:
    """A box for each name, ticked as `press` says, and 完成."""
    ticks = [
        button(
            f"{'☑' if press.chosen >> index & 1 else '☐'} {name}", replace(press, chosen=press.chosen ^ (1 << index))
        )
        for index, name in enumerate(names)
    ]
    count = press.chosen.bit_count()
    done = f"完成（已选 {count} {unit}）" if count else f"完成（{none}）"
    return [*in_rows(ticks), [button(done, replace(press, deed="ok"))]]


def _whose_page(member: Member | None, role: Role) -> tuple[str, Button]:
    """The title of a page of choices about a member or an invitation, and the way out of it."""
    return (member.name, _back_to_card(member)) if member else (INVITE_TITLES[role], _back_to_roles())


def choose_sections(member: Member, sections: Sequence[str], press: TickPress) -> Document:
    """Tick the 科室 whose results the member reviews."""
    asked = paragraph(bold(member.name), "：请点选由其审核完成值的科室。不能审核自己登记的。")
    rows = _boxes(sections, press, "个科室", "不审核")
    return document(asked, buttons=[*rows, [_back_to_card(member)]])


def _back_to_roles() -> Button:
    """Out of the projects of an invitation."""
    return button("⬅ 重选角色", MemberPress("roles"))


def _back_to_card(member: Member) -> Button:
    """Out of a member's projects, which stay as they were."""
    return button("⬅ 返回，不改", MemberPress("card", member.id))


def no_sections(member: Member) -> Document:
    """No project names the 科室 it belongs to."""
    return document(
        paragraph("二级项目还没有写明科室，没有可选的。可在 ", code("/setup"), " 的表格里填“科室”一列，"),
        paragraph("或直接发送：", code(f"/members {member.name} {REVIEW_WORD} 综合科")),
        buttons=[[button("返回", MemberPress("card", member.id))]],
    )


def office_trail(rows: Sequence[tuple[datetime, str, str, str, str]], page: int, total: int) -> Document:
    """A page of the office's trail, newest first: when, who, what, about whom, detail."""
    pages = max(1, -(-total // TRAIL_PAGE))
    turns = [button("◀ 较新", OfficeTrailPress(page - 1))] if page else []
    turns += [button("较早 ▶", OfficeTrailPress(page + 1))] if page + 1 < pages else []
    return document(
        paragraph(bold("成员变更记录"), f"　共 {total} 条，第 {page + 1}/{pages} 页，最新在前"),
        Items(tuple(_line(*row) for row in rows)),
        buttons=[turns, [button("返回成员列表", MemberPress("list"))]],
    )


def _line(at: datetime, by: str, what: str, about: str, detail: str) -> Inline:
    told = f"：{detail_words(detail)}" if detail else ""
    whom = f" {about}" if about and about != by else ""
    return inline(bold(f"{plain_moment(at)} "), f"{by or '系统'} {change_words(what)}{whom}{told}")
