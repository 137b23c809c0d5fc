"""Sends the posts of the schedules through the Delivery, and returns outcomes instead of raising."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping

from perfbot.delivery.errors import NotDelivered, Undelivered
from perfbot.delivery.posts import Outcome, Posted
from perfbot.delivery.sending import Delivery
from perfbot.domain.posts.post import Arrived, Missed, Trouble
from perfbot.render.document import Document

_TROUBLES = {
    Undelivered.BLOCKED: Trouble.AWAY,
    Undelivered.CHAT_NOT_FOUND: Trouble.AWAY,
    Undelivered.MESSAGE_GONE: Trouble.GONE,
    Undelivered.TOO_LARGE: Trouble.REFUSED,
    Undelivered.TOKEN: Trouble.REFUSED,
    Undelivered.REFUSED: Trouble.REFUSED,
    Undelivered.FLOODED: Trouble.PASSING,
    Undelivered.UNREACHABLE: Trouble.PASSING,
    Undelivered.UNKNOWN: Trouble.UNKNOWN,
}

log = logging.getLogger("perfbot.delivery")


class DeliverySink:
    """Posts through one Delivery; `topic_of` says which thread of a chat they go to (None: the chat itself)."""

    def __init__(self, delivery: Delivery, topic_of: Callable[[int], int | None] = lambda chat: None) -> None:
        self._delivery = delivery
        self._topic_of = topic_of

    async def placeholder(self, chat_id: int, line: str) -> Arrived | Missed:
        """One short line, never twice on purpose."""
        return _outcome(await self._delivery.post_placeholder(chat_id, line, topic=self._topic_of(chat_id)))

    async def fill(
        self,
        chat_id: int,
        message_id: int,
        content: Document,
        followed: Mapping[str, int],
        on_followed: Callable[[str, int], Awaitable[None]],
    ) -> Arrived | Missed:
        """Turn the line into the content."""
        topic = self._topic_of(chat_id)
        finish = self._delivery.finish_post
        return _outcome(
            await finish(chat_id, message_id, content, followed=followed, on_followed=on_followed, topic=topic)
        )

    async def say(self, chat_id: int, content: Document) -> bool:
        """Send an ordinary message; False when it did not arrive."""
        try:
            await self._delivery.send(chat_id, content, topic=self._topic_of(chat_id))
        except NotDelivered as failure:
            log.info("not told: %s", failure)
            return False
        return True


def _outcome(outcome: Outcome) -> Arrived | Missed:
    if isinstance(outcome, Posted):
        return Arrived(outcome.message_id)
    return Missed(_TROUBLES[outcome.reason], f"{outcome.reason.value}: {outcome.why}", outcome.retry_after)
