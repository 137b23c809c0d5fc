"""Scores under 财预〔2020〕10号: the known results of 2021, the formulas at their edges, and what may never happen."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfbot.domain.books.book import Book
from perfbot.domain.books.commands import DeclareScore
from perfbot.domain.evaluation.formulas import Formula, over_limit
from perfbot.domain.evaluation.scoring import CheckKind, FundScore, Score, ScoreLine, score_book
from perfbot.domain.evaluation.weights import split
from perfbot.domain.monitoring.lights import Light
from perfbot.domain.rulebook import DEFAULT, Grade, LimitFormula, Rulebook, Scoring, Weights
from perfbot.years.loader import build_book, sample
from tests.book_builder import BookBuilder

D = Decimal
YEAR_END = date(2021, 12, 31)
LINEAR = Rulebook(scoring=Scoring(limit_formula=LimitFormula.LINEAR))


@pytest.fixture(scope="module")
def book() -> Book:
    return build_book(sample(), datetime(2022, 3, 1, 9, tzinfo=UTC))


@pytest.fixture(scope="module")
def known(book: Book) -> FundScore:
    return score_book(book, YEAR_END)


def only(target: str, actual: str, *, kind: str = "数量指标", rules: Rulebook = DEFAULT) -> ScoreLine:
    """The line of one indicator in a project that has no other, so that it carries 90 points."""
    built = BookBuilder().project("p", "10").spend("p", "10", YEAR_END).indicator("p", "i", target, kind=kind)
    if actual:
        built.result("i", actual)
    return score_book(built.book, YEAR_END, rules).projects[0].lines[1]


def weights(score: Score) -> list[Decimal]:
    return [line.weight for line in score.lines]


def test_2021_execution_scores_9_88_of_10(known: FundScore) -> None:
    assert (known.fund.execution.weight, known.fund.execution.score) == (10, D("9.88"))


def test_2021_scores_99_88_computed_beside_97_declared(known: FundScore) -> None:
    assert (known.fund.total, known.declared, known.difference) == (D("99.88"), 97, D("2.88"))
    assert known.fund.grade is Grade.EXCELLENT
    assert known.declared_grade == "优"


def test_2021_has_44_judged_indicators_of_which_exactly_four_are_blue(known: FundScore) -> None:
    lines = known.fund.lines[1:]
    assert len(lines) == 44
    assert known.fund.complete
    blue = [line.status.state.described.name for line in lines if line.status and line.status.judgement.over_fulfilled]
    assert blue == [
        "行政检查次数",
        "印刷宣传册数量",
        "组织工业设计师走进产业集群活动次数",
        "2021年江门大型产业集聚区完成规上工业总产值",
    ]


def test_2021_building_upkeep_claims_its_goals_with_money_unspent(known: FundScore) -> None:
    score = known.project("p03")
    assert score is not None
    assert score.rate is not None
    assert round(score.rate, 4) == D("0.8703")
    assert [(check.kind, check.light) for check in score.checks] == [(CheckKind.GOALS_WITHOUT_MONEY, Light.RED)]
    assert round(score.checks[0].found, 4) == D("0.1297")


def test_2021_no_other_project_fails_its_self_check(known: FundScore) -> None:
    assert [score.code for score in known.projects if score.checks] == ["p03"]


def test_every_score_of_2021_carries_a_hundred_points(known: FundScore) -> None:
    for score in (known.fund, *known.projects):
        assert sum(weights(score)) == 100


@pytest.mark.parametrize(
    ("target", "actual", "formula", "score"),
    [
        ("≥10次", "10次", Formula.REACHED, "90"),
        ("≥10次", "15次", Formula.REACHED, "90"),
        ("≥10次", "8次", Formula.SHORT, "72"),
        ("≥3次", "1次", Formula.SHORT, "30"),
        ("≥7次", "1次", Formula.SHORT, "12.86"),
        ("100%", "95%", Formula.SHORT, "85.5"),
        ("10次", "0次", Formula.SHORT, "0"),
        ("＞10次", "10次", Formula.SHORT, "90"),
        ("0起", "0起", Formula.REACHED, "90"),
        ("0起", "2起", Formula.NONE_WANTED, "0"),
        ("≤20万元", "18万元", Formula.KEPT, "90"),
        ("≤20万元", "25万元", Formula.OVER_RATIO, "72"),
        ("≤20万元", "60万元", Formula.OVER_RATIO, "30"),
        ("3-5场", "4场", Formula.INSIDE, "90"),
        ("3-5场", "10场", Formula.BEYOND, "90"),
        ("3-5场", "2场", Formula.SHORT, "60"),
        ("12月31日前", "2021年12月20日", Formula.ON_TIME, "90"),
        ("2021年11月30日前", "2021年12月20日", Formula.LATE, "63"),
        ("12月底前", "2021年3月5日", Formula.ON_TIME, "90"),
        ("12月底前", "2022年1月5日", Formula.LATE, "63"),
        ("2021年6月30日前", "2021年12月20日", Formula.LATE, "27"),
        ("有效提升", "达成预期指标", Formula.ACHIEVED, "90"),
        ("有效提升", "部分达成", Formula.PARTLY, "63"),
        ("有效提升", "未达成", Formula.MISSED, "27"),
    ],
)
def test_each_formula_gives_its_points(target: str, actual: str, formula: Formula, score: str) -> None:
    line = only(target, actual)
    assert (line.earned.formula, line.score) == (formula, D(score))


@pytest.mark.parametrize(("target", "actual", "score"), [("≥5%", "8%", "90"), ("≥5%", "3%", "54"), ("5%", "3%", "54")])
def test_what_is_saved_of_a_cost_is_better_the_more_it_is(target: str, actual: str, score: str) -> None:
    built = BookBuilder().project("p", "10").spend("p", "10", YEAR_END)
    built.indicator("p", "i", target, kind="成本指标", name="成本节约率").result("i", actual)
    line = score_book(built.book, YEAR_END).projects[0].lines[1]
    assert (line.score, line.earned.formula in (Formula.REACHED, Formula.SHORT)) == (D(score), True)


def test_a_range_of_days_is_a_limit_where_time_is_meant() -> None:
    line = only("15-20天", "25天", kind="时效指标")
    assert (line.earned.formula, line.score) == (Formula.OVER_RATIO, D("72"))
    assert only("15-20天", "12天", kind="时效指标").score == 90


@pytest.mark.parametrize(("actual", "score"), [("18万元", "90"), ("25万元", "67.5"), ("40万元", "0"), ("90万元", "0")])
def test_an_office_may_score_a_passed_limit_linearly(actual: str, score: str) -> None:
    assert only("≤20万元", actual, rules=LINEAR).score == D(score)


def test_an_indicator_without_result_or_that_nobody_can_read_has_no_score_yet() -> None:
    assert only("≥10次", "").score is None
    unclear = only("≥10次", "很多次")
    assert (unclear.earned.formula, unclear.score) == (Formula.UNCLEAR, None)


def test_a_score_is_provisional_until_every_indicator_is_judged() -> None:
    built = BookBuilder().project("p", "10").indicator("p", "a", "≥1次").indicator("p", "b", "≥1次").result("a", "1次")
    score = score_book(built.book, YEAR_END).projects[0]
    assert (score.complete, score.total) == (False, 45)


def test_without_satisfaction_its_points_go_to_benefit() -> None:
    built = BookBuilder().project("p", "10").indicator("p", "a", "≥1次").indicator("p", "b", "≥1亿元", kind="经济效益")
    assert weights(score_book(built.book, YEAR_END).projects[0]) == [10, 50, 40]


def test_without_benefit_the_rest_is_rescaled_and_execution_stays_at_ten() -> None:
    built = (
        BookBuilder().project("p", "10").indicator("p", "a", "≥1次").indicator("p", "b", "≥90%", kind="服务对象满意度")
    )
    assert weights(score_book(built.book, YEAR_END).projects[0]) == [10, 75, 15]


def test_points_that_do_not_divide_leave_the_remainder_to_the_last() -> None:
    built = BookBuilder().project("p", "10")
    for code in "abcdefg":
        built.indicator("p", code, "≥1次")
    assert weights(score_book(built.book, YEAR_END).projects[0]) == [10, *[D("12.86")] * 6, D("12.84")]


def test_given_weights_are_honoured_and_the_others_share_what_is_left() -> None:
    built = BookBuilder().project("p", "10").indicator("p", "a", "≥1次", weight="50").indicator("p", "b", "≥1次")
    built.indicator("p", "c", "≥1次")
    assert weights(score_book(built.book, YEAR_END).projects[0]) == [10, 50, 20, 20]


@pytest.mark.parametrize(("first", "second"), [("50", "50"), ("30", "30"), ("90", None), ("95", None)])
def test_given_weights_that_cannot_sum_to_a_hundred_are_named(first: str, second: str | None) -> None:
    built = BookBuilder().project("p", "10").indicator("p", "a", "≥1次", name="甲", weight=first)
    built.indicator("p", "b", "≥1次", name="乙", weight=second)
    score = score_book(built.book, YEAR_END).projects[0]
    assert score.total is None
    assert score.problem is not None
    assert score.problem.expected == 90
    assert score.problem.names == (("甲", "乙") if second else ("甲",))


def test_other_offices_weigh_execution_at_twenty() -> None:
    rules = Rulebook(weights=Weights(execution=D(20), output=D(40), benefit=D(30), satisfaction=D(10)))
    built = BookBuilder().project("p", "10").spend("p", "5", YEAR_END).indicator("p", "a", "≥1次")
    score = score_book(built.book, YEAR_END, rules).projects[0]
    assert weights(score) == [20, 80]
    assert score.execution.score == 10


def test_a_project_without_budget_has_no_rate_and_is_scored_on_its_goals_alone() -> None:
    built = BookBuilder().project("p").indicator("p", "a", "≥1次").result("a", "1次")
    score = score_book(built.book, YEAR_END).projects[0]
    assert (score.rate, score.execution.earned.formula, score.total) == (None, Formula.NO_BUDGET, 100)


def test_given_weights_share_the_points_of_execution_where_there_is_no_budget() -> None:
    built = BookBuilder().project("p").indicator("p", "a", "≥1次", weight="60").indicator("p", "b", "≥1次", weight="30")
    score = score_book(built.book, YEAR_END).projects[0]
    assert (score.problem, weights(score)) == (None, [0, D("66.67"), D("33.33")])


def test_spending_beyond_the_budget_earns_no_more_than_full_points() -> None:
    built = BookBuilder().project("p", "10").spend("p", "12", YEAR_END, awaiting=True)
    assert score_book(built.book, YEAR_END).fund.execution.score == 10


def test_a_project_without_indicators_has_no_score() -> None:
    score = score_book(BookBuilder().project("p", "10").book, YEAR_END).projects[0]
    assert (score.total, score.grade, score.checks) == (None, None, ())


def test_more_than_a_fifth_unspent_is_yellow() -> None:
    built = BookBuilder().project("p", "10").spend("p", "7.9", YEAR_END).indicator("p", "a", "≥1次").result("a", "1次")
    checks = score_book(built.book, YEAR_END).projects[0].checks
    assert [check.kind for check in checks] == [CheckKind.GOALS_WITHOUT_MONEY, CheckKind.UNSPENT]


def test_exactly_a_fifth_unspent_is_not_yellow() -> None:
    built = BookBuilder().project("p", "10").spend("p", "8", YEAR_END).indicator("p", "a", "≥1次").result("a", "1次")
    assert CheckKind.UNSPENT not in [check.kind for check in score_book(built.book, YEAR_END).projects[0].checks]


def test_the_computation_does_not_bend_to_the_declaration() -> None:
    built = BookBuilder().project("p", "10").spend("p", "10", YEAR_END).indicator("p", "a", "≥1次").result("a", "1次")
    before = score_book(built.book, YEAR_END).fund.total
    built.record(DeclareScore(key="d", score=D(60), grade="中"))
    after = score_book(built.book, YEAR_END)
    assert (before, after.fund.total, after.declared, after.difference) == (100, 100, 60, 40)


COUNTS = st.integers(1, 10**6)


@given(st.integers(0, 10**7), st.lists(st.integers(0, 10**6), min_size=1, max_size=300))
def test_split_points_always_sum_to_the_whole_and_are_never_negative(total: int, shares: list[int]) -> None:
    points = split(D(total) / 100, [D(share) for share in shares])
    assert sum(points) == D(total) / 100
    assert min(points) >= 0


@given(COUNTS, st.integers(0, 10**7), st.integers(0, 10**7))
def test_doing_more_never_scores_less(target: int, one: int, other: int) -> None:
    less, more = sorted((one, other))
    low, high = only(f"≥{target}次", f"{less}次").score, only(f"≥{target}次", f"{more}次").score
    assert low is not None
    assert high is not None
    assert 0 <= low <= high <= 90


@given(COUNTS, COUNTS, COUNTS, st.sampled_from(LimitFormula))
def test_passing_a_limit_further_never_scores_more(limit: int, one: int, other: int, formula: LimitFormula) -> None:
    less, more = sorted((one, other))
    near, far = over_limit(D(limit), D(less), formula), over_limit(D(limit), D(more), formula)
    assert 0 <= far <= near <= 1


PAIRS = st.tuples(
    st.sampled_from(["≥10次", "3-5场", "≤20万元", "100%", "有效提升", "12月31日前", "0起", "＞5人"]),
    st.sampled_from(
        ["", "8次", "12次", "4场", "30万元", "90%", "达成预期指标", "未完成", "2021年12月1日", "2起", "6人"]
    ),
)


@given(st.lists(PAIRS, min_size=1, max_size=8), st.integers(0, 1000))
def test_no_line_scores_above_its_weight_and_weights_sum_to_a_hundred(pairs: list[tuple[str, str]], spent: int) -> None:
    built = BookBuilder().project("p", "10")
    if spent:
        built.spend("p", str(D(spent) / 100), YEAR_END)
    for number, (target, actual) in enumerate(pairs):
        built.indicator("p", f"i{number}", target)
        if actual:
            built.result(f"i{number}", actual)
    known = score_book(built.book, YEAR_END)
    for score in (known.fund, *known.projects):
        assert sum(weights(score)) == 100
        assert all(line.score is None or 0 <= line.score <= line.weight for line in score.lines)
        assert score.total is not None
        assert 0 <= score.total <= 100
