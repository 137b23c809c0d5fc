"""What a message refers to, over HTTP: the question it replies to, and the day on which it was sent."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from perfbot.domain.books.entries import Spending
from tests.desk_fixture import GONGYE_2021, SHANGHAI, Room, room, words
from tests.sandbox_client import CLERK, Talk, in_loop


async def replied(program: Room, clerk: Talk, text: str, to: dict[str, Any]) -> str:
    before = len(clerk.messages)
    program.server.world.say(CLERK.id, text, reply_to=to["message_id"])
    await program.server.world.wait_for(lambda: len(clerk.messages) > before)
    return words(clerk.last)


def recorded(program: Room) -> list[Spending]:
    return [one for one in program.desk.ledger.book(GONGYE_2021).entries if isinstance(one, Spending)][-1:]


@in_loop
async def test_a_reply_to_an_earlier_question_is_never_filed_under_the_current_one(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk = program.talk(CLERK)
        await clerk.said("/spend")
        asked_amount = await clerk.pressed("中博会")
        asked_day = await clerk.said("0.32")
        said = await replied(program, clerk, "3.5", asked_amount)
        assert "您回复的不是现在问的这一步" in said
        assert "第 3 步" in said
        assert "第 4 步" in await replied(program, clerk, "6.30", asked_day)


@in_loop
async def test_a_reply_to_a_page_of_another_conversation_answers_nothing(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk = program.talk(CLERK)
        await clerk.said("/spend")
        old = await clerk.pressed("中博会")
        await clerk.said("/cancel")
        await clerk.said("/spend 中博会 0.3 展位 6.30")
        saved = await clerk.pressed("✅ 确认")
        await clerk.said("/spend")
        await clerk.pressed("中博会")
        for page in (old, saved):
            assert "您回复的不是现在问的这一步" in await replied(program, clerk, "0.9", page)
        assert "第 2 步" in words(clerk.last)


@in_loop
async def test_a_reply_to_the_current_question_or_to_ones_own_words_is_its_answer(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk, world = program.talk(CLERK), program.server.world
        await clerk.said("/spend")
        asked = await clerk.pressed("中博会")
        assert "第 3 步" in await replied(program, clerk, "0.3", asked)
        own = next(one for one in world.chats[CLERK.id].messages.values() if one.get("text") == "0.3")
        assert "第 4 步" in await replied(program, clerk, "6.30", own)


@in_loop
async def test_a_reply_to_the_review_with_a_confirming_word_confirms_only_that_review(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk = program.talk(CLERK)
        first = await clerk.said("/spend 中博会 0.3 展位 6.30")
        await clerk.said("/cancel")
        second = await clerk.said("/spend 中博会 0.4 印刷 6.30")
        before = len(program.desk.ledger.book(GONGYE_2021))
        assert "您回复的不是现在问的这一步" in await replied(program, clerk, "确认", first)
        assert len(program.desk.ledger.book(GONGYE_2021)) == before
        assert "已记录" in await replied(program, clerk, "确认", second)


@pytest.mark.parametrize(
    ("word", "day"), [("今天", date(2021, 12, 31)), ("昨天", date(2021, 12, 30)), ("前天", date(2021, 12, 29))]
)
@in_loop
async def test_a_day_in_words_means_the_day_on_which_the_message_was_sent(tmp_path: Path, word: str, day: date) -> None:
    async with room(tmp_path, now=datetime(2022, 1, 1, 0, 30, tzinfo=SHANGHAI)) as program:
        clerk, world = program.talk(CLERK), program.server.world
        sent = int(datetime(2021, 12, 31, 23, 50, tzinfo=SHANGHAI).timestamp())
        chat = {"id": CLERK.id, "type": "private"}
        said = {"message_id": 900, "date": sent, "chat": chat, "from": CLERK.as_user()}
        world.updates.push("message", said | {"text": f"/spend 中博会 0.3 展位 {word}"})
        await program.quiet()
        await clerk.pressed("✅ 确认")
        assert [one.on for one in recorded(program)] == [day]


@pytest.mark.parametrize("stamp", [0, 1, 4_000_000_000])
@in_loop
async def test_a_date_that_cannot_be_is_taken_for_now(tmp_path: Path, stamp: int) -> None:
    async with room(tmp_path, now=datetime(2021, 12, 31, 12, 0, tzinfo=SHANGHAI)) as program:
        clerk, world = program.talk(CLERK), program.server.world
        chat = {"id": CLERK.id, "type": "private"}
        said = {"message_id": 900, "date": stamp, "chat": chat, "from": CLERK.as_user()}
        world.updates.push("message", said | {"text": "/spend 中博会 0.3 展位 今天"})
        await program.quiet()
        await clerk.pressed("✅ 确认")
        assert [one.on for one in recorded(program)] == [date(2021, 12, 31)]


@in_loop
async def test_a_leave_in_words_counts_from_the_day_of_the_message(tmp_path: Path) -> None:
    async with room(tmp_path, now=datetime(2022, 1, 1, 0, 30, tzinfo=SHANGHAI)) as program:
        world = program.server.world
        sent = int(datetime(2021, 12, 31, 23, 50, tzinfo=SHANGHAI).timestamp())
        chat = {"id": CLERK.id, "type": "private"}
        said = {"message_id": 900, "date": sent, "chat": chat, "from": CLERK.as_user(), "text": "/leave 明天"}
        world.updates.push("message", said)
        await program.quiet()
        assert program.desk.office.member(CLERK.id).leave_until == date(2022, 1, 1)
