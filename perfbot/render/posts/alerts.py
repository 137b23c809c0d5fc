"""Warnings 预警: the day's message to the group with all that is new, and /alerts with all that stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby

from perfbot.domain.amounts.day_words import short_day
from perfbot.domain.books.book import Book
from perfbot.domain.books.keys import BookKey
from perfbot.domain.indicators.status import indicator_statuses
from perfbot.domain.monitoring.alerts import Alert, AlertKind
from perfbot.domain.monitoring.notices import AlertAnswers, Decision, NoticeReason
from perfbot.domain.monitoring.overview import is_simulated
from perfbot.render.buttons import button, command_button, fingerprint, in_rows, reason_button
from perfbot.render.document import (
    Block,
    Button,
    Details,
    Document,
    Inline,
    Items,
    Paragraph,
    bold,
    document,
    inline,
    paragraph,
)
from perfbot.render.posts.alert_words import alert_line, explained_words, group_line, group_title, resolved_lines
from perfbot.render.posts.words import known_line
from perfbot.render.presses import AlertPress
from perfbot.render.terms import SIMULATED, book_name

_HEADINGS = {
    NoticeReason.WORSENED: "⬆️ 加重",
    NoticeReason.FIRST: "🆕 新出现",
    NoticeReason.REPEAT_DUE: "🔁 仍未解决（每周提醒一次）",
    NoticeReason.RESOLVED: "✅ 已解除",
}
_FEW = 2
_REASON_LENGTH = 40


def warning_document(book: Book, decided: Sequence[Decision], on: date) -> Document | None:
    """The one message of the day with all that speaks, worst first; None when there is nothing to say."""
    spoken = [decision for decision in decided if decision.speaks]
    if not spoken:
        return None
    muted = sum(decision.alert is not None and decision.alert.muted for decision in decided)
    return document(
        paragraph(bold(f"⚠️ 预警 {short_day(on)}"), f"\n{book_name(book)}"),
        *(block for reason in _HEADINGS for block in _group(book, reason, spoken)),
        *_muted_line(muted),
        *_caveat(book),
        buttons=_buttons(book.key, on, explain=True) if any(decision.alert for decision in spoken) else (),
        title=f"预警 {short_day(on)}",
    )


def _group(book: Book, reason: NoticeReason, spoken: Sequence[Decision]) -> Iterator[Block]:
    told = [decision for decision in spoken if decision.reason is reason]
    standing = [decision.alert for decision in told if decision.alert is not None]
    over = resolved_lines(book, [decision.key for decision in told if decision.alert is None])
    lines = (*(line for group in _alike(standing) for line in _short_lines(book, group)), *over)
    if lines:
        yield paragraph(bold(_HEADINGS[reason]))
        yield Items(tuple(inline(line) for line in lines))


def _alike(found: Sequence[Alert]) -> Iterator[tuple[Alert, ...]]:
    """Alerts of one kind and severity together, in the order in which they come."""
    for _, group in groupby(found, key=lambda alert: (alert.severity, alert.kind)):
        yield tuple(group)


def _short_lines(book: Book, group: Sequence[Alert]) -> Iterator[str]:
    """A line each while they are few; one line for all of them when there are more."""
    if len(group) > _FEW:
        yield group_line(book, group)
    else:
        yield from (f"{line_of(book, alert)}{_told_reason(book, alert)}" for alert in group)


def _told_reason(book: Book, alert: Alert) -> str:
    """The first words of the reason that somebody gave for slow spending; the whole of it stands in /alerts."""
    given = book.explanation_of(alert.project) if alert.kind is AlertKind.PROJECT_BEHIND else None
    if given is None:
        return ""
    cut = given.reason[:_REASON_LENGTH]
    return f"；原因（{short_day(given.recorded_at.date())}）：{cut}{'…' if cut != given.reason else ''}"


def line_of(book: Book, alert: Alert) -> str:
    """An alert's line, measured against the plan where its project has one."""
    project = book.projects.get(alert.project)
    return alert_line(book, alert, by_plan=project is not None and project.plan is not None)


def _muted_line(muted: int) -> Iterator[Paragraph]:
    if muted:
        yield paragraph(f"另有 {muted} 项是整体偏慢的一部分，不逐条提醒，见 /alerts。", note=True)


def _caveat(book: Book) -> Iterator[Paragraph]:
    if is_simulated(book):
        yield paragraph(SIMULATED, note=True)


def _buttons(key: BookKey, on: date, shown: str = "", *, explain: bool) -> list[list[Button]]:
    """What answers the warnings, of a post or of what /alerts showed; `explain` where 写原因 asks what is meant."""
    reason = [button("写原因", AlertPress("ask", key, on, shown))] if explain else []
    known, progress = _reader_buttons(key, on, shown)
    return [[known, button("静默7天", AlertPress("quiet", key, on, shown))], [*reason, progress]]


