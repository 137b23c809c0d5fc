"""Exact amounts: reads typed text as 元 to the 分, and formats 元 for people."""

from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Literal

from perfbot.domain.amounts.grammar import UNITS, NoAmount, states_yuan, yuan_of
from perfbot.domain.amounts.numerals import folded

MoneyUnit = Literal["元", "万元", "亿元"]

WAN = Decimal(10_000)
CENT = Decimal("0.01")
_WIDE = Context(prec=50, rounding=ROUND_HALF_UP)

_EXAMPLES = {
    "元": "例如 35700 或 3.57万",
    "万元": "例如 3.57（即 3.57 万元）或 35700元",
    "亿元": "例如 0.0357（即 0.0357 亿元）或 357万元",
}
_REASONS = {
    "empty": "没有看到金额，请输入数字",
    "too_long": "内容太长，看不出是哪个金额，请只输入一个数额",
    "negative": "金额不能是负数，退款或更正请用冲销，这里请输入正数",
    "zero": "金额不能是 0，请输入实际发生的数额",
    "not_positive": "相减之后不大于 0，请输入一个确定的正数而不是一段范围",
    "too_precise": "金额最多精确到分（0.01 元），请核对小数位",
    "too_large": "金额超过 1000 亿元，请核对数字和单位",
    "sign": "金额前面不用写加号，请直接输入数字",
    "percent": "这里要的是金额而不是百分比，请输入数额",
    "scientific": "请把数字完整写出来，不要用科学计数法或其他进制",
    "approximate": "金额要确定的数，不能是大约或估计的数，请输入准确数额",
    "range": "金额要一个确定的数，不能是一段范围，请输入实际数额",
    "operator": "算式里只能用加号和减号连接数额，请核对",
    "incomplete": "小数点前后都要有数字，请补全",
    "points": "一个数里只能有一个小数点，请核对",
    "leading_zero": "数字以 0 开头，可能漏了小数点，请核对",
    "grouping": "数字中间的分隔不是每三位一段，请去掉分隔符重新输入",
    "ambiguous": "这样写可以有两种读法，请把数字写完整",
    "unit_mix": "算式里有的写了单位、有的没写，请每一项都写上单位",
    "words": "没有看懂这个金额，请输入数字",
}


class InvalidAmount(ValueError):
    """The typed text is no acceptable amount; `str()` is a Chinese sentence with an example, `reason` a short code."""

    def __init__(self, text: str, reason: str, unit: str = "万元") -> None:
        super().__init__(f"{_REASONS[reason]}，{_EXAMPLES[unit]}。")
        self.text = text
        self.reason = reason


def parse_amount(text: str, unit: MoneyUnit = "万元") -> Decimal:
    """The amount in 元, exact to the 分, of what a person typed; a bare number counts in `unit`.

    `￥` and 元 mean 元 for any unit asked; so does a Chinese numeral with 万 or 亿 in it (三万五 = 35,000 元).
    `12.` and `.5` are refused: half a number is more often a slip than a habit. Nothing is ever rounded.
    Raises InvalidAmount, and no other error, for any text.
    """
    if unit not in UNITS:
        raise ValueError(f"unknown unit of money: {unit!r}")
    try:
        return yuan_of(folded(text), unit)
    except NoAmount as refused:
        raise InvalidAmount(text, refused.reason, unit) from None


def written_in_yuan(text: str) -> bool:
    """Whether the text is an amount that says 元 and neither 万 nor 亿: 35700元, ￥35,700; False for what is none."""
    try:
        return states_yuan(folded(text))
    except NoAmount:
        return False


def rounded(number: Decimal, places: int = 2) -> Decimal:
    """Half up to that many places, at any size; amounts and rates are rounded here and nowhere else."""
    return _WIDE.quantize(number, Decimal(1).scaleb(-places))


def format_wan(amount: Decimal, *, separators: bool = False) -> str:
    """元 as 万元 with two decimals, half up: 11,277,000 元 → 1127.70."""
    return _written(rounded(_WIDE.divide(amount, WAN)), separators=separators)


def format_sum(amount: Decimal) -> str:
    """元 as 万元 with its unit, or as 元 where 万元 with two decimals would lose it: 20.00 元."""
    nothing = amount and not rounded(_WIDE.divide(amount, WAN))
    return f"{format_yuan(amount)} 元" if nothing else f"{format_wan(amount)} 万元"


def format_yuan(amount: Decimal) -> str:
    """元 with thousands separators and 分: 35,700.00."""
    return _written(rounded(amount), separators=True)


def format_both(amount: Decimal) -> str:
    """Both units, so that a slip shows: `3.57 万元 = 35,700.00 元`; 万元 keep up to six exact decimals."""
    exact = rounded(_WIDE.divide(rounded(amount), WAN), 6)
    short = f"{exact:f}".rstrip("0")
    decimals = max(2, len(short.partition(".")[2]))
    return f"{_written(rounded(exact, decimals), separators=False)} 万元 = {format_yuan(amount)} 元"


def _written(number: Decimal, *, separators: bool) -> str:
    number = number or abs(number)
    return f"{number:,f}" if separators else f"{number:f}"


def execution_rate(executed: Decimal, budget: Decimal) -> Decimal | None:
    """预算执行率: executed ÷ adjusted budget (全年执行数 ÷ 全年预算数) unrounded; None when there is no budget."""
    return executed / budget if budget else None


def percent(ratio: Decimal, places: int = 2) -> str:
    """A ratio as a percentage, half up: 0.98824 → 98.82%."""
    return f"{_written(rounded(ratio * 100, places), separators=False)}%"


def rate_percent(executed: Decimal, budget: Decimal) -> str:
    """The execution rate as people read it, 98.82%; — when there is no budget."""
    rate = execution_rate(executed, budget)
    return "—" if rate is None else percent(rate)


def percentage_points(difference: Decimal, places: int = 1) -> str:
    """The difference of two ratios in percentage points, sign kept: 0.123 → 12.3 个百分点."""
    return f"{_written(rounded(difference * 100, places), separators=False)} 个百分点"
