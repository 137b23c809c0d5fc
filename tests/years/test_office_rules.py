"""The rules as a file an office edits: every default stands in it, and each mistake is worded with its place."""

from __future__ import annotations

import re
from dataclasses import fields
from importlib.resources import files
from pathlib import Path

import pytest

import perfbot.domain.rulebook as rulebook_module
import perfbot.domain.rulebook_reading as reading_module
from perfbot.domain.rulebook import DEFAULT, InvalidRulebook
from perfbot.render.terminal.rulebook import expected_words, rule_problem_line
from perfbot.years.office_rules import read_rules

SHIPPED = (files("perfbot.years") / "rules.toml").read_text("utf-8")


def lines(text: str) -> list[str]:
    with pytest.raises(InvalidRulebook) as caught:
        read_rules(text)
    return [rule_problem_line(problem) for problem in caught.value.problems]


def test_the_file_that_comes_along_states_exactly_the_defaults() -> None:
    assert read_rules(SHIPPED) == DEFAULT


def test_every_rule_stands_in_the_file() -> None:
    for name in ("weights", "scoring", "grades", "self_checks", "lights", "watch"):
        for field in fields(getattr(DEFAULT, name)):
            assert re.search(rf"^{field.name} = ", SHIPPED, re.MULTILINE), f"{name}.{field.name}"


def test_an_empty_file_means_the_published_rules() -> None:
    assert read_rules("") == DEFAULT
    assert read_rules("\ufeff# 只有说明\r\n") == DEFAULT


def test_one_changed_line_changes_one_rule() -> None:
    made = read_rules(SHIPPED.replace("quiet_weeks = 4 ", "quiet_weeks = 6 "))
    assert made.watch.quiet_weeks == 6
    assert made.weights == DEFAULT.weights


def test_mistakes_are_worded_with_place_expectation_and_finding() -> None:
    text = '[weights]\nexecution = 20\n[scoring]\npartly = 0.9\nlimit_formula = "cubic"\n[watch]\nquite_weeks = 3\n'
    found = lines(text)
    assert found == [
        "规则 scoring.limit_formula：应为 ratio 或 linear，现在是 cubic",
        "规则 watch.quite_weeks：没有这一项，请核对拼写",
        "规则 weights：应为四项合计为 100，现在是 110",
        "规则 scoring.partly：应为 0.6 到 0.8 之间的数，现在是 0.9",
    ]


def test_a_file_that_is_no_toml_says_so() -> None:
    (line,) = lines("[weights\nexecution = 10")
    assert line.startswith("规则文件：应为 TOML 格式，现在是")


def test_every_expectation_has_its_words() -> None:
    """Whatever code the domain names, render has words for it."""
    sources = [Path(module.__file__ or "").read_text("utf-8") for module in (rulebook_module, reading_module)]
    named = re.compile(r'[Pp]roblem\([^"\n]*"?[^"\n]*"?, "([a-z_0-9]+)"')
    codes = {code for text in sources for code in named.findall(text)}
    assert {"sum_100", "falling", "rising", "unknown_key", "not_negative"} <= codes
    assert all(expected_words(code) for code in codes)
