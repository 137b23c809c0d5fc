"""getUpdates confirms, waits, filters and quarrels as Telegram's does."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx

from tests.sandbox_client import CLERK, MONDAY, OFFICE, TOKEN, Caller, calling, in_loop


def texts(updates: list[dict[str, Any]]) -> list[str]:
    return [update["message"]["text"] for update in updates]


@in_loop
async def test_an_update_comes_again_until_a_higher_offset_confirms_it() -> None:
    async with calling() as (server, call):
        ids = [server.world.say(CLERK.id, text) for text in ("一", "二", "三")]
        assert texts(await call.ok("getUpdates")) == ["一", "二", "三"]
        assert texts(await call.ok("getUpdates", offset=ids[1])) == ["二", "三"]
        assert texts(await call.ok("getUpdates")) == ["二", "三"]
        assert await call.ok("getUpdates", offset=ids[2] + 1) == []
        assert server.world.updates.confirmed(ids[2])


@in_loop
async def test_ids_follow_one_another_and_limit_cuts_the_batch() -> None:
    async with calling() as (server, call):
        ids = [server.world.say(CLERK.id, str(number)) for number in range(5)]
        assert ids == list(range(ids[0], ids[0] + 5))
        assert texts(await call.ok("getUpdates", limit=2)) == ["0", "1"]


@in_loop
async def test_a_sandbox_that_is_started_again_never_uses_an_update_id_twice() -> None:
    async with calling(now=lambda: MONDAY) as (first, _):
        used = [first.world.say(CLERK.id, str(number)) for number in range(3)]
    async with calling(now=lambda: MONDAY + timedelta(minutes=1)) as (second, _):
        assert second.world.say(CLERK.id, "又来了") > max(used)


@in_loop
async def test_a_negative_offset_keeps_only_the_last_ones() -> None:
    async with calling() as (server, call):
        for number in range(4):
            server.world.say(CLERK.id, str(number))
        assert texts(await call.ok("getUpdates", offset=-1)) == ["3"]
        assert texts(await call.ok("getUpdates")) == ["3"]


@in_loop
async def test_a_long_poll_ends_with_the_first_update_and_else_empty() -> None:
    async with calling() as (server, call):
        poll = asyncio.create_task(call.ok("getUpdates", timeout=20))
        await server.world.wait_for(lambda: server.world.updates.polled)
        server.world.say(CLERK.id, "在")
        assert texts(await poll) == ["在"]
        assert await call.ok("getUpdates", offset=-1, timeout=0) != []


@in_loop
async def test_a_second_poll_ends_the_first_with_a_conflict() -> None:
    async with calling() as (server, call):
        first = asyncio.create_task(call("getUpdates", timeout=20))
        await server.world.wait_for(lambda: server.world.updates.polled)
        second = asyncio.create_task(call("getUpdates", timeout=20))
        answer = await first
        assert answer["error_code"] == 409
        assert answer["description"].startswith("Conflict: terminated by other getUpdates request")
        server.world.say(CLERK.id, "在")
        assert texts((await second)["result"]) == ["在"]


@in_loop
async def test_a_poll_whose_caller_vanished_takes_nothing_away() -> None:
    async with calling() as (server, call):
        async with httpx.AsyncClient(base_url=server.url) as doomed:
            poll = asyncio.create_task(doomed.post(f"/bot{TOKEN}/getUpdates", json={"timeout": 20}))
            await server.world.wait_for(lambda: server.world.updates.polled)
            poll.cancel()
        server.world.say(CLERK.id, "在")
        assert texts(await call.ok("getUpdates", timeout=1)) == ["在"]


@in_loop
async def test_only_the_allowed_kinds_come_and_the_choice_lasts() -> None:
    async with calling() as (server, call):
        await call.ok("getUpdates", allowed_updates=["callback_query"])
        assert server.world.say(CLERK.id, "不会来") == 0
        sent = await call.ok("sendMessage", chat_id=CLERK.id, text="x")
        assert server.world.press_data(CLERK.id, sent["message_id"], "d") > 0
        assert [list(update)[1] for update in await call.ok("getUpdates")] == ["callback_query"]
        await call.ok("getUpdates", allowed_updates=[])
        assert server.world.say(CLERK.id, "会来") > 0


@in_loop
async def test_messages_carry_the_sandboxs_own_time() -> None:
    async with calling(now=lambda: MONDAY) as (server, call):
        server.world.say(OFFICE.id, "早")
        [update] = await call.ok("getUpdates")
        assert update["message"]["date"] == int(MONDAY.timestamp())


@in_loop
async def test_duplicate_and_reordered_and_repeated_updates_can_be_asked_for() -> None:
    async with calling() as (server, call):
        await _spoil(server.world.faults, reorder=3)
        waiting = asyncio.create_task(call.ok("getUpdates", timeout=20))
        for text in ("一", "二", "三"):
            server.world.say(CLERK.id, text)
        assert texts(await waiting) == ["三", "二", "一"]
        await _spoil(server.world.faults, duplicate=1)
        assert texts(await call.ok("getUpdates")) == ["一", "一", "二", "三"]
        await _confirm_all(call)
        server.world.updates.again(2)
        assert texts(await call.ok("getUpdates")) == ["二", "三"]


async def _spoil(faults: Any, **switches: int) -> None:
    for name, value in switches.items():
        setattr(faults, name, value)


async def _confirm_all(call: Caller) -> None:
    updates = await call.ok("getUpdates")
    assert await call.ok("getUpdates", offset=updates[-1]["update_id"] + 1) == []
