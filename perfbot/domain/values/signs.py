"""Reads the words and signs around a number: 不少于, ≥, 以内, 左右, 每周, and a label before it."""

import re
from dataclasses import dataclass
from decimal import Decimal

from perfbot.domain.values.types import Comparison

_SIGN_VARIANTS = {
    "≧": ">=",
    "≥": ">=",
    "⩾": ">=",
    "≦": "<=",
    "≤": "<=",
    "⩽": "<=",
    "﹥": ">",
    "﹤": "<",
    "﹦": "=",
    "═": "=",
    "﹪": "%",
}
SIGNS = str.maketrans(_SIGN_VARIANTS)

_BEFORE: dict[str, Comparison] = {
    **dict.fromkeys((">==", ">=", "=>", "大于等于", "大于或等于", "高于或等于", "不少于", "不低于", "不小于"), ">="),
    **dict.fromkeys(("不得少于", "不得低于", "达到或超过", "至少达到", "至少", "最少"), ">="),
    **dict.fromkeys(("<==", "<=", "=<", "小于等于", "小于或等于", "低于或等于", "不超过", "不高于", "不大于"), "<="),
    **dict.fromkeys(("不多于", "不得超过", "不得高于", "不得多于", "最多", "至多", "未超过", "没有超过"), "<="),
    **dict.fromkeys((">", "超过", "大于", "高于", "多于", "超", "逾"), ">"),
    **dict.fromkeys(("<", "小于", "低于", "少于", "不足", "不到"), "<"),
    **dict.fromkeys(("=", "等于"), "="),
}
# These give way to a word behind the number: 控制在95%以上 is a floor.
_WEAK_BEFORE: dict[str, Comparison] = {"控制在": "<=", "控制到": "<=", "达到": ">="}
_AFTER: dict[str, Comparison] = {
    **dict.fromkeys(("及其以上", "及以上", "或以上", "含以上", "以上"), ">="),
    **dict.fromkeys(("及其以下", "含以内", "及以下", "或以下", "以下", "以内", "之内", "内"), "<="),
}
_FILLERS = (
    "全年",
    "共计",
    "合计",
    "累计",
    "总计",
    "共",
    "已完成",
    "实际完成",
    "完成",
    "实现",
    "已达到",
    "已达",
    "达",
    "已",
    "举办",
    "开展",
    "召开",
    "组织",
    "发放",
    "印发",
    "编制",
    "形成",
    "新增就业",
    "带动就业",
    "吸纳就业",
    "净增",
    "新增",
    "新建",
    "当年",
    "带动",
    "培训",
    "发生",
    "服务",
    "受益",
    "惠及",
    "各",
    "建成",
    "培育",
    "引进",
    "应当",
    "应",
    "须",
    "确保",
    "为",
    ":",
)
_AVERAGES = ("年均", "人均", "户均")
_APPROXIMATE_BEFORE = ("大约", "约", "近")
_APPROXIMATE_AFTER = ("左右", "上下")
_EACH = re.compile("每(季度|学期|学年|星期|[年月周天日])")
_TIME_BEFORE_NEI = re.compile("(?:[天日月年周时期]|分钟)$")
_LABEL = re.compile(
    r"(?P<label>(?!(?:年|季|月|本年)度)[\u4e00-\u9fff()“”]{1,18}?(?:率|度|数量|人数|次数|天数|面积|里程|金额|成本|时间|时长|数|占比|比例|增速|增幅|涨幅|降幅|增长速度)|增速|增幅|涨幅|降幅|增长率|增长速度)"
    r":?(?=[-0-9<>=:]|不|为|达|至少|控制|百分)"
)
# (≥**平方米): the sample of a form that was left in front of the answer.
_SAMPLE = re.compile(r"^\([^()]*(?:\*{2}|[xX×]{2}|_{2})[^()]*\)(?=.)")
# 带动就业≥50人: words before a sign; 不, 未 and their like would turn it.
_WORDS_BEFORE_SIGN = re.compile(r"(?P<label>[\u4e00-\u9fff]{1,12})(?<![不未非无或])(?=[<>=])")
_RESPONSE = re.compile(
    "(?<=内)(?:响应|办结|完成|到达|到场|处置|处理|回复|答复|反馈|修复|解决|受理|拨付|支付|上报|结案|送达|整改|恢复)$"
)
_OF_ALL = re.compile(
    r"(?<![0-9.])(?P<stated>[0-9]{1,3}(?:\.[0-9]{1,6})?)%"
    r"(?P<counts>\((?P<part>[0-9]{1,9})[\u4e00-\u9fff]{0,2}/(?P<whole>[0-9]{1,9})[\u4e00-\u9fff]{0,2}\))$"
)
_ROUNDING = Decimal("0.1")
_LABEL_BEHIND = re.compile("(?<=%)的?(?P<label>(?:全?覆盖|(?![不未无非])[\u4e00-\u9fff]{1,5}[率速幅]))$")
_AGREEING = ({">=", ">"}, {"<=", "<"})


