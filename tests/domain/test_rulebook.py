"""The rules an office may set: the published defaults, and every mistake named at once."""

from __future__ import annotations

import tomllib
from decimal import Decimal

import pytest

from perfbot.domain.rulebook import DEFAULT, Grade, InvalidRulebook, LimitFormula
from perfbot.domain.rulebook_reading import rulebook_from

D = Decimal


def keys(text: str) -> list[str]:
    with pytest.raises(InvalidRulebook) as caught:
        rulebook_from(tomllib.loads(text, parse_float=Decimal))
    return [problem.key for problem in caught.value.problems]


def test_the_published_weights_are_ten_fifty_thirty_ten() -> None:
    weights = DEFAULT.weights
    assert (weights.execution, weights.output, weights.benefit, weights.satisfaction) == (10, 50, 30, 10)


@pytest.mark.parametrize(
    ("score", "grade"),
    [
        ("100", Grade.EXCELLENT),
        ("90", Grade.EXCELLENT),
        ("89.99", Grade.GOOD),
        ("80", Grade.GOOD),
        ("79.99", Grade.FAIR),
        ("60", Grade.FAIR),
        ("59.99", Grade.POOR),
        ("0", Grade.POOR),
    ],
)
def test_a_score_on_the_border_gets_the_better_grade(score: str, grade: Grade) -> None:
    assert DEFAULT.grades.grade(D(score)) is grade


def test_an_office_that_sets_nothing_gets_the_published_rules() -> None:
    assert rulebook_from({}) == DEFAULT


def test_an_office_may_weigh_execution_at_twenty() -> None:
    made = rulebook_from(tomllib.loads("[weights]\nexecution = 20\noutput = 40\nbenefit = 30\nsatisfaction = 10"))
    assert made.weights.execution == 20
    assert made.weights.total == 100


def test_formula_days_and_checkpoints_are_read_from_words() -> None:
    text = """
    [scoring]
    limit_formula = "linear"
    [lights]
    no_red_before = "4-1"
    [[checkpoints]]
    on = "6-30"
    share = 0.45
    """
    made = rulebook_from(tomllib.loads(text, parse_float=Decimal))
    assert made.scoring.limit_formula is LimitFormula.LINEAR
    assert made.lights.no_red_before == (4, 1)
    assert [(point.month, point.share) for point in made.checkpoints] == [(6, D("0.45"))]


def test_weights_that_do_not_sum_to_a_hundred_are_refused() -> None:
    assert keys("[weights]\nexecution = 20") == ["weights"]


def test_every_mistake_is_named_in_one_go() -> None:
    found = keys(
        """
        colour = "red"
        [weights]
        execution = "ten"
        output = 51
        benifit = 30
        [scoring]
        limit_formula = "cubic"
        partly = 0.9
        late_days = 2.5
        satisfaction_falls_to_benefit = 1
        [grades]
        good = 95
        [lights]
        red_below = 90
        no_red_before = "13-1"
        [[checkpoints]]
        on = "9-30"
        share = 0.75
        [[checkpoints]]
        on = "6-30"
        share = 0.5
        [[checkpoints]]
        on = "June"
        """
    )
    assert set(found) == {
        "colour",
        "weights",
        "weights.execution",
        "weights.benifit",
        "scoring.limit_formula",
        "scoring.partly",
        "scoring.late_days",
        "scoring.satisfaction_falls_to_benefit",
        "grades",
        "lights",
        "lights.no_red_before",
        "checkpoints[2]",
        "checkpoints[3]",
    }


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-5"])
def test_a_weight_that_is_no_proper_number_is_refused(number: str) -> None:
    assert "weights.execution" in keys(f'[weights]\nexecution = "{number}"')


def test_a_table_that_is_no_table_is_named() -> None:
    assert keys("weights = 5") == ["weights"]
