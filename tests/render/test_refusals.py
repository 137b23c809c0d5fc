"""Every refusal is told in plain words: what is wrong with which figure, and what to do instead."""

from __future__ import annotations

import dataclasses
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, get_type_hints

import pytest

from perfbot.domain.books import errors, word_rules
from perfbot.domain.books.errors import Refused
from perfbot.domain.books.new_entry import WORD_RULES
from perfbot.render.chat.refusals import FIELD_NAMES, period_words, sentence
from tests.form_player import small_book

SAMPLES: dict[Any, Any] = {
    int: 7,
    str: "expo",
    Decimal: Decimal(1234567),
    date: date(2021, 6, 30),
    datetime: datetime(2021, 7, 1, 4, tzinfo=UTC),
}


def every_refusal() -> list[type[Refused]]:
    return [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Refused)][1:]


def sample(kind: type[Refused]) -> Refused:
    hints = get_type_hints(kind)
    return kind(*(SAMPLES[hints[item.name]] for item in dataclasses.fields(kind)))


@pytest.mark.parametrize("kind", every_refusal(), ids=lambda kind: kind.__name__)
def test_every_refusal_is_worded(kind: type[Refused]) -> None:
    for book, names in ((None, None), (small_book(), {7: "李经办"})):
        words = sentence(sample(kind), book, names)
        assert re.search("[\u4e00-\u9fff]{4}", words)
        assert words.endswith("。")
        assert 1 <= words.count("。") <= 2
        assert len(words) < 120
        assert kind.__name__ not in words
        assert "Decimal" not in words


@pytest.mark.parametrize("kind", every_refusal(), ids=lambda kind: kind.__name__)
def test_every_refusal_says_what_to_do_instead_or_that_nothing_is_needed(kind: type[Refused]) -> None:
    words = sentence(sample(kind), small_book(), {})
    assert re.search("请|就行|就会|先", words), words


def test_a_project_and_a_person_are_named() -> None:
    refused = errors.OverBudget("expo", Decimal(200_000), Decimal(164_000), Decimal(50_000))
    words = sentence(refused, small_book())
    assert "“中博会经费”" in words
    assert "还剩 3.60 万元" in words
    assert "超出 1.40 万元" in words
    closed = errors.PeriodIsClosed("2021-06", 7, datetime(2021, 7, 1, tzinfo=UTC))
    assert "2021年6月已由李经办于2021年7月1日关账" in sentence(closed, None, {7: "李经办"})


def test_the_refusal_of_a_plan_tells_the_month_or_the_count() -> None:
    assert "4 月" in sentence(errors.BadPlan("expo", 4, 12))
    assert "现在有 3 个" in sentence(errors.BadPlan("expo", 0, 3))


def test_a_negative_amount_is_told_apart_from_one_too_fine() -> None:
    assert "冲销" in sentence(errors.BadAmount(Decimal(-5)))
    assert "冲销" in sentence(errors.BadAmount(Decimal("NaN")))
    assert "精确到分" in sentence(errors.BadAmount(Decimal("0.001")))


def test_rights_are_told_with_the_project_or_without() -> None:
    assert "中博会经费" in sentence(errors.NotAllowed(7, "expo"), small_book())
    assert "您的权限" in sentence(errors.NotAllowed(7))


@pytest.mark.parametrize(
    ("period", "words"), [("2021-06", "2021年6月"), ("2021", "2021年度"), ("x", "x"), ("2021-6", "2021-6")]
)
def test_a_period_reads_as_people_say_it(period: str, words: str) -> None:
    assert period_words(period) == words


def test_every_field_that_a_rule_can_refuse_has_a_name() -> None:
    rules = {known for known in vars(word_rules).values() if isinstance(known, word_rules.WordRule)}
    assert {rule.field for rule in rules} <= set(FIELD_NAMES)
    assert {rule for of_kind in WORD_RULES.values() for rule in of_kind.values()} <= rules
