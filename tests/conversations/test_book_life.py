"""A whole year by chat and one workbook: built, adjusted, filled, corrected, and reported as the real 2021 book."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from perfbot.domain.books.book import Book
from perfbot.domain.books.facts import BudgetKind
from perfbot.domain.books.members import Role
from perfbot.domain.books.sections import PLACES
from perfbot.intake.parts import Limits
from perfbot.render.document import Divider, Document
from perfbot.render.report.self_evaluation import compile_report
from perfbot.sandbox import Upload
from perfbot.workbooks.writing import workbook_bytes
from perfbot.years.from_book import year_book_of
from perfbot.years.loader import build_book, sample
from perfbot.years.schema import ProjectRow, YearBook
from perfbot.years.sheets.filling import filled
from perfbot.years.sheets.schema import PersonRow
from perfbot.years.writing import in_wan
from tests.desk_fixture import GONGYE_2021, Room, room, words
from tests.sandbox_client import CLERK, OFFICE, VIEWER, Talk, in_loop

JANUARY = datetime(2021, 1, 5, 2, tzinfo=UTC)
MID_YEAR = datetime(2021, 6, 30, 2, tzinfo=UTC)
AFTER = datetime(2022, 1, 10, 2, tzinfo=UTC)


def real() -> Book:
    return build_book(sample(), datetime(2022, 3, 1, tzinfo=UTC))


def as_of_january(book: YearBook) -> YearBook:
    """What the office knew in January: no project of mid-year, no result, no payment, no word of the report."""
    projects = tuple(
        replace(row, indicators=tuple(replace(item, actual="") for item in row.indicators))
        for row in book.projects
        if not row.mid_year
    )
    budget = tuple(event for event in book.budget if event.kind is BudgetKind.APPROPRIATION)
    return replace(book, projects=projects, budget=budget, spending=(), texts=(), declared=None)


class Office:
    """The office's and the clerk's hands in the chat."""

    def __init__(self, program: Room) -> None:
        self.program = program
        self.office, self.clerk = program.talk(OFFICE), program.talk(CLERK)

    @property
    def book(self) -> Book:
        return self.program.desk.ledger.book(GONGYE_2021)  # type: ignore[no-any-return]

    async def answered(self, talk: Talk, *answers: str) -> dict[str, Any]:
        """Answer question after question: a button where its label is one, words otherwise."""
        shown: dict[str, Any] = {}
        for answer in answers:
            labels = [label for label in talk.buttons() if label.lstrip("0123456789 ") == answer]
            shown = await (talk.pressed(labels[0]) if labels else talk.said(answer))
        return shown

    async def confirmed(self, talk: Talk) -> str:
        shown = words(await talk.pressed("✅ 确认"))
        assert "已记录" in shown, shown
        return shown

    async def set_up(self, known: YearBook) -> None:
        await self.office.said("/start")
        await self.office.said("/setup")
        people = (
            PersonRow(name="陈敏", role=Role.EDITOR, projects=("p07", "p08"), section="会展科", telegram=CLERK.id),
            PersonRow(name="赵芳", role=Role.VIEWER, telegram=VIEWER.id),
        )
        content = workbook_bytes(filled(as_of_january(known), people), JANUARY)
        await self.office.uploaded(Upload("2021年建账表格.xlsx", content))
        await self.shown(self.office, "✅ 确认装入")
        assert "年初 1007.00 万元" in words(self.office.last)
        assert "已装入" in words(await self.office.pressed("✅ 确认装入"))

    async def shown(self, talk: Talk, label: str) -> None:
        await self.program.server.world.wait_for(lambda: label in talk.buttons() or None, 15)

    async def add_project(self, row: ProjectRow) -> None:
        await self.answered(self.office, "/adjust", "新增二级项目", row.name)
        await self.office.said(row.short_name)
        await self.answered(self.office, "年中追加", "跳过")
        await self.confirmed(self.office)
        for number, indicator in enumerate(row.indicators):
            await self.office.pressed("添加指标" if number == 0 else "再加一项指标")
            await self.answered(self.office, indicator.level_two, indicator.name, indicator.target, "平均分配")
            await self.confirmed(self.office)

    async def spend(self, talk: Talk, project: str, amount: str, purpose: str, day: str) -> str:
        await talk.said(f"/spend {project} {amount} {purpose} {day}")
        return await self.confirmed(talk)

    async def result(self, talk: Talk, project: ProjectRow, name: str, value: str) -> None:
        await talk.said(f"/result {project.name} {name} {value}")
        while "✅ 确认" not in talk.buttons():
            label = next((one for one in talk.buttons() if one in ("稍后补充", "跳过", "12月31日")), None)
            assert label is not None, (words(talk.last), talk.buttons())
            await talk.pressed(label)
        await self.confirmed(talk)

    async def write(self, section: str, paragraphs: Sequence[str], *, file: str = "") -> None:
        await self.office.said("/text")
        await self.office.pressed(f"⚪ {PLACES[section]}")
        await self.office.pressed("✏️ 改写")
        if file:
            await self.office.uploaded(Upload(file, "\n".join(paragraphs).encode("gb18030")))
        else:
            for words_ in paragraphs:
                await self.office.said(words_)
            await self.office.pressed("✅ 完成")
        await self.confirmed(self.office)


def body(document: Document) -> list[Any]:
    """The report without the notes that say which figures of a loaded file were assumed."""
    blocks = list(document.blocks)
    return blocks[: next((index for index, block in enumerate(blocks) if isinstance(block, Divider)), len(blocks))]


@in_loop
async def test_the_2021_fund_is_built_by_chat_and_one_workbook_and_reports_as_the_real_one(tmp_path: Path) -> None:
    known = year_book_of(real())
    limits = Limits(flood_updates=1_000_000)
    async with room(tmp_path, seeded=False, now=JANUARY, limits=limits) as program:
        desk = Office(program)
        assert program.desk.ledger.books() == ()
        await desk.set_up(known)
        await _plan_and_first_payments(desk)
        program.clock.moment = MID_YEAR
        await _mid_year(desk, known)
        program.clock.moment = AFTER
        await _corrections(desk)
        await _rest_of_the_payments(desk, known)
        await _results(desk, known)
        await _words(desk, known)
        await _declared_and_closed(desk)
        await _reported(desk)


async def _plan_and_first_payments(desk: Office) -> None:
    await desk.clerk.said("/start")
    review = words(await desk.clerk.said("/plan 中博会 平均"))
    assert "12月 20.00" in review
    await desk.confirmed(desk.clerk)
    assert desk.book.projects["p08"].plan is not None
    saved = await desk.spend(desk.clerk, "中博会", "5.6", "预订展位", "1.4")
    assert "28.00%" in saved


async def _mid_year(desk: Office, known: YearBook) -> None:
    for row in known.projects:
        if row.mid_year:
            await desk.add_project(row)
    transfer = next(event for event in known.budget if event.kind is BudgetKind.TRANSFER)
    names = {row.code: row.short_name for row in known.projects}
    listed = "，".join(f"{names[line.project]} {in_wan(line.amount):f}" for line in transfer.lines if line.amount > 0)
    await desk.answered(desk.office, "/adjust", "调剂并追加", "珠洽会", listed, "350")
    await desk.answered(desk.office, "6.30", "江府办〔2021〕66号")
    assert "1007.00 → 1127.70 万元" in words(desk.office.last)
    await desk.confirmed(desk.office)
    assert desk.book.adjusted_budget() == Decimal(11_277_000)


async def _corrections(desk: Office) -> None:
    """A wrong amount is corrected, a double entry reversed; both stay in the trail."""
    await desk.spend(desk.clerk, "中博会", "14.3", "展位搭建", "6.20")
    await desk.clerk.pressed("更正")
    await desk.answered(desk.clerk, "金额", "14", "金额录错")
    await desk.confirmed(desk.clerk)
    twice = await desk.spend(desk.clerk, "工业设计大赛", "1", "评审费", "9.1")
    assert "已支出 1.00" in twice
    assert "冲销" in words(await desk.clerk.pressed("撤销"))
    assert desk.book.projects["p08"].executed() == Decimal(196_000)
    assert desk.book.projects["p07"].executed() == 0
    trail = words(await desk.clerk.said("/history 冲销"))
    assert "金额录错" in trail
    assert "本人撤销" in trail


async def _rest_of_the_payments(desk: Office, known: YearBook) -> None:
    for row in known.spending:
        project = next(item for item in known.projects if item.code == row.project)
        left = row.amount - desk.book.projects[_code(desk, project.name)].executed()
        if left:
            await desk.spend(desk.office, project.name, f"{left:f}元", "项目支出", "12.31")
    assert desk.book.executed() == Decimal(11_144_400)


def _code(desk: Office, name: str) -> str:
    return next(code for code, state in desk.book.projects.items() if state.name == name)


async def _results(desk: Office, known: YearBook) -> None:
    for project in known.projects:
        talk = desk.clerk if project.code in ("p07", "p08") else desk.office
        for item in project.indicators:
            await desk.result(talk, project, item.name, item.actual)


async def _words(desk: Office, known: YearBook) -> None:
    for text in known.texts:
        await desk.write(text.section, text.paragraphs, file="立项依据.txt" if text.section == "legal_bases" else "")


async def _declared_and_closed(desk: Office) -> None:
    await desk.office.said("/declare 97")
    await desk.confirmed(desk.office)
    await desk.answered(desk.office, "/close", "2021年度")
    await desk.confirmed(desk.office)
    refused = words(await desk.clerk.said("/spend 工业设计大赛 0.1 补记 12.30"))
    assert "关账" in refused
    assert OFFICE.first_name in refused


async def _reported(desk: Office) -> None:
    wanted = compile_report(real(), today=AFTER.date())
    made = compile_report(desk.book, today=AFTER.date())
    assert body(made) == body(wanted)
    leader = desk.program.talk(VIEWER)
    desk.program.server.world.say(VIEWER.id, "/report 2021")
    await desk.program.server.world.wait_for(lambda: any("document" in one for one in leader.messages) or None, 15)
    said = "\n".join(map(words, leader.messages))
    assert "草稿" not in said
    assert "98.82%" in said
    assert "绩效自评分数为97分" in said
