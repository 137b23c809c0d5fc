"""More or less is better: known from what was given, the sign, the name or the kind; else a person is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfbot.domain.values import judge

JUDGEMENTS = [
    line.split("\t")
    for line in (Path(__file__).parent / "judgement_table.tsv").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.mark.parametrize(("kind", "name", "target", "actual", "right"), JUDGEMENTS)
def test_every_indicator_is_judged_the_right_way_round(
    kind: str, name: str, target: str, actual: str, right: str
) -> None:
    assert judge(target, actual, name=name, kind=kind, year=2021).outcome in right.split("|")
