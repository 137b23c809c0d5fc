"""The findings of set-up checks, as facts that render words."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, IntEnum


class FindingKind(Enum):
    """Every weakness that is looked for (财预〔2021〕101号 and domain practice)."""

    WEIGHTS_DO_NOT_SUM = "weights_do_not_sum"
    RATE_ABOVE_HUNDRED = "rate_above_hundred"
    UNIT_OF_OTHER_KIND = "unit_of_other_kind"
    DIRECTION_CONTRADICTED = "direction_contradicted"
    COST_WITHOUT_LIMIT = "cost_without_limit"
    NO_INDICATORS = "no_indicators"
    FEW_BENEFITS = "few_benefits"
    NO_QUANTITY = "no_quantity"
    NO_BENEFIT = "no_benefit"
    NO_QUALITY_NOR_TIMELINESS = "no_quality_nor_timeliness"
    EMPTY_PROMISE = "empty_promise"
    UNREADABLE_TARGET = "unreadable_target"
    TWO_COUNTS = "two_counts"
    UNIT_MISSING = "unit_missing"
    TARGET_TOO_LOW = "target_too_low"
    RANGE_TOO_WIDE = "range_too_wide"
    SAME_NAME_OTHER_TARGET = "same_name_other_target"
    KIND_UNKNOWN = "kind_unknown"
    KIND_DOUBTFUL = "kind_doubtful"
    SIGN_MISSING = "sign_missing"
    SIGNS_MIXED = "signs_mixed"
    UNITS_WRITTEN_DIFFERENTLY = "units_written_differently"
    ACTUAL_IS_A_BOUND = "actual_is_a_bound"
    FEW_SATISFACTION = "few_satisfaction"
    NO_COST = "no_cost"


class Gravity(IntEnum):
    """How much a finding matters: a hint, a weakness that reviewers complain of, a contradiction."""

    HINT = 1
    WEAKNESS = 2
    CONTRADICTION = 3


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One weakness: where (project and indicator codes, "" for the whole fund), the facts, and a better target.

    `target` and `actual` are as people wrote them; `suggestion` is a target to write instead, "" where only words can
    help; `others` are the names, targets or units that it was compared with.
    """

    kind: FindingKind
    gravity: Gravity
    project: str = ""
    indicator: str = ""
    target: str = ""
    actual: str = ""
    suggestion: str = ""
    count: int = 0
    total: int = 0
    others: tuple[str, ...] = field(default=())
