"""Questions about an amount: how much, in 元 or 万元, again where it exceeds the fund, and 待追加."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from perfbot.domain.amounts.money import (
    WAN,
    InvalidAmount,
    format_both,
    format_sum,
    format_wan,
    parse_amount,
    written_in_yuan,
)
from perfbot.domain.amounts.numerals import folded, in_chinese
from perfbot.domain.books.entries import Spending
from perfbot.domain.books.plausibility import AmountVerdict, Measures, Plausibility, judged_amount, spending_measures
from perfbot.domain.books.states import ZERO
from perfbot.forms.engine.choosing import one_of
from perfbot.forms.engine.fields import Choice, Field, Misread, Situation

AMOUNT_EXAMPLES = "例：3.57（万元）、35700元、12+3.5"
_MANY_DIGITS = 5
_SIZEABLE = Decimal(100_000_000)
_LONG_FIGURE = re.compile(rf"[0-9][0-9,'’ ]{{{_MANY_DIGITS - 1},}}")

Judged = Callable[[Situation], "Plausibility | None"]


def read_amount(text: str, _: Situation) -> Decimal:
    """An amount in 元; a bare number counts in 万元."""
    return _yuan(text)


def _yuan(text: str) -> Decimal:
    try:
        return parse_amount(text)
    except InvalidAmount as why:
        raise Misread(str(why)) from None


def amount_shown(amount: Decimal, typed: str = "") -> str:
    """The amount in both units; also in Chinese numerals where its digits are many."""
    figures = (re.sub("[,'’ ]", "", found) for found in _LONG_FIGURE.findall(folded(typed)))
    spelt = amount >= _SIZEABLE or any(len(figure) >= _MANY_DIGITS for figure in figures)
    return f"{format_both(amount)}（{in_chinese(amount)}）" if spelt else format_both(amount)


def two_units(plausibility: Plausibility | None) -> tuple[Choice, ...]:
    """The two readings of the figure; none where its unit is clear."""
    if plausibility is None or plausibility.other is None:
        return ()
    figure = f"{max(plausibility.amount, plausibility.other) / WAN:f}"
    figure = figure.rstrip("0").rstrip(".") if "." in figure else figure
    in_yuan, in_wan = f"{figure}元", f"{figure}万元"
    return Choice("yuan", f"{figure} 元", in_yuan), Choice("wan", f"{figure} 万元", in_wan)


def unit_question(judged: Judged, *depends_on: str) -> Field:
    """元 or 万元, put at the review where `judged` doubts the unit; the value is the amount in 元."""

    def choices(here: Situation) -> tuple[Choice, ...]:
        return two_units(judged(here))

    def as_typed(here: Situation) -> str:
        plausibility = judged(here)
        given = plausibility.amount if plausibility else None
        return next(choice.kept for choice in choices(here) if parse_amount(choice.kept) == given)

    return Field(
        name="unit",
        label="单位",
        ask=lambda here: _ask_unit(judged(here)),
        read=lambda text, here: read_amount(one_of(choices)(text, here), here),
        choices=choices,
        closed=True,
        applies=lambda here: bool(choices(here)),
        by_number=False,
        hidden=True,
        provisional=as_typed,
        depends_on=depends_on,
    )


def _ask_unit(plausibility: Plausibility | None) -> str:
    yuan, wan = (choice.label for choice in two_units(plausibility))
    return f"是 {yuan}，还是 {wan}？"


def again_question(judged: Judged, *depends_on: str) -> Field:
    """The amount once more with its unit, where it is beyond the fund's whole budget; before the review."""

    def applies(here: Situation) -> bool:
        plausibility = judged(here)
        return plausibility is not None and plausibility.verdict is AmountVerdict.BEYOND_FUND

    return Field(
        name="again",
        label="再写一遍",
        ask="请把金额连同单位再写一遍。",
        hint=lambda here: _beyond_fund(judged(here)),
        read=lambda text, here: _same(text, judged(here)),
        applies=applies,
        hidden=True,
        depends_on=("unit", *depends_on),
    )


