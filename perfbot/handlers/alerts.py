"""/alerts, and the buttons under digests and warnings: 已知晓, 静默7天, 写原因."""

from __future__ import annotations

from dataclasses import replace

from perfbot.delivery.errors import NotDelivered
from perfbot.domain.books.book import Book
from perfbot.domain.books.keys import BookKey
from perfbot.domain.books.members import Role
from perfbot.domain.monitoring.alert import Severity
from perfbot.domain.monitoring.alerts import alerts
from perfbot.domain.monitoring.notices import Act, Notice, NoticeReason, answered_to
from perfbot.domain.posts.post import JobKind, Post
from perfbot.domain.posts.steps import known
from perfbot.handlers.answering import reply, toast
from perfbot.handlers.asking import Ask
from perfbot.handlers.choosing import choose
from perfbot.handlers.conversing import open_in
from perfbot.handlers.desk import Desk
from perfbot.handlers.general import OPEN_DRAFT
from perfbot.render.chat import answers
from perfbot.render.document import Document
from perfbot.render.posts import schedules as words
from perfbot.render.posts.alerts import alerts_document, shown_key
from perfbot.render.presses import AlertPress, ReasonPress

_CHANGES = (NoticeReason.FIRST, NoticeReason.WORSENED, NoticeReason.RESOLVED)


async def show_alerts(desk: Desk, ask: Ask) -> None:
    """/alerts: everything that stands today, worst first."""
    chosen = await choose(desk, ask, "alerts")
    if chosen is None:
        return
    await reply(desk, ask, _page(desk, ask, chosen.key))


def _page(desk: Desk, ask: Ask, key: BookKey) -> Document:
    book, log = desk.ledger.book(key), desk.posts.notices(key)
    on = desk.day_of(book.year)
    found = alerts(book, on, desk.rulebook)
    answered = answered_to(log, desk.today(), desk.rulebook.watch)
    # In a group everybody sees the page, so the buttons are for whoever may press them.
    for_answering = not ask.private or ask.person.role is not Role.VIEWER
    return alerts_document(book, found, on, answered, desk.office.names(), for_answering=for_answering)


async def press(desk: Desk, ask: Ask, pressed: AlertPress) -> None:
    """A button under a digest, a warning or /alerts; stale where that post, or the page as it was, is not there."""
    told = _told(desk, ask, pressed)
    if told is None:
        await toast(desk, ask, answers.stale_button())
    elif pressed.act == "ask":
        await _explain(desk, ask, pressed.book, _the_only_project(desk, ask, pressed.book, told))
    elif pressed.act == "ack":
        await _acknowledge(desk, ask, pressed, told)
    else:
        await _silence(desk, ask, pressed.book, told)


async def press_reason(desk: Desk, ask: Ask, pressed: ReasonPress) -> None:
    """写原因 for one project or indicator."""
    book = desk.ledger.book(pressed.book)
    if pressed.subject in (*book.projects, *book.indicators):
        await _explain(desk, ask, book.key, pressed.subject)
    else:
        await toast(desk, ask, answers.stale_button())


async def _acknowledge(desk: Desk, ask: Ask, pressed: AlertPress, told: list[str]) -> None:
    """Anybody may know of it; a warning is heard less often once somebody who answers for it does.

    The post, or the page of /alerts, then says in one line who knows.
    """
    post = desk.posts.at(ask.chat_id, ask.message_id)
    fresh = post is not None and ask.user_id not in post.known_by
    if post is not None:
        desk.posts.keep(known(post, ask.user_id))
    count = _answer(desk, ask, pressed.book, told, Act.ACKNOWLEDGED)
    await toast(desk, ask, words.acknowledged(count) if count or fresh else words.answered_before())
    if post is not None and fresh:
        await desk.schedules.show_anew(post)
    elif post is None and count and ask.message_id is not None:
        await desk.delivery.edit(ask.chat_id, ask.message_id, _page(desk, ask, pressed.book))


