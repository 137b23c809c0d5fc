"""What is said about an alert over its life: FIRST, WORSENED, REPEAT_DUE, RESOLVED, and nothing twice."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from perfbot.domain.monitoring.alerts import Alert, AlertKind, Severity
from perfbot.domain.monitoring.notices import Act, Notice, NoticeReason, answered_to, decisions
from perfbot.domain.rulebook import Watch

RULES = Watch()
DAY = date(2021, 5, 10)
KEY = "project_behind:p1"


def alert(severity: Severity = Severity.WARNING, *, project: str = "p1", muted: bool = False) -> Alert:
    return Alert(kind=AlertKind.PROJECT_BEHIND, project=project, severity=severity, muted=muted)


def said(reason: NoticeReason, on: date = DAY, severity: Severity = Severity.WARNING) -> Notice:
    return Notice(key=KEY, act=Act.SAID, on=on, reason=reason, severity=severity)


def reasons(alerts: list[Alert], log: list[Notice], on: date) -> list[NoticeReason]:
    return [decision.reason for decision in decisions(alerts, log, on, RULES)]


def test_a_new_alert_is_told_at_once() -> None:
    assert reasons([alert()], [], DAY) == [NoticeReason.FIRST]


def test_an_alert_told_yesterday_is_not_told_again_today() -> None:
    assert reasons([alert()], [said(NoticeReason.FIRST)], DAY + timedelta(days=1)) == [NoticeReason.NONE]


def test_an_alert_that_lasts_is_told_again_after_a_week() -> None:
    log = [said(NoticeReason.FIRST)]
    assert reasons([alert()], log, DAY + timedelta(days=6)) == [NoticeReason.NONE]
    assert reasons([alert()], log, DAY + timedelta(days=7)) == [NoticeReason.REPEAT_DUE]


def test_an_alert_that_turns_from_yellow_to_red_is_told_the_same_day() -> None:
    assert reasons([alert(Severity.CRITICAL)], [said(NoticeReason.FIRST)], DAY) == [NoticeReason.WORSENED]


def test_an_alert_that_eases_is_not_news_nor_is_its_return_to_what_was_told() -> None:
    log = [said(NoticeReason.FIRST, severity=Severity.CRITICAL)]
    assert reasons([alert(Severity.WARNING)], log, DAY + timedelta(days=1)) == [NoticeReason.NONE]
    assert reasons([alert(Severity.CRITICAL)], log, DAY + timedelta(days=2)) == [NoticeReason.NONE]


def test_an_alert_that_is_over_is_told_resolved_exactly_once() -> None:
    log = [said(NoticeReason.FIRST)]
    assert reasons([], log, DAY) == [NoticeReason.RESOLVED]
    assert reasons([], [*log, said(NoticeReason.RESOLVED)], DAY) == []


def test_an_alert_that_comes_back_is_a_first_one_again() -> None:
    assert reasons([alert()], [said(NoticeReason.FIRST), said(NoticeReason.RESOLVED)], DAY) == [NoticeReason.FIRST]


def test_an_acknowledged_alert_repeats_every_four_weeks_only() -> None:
    log = [said(NoticeReason.FIRST), Notice(key=KEY, act=Act.ACKNOWLEDGED, on=DAY, by=7)]
    assert answered_to(log, DAY, RULES)[KEY].known_by == (7,)
    assert reasons([alert()], log, DAY + timedelta(days=27)) == [NoticeReason.NONE]
    assert reasons([alert()], log, DAY + timedelta(days=28)) == [NoticeReason.REPEAT_DUE]


def test_an_acknowledged_alert_that_worsens_is_told_and_no_longer_counts_as_known() -> None:
    log = [said(NoticeReason.FIRST), Notice(key=KEY, act=Act.ACKNOWLEDGED, on=DAY, by=7)]
    assert reasons([alert(Severity.CRITICAL)], log, DAY) == [NoticeReason.WORSENED]
    assert answered_to([*log, said(NoticeReason.WORSENED, severity=Severity.CRITICAL)], DAY, RULES)[KEY].known_by == ()


def test_a_silenced_alert_is_quiet_for_seven_days_even_if_it_worsens() -> None:
    log = [said(NoticeReason.FIRST), Notice(key=KEY, act=Act.SILENCED, on=DAY, by=7)]
    assert reasons([alert(Severity.CRITICAL)], log, DAY + timedelta(days=6)) == [NoticeReason.NONE]
    assert reasons([alert(Severity.CRITICAL)], log, DAY + timedelta(days=7)) == [NoticeReason.WORSENED]
    week_on = DAY + timedelta(days=7)
    assert [answered_to(log, day, RULES)[KEY].silent_until for day in (DAY, week_on)] == [week_on, None]


def test_a_silence_ends_with_the_alert_it_was_asked_for() -> None:
    log = [said(NoticeReason.FIRST), Notice(key=KEY, act=Act.SILENCED, on=DAY, by=7), said(NoticeReason.RESOLVED)]
    assert reasons([alert()], log, DAY + timedelta(days=1)) == [NoticeReason.FIRST]


def test_a_line_muted_by_the_whole_funds_light_is_neither_told_nor_called_over() -> None:
    assert reasons([alert(muted=True)], [], DAY) == [NoticeReason.NONE]
    assert reasons([alert(muted=True)], [said(NoticeReason.FIRST)], DAY + timedelta(days=9)) == [NoticeReason.NONE]


def test_an_acknowledgement_of_an_alert_never_told_changes_nothing() -> None:
    log = [Notice(key=KEY, act=Act.ACKNOWLEDGED, on=DAY, by=7)]
    assert reasons([alert()], log, DAY) == [NoticeReason.FIRST]


SEVERITIES = st.sampled_from([None, Severity.NOTE, Severity.WARNING, Severity.CRITICAL])
ANSWERS = st.sampled_from([None, None, None, Act.ACKNOWLEDGED, Act.SILENCED])


def lived(days: list[tuple[Severity | None, Act | None]]) -> list[tuple[int, NoticeReason, Severity | None]]:
    """Plays a life day by day, logging what is said; returns what was said when."""
    log: list[Notice] = []
    told = []
    for number, (severity, answer) in enumerate(days):
        on = DAY + timedelta(days=number)
        for decision in decisions([alert(severity)] if severity else [], log, on, RULES):
            if decision.speaks:
                told.append((number, decision.reason, severity))
                log.append(decision.notice(on))
        if answer:
            log.append(Notice(key=KEY, act=answer, on=on, by=7))
    return told


@given(st.lists(st.tuples(SEVERITIES, ANSWERS), max_size=60))
def test_every_episode_begins_with_first_and_ends_once(days: list[tuple[Severity | None, Act | None]]) -> None:
    is_open = False
    for _, reason, _ in lived(days):
        assert is_open == (reason is not NoticeReason.FIRST)
        is_open = reason is not NoticeReason.RESOLVED


@given(st.lists(SEVERITIES, max_size=60))
def test_without_answers_no_week_of_trouble_passes_in_silence(severities: list[Severity | None]) -> None:
    told = {number for number, _, _ in lived([(severity, None) for severity in severities])}
    for start in range(len(severities) - 6):
        if all(severities[start : start + 7]):
            assert told & set(range(start, start + 7))


@given(st.lists(SEVERITIES, max_size=40), st.integers(0, 39))
def test_running_the_check_twice_on_the_same_day_says_nothing_more(severities: list[Severity | None], day: int) -> None:
    log: list[Notice] = []
    for number, severity in enumerate(severities):
        on = DAY + timedelta(days=number)
        alerts = [alert(severity)] if severity else []
        for _ in range(2 if number == day else 1):
            spoken = [decision for decision in decisions(alerts, log, on, RULES) if decision.speaks]
            log += [decision.notice(on) for decision in spoken]
        if number == day:
            assert not [d for d in decisions(alerts, log, on, RULES) if d.speaks]
