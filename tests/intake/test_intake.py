"""The way in: nothing acknowledged is lost, each person's order is kept, and nobody waits for anybody else."""

from __future__ import annotations

import asyncio
import errno
import logging
import re
from pathlib import Path

import pytest
from telegram import Update
from telegram.error import NetworkError

from perfbot.intake import Limits
from tests.intake_bench import FAST, Bench, Heard, opened, running, telegram, text_of
from tests.sandbox_client import CLERK, OFFICE, OTHER_CLERK, in_loop
from tests.store_faults import FaultyDisk

# -- order -----------------------------------------------------------------------------------------


@in_loop
async def test_one_persons_updates_are_served_in_order_and_never_two_at_once(tmp_path: Path) -> None:
    serving: list[str] = []
    finished: list[str] = []

    async def handle(update: Update) -> None:
        serving.append(text_of(update))
        assert len(serving) == 1
        for _ in range(20 - int(text_of(update))):
            await asyncio.sleep(0)
        finished.append(serving.pop())

    async with telegram() as server, running(server, tmp_path / "d", handle) as bench:
        for number in range(15):
            bench.world.say(CLERK.id, str(number))
        await bench.quiet()
        assert finished == [str(number) for number in range(15)]


@in_loop
async def test_a_persons_buttons_and_messages_in_group_and_private_are_one_order(tmp_path: Path) -> None:
    heard = Heard()
    async with telegram() as server, running(server, tmp_path / "d", heard) as bench:
        bench.world.say(CLERK.id, "1")
        bench.world.press_data(CLERK.id, 1, "2")
        bench.world.say(CLERK.id, "/three", bench.server.group_id)
        bench.world.press_data(CLERK.id, 1, "4", bench.server.group_id)
        await bench.quiet()
        assert heard.texts == ["1", "2", "/three", "4"]


@in_loop
async def test_one_person_who_takes_long_holds_up_nobody_else(tmp_path: Path) -> None:
    go_on, served = asyncio.Event(), list[int]()

    async def handle(update: Update) -> None:
        assert update.effective_user is not None
        if update.effective_user.id == CLERK.id:
            await go_on.wait()
        served.append(update.effective_user.id)

    async with telegram() as server, running(server, tmp_path / "d", handle) as bench:
        for _ in range(10):
            bench.world.say(CLERK.id, "慢")
        bench.world.say(OTHER_CLERK.id, "快")
        await bench.until(lambda: served)
        assert served == [OTHER_CLERK.id]
        go_on.set()
        await bench.quiet()
        assert served == [OTHER_CLERK.id] + [CLERK.id] * 10


@in_loop
async def test_no_more_people_are_served_at_once_than_the_limit_allows(tmp_path: Path) -> None:
    go_on, busy = asyncio.Event(), list[str]()

    async def handle(update: Update) -> None:
        busy.append(text_of(update))
        await go_on.wait()

    limits = Limits(at_once=2)
    async with telegram() as server, running(server, tmp_path / "d", handle, limits=limits) as bench:
        for person in (OFFICE, CLERK, OTHER_CLERK):
            bench.world.say(person.id, person.first_name)
        await bench.until(lambda: bench.intake.processor.in_hand == 3 and len(busy) == 2)
        go_on.set()
        await bench.quiet()
        assert len(busy) == 3


@in_loop
async def test_a_flood_is_slowed_with_one_sentence_and_others_see_no_delay(tmp_path: Path) -> None:
    heard = Heard()
    limits = Limits(flood_updates=5, flood_seconds=0.5)
    async with telegram() as server, running(server, tmp_path / "d", heard, limits=limits) as bench:
        started = asyncio.get_running_loop().time()
        for number in range(8):
            bench.world.say(CLERK.id, str(number))
        bench.world.say(OTHER_CLERK.id, "别人")
        await bench.quiet()
        assert heard.texts.index("别人") < heard.texts.index("5")  # the first of those that are slowed
        assert asyncio.get_running_loop().time() - started >= 0.5
        assert [one for one in heard.texts if one != "别人"] == [str(number) for number in range(8)]
        assert len(bench.said()) == 1


@in_loop
async def test_nothing_is_kept_in_memory_of_people_who_were_served(tmp_path: Path) -> None:
    heard = Heard()
    async with telegram() as server, running(server, tmp_path / "d", heard) as bench:
        for person in (OFFICE, CLERK, OTHER_CLERK):
            bench.world.say(person.id, "好")
        await bench.quiet()
        assert len(bench.intake.processor._turns) == 0
        assert bench.intake.processor._errors == {}


# -- durability ------------------------------------------------------------------------------------


