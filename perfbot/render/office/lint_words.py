"""Words why each kind of set-up finding matters, and what to write instead."""

from __future__ import annotations

from dataclasses import dataclass

from perfbot.domain.monitoring.alert import Severity
from perfbot.domain.setup.findings import FindingKind as K
from perfbot.domain.setup.findings import Gravity
from perfbot.render.terms import URGENCIES

GRAVITIES = {
    Gravity.CONTRADICTION: f"{URGENCIES[Severity.CRITICAL]} 必须改",
    Gravity.WEAKNESS: f"{URGENCIES[Severity.WARNING]} 应当改",
    Gravity.HINT: f"{URGENCIES[Severity.NOTE]} 建议改",
}

_GUIDE = "财预〔2021〕101号《中央部门项目支出核心绩效目标和指标设置及取值指引（试行）》"
SOURCE = f"检查依据：{_GUIDE}、财预〔2020〕10号及本系统约定。"


@dataclass(frozen=True)
class KindWords:
    """A kind of finding in words: what is wrong, why it matters, and what helps."""

    title: str
    why: str
    advice: str


WORDS: dict[K, KindWords] = {
    K.NO_INDICATORS: KindWords("没有绩效指标", "没有指标就无法自评。", "至少设数量、质量或时效、效益各一项。"),
    K.WEIGHTS_DO_NOT_SUM: KindWords(
        "分值加起来不对", "各指标分值与执行率合计必须是 100 分。", "改分值，或者都不填、由系统平均分配。"
    ),
    K.RATE_ABOVE_HUNDRED: KindWords(
        "比率超过 100%",
        "占比、合格率之类不可能超过 100%。",
        "核对是否应写成增长幅度或数量。",
    ),
    K.UNIT_OF_OTHER_KIND: KindWords(
        "目标值和完成值单位不是一类", "单位不同就无法比较，只能人工判断。", "两边用同一个单位。"
    ),
    K.DIRECTION_CONTRADICTED: KindWords(
        "符号、指标性质和名称说的不一致",
        "例：投诉率 ≥5% 等于说投诉越多越好，照此判断会把没完成的算成完成。",
        "越小越好的用 ≤，越大越好的用 ≥；指标性质和目标值的符号写成一样的。",
    ),
    K.COST_WITHOUT_LIMIT: KindWords(
        "成本指标没有写 ≤", "成本是越低越好，不写 ≤ 就看不出节约还是没完成。", "目标值前加 ≤。"
    ),
    K.FEW_BENEFITS: KindWords(
        "效益指标太少",
        "效益一般占 30 分，几乎没有效益指标就说明不了花钱带来了什么。",
        "每个项目至少设一项可衡量的效益指标。",
    ),
    K.NO_QUANTITY: KindWords("没有数量指标", "看不出干了多少。", "例：检查次数 ≥10次。"),
    K.NO_BENEFIT: KindWords(
        "没有效益指标",
        "看不出花钱带来了什么，效益的分值只能摊给其他类。",
        "写明对象、口径和数值，例：服务企业新增产值 ≥1亿元、成果被采用 ≥3项。",
    ),
    K.NO_QUALITY_NOR_TIMELINESS: KindWords(
        "质量、时效指标都没有", "只数数量，看不出做得好不好、是否按时。", "例：验收合格率 ≥95%、12月31日前完成。"
    ),
    K.EMPTY_PROMISE: KindWords("目标只有形容词", "没有数字或档次，年底无法核对。", "换成数值、比率或可查的成果。"),
    K.UNREADABLE_TARGET: KindWords("目标值读不出数", "只能人工判断，容易各说各的。", "写成“≥数字+单位”或明确的期限。"),
    K.TWO_COUNTS: KindWords("一个目标里有两个数", "完成一半算多少说不清。", "拆成两个指标。"),
    K.UNIT_MISSING: KindWords("目标值没有单位", "十个还是十次，看不出来。", "补上单位。"),
    K.TARGET_TOO_LOW: KindWords(
        "目标定得偏低", "完成值达到目标的 1.2 倍以上，财政会问目标是否定低了。", "明年参考今年的实际水平定目标。"
    ),
    K.RANGE_TOO_WIDE: KindWords(
        "目标区间太宽", "上限是下限的 1.5 倍以上，几乎不会完不成，起不到约束作用。", "写一个确定的下限，或把区间收窄。"
    ),
    K.SAME_NAME_OTHER_TARGET: KindWords(
        "同名指标目标不一致", "同一个指标在不同项目里标准不同，即“绩效指标设置标准不统一”。", "全局统一一个标准。"
    ),
    K.KIND_UNKNOWN: KindWords(
        "指标类型不规范",
        "归不到产出、效益、满意度任何一类，暂按产出计分。",
        "改用规范的二级指标名称。",
    ),
    K.KIND_DOUBTFUL: KindWords(
        "数量指标写成了比率",
        "百分比说的是做得怎样，不是做了多少。",
        "改为质量指标，或改写成数量。",
    ),
    K.SIGN_MISSING: KindWords(
        "没有写比较符号",
        "这些没有写 ≥ 或 ≤，看不出是至少、至多还是正好。",
        "在目标值前加 ≥；成本、时限、投诉率一类少好的用 ≤。",
    ),
    K.SIGNS_MIXED: KindWords("比较符号不规范", "≧ 等变体在别的系统里可能认不出。", "统一用 ≥ 和 ≤。"),
    K.UNITS_WRITTEN_DIFFERENTLY: KindWords(
        "单位写法不一致", "系统按同类单位比较，但写法不同（如人和人次）审核时会问。", "目标值和完成值用同一个写法。"
    ),
    K.ACTUAL_IS_A_BOUND: KindWords(
        "完成值写成了界限", "“≧8件”只说明不少于 8 件，不是确定的完成数。", "填确定的数，例：9件。"
    ),
    K.FEW_SATISFACTION: KindWords(
        "满意度指标较少",
        "满意度一般占 10 分；没有的项目，这部分分值并到效益或其他类。",
        "有明确服务对象的项目设一项满意度。",
    ),
    K.NO_COST: KindWords(
        "没有成本指标",
        "看不出钱花得省不省；财预〔2021〕101号要求设置成本指标。",
        "能算单位成本的项目设一项，例：每场活动成本 ≤5万元。",
    ),
}
