"""Words for who records and reviews what: funds to choose from, sections to tick, the trail of the office."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from perfbot.domain.amounts.day_words import plain_moment
from perfbot.domain.books.members import Member
from perfbot.render.buttons import in_rows
from perfbot.render.document import Button, Document, Inline, Items, bold, code, document, inline, paragraph
from perfbot.render.office.membership import change_words, detail_words

REVIEW_WORD = "审核"
NOTHING = ("无", "清空", "取消")
ALL_FUNDS = "all"
TRAIL_PAGE = 12


def choose_fund(title: str, prefix: str, funds: Sequence[tuple[str, str]], back: Button) -> Document:
    """For which fund; asked only where there is more than one."""
    rows = [[Button(name, f"{prefix}:{fund}")] for fund, name in funds]
    return document(
        paragraph(bold(title), "：请选择一级项目。"),
        buttons=[*rows, [Button("全部一级项目", f"{prefix}:{ALL_FUNDS}")], [back]],
    )


def choose_sections(member: Member, sections: Sequence[str], chosen: int) -> Document:
    """Tick the 科室 whose results the member reviews; `chosen` is a bit for each section in order."""
    boxes = [
        Button(f"{'☑' if chosen >> index & 1 else '☐'} {name}", f"m:rev:{member.id}:{chosen ^ (1 << index):x}")
        for index, name in enumerate(sections)
    ]
    done = f"完成（已选 {chosen.bit_count()} 个科室）" if chosen else "完成（不审核）"
    return document(
        paragraph(bold(member.name), "：请点选由其审核完成值的科室。不能审核自己登记的。"),
        buttons=[
            *in_rows(boxes),
            [Button(done, f"m:rev:{member.id}:{chosen:x}:ok")],
            [Button("⬅ 返回，不改", f"m:card:{member.id}")],
        ],
    )


def no_sections(member: Member) -> Document:
    """No project names the 科室 it belongs to."""
    return document(
        paragraph("二级项目还没有写明科室，没有可选的。可在 ", code("/setup"), " 的表格里填“科室”一列，"),
        paragraph("或直接发送：", code(f"/members {member.name} {REVIEW_WORD} 综合科")),
        buttons=[[Button("返回", f"m:card:{member.id}")]],
    )


def office_trail(rows: Sequence[tuple[datetime, str, str, str, str]], page: int, total: int) -> Document:
    """A page of the office's trail, newest first: when, who, what, about whom, detail."""
    pages = max(1, -(-total // TRAIL_PAGE))
    turns = [Button("◀ 较新", f"m:trail:{page - 1}")] if page else []
    turns += [Button("较早 ▶", f"m:trail:{page + 1}")] if page + 1 < pages else []
    return document(
        paragraph(bold("成员变更记录"), f"　共 {total} 条，第 {page + 1}/{pages} 页，最新在前"),
        Items(tuple(_line(*row) for row in rows)),
        buttons=[turns, [Button("返回成员列表", "m:list")]],
    )


def _line(at: datetime, by: str, what: str, about: str, detail: str) -> Inline:
    told = f"：{detail_words(detail)}" if detail else ""
    whom = f" {about}" if about and about != by else ""
    return inline(bold(f"{plain_moment(at)} "), f"{by or '系统'} {change_words(what)}{whom}{told}")
