"""One sign for one question: circles for money, squares for goals; neither for a result nor for how pressing it is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from perfbot.domain.monitoring.lights import Light
from perfbot.render.terms import GOAL_LIGHTS, LIGHTS, OUTCOMES, URGENCIES

ROOT = Path(__file__).parents[2]
COLOURED = re.compile("[🔴🟠🟡🟢🔵🟣⚪⚫🟥🟧🟨🟩🟦🟪⬜⬛]")


def signs(words: Iterable[str]) -> set[str]:
    return {word[0] for word in words}


def test_money_goals_outcomes_and_urgency_share_no_sign() -> None:
    kinds = [signs(words.values()) for words in (LIGHTS, GOAL_LIGHTS, OUTCOMES, URGENCIES)]
    assert len(set().union(*kinds)) == sum(map(len, kinds))


def test_what_a_result_comes_to_is_no_coloured_shape_beside_the_light_of_its_goal() -> None:
    assert not [words for words in OUTCOMES.values() if COLOURED.search(words)]


def test_every_light_has_its_word_and_beyond_the_budget_is_not_green() -> None:
    assert set(LIGHTS) == set(Light)
    assert set(GOAL_LIGHTS) == set(Light) - {Light.OVER}
    assert all(len(words.split()) == 2 for words in (*LIGHTS.values(), *GOAL_LIGHTS.values(), *OUTCOMES.values()))
    assert LIGHTS[Light.OVER] == "🔴 超预算"


def test_coloured_signs_are_written_in_one_place_only() -> None:
    sources = [*(ROOT / "perfbot").rglob("*.py"), *(ROOT / "schedules").rglob("*.py"), ROOT / "bot.py"]
    assert [file.name for file in sources if COLOURED.search(file.read_text("utf-8"))] == ["terms.py"]
