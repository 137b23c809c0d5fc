"""Reads an office's rules of scoring and monitoring; what the file leaves out is as published."""

from __future__ import annotations

import tomllib
from decimal import Decimal

from perfbot.domain.rulebook import InvalidRulebook, Rulebook, RulebookProblem
from perfbot.domain.rulebook_reading import rulebook_from


def read_rules(text: str) -> Rulebook:
    """The rules of a TOML text; raises InvalidRulebook with every mistake at once."""
    try:
        tables = tomllib.loads(text.removeprefix("\ufeff").replace("\r\n", "\n"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InvalidRulebook((RulebookProblem("", "toml", str(error)),)) from None
    return rulebook_from(tables)
