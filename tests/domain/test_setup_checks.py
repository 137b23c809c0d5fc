"""Set-up checks: each weakness is found where it is and nowhere else, and the real 2021 book shows the source's own."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime

import pytest

from perfbot.domain.books.book import Book
from perfbot.domain.setup.checks import setup_findings
from perfbot.domain.setup.findings import Finding, FindingKind, Gravity
from perfbot.domain.values import Direction
from perfbot.years.loader import build_book, sample
from tests.book_builder import BookBuilder

YEAR_END = date(2021, 12, 31)
K = FindingKind


@pytest.fixture(scope="module")
def book() -> Book:
    return build_book(sample(), datetime(2022, 3, 1, 9, tzinfo=UTC))


@pytest.fixture(scope="module")
def known(book: Book) -> tuple[Finding, ...]:
    return setup_findings(book, YEAR_END)


def named(book: Book, found: tuple[Finding, ...], kind: FindingKind) -> list[str]:
    states = [book.indicator(finding.indicator) for finding in found if finding.kind is kind]
    return [state.described.name for state in states if state]


def sound() -> BookBuilder:
    """A project in which no check finds anything."""
    built = BookBuilder().project("p", "10").indicator("p", "n", "≥10次", name="检查次数")
    built.indicator("p", "q", "≥95%", kind="质量指标", name="合格率")
    built.indicator("p", "b", "≥2亿元", kind="经济效益指标", name="产值")
    return built.indicator("p", "s", "≥90%", kind="服务对象满意度指标", name="满意度")


def kinds(built: BookBuilder) -> list[FindingKind]:
    return [finding.kind for finding in setup_findings(built.book)]


def about(built: BookBuilder, indicator: str) -> dict[FindingKind, Finding]:
    return {finding.kind: finding for finding in setup_findings(built.book) if finding.indicator == indicator}


def test_a_sound_project_has_no_findings() -> None:
    assert kinds(sound()) == []


def test_2021_has_one_benefit_indicator_among_13_projects(known: tuple[Finding, ...]) -> None:
    (finding,) = [finding for finding in known if finding.kind is K.FEW_BENEFITS]
    assert (finding.count, finding.total) == (1, 13)
    assert finding.others == ("2021年江门大型产业集聚区完成规上工业总产值",)
    assert [f.project for f in known if f.kind is K.NO_BENEFIT] == [f"p{n:02}" for n in (*range(1, 12), 13)]


def test_2021_writes_人次_as_a_target_and_人_as_its_result(book: Book, known: tuple[Finding, ...]) -> None:
    assert named(book, known, K.UNITS_WRITTEN_DIFFERENTLY) == ["参会企业人数", "参训企业高层管理人员数量"]
    assert {f.others for f in known if f.kind is K.UNITS_WRITTEN_DIFFERENTLY} == {("人次", "人")}


def test_2021_passed_four_targets_by_a_fifth_and_more(known: tuple[Finding, ...]) -> None:
    low = [(f.target, f.actual, f.suggestion) for f in known if f.kind is K.TARGET_TOO_LOW]
    assert low == [
        ("≧10次", "12次", "≥12次"),
        ("≧4000本", "7000本", "≥7000本"),
        ("3-5场", "10场", "≥10场"),
        ("2000亿元", "3199亿元", "≥3199亿元"),
    ]


def test_2021_sets_ranges_too_wide_to_miss(known: tuple[Finding, ...]) -> None:
    wide = [(f.target, f.suggestion) for f in known if f.kind is K.RANGE_TOO_WIDE]
    assert wide == [("3-5场", ""), ("5-10件", "≥5件")]


def test_2021_sets_one_indicator_name_to_different_targets(book: Book, known: tuple[Finding, ...]) -> None:
    (finding,) = [f for f in known if f.kind is K.SAME_NAME_OTHER_TARGET]
    assert (finding.project, finding.target, finding.others) == ("p09", "100%", ("≥90%",))
    assert (finding.count, finding.total) == (5, 6)
    assert named(book, known, K.SAME_NAME_OTHER_TARGET) == ["按期完成率"]


def test_2021_leaves_out_comparison_signs_that_others_have(known: tuple[Finding, ...]) -> None:
    bare = [f for f in known if f.kind is K.SIGN_MISSING]
    assert [f.target for f in bare][:3] == ["3219平方米", "15期", "2次"]
    assert len(bare) == 13
    assert all(f.suggestion == f"≥{f.target}" and f.others for f in bare if f.target != "2000亿元")
    assert [f.suggestion for f in bare if f.target == "2000亿元"] == [""], "≥3199亿元 is suggested already"
    (mixed,) = [f for f in known if f.kind is K.SIGNS_MIXED]
    assert (mixed.others, mixed.count) == (("≧",), 22)


def test_2021_states_three_results_as_bounds(known: tuple[Finding, ...]) -> None:
    assert [f.actual for f in known if f.kind is K.ACTUAL_IS_A_BOUND] == ["≧3次/周", "≧8件", "＞150人"]


def test_2021_has_four_projects_that_only_count(known: tuple[Finding, ...]) -> None:
    assert [f.project for f in known if f.kind is K.NO_QUALITY_NOR_TIMELINESS] == ["p04", "p06", "p07", "p08"]


def test_2021_counts_a_publicity_rate_among_quantities(book: Book, known: tuple[Finding, ...]) -> None:
    assert named(book, known, K.KIND_DOUBTFUL) == ["公示率"]


def test_2021_has_no_contradictions_and_nothing_else_than_named_above(known: tuple[Finding, ...]) -> None:
    assert Counter(f.gravity for f in known) == {Gravity.WEAKNESS: 24, Gravity.HINT: 22}
    assert {f.kind for f in known} == {
        K.FEW_BENEFITS, K.NO_BENEFIT, K.NO_QUALITY_NOR_TIMELINESS, K.TARGET_TOO_LOW, K.RANGE_TOO_WIDE,
        K.SAME_NAME_OTHER_TARGET, K.KIND_DOUBTFUL, K.SIGN_MISSING, K.SIGNS_MIXED, K.UNITS_WRITTEN_DIFFERENTLY,
        K.ACTUAL_IS_A_BOUND, K.FEW_SATISFACTION, K.NO_COST,
    }  # fmt: skip


def test_the_gravest_stand_first(known: tuple[Finding, ...]) -> None:
    assert [f.gravity for f in known] == sorted((f.gravity for f in known), reverse=True)


@pytest.mark.parametrize(
    ("target", "kind", "expected", "suggestion"),
    [
        ("≥120%", "质量指标", K.RATE_ABOVE_HUNDRED, "≥100%"),
        ("20万元", "成本指标", K.COST_WITHOUT_LIMIT, "≤20万元"),
        ("≥20万元", "成本指标", K.COST_WITHOUT_LIMIT, "≤20万元"),
        ("有效提升", "社会效益", K.EMPTY_PROMISE, ""),
        ("进一步完善", "社会效益", K.EMPTY_PROMISE, ""),
        ("培训2场100人次", "数量指标", K.TWO_COUNTS, ""),
        ("举办2场、参会300人", "数量指标", K.TWO_COUNTS, ""),
        ("达成预期指标", "质量指标", K.UNREADABLE_TARGET, ""),
        ("≥10", "数量指标", K.UNIT_MISSING, ""),
        ("5-10件", "数量指标", K.RANGE_TOO_WIDE, "≥5件"),
        ("200-400万件", "数量指标", K.RANGE_TOO_WIDE, "≥200万件"),
        ("≥80%", "数量指标", K.KIND_DOUBTFUL, ""),
        ("6家", "数量指标", K.SIGN_MISSING, "≥6家"),
        ("30天", "时效指标", K.SIGN_MISSING, "≤30天"),
        ("30天", "数量指标", K.SIGN_MISSING, ""),
        ("≧6家", "数量指标", None, ""),
        ("≥100%", "质量指标", None, ""),
        ("100%", "质量指标", None, ""),
        ("8-10件", "数量指标", None, ""),
        ("12月31日前", "时效指标", None, ""),
        ("≤20万元", "成本指标", None, ""),
    ],
)
def test_a_target_is_found_for_its_own_weakness(
    target: str, kind: str, expected: FindingKind | None, suggestion: str
) -> None:
    found = about(sound().indicator("p", "x", target, kind=kind, name="新指标"), "x")
    assert set(found) == ({expected} if expected else set())
    if expected:
        assert found[expected].suggestion == suggestion


@pytest.mark.parametrize(
    ("name", "kind", "target", "suggestion"),
    [
        ("群众投诉率", "质量指标", "5%", "≤5%"),
        ("森林火灾受害率(%)", "质量指标", "0.9", "≤0.9"),
        ("预算调整率", "质量指标", "3%", "≤3%"),
        ("投诉处理率", "质量指标", "90%", "≥90%"),
        ("水质指数", "质量指标", "90", ""),
    ],
)
def test_the_sign_that_is_advised_is_that_of_the_direction(name: str, kind: str, target: str, suggestion: str) -> None:
    found = about(sound().indicator("p", "x", target, kind=kind, name=name), "x")
    assert found[K.SIGN_MISSING].suggestion == suggestion


@pytest.mark.parametrize(
    ("name", "target", "given", "suggestion"),
    [
        ("群众投诉率", "≥5%", None, "≤5%"),
        ("验收合格率", "≤95%", None, "≥95%"),
        ("群众投诉率", "5%", Direction.AT_LEAST, "≤5%"),
        ("新指标", "≥5%", Direction.AT_MOST, ""),
    ],
)
def test_a_sign_or_direction_that_contradicts_the_name_or_one_another_is_named(
    name: str, target: str, given: Direction | None, suggestion: str
) -> None:
    found = about(sound().indicator("p", "x", target, kind="质量指标", name=name, direction=given), "x")
    assert found[K.DIRECTION_CONTRADICTED].suggestion == suggestion
    assert found[K.DIRECTION_CONTRADICTED].gravity is Gravity.CONTRADICTION


@pytest.mark.parametrize(
    ("name", "target", "given"),
    [
        ("群众投诉率", "≤5%", None),
        ("投诉率降低率", "≥5%", None),
        ("投诉处理率", "≥95%", None),
        ("群众投诉率", "下降5%", None),
        ("能耗降低率", "≥3%", None),
        ("新指标", "≥5%", None),
        ("新指标", "5%", Direction.AT_MOST),
        ("群众投诉率", "≤5%", Direction.AT_MOST),
        ("群众满意度", "≥90%", Direction.AT_LEAST),
    ],
)
def test_a_sign_that_goes_with_the_name_is_no_contradiction(name: str, target: str, given: Direction | None) -> None:
    found = about(sound().indicator("p", "x", target, kind="质量指标", name=name, direction=given), "x")
    assert K.DIRECTION_CONTRADICTED not in found


@pytest.mark.parametrize(("name", "target", "actual"), [("群众投诉率", "5%", "8%"), ("预算调整率", "3%", "0%")])
def test_a_limit_is_never_called_too_low(name: str, target: str, actual: str) -> None:
    found = about(sound().indicator("p", "x", target, kind="质量指标", name=name).result("x", actual), "x")
    assert K.TARGET_TOO_LOW not in found
    assert all("≥" not in finding.suggestion for finding in found.values())


def test_a_limit_without_its_sign_is_named_even_where_no_other_target_has_one() -> None:
    built = BookBuilder().project("p", "10").indicator("p", "a", "6家")
    built.indicator("p", "b", "5%", kind="质量指标", name="投诉率")
    assert about(built, "b")[K.SIGN_MISSING].suggestion == "≤5%"
    assert K.SIGN_MISSING not in about(built, "a")


def test_a_wide_range_that_is_a_limit_is_advised_by_its_upper_end() -> None:
    found = about(sound().indicator("p", "x", "10-20起", kind="质量指标", name="事故起数"), "x")
    assert found[K.RANGE_TOO_WIDE].suggestion == "≤20起"


@pytest.mark.parametrize(
    ("target", "kind", "name"),
    [("≥5%", "成本指标", "成本节约率"), ("0起", "质量指标", "重大安全事故"), ("≤500元/人", "成本指标", "人均成本")],
)
def test_what_is_set_soundly_raises_no_false_alarm(target: str, kind: str, name: str) -> None:
    assert about(sound().indicator("p", "x", target, kind=kind, name=name), "x") == {}


def test_what_grows_may_pass_a_hundred_percent() -> None:
    built = sound().indicator("p", "x", "≥120%", kind="经济效益指标", name="产值增长率")
    assert about(built, "x") == {}


def test_only_the_signs_that_are_not_plain_are_named() -> None:
    built = sound().indicator("p", "x", "≧6家", name="新指标")
    (mixed,) = [f for f in setup_findings(built.book) if f.kind is K.SIGNS_MIXED]
    assert (mixed.others, mixed.count, mixed.total) == (("≧",), 1, 5)


def test_a_plain_number_is_no_fault_where_no_other_target_has_a_sign() -> None:
    built = BookBuilder().project("p", "10").indicator("p", "a", "6家").indicator("p", "b", "3场")
    assert K.SIGN_MISSING not in kinds(built)


def test_a_result_in_another_unit_contradicts_its_target() -> None:
    finding = about(sound().result("n", "10人"), "n")[K.UNIT_OF_OTHER_KIND]
    assert (finding.gravity, finding.others) == (Gravity.CONTRADICTION, ("次", "人"))


def test_a_missing_unit_is_suggested_from_the_result() -> None:
    built = sound().indicator("p", "x", "≥10", name="新指标").result("x", "12次")
    assert about(built, "x")[K.UNIT_MISSING].suggestion == "≥10次"


def test_weights_that_do_not_sum_are_a_contradiction() -> None:
    built = BookBuilder().project("p", "10").indicator("p", "a", "≥1次", name="甲", weight="40")
    built.indicator("p", "b", "≥1次", name="乙", weight="40")
    (finding,) = [f for f in setup_findings(built.book) if f.kind is K.WEIGHTS_DO_NOT_SUM]
    assert (finding.target, finding.actual, finding.others) == ("90", "80", ("甲", "乙"))


def test_a_project_without_indicators_is_named_once() -> None:
    assert kinds(sound().project("q", "5")) == [K.NO_INDICATORS]


def test_an_indicator_that_belongs_nowhere_is_named() -> None:
    assert set(about(sound().indicator("p", "x", "≥1次", kind="其他", name="新指标"), "x")) == {K.KIND_UNKNOWN}


@pytest.mark.parametrize("written", ["数量指标", "产出数量", "产出数量指标", " 数量 指标"])
def test_the_kinds_are_known_however_they_are_written(written: str) -> None:
    assert kinds(sound().indicator("p", "x", "≥1次", kind=written, name="新指标")) == []
