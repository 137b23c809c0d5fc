"""Target and actual values are read by one grammar and judged; what is not plain is left to a person."""

import time
from datetime import date
from decimal import Decimal
from pathlib import Path
from timeit import timeit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfbot.domain.values import FAR_EXCEEDED, Mismatch, Outcome, comparable, judge, parse_value

ROWS = [
    line.split("\t")
    for line in (Path(__file__).parent / "value_table.tsv").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
READINGS = [row[1:] for row in ROWS if row[0] == "R"]
COUNTED = "数量指标"
PAIRS = [(*row[1:4], row[4] if len(row) > 4 else COUNTED) for row in ROWS if row[0] == "J"]
BLUE_OF_2021 = {("≧10次", "12次"), ("≧4000本", "7000本"), ("3-5场", "10场"), ("2000亿元", "3199亿元")}
KINDS = ["", "数量指标", "质量指标", "时效指标", "成本指标", "经济效益指标", "生态效益指标", "满意度指标"]
FROM_2021 = PAIRS[: next(i for i, row in enumerate(PAIRS) if row[0] == "≥50个")]

# Text as people and spreadsheets make it: signs, digits, units and words of the grammar in any order.
WORDS = """
≧ ≤ ＞ <= 万 亿 元 人次 场 同比 增长 下降 至 以上
不少于 控制在 以内 左右 每周 百分之 三 十 点 完成 未 达成预期指标 优 率
"""
DIRT = st.lists(
    st.sampled_from([*"0123456789.,-～％%‰/ 年月日底前", "\u200b", "\ud800", *WORDS.split()]), max_size=14
).map("".join)


@pytest.mark.parametrize("row", READINGS, ids=lambda row: row[0])
def test_real_values_are_read_as_they_are_meant(row: list[str]) -> None:
    raw, kind, comparison, low, high, unit, period = row
    value = parse_value(raw)
    assert (value.raw, value.kind, value.comparison or "") == (raw, kind, comparison)
    assert (value.unit, value.period) == (unit, period)
    bounds = (value.start, value.end) if kind == "date" else (value.low, value.high)
    reads = date.fromisoformat if kind == "date" else Decimal
    assert bounds == (reads(low) if low else None, reads(high) if high else None)


@pytest.mark.parametrize(("target", "actual", "outcome", "kind"), PAIRS)
def test_real_pairs_are_judged_as_their_words_say(target: str, actual: str, outcome: str, kind: str) -> None:
    assert judge(target, actual, kind=kind).outcome == outcome


def test_the_table_holds_more_than_two_hundred_different_real_values() -> None:
    assert len({row[0] for row in READINGS}) == len(READINGS) >= 200


def test_exactly_four_results_of_2021_reach_120_percent_and_all_are_met() -> None:
    judged = {(target, actual): judge(target, actual, kind=kind) for target, actual, _, kind in FROM_2021}
    assert {pair for pair, verdict in judged.items() if verdict.over_fulfilled} == BLUE_OF_2021
    assert {verdict.outcome for verdict in judged.values()} == {Outcome.MET, Outcome.EXCEEDED}
    assert judged["3-5场", "10场"].ratio == 2
    assert judged["≧10次", "12次"].ratio == FAR_EXCEEDED


@pytest.mark.parametrize(
    ("written", "comparison", "low", "high", "unit"),
    [
        ("≥ 9 0%", None, None, None, ""),
        ("＞＝90％", ">=", "90", None, "%"),
        ("不超过3.5万元", "<=", None, "3.5", "万元"),
        ("百分之九十五", None, "95", "95", "%"),
        ("千分之三", None, "3", "3", "‰"),
        ("三十五人次", None, "35", "35", "人次"),
        ("三至五场", None, "3", "5", "场"),
        ("80%~90%", None, "80", "90", "%"),
        ("3万-5万元", None, "3", "5", "万元"),
        ("1,200人", None, "1200", "1200", "人"),
        ("１２次", None, "12", "12", "次"),
        ("200万", None, "2000000", "2000000", ""),
        ("控制在95%以上", ">=", "95", None, "%"),
        ("提高到95%", ">=", "95", None, "%"),
        ("降至5%", "<=", None, "5", "%"),
        ("达到或超过90%", ">=", "90", None, "%"),
        ("12次以上（含12次）", ">=", "12", None, "次"),
        ("全年12次", None, "12", "12", "次"),
        ("已100%完成", None, "100", "100", "%"),
        ("8项全部完成", None, "8", "8", "项"),
        ("5百人", None, "500", "500", "人"),
        ("5千万人次", None, "50000000", "50000000", "人次"),
        ("新增3家以上", ">=", "3", None, "家"),
        ("累计举办3场次", None, "3", "3", "场次"),
        ("未超过5%", "<=", None, "5", "%"),
        ("应不低于90%", ">=", "90", None, "%"),
    ],
)
def test_the_grammar_reads_signs_words_and_numerals(
    written: str, comparison: str | None, low: str | None, high: str | None, unit: str
) -> None:
    value = parse_value(written)
    assert (value.comparison, value.unit) == (comparison, unit)
    assert (value.low, value.high) == (Decimal(low) if low else None, Decimal(high) if high else None)


@pytest.mark.parametrize(
    "written",
    [
        *(
            "一般",
            "十分满意",
            "一次性完成",
            "5A级景区",
            "12345热线办理率100%",
            "2期120人次",
            "《5份办法》",
            "≥5%以内",
            "1,23",
            "3 5",
        ),
        *(
            "12.5.6",
            "第1名",
            "数百人",
            "2020-2021",
            "2021年2月30日",
            "",
            "万元",
            "１²",
            "12\n500",
            "1_000",
            "1e3",
            "NaN",
        ),
    ],
)
def test_what_is_not_wholly_understood_is_kept_as_words(written: str) -> None:
    value = parse_value(written)
    assert value.kind == "qualitative"
    assert value.raw == written
    assert value.low is value.high is value.comparison is None


# Each rule: the outcome, and pairs of target and actual that come to it.
RULES = {
    Outcome.EXCEEDED: [("≥5次", "≥6次"), ("5-10件", "≧12件"), ("增长10%以上", "增长12%"), ("100个左右", "120个")],
    Outcome.MET: [
        *[
            ("5公里", "5200米"),
            ("1万人次", "10000人"),
            ("1346.0088万平方米", "13460088㎡"),
            ("250万", "250万元"),
            ("12份", "十二份"),
        ],
        *[
            ("≤15天", "10天"),
            ("控制在4.5‰以下", "0.3%"),
            ("≤2小时", "90分钟"),
            ("≤0%", "-3%"),
            ("0起", "0起"),
            ("≥0次", "0次"),
        ],
        *[
            ("3-5场", "4场"),
            ("3-5场", "3-5场"),
            ("＞150人", "＞150人"),
            ("＞150人", "151人"),
            ("≧3次/周", "3"),
            ("每周3次", "3次/周"),
        ],
        *[("320万亩", "320"), ("≥90%", "95"), ("20个", "20个乡镇"), ("满意度≥95%", "96%"), ("=5台", "5台（套）")],
        *[
            ("2021年12月底前", "2021年11月完成"),
            ("12月31日前", "2021年12月31日"),
            ("2023年底", "2023年12月25日"),
            ("2021年年底前", "2021年11月"),
        ],
        *[
            ("2023.07-2024.01", "2023年7月-2024年1月"),
            ("2021年12月底前", "按时完成"),
            ("第四季度", "12月5日"),
            ("2021-12", "2021年12月20日"),
        ],
        *[("有效提升", "显著提升"), ("提高", "持续提高"), ("良", "优"), ("效果明显", "达成预期指标"), ("合格", "优秀")],
        *[("增长不超过3%", "下降1%"), ("同比下降5%", "较上年下降5.5%"), ("100%", "百分之百")],
    ],
    Outcome.PARTLY: [
        *[
            ("100%", "99.996%"),
            ("3-5场", "2场"),
            ("≥1000人次", "120名"),
            ("＞150人", "150人"),
            ("<5%", "5%"),
            ("优", "良"),
        ],
        *[
            ("≥95%", "部分完成"),
            ("有效提升", "部分达成"),
            ("完成", "未全部完成"),
            ("5-10件", "3-4件"),
            ("≥5次", "3-4次"),
        ],
    ],
    Outcome.UNMET: [
        *[
            ("≥3篇", "0篇"),
            ("0起", "1起"),
            ("≤15天", "20天"),
            ("控制在3-5天", "6天"),
            ("≤20万元", "20.01万元"),
            ("≤4.5‰", "5‰"),
        ],
        *[
            ("2021年12月底前", "2022年1月"),
            ("12月20日前", "12月底"),
            ("≥95%", "未完成"),
            ("是", "否"),
            ("合格", "不合格"),
        ],
        *[("同比下降5%", "同比增长2%"), ("优", "差"), ("有效提升", "未达成"), ("2021年12月底前", "未完成")],
    ],
    Outcome.PENDING: [
        ("≥3篇", blank) for blank in ("", " ", "待填", "—", "——", "-", "/", "未填", "\u3000", "暂无", "N/A")
    ],
    Outcome.UNCLEAR: [
        *[
            ("6个", "6家"),
            ("≧3次/周", "3次"),
            ("3次/周", "156次/年"),
            ("3次每周", "3次（每月）"),
            ("10个工作日内", "8天"),
            ("≥10次", "100%"),
            ("≥5次", "≤6次"),
        ],
        *[
            ("≥5次", "≥4次"),
            ("≥5次", "4-6次"),
            ("5-10件", "≧3件"),
            ("≤10天", "≥8天"),
            ("≤10天", "9-12天"),
            ("3-5场", "4-6场"),
        ],
        *[
            ("100%", "1"),
            ("≥90%", "0.95"),
            ("0.8万人", "8500"),
            ("320", "320万亩"),
            ("20万元", "18万元"),
            ("180天", "175天"),
        ],
        *[
            ("≥100人", "约100人"),
            ("约100个", "96个"),
            ("增长10%以上", "12%"),
            ("同比下降5%", "环比下降6%"),
            ("-4.40", "-4.90"),
        ],
        *[("合格率≥95%", "优良率96%"), ("≥95%", "不合格率5%"), ("≥50个", "达成预期指标"), ("12月底之前完成", "100%")],
        *[
            ("2021年12月底前", "已完成"),
            ("2021年12月15日前", "2021年12月"),
            ("12月前", "12月"),
            ("2023.07-2024.01", "2023年9月"),
        ],
        *[("2021年12月底前", "预计2022年完成"), ("有效提升", "有所提升"), ("有效提升", "提高5%"), ("是", "基本达到")],
        *[("2期120人次", "3期120人次"), ("", "5"), ("有效提升", "有效下降"), ("优", "合格率高"), ("18-22℃", "25℃")],
    ],
}


@pytest.mark.parametrize(
    ("outcome", "target", "actual"), [(outcome, *pair) for outcome, pairs in RULES.items() for pair in pairs]
)
def test_each_rule_of_judgement_holds(outcome: Outcome, target: str, actual: str) -> None:
    verdict = judge(target, actual, kind=COUNTED)
    assert verdict.outcome is outcome
    assert verdict.over_fulfilled == (outcome is Outcome.EXCEEDED)


def test_what_is_written_alike_on_both_sides_is_done() -> None:
    for text in ("≤3次/周", "2期120人次", "不发生安全事故", "约100人", "2020-2021", "否"):
        assert judge(text, text).outcome is Outcome.MET


@pytest.mark.parametrize(
    ("target", "actual", "said"),
    [
        ("≧10次", "12次", "120%"),
        ("＞150人", "１５１人", "达到目标"),
        ("≧1000人次", "1000人", "“人次”与“人”按同类单位比较"),
        ("≤90万元", "90", "实际值没有写单位，按目标的“万元”理解"),
        ("6个", "6家", "不是同一类单位"),
        ("5百人", "5", "按目标的“百人”理解"),
        ("≥50个", "达成预期指标", "请填写完成了多少"),
        ("2021年12月底前", "已完成", "没有写完成日期"),
        ("100%", "1", "百分号"),
        ("100%", "99.996%", "99.996%"),
    ],
)
def test_the_reason_is_one_sentence_that_names_both_values_and_what_was_assumed(
    target: str, actual: str, said: str
) -> None:
    why = judge(target, actual, kind=COUNTED).why
    assert said in why
    assert f"目标“{target}”，实际“{actual}”" in why
    assert why.endswith("。")
    assert why.count("。") == 1


@pytest.mark.parametrize(
    ("target", "actual", "pair"),
    [
        ("≧10次", "12次", (10, 12)),
        ("20万元", "198000元", (200_000, 198_000)),
        ("3-5场", "10场", (5, 10)),
        ("3-5场", "2场", (3, 2)),
        ("5-10件", "≧8件", (8, 8)),
        ("≤15天", "20天", (15, 20)),
        ("同比下降5%", "同比增长2%", (5, -2)),
    ],
)
def test_the_two_numbers_of_the_scoring_formulas_are_in_one_unit(
    target: str, actual: str, pair: tuple[int, int]
) -> None:
    assert comparable(parse_value(target), parse_value(actual)) == pair


@pytest.mark.parametrize(
    ("target", "actual", "reason"),
    [("6个", "6家", "unit"), ("≧3次/周", "3次", "period"), ("有效提升", "5%", "kind"), ("100%", "1", "percent")],
)
def test_what_cannot_be_compared_names_why(target: str, actual: str, reason: str) -> None:
    mismatch = comparable(parse_value(target), parse_value(actual))
    assert isinstance(mismatch, Mismatch)
    assert mismatch.reason == reason


@pytest.mark.parametrize(
    ("target", "is_limit"),
    [("≤90万元", True), ("≥90%", False), ("90%", False), ("有效提升", False), ("2021年12月底前", False)],
)
def test_less_is_better_of_a_limit_alone(target: str, is_limit: bool) -> None:
    assert parse_value(target).is_limit is is_limit


@given(st.text() | DIRT)
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_without_error_and_kept_as_written(raw: str) -> None:
    value = parse_value(raw)
    assert value.raw == raw
    assert all(bound is None or bound.is_finite() for bound in (value.low, value.high))
    if value.kind == "range":
        assert value.low is not None
        assert value.high is not None
        assert value.low <= value.high


@given(
    st.text() | DIRT,
    st.text() | DIRT,
    st.text() | st.sampled_from(["投诉率", "合格率", "治理面积"]),
    st.sampled_from(KINDS),
)
@settings(max_examples=300, deadline=None)
def test_any_two_texts_are_judged_without_error_and_with_a_reason(
    target: str, actual: str, name: str, kind: str
) -> None:
    verdict = judge(target, actual, name=name, kind=kind)
    verdict.why.encode()
    assert verdict.why.endswith("。")
    assert verdict.ratio is None or verdict.ratio.is_finite()
    if verdict.over_fulfilled:
        assert verdict.ratio is not None
        assert verdict.ratio >= FAR_EXCEEDED


@given(st.integers(1, 10**9), st.integers(1, 10**9))
def test_a_floor_is_reached_exactly_when_the_actual_is_no_smaller(wanted: int, given_: int) -> None:
    verdict = judge(f"≥{wanted}人次", f"{given_}人")
    assert (verdict.outcome in (Outcome.MET, Outcome.EXCEEDED)) == (given_ >= wanted)
    assert verdict.over_fulfilled == (given_ * 5 >= wanted * 6)


@pytest.mark.parametrize(
    "text",
    [
        "9" * 10_000,
        "按质按量" * 200,
        "≥" * 10_000,
        "完成" * 50,
        "1-" * 60,
        "同比" * 60,
        "三" * 119,
        "目标" * 29,
        "\ud800" * 9_999,
    ],
)
def test_no_text_takes_as_long_as_fifty_milliseconds_to_judge(text: str) -> None:
    assert timeit(lambda: judge(text, f"{text}x"), timer=time.process_time, number=1) < 0.05
