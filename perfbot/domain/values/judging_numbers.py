"""Judges numbers, ranges and changes by what was reached and by how much."""

from dataclasses import dataclass, replace
from decimal import Decimal

from perfbot.domain.amounts.money import rounded
from perfbot.domain.values.alignment import Mismatch, aligned
from perfbot.domain.values.directions import DirectionSource, IndicatorDirection
from perfbot.domain.values.types import FAR_EXCEEDED, Judgement, Outcome, Value, because

_ROUGHLY = Decimal("0.1")


@dataclass(frozen=True)
class _Verdict:
    outcome: Outcome
    ratio: Decimal | None
    reason: str
    asks_direction: bool = False


_BOUND_ONLY = _Verdict(Outcome.UNCLEAR, None, "实际值写的是一个界限，看不出有没有达到目标，请填写确定的数")
_NO_DIRECTION = "目标没有写 ≥ 或 ≤，从指标名称和类型也看不出越大越好还是越小越好"
_NEGATIVE = _Verdict(Outcome.UNCLEAR, None, "目标是负数，看不出多好还是少好")


def judged_numbers(target: Value, actual: Value, direction: IndicatorDirection) -> Judgement:
    """Both are numeric; where they differ and the direction is unknown, a person is asked for it."""
    pair = aligned(target, actual)
    if isinstance(pair, Mismatch):
        return Judgement(Outcome.UNCLEAR, None, because(target.raw, actual.raw, pair.why))
    verdict = _verdict(pair.target, pair.actual, direction)
    why = because(target.raw, actual.raw, verdict.reason, pair.note)
    return Judgement(verdict.outcome, verdict.ratio, why, verdict.asks_direction)


def _verdict(target: Value, actual: Value, direction: IndicatorDirection) -> _Verdict:
    less_is_better = direction.less_is_better
    limit = bool(less_is_better)
    if target.kind == "change" and target.trend != actual.trend:
        return _opposite(limit=limit) if less_is_better is not None else _asked()
    if limit and target.high is None and target.comparison is None:
        return _Verdict(Outcome.UNCLEAR, None, "目标写的不是确定的数，看不出上限是多少")
    if target.low is not None and target.high is not None and target.low != target.high:
        verdict = _within(target.low, target.high, actual, limit=limit)
    elif limit:
        verdict = _under(target, actual)
    else:
        verdict = _over(target, actual, wants_more=less_is_better is False and direction.source is DirectionSource.NAME)
    return _doubted(verdict, target, actual, less_is_better)


def _asked() -> _Verdict:
    return _Verdict(Outcome.UNCLEAR, None, _NO_DIRECTION, asks_direction=True)


def _opposite(*, limit: bool) -> _Verdict:
    if limit:
        return _Verdict(Outcome.MET, None, "目标是控制幅度，实际方向相反，没有超出")
    return _Verdict(Outcome.UNMET, None, "实际的增减方向与目标相反")


def _over(target: Value, actual: Value, *, wants_more: bool) -> _Verdict:
    """A floor: done when B ≥ A; `=` and no sign likewise (财预〔2020〕10号 and the forms built on it)."""
    wanted = target.low if target.low is not None else Decimal(0)
    low, high = actual.low, actual.high
    if wanted <= 0:
        return _nothing_wanted(target, actual, wanted, wants_more=wants_more)
    if low is not None and (low > wanted or (low == wanted and _allows_equal(target, actual, ">"))):
        return _reached(low / wanted)
    if low == high == wanted:
        return _Verdict(Outcome.PARTLY, Decimal(1), "目标要求大于这个数，实际正好相等")
    if low is not None and high is not None and high < wanted:
        return _short(high / wanted)
    return _BOUND_ONLY


def _allows_equal(target: Value, actual: Value, strict: str) -> bool:
    return target.comparison != strict or actual.comparison == strict


