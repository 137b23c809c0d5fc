"""Reads from an indicator's name whether more or less is better, by the word list in directions.toml."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache
from importlib import resources

from perfbot.domain.amounts.numerals import folded


class Sense(Enum):
    """What a word says: less or more is better, or how it turns the words before it; directions.toml explains each."""

    LESS = "less"
    LIMIT = "limit"
    MORE = "more"
    REMEDY = "remedy"
    RAISE = "raise"
    LOWER = "lower"
    DEPENDS = "depends"
    NEITHER = "neither"


@dataclass(frozen=True)
class SenseWord:
    """A word of the list with the reason of its group; `gapped` finds one with … in it."""

    text: str
    sense: Sense
    reason: str
    gapped: re.Pattern[str] | None = None

    def last_in(self, plain: str) -> tuple[int, int] | None:
        """Where the word stands last in a name in small letters, or None."""
        if self.gapped is not None:
            return max((found.span() for found in self.gapped.finditer(plain)), default=None)
        start = plain.rfind(self.text.lower())
        return None if start < 0 else (start, start + len(self.text))


@dataclass(frozen=True)
class NameSays:
    """`less`: whether less is better, None where the name does not say; `doubtful`: it names harm all the same.

    `growth` is +1 or −1 where the name is of a growth or a decline (税收增长率, 能耗降低率), else 0.
    """

    less: bool | None = None
    reason: str = ""
    doubtful: bool = False
    growth: int = 0


@dataclass(frozen=True)
class _Hit:
    word: SenseWord
    start: int
    end: int


_TAIL = re.compile(
    "(?:的|率|数|量|额|度|性|值|次|数量|数目|次数|人数|人次|户数|家数|个数|件数|起数|宗数|例数|天数|面积|里程|长度|总量|总数|总额|金额"
    "|比例|占比|比重|比|比率|情况|程度|水平|强度|浓度|指数|事件|案件|幅度|等级|企业|单位|项目|人员|群众|人口|学生|儿童|农户|居民|老人|户"
    "|资金|资产|贷款|房源|住房|水体|水质|断面|案|设备|路面|房屋|建筑|质量|发生率|发生次数|发生数|发生起数|发生件数|发生情况|家庭)*"
)
_RATE = re.compile("[率度比]")
_NEGATION = re.compile("[不未无非零](?!良|动产|成年|来|断|遗|公有|线电|障碍|害化|人机|偿)")
_HARM = re.compile("[损死亡伤灾污废劣坏漏泄欠违误错滞堵弃盗骗罚耗亏罪赌]|(?<!无)害|(?<!消)毒")
_WRONGLY = re.compile("违规|违法|违章|违纪|逾期|虚报|冒领|骗|挪用|延误|延迟|延期|滞后|超期|重复|[漏误错]")
_LOWERING = re.compile("(?P<amount>节约|节省|节支)|降低|减少|下降|减轻|缩小|压减|压缩|削减|缩短")
_COMPARED = re.compile("(?:同比|环比|较?比?上年度?|较?比?去年)$")
_ADJECTIVES = re.compile("(?:各类|各种|安全|重大|一般|社会|基层|建档立卡|城乡|农村|困难|家庭|经济)+$")
_CEILING = re.compile("不超过|不高于|不大于|不多于|控制在|低于|小于|[≤≦<＜]|以内$|以下$")
_FLOOR = re.compile("不少于|不低于|不小于|高于|大于|[≥≧>＞]|以上$")
_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")


@cache
def _table() -> dict[str, list[dict[str, str]]]:
    return tomllib.loads(resources.files(__package__).joinpath("directions.toml").read_text("utf-8"))


@cache
def sense_words() -> tuple[SenseWord, ...]:
    """The word list, in the order of the file."""
    return tuple(
        SenseWord(text, Sense(group["sense"]), group["reason"], _gapped(text))
        for group in _table()["words"]
        for text in group["words"].split()
    )


def _gapped(text: str) -> re.Pattern[str] | None:
    return re.compile(re.escape(text.lower()).replace("…", ".{0,8}")) if "…" in text else None


def kind_senses() -> list[dict[str, str]]:
    """What the kinds of indicators 二级指标 say: kind, sense, reason."""
    return _table()["kinds"]


@lru_cache(maxsize=4096)
def name_says(name: str) -> NameSays:
    """What the last word of the name says: 投诉率 less, 投诉处理率 more; a name that ends otherwise says nothing."""
    plain = re.sub(r"\s+", "", _BRACKETS.sub("", folded(name))).removesuffix("指标")
    ceiling, floor = bool(_CEILING.search(plain)), bool(_FLOOR.search(plain))
    if ceiling != floor:
        return NameSays(less=ceiling, reason="名称里写着上限" if ceiling else "名称里写着下限")
    return _said(plain)


def _said(plain: str) -> NameSays:
    hit = _last(plain)
    if hit is None or not _TAIL.fullmatch(plain, hit.end):
        return NameSays(doubtful=names_harm(plain))
    if hit.word.sense is Sense.NEITHER:
        return NameSays()
    if hit.word.sense in (Sense.RAISE, Sense.LOWER):
        return _turned(hit, plain)
    return _headed(hit, plain)


def _last(plain: str) -> _Hit | None:
    """The word that ends last, of several the longest."""
    small = plain.lower()
    hits = [_Hit(word, *span) for word in sense_words() if (span := word.last_in(small))]
    return max(hits, key=lambda hit: (hit.end, -hit.start), default=None)


def names_harm(plain: str) -> bool:
    """Whether a word, or a letter of such words, stands in the text for what there should be little of."""
    return bool(_HARM.search(plain)) or any(
        word.sense in (Sense.LESS, Sense.LIMIT) and word.last_in(plain.lower()) for word in sense_words()
    )


@cache
def _verbs(*senses: Sense) -> tuple[str, ...]:
    return tuple(word.text for word in sense_words() if word.sense in (senses or (Sense.REMEDY, Sense.DEPENDS)))


def _is_remedied(before: str) -> bool:
    """化解, 排查安全, 化解矛盾: the verb stands right before the harm, or before plain adjectives and more harm."""
    harms = [word.text for word in sense_words() if word.sense is Sense.LESS]
    plain, last = before, ""
    while plain != last:
        last = plain
        plain = _ADJECTIVES.sub("", plain)
        plain = next((plain.removesuffix(harm) for harm in harms if plain.endswith(harm)), plain)
    return plain.endswith(_verbs(Sense.REMEDY))


def _turned(hit: _Hit, plain: str) -> NameSays:
    """投诉增长率 and 满意度下降率: what grows or falls decides; unknown things are meant to grow."""
    up = hit.word.sense is Sense.RAISE
    base = _said(_COMPARED.sub("", plain[: hit.start]))
    if base.less is None and (base.doubtful or not up):
        return NameSays(reason=hit.word.reason, doubtful=True, growth=1 if up else -1)
    less = bool(base.less) if up else not base.less
    return NameSays(less, base.reason or hit.word.reason, growth=1 if up else -1)


def _headed(hit: _Hit, plain: str) -> NameSays:
    """What the head noun says, unless a verb before it turns it: 治理水土流失面积 more, 降低成本 asked about."""
    before, sense = plain[: hit.start], hit.word.sense
    less = sense in (Sense.LESS, Sense.LIMIT)
    if _NEGATION.match(plain, hit.start - 1) and before:
        before, less = before[:-1], not less
    elif less and (saved := _LOWERING.match(before)):
        return NameSays(False, hit.word.reason) if saved["amount"] else NameSays(doubtful=True, growth=-1)
    elif sense is Sense.LESS and any(verb in before for verb in _verbs()):
        counted = _is_remedied(before) and not _RATE.search(plain, hit.end)
        return NameSays(False, hit.word.reason) if counted else NameSays(doubtful=True)
    wrongly = sense is Sense.MORE and _WRONGLY.search(before)
    if sense is Sense.DEPENDS or wrongly or _NEGATION.search(before):
        return NameSays(reason=hit.word.reason, doubtful=True)
    return NameSays(less, f"“{hit.word.text}”：{hit.word.reason}")
