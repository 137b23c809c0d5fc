"""The set-up checks that read targets: signs, units, ranges, promises, and targets that disagree."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from perfbot.domain.amounts.numerals import folded
from perfbot.domain.indicators.judged import direction_of_indicator, read_value
from perfbot.domain.indicators.status import IndicatorStatus
from perfbot.domain.indicators.taxonomy import IndicatorKind, kind_of, limits_money
from perfbot.domain.indicators.taxonomy import empty_promise as promise_in
from perfbot.domain.setup.findings import Finding, FindingKind, Gravity
from perfbot.domain.setup.scene import Scene
from perfbot.domain.values import Direction, DirectionSource, Value, direction_of
from perfbot.domain.values.units import measure

WIDE = Decimal("1.5")
"""A range whose upper end is so many times its lower says little (our decision)."""

_HUNDRED = Decimal(100)
_COUNT = re.compile(r"[0-9]+(?:\.[0-9]+)?\s*(?:万|亿)?\s*[^\W\d_]")
_MAY_PASS_ALL = re.compile("增|涨|升|撬动|放大|杠杆|回报|收益|产出比|变动|超额|倍")
_SIGNS = re.compile("[≧≥⩾＞>≦≤⩽＜<＝=]+")
_PLAIN_SIGNS = frozenset({"≥", "≤", ">", "<", "="})


def _read(status: IndicatorStatus) -> Value:
    return read_value(status.state.described.target_value)


def _sign(status: IndicatorStatus) -> str:
    """The sign of the indicator's direction; empty where nothing says which."""
    return direction_of_indicator(status.state.described).suggested or ""


def _number(number: Decimal) -> str:
    return f"{number.normalize():f}"


def rate_above_hundred(scene: Scene) -> Iterator[Finding]:
    """A share of something can never pass 100%; growth, leverage and returns can."""
    for status in scene.statuses:
        value = _read(status)
        top = value.high if value.high is not None else value.low
        is_share = value.unit == "%" and not _MAY_PASS_ALL.search(status.state.described.name)
        if is_share and value.kind in ("number", "range") and top is not None and top > _HUNDRED:
            yield scene.finding(
                FindingKind.RATE_ABOVE_HUNDRED, Gravity.CONTRADICTION, status, f"{_sign(status) or '≥'}100%"
            )


def cost_without_limit(scene: Scene) -> Iterator[Finding]:
    """A cost is a ceiling: without ≤ nobody can tell whether less is better."""
    for status in scene.statuses:
        value = _read(status)
        if limits_money(status.state.described) and value.is_numeric and not value.is_limit:
            body = _SIGNS.sub("", status.state.described.target_value)
            yield scene.finding(FindingKind.COST_WITHOUT_LIMIT, Gravity.CONTRADICTION, status, f"≤{body}")


def direction_contradicted(scene: Scene) -> Iterator[Finding]:
    """投诉率 ≥5% says that more complaints are better; likewise a direction given against the sign or the name."""
    for status in scene.statuses:
        described, value = status.state.described, _read(status)
        direction = direction_of_indicator(described)
        named = direction_of(replace(value, comparison=None), name=described.name)
        is_told = direction.source in (DirectionSource.GIVEN, DirectionSource.SIGN) and value.kind != "change"
        against = is_told and named.source is DirectionSource.NAME and direction.is_opposite(named)
        if against or direction.contradicts(value):
            better = f"{named.suggested}{_SIGNS.sub('', described.target_value).strip()}" if against else ""
            others = tuple(str(one) for one in (described.direction,) if one)
            yield scene.finding(FindingKind.DIRECTION_CONTRADICTED, Gravity.CONTRADICTION, status, better, others)


def empty_promise(scene: Scene) -> Iterator[Finding]:
    """有效提升 and its like promise without a figure."""
    for status in scene.statuses:
        word = promise_in(status.state.described.target_value)
        if word:
            yield scene.finding(FindingKind.EMPTY_PROMISE, Gravity.WEAKNESS, status, others=(word,))


def two_counts(scene: Scene) -> Iterator[Finding]:
    """培训2场100人次 is two indicators in one: nobody can say what 1场200人次 reaches."""
    for status in scene.statuses:
        target = folded(status.state.described.target_value)
        if _read(status).kind == "qualitative" and len(_COUNT.findall(target)) > 1:
            yield scene.finding(FindingKind.TWO_COUNTS, Gravity.WEAKNESS, status)


def unreadable_target(scene: Scene) -> Iterator[Finding]:
    """Words that hold no figure to compare with, beyond empty promises and double counts."""
    for status in scene.statuses:
        target = status.state.described.target_value
        known = promise_in(target) or len(_COUNT.findall(folded(target))) > 1
        if _read(status).kind == "qualitative" and not known:
            yield scene.finding(FindingKind.UNREADABLE_TARGET, Gravity.WEAKNESS, status)


def unit_missing(scene: Scene) -> Iterator[Finding]:
    """A bare number: ten of what? Where the result names a unit, it is suggested."""
    for status in scene.statuses:
        value = _read(status)
        if value.is_numeric and not value.unit:
            unit = read_value(status.actual).unit
            better = f"{status.state.described.target_value.strip()}{unit}" if unit else ""
            yield scene.finding(FindingKind.UNIT_MISSING, Gravity.WEAKNESS, status, better)


