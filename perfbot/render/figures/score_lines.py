"""One line of a score in words: the formula with its numbers, and the rule that it comes from."""

from __future__ import annotations

from decimal import Decimal

from perfbot.domain.amounts.money import percent, rounded
from perfbot.domain.evaluation.formulas import Formula
from perfbot.domain.evaluation.scoring import ScoreLine
from perfbot.domain.indicators.judged import read_value
from perfbot.domain.indicators.status import ReviewState
from perfbot.domain.indicators.taxonomy import Category
from perfbot.domain.rulebook import DEFAULT, Grade, GradeBands
from perfbot.render.terms import NONE_MARK

EXECUTION_NAME = "预算执行率"

GRADES = {Grade.EXCELLENT: "优", Grade.GOOD: "良", Grade.FAIR: "中", Grade.POOR: "差"}

CATEGORIES = {Category.OUTPUT: "产出指标", Category.BENEFIT: "效益指标", Category.SATISFACTION: "满意度指标"}

_DOCUMENT = "财预〔2020〕10号《项目支出绩效评价管理办法》"
_WEIGHTS_RULE = f"{_DOCUMENT}第十三条（权重 10/50/30/10）"
_COUNTED_RULE = f"{_DOCUMENT}第十六条（定量指标）"
_WORDED_RULE = f"{_DOCUMENT}第十六条（定性指标三档）"
_FORM_RULE = "项目支出绩效自评表填报说明（依据财预〔2020〕10号）"
_OUR_RULE = "本系统约定（财预〔2020〕10号未作规定）"
REASON_RULE = f"{_DOCUMENT}第十一条（偏差说明原因并提出改进措施）"
EXCEEDED_RULE = (
    f"{_DOCUMENT}第十六条：完成值高于指标值较多的要分析原因，"
    "因年初指标值明显偏低造成的按偏离度适度调减分值；是否调减由评审人定，本系统不自动扣分。"
)
ARTICLE_NOTE = "条号按公开文本整理，如与正式文本不一致，以正式文本为准。"

_RULES = {
    Formula.EXECUTION: _WEIGHTS_RULE,
    Formula.NO_BUDGET: _OUR_RULE,
    Formula.REACHED: _COUNTED_RULE,
    Formula.SHORT: _COUNTED_RULE,
    Formula.NONE_WANTED: _FORM_RULE,
    Formula.KEPT: _FORM_RULE,
    Formula.OVER_RATIO: _FORM_RULE,
    Formula.OVER_LINEAR: _FORM_RULE,
    Formula.INSIDE: _OUR_RULE,
    Formula.BEYOND: _OUR_RULE,
    Formula.ON_TIME: _COUNTED_RULE,
    Formula.LATE: _OUR_RULE,
    Formula.ACHIEVED: _WORDED_RULE,
    Formula.PARTLY: _WORDED_RULE,
    Formula.MISSED: _WORDED_RULE,
    Formula.PENDING: NONE_MARK,
    Formula.UNCLEAR: NONE_MARK,
}


def line_name(line: ScoreLine) -> str:
    """What the line scores: 预算执行率, or the indicator's name."""
    return line.status.state.described.name if line.status else EXECUTION_NAME


def rule_words(line: ScoreLine) -> str:
    """The document and article that the line's formula comes from; the office's own rule where it weighs otherwise."""
    formula = line.earned.formula
    if formula is Formula.EXECUTION and line.weight != DEFAULT.weights.execution:
        return f"本单位评分规则（预算执行率 {points(line.weight)} 分）"
    return _RULES[formula]


def grade_rule(bands: GradeBands) -> str:
    """Where the bands of 优, 良, 中, 差 come from."""
    given = "/".join(points(edge) for edge in (bands.excellent, bands.good, bands.fair))
    return f"{f'{_DOCUMENT}第十八条' if bands == DEFAULT.grades else '本单位评分规则'}（{given} 分档）"