@dataclass(frozen=True)
class Framed:
    """The rest of the text, and the meaning of the words removed from it."""

    body: str
    comparison: Comparison | None = None
    period: str = ""
    approximate: bool = False
    label: str = ""
    average: str = ""


def framed(text: str) -> Framed | None:
    """The text without label, comparison words, 每周 and fillers; None when its comparisons contradict each other."""
    text, label = _behind(_SAMPLE.sub("", text))
    each = _EACH.match(text)
    found = _labelled(text, each.end() if each else 0)
    strong: list[Comparison] = []
    weak: list[Comparison] = []
    unlabelled = f"{each[0] if each else ''}{text[found.end() :]}" if found else text
    average = next((word for word in _AVERAGES if unlabelled.startswith(word)), "")
    body, period, rough_before = _front(unlabelled.removeprefix(average), strong, weak)
    body, rough_after = _back(body, strong)
    if len(set(strong)) > 1 and set(strong) not in _AGREEING:
        return None
    comparison = next(iter(strong or weak), None)
    return Framed(body, comparison, period, rough_before or rough_after, found["label"] if found else label, average)


def _labelled(text: str, start: int) -> re.Match[str] | None:
    found = _LABEL.match(text, start) or _WORDS_BEFORE_SIGN.match(text, start)
    known = found and (found["label"] in (*_BEFORE, *_WEAK_BEFORE, *_FILLERS, *_AVERAGES, *_APPROXIMATE_BEFORE))
    return None if known else found


def _behind(text: str) -> tuple[str, str]:
    """Without the words behind a share (100%覆盖率), and 197/200 where it says the same share again."""
    if found := _OF_ALL.search(text):
        stated, part, whole = Decimal(found["stated"]), Decimal(found["part"]), Decimal(found["whole"])
        agrees = whole and abs(100 * part / whole - stated) < _ROUNDING
        return (text[: found.start("counts")], "") if agrees else (text, "")
    found = _LABEL_BEHIND.search(text)
    return (text[: found.start()], found["label"]) if found and "完成" not in found["label"] else (text, "")


def _front(body: str, strong: list[Comparison], weak: list[Comparison]) -> tuple[str, str, bool]:
    period, rough, before = "", False, ""
    while body != before:
        before = body
        if each := _EACH.match(body):
            period, body = each[1], body[each.end() :]
        body = _cut(body, _BEFORE, strong)
        body = _cut(body, _WEAK_BEFORE, weak)
        rough = rough or body.startswith(_APPROXIMATE_BEFORE)
        body = _without_first(_without_first(body, _FILLERS), _APPROXIMATE_BEFORE)
    return body, period, rough


def _back(body: str, strong: list[Comparison]) -> tuple[str, bool]:
    body = re.sub(r"\(含(?:本数|[0-9.]+[^()]{0,4})?\)$", "", body)
    body = _RESPONSE.sub("", re.sub(r"\(含\)(?=以)", "", body))
    body = re.sub(r"(?:(?<=%)|(?:全部|均|已)+)完成$", "", body)
    for word in _APPROXIMATE_AFTER:
        if body.endswith(word):
            return body.removesuffix(word), True
    for word, comparison in _AFTER.items():
        rest = body.removesuffix(word)
        if rest != body and (word != "内" or _TIME_BEFORE_NEI.search(rest)):
            strong.append(comparison)
            return rest, False
    return body, False


def _cut(body: str, words: dict[str, Comparison], found: list[Comparison]) -> str:
    for word, comparison in words.items():
        if body.startswith(word):
            found.append(comparison)
            return body[len(word) :]
    return body


def _without_first(body: str, words: tuple[str, ...]) -> str:
    return next((body[len(word) :] for word in words if body.startswith(word)), body)
