"""Target and actual values read once: the same words always read alike, and reading them costs more than using them."""

from functools import lru_cache

from perfbot.domain.entries import IndicatorSet
from perfbot.domain.taxonomy import Kind, kind_of
from perfbot.domain.units import is_directionless
from perfbot.domain.values import parse_value

read_value = lru_cache(maxsize=8192)(parse_value)


def limits_time(described: IndicatorSet) -> bool:
    """Whether a 时效 indicator says between how many days or hours: the upper end is a limit, less is better."""
    if kind_of(described.level_two) is not Kind.TIMELINESS:
        return False
    target = read_value(described.target_value)
    return target.kind == "range" and is_directionless(target.unit)
