"""Each fault switch makes exactly the failure that it names, and only as often as it was told."""

import asyncio
import time
from typing import Any

import httpx
import pytest
from telegram.error import BadRequest, Conflict, NetworkError, RetryAfter, TelegramError, TimedOut

from tests.sandbox_client import CLERK, TOKEN, Caller, calling, in_loop, telegram_bot

SAY = {"chat_id": CLERK.id, "text": "x"}


def said(server: Any) -> int:
    return len(server.world.bot_messages(CLERK.id))


@in_loop
async def test_429_says_how_long_to_wait_and_takes_nothing() -> None:
    async with calling() as (server, call), telegram_bot(server) as bot:
        server.world.faults.too_many("sendMessage", retry_after=7)
        with pytest.raises(RetryAfter) as raised:
            await bot.send_message(CLERK.id, "x")
        assert int(raised.value._retry_after.total_seconds()) == 7
        assert said(server) == 0
        assert await call.ok("sendMessage", **SAY)


@in_loop
async def test_a_fault_concerns_its_method_only_after_those_it_lets_pass_and_as_often_as_told() -> None:
    async with calling() as (server, call):
        server.world.faults.add("error", "sendMessage", times=2, skip=1, code=500)
        assert (await call("getMe"))["ok"]
        codes = [(await call("sendMessage", **SAY)).get("error_code") for _ in range(4)]
        assert codes == [None, 500, 500, None]
        assert server.world.faults.met == ["error sendMessage"] * 2


@in_loop
async def test_a_fault_can_concern_one_chat() -> None:
    async with calling() as (server, call):
        server.world.faults.add("refuse", chat_id=server.group_id, code=403, description="Forbidden: x")
        assert (await call("sendMessage", **SAY))["ok"]
        assert await call.refusal("sendMessage", chat_id=server.group_id, text="x") == "Forbidden: x"


@in_loop
async def test_502_and_garbage_are_not_json() -> None:
    async with calling() as (server, _), telegram_bot(server) as bot:
        server.world.faults.add("error", "sendMessage", code=502)
        with pytest.raises(NetworkError):
            await bot.send_message(CLERK.id, "x")
        server.world.faults.add("garbage", "sendMessage")
        with pytest.raises(TelegramError, match="Invalid server response"):
            await bot.send_message(CLERK.id, "x")
        assert said(server) == 0


@in_loop
async def test_a_reset_before_takes_nothing_and_a_reset_after_has_taken_it() -> None:
    async with calling() as (server, _), telegram_bot(server) as bot:
        server.world.faults.add("reset_before", "sendMessage")
        with pytest.raises(NetworkError):
            await bot.send_message(CLERK.id, "x")
        assert said(server) == 0
        server.world.faults.add("reset_after", "sendMessage")
        with pytest.raises(NetworkError):
            await bot.send_message(CLERK.id, "x")
        assert said(server) == 1


@pytest.mark.parametrize(("kind", "taken"), [("hang", 1), ("hang_before", 0)])
def test_a_hanging_call_times_out_at_the_bot(kind: str, taken: int) -> None:
    @in_loop
    async def hung() -> None:
        async with calling() as (server, _), telegram_bot(server) as bot:
            server.world.faults.add(kind, "sendMessage")
            with pytest.raises(TimedOut):
                await bot.send_message(CLERK.id, "x", read_timeout=0.2)
            assert said(server) == taken

    hung()


@in_loop
async def test_a_slow_answer_comes_late_but_others_need_not_wait_for_it() -> None:
    async with calling() as (server, call):
        server.world.faults.add("slow", "sendMessage", seconds=0.3)
        slow = asyncio.create_task(call.ok("sendMessage", **SAY))
        await server.world.wait_for(lambda: said(server))
        assert await call.ok("sendMessage", **SAY)
        assert not slow.done()
        assert (await slow)["text"] == "x"


@in_loop
async def test_latency_delays_every_answer() -> None:
    async with calling() as (server, call):
        server.world.faults.latency_ms = 60
        begin = time.monotonic()
        await call.ok("getMe")
        assert time.monotonic() - begin >= 0.06


@in_loop
async def test_a_conflict_meets_getupdates_only() -> None:
    async with calling() as (server, _), telegram_bot(server) as bot:
        server.world.faults.add("conflict")
        assert await bot.get_me()
        with pytest.raises(Conflict):
            await bot.get_updates()


@in_loop
async def test_an_odd_result_takes_the_place_of_the_message() -> None:
    async with calling() as (server, call):
        server.world.faults.add("result", "sendRichMessage", result=True)
        assert await call.ok("sendRichMessage", chat_id=CLERK.id, rich_message={"html": "<p>x</p>"}) is True
        assert said(server) == 0


@in_loop
async def test_a_button_press_can_be_too_old_to_answer() -> None:
    async with calling() as (server, _), telegram_bot(server) as bot:
        server.world.faults.old_queries()
        message = await bot.send_message(CLERK.id, "x")
        server.world.press_data(CLERK.id, message.message_id, "d")
        [update] = await bot.get_updates()
        with pytest.raises(BadRequest, match="Query is too old"):
            await update.callback_query.answer()


@in_loop
async def test_a_download_can_fail_too() -> None:
    async with calling() as (server, call):
        files = {"document": ("a.txt", b"x")}
        sent = await call.upload("sendDocument", files, chat_id=CLERK.id)
        path = (await call.ok("getFile", file_id=sent["result"]["document"]["file_id"]))["file_path"]
        server.world.faults.add("error", "file", code=500)
        assert (await call.client.get(f"/file/bot{TOKEN}/{path}")).status_code == 500
        assert (await call.client.get(f"/file/bot{TOKEN}/{path}")).content == b"x"


def test_an_unknown_fault_is_named() -> None:
    @in_loop
    async def added() -> None:
        async with calling() as (server, _):
            with pytest.raises(ValueError, match="unknown fault 'earthquake'"):
                server.world.faults.add("earthquake")

    added()


@in_loop
async def test_faults_can_be_switched_from_another_process() -> None:
    async with calling() as (server, call):
        await _post(call, "faults", add={"kind": "error", "method": "sendMessage", "code": 500})
        assert (await call("sendMessage", **SAY))["error_code"] == 500
        await _post(call, "faults", set={"latency_ms": 5, "duplicate": 1})
        assert (server.world.faults.latency_ms, server.world.faults.duplicate) == (5, 1)
        state = (await call.client.get("/sandbox/faults")).json()["result"]
        assert state["met"] == ["error sendMessage"]
        await _post(call, "faults", clear=True)
        assert server.world.faults.latency_ms == 0
        wrong = await call.client.post("/sandbox/faults", json={"set": {"gravity": 1}})
        assert wrong.status_code == 400


async def _post(call: Caller, act: str, **body: Any) -> Any:
    answer: httpx.Response = await call.client.post(f"/sandbox/{act}", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()["result"]
