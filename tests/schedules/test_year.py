"""A simulated year, wake-up by wake-up: every week its digest, every warning its life, nothing twice or missing."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from itertools import pairwise

from perfbot.domain.monitoring.notices import NoticeReason
from perfbot.domain.posts.post import JobKind, PostState
from schedules.workdays import Workdays
from tests.schedule_year import Year, a_year, digest_table, life_table

WORKDAYS = Workdays()


@cache
def year() -> Year:
    return a_year()


def test_each_of_the_52_weeks_has_one_digest_as_of_its_monday() -> None:
    digests = year().of(JobKind.DIGEST)
    assert [post.period for post in digests] == [f"2021-W{week:02d}" for week in range(1, 53)]
    assert {post.as_of.weekday() for post in digests} == {0}
    assert {post.state for post in digests} == {PostState.DONE}


def test_digests_due_on_holidays_went_out_on_the_next_working_day() -> None:
    moved = {f"{post.as_of:%m-%d}": f"{post.due:%m-%d}" for post in year().of(JobKind.DIGEST) if post.due.weekday()}
    assert moved == {
        "02-15": "02-18",
        "04-05": "04-06",
        "05-03": "05-06",
        "06-14": "06-15",
        "09-20": "09-22",
        "10-04": "10-08",
    }


def test_every_message_in_the_group_is_a_post_that_the_log_knows_and_each_stands_once() -> None:
    in_group = [post for post in year().posts if post.chat == "group"]
    assert year().group_messages == len(in_group) == len({post.message_id for post in in_group})
    assert {post.state for post in year().posts} == {PostState.DONE}


def test_warnings_come_at_most_once_a_day_and_on_working_days_only() -> None:
    days = [post.due.date() for post in year().of(JobKind.ALERTS)]
    assert len(days) == len(set(days)) > 50
    assert all(WORKDAYS.is_workday(day) for day in days)


def test_each_warning_begins_with_first_and_is_called_over_exactly_once() -> None:
    for key, life in year().lives().items():
        is_open = False
        for notice in life:
            assert is_open == (notice.reason is not NoticeReason.FIRST), key
            is_open = notice.reason is not NoticeReason.RESOLVED


def test_no_warning_is_told_twice_in_three_days_unless_it_is_new_worse_or_over() -> None:
    for life in year().lives().values():
        for before, after in pairwise(life):
            assert after.on > before.on
            if after.reason is NoticeReason.REPEAT_DUE:
                assert after.on - before.on >= timedelta(days=3)


def test_a_warning_that_lasts_is_told_again_within_a_week_or_on_the_first_working_day_after() -> None:
    """The whole fund's light is never muted: its life has no gap but holidays."""
    life = year().lives()["fund_behind:"]
    assert len(life) > 20
    for before, after in pairwise(life):
        assert after.on <= WORKDAYS.on_or_after(before.on + timedelta(days=7)), (before.on, after.on)


def test_the_slow_first_half_is_first_told_in_january_gets_worse_in_spring_and_is_over_in_autumn() -> None:
    told = [(notice.reason, notice.on.month) for notice in year().lives()["fund_behind:"]]
    assert told[0] == (NoticeReason.FIRST, 1)
    assert (NoticeReason.WORSENED, 3) in told
    assert told[-1][0] is NoticeReason.RESOLVED
    assert told[-1][1] in (8, 9)


def test_single_lines_are_muted_while_the_whole_fund_is_as_bad() -> None:
    april_to_june = [
        notice for notice in year().notices if 4 <= notice.on.month <= 6 and notice.key.startswith("project_behind")
    ]
    assert [notice.reason for notice in april_to_june if notice.reason is not NoticeReason.RESOLVED] == []


def test_reminders_go_to_those_who_owe_something_at_most_once_a_week() -> None:
    seen = [(post.chat, post.period) for post in year().of(JobKind.REMINDERS)]
    assert len(seen) == len(set(seen)) > 10


def test_each_night_has_its_backup_and_each_month_its_summary() -> None:
    assert len({moment.date() for moment in year().backups}) == len(year().backups) == 365
    assert [post.period for post in year().of(JobKind.MONTHLY)] == [f"2021-{month:02d}" for month in range(1, 12)]


def test_the_year_can_be_read_as_a_table() -> None:
    assert len(digest_table(year()).splitlines()) == 54
    assert "首次" in life_table(year())
