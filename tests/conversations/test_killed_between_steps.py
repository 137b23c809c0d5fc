"""Kill −9 between any two steps of /spend: nothing asked twice, nothing lost, nothing recorded twice."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.bot_process import BotProcess
from tests.desk_fixture import words
from tests.sandbox_client import OFFICE, PEOPLE, Talk, in_loop, sandbox


def spendings(data: Path) -> list[dict[str, str]]:
    """The spendings that people recorded, read straight from the journal."""
    found: list[dict[str, str]] = []
    for line in (data / "books" / "gongye-2021.jsonl").read_text("utf-8").splitlines():
        found += _documents(json.loads(line))
    return [part for part in found if part["type"] == "Spending" and part.get("basis", "recorded") == "recorded"]


def _documents(part: object) -> list[dict[str, str]]:
    if isinstance(part, dict):
        own = [part] if "type" in part else []
        return own + [document for value in part.values() for document in _documents(value)]
    return [document for item in part for document in _documents(item)] if isinstance(part, list) else []


@in_loop
async def test_killed_after_every_step_of_spend(tmp_path: Path) -> None:
    async with sandbox(PEOPLE) as server:
        office = Talk(server.world, OFFICE, timeout=20)
        server.world.chats[OFFICE.id].started = True
        bot = BotProcess(server, tmp_path / "data")
        bot.load_2021()
        await bot.start()
        await office.said("/spend")

        await _killed(bot)
        await office.said("zbh")
        await _shown(office, "第 2 步")
        await _killed(bot)
        await office.said("0.3")
        await _shown(office, "第 3 步")
        await _killed(bot)
        await office.said("12.20")
        await _shown(office, "第 4 步")
        await _killed(bot)
        await office.said("展位搭建")
        review = await _shown(office, "19.60 → 19.90")
        confirm = _confirm(review)
        await _killed(bot)
        await office.pressed("✅ 确认", review)
        saved = await _shown(office, "已记录")
        await _killed(bot)

        before = len(server.world.callback_answers)
        server.world.press_data(OFFICE.id, saved["message_id"], confirm)
        await server.world.wait_for(lambda: len(server.world.callback_answers) > before, 20)
        assert await bot.stop() == 0
    assert [one["amount"] for one in spendings(tmp_path / "data")] == ["3000.00"]
    assert "校验通过" in bot.run("verify")


async def _shown(office: Talk, wanted: str) -> dict[str, Any]:
    """The answer that holds these words; before it may come, once more, the one that the kill found just sent."""

    def found() -> dict[str, Any] | None:
        return next((message for message in reversed(office.messages) if wanted in words(message)), None)

    message = await office.world.wait_for(found, office.timeout)
    assert message is not None
    return dict(message)


async def _killed(bot: BotProcess) -> None:
    await bot.kill()
    await bot.start()


def _confirm(review: dict[str, object]) -> str:
    keyboard = review["reply_markup"]["inline_keyboard"]  # type: ignore[index]
    return str(next(button["callback_data"] for row in keyboard for button in row if "确认" in button["text"]))
