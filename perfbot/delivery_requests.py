"""The bot's HTTP: one proxy for polling and sending, few idle connections, patient time-outs, polls watched."""

from __future__ import annotations

import asyncio
from typing import Any, Protocol

import httpx
from telegram.request import HTTPXRequest

IDLE_CONNECTIONS = 8
"""PTB's default keeps 256 idle: under load httpx searches them all, and answers a third as many people."""
_AT_ONCE = 256


class PollNews(Protocol):
    """Who is told about each getUpdates that came back; `status` is None when there was no answer."""

    def poll_ended(self, status: int | None) -> None: ...


class WatchedRequest(HTTPXRequest):
    """The request that getUpdates goes through: every end of one, good or bad, is told."""

    def __init__(self, news: PollNews, **options: Any) -> None:
        super().__init__(**options)
        self._news = news

    async def do_request(self, *args: Any, **options: Any) -> tuple[int, bytes]:
        """As HTTPXRequest; a cancelled poll is not an end."""
        status: int | None = None
        try:
            status, body = await super().do_request(*args, **options)
        except asyncio.CancelledError:
            raise
        except Exception:
            self._news.poll_ended(None)
            raise
        self._news.poll_ended(status)
        return status, body


def build_bot_requests(proxy: str | None, news: PollNews) -> tuple[HTTPXRequest, HTTPXRequest]:
    """The requests for sending and for polling, both through the same proxy or none.

    Proxies of the environment are not used silently: BOT_PROXY is the one place that says so.
    """
    sending = HTTPXRequest(
        connect_timeout=10.0,
        read_timeout=20.0,
        write_timeout=20.0,
        pool_timeout=10.0,
        media_write_timeout=60.0,
        proxy=proxy,
        httpx_kwargs=_client(_AT_ONCE, IDLE_CONNECTIONS),
    )
    polling = WatchedRequest(
        news,
        connect_timeout=10.0,
        read_timeout=15.0,
        write_timeout=20.0,
        pool_timeout=10.0,
        proxy=proxy,
        httpx_kwargs=_client(4, 1),
    )
    return sending, polling


def _client(at_once: int, idle: int) -> dict[str, Any]:
    limits = httpx.Limits(max_connections=at_once, max_keepalive_connections=idle)
    return {"limits": limits, "trust_env": False}
