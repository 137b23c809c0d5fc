"""The page in a real browser at phone size, with a small bot of our own behind it."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from perfbot.sandbox import SandboxServer
from tests.sandbox_client import CLERK, MONDAY, OFFICE
from tests.sandbox_phone import Stage, on_phone

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    opened = Stage()
    yield opened
    opened.close()


def read(path: Path) -> bytes:
    return path.read_bytes()


def last(page: Page, who: str = "bot") -> Any:
    return page.locator(f"[data-from={who}]").last


async def say(page: Page, text: str) -> None:
    await page.fill("[data-input=message]", text)
    await page.click("[data-action=send]")


@on_phone()
async def test_a_conversation_by_tapping_looks_and_answers_like_a_chat(server: SandboxServer, page: Page) -> None:
    await expect(page.locator("[data-hint]")).to_contain_text("先看报告")
    await page.click("[data-action=start]")
    await expect(last(page)).to_contain_text("你好")
    await page.click("[data-button='改一改']")
    await expect(page.locator("[data-toast]")).to_have_text("改好了")
    await expect(last(page).locator("[data-text]")).to_have_text("<script>alert(1)</script> 改了")
    await expect(last(page)).to_contain_text("已编辑")
    await say(page, "三万二 <b>&")
    await expect(last(page, "me").locator("[data-text]")).to_have_text("三万二 <b>&")
    await expect(last(page).locator("[data-text]")).to_have_text("回声：三万二 <b>&")
    await expect(last(page).locator(".quote")).to_contain_text("三万二 <b>&")


@on_phone()
async def test_a_rich_message_has_native_tables_details_pictures_and_a_document_to_download(
    server: SandboxServer, page: Page
) -> None:
    await page.click("[data-try='/report']")
    table = page.locator(".rich table")
    await expect(table.locator("th")).to_have_count(8)
    box = page.locator(".table-box")
    assert await box.evaluate("one => one.scrollWidth > one.clientWidth")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await expect(page.locator(".rich details p")).to_be_hidden()
    await page.click(".rich summary")
    await expect(page.locator(".rich details p")).to_have_text("支出偏慢 <b>")
    await expect(page.locator(".rich button.command")).to_have_text("/ask")
    image = page.locator(".photo img")
    await image.scroll_into_view_if_needed()
    await server.world.wait_for(lambda: len(server.world.bot_messages(OFFICE.id)) == 3)
    await page.wait_for_function("document.querySelector('.photo img').naturalWidth === 1")
    async with page.expect_download() as waiting:
        await page.click("[data-document='自评报告.docx']")
    download = await waiting.value
    assert download.suggested_filename == "自评报告.docx"
    assert read(await download.path()) == b"PK report"
    await page.click(".rich button.command")
    await expect(last(page)).to_contain_text("金额？")


@on_phone()
async def test_commands_are_offered_while_typing_and_from_the_menu(server: SandboxServer, page: Page) -> None:
    await expect(page.locator("[data-action=commands]")).to_be_visible()
    await page.fill("[data-input=message]", "/re")
    await expect(page.locator("[data-command]")).to_have_count(1)
    await page.fill("[data-input=message]", "")
    await page.click("[data-action=commands]")
    await expect(page.locator("[data-command]")).to_have_count(3)
    await page.click("[data-command=ask]")
    await expect(last(page)).to_contain_text("金额？")
    await expect(page.locator("#composer-note")).to_contain_text("回复 绩效助手")
    await say(page, "3.2")
    await expect(last(page).locator("[data-text]")).to_have_text("回声：3.2")


@on_phone()
async def test_alerts_deep_links_and_the_group(server: SandboxServer, page: Page) -> None:
    await page.click("[data-action=back]")
    await page.click(f"[data-chat='{server.group_id}']")
    await say(page, "/start")
    await page.click("[data-button='当心']")
    await expect(page.locator("[data-alert]")).to_contain_text("请核对数额")
    await page.click("[data-action=alert-ok]")
    await page.click("[data-button='私聊']")
    await expect(page.locator("#chat-title")).to_have_text("绩效助手")
    await expect(last(page)).to_contain_text("你好 from_button")


@on_phone()
async def test_being_another_person_shows_his_chats_and_unread_marks(server: SandboxServer, page: Page) -> None:
    server.world.say(CLERK.id, "/start")
    await expect(page.locator(f"[data-person='{CLERK.id}'] .badge")).to_have_text("1")
    await page.click(f"[data-person='{CLERK.id}']")
    await expect(last(page)).to_contain_text("你好")
    await page.click("[data-action=back]")
    await expect(page.locator(f"[data-chat='{CLERK.id}'][data-unread='0']")).to_be_visible()
    server.world.say(OFFICE.id, "/start", server.group_id)
    await expect(page.locator(f"[data-chat='{server.group_id}'][data-unread='2']")).to_be_visible()
    await page.click(f"[data-chat='{server.group_id}']")
    await expect(page.locator(".unread-line")).to_be_visible()


@on_phone()
async def test_own_messages_are_edited_and_deleted_and_files_attached(server: SandboxServer, page: Page) -> None:
    await say(page, "3.2")
    await expect(last(page)).to_contain_text("回声：3.2")
    await last(page, "me").locator(".more").focus()
    await page.keyboard.press("Enter")
    await page.click("#sheet [data-action=edit]")
    await say(page, "3.3")
    await expect(last(page, "me")).to_contain_text("3.3")
    await expect(last(page, "me")).to_contain_text("已编辑")
    await server.world.wait_for(lambda: len(server.world.bot_messages(OFFICE.id)) == 2)
    for message in server.world.bot_messages(OFFICE.id):
        server.world.delete(OFFICE.id, message["message_id"])
    await expect(page.locator("[data-from=bot][data-message]")).to_have_count(0)
    await page.set_input_files("[data-input=file]", {"name": "账.xlsx", "mimeType": "x/y", "buffer": b"PK"})
    await expect(page.locator("#sheet")).not_to_contain_text("null")
    await page.click("[data-action=send-file]")
    await expect(last(page).locator("[data-text]")).to_have_text("回声：账.xlsx")


CLOCK = [MONDAY]


async def set_clock(to: date | datetime | None) -> str:
    day = to if isinstance(to, date) else MONDAY.date()
    CLOCK[0] = MONDAY + (day - MONDAY.date())
    return f"已到 {CLOCK[0]:%Y-%m-%d}"


@on_phone(now=lambda: CLOCK[0], set_clock=set_clock)
async def test_the_clock_moves_the_sandboxs_date(server: SandboxServer, page: Page) -> None:
    await page.click("[data-action=bench]")
    drawer = page.locator("#drawer")
    await expect(drawer.locator(".today")).to_have_text("2021年7月5日 周一 09:00")
    await drawer.get_by_role("button", name="07-26 看周报").click()
    await expect(drawer.locator(".today")).to_contain_text("2021年7月26日")
    await drawer.locator("[data-clock=today]").click()
    await expect(drawer.locator(".today")).to_contain_text("2021年7月5日")
    await drawer.locator("[data-clock=week]").click()
    await expect(drawer.locator(".today")).to_contain_text("2021年7月12日")
    await drawer.locator("input[data-clock=date]").fill("2021-10-08")
    await drawer.locator("[data-clock=go]").click()
    await expect(drawer.locator(".today")).to_contain_text("2021年10月8日 周五")
    assert CLOCK[0] - MONDAY == timedelta(days=95)
    await drawer.locator("[data-clock=today]").click()
    await expect(drawer.locator(".today")).to_contain_text("2021年7月5日")


@on_phone()
async def test_a_cut_line_comes_back_with_what_was_missed(server: SandboxServer, page: Page) -> None:
    await page.click("[data-action=start]")
    await expect(last(page)).to_contain_text("你好")
    await page.context.set_offline(True)
    for listener in list(server.world.listeners):
        getattr(listener, "__self__").close()  # noqa: B009
    await expect(page.locator("#offline")).to_be_visible()
    server.world.say(OFFICE.id, "断线时说的")
    await server.world.wait_for(lambda: len(server.world.bot_messages(OFFICE.id)) == 2)
    await page.context.set_offline(False)
    await expect(last(page)).to_contain_text("回声：断线时说的")
    await expect(page.locator("#offline")).to_be_hidden()


@on_phone()
async def test_everything_to_tap_is_at_least_44_pixels_high(server: SandboxServer, page: Page) -> None:
    await page.click("[data-action=start]")
    await expect(last(page)).to_contain_text("你好")
    small = await page.evaluate(
        """() => [...document.querySelectorAll("button, a.key, .file, summary")]
            .filter((one) => one.offsetParent && !one.matches(".command, .spoiler, .more, .quote"))
            .filter((one) => one.getBoundingClientRect().height < 43.5 || one.getBoundingClientRect().width < 40)
            .map((one) => one.outerHTML.slice(0, 90))"""
    )
    assert small == []
    nameless = await page.evaluate(
        """() => [...document.querySelectorAll("button, input, textarea")]
            .filter((one) => one.offsetParent)
            .filter((one) => !(one.innerText || one.ariaLabel || one.labels?.length || one.title))
            .map((one) => one.outerHTML.slice(0, 90))"""
    )
    assert nameless == []
