"""What is wrong on a day: each kind of warning, its severity, what mutes it, and the worst first."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from perfbot.domain.monitoring.alerts import Alert, Severity, alerts
from perfbot.years.loader import build_book, sample
from tests.book_builder import BookBuilder

D = Decimal
JUNE = date(2021, 6, 30)


def day(month: int, number: int) -> date:
    return date(2021, month, number)


def found(built: BookBuilder, on: date = JUNE) -> dict[str, Alert]:
    return {alert.key: alert for alert in alerts(built.book, on)}


def test_a_fund_on_course_raises_no_alert() -> None:
    built = BookBuilder().project("p", "100").spend("p", "50", JUNE)
    assert found(built) == {}


def test_a_project_behind_the_calendar_says_by_how_many_points_and_what_the_checkpoint_lacks() -> None:
    built = BookBuilder().project("a", "100").project("b", "10").spend("a", "60", JUNE).spend("b", "1", JUNE)
    alert = found(built)["project_behind:b"]
    assert (alert.severity, round(alert.points, 3), alert.amount) == (Severity.CRITICAL, D("0.396"), 40_000)


def test_a_light_over_the_whole_fund_mutes_the_projects_beneath_it() -> None:
    built = BookBuilder().project("a", "100").project("b", "100").spend("a", "10", JUNE)
    told = {alert.key: alert.muted for alert in alerts(built.book, JUNE)}
    assert told == {"fund_behind:": False, "project_behind:a": True, "project_behind:b": True, "quiet:b": True}


def test_a_project_worse_than_the_fund_is_still_told() -> None:
    built = BookBuilder().project("a", "100").project("b", "20").spend("a", "40", JUNE)
    told = found(built)
    assert told["fund_behind:"].severity is Severity.WARNING
    assert not told["project_behind:b"].muted


def test_spending_that_awaits_a_supplement_stays_critical_until_it_arrives() -> None:
    built = BookBuilder().project("p", "10").spend("p", "12", JUNE, awaiting=True)
    alert = found(built)["over_budget:p"]
    assert (alert.severity, alert.amount) == (Severity.CRITICAL, 20_000)
    built.budget("p", "2", day(7, 1))
    assert "over_budget:p" not in found(built, day(7, 1))


def test_a_project_behind_with_no_spending_for_four_weeks_is_quiet() -> None:
    built = BookBuilder().project("a", "100").project("p", "20").spend("a", "70", JUNE).spend("p", "1", day(6, 2))
    assert "quiet:p" not in found(built, day(6, 29))
    alert = found(built, day(6, 30))["quiet:p"]
    assert (alert.count, alert.since) == (4, day(6, 2))


def test_a_project_on_course_may_be_quiet() -> None:
    built = BookBuilder().project("p", "100").spend("p", "90", day(1, 5))
    assert found(built) == {}


def test_results_are_missed_from_december_on_and_a_deadline_as_soon_as_it_passes() -> None:
    built = BookBuilder().project("p", "100").spend("p", "100", day(1, 5))
    built.indicator("p", "i", "≥10次", name="甲").indicator("p", "d", "6月30日前", name="乙")
    assert "results_missing:p" not in found(built, day(6, 30))
    assert found(built, day(7, 1))["results_missing:p"].names == ("乙",)
    assert found(built, day(12, 1))["results_missing:p"].names == ("甲", "乙")


def test_goals_behind_name_the_indicators() -> None:
    built = BookBuilder().project("p", "100").spend("p", "50", JUNE).indicator("p", "i", "≥10次", name="甲")
    built.result("i", "1次", JUNE, reason="疫情")
    alert = found(built)["goals_behind:p"]
    assert (alert.severity, alert.names) == (Severity.CRITICAL, ("甲",))


def test_goals_reached_with_the_money_unspent_are_lights_apart() -> None:
    on = day(12, 31)
    built = BookBuilder().project("p", "100").spend("p", "85", on).indicator("p", "i", "≥10次").result("i", "10次", on)
    assert found(built, on)["lights_apart:p"].points == D("0.15")


def test_ten_points_between_goals_and_money_are_not_yet_apart() -> None:
    on = day(12, 31)
    built = BookBuilder().project("p", "100").spend("p", "90", on).indicator("p", "i", "≥10次").result("i", "10次", on)
    assert found(built, on) == {}


def test_an_unmet_result_without_a_reason_is_told_until_somebody_explains_it() -> None:
    on = day(12, 31)
    built = BookBuilder().project("p", "100").spend("p", "95", on).indicator("p", "i", "≥10次").result("i", "9次", on)
    assert found(built, on)["reasons_missing:p"].count == 1
    built.explain("i", "场地停用")
    assert "reasons_missing:p" not in found(built, on)


def test_the_worst_is_told_first() -> None:
    on = day(12, 31)
    built = BookBuilder().project("a", "100").project("b", "100").indicator("a", "i", "≥10次")
    built.spend("a", "85", on).spend("b", "105", on, awaiting=True).result("i", "10次", on)
    assert [alert.key for alert in alerts(built.book, on)] == ["over_budget:b", "lights_apart:a"]


@pytest.mark.parametrize(("on", "severity"), [(day(2, 28), Severity.WARNING), (day(3, 1), Severity.CRITICAL)])
def test_no_warning_is_critical_for_lateness_before_march(on: date, severity: Severity) -> None:
    assert found(BookBuilder().project("p", "100"), on)["fund_behind:"].severity is severity


def test_2021_ends_with_one_thing_wrong_the_upkeep_of_the_building() -> None:
    book = build_book(sample(), datetime(2022, 3, 1, 9, tzinfo=UTC))
    assert [alert.key for alert in alerts(book, date(2021, 12, 31))] == ["lights_apart:p03"]
