"""What the schedules need of the way out: a line, the same line filled, a message to a person, copies elsewhere."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import datetime
from typing import Protocol

from perfbot.domain.posts.post import Arrived, Missed
from perfbot.render.document import Document

OnFollowed = Callable[[str, int], Awaitable[None]]


class PostSink(Protocol):
    """A way into chats; none of these raises for what goes wrong on the way."""

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
        """Turn the line into the content; as often as one likes, with the same one message in the end."""

    async def say(self, chat_id: int, content: Document) -> bool:
        """An ordinary message, which may come twice; False when it did not arrive."""


class Copies(Protocol):
    """Group robots of other services, and the dead-man's switch."""

    @property
    def names(self) -> tuple[str, ...]: ...

    async def send(self, document: Document, now: datetime, names: Collection[str] | None = None) -> dict[str, str]:
        """Send to those named, or to all; what failed, by name."""

    async def ping(self) -> bool:
        """Tell the switch that a run went well."""
