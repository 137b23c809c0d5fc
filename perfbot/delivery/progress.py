"""Shows that something slow is under way: the chat action at once, and a line of words when it takes longer."""

from __future__ import annotations

import asyncio
import contextlib
from types import TracebackType
from typing import Protocol

from perfbot.delivery.errors import NotDelivered

_ACTION_LASTS = 4.0
LINE_AFTER = 1.5


class Speaker(Protocol):
    """What Progress needs of a Delivery."""

    async def send_line(self, chat_id: int, text: str, *, silent: bool = False, topic: int | None = None) -> int: ...

    async def edit_line(self, chat_id: int, message_id: int, text: str) -> None: ...

    async def delete(self, chat_id: int, message_id: int) -> bool: ...

    async def typing(self, chat_id: int, action: str, topic: int | None = None) -> None: ...


class Progress:
    """`async with` around slow work; a line of text that had to be sent is deleted when the work is done."""

    def __init__(
        self,
        speaker: Speaker,
        chat_id: int,
        text: str,
        action: str,
        *,
        line_after: float = LINE_AFTER,
        topic: int | None = None,
    ) -> None:
        self._topic = topic
        self._speaker = speaker
        self._chat_id = chat_id
        self._text = text
        self._action = action
        self._line_after = line_after
        self._line: int | None = None
        self._done = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Progress:
        self._tasks = [asyncio.create_task(self._show_action()), asyncio.create_task(self._show_line())]
        return self

    async def say(self, text: str) -> None:
        """Show other words from here on; edits the line if one is shown."""
        self._text = text
        await self._reword()

    async def _reword(self) -> None:
        if self._line is not None:
            with contextlib.suppress(NotDelivered):
                await self._speaker.edit_line(self._chat_id, self._line, self._text)

    async def _show_action(self) -> None:
        while True:
            await self._speaker.typing(self._chat_id, self._action, self._topic)
            await asyncio.sleep(_ACTION_LASTS)

    async def _show_line(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._line_after):
                await self._done.wait()
                return
        shown = self._text
        with contextlib.suppress(NotDelivered):
            self._line = await self._speaker.send_line(self._chat_id, shown, silent=True, topic=self._topic)
        if self._text != shown:
            await self._reword()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        action, line = self._tasks
        action.cancel()
        self._done.set()
        # A line on its way is waited for, not cancelled: its id is needed to take it back.
        await asyncio.wait((action, line))
        if self._line is not None:
            await self._speaker.delete(self._chat_id, self._line)
