"""The strict grammar of one typed amount: what counts as a term, what it is worth in 元, why it is refused."""

import re
from dataclasses import dataclass
from decimal import Decimal

from perfbot.domain.amounts.numerals import NUMERALS, chinese_numeral

UNITS = {"元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}
LARGEST = Decimal(100_000_000_000)
LONGEST = 200
_CENT = Decimal("0.01")

_SCALES = {
    "百": 2, "千": 3, "万": 4, "百万": 6, "千万": 7, "亿": 8, "十亿": 9, "百亿": 10, "千亿": 11,
}  # fmt: skip
_SCALE = "|".join(sorted(_SCALES, key=len, reverse=True))
_PLAIN = r"(?:0|[1-9][0-9]*)"
_GROUPED = r"[1-9][0-9]{0,2}(?:(?:,[0-9]{3})+|(?: [0-9]{3})+|(?:['’][0-9]{3})+)"
_NUMBER = rf"(?:{_GROUPED}|{_PLAIN})(?:\.[0-9]+)?"
_TERM = re.compile(
    r"(?P<sign>¥|人民币:?|RMB|CNY)?\s*(?P<body>[^元圆]+?)\s*(?P<yuan>[元圆](?P<jiao>[^角分]角)?(?P<fen>[^角分]分)?)?[整正]?",
    re.IGNORECASE,
)
_SIMPLE = re.compile(rf"(?P<number>{_NUMBER})\s*(?P<scale>{_SCALE})?")
_COMPOSITE = re.compile(r"(?:(?P<yi>[1-9][0-9]*)亿)?(?:(?P<wan>[1-9][0-9]{0,3})万)?(?P<rest>[1-9][0-9]{3}|[1-9]千)?")
_OPERATOR = re.compile(r"\s*([+-])\s*")
# How a thumb writes it: 3.57w, 35700块, and a full stop behind what is whole; `12。` may be half of 12.5.
_THUMB = (
    (re.compile(r"^(?:共计|合计|总计):?\s*(?=[0-9¥])"), ""),
    (re.compile(r"(?<=元)\s*\(含税\)$"), ""),
    (re.compile(r"([元圆万亿整正块钱w]|\.[0-9]+)\s*[。，、；;,]+$", re.IGNORECASE), r"\1"),
    (re.compile(r"(?<=[0-9])\s*w(?=\s*(?:[+-]|$))", re.IGNORECASE), "万"),
    (re.compile(rf"(?<=[0-9{NUMERALS}])\s*块钱?(?=\s*(?:[+-]|$))"), "元"),
    (re.compile(r"(?<=[0-9])万([1-9])(?=\s*(?:[+-]|$))"), r"万\g<1>000"),
    (re.compile(r"(?<=[1-9])千([1-9])(?=\s*(?:[+-]|$))"), r"\g<1>00元"),
)

# First match wins; each names the commonest slip that its pattern betrays.
_SLIPS = (
    ("negative", re.compile(r"¥?\s*[-–—]\s*¥?\s*[0-9.]|负|[(][0-9., ]+[)]$")),
    ("sign", re.compile(r"[+]")),
    ("percent", re.compile(r".*[%‰]")),
    ("scientific", re.compile(r"[0-9.]+e[+-]?[0-9]+$|0x[0-9a-f]+$", re.IGNORECASE)),
    ("approximate", re.compile(r"[约近超]|大约|不到|.*(?:左右|多|余|几)")),
    ("range", re.compile(r".*[0-9万元]\s*(?:[~–—至到]|-{2,})\s*[0-9]")),
    ("operator", re.compile(r"[0-9., ]+[*/×÷=xX][0-9., ]+|.*[0-9]\s*[*/×÷]|.*[+-]$|.*[+-]\s*[+-]")),
    ("points", re.compile(r".*[0-9]\.[0-9]+\.[0-9]")),
    ("incomplete", re.compile(r"\.[0-9]+|.*[0-9][.。](?![0-9])|.*[+-]\.[0-9]")),
    ("leading_zero", re.compile(r"(?:.*[+-]\s*)?[¥]?\s*0[0-9]")),
    ("grouping", re.compile(r"[¥]?\s*[0-9][0-9,'’ _.]*[0-9]\s*[万亿元]*$")),
    ("ambiguous", re.compile(r"[0-9.]+\s*[万亿千百块][0-9一二三四五六七八九]+")),
)


@dataclass(frozen=True)
class Term:
    """One amount within the text: in 元 when it states a unit (`stated`: what one of it is worth), else bare."""

    number: Decimal
    stated: Decimal | None


class NoAmount(Exception):
    """The text is no amount; `reason` is the short code of why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def yuan_of(text: str, unit: str) -> Decimal:
    """The amount in 元 of folded text, bare numbers counted in `unit`; raises NoAmount."""
    if not text:
        raise NoAmount("empty")
    if len(text) > LONGEST:
        raise NoAmount("too_long")
    terms, signs = _split(_written_out(text))
    worth = UNITS[unit]
    _same_unit(terms, worth)
    amounts = [_checked(term.number * (1 if term.stated else worth)) for term in terms]
    total = sum((amount if sign == "+" else -amount for sign, amount in zip(signs, amounts, strict=True)), Decimal(0))
    return _in_bounds(total, len(terms))


def states_yuan(text: str) -> bool:
    """Whether every term of folded text is counted in 元; raises NoAmount."""
    terms, _ = _split(_written_out(text[:LONGEST]))
    return all(term.stated == 1 for term in terms)


def _written_out(text: str) -> str:
    text = re.sub(r"(?<=[0-9])。(?=[0-9])|(?<=[0-9]{2})\. (?=[0-9]{1,2}[万亿元])", ".", text)
    text = text.replace("萬", "万").replace("億", "亿")
    for habit, meant in _THUMB:
        text = habit.sub(meant, text)
    return text


def _split(text: str) -> tuple[list[Term], list[str]]:
    parts = _OPERATOR.split(text)
    terms = [_term(part) for part in parts[::2]]
    if any(term is None for term in terms):
        raise NoAmount(_slip(text))
    return [term for term in terms if term], ["+", *parts[1::2]]


def _term(text: str) -> Term | None:
    found = _TERM.fullmatch(text)
    if not found:
        return None
    number = _number(found["body"], whole_yuan=bool(found["yuan"]))
    change = _small_change(found["jiao"], found["fen"])
    if number is None or change is None or (text[-1] in "整正" and not (found["yuan"] or number.stated)):
        return None
    one_yuan = Decimal(1) if found["sign"] or found["yuan"] else None
    return Term(number.number + change, number.stated or one_yuan)


def _number(body: str, *, whole_yuan: bool) -> Term | None:
    if simple := _SIMPLE.fullmatch(body):
        places = _SCALES.get(simple["scale"])
        return Term(_shifted(simple["number"], places or 0), Decimal(10) ** places if places else None)
    if composite := _COMPOSITE.fullmatch(body):
        return Term(_composite(composite), Decimal(1))
    numeral = chinese_numeral(body)
    if numeral is None:
        return None
    if numeral.shortened and whole_yuan:
        raise NoAmount("ambiguous")
    return Term(numeral.value, Decimal(1) if numeral.scaled else None)


def _shifted(digits: str, places: int) -> Decimal:
    whole, _, fraction = re.sub("[,'’ ]", "", digits).partition(".")
    fraction = fraction.rstrip("0")
    if len(whole) > 12:
        raise NoAmount("too_large")
    if len(fraction) > 14:
        raise NoAmount("too_precise")
    return Decimal(f"{whole}.{fraction or 0}").scaleb(places)


def _composite(found: re.Match[str]) -> Decimal:
    rest = (found["rest"] or "0").replace("千", "000")
    return _shifted(found["yi"] or "0", 8) + _shifted(found["wan"] or "0", 4) + Decimal(rest)


def _small_change(jiao: str | None, fen: str | None) -> Decimal | None:
    total = Decimal(0)
    for part, worth in ((jiao, Decimal("0.1")), (fen, _CENT)):
        digit = Decimal(part[0]) if part and part[0] in "0123456789" else None
        if part and digit is None:
            numeral = chinese_numeral(part[0])
            digit = numeral.value if numeral and numeral.value < 10 else None
        if part and digit is None:
            return None
        total += (digit or Decimal(0)) * worth
    return total


def _same_unit(terms: list[Term], worth: Decimal) -> None:
    """`12+3500元` asked in 万元 may mean either; beside a bare number only the unit that was asked may be written."""
    if any(term.stated is None for term in terms) and any(term.stated not in (None, worth) for term in terms):
        raise NoAmount("unit_mix")


def _checked(amount: Decimal) -> Decimal:
    if amount > LARGEST:
        raise NoAmount("too_large")
    if amount != amount.quantize(_CENT):
        raise NoAmount("too_precise")
    return amount


def _in_bounds(total: Decimal, terms: int) -> Decimal:
    if total > LARGEST:
        raise NoAmount("too_large")
    if total < 0 or (total == 0 and terms > 1):
        raise NoAmount("not_positive")
    if total == 0:
        raise NoAmount("zero")
    return total.quantize(_CENT)


def _slip(text: str) -> str:
    return next((reason for reason, pattern in _SLIPS if pattern.match(text)), "words")
