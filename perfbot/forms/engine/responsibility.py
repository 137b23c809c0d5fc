"""Finds the question that is responsible for a refusal."""

from __future__ import annotations

from collections.abc import Collection

from perfbot.domain.books import errors as why

_QUESTIONS: dict[type[why.Refused], tuple[str, ...]] = {
    why.NotAllowed: ("project", "indicator", "subject"),
    why.UnknownProject: ("project", "subject", "targets", "source"),
    why.UnknownIndicator: ("indicator", "subject"),
    why.OverBudget: ("awaiting", "amount"),
    why.BudgetBelowSpent: ("moved", "amount", "targets"),
    why.TransferUnbalanced: ("moved", "amount", "targets"),
    why.BadAmount: ("amount", "targets"),
    why.OutsideYear: ("on",),
    why.InTheFuture: ("on",),
    why.PeriodIsClosed: ("on", "period"),
    why.PeriodNotClosed: ("period",),
    why.BadPeriod: ("period",),
    why.BadPlan: ("cumulative",),
    why.BadScore: ("score",),
}


def responsible(refused: why.Refused, answered: Collection[str]) -> str | None:
    """The name of the answered question that caused the refusal; None when no answer would help."""
    if isinstance(refused, (why.MissingWords, why.TooLong)):
        names: tuple[str, ...] = (refused.field,)
    else:
        names = _QUESTIONS.get(type(refused), ())
    return next((name for name in names if name in answered), None)