def _nothing_wanted(target: Value, actual: Value, wanted: Decimal, *, wants_more: bool) -> _Verdict:
    """A = 0 is done when B ≤ 0, else not at all; below zero, and where more is better, only equality is plain."""
    if wanted < 0 or not actual.is_exact or actual.low is None:
        same = wanted == actual.low == actual.high
        return _Verdict(Outcome.MET, None, "与目标一致") if same else _NEGATIVE if wanted < 0 else _BOUND_ONLY
    if wants_more and target.comparison in (None, "=") and actual.low > 0:
        return _Verdict(Outcome.UNCLEAR, None, "目标是 0 而这项指标越大越好，看不出怎样才算达到")
    done = {">=": actual.low >= 0, ">": actual.low > 0}.get(target.comparison or "=", actual.low <= 0)
    return _Verdict(Outcome.MET, None, "达到目标") if done else _Verdict(Outcome.UNMET, None, "目标是 0，没有达到")


def _under(target: Value, actual: Value) -> _Verdict:
    """A ceiling: done when B ≤ A; less is better and never blue."""
    ceiling = target.high if target.high is not None else Decimal(0)
    low, high = actual.low, actual.high
    if high is not None and (high < ceiling or (high == ceiling and _allows_equal(target, actual, "<"))):
        return _Verdict(Outcome.MET, _share(high, ceiling), "没有超过上限，达到目标")
    if low == high == ceiling:
        return _Verdict(Outcome.PARTLY, Decimal(1), "目标要求小于这个数，实际正好相等")
    if low is not None and low > ceiling:
        return _Verdict(Outcome.UNMET, _share(low, ceiling), "超过了上限，没有达到目标")
    return _BOUND_ONLY


def _share(part: Decimal, whole: Decimal) -> Decimal | None:
    return part / whole if whole > 0 and part >= 0 else None


def _within(floor: Decimal, ceiling: Decimal, actual: Value, *, limit: bool) -> _Verdict:
    """A range: inside is done; above counts against its upper end (over a limit: unmet), below against its lower."""
    low, high = actual.low, actual.high if actual.high is not None else actual.low
    if limit and high is not None and high <= ceiling:
        return _Verdict(Outcome.MET, _share(high, ceiling), "没有超过上限，达到目标")
    if low is None or high is None:
        return _BOUND_ONLY
    if floor <= low and high <= ceiling:
        return _Verdict(Outcome.MET, Decimal(1), "在目标范围之内，达到目标")
    if low > ceiling:
        return _Verdict(Outcome.UNMET, low / ceiling, "超过了上限，没有达到目标") if limit else _reached(low / ceiling)
    return _short(high / floor) if high < floor and actual.high is not None else _BOUND_ONLY


def _reached(ratio: Decimal) -> _Verdict:
    if ratio >= FAR_EXCEEDED:
        return _Verdict(Outcome.EXCEEDED, ratio, f"是目标的 {_share_text(ratio)}，请确认目标是否定得过低")
    return _Verdict(Outcome.MET, ratio, "达到目标" if ratio == 1 else f"是目标的 {_share_text(ratio)}，达到目标")


def _short(ratio: Decimal) -> _Verdict:
    if ratio <= 0:
        return _Verdict(Outcome.UNMET, max(ratio, Decimal(0)), "没有完成")
    return _Verdict(Outcome.PARTLY, ratio, f"只有目标的 {_share_text(ratio)}，没有达到目标")


def _share_text(ratio: Decimal) -> str:
    """As a percentage with as many decimals as keep it on its side of 100% and 120%."""
    for places in range(2, 8):
        shown = rounded(ratio * 100, places)
        if not any(shown == edge and ratio * 100 != edge for edge in (100, 120)):
            break
    return f"{shown.normalize():f}%"


def _doubted(verdict: _Verdict, target: Value, actual: Value, less_is_better: bool | None) -> _Verdict:
    ratio = verdict.ratio
    if verdict.outcome is Outcome.UNCLEAR or ratio is None:
        return verdict
    if less_is_better is None and ratio != 1:
        return _asked()
    if _roughly(ratio, target, actual):
        return replace(verdict, outcome=Outcome.UNCLEAR, reason="写的是约数，与目标相差不大，看不出是否达到")
    return verdict


def _roughly(ratio: Decimal, target: Value, actual: Value) -> bool:
    if target.kind == "number" and target.comparison is None and target.high is None:
        return ratio == 1
    near = abs(ratio - 1) <= _ROUGHLY
    return near and (actual.approximate or (target.approximate and ratio < 1))
