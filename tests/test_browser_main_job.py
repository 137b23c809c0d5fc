"""The main job in a real browser at phone size: a clerk taps a spending in, the leader reads the report.

The page, the local Telegram, the bot and its store are the real ones, with the real 2021 book.
"""

from __future__ import annotations

import asyncio
import zipfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from playwright.async_api import Page, expect

from perfbot.domain.books.circumstances import Circumstances
from perfbot.domain.books.commands import RecordSpending
from perfbot.sandbox import Person
from perfbot.wiring.program import Program
from tests.desk_fixture import GONGYE_2021, room
from tests.sandbox_client import CLERK, OTHER_CLERK, VIEWER
from tests.sandbox_phone import Stage

pytestmark = pytest.mark.browser
WORDS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    opened = Stage()
    yield opened
    opened.close()


def last(page: Page) -> Any:
    return page.locator("[data-from=bot]").last


async def become(page: Page, person: Person) -> None:
    await page.click(f"[data-person='{person.id}']")
    await expect(page.locator(f"[data-person='{person.id}'][aria-pressed=true]")).to_be_visible()


async def command(page: Page, name: str) -> None:
    """Choose a command from the menu, as a thumb does."""
    await page.click("[data-action=commands]")
    await page.click(f"[data-command={name}]")


async def tap(page: Page, label: str) -> None:
    await page.locator(f"[data-button='{label}']").last.click()


async def say(page: Page, text: str) -> None:
    await page.fill("[data-input=message]", text)
    await page.click("[data-action=send]")


def an_earlier_spending(program: Program) -> None:
    """Makes its purpose one that can be tapped."""
    desk = program.desk
    clerk = desk.office.member(CLERK.id)
    assert clerk is not None
    earlier = RecordSpending(
        key="earlier", project="p08", amount=Decimal(1_000), on=date(2021, 12, 1), purpose="展位搭建"
    )
    desk.ledger.record(GONGYE_2021, earlier, Circumstances(clerk, desk.now(), desk.today()))


def test_a_clerk_records_a_spending_by_tapping_and_types_nothing_but_the_amount(stage: Stage, tmp_path: Path) -> None:
    async def body() -> None:
        async with room(tmp_path, prepare=an_earlier_spending) as program, stage.phone(program.server) as page:
            await become(page, CLERK)
            await command(page, "spend")
            await tap(page, "中博会")
            await expect(last(page)).to_contain_text("还剩 0.30 万元")
            await say(page, "0.3")
            await tap(page, "12月31日")
            await tap(page, "展位搭建")
            await expect(last(page)).to_contain_text("98.50% → 100.00%")
            await tap(page, "✅ 确认")
            await expect(last(page)).to_contain_text("已记录")
            await expect(last(page)).to_contain_text("第 131 号")
            assert program.desk.ledger.book(GONGYE_2021).projects["p08"].executed() == Decimal("200000.00")

    stage.runner.run(body())


def test_the_leader_reads_the_report_with_its_tables_and_takes_the_word_file_along(
    stage: Stage, tmp_path: Path
) -> None:
    async def body() -> None:
        async with room(tmp_path) as program, stage.phone(program.server) as page:
            await become(page, VIEWER)
            await say(page, "/report 2021")
            report = page.locator(".rich")
            money, indicators = report.locator("table").nth(0), report.locator("table").nth(1)
            await expect(money.locator("tr").last).to_contain_text("1127.70")
            await expect(money.locator("tr").last).to_contain_text("1114.44")
            await expect(indicators.locator("tr")).to_have_count(1 + 44)
            await expect(report).to_contain_text("98.82%")
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            async with page.expect_download() as waiting:
                await page.click("[data-document$='.docx']")
            written = await asyncio.to_thread(words_of_docx, await (await waiting.value).path())
            assert "1127.70" in written
            assert "98.82%" in written

    stage.runner.run(body())


def words_of_docx(path: Path) -> str:
    with zipfile.ZipFile(path) as packed:
        assert packed.testzip() is None
        body = ElementTree.fromstring(packed.read("word/document.xml"))
    return "".join(node.text or "" for node in body.iter(WORDS))


def test_a_second_clerk_is_offered_their_own_projects_only(stage: Stage, tmp_path: Path) -> None:
    async def body() -> None:
        async with room(tmp_path) as program, stage.phone(program.server) as page:
            await become(page, OTHER_CLERK)
            await command(page, "spend")
            await expect(last(page)).to_contain_text("哪个二级项目")
            shown = await last(page).locator("[data-button]").all_inner_texts()
            assert shown == ["无线电监管", "监测大楼运维", "✖ 取消"]
            await say(page, "中博会")
            await expect(last(page)).to_contain_text("“中博会”不是您负责的项目")

    stage.runner.run(body())