def _reader_buttons(key: BookKey, on: date, shown: str = "") -> list[Button]:
    """What is left for somebody who answers for no project."""
    return [button("已知晓", AlertPress("ack", key, on, shown)), command_button("看进度", "progress", key)]


def shown_key(found: Sequence[Alert]) -> str:
    """Eight characters that change with the alerts that /alerts shows, and with how bad each is."""
    return fingerprint(f"{alert.key} {alert.severity.value}" for alert in found)


def alerts_document(
    book: Book,
    found: Sequence[Alert],
    on: date,
    answered: Mapping[str, AlertAnswers] | None = None,
    names: Mapping[int, str] | None = None,
    *,
    for_answering: bool = True,
) -> Document:
    """/alerts: everything that stands on the day, worst first; `answered` is what people answered, by key. Without
    `for_answering` it is read by somebody who answers for no project."""
    heard = [alert for alert in found if not alert.muted]
    muted = tuple(inline(line_of(book, alert)) for alert in found if alert.muted)
    if not heard:
        return document(
            paragraph(bold(f"当前预警 {short_day(on)}"), f"\n{book_name(book)}"), "✅ 没有预警。", *_caveat(book)
        )
    common = _known_of_all(heard, answered or {})
    told = {key: _answered(item, names or {}, common) for key, item in (answered or {}).items()}
    listed = [block for group in _alike(heard) for block in _full_lines(book, group, told)]
    beneath = (Details(f"已包含在整体偏慢里的 {len(muted)} 项", (Items(muted),)),) if muted else ()
    return document(
        paragraph(bold(f"当前预警 {len(heard)} 项 {short_day(on)}"), f"\n{book_name(book)}"),
        *listed,
        *beneath,
        *([known_line([(names or {}).get(person, str(person)) for person in common])] if common else []),
        *_caveat(book),
        buttons=_answers(book, found, on) if for_answering else [_reader_buttons(book.key, on, shown_key(found))],
    )


def _full_lines(book: Book, group: Sequence[Alert], told: Mapping[str, str]) -> Iterator[Block]:
    lines = Items(tuple(_listed(book, alert, told.get(alert.key, "")) for alert in group))
    few = len(group) <= _FEW
    yield lines if few else Details(group_title(group[0].kind, group[0].severity, len(group)), (lines,))


def _listed(book: Book, alert: Alert, answered: str) -> Inline:
    """The line, who knows of it, and for slow spending the reason that somebody gave."""
    reason = explained_words(book, alert.project) if alert.kind is AlertKind.PROJECT_BEHIND else ""
    return inline(line_of(book, alert), answered, f"；{reason}" if reason else "")


def _known_of_all(heard: Sequence[Alert], answered: Mapping[str, AlertAnswers]) -> tuple[int, ...]:
    """Who knows of everything that stands: named once on the page, where there are several lines."""
    known = [answered.get(alert.key, AlertAnswers()).known_by for alert in heard]
    return tuple(person for person in known[0] if all(person in one for one in known)) if len(known) > 1 else ()


def _answered(item: AlertAnswers, names: Mapping[int, str], apart_from: Sequence[int]) -> str:
    """（陈静、林主任已知晓，7月12日前不再提醒）; those `apart_from` are named elsewhere."""
    people = "、".join(names.get(person, str(person)) for person in item.known_by if person not in apart_from)
    known = f"{people}已知晓" if people else ""
    silent = f"{short_day(item.silent_until)}前不再提醒" if item.silent_until else ""
    said = "，".join(filter(None, (known, silent)))
    return f"（{said}）" if said else ""


_SPENDING = (AlertKind.PROJECT_BEHIND, AlertKind.LIGHTS_APART, AlertKind.QUIET)
_MOST_BUTTONS = 6


def _answers(book: Book, found: Sequence[Alert], on: date) -> list[list[Button]]:
    """写原因 for what is worst, each opening its own explanation; one that asks which, where more can be explained."""
    wanted = [(alert, _explained(book, alert, on)) for alert in found if alert.project]
    subjects = dict.fromkeys(subject for alert, about in wanted if not alert.muted for subject in about)
    shown = tuple(subjects)[:_MOST_BUTTONS]
    own = [reason_button(book.key, subject, _name(book, subject)) for subject in shown]
    answered = all(about and set(about) <= set(shown) for _, about in wanted)
    return [*in_rows(own), *_buttons(book.key, on, shown_key(found), explain=not (own and answered))]


def _explained(book: Book, alert: Alert, on: date) -> tuple[str, ...]:
    """The codes of what the alert wants a reason for: the project where its spending is meant, else its indicators."""
    if alert.kind in _SPENDING:
        return (alert.project,)
    if alert.kind is AlertKind.REASONS_MISSING:
        return tuple(status.code for status in indicator_statuses(book, on, alert.project) if status.reason_missing)
    return ()


def _name(book: Book, subject: str) -> str:
    state = book.indicator(subject)
    return state.described.name if state else book.projects[subject].short_name
