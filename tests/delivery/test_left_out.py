"""What Telegram will not take is left out and told, and the words stand: pictures, files, buttons, forms, topics."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from perfbot.delivery.sending import AnswerPlace, Delivery, Extra, LeftOut, NotDelivered, Posted, Undelivered
from perfbot.render.document import Attachment, Document, Figure, document
from tests.delivery.test_delivery import PNG, Post, posting, report, text_of
from tests.desk_fixture import words
from tests.sandbox_client import CLERK, in_loop

BARRED = "Bad Request: not enough rights to send photos to the chat"
REFUSALS = [BARRED, "Bad Request: CHAT_SEND_PHOTOS_FORBIDDEN", "Bad Request: PHOTO_INVALID_DIMENSIONS"]


def listening(post: Post) -> list[tuple[list[Extra], bool]]:
    """What the delivery says was left out, and whether of an answer."""
    heard: list[tuple[list[Extra], bool]] = []

    async def told(chat_id: int, left_out: Sequence[LeftOut], answered: AnswerPlace | None) -> None:
        heard.append(([one.part for one in left_out], answered is not None))

    post.delivery.on_left_out = told
    return heard


async def posted(post: Post, content: Document, **options: Any) -> Posted:
    """A placeholder in the group, filled twice, as after a restart."""
    placed = await post.delivery.post_placeholder(post.server.group_id, "周报 生成中", **options)
    assert isinstance(placed, Posted)
    followed: dict[str, int] = {}

    async def follow(name: str, number: int) -> None:
        followed[name] = number

    for _ in range(2):
        done = await post.delivery.finish_post(
            post.server.group_id, placed.message_id, content, followed=followed, on_followed=follow, **options
        )
        assert done == placed
    return placed


@pytest.mark.parametrize("knows_rich", [True, False])
@in_loop
async def test_where_pictures_and_files_are_barred_the_post_is_done_when_its_words_stand(knows_rich: bool) -> None:
    async with posting(knows_rich=knows_rich) as post:
        heard = listening(post)
        post.server.world.bar("photos", "documents")
        await posted(post, report())
        [only] = post.said(post.server.group_id)
        assert "支出率 98.82%" in words(only)
        assert ("rich_message" in only) == knows_rich
        assert heard == [([Extra.PICTURE, Extra.FILE], False)]


@pytest.mark.parametrize("why", REFUSALS)
@pytest.mark.parametrize("knows_rich", [True, False])
@in_loop
async def test_a_picture_refused_in_whatever_words_is_left_out_of_an_answer(why: str, knows_rich: bool) -> None:
    async with posting(knows_rich=knows_rich) as post:
        heard = listening(post)
        post.fault("refuse", "sendRichMessage", code=400, description=why)
        post.fault("refuse", "sendPhoto", code=400, description=why)
        await post.delivery.send(CLERK.id, report())
        head, file = post.said()
        assert "支出率 98.82%" in words(head)
        assert ("rich_message" in head) == knows_rich
        assert "document" in file
        assert heard == [([Extra.PICTURE], True)]


@in_loop
async def test_a_picture_in_a_later_part_that_is_refused_as_rich_comes_by_itself() -> None:
    async with posting() as post:
        heard = listening(post)
        long = document(*["甲" * 2_000 for _ in range(17)], Figure("rates", PNG, "图"))
        post.fault("refuse", "sendRichMessage", skip=1, code=400, description="Bad Request: can't parse rich message")
        await post.delivery.send(CLERK.id, long)
        assert len([one for one in post.said() if "photo" in one]) == 1
        assert heard == []


@in_loop
async def test_a_file_too_large_for_telegram_is_no_condition_of_a_post() -> None:
    async with posting() as post:
        heard = listening(post)
        await posted(post, document("周报", attachments=[Attachment("全部.zip", bytes(50 * 1024 * 1024 + 1))]))
        assert [words(one) for one in post.said(post.server.group_id)] == ["周报"]
        assert heard == [([Extra.FILE], False)]


@pytest.mark.parametrize("refusals", [2, 3])
@in_loop
async def test_an_answer_whose_buttons_are_refused_comes_without_them(refusals: int) -> None:
    async with posting(knows_rich=refusals == 3) as post:
        heard = listening(post)
        why = "Bad Request: BUTTON_DATA_INVALID"
        if refusals == 3:
            post.fault("refuse", "sendRichMessage", code=400, description=why, times=2)
        post.fault("refuse", "sendMessage", code=400, description=why, times=2)
        await post.delivery.send(CLERK.id, report())
        assert "支出率 98.82%" in text_of(post.said()[0])
        assert "reply_markup" not in post.said()[0]
        assert heard == [([Extra.BUTTONS], True)]


@in_loop
async def test_an_edit_that_is_refused_for_good_becomes_a_new_message() -> None:
    async with posting() as post:
        sent = await post.delivery.send(CLERK.id, document("请核对"))
        post.fault("refuse", "editMessageText", code=400, description="Bad Request: MESSAGE_STRANGE", times=9)
        assert not await post.delivery.edit(CLERK.id, sent.head, document("已记录"))
        assert [text_of(one) for one in post.said()] == ["请核对", "已记录"]


# -- whether the server knows rich messages -------------------------------------------------------------------


@pytest.mark.parametrize("why", ["Bad Request: method not found", "Bad Request: rich messages are not supported"])
@in_loop
async def test_a_server_that_says_400_to_an_unknown_method_is_known_to_know_no_rich_messages(why: str) -> None:
    async with posting() as post:
        post.fault("refuse", "sendRichMessage", code=400, description=why)
        await post.delivery.send(CLERK.id, report())
        assert not post.delivery.knows_rich
        assert "支出率 98.82%" in text_of(post.said()[0])


@in_loop
async def test_a_server_whose_answer_is_no_message_is_taken_for_one_without_rich_messages() -> None:
    async with posting() as post:
        post.fault("result", "sendRichMessage", result=True)
        await post.delivery.send(CLERK.id, report())
        assert not post.delivery.knows_rich


@in_loop
async def test_an_edit_that_did_not_come_back_rich_is_made_plain_in_the_same_answer() -> None:
    async with posting() as post:
        placed = await post.delivery.post_placeholder(post.server.group_id, "周报 生成中")
        assert isinstance(placed, Posted)
        post.fault("result", "editMessageText", result=True)
        await post.delivery.finish_post(post.server.group_id, placed.message_id, report())
        assert "支出率 98.82%" in text_of(post.said(post.server.group_id)[0])
        assert not post.delivery.knows_rich


@in_loop
async def test_one_404_means_plain_messages_for_a_while_and_not_until_a_restart() -> None:
    async with posting() as post:
        delivery = Delivery(post.bot, pauses=(0.01,), plain_for=0.05)
        post.fault("refuse", "sendRichMessage", code=404, description="Not Found")
        await delivery.send(CLERK.id, report())
        assert "rich_message" not in post.said()[0]
        async with asyncio.timeout(5):
            while not delivery.knows_rich:  # noqa: ASYNC110 - a time that passes, and nothing that tells of it
                await asyncio.sleep(0.01)
        await delivery.send(CLERK.id, report())
        assert "rich_message" in post.said()[-2]


# -- topics ---------------------------------------------------------------------------------------------------


@in_loop
async def test_a_post_and_all_that_follows_it_stand_in_the_topic_that_is_set() -> None:
    async with posting(knows_rich=False) as post:
        post.server.world.open_topic(7)
        await posted(post, report(), topic=7)
        said = post.said(post.server.group_id)
        assert len(said) == 3
        assert {one.get("message_thread_id") for one in said} == {7}


@in_loop
async def test_a_topic_that_was_deleted_is_told_and_the_post_stands_in_the_group() -> None:
    async with posting() as post:
        heard = listening(post)
        placed = await post.delivery.post_placeholder(post.server.group_id, "周报", topic=7)
        assert isinstance(placed, Posted)
        assert "message_thread_id" not in post.said(post.server.group_id)[0]
        assert heard == [([Extra.TOPIC], False)]


@in_loop
async def test_a_closed_topic_is_a_chat_that_may_not_be_written_to() -> None:
    async with posting() as post:
        post.server.world.open_topic(7, is_open=False)
        with pytest.raises(NotDelivered) as caught:
            await post.delivery.send_line(post.server.group_id, "在吗", topic=7)
        assert caught.value.reason is Undelivered.BLOCKED


@in_loop
async def test_plain_words_barred_is_a_chat_that_may_not_be_written_to_and_no_end_of_the_post() -> None:
    async with posting() as post:
        post.fault("refuse", "sendMessage", code=400, description="Bad Request: CHAT_SEND_PLAIN_FORBIDDEN", times=3)
        failed = await post.delivery.post_placeholder(post.server.group_id, "周报")
        assert getattr(failed, "reason", None) is Undelivered.BLOCKED
