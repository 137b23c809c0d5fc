"""The timetable that the office edits: what it may say, and every mistake named with its line and a remedy."""

from __future__ import annotations

from datetime import time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from perfbot.domain.posts.post import GROUP, JobKind
from perfbot.render.terminal.timetable import timetable_problem_lines
from perfbot.settings import TIMETABLE
from schedules.entries import Flaw, OnHolidays, Quiet, TimetableEntry, TimetableProblem, TimetableProblems
from schedules.reading import load_timetable, read_timetable

ZONE = ZoneInfo("Asia/Shanghai")


def one(text: str) -> TimetableEntry:
    (entry,) = read_timetable(text, ZONE).entries
    return entry


def problems(text: str) -> list[tuple[int, str, Flaw]]:
    with pytest.raises(TimetableProblems) as caught:
        read_timetable(text, ZONE)
    return [(problem.line, problem.key, Flaw(problem.flaw)) for problem in caught.value.problems]


def test_the_timetable_that_comes_with_the_program_has_one_entry_of_each_kind_all_switched_on() -> None:
    timetable = load_timetable(TIMETABLE, ZoneInfo("UTC"))
    assert sorted(entry.kind.value for entry in timetable.active) == sorted(kind.value for kind in JobKind)
    assert {str(entry.timezone) for entry in timetable.entries} == {"Asia/Shanghai"}


def test_every_key_of_the_shipped_timetable_is_explained_in_its_comments() -> None:
    text = TIMETABLE.read_text("utf-8")
    comments = "\n".join(line for line in text.splitlines() if line.startswith("#"))
    for key in ("on", "cron", "timezone", "workdays", "catch_up", "chat", "fund", "kind", "quiet", "keep"):
        assert f" {key} " in comments or f"{key} 是" in comments or f"{key} 这" in comments, key


def test_an_entry_says_when_where_about_what_and_what_a_holiday_does_to_it() -> None:
    entry = one(
        '[weekly]\nkind = "digest"\ncron = { day_of_week = "mon", hour = 9 }\nchat = -1001234567890\n'
        'fund = "gongye"\ncatch_up = "4d"\nworkdays = "shift"\ntimezone = "Asia/Urumqi"\n'
    )
    assert (entry.name, entry.kind, entry.chat, entry.fund) == ("weekly", JobKind.DIGEST, "-1001234567890", "gongye")
    assert (entry.catch_up, entry.on_holidays) == (timedelta(days=4), OnHolidays.SHIFT)
    assert str(entry.timezone) == "Asia/Urumqi"


def test_what_is_left_out_is_the_group_every_fund_and_the_time_zone_of_the_settings() -> None:
    entry = one("[digest]\ncron = { day_of_week = 'tue', hour = 8 }\n")
    assert (entry.chat, entry.fund, entry.on, entry.timezone) == (GROUP, "", True, ZONE)


def test_reminders_have_quiet_hours_over_midnight() -> None:
    quiet = one('[reminders]\ncron = { day_of_week = "fri", hour = 15 }\nquiet = "21:30-07:00"\n').quiet
    assert quiet == Quiet(time(21, 30), time(7))
    assert [quiet.holds(time(hour)) for hour in (6, 7, 21, 22)] == [True, False, False, True]


def test_an_entry_switched_off_is_not_run() -> None:
    assert read_timetable("[backup]\non = false\ncron = { hour = 2 }\n", ZONE).active == ()


@pytest.mark.parametrize(
    ("line", "key", "flaw"),
    [
        ("on = 1", "on", Flaw.NOT_A_SWITCH),
        ("chat = 'grp'", "chat", Flaw.CHAT),
        ("chat = 123", "chat", Flaw.CHAT),
        ("fund = '工业'", "fund", Flaw.FUND),
        ("timezone = 'Asia/Beijing'", "timezone", Flaw.TIMEZONE),
        ("timezone = 8", "timezone", Flaw.TIMEZONE),
        ("catch_up = '3 weeks'", "catch_up", Flaw.DURATION),
        ("catch_up = '0h'", "catch_up", Flaw.DURATION),
        ("catch_up = '1m'", "catch_up", Flaw.WINDOW),
        ("catch_up = '9w'", "catch_up", Flaw.WINDOW),
        ("workdays = 'shft'", "workdays", Flaw.WORKDAYS),
        ("keep = '7d'", "keep", Flaw.UNKNOWN_KEY),
        ("catchup = '7d'", "catchup", Flaw.UNKNOWN_KEY),
    ],
)
def test_each_bad_value_is_named_with_its_line(line: str, key: str, flaw: Flaw) -> None:
    text = f'# 周报\n[digest]\ncron = {{ day_of_week = "mon", hour = 9 }}\n{line}\n'
    assert problems(text) == [(4, f"digest.{key}", flaw)]


