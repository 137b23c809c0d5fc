"""One wish carried through a guided conversation: each question answered once, the review read before 确认."""

from __future__ import annotations

import random
from collections.abc import Callable
from hashlib import sha256

from tests.crash.chat import Chat
from tests.crash.notebook import Notebook, Wish
from tests.crash.pages import Page

BAD = "NaN"
STALE = "失效"


class Conversation:
    """Pages that come again after a kill are passed over, as a person does who has answered them already."""

    def __init__(self, chat: Chat, notes: Notebook, chance: random.Random, wish: Wish, opening: str) -> None:
        self._chat, self._notes, self._chance = chat, notes, chance
        self._wish, self._opening = wish, opening
        self.project_name = ""
        self.pressed_confirm: Callable[[], None] = lambda: None
        self._answered: set[str] = set()
        self._reviewed = ""
        self._refusal_due = ""
        self._file: tuple[str, str] | None = None
        self._cancelling = False
        self._confirmed: Page | None = None

    async def hold(self) -> Page | None:
        """The page that said it is recorded; None when it was cancelled. Raises Unanswered."""
        self._chat.say(self._opening)
        while True:
            page = await self._chat.next_page()
            if page.set_aside:
                page = await self._looked_around()
            if page.draft:
                self._answer(page) if self._is_ours(page) else None
            elif self._is_recorded(page):
                self._wish.numbers.add(page.number)
                self._wish.lives.add(self._notes.life)
                return page
            elif self._is_over(page):
                return None

    async def _looked_around(self) -> Page:
        """The bot gave up on something and said so: see where things stand, as a person would, and go on from there.

        Whatever comes before the greeting is older than the question; /whoami marks the end of the answer.
        """
        self._notes.counted["set aside"] += 1
        self._chat.say("/start")
        self._chat.say("/whoami")
        greeted, shown = False, Page("")
        while True:
            page = await self._chat.next_page()
            if page.set_aside:
                return await self._looked_around()
            if self._is_recorded(page):
                return page
            if "您好" in page.words:
                greeted, shown = True, Page("")
            elif greeted and f"编号 {self._wish.person}" in page.words:
                return self._gone_on(shown)
            elif page.draft:
                shown = page

    def _gone_on(self, shown: Page) -> Page:
        """With the question that stands; else with what was pressed last; else from the beginning."""
        if shown.draft:
            self._answered.clear()
            self._reviewed = ""
        elif self._cancelling:
            return Page("已取消")
        elif self._confirmed is not None:
            self._chat.press(self._confirmed, self._confirmed.confirm)
        elif self._wish.draft:
            self._notes.fault(f"draft {self._wish.draft} was lost")
        else:
            self._chat.say(self._opening)
        return shown

    def _is_ours(self, page: Page) -> bool:
        """Whether the page is of this conversation; pages of earlier ones come again after a kill."""
        if any(wish.draft == page.draft for wish in self._notes.wishes if wish is not self._wish):
            return False
        if self._wish.draft not in ("", page.draft):
            self._notes.fault(f"draft {self._wish.draft}, once shown, became {page.draft}")
        self._wish.draft = page.draft
        self._wish.lives.add(self._notes.life)
        return True

    def _is_recorded(self, page: Page) -> bool:
        ours = page.entry == self._wish.draft if page.entry else (self._wish.text or self._wish.value) in page.words
        return bool(self._wish.confirms and page.number) and ours

    def _is_over(self, page: Page) -> bool:
        """Whether it was cancelled as wanted; a draft that is simply gone is a fault."""
        if self._cancelling and ("已取消" in page.words or STALE in page.words):
            self._wish.cancelled = True
            return True
        if "没有正在进行" in page.words and self._wish.draft:
            self._notes.fault(f"draft {self._wish.draft} was lost: {page.words!r}")
            return True
        return False

    def _answer(self, page: Page) -> None:
        again = page.refused or "接着来" in page.words
        if again and self._refusal_due == page.question:
            self._refusal_due = ""
            self._answered.discard(page.question)
        elif page.refused and page.question not in self._answered:
            self._notes.fault(f"a good answer was refused: {page.words!r}")
        if page.confirm:
            self._read_anew(page)
        elif page.question not in self._answered:
            self._answered.add(page.question)
            self._answer_question(page)

    def _read_anew(self, page: Page) -> None:
        """A review is known by what it would record; the book may change and change back while it is read, so only the
        one answered last is passed over."""
        if page.confirm != self._reviewed:
            self._reviewed = page.confirm
            self._review(page)

    def _answer_question(self, page: Page) -> None:
        if "继续填写" in page.buttons:
            self._chat.press(page, page.buttons["继续填写"])
        elif self._chance.random() < 0.04:
            self._cancelling = True
            self._chat.press(page, page.buttons["✖ 取消"])
        else:
            self._reply(page)

    def _reply(self, page: Page) -> None:
        """The answer to the question; a bad amount first, now and then."""
        typed = {
            "amount": f"{self._wish.value}元",
            "on": "6.30",
            "purpose": self._wish.text,
            "actual_value": self._wish.value,
            "reason": "报名踊跃",
            "remedy": "加强预测",
            "awaiting": "待追加",
        }
        if page.question == "project":
            self._chat.press(page, next(data for label, data in page.buttons.items() if self.project_name in label))
        elif page.question == "amount" and not self._refusal_due and self._chance.random() < 0.1:
            self._refusal_due = "amount"
            self._chat.say(BAD)
        elif page.question in typed:
            self._chat.say(typed[page.question])
        else:
            self._notes.fault(f"an unforeseen question: {page.question} {page.words!r}")

    def _review(self, page: Page) -> None:
        """Read what is to be recorded; send a picture first, change the amount first, or confirm."""
        wanted = (self._wish.text, self._wish.value.removesuffix("件").removesuffix("元"))
        if not all(part in page.words.replace(",", "") for part in wanted):
            self._notes.fault(f"answers were filed wrongly: {wanted} {page.words!r}")
        kind = self._chance.random()
        if kind < 0.1 and self._file is None:
            name, content = f"pz-{self._wish.draft}.png", b"\x89PNG\r\n\x1a\n" + self._wish.draft.encode()
            self._file = name, sha256(content).hexdigest()
            self._wish.files[name] = self._file[1]
            self._chat.upload(name, content)
        self._confirm(page)

    def _confirm(self, page: Page) -> None:
        """Press 确认, and sometimes once more."""
        for _ in range(self._chance.choice((1, 1, 1, 2))):
            self._wish.confirms += 1
            self._confirmed = page
            self._chat.press(page, page.confirm)
        self.pressed_confirm()
