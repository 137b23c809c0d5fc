"""The interfaces through which the schedules send: posts, messages to people, copies to other services."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import datetime
from typing import Protocol

from perfbot.domain.posts.post import Arrived, Missed
from perfbot.render.document import Document

OnFollowed = Callable[[str, int], Awaitable[None]]


class PostSink(Protocol):
    """Sends posts into chats; no method raises for a failed delivery."""

    async def placeholder(self, chat_id: int, line: str) -> Arrived | Missed:
        """Post one short line, never twice on purpose."""

    async def fill(
        self,
        chat_id: int,
        message_id: int,
        content: Document,
        followed: Mapping[str, int],
        on_followed: OnFollowed,
    ) -> Arrived | Missed:
        """Turn the line into the content; repeatable, with the same one message in the end."""

    async def say(self, chat_id: int, content: Document) -> bool:
        """Send an ordinary message, which may come twice; False when it did not arrive."""


class Copies(Protocol):
    """The group robots of other services, and the ping."""

    @property
    def names(self) -> tuple[str, ...]: ...

    async def send(self, document: Document, now: datetime, names: Collection[str] | None = None) -> dict[str, str]:
        """Send to those named, or to all; what failed, by name."""

    async def ping(self) -> bool:
        """Call the heartbeat monitor."""
