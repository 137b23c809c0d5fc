"""The scores as plain JSON values, for the shell and for other programs."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from perfbot.domain.amounts.money import format_wan, rate_percent
from perfbot.domain.evaluation.scoring import FundScore, Score, ScoreLine
from perfbot.render.figures.score_lines import (
    CATEGORIES,
    EXECUTION_NAME,
    GRADES,
    formula_words,
    line_name,
    rule_words,
)


def score_json(known: FundScore) -> dict[str, Any]:
    """The fund's `computed`, `declared`, `grade`, `execution` and `lines`, and the same for each of its `projects`."""
    return {
        "fund": known.key.fund,
        "year": known.key.year,
        "as_of": known.as_of.isoformat(),
        "declared": _plain(known.declared),
        "declared_grade": known.declared_grade or None,
        "difference": _plain(known.difference) if known.fund.complete else None,
        **_score_json(known.fund),
        "projects": [{"code": score.code, "name": score.name, **_score_json(score)} for score in known.projects],
    }


def _score_json(score: Score) -> dict[str, Any]:
    return {
        "computed": _plain(score.total),
        "complete": score.complete,
        "grade": GRADES[score.grade] if score.grade and score.complete else None,
        "execution": _plain(score.execution.score),
        "execution_rate": rate_percent(score.executed, score.budget),
        "budget_wan": format_wan(score.budget),
        "executed_wan": format_wan(score.executed),
        "checks": [{"kind": check.kind.value, "light": check.light.name.lower()} for check in score.checks],
        "lines": [_line_json(line) for line in score.lines],
    }


def _line_json(line: ScoreLine) -> dict[str, Any]:
    described = line.status.state.described if line.status else None
    return {
        "name": line_name(line),
        "project": line.project,
        "category": CATEGORIES[line.category] if line.category else EXECUTION_NAME,
        "target": described.target_value if described else None,
        "actual": line.status.actual if line.status else None,
        "outcome": line.status.judgement.outcome.value if line.status else None,
        "weight": _plain(line.weight),
        "score": _plain(line.score),
        "formula": formula_words(line),
        "rule": rule_words(line),
    }


def _plain(number: Decimal | None) -> float | int | None:
    """Points as a JSON number: two decimals at most, so that a binary fraction prints exactly as it reads here."""
    if number is None:
        return None
    return int(number) if number == int(number) else float(round(number, 2))
