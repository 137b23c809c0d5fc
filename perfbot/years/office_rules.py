"""The rules of scoring and monitoring as a file that an office edits; what it leaves out is as published."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from functools import cache
from importlib.resources import files

from perfbot.domain.rulebook import InvalidRulebook, Rulebook, RulebookProblem
from perfbot.domain.rulebook_reading import rulebook_from

RULES = "rules.toml"
"""The file that comes with the program: every rule at its default, each with its source."""


def read_rules(text: str) -> Rulebook:
    """The rules of a TOML text; raises InvalidRulebook with every mistake at once."""
    try:
        tables = tomllib.loads(text.removeprefix("\ufeff").replace("\r\n", "\n"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InvalidRulebook((RulebookProblem("", "toml", str(error)),)) from None
    return rulebook_from(tables)


@cache
def default_rules_text() -> str:
    """The text of the file that comes with the program, to be copied and changed."""
    return files("perfbot.years").joinpath(RULES).read_text(encoding="utf-8")
