"""Delivery against a Telegram that misbehaves: everything arrives once, in order, in the best form the server takes."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.ext import ExtBot

from perfbot.delivery.errors import (
    Fine,
    FollowTo,
    NotSent,
    Park,
    PlainText,
    Retry,
    TokenRefused,
    Unknown,
    Wait,
    what_to_do,
)
from perfbot.delivery.requests import build_bot_requests
from perfbot.delivery.sending import Delivery, Failed, NotDelivered, Posted, Undelivered
from perfbot.intake import PatientRateLimiter, Watchdog
from perfbot.render.document import (
    Attachment,
    Button,
    Document,
    Figure,
    Heading,
    Row,
    bold,
    document,
    paragraph,
    table,
)
from perfbot.render.places.chat import chat_parts
from perfbot.sandbox import SandboxServer
from tests.sandbox_client import CLERK, OFFICE, PEOPLE, TOKEN, in_loop, sandbox

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)


@dataclass
class Post:
    """A running Telegram and a Delivery to it, with what its hooks were told."""

    server: SandboxServer
    bot: ExtBot[Any]
    delivery: Delivery
    moved: list[tuple[int, int]] = field(default_factory=list)
    blocked: list[int] = field(default_factory=list)

    def said(self, chat_id: int = CLERK.id) -> list[dict[str, Any]]:
        return self.server.world.bot_messages(chat_id)

    def fault(self, kind: str, method: str, **options: Any) -> None:
        self.server.world.faults.add(kind, method, **options)


@contextlib.asynccontextmanager
async def posting(*, limiter: PatientRateLimiter | None = None, **options: Any) -> AsyncIterator[Post]:
    async with sandbox(**options) as server:
        for person in PEOPLE:
            server.world.chats[person.id].started = True
        sending, polling = build_bot_requests(None, Watchdog())
        bot: ExtBot[Any] = ExtBot(
            TOKEN,
            base_url=f"{server.url}/bot",
            base_file_url=f"{server.url}/file/bot",
            request=sending,
            get_updates_request=polling,
            rate_limiter=limiter,
        )
        post = Post(server, bot, Delivery(bot, pauses=(0.01,), patience=5.0))

        async def moved(old: int, new: int) -> None:
            post.moved.append((old, new))

        async def blocked(chat_id: int, why: str) -> None:
            post.blocked.append(chat_id)

        post.delivery.carrier.on_migrated = moved
        post.delivery.carrier.on_blocked = blocked
        async with bot:
            yield post


def report(rows: int = 3) -> Document:
    """A small report with a table, a picture, a button and a file."""
    lines = [Row((f"项目{number}", "12.50", "98.82%")) for number in range(rows)]
    return document(
        paragraph(bold("2021 年自评"), "，支出率 98.82%。"),
        table(["项目", "支出", "支出率"], lines, caption="执行情况", unit="万元"),
        Figure("rates", PNG, "各项目支出率", "项目0 98.82%"),
        buttons=[[Button("我来更新", "c:spend")]],
        attachments=[Attachment("自评.docx", b"docx bytes", "正式文本")],
    )


def long_text(parts: int, word: str = "甲") -> Document:
    """Words that need `parts` plain messages."""
    return document(*[word * 2_000 for _ in range(parts * 2 - 1)], buttons=[[Button("好", "ok")]])


def text_of(message: dict[str, Any]) -> str:
    return str(message.get("text") or message.get("caption") or "")


# -- forms -----------------------------------------------------------------------------------------


@in_loop
async def test_a_report_is_one_rich_message_with_its_table_buttons_and_picture_and_the_file_after_it() -> None:
    async with posting() as post:
        sent = await post.delivery.send(CLERK.id, report())
        rich, file = post.said()
        assert {"table", "photo"} <= {block["type"] for block in rich["rich_message"]["blocks"]}
        assert rich["reply_markup"]["inline_keyboard"][0][0]["text"] == "我来更新"
        assert file["document"]["file_name"] == "自评.docx"
        assert sent.message_ids == (rich["message_id"], file["message_id"])


@in_loop
async def test_a_server_that_knows_no_rich_messages_gets_plain_ones_and_is_not_asked_again() -> None:
    async with posting(knows_rich=False) as post:
        await post.delivery.send(CLERK.id, report())
        words, picture, file = post.said()
        assert "98.82%" in words["text"]
        assert words["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "c:spend"
        assert picture["caption"] == "各项目支出率"
        assert file["caption"] == "正式文本"
        await post.delivery.send(CLERK.id, document("再来一次"))
        assert post.said()[-1]["text"] == "再来一次"
        assert not post.delivery.knows_rich


@in_loop
async def test_a_refused_rich_message_goes_out_plain_and_the_next_one_rich_again() -> None:
    async with posting() as post:
        post.fault("refuse", "sendRichMessage", code=400, description="Bad Request: can't parse rich message")
        await post.delivery.send(CLERK.id, document(Heading("第一条")))
        await post.delivery.send(CLERK.id, document(Heading("第二条")))
        first, second = post.said()
        assert first["text"] == "第一条"
        assert "rich_message" in second


@in_loop
async def test_a_few_lines_are_a_plain_message_and_what_has_a_table_or_is_long_a_rich_one() -> None:
    async with posting() as post:
        sent = await post.delivery.send(CLERK.id, document("项目　中博会\n金额　0.30 万元", "哪一天支付的？"))
        assert post.said()[0]["text"] == "项目　中博会\n金额　0.30 万元\n\n哪一天支付的？"
        assert await post.delivery.edit(CLERK.id, sent.head, document(table(["项目"], [["中博会"]])))
        assert "rich_message" in post.said()[0]
        assert await post.delivery.edit(CLERK.id, sent.head, document("记好了"))
        assert text_of(post.said()[0]) == "记好了"
        await post.delivery.send(CLERK.id, long_text(2))
        assert "rich_message" in post.said()[1]


@in_loop
async def test_an_answer_that_is_no_message_falls_back_within_the_same_answer() -> None:
    async with posting() as post:
        post.fault("result", "sendRichMessage", result=True)
        await post.delivery.send(CLERK.id, document("你好"))
        assert [text_of(message) for message in post.said()] == ["你好"]


@in_loop
async def test_refused_markup_goes_out_as_bare_words_rather_than_not_at_all() -> None:
    async with posting(knows_rich=False) as post:
        post.fault("refuse", "sendMessage", code=400, description="Bad Request: can't parse entities")
        await post.delivery.send(CLERK.id, document(paragraph(bold("支出 < 预算 & 正常"))))
        assert post.said()[0]["text"] == "支出 < 预算 & 正常"
        assert "entities" not in post.said()[0]


@in_loop
async def test_a_later_part_that_is_refused_loses_no_words() -> None:
    async with posting(knows_rich=False) as post:
        post.fault("refuse", "sendMessage", skip=1, code=400, description="Bad Request: can't parse entities")
        await post.delivery.send(CLERK.id, long_text(3))
        assert sum(text_of(message).count("甲") for message in post.said()) == 10_000
        assert [("reply_markup" in message) for message in post.said()] == [False] * (len(post.said()) - 1) + [True]


@in_loop
async def test_what_no_form_is_taken_for_is_reported_as_refused() -> None:
    async with posting() as post:
        with pytest.raises(NotDelivered) as caught:
            await post.delivery.send_line(CLERK.id, "")
        assert caught.value.reason is Undelivered.REFUSED


@in_loop
async def test_a_file_larger_than_telegram_takes_is_named_before_anything_is_said() -> None:
    huge = Attachment("全部.zip", bytes(50 * 1024 * 1024 + 1))
    async with posting() as post:
        with pytest.raises(NotDelivered) as caught:
            await post.delivery.send(CLERK.id, document("附件", attachments=[huge]))
        assert caught.value.reason is Undelivered.TOO_LARGE
        assert post.said() == []


@in_loop
async def test_a_reply_to_a_message_that_was_deleted_is_sent_all_the_same() -> None:
    async with posting() as post:
        sent = await post.delivery.send(CLERK.id, document("收到"), reply_to=999, silent=True)
        assert sent.head == post.said()[0]["message_id"]


# -- trouble ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [500, 502, 504])
@in_loop
async def test_a_server_error_is_outlasted_and_the_message_sent_once(code: int) -> None:
    async with posting() as post:
        post.fault("error", "sendMessage", code=code)
        post.fault("error", "getMe", times=3, code=code)
        await post.delivery.send(CLERK.id, document("周报"))
        assert len(post.said()) == 1
        assert post.server.world.faults.waiting == []


@pytest.mark.parametrize("code", [500, 502, 504])
@in_loop
async def test_what_was_taken_and_answered_with_a_server_error_comes_twice_at_most(code: int) -> None:
    async with posting() as post:
        for method in ("sendMessage", "sendDocument"):
            post.fault("error_after", method, times=9, code=code)
        with pytest.raises(NotDelivered) as caught:
            await post.delivery.send_line(CLERK.id, "生成中")
        assert caught.value.reason is Undelivered.UNKNOWN
        post.server.world.faults.waiting = post.server.world.faults.waiting[1:]
        await post.delivery.send(CLERK.id, document("报告", attachments=[Attachment("自评.docx", b"x")]))
        assert [text_of(one) for one in post.said() if "document" not in one] == ["生成中", "生成中", "报告"]
        assert sum("document" in one for one in post.said()) == 2


@in_loop
async def test_a_token_refused_in_passing_loses_no_answer_and_no_rich_messages() -> None:
    async with posting() as post:
        post.fault("refuse", "sendMessage", code=401, description="Unauthorized")
        post.fault("refuse", "sendRichMessage", code=401, description="Unauthorized")
        await post.delivery.send_line(CLERK.id, "已记录")
        await post.delivery.send(CLERK.id, report())
        assert text_of(post.said()[0]) == "已记录"
        assert "rich_message" in post.said()[1]


@in_loop
async def test_a_429_is_waited_for_as_long_as_told_and_the_order_in_the_chat_is_kept() -> None:
    async with posting() as post:
        post.fault("too_many", "sendMessage", retry_after=1)
        started = asyncio.get_running_loop().time()
        await asyncio.gather(post.delivery.send_line(CLERK.id, "先"), post.delivery.send_line(CLERK.id, "后"))
        assert asyncio.get_running_loop().time() - started >= 1.0
        assert [text_of(message) for message in post.said()] == ["先", "后"]


@in_loop
async def test_an_hours_wait_is_given_back_to_the_caller_with_its_length() -> None:
    async with posting(limiter=PatientRateLimiter()) as post:
        post.fault("too_many", "sendMessage", retry_after=3_600)
        with pytest.raises(NotDelivered) as caught:
            await post.delivery.send_line(CLERK.id, "预警")
        assert caught.value.reason is Undelivered.FLOODED
        assert caught.value.retry_after == 3_600


@in_loop
async def test_one_chat_that_waits_holds_up_no_other() -> None:
    async with posting(limiter=PatientRateLimiter()) as post:
        post.fault("too_many", "sendMessage", retry_after=30, chat_id=CLERK.id)
        waiting = asyncio.create_task(post.delivery.send_line(CLERK.id, "等"))
        await post.server.world.wait_for(lambda: post.server.world.faults.met)
        await asyncio.wait_for(post.delivery.send_line(OFFICE.id, "不等"), 5)
        waiting.cancel()
        assert len(post.said(OFFICE.id)) == 1


@in_loop
async def test_the_group_gets_at_most_twenty_messages_at_once() -> None:
    limiter = PatientRateLimiter(group_a_minute=20)
    async with posting(limiter=limiter) as post:
        group = post.server.group_id
        sending = [asyncio.create_task(post.delivery.send_line(group, str(number))) for number in range(21)]
        await post.server.world.wait_for(lambda: len(post.said(group)) == 20)
        done, pending = await asyncio.wait(sending, timeout=0.2)
        assert (len(done), len(pending)) == (20, 1)
        for task in pending:
            task.cancel()


@in_loop
async def test_telegram_being_away_is_outlasted() -> None:
    async with posting() as post:
        port = int(post.server.url.rsplit(":", 1)[1])
        await post.server.stop()
        sending = asyncio.create_task(post.delivery.send_line(CLERK.id, "恢复后送达"))
        await asyncio.wait([sending], timeout=0.05)
        async with sandbox(port=port) as again:
            again.world.chats[CLERK.id].started = True
            await sending
            assert [text_of(message) for message in again.world.bot_messages(CLERK.id)] == ["恢复后送达"]


@in_loop
async def test_patience_ends_with_a_report_of_what_is_known() -> None:
    async with posting() as post:
        delivery = Delivery(post.bot, pauses=(0.01,), patience=0.1)
        post.fault("reset_before", "getMe", times=1_000)
        post.fault("error", "sendMessage", times=1_000, code=500)
        with pytest.raises(NotDelivered) as caught:
            await delivery.send_line(CLERK.id, "在吗")
        assert caught.value.reason is Undelivered.UNKNOWN
        assert not caught.value.hopeless
        assert len(post.server.world.calls_of("sendMessage")) == 1
        await post.server.stop()
        with pytest.raises(NotDelivered) as caught:
            await delivery.send_line(CLERK.id, "在吗")
        assert caught.value.reason is Undelivered.UNREACHABLE


@in_loop
async def test_an_answer_whose_fate_is_unknown_is_repeated_in_conversation() -> None:
    async with posting() as post:
        post.fault("reset_after", "sendMessage")
        await post.delivery.send_line(CLERK.id, "已记录")
        assert [text_of(message) for message in post.said()] == ["已记录", "已记录"]


@in_loop
async def test_a_group_that_became_a_supergroup_is_followed_and_remembered() -> None:
    async with posting() as post:
        old = post.server.group_id
        new = post.server.world.upgrade_group()
        await post.delivery.send(old, document("周报"))
        await post.delivery.send(old, document("预警"))
        assert post.moved == [(old, new)]
        assert len(post.said(new)) == 2


@in_loop
async def test_a_person_who_blocked_the_bot_is_reported_and_not_tried_again() -> None:
    async with posting() as post:
        post.server.world.block(CLERK.id)
        with pytest.raises(NotDelivered) as caught:
            await post.delivery.send_line(CLERK.id, "提醒")
        assert caught.value.hopeless
        assert post.blocked == [CLERK.id]
        assert len(post.server.world.calls_of("sendMessage")) == 1


@in_loop
async def test_documents_of_one_chat_are_not_mixed_even_when_the_first_meets_trouble() -> None:
    async with posting(knows_rich=False) as post:
        post.fault("error", "sendMessage", skip=1, code=500)
        sends = [post.delivery.send(CLERK.id, long_text(2, word)) for word in "甲乙"]
        await asyncio.gather(*sends)
        assert [text_of(message)[0] for message in post.said()] == ["甲", "甲", "乙", "乙"]


@in_loop
async def test_people_are_served_at_the_same_time() -> None:
    async with posting() as post:
        post.server.world.faults.latency_ms = 300
        started = asyncio.get_running_loop().time()
        await asyncio.gather(*[post.delivery.send_line(person.id, "早") for person in PEOPLE])
        assert asyncio.get_running_loop().time() - started < 0.3 * len(PEOPLE)  # what one after another takes at least


# -- edits, presses, progress ------------------------------------------------------------------------


@in_loop
async def test_an_edit_that_changes_nothing_is_a_success() -> None:
    async with posting() as post:
        sent = await post.delivery.send(CLERK.id, document("一样"))
        assert await post.delivery.edit(CLERK.id, sent.head, document("一样"))
        assert await post.delivery.edit(CLERK.id, sent.head, document("不一样"))
        assert len(post.said()) == 1


@in_loop
async def test_an_edit_without_rich_messages_turns_the_plain_one() -> None:
    async with posting(knows_rich=False) as post:
        line = await post.delivery.send_line(CLERK.id, "请稍候")
        assert await post.delivery.edit(CLERK.id, line, document(Heading("好了")))
        assert await post.delivery.edit(CLERK.id, line, document(Heading("好了")))
        assert [text_of(message) for message in post.said()] == ["好了"]
        assert not post.delivery.knows_rich


@in_loop
async def test_an_edit_of_a_message_that_is_gone_is_sent_as_a_new_one() -> None:
    async with posting() as post:
        sent = await post.delivery.send(CLERK.id, document("旧"))
        post.server.world.delete(CLERK.id, sent.head)
        assert not await post.delivery.edit(CLERK.id, sent.head, document("新"))
        assert len(post.said()) == 1


@in_loop
async def test_a_button_answered_too_late_is_no_error() -> None:
    async with posting() as post:
        sent = await post.delivery.send(CLERK.id, document("选", buttons=[[Button("甲", "a")]]))
        post.server.world.press(CLERK.id, sent.head, "甲")
        query = next(iter(post.server.world.queries))
        post.server.world.faults.old_queries()
        assert not await post.delivery.answer_press(query, "好")
        assert await post.delivery.answer_press(query, "好", alert=True)


@in_loop
async def test_showing_an_action_never_raises() -> None:
    async with posting() as post:
        post.server.world.block(CLERK.id)
        await post.delivery.typing(CLERK.id)
        assert len(post.server.world.calls_of("sendChatAction")) == 1


@in_loop
async def test_quick_work_shows_no_line_and_slow_work_one_that_is_taken_back() -> None:
    async with posting() as post:
        async with post.delivery.progress(CLERK.id, "正在编写…"):
            pass
        assert post.server.world.calls_of("sendMessage") == []
        async with post.delivery.progress(CLERK.id, "正在编写…", line_after=0.0) as line:
            await post.server.world.wait_for(post.said)
            await line.say("正在排版…")
            await post.server.world.wait_for(lambda: post.said()[0]["text"] == "正在排版…")
        assert post.said() == []
        assert post.server.world.calls_of("sendChatAction")


# -- scheduled posts ----------------------------------------------------------------------------------


@in_loop
async def test_a_finished_post_is_one_message_however_often_it_is_finished() -> None:
    async with posting() as post:
        group = post.server.group_id
        posted = await post.delivery.post_placeholder(group, "2026年第48周周报 生成中")
        assert isinstance(posted, Posted)
        content = document("周报", table(["项目"], [["中博会"]]), buttons=[[Button("已知晓", "ack")]])
        for _ in range(3):
            assert await post.delivery.finish_post(group, posted.message_id, content) == posted
        assert len(post.said(group)) == 1
        assert "rich_message" in post.said(group)[0]


@in_loop
async def test_a_placeholder_whose_fate_is_unknown_is_told_so_and_not_repeated() -> None:
    async with posting() as post:
        post.fault("reset_after", "sendMessage")
        outcome = await post.delivery.post_placeholder(post.server.group_id, "周报")
        assert isinstance(outcome, Failed)
        assert outcome.reason is Undelivered.UNKNOWN
        assert len(post.said(post.server.group_id)) == 1
        post.fault("error_after", "sendMessage", code=504)
        outcome = await post.delivery.post_placeholder(post.server.group_id, "周报")
        assert isinstance(outcome, Failed)
        assert outcome.reason is Undelivered.UNKNOWN
        assert len(post.said(post.server.group_id)) == 2


@in_loop
async def test_no_placeholder_is_tried_while_telegram_answers_nothing() -> None:
    async with posting() as post:
        post.fault("error", "*", code=502)
        outcome = await post.delivery.post_placeholder(post.server.group_id, "周报")
        assert isinstance(outcome, Failed)
        assert outcome.reason is Undelivered.UNREACHABLE
        assert post.server.world.calls_of("sendMessage") == []


@in_loop
async def test_a_definite_refusal_of_a_placeholder_is_told_apart_from_an_unknown_fate() -> None:
    async with posting() as post:
        post.server.world.kick_bot()
        outcome = await post.delivery.post_placeholder(post.server.group_id, "周报")
        assert isinstance(outcome, Failed)
        assert outcome.reason is Undelivered.BLOCKED


@in_loop
async def test_a_placeholder_that_somebody_deleted_is_reported_so_that_it_can_be_posted_anew() -> None:
    async with posting() as post:
        group = post.server.group_id
        posted = await post.delivery.post_placeholder(group, "周报")
        assert isinstance(posted, Posted)
        post.server.world.delete(group, posted.message_id)
        outcome = await post.delivery.finish_post(group, posted.message_id, document("周报"))
        assert isinstance(outcome, Failed)
        assert outcome.reason is Undelivered.MESSAGE_GONE


@in_loop
async def test_an_edit_whose_fate_is_unknown_is_simply_made_again() -> None:
    async with posting() as post:
        group = post.server.group_id
        posted = await post.delivery.post_placeholder(group, "周报")
        assert isinstance(posted, Posted)
        post.fault("reset_after", "editMessageText")
        assert await post.delivery.finish_post(group, posted.message_id, document("周报全文")) == posted
        assert len(post.said(group)) == 1


@pytest.mark.parametrize("stop_after", [0, 1, 2, 3, 4])
def test_a_long_post_on_an_old_server_interrupted_anywhere_is_complete_and_single_in_the_end(stop_after: int) -> None:
    @in_loop
    async def interrupted() -> None:
        async with posting(knows_rich=False) as post:
            group, recorded = post.server.group_id, dict[str, int]()
            posted = await post.delivery.post_placeholder(group, "周报")
            assert isinstance(posted, Posted)
            content = Document((*long_text(3).blocks, Figure("rates", PNG, "图")), (Attachment("a.docx", b"x"),))

            async def record(name: str, message_id: int) -> None:
                recorded[name] = message_id
                if len(recorded) > stop_after:
                    raise ConnectionAbortedError("as if killed")

            async def keep(name: str, message_id: int) -> None:
                recorded[name] = message_id

            with contextlib.suppress(ConnectionAbortedError):
                await post.delivery.finish_post(group, posted.message_id, content, on_followed=record)
            for _ in range(2):
                await post.delivery.finish_post(group, posted.message_id, content, followed=recorded, on_followed=keep)
            messages = post.said(group)
            assert sum(text_of(message).count("甲") for message in messages) == 10_000
            assert len([message for message in messages if "photo" in message]) == 1
            assert len([message for message in messages if "document" in message]) == 1
            assert len(messages) == len(chat_parts(content)) + 2

    interrupted()


@in_loop
async def test_a_picture_whose_fate_is_unknown_is_not_sent_twice_under_a_post() -> None:
    async with posting(knows_rich=False) as post:
        group = post.server.group_id
        posted = await post.delivery.post_placeholder(group, "周报")
        assert isinstance(posted, Posted)
        post.fault("reset_after", "sendPhoto")
        content = document("周报", Figure("rates", PNG, "图"))
        for _ in range(2):
            await post.delivery.finish_post(group, posted.message_id, content, followed={"photo:0": 0})
        assert [message for message in post.said(group) if "photo" in message] == []
        assert await post.delivery.finish_post(group, posted.message_id, content) == posted
        assert len([message for message in post.said(group) if "photo" in message]) == 1


# -- the table -------------------------------------------------------------------------------------------


def because(error: TelegramError, cause: Exception) -> TelegramError:
    error.__cause__ = cause
    return error


def caused(error: TelegramError, cause: str) -> TelegramError:
    """The error as python-telegram-bot raises it from one of httpx's, which are known by name only."""
    return because(error, type(cause, (Exception,), {})())


