"""Starting, polling, webhooks, watching and dying: the bot comes up, notices what is wrong, and loses nothing."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from telegram.error import InvalidToken

from perfbot.delivery.requests import build_bot_requests
from perfbot.intake import PollTrouble, Watchdog
from perfbot.intake.running import ConstantTimeSecret
from perfbot.sandbox import SandboxServer
from tests.intake_bench import Bench, Heard, opened, running, telegram
from tests.sandbox_client import CLERK, OFFICE, OTHER_CLERK, TOKEN, in_loop, sandbox

ROOT = Path(__file__).parents[2]
SECRET = "s" * 40

# -- killed ----------------------------------------------------------------------------------------


@contextlib.asynccontextmanager
async def process(
    server: SandboxServer, folder: Path, out: Path, mode: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    """The small bot as a process; killed without warning at the end."""
    command = [sys.executable, "-m", "tests.intake_process", server.url, TOKEN, str(folder), str(out), mode]
    bot = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
    try:
        yield bot
    finally:
        if bot.returncode is None:
            bot.send_signal(signal.SIGKILL)
        await bot.wait()


def lines_of(out: Path) -> list[str]:
    return out.read_text("utf-8").split() if out.exists() else []


async def until(look: object, seconds: float = 20.0) -> None:
    async with asyncio.timeout(seconds):
        while not look():  # type: ignore[operator]  # noqa: ASYNC110 - another process has no event for us
            await asyncio.sleep(0.01)


@in_loop
async def test_updates_that_telegram_was_told_were_received_survive_kill_9(tmp_path: Path) -> None:
    folder, out = tmp_path / "d", tmp_path / "out"
    async with telegram() as server:
        async with process(server, folder, out, "slow"):
            sent = [server.world.say(CLERK.id, str(number)) for number in range(40)]
            await until(lambda: all(server.world.updates.confirmed(one) for one in sent) and len(lines_of(out)) >= 3)
        before = lines_of(out)
        assert len(before) < 40
        async with process(server, folder, out, "quick"):
            await until(lambda: "39" in lines_of(out))
    served = lines_of(out)
    assert list(dict.fromkeys(served)) == [str(number) for number in range(40)]
    # The one in hand when the process died may be served again: its draft's id makes that harmless.
    assert len(served) <= 41


@in_loop
async def test_an_update_that_ends_the_process_is_set_aside_after_three_tries(tmp_path: Path) -> None:
    folder, out = tmp_path / "d", tmp_path / "out"
    async with telegram() as server:
        server.world.say(CLERK.id, "毒")
        for _ in range(3):
            async with process(server, folder, out, "poison") as bot:
                assert await asyncio.wait_for(bot.wait(), 20) == 9
        async with process(server, folder, out, "poison"):
            server.world.say(CLERK.id, "好")
            await until(lambda: lines_of(out) == ["好"])
            await server.world.wait_for(lambda: server.world.bot_messages(CLERK.id))
            assert "错误编号" in server.world.bot_messages(CLERK.id)[0]["text"]


# -- start -----------------------------------------------------------------------------------------


@in_loop
async def test_a_server_that_is_down_at_the_start_is_waited_for(tmp_path: Path) -> None:
    heard = Heard()
    async with telegram() as server:
        server.world.faults.add("error", "getMe", code=502)
        server.world.faults.add("error", "deleteWebhook", code=502)
        server.world.say(CLERK.id, "早上好")
        async with running(server, tmp_path / "d", heard) as bench:
            await bench.quiet()
        assert heard.texts == ["早上好"]


@in_loop
async def test_a_long_wait_that_telegram_asks_for_at_the_start_is_kept(tmp_path: Path) -> None:
    async with telegram() as server:
        server.world.faults.too_many("getMe", retry_after=3600)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1.5), running(server, tmp_path / "d", Heard()):
                pass
        assert len(server.world.calls_of("getMe")) == 1


@in_loop
async def test_a_token_that_telegram_refuses_again_and_again_ends_the_start(tmp_path: Path) -> None:
    async with sandbox(token="42:another-token-for-another-bot") as server:
        with pytest.raises(InvalidToken):
            async with running(server, tmp_path / "d", Heard(), watchdog=Watchdog(refused_for=0)):
                pass
        assert len(server.world.calls_of("getMe")) == 0  # none was let in


@in_loop
async def test_a_token_refused_in_passing_ends_neither_the_start_nor_the_polling(tmp_path: Path) -> None:
    heard = Heard()
    async with telegram() as server:
        server.world.faults.add("refuse", "getMe", code=404, description="Not Found")
        server.world.faults.add("refuse", "getUpdates", code=401, description="Unauthorized")
        server.world.faults.add("refuse", "getUpdates", code=404, description="Not Found")
        server.world.say(CLERK.id, "早上好")
        async with running(server, tmp_path / "d", heard) as bench:
            await bench.quiet()
        assert heard.texts == ["早上好"]
        assert server.world.faults.waiting == []


@in_loop
async def test_what_waited_at_telegram_while_the_bot_was_down_is_served_not_dropped(tmp_path: Path) -> None:
    heard = Heard()
    async with telegram() as server:
        people = (CLERK.id, OTHER_CLERK.id)
        sent = {server.world.say(people[number % 2], str(number)) for number in range(120)}
        async with running(server, tmp_path / "d", heard) as bench:
            await bench.until(lambda: len(heard.texts) >= 40)
        assert [one.params["drop_pending_updates"] for one in server.world.calls_of("deleteWebhook")] == [False]
        served = {update.update_id for update in heard.updates}
        waiting = {update["update_id"] for update in server.world.updates.pending}
        with opened(tmp_path / "d") as store:
            kept = {update.update_id for update in store.inbox.pending()}
        assert served | kept | waiting == sent
        assert served & kept == set()


def test_polling_and_sending_go_through_the_same_proxy() -> None:
    @in_loop
    async def asked() -> None:
        met: list[bytes] = []

        async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            met.append(await reader.readline())
            writer.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            writer.close()

        async with await asyncio.start_server(meet, "127.0.0.1", 0) as proxy:
            port = proxy.sockets[0].getsockname()[1]
            for request in build_bot_requests(f"http://127.0.0.1:{port}", Watchdog()):
                async with request:
                    await request.do_request("http://telegram.invalid/bot1:x/getMe", "POST")
        assert met == [b"POST http://telegram.invalid/bot1:x/getMe HTTP/1.1\r\n"] * 2

    asked()


# -- watching --------------------------------------------------------------------------------------


@in_loop
async def test_a_poller_that_died_is_noticed() -> None:
    watchdog = Watchdog(silence=0.05)
    watchdog.polling_began()
    assert await asyncio.wait_for(watchdog.watch(), 2) is PollTrouble.SILENT


@in_loop
async def test_polls_that_come_back_empty_handed_are_no_silence(tmp_path: Path) -> None:
    watchdog = Watchdog(silence=0.4)
    async with telegram() as server, running(server, tmp_path / "d", Heard(), watchdog=watchdog):
        watching = asyncio.create_task(watchdog.watch())
        for _ in range(10):
            watchdog.poll_ended(None)
            await asyncio.wait([watching], timeout=0.05)
        assert not watching.done()
        watching.cancel()


@in_loop
async def test_conflicts_in_a_row_for_long_enough_say_that_another_process_polls(tmp_path: Path) -> None:
    watchdog = Watchdog(conflict_for=1)
    async with telegram() as server:
        server.world.faults.add("conflict", times=9)
        async with running(server, tmp_path / "d", Heard(), watchdog=watchdog):
            assert await asyncio.wait_for(watchdog.watch(), 10) is PollTrouble.CONFLICT


@pytest.mark.parametrize(
    ("status", "trouble"),
    [(409, PollTrouble.CONFLICT), (401, PollTrouble.TOKEN), (404, PollTrouble.TOKEN), (400, PollTrouble.REFUSED)],
)
@in_loop
async def test_what_is_refused_three_times_and_for_long_enough_is_trouble_an_outage_never(
    status: int, trouble: PollTrouble
) -> None:
    for seconds, times, expected in ((0, 3, trouble), (0, 2, None), (5, 99, None)):
        watchdog = Watchdog(silence=5, refused_for=seconds, conflict_for=seconds)
        watchdog.polling_began()
        watching = asyncio.create_task(watchdog.watch())
        for answer in (None, 502, 429, *[status] * times):
            watchdog.poll_ended(answer)
            await asyncio.sleep(0)
        await asyncio.wait([watching], timeout=0.02)
        assert (watching.result() if watching.done() else None) is expected
        watching.cancel()


@in_loop
async def test_behind_a_webhook_silence_means_nothing(tmp_path: Path) -> None:
    watchdog = Watchdog(silence=0.02)
    async with webhook(tmp_path / "d", Heard(), watchdog):
        watching = asyncio.create_task(watchdog.watch())
        await asyncio.wait([watching], timeout=0.1)
        assert not watching.done()
        watching.cancel()


@in_loop
async def test_conflicts_that_pass_are_no_trouble() -> None:
    watchdog = Watchdog(silence=5)
    watchdog.polling_began()
    watching = asyncio.create_task(watchdog.watch())
    for status in (409, 409, 200, 409, 409):
        watchdog.poll_ended(status)
        await asyncio.sleep(0)
    assert not watching.done()
    watching.cancel()


# -- webhook ---------------------------------------------------------------------------------------


def free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.asynccontextmanager
async def webhook(
    folder: Path, heard: Heard, watchdog: Watchdog | None = None, **options: Any
) -> AsyncIterator[tuple[Bench, str]]:
    """The bot behind a webhook, and its address."""
    port = free_port()
    url = f"http://127.0.0.1:{port}/telegram"

    async def listen(bench: Bench) -> None:
        await bench.intake.listen(bench.application, url=url, listen="127.0.0.1", port=port, secret=SECRET)

    async with (
        telegram() as server,
        running(server, folder, heard, fetch=listen, watchdog=watchdog, **options) as bench,
    ):
        yield bench, url


@in_loop
async def test_a_webhook_that_telegram_does_not_get_through_to_is_told_once_makes_the_bot_unhealthy_and_may_recover(
    tmp_path: Path,
) -> None:
    async with webhook(tmp_path / "d", Heard(), looks_apart=0.02) as (bench, url):
        info = {"url": url, "has_custom_certificate": False, "pending_update_count": 3, "last_error_date": 1}
        expired = info | {"last_error_message": "SSL error {certificate verify failed}"}
        bench.world.faults.add("result", "getWebhookInfo", times=5, result=expired)
        await bench.until(lambda: any("certificate verify failed" in one for one in bench.said(OFFICE.id)))
        assert "已积压 3 条" in bench.said(OFFICE.id)[0]
        await bench.until(lambda: any("已恢复" in one for one in bench.said(OFFICE.id)))
        assert bench.intake.watchdog.fetches()
        assert len(bench.said(OFFICE.id)) == 2
        bench.world.faults.add("result", "getWebhookInfo", times=10**6, result=info | {"url": ""})
        await bench.until(lambda: any("Webhook 已被取消" in one for one in bench.said(OFFICE.id)))
        assert not bench.intake.watchdog.fetches()


@in_loop
async def test_one_error_of_a_webhook_that_was_seen_in_passing_alarms_nobody(tmp_path: Path) -> None:
    async with webhook(tmp_path / "d", Heard(), looks_apart=0.02) as (bench, url):
        info = {"url": url, "has_custom_certificate": False, "last_error_date": 1, "last_error_message": "Timeout"}
        bench.world.faults.add("result", "getWebhookInfo", result=info | {"pending_update_count": 3})
        bench.world.faults.add("result", "getWebhookInfo", times=2, result=info | {"pending_update_count": 0})
        await bench.until(lambda: len(bench.world.calls_of("getWebhookInfo")) > 4)
        assert bench.said(OFFICE.id) == []


@in_loop
async def test_updates_come_by_webhook_once_and_in_order(tmp_path: Path) -> None:
    heard = Heard()
    async with webhook(tmp_path / "d", heard) as (bench, _):
        bench.world.faults.duplicate = 3
        for number in range(5):
            bench.world.say(CLERK.id, str(number))
        await bench.quiet()
        assert heard.texts == [str(number) for number in range(5)]
        assert [call.params["max_connections"] for call in bench.world.calls_of("setWebhook")] == [1]


def test_a_webhook_that_telegram_will_not_take_is_named_in_the_log_and_asked_for_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    @in_loop
    async def asked() -> None:
        async with telegram() as server:
            server.world.faults.add("refuse", "setWebhook", code=400, description="Bad Request: bad webhook")

            async def listen(bench: Bench) -> None:
                url, port = "https://bot.example/telegram", free_port()
                await bench.intake.listen(bench.application, url=url, listen="127.0.0.1", port=port, secret=SECRET)

            async with running(server, tmp_path / "d", Heard(), fetch=listen):
                assert server.world.updates.webhook is not None

    asked()
    assert "bad webhook" in caplog.text.lower()


@in_loop
async def test_a_webhook_takes_nothing_without_the_secret_nor_too_much_nor_elsewhere(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    heard, update = Heard(), {"update_id": 1, "message": {"message_id": 1, "date": 0, "text": "/spend 1"}}
    update["message"] |= {"chat": {"id": CLERK.id, "type": "private"}, "from": CLERK.as_user()}  # type: ignore[operator]
    name = "X-Telegram-Bot-Api-Secret-Token"
    async with webhook(tmp_path / "d", heard) as (bench, url), httpx.AsyncClient() as client:
        for secret in (None, "", "wrong", SECRET[:-1], SECRET + "s"):
            headers = {} if secret is None else {name: secret}
            assert (await client.post(url, json=update, headers=headers)).status_code == 403
        assert (await client.post(f"{url}/x", json=update, headers={name: SECRET})).status_code == 404
        with contextlib.suppress(httpx.HTTPError):
            answer = await client.post(url, json={**update, "more": "x" * 1_100_000}, headers={name: SECRET})
            assert answer.status_code in (400, 413)
        unreadable = {**update, "message": {"date": "秘密用途", "text": "秘密用途"}}
        assert (await client.post(url, json=unreadable)).status_code == 403
        assert "cannot be read" not in caplog.text
        headers = {name: SECRET, "Content-Type": "application/json"}
        for body in (json.dumps(unreadable), "[1]", "秘密用途", "[" * 100_000, b"\xff"):
            answer = await client.post(url, content=body, headers=headers)
            assert (answer.status_code, answer.content) == (200, b""), body[:20]
        assert "update 1 cannot be read and is passed over: TypeError" in caplog.text
        assert "秘密用途" not in caplog.text
        assert heard.texts == []
        assert bench.store.inbox.pending() == []
        assert (await client.post(url, json=update, headers={name: SECRET})).status_code == 200
        await bench.quiet()
        assert heard.texts == ["/spend 1"]


def test_the_secret_is_compared_by_our_own_comparison_whichever_side_it_stands_on() -> None:
    secret = ConstantTimeSecret("abc")
    assert secret == "abc"
    assert not secret != "abc"  # noqa: SIM202 - python-telegram-bot compares with !=
    assert secret != "abd"
    assert secret != "ab"
    assert json.dumps(secret) == '"abc"'
