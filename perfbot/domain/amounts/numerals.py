"""Normalises typed and pasted characters, and reads Chinese numerals 中文数字 strictly."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

_DIGITS = {
    **dict(zip("一二三四五六七八九", range(1, 10), strict=True)),
    **dict(zip("壹贰叁肆伍陆柒捌玖", range(1, 10), strict=True)),
    "两": 2,
    "貳": 2,
    "参": 3,
    "陸": 6,
}
NUMERALS = "零一二三四五六七八九两十百千万亿"
_CANONICAL = str.maketrans("〇拾佰仟萬億", "零十百千万亿")
_D = "[" + "".join(_DIGITS) + "]"
_SECTION = re.compile(f"(?:({_D})千)?(?:(零)?({_D})百)?(?:(零)?({_D})?十)?(?:(零)?({_D}))?")
_FRACTION = re.compile(f"(?P<whole>[^点]+)点(?P<digits>(?:零|{_D})+)(?P<scale>万亿|[万亿])?")
_ALPHABET = re.compile(f"(?:{_D}|[零十百千万亿点])+")
_SCALES = {"万": Decimal(10_000), "亿": Decimal(100_000_000), "万亿": Decimal(1_000_000_000_000), None: Decimal(1)}

_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_FOLDED: dict[int, int | str] = {**_HALF_WIDTH, 0xFFE5: "¥", 0x2212: "-", 0xFE63: "-"}


@dataclass(frozen=True)
class Numeral:
    """A Chinese numeral as read; `scaled`: 万 or 亿 stands in it; `shortened`: its tail was left out (三万五)."""

    value: Decimal
    scaled: bool
    shortened: bool


def folded(text: str) -> str:
    """Full-width ASCII made half-width, every kind of blank made a space, invisible characters dropped, ends trimmed.

    Not NFKC: that would turn 10⁴ into 104 and ½ into 1⁄2. Tabs and line breaks inside stay, since they part two cells.
    """
    kept = (_plain(char) for char in text)
    return "".join(kept).strip()


@lru_cache(maxsize=4096)
def _plain(char: str) -> str:
    if char.isascii():
        return char
    category = unicodedata.category(char)
    if category == "Cf":
        return ""
    return " " if category == "Zs" else char.translate(_FOLDED)


def chinese_numeral(text: str) -> Numeral | None:
    """Read 三万五千七百, 叁拾万, 三万五 (35,000), 一点五万; None when it is not one well-formed numeral.

    Digit strings such as 一二三 are refused: they may be a code, a year or a slip.
    """
    plain = text.translate(_CANONICAL)
    if not 0 < len(plain) <= 40 or not _ALPHABET.fullmatch(plain):
        return None
    if "点" in plain:
        return _with_fraction(plain)
    value, shortened = _whole(plain)
    return None if value is None else Numeral(Decimal(value), bool(re.search("[万亿]", plain)), shortened)


_WRITTEN = "零一二三四五六七八九"


def in_chinese(amount: Decimal) -> str:
    """An amount of 元, exact to the 分 and not negative, in plain numerals: 300000 → 三十万元整, 0.5 → 零元五角."""
    yuan, cents = divmod(int(amount * 100), 100)
    change = "".join(f"{_WRITTEN[n]}{unit}" for n, unit in ((cents // 10, "角"), (cents % 10, "分")) if n)
    return f"{_whole_in_chinese(yuan)}元{change or '整'}"


def _whole_in_chinese(number: int) -> str:
    for scale, sign in ((100_000_000, "亿"), (10_000, "万")):
        high, low = divmod(number, scale)
        if high:
            gap = "零" if 0 < low < scale // 10 else ""
            return f"{_whole_in_chinese(high)}{sign}{gap}{_below(low) if low else ''}"
    return _below(number, leading=True) or "零"


def _below(number: int, *, leading: bool = False) -> str:
    """The numeral for what stands after 万 or 亿, or for a number below 10,000; only a `leading` 一十 is written 十."""
    if number >= 10_000:
        return _whole_in_chinese(number)
    digits = f"{number:04d}"
    written = "".join(
        f"{_WRITTEN[int(d)]}{unit}" if d != "0" else "零" for d, unit in zip(digits, "千百十 ", strict=True)
    )
    written = re.sub("零+", "零", written.replace(" ", "")).strip("零")
    return written.removeprefix("一") if leading and written.startswith("一十") else written


def _with_fraction(plain: str) -> Numeral | None:
    found = _FRACTION.fullmatch(plain)
    if not found:
        return None
    whole, shortened = (0, False) if found["whole"] == "零" else _whole(found["whole"])
    if whole is None or shortened:
        return None
    digits = "".join(str(_DIGITS.get(char, 0)) for char in found["digits"])
    return Numeral(Decimal(f"{whole}.{digits}") * _SCALES[found["scale"]], found["scale"] is not None, False)


def _whole(plain: str) -> tuple[int | None, bool]:
    if plain == "零":
        return 0, False
    for sign, scale in (("亿", 100_000_000), ("万", 10_000)):
        head, found, tail = plain.rpartition(sign)
        if found:
            return _joined(head, tail, scale)
    return _section(plain)


def _joined(head: str, tail: str, scale: int) -> tuple[int | None, bool]:
    high, head_shortened = _whole(head)
    if not high or head_shortened or high >= 100_000_000 or head.count("万") > 1:
        return None, False
    if not tail:
        return high * scale, False
    if tail in _DIGITS:
        return high * scale + _DIGITS[tail] * scale // 10, True
    low, shortened = _whole(tail.removeprefix("零"))
    return (None, False) if not low or low >= scale else (high * scale + low, shortened)


def _section(plain: str) -> tuple[int | None, bool]:
    found = _SECTION.fullmatch(plain)
    if not plain or plain.startswith("零") or not found:
        return None, False
    thousands, _, hundreds, _, tens, gap, ones = found.groups()
    ten = "十" in plain
    value = 1000 * _DIGITS.get(thousands, 0) + 100 * _DIGITS.get(hundreds, 0)
    value += 10 * (_DIGITS.get(tens, 1) if ten else 0)
    last = _DIGITS.get(ones, 0)
    if not last or gap or ten or value == 0:
        return value + last, False
    return value + last * (10 if hundreds else 100), True
