"""Units of indicator values: which belong to one family, how they convert exactly, and the period behind the stroke."""

import re
from dataclasses import dataclass
from decimal import Decimal

# Each family: its units, each with what one of it is worth in the family's base unit, all exact.
_FAMILIES = {
    "人数": "人 1 个人 1 人次 1 名 1 位 1",
    "场次": "场 1 场次 1",
    "金额": "元 1 百元 100 千元 1000 万元 10000 百万元 1000000 千万元 10000000 亿元 100000000 万亿元 1000000000000",
    "比率": "% 1 百分比 1 ‰ 0.1",
    "百分点": "百分点 1 个百分点 1",
    "册数": "本 1 册 1",
    "台套": "台 1 套 1 台套 1",
    "株数": "株 1 棵 1",
    "学时": "学时 1 课时 1",
    "长度": "毫米 0.001 mm 0.001 厘米 0.01 cm 0.01 米 1 m 1 公里 1000 千米 1000 km 1000",
    "面积": "平方米 0.0015 平米 0.0015 ㎡ 0.0015 m2 0.0015 m² 0.0015 亩 1 公顷 15 ha 15 "
    "平方公里 1500 平方千米 1500 km2 1500 km² 1500",
    "体积": "立方米 1 立方 1 m3 1 m³ 1",
    "重量": "克 0.001 g 0.001 斤 0.5 公斤 1 千克 1 kg 1 吨 1000 t 1000",
    "电量": "千瓦时 1 度 1 kwh 1",
    "功率": "千瓦 1 kw 1 兆瓦 1000 mw 1000",
    "年月": "月 1 个月 1 季度 3 个季度 3 年 12",
    "天数": "天 1 日 1 自然日 1 日历天 1 周 7 星期 7 个星期 7",
    "工作日": "工作日 1 个工作日 1",
    "时长": "秒 1 s 1 分钟 60 小时 3600 个小时 3600 h 3600",
    "温度": "℃ 1 °c 1 摄氏度 1",
}

# Counting words that stand alone: they compare with themselves only, because 家, 户 and 个 may count different things.
_ALONE_WORDS = """
次 批 批次 件 份 期 项 个 家 户 户次 篇 条 种 处 座 辆 车次 门 例 起 宗 张 幅
块 间 栋 幢 所 队 支 组 班 班次 节 轮 届 版 部 集 艘 架 头 只 羽 尾 粒 袋 箱
吨标准煤 吨标煤 分 倍 人天 M MB GB TB Mbps dB 册次 项次 台次 车 村 镇
乡 县 市 升 毫升
"""
_PERIOD_WORDS = """
年 年 年度 年 学年 学年 学期 学期 季度 季度 季 季度 月 月 周 周 星期 周
天 天 日 天 d 天 小时 小时 h 小时 分钟 分钟
"""


def _pairs(words: str) -> dict[str, str]:
    parts = words.split()
    return dict(zip(parts[::2], parts[1::2], strict=True))


_WORTH = {
    unit: (family, Decimal(worth)) for family, words in _FAMILIES.items() for unit, worth in _pairs(words).items()
}
_ALONE = frozenset(_ALONE_WORDS.split())
_PERIODS = _pairs(_PERIOD_WORDS)
_EACH = re.compile(rf"(?<=.)\(?每({'|'.join(_PERIODS)})\)?$")
_TIMES = frozenset({"年月", "天数", "工作日", "时长"})
_DIRECTIONLESS = _TIMES | {"温度"}
# What is counted per one of these is the same however the unit is written: 元/㎡ and 元/平方米.
_SAME_PER = frozenset({"面积", "体积", "长度", "重量", "天数", "时长", "工作日"})


@dataclass(frozen=True)
class Measure:
    """The measure of a unit: its family, what it is counted per, and its worth in the family's base unit."""

    head: str
    family: str
    per: str
    worth: Decimal


def split_period(text: str) -> tuple[str, str]:
    """`次/周`, `次每周` → (次, 周); `元/人/天`, `元/人、天` → (元/人, 天); `元每亩`, `元/亩` → (元/亩, "")."""
    plain = _EACH.sub(r"/\1", re.sub("(?<=/)每|(?<=[元吨斤])每|(?<=.)[·•]|(?<=/.)[、,]|(?<=/..)[、,]", _stroke, text))
    if plain == "人/次":
        return "人次", ""
    unit, stroke, last = plain.rpartition("/")
    return (unit, last) if stroke and last in _PERIODS else (plain, "")


def _stroke(found: re.Match[str]) -> str:
    return "" if found.string[: found.start()].endswith("/") else "/"


def same_period(one: str, other: str) -> bool:
    """日 and 天, 季 and 季度, 周 and 星期 are the same period."""
    return _PERIODS.get(one, one) == _PERIODS.get(other, other)


def is_known(unit: str) -> bool:
    """Whether the unit is one that this module can name, so that a Chinese numeral before it is surely a count."""
    head = _canonical(unit).partition("/")[0]
    return head in _WORTH or head in _ALONE


def is_directionless(unit: str) -> bool:
    """Durations and temperatures: without ≥ or ≤ nobody can say whether more is better."""
    return measure(unit).family in _DIRECTIONLESS


def is_time(unit: str) -> bool:
    """Durations alone: days, months, hours."""
    return measure(unit).family in _TIMES


def is_money(unit: str) -> bool:
    """元 and its multiples, also per something (元/亩)."""
    return measure(unit).family == "金额"


def measure(unit: str) -> Measure:
    """What the unit measures; an unknown unit is a family of its own, an empty one has the family ""."""
    head, _, per = _canonical(unit).partition("/")
    family, worth = _WORTH.get(head, (head, Decimal(1)))
    return Measure(head, family, "/".join(map(_per_one, per.split("/"))), worth)


def _per_one(unit: str) -> str:
    family, worth = _WORTH.get(unit, (unit, Decimal(1)))
    return f"{worth}{family}" if family in _SAME_PER else unit


def _canonical(unit: str) -> str:
    plain = re.sub("[()（）]", "", unit)
    if plain in ("台/套", "套/台"):
        return "台套"
    head, stroke, per = plain.partition("/")
    if head not in _ALONE and head.isascii() and head != "M":
        head = head.lower()
    return f"{head}{stroke}{per}"