def _beyond_fund(plausibility: Plausibility | None) -> str:
    if plausibility is None:
        return ""
    amount, fund = plausibility.amount, plausibility.measures.fund
    more = f"比整个一级项目的预算 {format_wan(fund)} 万元还多" if fund > 0 else "数额很大"
    told = f"前面填的是 {format_both(amount)}（{in_chinese(amount)}），{more}。"
    return f"{told}不对请返回修改金额。\n写法例：35700元、3.57万元"


def _same(text: str, plausibility: Plausibility | None) -> Decimal:
    again = _yuan(text)
    if again != parse_amount(text, "元"):
        raise Misread("请写明单位，例：35700元、3.57万元。")
    if plausibility is not None and again != plausibility.amount:
        before = format_both(plausibility.amount)
        raise Misread(f"和前面填的不一样：前面是 {before}，这里是 {format_both(again)}。请再写一遍，或返回修改金额。")
    return again


def told_unit(here: Situation, judged: Judged) -> Plausibility | None:
    """The verdict on the amount before or after the question about its unit (the answer called `unit`)."""
    plausibility = judged(here)
    kept = here.draft.answers.get("unit")
    if plausibility is None or all(choice.kept != kept for choice in two_units(plausibility)):
        return plausibility
    return judged_amount(here.value("unit"), plausibility.measures, unit_told=True)


def remaining(here: Situation) -> Decimal:
    """The 元 left of the project's adjusted budget; the amount of an entry under correction counts as left."""
    measures = _measures(here)
    return measures.remaining if measures else ZERO


def _measures(here: Situation) -> Measures | None:
    code = here.value("project")
    state = here.ctx.book.projects.get(code) if code else None
    if state is None:
        return None
    old = _corrected(here)
    return spending_measures(here.ctx.book, state, old.amount if old is not None and old.project == code else ZERO)


def _corrected(here: Situation) -> Spending | None:
    entry = here.ctx.book.entry(here.draft.subject) if here.draft.form == "correct_spending" else None
    return entry if isinstance(entry, Spending) else None


def _judged(here: Situation) -> Plausibility | None:
    """The verdict on the amount as typed; the amount of an entry under correction is accepted."""
    given, measures, old = here.value("amount"), _measures(here), _corrected(here)
    if given is None or measures is None or (old is not None and given == old.amount):
        return None
    return judged_amount(given, measures, in_yuan=written_in_yuan(here.draft.answers.get("amount", "")))


def amount(here: Situation) -> Decimal:
    """The amount in 元 as it stands after the question about its unit."""
    settled = here.value("unit")
    given: Decimal | None = here.value("amount")
    return settled if settled is not None else (given or ZERO)


def _left_over(here: Situation) -> str:
    state = here.ctx.book.projects.get(here.value("project") or "")
    if state is None:
        return AMOUNT_EXAMPLES
    left = remaining(here)
    room = f"还剩 {format_sum(left)}" if left >= 0 else f"已超出 {format_sum(-left)}"
    return f"预算 {format_wan(state.adjusted_budget())} 万元，{room}\n{AMOUNT_EXAMPLES}"


AMOUNT: Field = Field(
    name="amount",
    label="金额",
    ask="支出多少？单位：万元",
    hint=_left_over,
    read=read_amount,
    show=lambda _, here: amount_shown(amount(here), here.draft.answers.get("amount", "")),
)

UNIT = unit_question(_judged, "amount", "project")
AGAIN = again_question(lambda here: told_unit(here, _judged), "amount", "project")


def _over_budget(here: Situation) -> bool:
    return "amount" in here.values and bool(here.value("project")) and amount(here) > remaining(here)


_AWAITING = (Choice("yes", "待追加", names=("待追加", "等追加", "待追加，先登记")),)

AWAITING: Field = Field(
    name="awaiting",
    label="超预算",
    ask="在等追加吗？确认后标为“待追加”；不是的话请修改金额。",
    read=one_of(lambda _: _AWAITING),
    choices=lambda _: _AWAITING,
    closed=True,
    applies=_over_budget,
    show=lambda *_: "待追加",
    by_number=False,
    editable=False,
    provisional=lambda _: "yes",
    confirm_label="确认，标为待追加",
    depends_on=("amount", "unit", "project"),
)
