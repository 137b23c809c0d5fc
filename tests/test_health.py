"""Whoever watches the bot reads its health and metrics over HTTP; neither names a person nor repeats a word."""

from __future__ import annotations

import re
import socket
from dataclasses import replace
from pathlib import Path

import httpx

from perfbot.domain.posts.post import PostState
from perfbot.intake import PollTrouble, Watchdog
from tests.desk_fixture import GONGYE_2021, room
from tests.sandbox_client import CLERK, in_loop


@in_loop
async def test_metrics_count_updates_books_and_posts_and_name_nobody_nor_what_was_typed(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    async with (
        room(tmp_path, adjust=lambda settings: replace(settings, metrics_port=port)) as program,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client,
    ):
        await program.talk(CLERK).said("/progress")
        await program.talk(CLERK).said("/mima123")
        posted = await program.desk.schedules.publish(GONGYE_2021)
        program.desk.posts.claim(replace(posted, key="another", state=PostState.CLAIMED))
        await program.program.intake.processor.drain(5)
        health, metrics = await client.get("/healthz"), await client.get("/metrics")
    assert health.status_code == 200
    assert 'perfbot_updates_total{outcome="ok",what="/progress"} 1.0' in metrics.text
    assert 'perfbot_book_entries{book="gongye-2021"} 129.0' in metrics.text
    assert 'what="/?"} 1.0' in metrics.text
    assert "mima" not in metrics.text
    assert "perfbot_owed_posts 1.0" in metrics.text
    last = re.search(r"^perfbot_last_digest_timestamp_seconds (\S+)$", metrics.text, re.MULTILINE)
    assert last is not None
    assert float(last[1]) == program.clock().timestamp()
    assert CLERK.first_name not in metrics.text
    assert str(CLERK.id) not in metrics.text


@in_loop
async def test_a_bot_that_fetches_nothing_is_not_healthy(tmp_path: Path) -> None:
    async with (
        room(tmp_path, adjust=lambda settings: replace(settings, metrics_port=0)) as program,
        httpx.AsyncClient() as client,
    ):
        assert program.program.health is not None
        health = f"http://127.0.0.1:{program.program.health.port}/healthz"
        assert (await client.get(health)).status_code == 200
        watchdog = program.program.intake.watchdog = Watchdog(silence=0.05)
        watchdog.polling_began()
        assert await watchdog.watch() is PollTrouble.SILENT  # so long that it counts
        watchdog.poll_ended(502)
        assert (await client.get(health)).status_code == 503
        watchdog.poll_ended(200)
        assert watchdog.fetches()