async def _silence(desk: Desk, ask: Ask, key: BookKey, told: list[str]) -> None:
    count = _answer(desk, ask, key, told, Act.SILENCED)
    if count:
        await toast(desk, ask, words.silenced(count))
    elif _own(desk, ask, key, told):
        await toast(desk, ask, words.answered_before())
    else:
        await toast(desk, ask, words.not_yours() if told else words.nothing_stands())


def _answer(desk: Desk, ask: Ask, key: BookKey, told: list[str], act: Act) -> int:
    """Log the answer to each warning that the person answers for; how many were answered now."""
    today = desk.today()
    notices = [Notice(key=alert, act=act, on=today, by=ask.user_id) for alert in _own(desk, ask, key, told)]
    return sum(desk.posts.log_answer(key, notice) for notice in notices)


def _own(desk: Desk, ask: Ask, key: BookKey, told: list[str]) -> list[str]:
    """What is this person's to answer for."""
    return [alert for alert in told if _answers_for(ask, desk.ledger.book(key), alert)]


def _told(desk: Desk, ask: Ask, pressed: AlertPress) -> list[str] | None:
    """What the page under the button told and is still so; None where the page is not known, or not so any more."""
    post = desk.posts.at(ask.chat_id, ask.message_id)
    last = {notice.key: notice for notice in desk.posts.notices(pressed.book) if notice.reason in _CHANGES}
    standing = {key: notice for key, notice in last.items() if notice.reason is not NoticeReason.RESOLVED}
    if pressed.shown:
        found = alerts(desk.ledger.book(pressed.book), desk.day_of(pressed.book.year), desk.rulebook)
        return [one.key for one in found if one.key in standing] if shown_key(found) == pressed.shown else None
    if post is None or pressed.on != post.as_of:
        return None
    said = {item.key: item.severity for item in post.sayings if (item.fund, item.year) == pressed.book}
    if post.kind is not JobKind.ALERTS:
        said = {key: notice.severity for key, notice in standing.items() if notice.on < post.as_of}
    return [key for key, severity in said.items() if key in standing and not _is_news(standing[key], severity, post)]


def _is_news(last: Notice, severity: Severity, post: Post) -> bool:
    """Whether more was said of it since than the post says."""
    return last.on > post.as_of or last.severity > severity


def _answers_for(ask: Ask, book: Book, key: str) -> bool:
    """An editor for their projects; the whole fund's light is the office's."""
    project = key.partition(":")[2]
    if not project:
        return ask.person.is_admin
    return ask.person.may_record(book.key.fund, project)


async def _explain(desk: Desk, ask: Ask, key: BookKey, subject: str) -> None:
    """Open 写原因 in the private chat, wherever it was asked for."""
    if ask.person.role is Role.VIEWER:
        await toast(desk, ask, words.not_yours_to_explain())
        return
    if not ask.private and not ask.person.started:
        await toast(desk, ask, words.open_private_first())
        return
    await _say_where(desk, ask)
    apart = replace(ask, chat_id=ask.user_id, private=True, press_id=None, message_id=None, press=None, words="")
    try:
        await open_in(desk, apart, key, "explain", subject=subject)
    except NotDelivered:
        await desk.delivery.send_line(ask.chat_id, words.open_private_first())


async def _say_where(desk: Desk, ask: Ask) -> None:
    """From the group into the private chat, where it goes on; in private that shows by itself."""
    if ask.private:
        await desk.delivery.answer_press(ask.press_id or "")
    else:
        link = desk.deep_link(OPEN_DRAFT)
        await desk.delivery.answer_press(ask.press_id or "", words.explain_in_private(), url=link)


def _the_only_project(desk: Desk, ask: Ask, key: BookKey, told: list[str]) -> str:
    """The one project that is meant; empty where it is asked."""
    projects = {alert.partition(":")[2] for alert in _own(desk, ask, key, told)} - {""}
    return projects.pop() if len(projects) == 1 else ""
