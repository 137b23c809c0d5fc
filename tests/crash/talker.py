"""A person of the crash harness: one conversation after another, now and then a look, an undo, a picture."""

from __future__ import annotations

import random
from collections.abc import Callable
from hashlib import sha256

from tests.crash.cast import Part
from tests.crash.chat import Chat, Unanswered
from tests.crash.conversation import Conversation
from tests.crash.notebook import Notebook, Wish
from tests.crash.pages import Page

RESULTS_FOR = "p07"
BOOK = "gongye-2021"


class Talker:
    """`pressed_confirm` is called right after each 确认, for whoever wants to kill the bot just then."""

    def __init__(
        self, part: Part, chat: Chat, notes: Notebook, chance: random.Random, pressed_confirm: Callable[[], None]
    ) -> None:
        self.part, self._chat, self._notes, self._chance = part, chat, notes, chance
        self._pressed_confirm = pressed_confirm
        self._count = 0

    async def go_on(self, wanted: Callable[[], bool]) -> None:
        """One conversation after another while they are wanted."""
        while wanted():
            self._count += 1
            try:
                await self._one()
            except Unanswered:
                self._notes.fault(f"{self.part.person.id}, conversation {self._count}: {self._chat.transcript()}")

    async def _one(self) -> None:
        kind = self._chance.random()
        if kind < 0.1:
            await self._look()
            return
        wish = self._wished("result" if kind < 0.25 and self._knows_results else "spend")
        talk = Conversation(self._chat, self._notes, self._chance, wish, self._opening(wish))
        talk.project_name, talk.pressed_confirm = dict(self.part.projects)[wish.project], self._pressed_confirm
        saved = await talk.hold()
        if saved is not None and saved.entry:
            await self._afterwards(wish, saved)

    @property
    def _knows_results(self) -> bool:
        return any(code == RESULTS_FOR for code, _ in self.part.projects)

    def _wished(self, form: str) -> Wish:
        person, number = self.part.person.id, self._count
        if form == "result":
            return self._notes.wish(person, form, RESULTS_FOR, "", f"{2000 + number + person % 10 * 10_000}件")
        code, _ = self._chance.choice(self.part.projects)
        return self._notes.wish(person, form, code, f"事项{person}之{number}", f"{1000 + number}.{person % 100:02}")

    def _opening(self, wish: Wish) -> str:
        name = dict(self.part.projects)[wish.project]
        if wish.form == "result":
            return f"/result {BOOK} {name} 征集参赛作品数量 {wish.value}"
        line = f" {name} {wish.value}元 {wish.text} 6.30" if self._chance.random() < 0.3 else ""
        return f"/spend {BOOK}{line}"

    async def _look(self) -> None:
        self._chat.say(f"/progress {BOOK}")
        await self._chat.until(lambda page: "%" in page.words or page.set_aside)
        self._notes.counted["looks"] += 1

    async def _afterwards(self, wish: Wish, saved: Page) -> None:
        kind = self._chance.random()
        if kind < 0.15:
            await self._undo(wish, saved)
        elif kind < 0.3:
            await self._attach(wish)

    async def _undo(self, wish: Wish, saved: Page) -> None:
        """Press 撤销, sometimes twice."""
        wish.undo_asked = True
        for _ in range(self._chance.choice((1, 1, 2))):
            self._chat.press(saved, saved.buttons["撤销"])
        page = await self._chat.until(lambda page: bool({page.number} - wish.numbers - {0}) or page.set_aside)
        if page.number:
            wish.undo_numbers.add(page.number)

    async def _attach(self, wish: Wish) -> None:
        """Send a picture after the entry; the bot says to which number it was attached."""
        name, content = picture(wish)
        wish.sent.add(sha256(content).hexdigest())
        self._chat.upload(name, content)
        page = await self._chat.until(lambda page: name in page.words or page.set_aside)
        if name not in page.words:
            return
        wish.files[name] = sha256(content).hexdigest()
        if not any(f"第 {number} 号" in page.words for number in wish.numbers):
            self._notes.fault(f"{name} was attached elsewhere: {page.words!r}")


def picture(wish: Wish) -> tuple[str, bytes]:
    """A file that nobody else sends."""
    name = f"pz-{wish.draft}-{len(wish.files)}.png"
    return name, b"\x89PNG\r\n\x1a\n" + name.encode()
