"""Reads the words of a qualitative value: nothing yet, reached, partly, not reached, a grade, an improvement."""

import re
from enum import StrEnum

from perfbot.domain.amounts.numerals import folded

BLANK_WORDS = frozenset(
    {
        "",
        "待填",
        "待填报",
        "未填",
        "未填写",
        "待定",
        "待补",
        "待补充",
        "暂无",
        "空",
        "-",
        "--",
        "/",
        "n/a",
        "na",
        "nan",
        "none",
        "null",
    }
)
_EVERYTHING = "(?:已经?|全部|全面|均|圆满|顺利|按时|按期|按质|按量|按要求|按计划|如期|及时|较好地?|很好地?)*"
_GOAL = "(?:了|预期|预定|年度|年初|全年|既定|设定|绩效|工作|建设|计划|目标|指标|任务|要求|值|效果|的|标准)*"
_REACHED = re.compile(
    f"{_EVERYTHING}(?:完成|达成|达到|实现|达标|落实|到位){_GOAL}|(?:达|符合)(?:预期|要求|标准){_GOAL}"
)
_SOME = re.compile("(?:部分地?|[未没]能?(?:全部|完全))(?:完成|达成|达到|实现|达标).*")
_NEARLY = re.compile("基本.*|大部分.*|接近.*|正在.*|.*(?:推进中|进行中|实施中|建设中|办理中)")
_NOT = re.compile(
    "(?:还|暂|尚)?(?:未|没有?|未能|无法)(?:能|按时|按期|如期|有)?(?:完成|达成|达到|实现|达标|落实|开展|启动|实施|执行|到位).*"
    "|不达标|不合格|不符合.*|不满意|否|较差|差"
)
_LONGEST = 60
_GRADES = {
    "优": 4,
    "优秀": 4,
    "优良": 3,
    "良": 3,
    "良好": 3,
    "中": 2,
    "中等": 2,
    "一般": 2,
    "合格": 1,
    "及格": 1,
    "差": 0,
}
_DEGREES = {
    **dict.fromkeys(("显著", "明显", "大幅", "大幅度", "极大", "大力"), 3),
    **dict.fromkeys(
        ("有效", "持续", "不断", "进一步", "稳步", "逐步", "逐年", "切实", "较大", "全面", "较明显", "得到"), 2
    ),
    **dict.fromkeys(("有所", "有一定", "一定程度", "略有", "稍有", "小幅"), 1),
}
_VERBS = {
    **dict.fromkeys(("提升", "提高", "增强", "增加", "增长", "上升", "加强"), "升"),
    **dict.fromkeys(("改善", "优化", "好转"), "善"),
    **dict.fromkeys(("降低", "下降", "减少", "减轻"), "降"),
    **dict.fromkeys(("促进", "推动", "带动"), "促"),
    **dict.fromkeys(("保障", "保证", "确保"), "保"),
}
_IMPROVEMENT = re.compile(f"(?P<degree>{'|'.join(_DEGREES)})?(?:得到|地|的)?(?P<verb>{'|'.join(_VERBS)})(?:了)?")
_EFFECT = re.compile("(?:效果|成效|作用|影响)?(?P<degree>显著|明显|良好|较好|好)(?:的?(?:效果|成效|作用))?")
_EFFECTS = {"显著": 3, "明显": 3, "良好": 2, "较好": 2, "好": 2}


# The scale itself stands in the target where a form has a column of signs: 定性 | 优良中低差.
_SCALES = frozenset(
    {"优良中低差", "优良中差", "优良差", "优中良差", "好中差", "高中低", "优、良、中、低、差", "优、良、中、差"}
)
_TOPS = frozenset({"优", "优秀", "好", "高"})


class Said(StrEnum):
    """The statements that a qualitative actual value can make about its target."""

    REACHED = "reached"
    PARTLY = "partly"
    NOT_REACHED = "not_reached"
    LOWER = "lower"
    OPEN = "open"


_MEANINGS = ((_SOME, Said.PARTLY), (_NOT, Said.NOT_REACHED), (_NEARLY, Said.OPEN), (_REACHED, Said.REACHED))


def plain_words(raw: str) -> str:
    """The words for comparison: half-width, no blanks, no punctuation at the ends, lower case."""
    return re.sub(r"\s+", "", folded(raw)).strip("。.；;，,、!！").lower()


def is_blank(raw: str) -> bool:
    """Nothing was filled in: empty, 待填, 无, — and their like."""
    return re.sub("[—–－―]+", "-", plain_words(raw)) in BLANK_WORDS


def said(target: str, actual: str) -> Said:
    """The actual value's statement about the target; OPEN when only a person can tell."""
    wanted, given = plain_words(target).removeprefix("定性"), plain_words(actual).removeprefix("定性")
    if _same_words(wanted) == _same_words(given):
        return Said.REACHED
    if wanted in _SCALES and given in _TOPS:
        return Said.REACHED
    if len(given) > _LONGEST:
        return Said.OPEN
    for pattern, meaning in _MEANINGS:
        if pattern.fullmatch(given):
            return meaning
    return _graded(wanted, given)


def _same_words(words: str) -> str:
    """The words without what only says that it is done: 已建立 is 建立, 未超预算 is 不超预算, 通过验收 is 通过."""
    plain = re.sub("^(?:已经?|均|全部|得到|能够)+|(?<=[^未不])了$", "", words)
    plain = re.sub("^(?:未超过|没有超过|未超|没有超|不超过)", "不超", plain)
    return re.sub("^(?:顺利)?通过(?:了)?验收$", "通过", plain)


def claims_reached(actual: str) -> bool:
    """达成预期指标, 按时完成 and their like, which say that it was done but not how much or when."""
    return bool(_REACHED.fullmatch(plain_words(actual)))


def is_timely(actual: str) -> bool:
    """按时完成, 及时完成: says that the deadline was kept."""
    words = plain_words(actual)
    return words in ("及时", "按时", "按期", "如期") or bool(
        re.match("(?:已|均|全部)*(?:按时|按期|如期|及时)", words) and claims_reached(actual)
    )


def _graded(wanted: str, given: str) -> Said:
    if wanted in _GRADES and given in _GRADES:
        return _ranked(_GRADES[wanted], _GRADES[given])
    one, other = _IMPROVEMENT.fullmatch(wanted), _IMPROVEMENT.fullmatch(given)
    if one and other and _VERBS[one["verb"]] == _VERBS[other["verb"]]:
        return _ranked_degree(_DEGREES.get(one["degree"] or "", 0), _DEGREES.get(other["degree"] or "", 0))
    one, other = _EFFECT.fullmatch(wanted), _EFFECT.fullmatch(given)
    if one and other:
        return _ranked_degree(_EFFECTS[one["degree"]], _EFFECTS[other["degree"]])
    return Said.OPEN


def _ranked(wanted: int, given: int) -> Said:
    if given >= wanted:
        return Said.REACHED
    return Said.LOWER if given else Said.NOT_REACHED


def _ranked_degree(wanted: int, given: int) -> Said:
    """明显提升 reaches 有效提升; a weaker word than was wanted is for a person to weigh."""
    return Said.REACHED if given >= wanted else Said.OPEN
