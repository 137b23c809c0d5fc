"""Fair locks: in the order of coming, different keys never waiting, nothing kept of those who are done."""

from __future__ import annotations

import asyncio

from perfbot.fair_locks import FairLocks
from tests.sandbox_client import in_loop


@in_loop
async def test_whoever_comes_first_is_served_first() -> None:
    turns, served = FairLocks(), list[int]()

    async def take(number: int) -> None:
        async with turns.of("a"):
            await asyncio.sleep(0)
            served.append(number)

    await asyncio.gather(*[take(number) for number in range(50)])
    assert served == list(range(50))
    assert len(turns) == 0


@in_loop
async def test_another_key_does_not_wait() -> None:
    turns = FairLocks()
    async with turns.of("a"), asyncio.timeout(1), turns.of("b"):
        assert len(turns) == 2
    assert len(turns) == 0


@in_loop
async def test_one_who_gives_up_waiting_lets_the_next_one_wait_on() -> None:
    turns, served, go_on = FairLocks(), list[str](), asyncio.Event()

    async def take(name: str) -> None:
        async with turns.of("a"):
            served.append(name)
            await go_on.wait()

    first, gone, last = (asyncio.create_task(take(name)) for name in ("first", "gone", "last"))
    await asyncio.sleep(0)
    gone.cancel()
    await asyncio.wait([gone])
    assert served == ["first"]
    go_on.set()
    await asyncio.gather(first, last)
    assert served == ["first", "last"]
    assert len(turns) == 0


@in_loop
async def test_a_turn_that_ends_in_an_error_ends() -> None:
    turns = FairLocks()
    try:
        async with turns.of("a"):
            raise ValueError
    except ValueError:
        assert len(turns) == 0
