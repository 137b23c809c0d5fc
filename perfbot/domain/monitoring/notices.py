"""Decides which alerts to tell, with a named reason, from the present alerts and the log of notices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum

from perfbot.domain.monitoring.alert import Alert, Severity
from perfbot.domain.rulebook import Watch


class NoticeReason(Enum):
    """Why an alert is told now, or is not."""

    FIRST = "first"
    WORSENED = "worsened"
    RESOLVED = "resolved"
    REPEAT_DUE = "repeat_due"
    NONE = "none"


class Act(Enum):
    """The kinds of lines in the log of notices 通知记录: told, or a person's answer."""

    SAID = "said"
    ACKNOWLEDGED = "acknowledged"
    SILENCED = "silenced"


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One line of the log: the alert's key, what was done on which day, and with what severity and reason it was said.

    `by` is the Telegram id of the person who answered; 0 where the bot spoke.
    """

    key: str
    act: Act
    on: date
    reason: NoticeReason = NoticeReason.NONE
    severity: Severity = Severity.NOTE
    by: int = 0


@dataclass(frozen=True, kw_only=True)
class Decision:
    """The decision on one key: the reason, and the alert where it still stands (None: it is over)."""

    key: str
    reason: NoticeReason
    alert: Alert | None = None

    @property
    def speaks(self) -> bool:
        """Whether the alert is told."""
        return self.reason is not NoticeReason.NONE

    def notice(self, on: date) -> Notice:
        """The line for the log once the alert was told."""
        severity = self.alert.severity if self.alert else Severity.NOTE
        return Notice(key=self.key, act=Act.SAID, on=on, reason=self.reason, severity=severity)


@dataclass(frozen=True)
class _Episode:
    """What was told and answered about one alert since it last began."""

    said: Notice | None = None
    known_by: tuple[int, ...] = ()
    silenced_on: date | None = None

    @property
    def is_open(self) -> bool:
        return self.said is not None and self.said.reason is not NoticeReason.RESOLVED


def decisions(alerts: Sequence[Alert], log: Iterable[Notice], on: date, rules: Watch) -> tuple[Decision, ...]:
    """A decision for every alert (in their order), then for every key that was told and is over.

    Muted alerts are never told; one told before it was muted is over only when it is gone. FIRST and WORSENED break an
    acknowledgement; a silence holds back everything but 已解除, which comes exactly once.
    """
    episodes = _episodes(log)
    standing = {alert.key: alert for alert in alerts}
    open_keys = [key for key, episode in episodes.items() if episode.is_open and key not in standing]
    return (
        *(_decided(alert, episodes.get(alert.key, _Episode()), on, rules) for alert in standing.values()),
        *(Decision(key=key, reason=NoticeReason.RESOLVED) for key in open_keys),
    )


def _decided(alert: Alert, episode: _Episode, on: date, rules: Watch) -> Decision:
    return Decision(key=alert.key, reason=_reason(alert, episode, on, rules), alert=alert)


def _reason(alert: Alert, episode: _Episode, on: date, rules: Watch) -> NoticeReason:
    if alert.muted or _is_silent(episode, on, rules):
        return NoticeReason.NONE
    if episode.said is None or not episode.is_open:
        return NoticeReason.FIRST
    if alert.severity > episode.said.severity:
        return NoticeReason.WORSENED
    wait = rules.acknowledged_repeat_days if episode.known_by else rules.repeat_days
    return NoticeReason.REPEAT_DUE if on - episode.said.on >= timedelta(days=wait) else NoticeReason.NONE


def _is_silent(episode: _Episode, on: date, rules: Watch) -> bool:
    """Whether a silence still holds: for so many days, within the episode in which it was asked for."""
    until = _silent_until(episode, rules)
    return until is not None and on < until


def _silent_until(episode: _Episode, rules: Watch) -> date | None:
    return episode.silenced_on and episode.silenced_on + timedelta(days=rules.silence_days)


def _episodes(log: Iterable[Notice]) -> Mapping[str, _Episode]:
    episodes: dict[str, _Episode] = {}
    for notice in log:
        episodes[notice.key] = _continued(episodes.get(notice.key, _Episode()), notice)
    return episodes


def _continued(episode: _Episode, notice: Notice) -> _Episode:
    if notice.act is Act.ACKNOWLEDGED:
        known_by = tuple(dict.fromkeys((*episode.known_by, notice.by)))
        return replace(episode, known_by=known_by if episode.is_open else ())
    if notice.act is Act.SILENCED:
        return replace(episode, silenced_on=notice.on if episode.is_open else None)
    if notice.reason in (NoticeReason.FIRST, NoticeReason.WORSENED, NoticeReason.RESOLVED):
        return _Episode(notice)
    return replace(episode, said=notice)


@dataclass(frozen=True, kw_only=True)
class AlertAnswers:
    """What people answered to an alert that stands: who knows of it, and the day from which it is told again."""

    known_by: tuple[int, ...] = ()
    silent_until: date | None = None


def answered_to(log: Iterable[Notice], on: date, rules: Watch) -> Mapping[str, AlertAnswers]:
    """What was answered to each alert in its present episode, as of a day."""
    return {
        key: AlertAnswers(
            known_by=episode.known_by,
            silent_until=_silent_until(episode, rules) if _is_silent(episode, on, rules) else None,
        )
        for key, episode in _episodes(log).items()
    }
