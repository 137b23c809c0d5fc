"""双监控: rates against 序时进度 or plan, lights that do not flap, checkpoints, and what a whole fund comes to."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfbot.domain.books.facts import BudgetKind
from perfbot.domain.books.members import Member, Role
from perfbot.domain.monitoring.expectation import time_progress
from perfbot.domain.monitoring.lights import Light, budget_light
from perfbot.domain.monitoring.money_course import WEEK, settled_light
from perfbot.domain.monitoring.overview import overview, payments_between, recorded_between
from perfbot.domain.rulebook import DEFAULT
from perfbot.years.loader import build_book, sample
from tests.book_builder import BookBuilder

D = Decimal
MAY = date(2021, 5, 10)
RULES = DEFAULT.lights
BANDS = [Light.RED, Light.YELLOW, Light.GREEN]


def light(v: str | None, previous: Light = Light.NONE, on: date = MAY) -> Light:
    return budget_light(None if v is None else D(v), previous, on, RULES)


@pytest.mark.parametrize(
    ("on", "share"),
    [(date(2021, 12, 31), "1"), (date(2020, 12, 31), "0"), (date(2022, 1, 1), "1"), (date(2021, 1, 1), "0.0027")],
)
def test_time_progress_is_the_elapsed_share_of_the_days(on: date, share: str) -> None:
    assert round(time_progress(on, 2021), 4) == D(share)


def test_a_leap_years_progress_counts_366_days() -> None:
    assert time_progress(date(2024, 2, 29), 2024) == D(60) / 366


@pytest.mark.parametrize(
    ("v", "expected"),
    [("0", Light.RED), ("59.99", Light.RED), ("60", Light.YELLOW), ("79.99", Light.YELLOW), ("80", Light.GREEN)],
)
def test_the_published_bands_set_the_light(v: str, expected: Light) -> None:
    assert light(v) is expected


def test_no_light_is_red_before_the_first_of_march() -> None:
    assert light("5", on=date(2021, 2, 28)) is Light.YELLOW
    assert light("5", on=date(2021, 3, 1)) is Light.RED


def test_the_january_after_a_year_is_not_early_in_it_whether_by_the_calendar_or_by_a_plan() -> None:
    built = BookBuilder().project("a", "100").project("b", "100")
    built.plan("b", [0, 0, 0, 40, 50, 60, 70, 80, 90, 100, 100, 100])
    for on in (date(2021, 12, 31), date(2022, 1, 3)):
        assert [project.money.light for project in overview(built.book, on).projects] == [Light.RED, Light.RED]


@pytest.mark.parametrize(
    ("v", "previous", "expected"),
    [
        ("61.9", Light.RED, Light.RED),
        ("62", Light.RED, Light.YELLOW),
        ("81.9", Light.YELLOW, Light.YELLOW),
        ("82", Light.YELLOW, Light.GREEN),
        ("81", Light.RED, Light.YELLOW),
        ("82", Light.RED, Light.GREEN),
        ("79.9", Light.GREEN, Light.YELLOW),
        ("59.9", Light.YELLOW, Light.RED),
    ],
)
def test_a_light_improves_only_when_it_passes_the_border_by_two_points(
    v: str, previous: Light, expected: Light
) -> None:
    assert light(v, previous) is expected


def test_nothing_to_judge_shows_no_light() -> None:
    assert light(None) is Light.NONE


POINTS = st.decimals(0, 200, places=1)


@given(POINTS, POINTS, st.sampled_from([Light.NONE, *BANDS]))
def test_a_higher_rate_never_shows_a_worse_light(one: Decimal, other: Decimal, previous: Light) -> None:
    low, high = sorted((one, other))
    assert light(str(low), previous) <= light(str(high), previous)


@given(POINTS, st.sampled_from([Light.NONE, *BANDS]))
def test_a_light_that_is_asked_again_stays_as_it_is(v: Decimal, previous: Light) -> None:
    shown = light(str(v), previous)
    assert light(str(v), shown) is shown


@given(st.lists(st.decimals(40, 100, places=1), min_size=1, max_size=80))
def test_the_light_of_a_day_is_what_watching_every_day_would_have_shown(course: list[Decimal]) -> None:
    """Looking back only as far as a border matters gives the light that daily watching gives."""
    start = date(2021, 4, 1)
    values = {start + timedelta(days=number): v for number, v in enumerate(course)}
    watched = Light.NONE
    for day, v in values.items():
        watched = budget_light(v, watched, day, RULES)
    near = sum(60 <= v < 62 or 80 <= v < 82 for v in course)
    if near < 50:
        assert settled_light(values.get, max(values), RULES) is watched


def test_a_project_is_held_against_the_calendar() -> None:
    built = BookBuilder().project("p", "100").spend("p", "31", built_day(6, 30))
    money = overview(built.book, date(2021, 6, 30)).projects[0].money
    assert (money.rate, round(money.expected, 4), money.light) == (D("0.31"), D("0.4959"), Light.YELLOW)
    assert money.gap is not None
    assert round(money.gap, 4) == D("-0.1859")


def test_a_red_light_does_not_turn_yellow_by_passing_the_border_a_little() -> None:
    built = BookBuilder().project("p", "100").spend("p", "30", built_day(6, 30))
    money = overview(built.book, date(2021, 6, 30)).projects[0].money
    assert money.v is not None
    assert 60 < money.v < 62
    assert money.light is Light.RED


def built_day(month: int, day: int) -> date:
    return date(2021, month, day)


def test_a_plan_replaces_the_calendar() -> None:
    plan = [0, 0, 0, 0, 0, 20, 30, 50, 60, 70, 80, 100]
    built = BookBuilder().project("p", "100").plan("p", plan).spend("p", "19", built_day(6, 30))
    money = overview(built.book, date(2021, 6, 30)).projects[0].money
    assert (money.by_plan, money.expected, money.light) == (True, D("0.2"), Light.GREEN)
    assert overview(built.book, date(2021, 7, 31)).projects[0].money.expected == D("0.3")


def test_before_a_plan_begins_there_is_no_light() -> None:
    built = BookBuilder().project("p", "100").plan("p", [0] * 6 + [100] * 6)
    assert overview(built.book, date(2021, 5, 1)).projects[0].money.light is Light.NONE


def test_money_added_in_the_year_counts_from_its_approval() -> None:
    built = BookBuilder().project("p", "", mid_year=True)
    built.budget("p", "100", built_day(10, 1), BudgetKind.SUPPLEMENT)
    money = overview(built.book, date(2021, 10, 1)).projects[0].money
    assert round(money.expected, 4) == D("0.0109")
    assert overview(built.book, date(2021, 12, 31)).projects[0].money.expected == 1


def test_a_project_added_in_the_year_is_not_shown_before_its_money_is_approved() -> None:
    built = BookBuilder().project("a", "10").project("p", "", mid_year=True)
    built.budget("p", "100", built_day(10, 1), BudgetKind.SUPPLEMENT)
    assert [project.code for project in overview(built.book, date(2021, 9, 30)).projects] == ["a"]
    assert [project.code for project in overview(built.book, date(2021, 10, 1)).projects] == ["a", "p"]


def test_a_fund_is_sum_over_sum_and_never_a_mean_of_rates() -> None:
    built = BookBuilder().project("a", "10").project("b", "90").spend("a", "10", MAY)
    assert overview(built.book, MAY).money.rate == D("0.1")


def test_a_transfer_leaves_the_funds_budget_and_rate_unchanged() -> None:
    built = BookBuilder().project("a", "50").project("b", "50").spend("a", "10", MAY)
    before = overview(built.book, MAY).money
    built.transfer("b", "a", "20", MAY)
    after = overview(built.book, MAY).money
    assert (before.budget, before.rate) == (after.budget, after.rate)


def test_a_project_without_budget_has_neither_rate_nor_light() -> None:
    project = overview(BookBuilder().project("p").book, MAY).projects[0]
    assert (project.money.rate, project.money.gap, project.money.light) == (None, None, Light.NONE)


def test_spending_beyond_the_budget_shows_what_awaits_a_supplement() -> None:
    built = BookBuilder().project("p", "10").spend("p", "12", MAY, awaiting=True)
    money = overview(built.book, MAY).projects[0].money
    assert (money.awaiting_supplement, money.remaining) == (20_000, -20_000)


def test_the_next_checkpoint_names_the_money_still_to_spend() -> None:
    built = BookBuilder().project("p", "100").spend("p", "30", built_day(4, 1))
    point = overview(built.book, MAY).money.checkpoint
    assert point is not None
    assert (point.on, point.share, point.missing) == (date(2021, 6, 30), D("0.5"), 200_000)


def test_the_pace_so_far_tells_whether_the_checkpoint_will_be_reached() -> None:
    slow = BookBuilder().project("p", "100").spend("p", "30", built_day(4, 1))
    fast = BookBuilder().project("p", "100").spend("p", "40", built_day(4, 1))
    points = [overview(built.book, MAY).money.checkpoint for built in (slow, fast)]
    assert [point.on_course for point in points if point] == [False, True]


def test_after_the_last_checkpoint_there_is_none() -> None:
    assert overview(BookBuilder().project("p", "100").book, date(2022, 1, 1)).money.checkpoint is None


def test_the_week_counts_the_seven_days_up_to_the_day() -> None:
    built = BookBuilder().project("p", "100")
    for day in (2, 3, 4, 10):
        built.spend("p", "1", built_day(5, day))
    assert overview(built.book, MAY).money.week_spent == 20_000
    assert payments_between(built.book, MAY - WEEK, MAY) == 2


def test_who_recorded_this_week_is_counted_the_busiest_first() -> None:
    clerk = Member(7, "小李", Role.EDITOR)
    built = BookBuilder().project("p", "100").spend("p", "1", built_day(5, 1), by=clerk)
    built.spend("p", "1", built_day(5, 9)).spend("p", "1", built_day(5, 9), by=clerk).spend("p", "1", MAY, by=clerk)
    assert [(item.person, item.count) for item in recorded_between(built.book, MAY - WEEK, MAY)] == [(7, 2), (1, 1)]


@pytest.mark.parametrize(
    ("target", "actual", "expected"),
    [
        ("≥10次", "12次", Light.BLUE),
        ("≥10次", "10次", Light.GREEN),
        ("≥10次", "4次", Light.GREEN),
        ("≥10次", "3次", Light.YELLOW),
        ("≥10次", "2次", Light.RED),
        ("≥90%", "80%", Light.GREEN),
        ("≥90%", "60%", Light.YELLOW),
        ("≥90%", "40%", Light.RED),
        ("≤20万元", "21万元", Light.RED),
        ("≤20万元", "19万元", Light.GREEN),
        ("有效提升", "部分达成", Light.YELLOW),
        ("有效提升", "未达成", Light.RED),
        ("≥10次", "看情况", Light.NONE),
    ],
)
def test_an_indicators_light_by_mid_year(target: str, actual: str, expected: Light) -> None:
    on = built_day(6, 30)
    built = BookBuilder().project("p", "100").indicator("p", "i", target).result("i", actual, on)
    assert overview(built.book, on).projects[0].goals.light is expected


def test_a_projects_goal_light_is_its_worst_indicators() -> None:
    on = built_day(12, 20)
    built = BookBuilder().project("p", "100").indicator("p", "a", "≥10次").indicator("p", "b", "≥10次", name="乙")
    built.indicator("p", "c", "≥10次").result("a", "20次", on).result("b", "1次", on)
    goals = overview(built.book, on).projects[0].goals
    assert (goals.total, goals.met, goals.pending, goals.light, goals.troubled) == (3, 1, 1, Light.RED, ("乙",))


def test_the_worst_stands_first() -> None:
    built = BookBuilder().project("a", "100").project("b", "100").project("c", "100")
    built.spend("a", "90", MAY).spend("c", "25", MAY)
    assert [project.code for project in overview(built.book, MAY).worst_first] == ["b", "c", "a"]


def test_the_overview_is_new_as_soon_as_something_is_recorded() -> None:
    built = BookBuilder().project("p", "100")
    assert overview(built.book, MAY).money.executed == 0
    built.spend("p", "1", MAY)
    assert overview(built.book, MAY).money.executed == 10_000


def test_2021_ends_with_all_goals_met_and_98_82_percent_spent() -> None:
    status = overview(build_book(sample(), datetime(2022, 3, 1, 9, tzinfo=UTC)), date(2021, 12, 31))
    assert len(status.projects) == 13
    assert (status.goals.met, status.goals.exceeded, status.goals.pending) == (44, 4, 0)
    assert status.money.rate is not None
    assert round(status.money.rate, 4) == D("0.9882")
    assert status.worst_first[0].code == "p03"