def units_differ(scene: Scene) -> Iterator[Finding]:
    """人次 against 人 is one family written in two ways; 场 against 人 cannot be compared at all."""
    for status in scene.statuses:
        wanted, given = _read(status), read_value(status.actual)
        if not wanted.unit or not given.unit or wanted.unit == given.unit:
            continue
        alike = measure(wanted.unit).family == measure(given.unit).family
        kind = FindingKind.UNITS_WRITTEN_DIFFERENTLY if alike else FindingKind.UNIT_OF_OTHER_KIND
        gravity = Gravity.HINT if alike else Gravity.CONTRADICTION
        yield scene.finding(kind, gravity, status, others=(wanted.unit, given.unit))


def target_too_low(scene: Scene) -> Iterator[Finding]:
    """Passed by 20% and more: the forms built on 财预〔2020〕10号 ask whether the target was set too low."""
    for status in scene.statuses:
        if status.judgement.over_fulfilled:
            better = f"≥{_SIGNS.sub('', status.actual).strip()}"
            yield scene.finding(FindingKind.TARGET_TOO_LOW, Gravity.WEAKNESS, status, better)


def range_too_wide(scene: Scene) -> Iterator[Finding]:
    """5-10件: the upper end is half as much again as the lower, or more."""
    for status in scene.statuses:
        value = _read(status)
        if value.kind == "range" and value.low and value.high and value.high / value.low >= WIDE:
            sign = _sign(status)
            bound = value.high if sign == Direction.AT_MOST else value.low
            better = f"{sign}{_number(bound / value.scale)}{_tail(value)}" if sign else ""
            suggestion = "" if status.judgement.over_fulfilled else better
            yield scene.finding(FindingKind.RANGE_TOO_WIDE, Gravity.WEAKNESS, status, suggestion)


def _tail(value: Value) -> str:
    scaled = {4: "万", 8: "亿"}.get(value.scale.adjusted(), "") if value.scale != 1 else ""
    return f"{scaled}{value.unit}{f'/{value.period}' if value.period else ''}"


def same_name_other_target(scene: Scene) -> Iterator[Finding]:
    """The same indicator with different targets across projects (the source's 绩效指标设置标准不统一)."""
    by_name: dict[str, list[IndicatorStatus]] = defaultdict(list)
    for status in scene.statuses:
        by_name[status.state.described.name.strip()].append(status)
    for same in by_name.values():
        written = Counter(_plain_sign(status.state.described.target_value) for status in same)
        usual = written.most_common(1)[0][0]
        for status in same:
            if _plain_sign(status.state.described.target_value) != usual:
                found = scene.finding(FindingKind.SAME_NAME_OTHER_TARGET, Gravity.WEAKNESS, status, others=(usual,))
                yield replace(found, count=written[usual], total=len(same))


def kind_doubtful(scene: Scene) -> Iterator[Finding]:
    """A rate in % under 数量: how many was meant, how well was counted."""
    for status in scene.statuses:
        if kind_of(status.state.described.level_two) is IndicatorKind.QUANTITY and _read(status).unit == "%":
            yield scene.finding(FindingKind.KIND_DOUBTFUL, Gravity.HINT, status)


def sign_missing(scene: Scene) -> Iterator[Finding]:
    """A plain number where others of the fund carry a sign, or where less is better and many will take it for a floor.

    100% is as far as a rate goes and needs none, nor does 0起.
    """
    others = tuple(dict.fromkeys(s.state.described.target_value for s in scene.statuses if _read(s).comparison))
    for status in scene.statuses:
        value = _read(status)
        at_the_top = value.unit == "%" and value.low == _HUNDRED
        is_plain = value.kind == "number" and value.comparison is None and value.low and not at_the_top
        if is_plain and (others or _sign(status) == Direction.AT_MOST) and not limits_money(status.state.described):
            yield scene.finding(FindingKind.SIGN_MISSING, Gravity.HINT, status, _signed(status), others[:3])


def _signed(status: IndicatorStatus) -> str:
    """The target with the sign of its direction; nothing where that or the number is in doubt."""
    sign = _sign(status)
    return (
        f"{sign}{status.state.described.target_value.strip()}" if sign and not status.judgement.over_fulfilled else ""
    )


def signs_mixed(scene: Scene) -> Iterator[Finding]:
    """Several signs for one thing, or signs that are not the plain ≥ ≤: one finding for the whole fund."""
    written = Counter(sign for s in scene.statuses for sign in _SIGNS.findall(s.state.described.target_value))
    odd = [sign for sign in written if sign not in _PLAIN_SIGNS]
    if odd:
        yield Finding(
            kind=FindingKind.SIGNS_MIXED,
            gravity=Gravity.HINT,
            count=sum(written[sign] for sign in odd),
            total=sum(written.values()),
            others=tuple(sign for sign, _ in written.most_common() if sign in odd),
        )


def actual_is_a_bound(scene: Scene) -> Iterator[Finding]:
    """≧8件 as a result says how many at least, not how many."""
    for status in scene.statuses:
        value = read_value(status.actual)
        if value.is_numeric and value.comparison not in (None, "="):
            yield scene.finding(FindingKind.ACTUAL_IS_A_BOUND, Gravity.HINT, status)


def _plain_sign(target: str) -> str:
    return folded(target).replace("≧", "≥").replace("≦", "≤")
