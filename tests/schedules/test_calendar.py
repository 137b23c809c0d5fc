"""When things are due: weekdays by name, holidays and 调休, week 53, summer time, and one catch-up instead of three."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schedules.entries import TimetableEntry
from schedules.occurrences import between, latest_due, next_due
from schedules.reading import read_timetable
from schedules.workdays import LAST_KNOWN, Workdays

ZONE = ZoneInfo("Asia/Shanghai")
WORKDAYS = Workdays()
MONDAYS = '[digest]\ncron = { day_of_week = "mon", hour = 9 }\ncatch_up = "6d"\nworkdays = "shift"\n'


def entry(text: str = MONDAYS, zone: ZoneInfo = ZONE) -> TimetableEntry:
    (only,) = read_timetable(text, zone).entries
    return only


def at(text: str, zone: ZoneInfo = ZONE) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def due_days(of: TimetableEntry, year: int) -> list[date]:
    found = between(of, at(f"{year - 1}-12-31T23:59"), at(f"{year}-12-31T23:59"), WORKDAYS)
    return [item.at.date() for item in found]


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Shanghai"])
def test_the_next_five_digests_are_mondays_at_nine_in_the_offices_zone_whatever_the_machines(zone: str) -> None:
    weekly, moment = entry(MONDAYS.replace('"shift"', '"any"')), at("2021-07-01T12:00").astimezone(ZoneInfo(zone))
    for _ in range(5):
        found = next_due(weekly, moment, WORKDAYS)
        assert found is not None
        assert (found.at.weekday(), found.at.hour, found.at.utcoffset()) == (0, 9, timedelta(hours=8))
        moment = found.at


def test_a_digest_due_on_national_day_goes_out_on_the_first_working_day_after() -> None:
    found = latest_due(entry(), at("2021-10-08T09:00"), WORKDAYS)
    assert found is not None
    assert (found.nominal.date(), found.at.date(), found.period) == (date(2021, 10, 4), date(2021, 10, 8), "2021-W40")
    assert latest_due(entry(), at("2021-10-04T09:00"), WORKDAYS) is None


def test_a_saturday_that_is_worked_instead_counts_as_a_working_day() -> None:
    daily = entry('[alerts]\ncron = { hour = 10 }\nworkdays = "only"\ncatch_up = "8h"\n')
    assert latest_due(daily, at("2021-10-09T10:00"), WORKDAYS) is not None
    assert latest_due(daily, at("2021-10-10T10:00"), WORKDAYS) is None


def test_the_first_working_day_of_a_month_is_the_first_moved_off_holidays_and_weekends() -> None:
    monthly = entry('[monthly]\ncron = { day = 1, hour = 9 }\nworkdays = "shift"\ncatch_up = "10d"\n')
    assert [f"{day:%m-%d}" for day in due_days(monthly, 2021)] == [
        *("01-04", "02-01", "03-01", "04-01", "05-06", "06-01"),
        *("07-01", "08-02", "09-01", "10-08", "11-01", "12-01"),
    ]


@pytest.mark.parametrize(("year", "weeks"), [(2021, 52), (2024, 53), (2026, 52)])
def test_a_year_has_a_digest_for_each_of_its_mondays_and_none_on_a_holiday(year: int, weeks: int) -> None:
    days = due_days(entry(), year)
    assert len(days) == weeks
    assert all(WORKDAYS.is_workday(day) for day in days)


def test_week_53_and_the_monday_of_a_new_year_are_told_apart() -> None:
    found = between(entry(), at("2020-12-20T00:00"), at("2021-01-12T00:00"), WORKDAYS)
    assert [item.period for item in found] == ["2020-W52", "2020-W53", "2021-W01", "2021-W02"]


def test_a_29th_of_february_is_a_day_like_any_other() -> None:
    nightly = entry("[backup]\ncron = { hour = 2 }\n")
    found = latest_due(nightly, at("2024-02-29T03:00"), WORKDAYS)
    assert found is not None
    assert found.period == "2024-02-29"


@pytest.mark.parametrize("late", [timedelta(seconds=5), timedelta(hours=3), timedelta(days=2)])
def test_a_late_start_finds_the_digest_still_due(late: timedelta) -> None:
    found = latest_due(entry(), at("2021-07-05T09:00") + late, WORKDAYS)
    assert found is not None
    assert found.period == "2021-W27"


def test_after_three_weeks_of_downtime_one_digest_is_due_and_not_three() -> None:
    found = latest_due(entry(MONDAYS.replace("6d", "4w")), at("2021-07-27T09:00"), WORKDAYS)
    assert found is not None
    assert found.period == "2021-W30"


def test_what_is_later_than_its_window_is_not_made_up_for() -> None:
    assert latest_due(entry(), at("2021-07-11T09:00"), WORKDAYS) is None


def test_years_that_are_not_announced_yet_count_monday_to_friday_and_the_log_says_so_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    fresh, national_day = Workdays(), date(LAST_KNOWN.year + 2, 10, 1)
    with caplog.at_level(logging.WARNING, "perfbot.schedules"):
        assert [fresh.is_workday(national_day + timedelta(days=ahead)) for ahead in range(7)].count(True) == 5
    assert len(caplog.records) == 1
    assert not fresh.knows(national_day)


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/Berlin"])
def test_the_hour_that_summer_time_skips_or_repeats_gives_one_run_a_day(zone: str) -> None:
    berlin = ZoneInfo(zone)
    nightly = entry("[backup]\ncron = { hour = 2, minute = 30 }\n", berlin)
    days = [
        item.period
        for item in between(nightly, at("2021-01-01T00:00", berlin), at("2022-01-01T00:00", berlin), WORKDAYS)
    ]
    assert len(days) == len(set(days))
    assert len(days) >= 364


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 16 * 365 * 24 * 60), st.integers(0, 72))
def test_whenever_somebody_looks_the_digest_due_is_one_that_had_come_and_no_newer_one_had(
    minutes: int, hours: int
) -> None:
    now = datetime(2015, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    found = latest_due(entry(), now, WORKDAYS)
    later = between(entry(), now - timedelta(days=21), now, WORKDAYS)
    if found is None:
        assert all(item.until <= now for item in later)
    else:
        assert found.at <= now < found.until
        assert found.nominal == max(item.nominal for item in later)
        assert latest_due(entry(), now + timedelta(hours=hours), WORKDAYS) in (
            found,
            *between(entry(), now, now + timedelta(hours=hours), WORKDAYS),
            None,
        )


def test_a_time_that_never_falls_on_a_working_day_is_looked_for_a_year_and_then_left() -> None:
    saturdays = entry('[alerts]\ncron = { day_of_week = "sat", hour = 9 }\nworkdays = "only"\n')
    assert next_due(saturdays, at(f"{LAST_KNOWN.year + 1}-02-01T00:00"), WORKDAYS) is None
