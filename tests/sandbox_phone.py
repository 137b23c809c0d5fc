"""A small bot and one headless browser at phone size, for the tests of the sandbox's page."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from playwright.async_api import Dialog, Page, async_playwright, expect
from telegram import (
    BotCommandScopeAllPrivateChats,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    Update,
)
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes, MessageHandler, filters

from perfbot.sandbox import SandboxServer
from tests.conftest import chromium
from tests.sandbox.test_rich import PIXEL
from tests.sandbox_client import TOKEN, sandbox

PATIENCE = 20_000
"""Milliseconds that the page may take on a machine with much else to do."""
expect.set_options(timeout=PATIENCE)
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
RICH = (
    "<h1>自评报告</h1><table bordered striped><caption>单位：万元</caption><tr>"
    + "".join(f"<th>第{number}列标题</th>" for number in range(1, 9))
    + "</tr><tr>"
    + "".join(f"<td align='right'>1,234.{number}0</td>" for number in range(1, 9))
    + "</tr></table><details><summary>存在问题</summary><p>支出偏慢 &lt;b&gt;</p></details>"
    + "<p>发 /ask 登记</p>"
)
Context = ContextTypes.DEFAULT_TYPE


async def start(update: Update, context: Context) -> None:
    keys = [
        [InlineKeyboardButton("改一改", callback_data="edit"), InlineKeyboardButton("当心", callback_data="alert")],
        [InlineKeyboardButton("私聊", url="https://t.me/perf_sandbox_bot?start=from_button")],
    ]
    said = (update.effective_message.text or "").removeprefix("/start")
    await update.effective_message.reply_text(f"你好{said}", reply_markup=InlineKeyboardMarkup(keys))


async def report(update: Update, context: Context) -> None:
    api = {"chat_id": update.effective_chat.id, "rich_message": {"html": RICH}}
    await context.bot.do_api_request("sendRichMessage", api_kwargs=api, return_type=Message)
    await update.effective_message.reply_photo(PIXEL)
    await update.effective_message.reply_document(b"PK report", filename="自评报告.docx")


async def ask(update: Update, context: Context) -> None:
    await update.effective_message.reply_text("金额？", reply_markup=ForceReply())


async def pressed(update: Update, context: Context) -> None:
    query = update.callback_query
    if query.data == "alert":
        await query.answer("请核对数额", show_alert=True)
        return
    await query.answer("改好了")
    await query.edit_message_text("<script>alert(1)</script> 改了")


async def echo(update: Update, context: Context) -> None:
    message = update.effective_message
    shown = message.document.file_name if message.document else message.text
    await message.reply_text(f"回声：{shown}", do_quote=True)


@contextlib.asynccontextmanager
async def echo_bot(server: SandboxServer) -> AsyncIterator[Application[Any, Any, Any, Any, Any, Any]]:
    builder = Application.builder().token(TOKEN).base_url(f"{server.url}/bot")
    app = builder.base_file_url(f"{server.url}/file/bot").build()
    app.add_handlers([CommandHandler("start", start), CommandHandler("report", report), CommandHandler("ask", ask)])
    app.add_handlers([CallbackQueryHandler(pressed), MessageHandler(filters.ALL, echo)])
    async with app:
        commands = [("start", "开始"), ("report", "自评报告"), ("ask", "提问")]
        await app.bot.set_my_commands(commands, scope=BotCommandScopeAllPrivateChats())
        await app.start()
        await app.updater.start_polling(poll_interval=0)
        try:
            yield app
        finally:
            await app.updater.stop()
            await app.stop()


class Stage:
    """One browser for all tests here, and the loop in which it lives."""

    def __init__(self) -> None:
        self.runner = asyncio.Runner()
        self.runner.run(self._open())

    async def _open(self) -> None:
        self.playwright = await async_playwright().start()
        self.browser = await self.playwright.chromium.launch(executable_path=chromium(), args=FLAGS)

    def close(self) -> None:
        self.runner.run(self._close())
        self.runner.close()

    async def _close(self) -> None:
        await self.browser.close()
        await self.playwright.stop()

    @contextlib.asynccontextmanager
    async def phone(self, server: SandboxServer) -> AsyncIterator[Page]:
        """The page at the size of a phone; any error in it fails the test."""
        context = await self.browser.new_context(
            viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, accept_downloads=True
        )
        page = await context.new_page()
        page.set_default_timeout(PATIENCE)
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("dialog", lambda dialog: errors.append(_dismissed(dialog)))
        await page.goto(server.url)
        try:
            yield page
        finally:
            await context.close()
        assert errors == []


def _dismissed(dialog: Dialog) -> str:
    return f"the page opened a browser dialog: {dialog.message}"


def on_phone(**options: Any) -> Callable[[Callable[[SandboxServer, Page], Awaitable[None]]], Callable[[Stage], None]]:
    """Gives a test the server, a bot behind it, and the page before it."""

    def decorate(test: Callable[[SandboxServer, Page], Awaitable[None]]) -> Callable[[Stage], None]:
        async def body(stage: Stage) -> None:
            hint = "先看报告：/report\n或者：`回声 一下`\n去 `2021-07-26` 看周报、`2021-07-30` 看催办"
            async with sandbox(hint=hint, **options) as server, echo_bot(server), stage.phone(server) as page:
                await test(server, page)

        def run(stage: Stage) -> None:
            stage.runner.run(body(stage))

        run.__name__ = test.__name__
        return run

    return decorate
