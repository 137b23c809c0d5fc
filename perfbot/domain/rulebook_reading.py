"""Reads an office's rules from plain tables (as a TOML file gives them) and names every mistake at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any

from perfbot.domain.rulebook import (
    DEFAULT_CHECKPOINTS,
    Checkpoint,
    GradeBands,
    InvalidRulebook,
    Lights,
    Rulebook,
    RulebookProblem,
    Scoring,
    SelfChecks,
    Watch,
    Weights,
)

_TABLES: dict[str, type[Any]] = {
    "weights": Weights,
    "scoring": Scoring,
    "grades": GradeBands,
    "self_checks": SelfChecks,
    "lights": Lights,
    "watch": Watch,
}


def rulebook_from(tables: Mapping[str, Any]) -> Rulebook:
    """The defaults with what an office sets; raises InvalidRulebook naming every unknown key and wrong value."""
    problems: list[RulebookProblem] = []
    made = {name: _table(name, kind, tables.get(name, {}), problems) for name, kind in _TABLES.items()}
    points = _checkpoints(tables.get("checkpoints"), problems)
    known = {*_TABLES, "checkpoints"}
    problems += [RulebookProblem(str(key), "unknown_key", str(tables[key])) for key in tables if key not in known]
    try:
        rulebook = Rulebook(**made, checkpoints=points)
    except InvalidRulebook as invalid:
        problems += invalid.problems
    if problems:
        raise InvalidRulebook(tuple(problems))
    return rulebook


def _table(name: str, kind: type[Any], given: Any, problems: list[RulebookProblem]) -> Any:
    if not isinstance(given, Mapping):
        problems.append(RulebookProblem(name, "table", str(given)))
        return kind()
    defaults = kind()
    known = {field.name: getattr(defaults, field.name) for field in fields(kind)}
    chosen = {}
    for key, value in given.items():
        if key not in known:
            problems.append(RulebookProblem(f"{name}.{key}", "unknown_key", str(value)))
            continue
        chosen[key] = _read(f"{name}.{key}", value, known[key], problems)
    return kind(**chosen)


def _read(key: str, value: Any, default: Any, problems: list[RulebookProblem]) -> Any:
    """The value in the type of its default; a wrong one is noted and replaced by the default."""
    try:
        return _converted(value, default)
    except (ValueError, TypeError, InvalidOperation):
        problems.append(RulebookProblem(key, _wanted(default), str(value)))
        return default


def _converted(value: Any, default: Any) -> Any:
    if isinstance(default, Enum):
        return type(default)(value)
    if isinstance(default, bool) or isinstance(value, bool):
        if isinstance(default, bool) and isinstance(value, bool):
            return value
        raise TypeError(value)
    if isinstance(default, tuple):
        month, day = str(value).split("-")
        return int(month), int(day)
    if isinstance(default, int) and not isinstance(value, int):
        raise TypeError(value)
    return int(value) if isinstance(default, int) else Decimal(str(value))


def _wanted(default: Any) -> str:
    if isinstance(default, Enum):
        return " | ".join(str(choice.value) for choice in type(default))
    if isinstance(default, tuple):
        return "month-day"
    return {bool: "true_or_false", int: "whole_number"}.get(type(default), "number")


def _checkpoints(given: Any, problems: list[RulebookProblem]) -> tuple[Checkpoint, ...]:
    if given is None:
        return DEFAULT_CHECKPOINTS
    made = []
    for number, item in enumerate(given if isinstance(given, list) else [given], start=1):
        try:
            month, day = str(item["on"]).split("-")
            made.append(Checkpoint(month=int(month), day=int(day), share=Decimal(str(item["share"]))))
        except (KeyError, TypeError, ValueError, InvalidOperation):
            problems.append(RulebookProblem(f"checkpoints[{number}]", "on_and_share", str(item)))
    return tuple(made)
