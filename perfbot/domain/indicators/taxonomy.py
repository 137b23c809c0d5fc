"""The taxonomy of indicators 一级/二级指标 and the word lists that set-up checks read names and targets by."""

from __future__ import annotations

import re
from enum import Enum

from perfbot.domain.books.entries import IndicatorSet
from perfbot.domain.values.name_senses import name_says


class Category(Enum):
    """一级指标: 产出, 效益, 满意度 (财预〔2021〕101号)."""

    OUTPUT = "output"
    BENEFIT = "benefit"
    SATISFACTION = "satisfaction"


class IndicatorKind(Enum):
    """二级指标 (财预〔2021〕101号): 数量 质量 时效 成本 · 经济 社会 生态 可持续影响 · 服务对象满意度."""

    QUANTITY = "quantity"
    QUALITY = "quality"
    TIMELINESS = "timeliness"
    COST = "cost"
    ECONOMIC = "economic"
    SOCIAL = "social"
    ECOLOGICAL = "ecological"
    SUSTAINED = "sustained"
    SATISFACTION = "satisfaction"

    @property
    def category(self) -> Category:
        """The 一级指标 that the kind stands under."""
        return _CATEGORY[self]


_CATEGORY = {
    IndicatorKind.QUANTITY: Category.OUTPUT,
    IndicatorKind.QUALITY: Category.OUTPUT,
    IndicatorKind.TIMELINESS: Category.OUTPUT,
    IndicatorKind.COST: Category.OUTPUT,
    IndicatorKind.ECONOMIC: Category.BENEFIT,
    IndicatorKind.SOCIAL: Category.BENEFIT,
    IndicatorKind.ECOLOGICAL: Category.BENEFIT,
    IndicatorKind.SUSTAINED: Category.BENEFIT,
    IndicatorKind.SATISFACTION: Category.SATISFACTION,
}

_KIND_WORDS = (
    ("满意", IndicatorKind.SATISFACTION),
    ("成本", IndicatorKind.COST),
    ("可持续", IndicatorKind.SUSTAINED),
    ("经济效益", IndicatorKind.ECONOMIC),
    ("社会效益", IndicatorKind.SOCIAL),
    ("生态", IndicatorKind.ECOLOGICAL),
    ("环境效益", IndicatorKind.ECOLOGICAL),
    ("数量", IndicatorKind.QUANTITY),
    ("质量", IndicatorKind.QUALITY),
    ("时效", IndicatorKind.TIMELINESS),
    ("进度", IndicatorKind.TIMELINESS),
    ("经济", IndicatorKind.ECONOMIC),
    ("社会", IndicatorKind.SOCIAL),
)
_CATEGORY_WORDS = (
    ("满意", Category.SATISFACTION),
    ("效益", Category.BENEFIT),
    ("效果", Category.BENEFIT),
    ("产出", Category.OUTPUT),
)

EMPTY_PROMISES = (
    *("有效提升", "有效提高", "有效改善", "有效促进", "有效保障", "显著", "明显", "不断", "进一步", "持续提升"),
    *(
        "持续改善",
        "较好",
        "良好",
        "充分",
        "大幅",
        "逐步",
        "稳步",
        "有所提高",
        "有所改善",
        "优化",
        "完善",
        "加强",
        "增强",
    ),
)
"""Words that promise without saying how much; a target made of them cannot be checked."""

_FIGURES = re.compile(r"[0-9０-９]|[一二三四五六七八九十百千万亿](?=[个次家件份项人场期篇年月日%％])|百分之")


def kind_of(level_two: str) -> IndicatorKind | None:
    """The 二级指标 that a name means, however it is written (数量指标, 产出数量, 服务对象满意度指标); None: unknown."""
    return next((kind for word, kind in _KIND_WORDS if word in level_two), None)


def category_of(indicator: IndicatorSet) -> Category | None:
    """The 一级指标 of an indicator, by its 二级指标 or else its own 一级指标; None when neither is known."""
    kind = kind_of(indicator.level_two)
    if kind is not None:
        return kind.category
    words = indicator.level_two + indicator.level_one
    return next((category for word, category in _CATEGORY_WORDS if word in words), None)


def empty_promise(target: str) -> str:
    """The word by which a target only promises (有效提升) when it holds no figure to check it by; else ""."""
    return "" if _FIGURES.search(target) else next((word for word in EMPTY_PROMISES if word in target), "")


def limits_money(indicator: IndicatorSet) -> bool:
    """Whether the indicator is one of cost 成本指标, where less is better; not what is saved of it (成本节约率)."""
    return kind_of(indicator.level_two) is IndicatorKind.COST and name_says(indicator.name).less is not False
