"""/alerts, and the buttons under digests and warnings: 已知晓, 静默7天, 写原因."""

from __future__ import annotations

from dataclasses import replace

from perfbot.delivery.errors import NotDelivered
from perfbot.domain.books.book import Book
from perfbot.domain.books.members import Role
from perfbot.domain.monitoring.alerts import alerts
from perfbot.domain.monitoring.notices import Act, Notice, NoticeReason, answered_to
from perfbot.domain.posts.post import JobKind
from perfbot.domain.posts.steps import known
from perfbot.handlers.answering import reply, toast
from perfbot.handlers.asking import Ask
from perfbot.handlers.choosing import choose, readable
from perfbot.handlers.conversing import open_in
from perfbot.handlers.desk import Desk
from perfbot.render.buttons import AlertAct, AlertPress, parse_alert_press
from perfbot.render.chat import answers
from perfbot.render.posts import schedules as words
from perfbot.render.posts.alerts import alerts_document

_ACTS = {AlertAct.ACKNOWLEDGE: Act.ACKNOWLEDGED, AlertAct.SILENCE: Act.SILENCED}


async def show_alerts(desk: Desk, ask: Ask) -> None:
    """/alerts: everything that stands today, worst first."""
    chosen = await choose(desk, ask, "alerts")
    if chosen is None:
        return
    book, log = desk.ledger.book(chosen.key), desk.posts.notices(chosen.key)
    on = desk.day_of(book.year)
    found = alerts(book, on, desk.rulebook)
    answered = answered_to(log, desk.today(), desk.rulebook.watch)
    # In a group everybody sees the page, so the buttons are for whoever may press them.
    for_answering = not ask.private or ask.person.role is not Role.VIEWER
    page = alerts_document(book, found, on, answered, desk.office.names(), for_answering=for_answering)
    await reply(desk, ask, page)


async def press(desk: Desk, ask: Ask) -> None:
    """A button under a digest, a warning, /alerts or /todo ("a:…")."""
    pressed = parse_alert_press(ask.data)
    if pressed is None or pressed.book not in readable(desk, ask.member):
        await toast(desk, ask, answers.stale_button())
    elif pressed.act is AlertAct.EXPLAIN:
        await _explain(desk, ask, pressed)
    elif pressed.on is None:
        await toast(desk, ask, answers.stale_button())
    elif pressed.act is AlertAct.ACKNOWLEDGE:
        await _acknowledge(desk, ask, pressed)
    else:
        await _silence(desk, ask, pressed)


async def _acknowledge(desk: Desk, ask: Ask, pressed: AlertPress) -> None:
    """Anybody may know of it; a warning is heard less often once somebody who answers for it does."""
    fresh = _note_known(desk, ask, pressed)
    count = _answer(desk, ask, pressed)
    await toast(desk, ask, words.acknowledged(count) if count or fresh else words.answered_before())


async def _silence(desk: Desk, ask: Ask, pressed: AlertPress) -> None:
    keys = _keys(desk, ask, pressed)
    count = _answer(desk, ask, pressed)
    if count:
        await toast(desk, ask, words.silenced(count))
    elif keys:
        await toast(desk, ask, words.answered_before())
    else:
        await toast(desk, ask, words.not_yours() if _standing(desk, pressed) else words.nothing_stands())


def _note_known(desk: Desk, ask: Ask, pressed: AlertPress) -> bool:
    """Note on the posts of that day who knows of them; False where this person was noted before."""
    fresh = False
    for post in desk.posts.of_day(pressed.book, pressed.on):
        if post.kind in (JobKind.DIGEST, JobKind.MONTHLY, JobKind.ALERTS):
            fresh = fresh or ask.user_id not in post.known_by
            desk.posts.keep(known(post, ask.user_id))
    return fresh


def _answer(desk: Desk, ask: Ask, pressed: AlertPress) -> int:
    """Log the answer to each warning that the person answers for; how many were answered now."""
    act, today = _ACTS[pressed.act], desk.today()
    notices = [Notice(key=key, act=act, on=today, by=ask.user_id) for key in _keys(desk, ask, pressed)]
    return sum(desk.posts.log_answer(pressed.book, notice) for notice in notices)


def _keys(desk: Desk, ask: Ask, pressed: AlertPress) -> list[str]:
    """What was told by the post's day, still stands, and is this person's to answer for."""
    book = desk.ledger.book(pressed.book)
    return [key for key in _standing(desk, pressed) if _answers_for(ask, book, key)]


def _standing(desk: Desk, pressed: AlertPress) -> list[str]:
    if pressed.on is None:
        return []
    told: dict[str, NoticeReason] = {}
    for notice in desk.posts.notices(pressed.book):
        if notice.act is Act.SAID and notice.on <= pressed.on:
            told[notice.key] = notice.reason
        elif notice.act is Act.SAID and notice.reason is NoticeReason.RESOLVED:
            told.pop(notice.key, None)
    return [key for key, reason in told.items() if reason is not NoticeReason.RESOLVED]


def _answers_for(ask: Ask, book: Book, key: str) -> bool:
    """An editor for their projects; the whole fund's light is the office's."""
    project = key.partition(":")[2]
    if not project:
        return ask.person.is_admin
    return ask.person.may_record(book.key.fund, project)


async def _explain(desk: Desk, ask: Ask, pressed: AlertPress) -> None:
    """Open 写原因 in the private chat, wherever it was asked for."""
    if ask.person.role is Role.VIEWER:
        await toast(desk, ask, words.not_yours_to_explain())
        return
    if not ask.private and not ask.person.started:
        await toast(desk, ask, words.open_private_first())
        return
    await _say_where(desk, ask)
    apart = replace(ask, chat_id=ask.user_id, private=True, press_id=None, message_id=None, data="", words="")
    try:
        await open_in(desk, apart, pressed.book, "explain", subject=_subject(desk, ask, pressed))
    except NotDelivered:
        await desk.delivery.send_line(ask.chat_id, words.open_private_first())


async def _say_where(desk: Desk, ask: Ask) -> None:
    """Say in the group where it goes on; in private that shows by itself."""
    if ask.private:
        await desk.delivery.answer_press(ask.press_id or "")
    else:
        await toast(desk, ask, words.explain_in_private())


def _subject(desk: Desk, ask: Ask, pressed: AlertPress) -> str:
    """The code on the button; for a whole post the one project that is meant, else it is asked."""
    if pressed.on is None:
        return pressed.about
    projects = {key.partition(":")[2] for key in _keys(desk, ask, pressed)} - {""}
    return projects.pop() if len(projects) == 1 else ""