@in_loop
async def test_an_update_is_on_disk_before_telegram_is_told_that_it_was_received(tmp_path: Path) -> None:
    never = asyncio.Event()

    async def handle(update: Update) -> None:
        await never.wait()

    async with telegram() as server, running(server, tmp_path / "d", handle, stop_within=0.2) as bench:
        sent = [bench.world.say(CLERK.id, str(number)) for number in range(10)]
        await bench.until(lambda: all(bench.world.updates.confirmed(one) for one in sent))
        assert [waiting.update_id for waiting in bench.store.inbox.pending()] == sent


@in_loop
async def test_updates_that_come_together_are_kept_with_one_wait_for_the_device_and_all_of_them(tmp_path: Path) -> None:
    disk, never = FaultyDisk(), asyncio.Event()

    async def handle(update: Update) -> None:
        await never.wait()

    async with telegram() as server, running(server, tmp_path / "d", handle, disk=disk, stop_within=0.2) as bench:
        before = disk.calls.count("fdatasync")
        sent = [bench.world.say(CLERK.id, str(number)) for number in range(10)]
        await bench.until(lambda: all(bench.world.updates.confirmed(one) for one in sent))
        assert disk.calls.count("fdatasync") == before + 1
        assert [waiting.update_id for waiting in bench.store.inbox.pending()] == sent


@in_loop
async def test_what_was_not_finished_at_a_stop_is_served_after_the_next_start_once_and_in_order(tmp_path: Path) -> None:
    heard, never = Heard(), asyncio.Event()

    async def stuck(update: Update) -> None:
        if text_of(update) == "3":
            await never.wait()
        await heard(update)

    async with telegram() as server:
        async with running(server, tmp_path / "d", stuck, stop_within=0.3) as bench:
            for number in range(10):
                bench.world.say(CLERK.id, str(number))
            await bench.until(lambda: not bench.world.updates.pending)
            stopping = asyncio.get_running_loop().time()
        assert asyncio.get_running_loop().time() - stopping < 2.0
        assert heard.texts == ["0", "1", "2"]
        async with running(server, tmp_path / "d", heard) as bench:
            bench.world.say(CLERK.id, "10")
            await bench.quiet()
        assert heard.texts == [str(number) for number in range(11)]
    with opened(tmp_path / "d") as store:
        assert store.inbox.pending() == []


@in_loop
async def test_a_stop_lets_the_update_in_hand_finish(tmp_path: Path) -> None:
    heard, begun = Heard(), asyncio.Event()

    async def slow(update: Update) -> None:
        begun.set()
        await asyncio.sleep(0.1)
        await heard(update)

    async with telegram() as server:
        async with running(server, tmp_path / "d", slow) as bench:
            bench.world.say(CLERK.id, "最后一条")
            await begun.wait()
        assert heard.texts == ["最后一条"]


@in_loop
async def test_an_update_delivered_twice_is_handled_once_also_after_a_restart(tmp_path: Path) -> None:
    heard = Heard()
    async with telegram() as server:
        async with running(server, tmp_path / "d", heard) as bench:
            bench.world.faults.duplicate = 2
            bench.world.say(CLERK.id, "一")
            bench.world.say(CLERK.id, "二")
            await bench.quiet()
        server.world.updates.again(2)
        async with running(server, tmp_path / "d", heard) as bench:
            await bench.quiet()
        assert heard.texts == ["一", "二"]


@in_loop
async def test_updates_whose_ids_start_anew_are_not_taken_for_old_ones(tmp_path: Path) -> None:
    heard = Heard()
    async with telegram() as server, running(server, tmp_path / "d", heard) as bench:
        bench.world.say(CLERK.id, "新")
        await bench.quiet()
        bench.world.updates.next_id = 500
        bench.application.updater._last_update_id = 0  # type: ignore[union-attr]
        bench.world.say(CLERK.id, "后来")
        await bench.until(lambda: heard.texts == ["新", "后来"])


@in_loop
async def test_a_full_disk_delays_and_loses_nothing_and_people_are_told_once(tmp_path: Path) -> None:
    heard, disk = Heard(), FaultyDisk()

    def full(_: FaultyDisk, name: str, __: object) -> None:
        if name.startswith("write"):
            raise OSError(errno.ENOSPC, "No space left on device")

    async with telegram() as server, running(server, tmp_path / "d", heard, disk=disk) as bench:
        disk.fault = full
        for number in range(3):
            bench.world.say(CLERK.id, str(number))
        await bench.until(lambda: bench.said() and bench.said(OFFICE.id))
        assert bench.world.updates.pending
        disk.fault = None
        await bench.quiet()
        assert heard.texts == ["0", "1", "2"]
        assert len(bench.said()) == 1
        assert len(bench.said(OFFICE.id)) == 1


