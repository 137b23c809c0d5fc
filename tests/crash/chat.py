"""One person's chat: everything the bot shows there comes in order, toasts over buttons too."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from perfbot.sandbox import World
from perfbot.sandbox.acts import Upload
from tests.crash.pages import Page, page_of
from tests.desk_fixture import words


class Unanswered(Exception):
    """The bot was up long enough and said nothing that answers."""


class Chat:
    """Says, presses and uploads; `next_page` waits for whatever the bot shows next."""

    def __init__(self, world: World, person: int, patience: float) -> None:
        self.world, self.person, self._patience = world, person, patience
        self._pages: asyncio.Queue[Page] = asyncio.Queue()
        self._pressed: set[str] = set()
        world.listeners.add(self._notice)

    def _notice(self, event: dict[str, Any]) -> None:
        shown = event["type"] in ("message", "edit") and event["chat_id"] == self.person
        if shown and self.world.is_own(event["message"]):
            self._pages.put_nowait(page_of(event["message"]))

    def say(self, text: str) -> None:
        self.world.say(self.person, text)

    def press(self, page: Page, data: str) -> None:
        """Press a button by its data; what is shown over it comes as a page too."""
        self.world.press_data(self.person, page.message_id, data)
        self._pressed.add(next(reversed(self.world.queries)))

    def upload(self, name: str, content: bytes) -> None:
        self.world.upload(self.person, [Upload(name, content, "image/png")])

    def transcript(self) -> str:
        """The chat's last messages, for whoever has to find out what went wrong."""
        last = list(self.world.chats[self.person].messages.values())[-5:]
        return f"no answer in {self._patience:.0f} s: {[words(message) for message in last]}"

    async def next_page(self) -> Page:
        """Raises Unanswered."""
        try:
            taken: Any = self._taken
            page: Page = await self.world.wait_for(taken, self._patience)
            return page
        except TimeoutError:
            raise Unanswered from None

    async def until(self, wanted: Callable[[Page], bool]) -> Page:
        """The next page that is wanted; others are passed over. Raises Unanswered."""
        while not wanted(page := await self.next_page()):
            pass
        return page

    def _taken(self) -> Page | None:
        for query in self._pressed:
            if text := self.world.callback_answers.get(query, {}).get("text"):
                self._pressed.discard(query)
                return Page(str(text))
        return None if self._pages.empty() else self._pages.get_nowait()
