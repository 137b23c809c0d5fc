"""填报自评得分: the score and grade that the bureau declares, beside the computed ones."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from perfbot.domain.amounts.numerals import folded
from perfbot.domain.books.commands import DeclareScore
from perfbot.forms.engine.choosing import one_of
from perfbot.forms.engine.drafts import Context, Draft
from perfbot.forms.engine.fields import Choice, Field, Form, Misread, Situation
from perfbot.forms.engine.one_line import tokens
from perfbot.forms.questions import office_only

_GRADES = tuple(Choice(key, name, name) for key, name in (("a", "优"), ("b", "良"), ("c", "中"), ("d", "差")))
# 90 优, 80 良, 60 中 (forms built on 财预〔2020〕10号): only a proposal, the review shows it and it can be changed.
_BANDS = ((90, "优"), (80, "良"), (60, "中"), (0, "差"))


def _score(text: str, _: Situation) -> Decimal:
    found = re.fullmatch(r"([0-9]{1,3}(?:\.[0-9]{1,2})?)\s*分?", folded(text), re.ASCII)
    if found is None or Decimal(found[1]) > 100:
        raise Misread("得分请填 0 到 100 之间的数，最多两位小数，例：97 或 96.5。")
    return Decimal(found[1])


def _likely_grade(here: Situation) -> str | None:
    score = here.value("score")
    return None if score is None else next(name for least, name in _BANDS if score >= least)


def _one_line(line: str, _: Context) -> Mapping[str, str]:
    """`97 优`: score and grade."""
    words = tokens(line)
    grades = [word for word in words if word in {name for _, name in _BANDS}]
    scores = [word for word in words if word not in grades]
    return {**({"score": scores[0]} if scores else {}), **({"grade": grades[0]} if grades else {})}


def _build(values: Mapping[str, Any], draft: Draft, _: Context) -> DeclareScore:
    return DeclareScore(key=draft.id, score=values["score"], grade=values["grade"])


DECLARE = Form(
    name="declare",
    command="declare",
    title="填报自评得分",
    fields=(
        Field(
            name="score",
            label="自评得分",
            ask="自评得分是多少？",
            hint="0 到 100，例：97",
            read=_score,
            show=lambda score, _: f"{score:f} 分",
        ),
        Field(
            name="grade",
            label="绩效等级",
            ask="绩效等级？",
            read=one_of(lambda _: _GRADES),
            choices=lambda _: _GRADES,
            closed=True,
            default=_likely_grade,
            depends_on=("score",),
        ),
    ),
    build=_build,
    denied=office_only,
    one_line=_one_line,
)