@in_loop
async def test_trouble_with_the_disk_is_a_network_error_to_the_poller(tmp_path: Path) -> None:
    disk = FaultyDisk()

    async def idle(bench: Bench) -> None:
        """Fetches nothing: the update is put in by hand."""

    async with telegram() as server, running(server, tmp_path / "d", Heard(), disk=disk, fetch=idle) as bench:
        bench.world.say(CLERK.id, "x")
        [update] = await bench.application.bot.get_updates()
        disk.fault = lambda *_: (_ for _ in ()).throw(OSError(errno.EIO, "I/O error"))
        with pytest.raises(NetworkError):
            await bench.intake.inbox.put(update)
        disk.fault = None


# -- errors ----------------------------------------------------------------------------------------


@in_loop
async def test_a_handler_that_fails_twice_and_then_works_is_a_success_nobody_hears_of(tmp_path: Path) -> None:
    tries: list[str] = []

    async def handle(update: Update) -> None:
        tries.append(text_of(update))
        if len(tries) < 3:
            raise OSError("no room")

    async with telegram() as server, running(server, tmp_path / "d", handle) as bench:
        bench.world.say(CLERK.id, "支出")
        await bench.quiet()
        assert tries == ["支出"] * 3
        assert bench.said() == []
        assert bench.store.inbox.pending() == []


@in_loop
async def test_after_three_failures_the_person_hears_a_number_that_the_log_has_the_traceback_under(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    heard = Heard()

    async def handle(update: Update) -> None:
        if text_of(update) == "坏":
            raise ZeroDivisionError("1/0 in the budget")
        await heard(update)

    async with telegram() as server, running(server, tmp_path / "d", handle) as bench:
        bench.world.say(CLERK.id, "坏")
        bench.world.say(CLERK.id, "好")
        await bench.until(lambda: bench.said() and bench.said(OFFICE.id))
        await bench.quiet()
        assert heard.texts == ["好"]
        assert bench.store.inbox.pending() == []
        assert len(bench.said()) == 1
        number = re.search("[0-9A-F]{6}", bench.said()[0])
        assert number is not None
        records = [one for one in caplog.records if number[0] in one.getMessage() and one.exc_info]
        assert "ZeroDivisionError" in caplog.text
        assert len(records) == 3
        assert "ZeroDivisionError" in bench.said(OFFICE.id)[0]


@in_loop
async def test_the_admins_get_one_line_for_each_kind_of_error_and_hour(tmp_path: Path) -> None:
    async def handle(update: Update) -> None:
        if text_of(update) == "另一种":
            raise KeyError("x")
        raise ZeroDivisionError

    async with telegram() as server, running(server, tmp_path / "d", handle) as bench:
        for number in range(5):
            bench.world.say(CLERK.id, str(number))
        bench.world.say(OTHER_CLERK.id, "另一种")
        await bench.until(lambda: len(bench.said()) == 5 and bench.said(OTHER_CLERK.id))
        await bench.until(lambda: len(bench.said(OFFICE.id)) == 2)
        await bench.quiet()
        assert len(bench.said(OFFICE.id)) == 2


@in_loop
async def test_an_answer_to_a_person_who_blocked_the_bot_is_not_an_error(tmp_path: Path) -> None:
    async with telegram() as server:

        async def answering(update: Update) -> None:
            await bench.delivery.send_line(CLERK.id, "已记录")

        async with running(server, tmp_path / "d", answering) as bench:
            bench.world.say(CLERK.id, "1")
            bench.world.chats[CLERK.id].blocked = True
            await bench.quiet()
            assert ("message", "undeliverable") in bench.counted.updates
            assert bench.said(OFFICE.id) == []


# -- what is written down ---------------------------------------------------------------------------


@in_loop
async def test_the_log_has_one_line_for_each_update_and_never_what_was_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("telegram").setLevel(logging.INFO)
    async with telegram() as server, running(server, tmp_path / "d", Heard()) as bench:
        bench.world.say(CLERK.id, "/spend 中博会 3.2 机密用途")
        bench.world.press_data(CLERK.id, 1, "d:机密:1")
        await bench.quiet()
    lines = [record.getMessage() for record in caplog.records if record.name == "perfbot.updates"]
    assert len(lines) == 2
    assert re.fullmatch(r"update=\d+ person=1002 chat=1002 what=/spend outcome=ok ms=\d+ waited_ms=\d+", lines[0])
    assert "what=press" in lines[1]
    assert "机密" not in caplog.text


@in_loop
async def test_a_member_who_fails_and_one_who_succeeds_are_counted_apart(tmp_path: Path) -> None:
    async def handle(update: Update) -> None:
        if text_of(update).startswith("/bad"):
            raise ValueError

    async with telegram() as server, running(server, tmp_path / "d", handle, limits=FAST) as bench:
        bench.world.say(CLERK.id, "/bad")
        bench.world.say(OTHER_CLERK.id, "/good")
        await bench.quiet()
        assert sorted(bench.counted.updates) == [("/bad", "error"), ("/good", "ok")]