def points(number: Decimal | None) -> str:
    """Points without trailing zeros: 10, 9.88, 22.5; — while there is no score."""
    if number is None:
        return NONE_MARK
    shown = f"{rounded(number):f}"
    return shown.rstrip("0").rstrip(".")


def exact_points(number: Decimal | None) -> str:
    """Points with two decimals, for columns: 9.88, 98.70; — while there is no score."""
    return NONE_MARK if number is None else f"{rounded(number):f}"


def _number(number: Decimal | None, sign: str) -> str:
    """A or B as a plain number with its % sign: at most four decimals, no exponent."""
    if number is None:
        return NONE_MARK
    shown = f"{rounded(number, 4):f}"
    return (shown.rstrip("0").rstrip(".") if "." in shown else shown) + sign


def _percent_sign(line: ScoreLine) -> str:
    target = read_value(line.status.state.described.target_value) if line.status else None
    return "%" if target is not None and target.unit == "%" else ""


def formula_words(line: ScoreLine) -> str:
    """The formula with its numbers, as a person could check it: 执行率 10 × 98.82% = 9.88."""
    earned, weight, score = line.earned, points(line.weight), points(line.score)
    sign = _percent_sign(line)
    target, actual = _number(earned.target, sign), _number(earned.actual, sign)
    share = percent(earned.share or Decimal(0), 0)
    match earned.formula:
        case Formula.EXECUTION:
            return _execution_words(line)
        case Formula.REACHED:
            return f"{actual} {'=' if earned.target == earned.actual == 0 else '≥'} {target}，得满分 {weight}"
        case Formula.SHORT if earned.actual is not None and earned.actual < 0:
            return f"与目标方向相反（{actual}），得 0"
        case Formula.SHORT | Formula.OVER_RATIO:
            one, other = (actual, target) if earned.formula is Formula.SHORT else (target, actual)
            return f"{weight} × {one} ÷ {other} = {score}"
        case Formula.OVER_LINEAR:
            return f"{weight} × (1 − ({actual} − {target}) ÷ {target}) = {score}"
        case Formula.KEPT:
            return f"{actual} ≤ {target}，得满分 {weight}"
        case Formula.BEYOND:
            return f"{actual} 超过上限 {target}，得满分 {weight}"
        case Formula.LATE:
            return f"逾期 {earned.days_late} 天，{weight} × {share} = {score}"
        case Formula.ACHIEVED | Formula.PARTLY | Formula.MISSED:
            return f"{_BANDS[earned.formula]}，{weight} × {share} = {score}"
    returned = line.status is not None and line.status.review is ReviewState.RETURNED
    return "已退回，暂不计分" if returned else _PLAIN[earned.formula].format(weight=weight)


_BANDS = {Formula.ACHIEVED: "达成", Formula.PARTLY: "部分达成", Formula.MISSED: "未达成"}
_PLAIN = {
    Formula.NO_BUDGET: "没有预算，不计执行率",
    Formula.NONE_WANTED: "目标为 0 而实际不为 0，得 0",
    Formula.INSIDE: "在目标范围之内，得满分 {weight}",
    Formula.ON_TIME: "在期限之内，得满分 {weight}",
    Formula.PENDING: "待填，暂不计分",
    Formula.UNCLEAR: "需人工判断，暂不计分",
}


def _places(line: ScoreLine, rate: Decimal) -> int:
    """As many decimals, two or more, as a person needs to come to the same points."""
    exact = (n for n in range(2, 7) if rounded(line.weight * rounded(rate * 100, n) / 100) == line.score)
    return next(exact, 2)


def _execution_words(line: ScoreLine) -> str:
    earned = line.earned
    rate = earned.actual / earned.target if earned.target and earned.actual is not None else Decimal(0)
    capped = "100%" if rate > 1 else percent(rate, _places(line, rate))
    beyond = f"（执行率 {percent(rate)}，按 100% 计）" if rate > 1 else ""
    return f"执行率 {points(line.weight)} × {capped} = {points(line.score)}{beyond}"
