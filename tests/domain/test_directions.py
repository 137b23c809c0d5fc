"""More or less is better: known from what was given, the sign, the name or the kind; else a person is asked."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given as any_of
from hypothesis import settings
from hypothesis import strategies as st

from perfbot.domain.evaluation.formulas import Formula
from perfbot.domain.evaluation.scoring import score_book
from perfbot.domain.indicators.taxonomy import IndicatorKind, kind_of
from perfbot.domain.monitoring.goals import goal_light
from perfbot.domain.monitoring.lights import Light
from perfbot.domain.rulebook import DEFAULT
from perfbot.domain.values import Direction, DirectionSource, Outcome, direction_of, judge, parse_value
from perfbot.domain.values.name_senses import sense_words
from perfbot.render.report.form_sheet import form_sheets
from tests.book_builder import BookBuilder

YEAR_END = date(2021, 12, 31)
JUDGEMENTS = [
    line.split("\t")
    for line in (Path(__file__).parent / "judgement_table.tsv").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.mark.parametrize(("kind", "name", "target", "actual", "right"), JUDGEMENTS)
def test_every_indicator_is_judged_the_right_way_round(
    kind: str, name: str, target: str, actual: str, right: str
) -> None:
    assert judge(target, actual, name=name, kind=kind, year=2021).outcome in right.split("|")


def test_the_table_holds_both_ways_round_more_than_two_hundred_times() -> None:
    ways = [direction_of(parse_value(row[2]), name=row[1], kind=row[0]).less_is_better for row in JUDGEMENTS]
    assert len({tuple(row) for row in JUDGEMENTS}) == len(JUDGEMENTS) >= 200
    assert ways.count(True) >= 80
    assert ways.count(False) >= 80


@pytest.mark.parametrize(
    ("name", "kind", "target", "direction", "source"),
    [
        ("投诉率", "质量指标", "≥5%", Direction.AT_LEAST, DirectionSource.SIGN),
        ("投诉率", "质量指标", "5%", Direction.AT_MOST, DirectionSource.NAME),
        ("投诉处理率", "质量指标", "5%", Direction.AT_LEAST, DirectionSource.NAME),
        ("人均培训", "成本指标", "500元", Direction.AT_MOST, DirectionSource.KIND),
        ("新指标", "数量指标", "5次", Direction.AT_LEAST, DirectionSource.KIND),
        ("新指标", "质量指标", "5次", None, DirectionSource.UNKNOWN),
        ("新指标", "数量指标", "3-5次", Direction.BETWEEN, DirectionSource.SIGN),
        ("新指标", "数量指标", "=5次", Direction.EQUAL, DirectionSource.SIGN),
        ("新指标", "社会效益指标", "有效提升", Direction.QUALITATIVE, DirectionSource.SIGN),
    ],
)
def test_a_direction_says_by_what_it_is_known(
    name: str, kind: str, target: str, direction: Direction | None, source: DirectionSource
) -> None:
    found = direction_of(parse_value(target), name=name, kind=kind)
    assert (found.direction, found.source) == (direction, source)


def test_what_the_office_gave_stands_before_name_and_kind() -> None:
    assert judge("5%", "8%", name="投诉率", kind="质量指标", given=Direction.AT_LEAST).outcome is Outcome.EXCEEDED
    assert judge("5%", "8%", name="新指标", kind="质量指标", given=Direction.AT_MOST).outcome is Outcome.UNMET
    assert judge("5%", "3%", name="新指标", kind="质量指标", given=Direction.AT_LEAST).outcome is Outcome.PARTLY


def test_what_the_office_gave_against_the_sign_is_asked_about() -> None:
    verdict = judge("≥5%", "8%", name="新指标", given=Direction.AT_MOST)
    assert verdict.outcome is Outcome.UNCLEAR
    assert "请核对" in verdict.why


def test_only_a_judgement_that_the_direction_would_decide_asks_for_it() -> None:
    assert judge("90%", "80%", name="新指标", kind="质量指标").asks_direction
    assert not judge("90%", "80%", name="合格率", kind="质量指标").asks_direction
    assert not judge("6个", "6家", name="新指标", kind="质量指标").asks_direction


@any_of(st.integers(1, 10**6), st.integers(1, 10**6), st.sampled_from(["", "质量指标", "生态效益指标", "时效指标"]))
def test_without_a_direction_no_difference_is_judged(wanted: int, reached: int, kind: str) -> None:
    verdict = judge(f"{wanted}个", f"{reached}个", name="新指标", kind=kind)
    assert verdict.outcome is (Outcome.MET if wanted == reached else Outcome.UNCLEAR)
    assert verdict.asks_direction is (wanted != reached)


def test_a_name_that_ends_in_unknown_words_says_nothing() -> None:
    names = {f"{row[1]}家访谈" for row in JUDGEMENTS if "控制在" not in row[1]}
    told = {
        name for name in names if direction_of(parse_value("5%"), name=name, kind="质量指标").less_is_better is not None
    }
    assert told == set()


UNKNOWN_WORDS = st.text(alphabet="甲丙丁戊己庚辛壬癸某彼", min_size=1, max_size=3)


@any_of(
    st.integers(2, 10**6), UNKNOWN_WORDS, UNKNOWN_WORDS, st.sampled_from(["", "≥", "不超过", "各", "人均", "带动就业"])
)
@settings(max_examples=300)
def test_unknown_words_around_a_number_never_make_it_another_number(
    number: int, before: str, behind: str, sign: str
) -> None:
    for text in (f"{before}{sign}{number}人", f"{sign}{number}人{behind}", f"{sign}{number}{behind}{number}人"):
        value = parse_value(text)
        assert {value.low, value.high} <= {None, Decimal(number)}


def test_every_word_of_the_list_has_a_reason_and_stands_once() -> None:
    words = [word.text for word in sense_words()]
    assert len(set(words)) == len(words)
    assert all(word.reason for word in sense_words())


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("生态环境成本指标", IndicatorKind.COST),
        ("社会成本指标", IndicatorKind.COST),
        ("经济成本", IndicatorKind.COST),
        ("生态效益指标", IndicatorKind.ECOLOGICAL),
        ("社会效益", IndicatorKind.SOCIAL),
    ],
)
def test_what_is_called_a_cost_is_one(written: str, kind: IndicatorKind) -> None:
    assert kind_of(written) is kind


def forestry() -> BookBuilder:
    """Rows as a published forestry form prints them, without signs."""
    built = BookBuilder().project("p", "10").spend("p", "10", BookBuilder().day(12, 20))
    rows = (
        ("数量指标", "造林面积", "1000亩", "1000亩"),
        ("数量指标", "护林员人数", "50人", "52人"),
        ("质量指标", "森林火灾受害率(‰)", "0.9", "0"),
        ("质量指标", "有害生物成灾率(‰)", "0.4", "0.1"),
        ("质量指标", "造林成活率", "85%", "90%"),
        ("时效指标", "完成时限(月)", "12", "11"),
        ("成本指标", "造林成本", "500元/亩", "480元/亩"),
        ("生态效益指标", "森林覆盖率", "60%", "60.2%"),
        ("满意度指标", "林农满意度", "90%", "95%"),
    )
    for number, (kind, name, target, actual) in enumerate(rows):
        built.indicator("p", f"i{number}", target, kind=kind, name=name).result(f"i{number}", actual)
    return built


def test_a_forestry_form_without_signs_scores_full_marks() -> None:
    score = score_book(forestry().book, YEAR_END).projects[0]
    assert [line.score for line in score.lines] == [line.weight for line in score.lines]


def test_more_complaints_than_allowed_are_unmet_in_score_form_and_lights() -> None:
    built = BookBuilder().project("p", "10").indicator("p", "x", "5%", kind="质量指标", name="群众投诉率")
    book = built.result("x", "8%").book
    line = score_book(book, YEAR_END).projects[0].lines[1]
    assert line.status is not None
    assert line.status.judgement.outcome is Outcome.UNMET
    assert (line.earned.formula, line.score) == (Formula.OVER_RATIO, Decimal("56.25"))
    assert goal_light(line.status, YEAR_END, built.day(1, 1), DEFAULT) is Light.RED
    (row,) = [
        texts for row in form_sheets(book, YEAR_END)[0].rows if "群众投诉率" in (texts := [cell.text for cell in row])
    ]
    assert "56.25" in row