TABLE: list[tuple[TelegramError, object]] = [
    (RetryAfter(7), Wait(7)),
    (RetryAfter(timedelta(hours=1)), Wait(3_600)),
    (ChatMigrated(-1001), FollowTo(-1001)),
    (Forbidden("Forbidden: bot was blocked by the user"), Park(Undelivered.BLOCKED)),
    (BadRequest("Message is not modified: specified new message content…"), Fine()),
    (BadRequest("Query is too old and response timeout expired or query id is invalid"), Fine()),
    (BadRequest("Chat not found"), Park(Undelivered.CHAT_NOT_FOUND)),
    (BadRequest("Not enough rights to send text messages to the chat"), Park(Undelivered.BLOCKED)),
    (BadRequest("Message to edit not found"), Park(Undelivered.MESSAGE_GONE)),
    (BadRequest("Can't parse entities: unsupported start tag"), PlainText()),
    (BadRequest("Message is too long"), PlainText()),
    (EndPointNotFound("Endpoint 'sendRichMessage' not found in Bot API"), PlainText()),
    (InvalidToken("Unauthorized"), Retry()),
    (TokenRefused("getUpdates was answered 401"), Retry()),
    (because(EndPointNotFound("Endpoint 'sendRichMessage' not found"), InvalidToken("Unauthorized")), Retry()),
    (because(EndPointNotFound("Endpoint 'sendRichMessage' not found"), InvalidToken("Not Found")), PlainText()),
    (Conflict("terminated by other getUpdates request"), Retry()),
    (NetworkError("Internal Server Error"), Unknown()),
    (NetworkError("Bad Gateway (502)"), Unknown()),
    (NetworkError("Gateway Timeout"), Unknown()),
    (NetworkError("Too Many Requests (429)"), Retry()),
    (because(NetworkError("aiohttp.ClientConnectorError"), NotSent()), Retry()),
    (because(TimedOut(), NotSent()), Retry()),
    (NetworkError("Request Entity Too Large (413)"), Park(Undelivered.TOO_LARGE)),
    (caused(NetworkError("httpx.ConnectError: "), "ConnectError"), Retry()),
    (caused(NetworkError("httpx.ReadError: "), "ReadError"), Unknown()),
    (caused(TimedOut(), "ConnectTimeout"), Retry()),
    (caused(TimedOut("Pool timeout"), "PoolTimeout"), Retry()),
    (caused(TimedOut(), "ReadTimeout"), Unknown()),
    (caused(TimedOut(), "WriteTimeout"), Unknown()),
    (TimedOut(), Unknown()),
    (TelegramError("Invalid server response"), Unknown()),
]


@pytest.mark.parametrize(("error", "remedy"), TABLE, ids=[f"{type(e).__name__} {e}"[:60] for e, _ in TABLE])
def test_each_error_has_one_remedy(error: TelegramError, remedy: object) -> None:
    assert what_to_do(error) == remedy