@pytest.mark.parametrize(
    ("cron", "flaw"),
    [
        ("{ day_of_week = 1, hour = 9 }", Flaw.WEEKDAY_NUMBER),
        ('{ day_of_week = "1-5", hour = 9 }', Flaw.WEEKDAY_NUMBER),
        ('{ day_of_week = "monday", hour = 9 }', Flaw.CRON_VALUE),
        ('{ day_of_week = "mon" }', Flaw.NO_HOUR),
        ('{ weekday = "mon", hour = 9 }', Flaw.CRON_WORD),
        ('{ day_of_week = "mon", hour = 25 }', Flaw.CRON_VALUE),
        ('{ day_of_week = "mon", hour = [9] }', Flaw.CRON_VALUE),
        ('"0 9 * * 1"', Flaw.CRON_VALUE),
        ("{ month = 2, day = 30, hour = 9 }", Flaw.NEVER),
        ('{ day_of_week = "mon,thu", hour = 9 }', Flaw.TOO_OFTEN),
        ('{ hour = "9,15" }', Flaw.TOO_OFTEN),
    ],
)
def test_each_time_that_makes_no_sense_is_refused(cron: str, flaw: Flaw) -> None:
    assert problems(f"[digest]\ncron = {cron}\n") == [(2, "digest.cron", flaw)]


def test_an_entry_without_a_time_and_one_of_an_unknown_kind_are_named() -> None:
    found = problems('[digest]\n\n[alert]\ncron = { hour = 9 }\n\n[rem]\nkind = "remind"\n')
    assert found == [(1, "digest", Flaw.MISSING), (3, "alert", Flaw.UNKNOWN_KIND), (7, "rem.kind", Flaw.UNKNOWN_KIND)]


def test_two_entries_that_would_say_the_same_to_one_chat_are_named_before_one_of_them_is_never_sent() -> None:
    digest = 'kind = "digest"\ncron = { day_of_week = "mon", hour = 9 }\n'
    assert problems(f'[a]\n{digest}fund = "x"\n[b]\n{digest}') == [(5, "b", Flaw.TWICE)]
    two_funds = f'[a]\n{digest}fund = "x"\n[b]\n{digest}fund = "y"\n'
    assert len(read_timetable(two_funds, ZONE).entries) == 2


def test_warnings_of_two_funds_are_one_message_a_day_so_one_entry_a_chat() -> None:
    alerts = 'kind = "alerts"\ncron = { hour = 10 }\n'
    assert problems(f'[a]\n{alerts}fund = "x"\n[b]\n{alerts}fund = "y"\n') == [(5, "b", Flaw.TWICE)]


def test_warnings_of_one_fund_for_two_chats_go_out_at_one_time_or_the_later_chat_would_hear_nothing() -> None:
    first = '[a]\nkind = "alerts"\ncron = { hour = 10 }\n'
    second = '[b]\nkind = "alerts"\ncron = { hour = %d }\nchat = -1001\n'
    assert problems(first + second % 11) == [(6, "b.cron", Flaw.APART)]
    assert len(read_timetable(first + second % 10, ZONE).entries) == 2


def test_one_mistake_is_enough_that_nothing_of_the_file_is_used_and_all_are_told_at_once() -> None:
    text = '[backup]\ncron = { hour = 2 }\n[digest]\non = "yes"\ncron = { hour = 9 }\nchat = "x"\n'
    assert [flaw for _, _, flaw in problems(text)] == [Flaw.NOT_A_SWITCH, Flaw.TOO_OFTEN, Flaw.CHAT]


def test_a_file_that_is_no_toml_says_the_line() -> None:
    assert problems("format = 1\n[digest\non = true\n") == [(2, "", Flaw.SYNTAX)]


def test_a_line_that_cannot_be_read_hides_no_other_mistake() -> None:
    text = (
        "[digest]\non = yes\ncron = { day_of_week = 1-5, hour = 10 }\nchat = “group”\nfund = '工业'\n"
        "[alerts】\non = true\n"
        "[backup]\ncron = { hour = 2, second = 5, minute = 77 }\n[backup]\non = true\n"
    )
    assert problems(text) == [
        (2, "", Flaw.SYNTAX),
        (3, "", Flaw.SYNTAX),
        (4, "", Flaw.SYNTAX),
        (5, "digest.fund", Flaw.FUND),
        (6, "", Flaw.SYNTAX),
        (9, "backup.cron", Flaw.CRON_VALUE),
        (9, "backup.cron", Flaw.CRON_WORD),
        (10, "", Flaw.REPEATED),
    ]


def test_a_file_of_a_newer_format_is_not_guessed_at() -> None:
    assert problems("format = 2\n") == [(1, "format", Flaw.UNKNOWN_KEY)]


def test_a_file_that_cannot_be_opened_is_a_problem_like_any_other(tmp_path: Path) -> None:
    with pytest.raises(TimetableProblems) as caught:
        load_timetable(tmp_path / "none.toml", ZONE)
    assert [Flaw(problem.flaw) for problem in caught.value.problems] == [Flaw.UNREADABLE]


def test_every_flaw_there_is_has_a_sentence_with_a_line_and_a_remedy() -> None:
    for flaw in Flaw:
        (_, line) = timetable_problem_lines("t.toml", [TimetableProblem(7, "digest.x", flaw.value, "现值", "可选")])
        assert "第 7 行 digest.x" in line
        assert any(word in line for word in ("请", "应", "可以写", "只能写", "要写")), line
