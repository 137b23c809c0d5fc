"""The tests' own way of speaking to a bot, shown on a small bot."""

import pytest

from tests.sandbox_client import CLERK, STRANGER, Talk, in_loop, sandbox
from tests.sandbox_phone import echo_bot


@in_loop
async def test_a_person_says_presses_and_sees_the_answers() -> None:
    async with sandbox() as server, echo_bot(server):
        talk = Talk(server.world, CLERK)
        assert (await talk.said("/start"))["text"] == "你好"
        assert talk.buttons() == ["改一改", "当心", "私聊"]
        assert await talk.answered("当心") == {"text": "请核对数额", "show_alert": True, "url": ""}
        assert "改了" in (await talk.pressed("改一改"))["text"]
        assert (await talk.said("3.2"))["text"] == "回声：3.2"
        assert talk.last["reply_to_message"]["text"] == "3.2"


@in_loop
async def test_one_persons_talk_does_not_mistake_anothers_answer_for_its_own() -> None:
    async with sandbox() as server, echo_bot(server):
        clerk, stranger = Talk(server.world, CLERK), Talk(server.world, STRANGER)
        server.world.say(STRANGER.id, "先来")
        assert (await clerk.said("后到"))["text"] == "回声：后到"
        await server.world.wait_for(lambda: stranger.messages)
        assert stranger.last["text"] == "回声：先来"


@in_loop
async def test_waiting_for_an_answer_ends() -> None:
    async with sandbox() as server:
        with pytest.raises(TimeoutError):
            await Talk(server.world, CLERK, timeout=0.05).said("谁在？")
