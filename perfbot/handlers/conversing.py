"""Guided conversations: text and buttons go to the form engine, what it decides is kept and then shown."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace

from perfbot.domain.books.errors import Refused
from perfbot.domain.books.keys import BookKey
from perfbot.domain.previews.effects import PlanEffect
from perfbot.forms import FORMS, interrupt, open_form, resume, retry, take_press, take_text
from perfbot.forms.engine.buttons import Press
from perfbot.forms.engine.drafts import Context, Draft, Wanted
from perfbot.forms.engine.shown import Review, Shown, Stale, Turn
from perfbot.forms.engine.words import OTHER_QUESTION
from perfbot.handlers.answering import could_not_write, reply, toast
from perfbot.handlers.asking import Ask, buttons_replied_to
from perfbot.handlers.choosing import choose, own_project, readable
from perfbot.handlers.desk import Desk
from perfbot.handlers.reviewing import announce
from perfbot.handlers.sent_files import command_for
from perfbot.identity import new_id
from perfbot.records.drafts import DraftNotKept
from perfbot.records.ledger import NotRecorded, Recorded
from perfbot.render.charts.plan import plan_figure
from perfbot.render.chat import answers, refusals
from perfbot.render.chat import conversation as worded
from perfbot.render.chat.saved import saved
from perfbot.render.document import Document

CANCEL = "_cancel"


async def open_command(desk: Desk, ask: Ask, form: str, subject: str = "") -> None:
    """A command that opens a form: in the book that the words name or that goes without saying."""
    chosen = await choose(desk, ask, form, figures=FORMS[form].figures)
    if chosen is not None:
        await open_in(desk, ask, chosen.key, form, chosen.words, subject)


async def open_in(desk: Desk, ask: Ask, key: BookKey, form: str, words: str = "", subject: str = "") -> None:
    """Open a form in this book; a half-done one is offered first."""
    held = desk.drafts.of(ask.user_id)
    desk.session.await_no_file(ask.user_id)
    if held is None:
        await _begin(desk, ask, open_form(form, context(desk, ask, key), new_id(), words, subject))
        return
    ctx = context(desk, ask, held.book)
    if desk.drafts.has_taken(ask.user_id, ask.update_id):
        await _settle(desk, ask, held, resume(held, ctx))
    else:
        await _settle(desk, ask, held, interrupt(held, Wanted(form, f"{key} {words}".strip(), subject), ctx))


async def say(desk: Desk, ask: Ask) -> None:
    """Text in the private chat: the answer to the question last asked."""
    held = desk.drafts.of(ask.user_id)
    if held is None:
        await desk.delivery.send(ask.chat_id, answers.nothing_asked(ask.person.role, own_project(desk, ask.person)))
        return
    ctx = context(desk, ask, held.book)
    if desk.drafts.has_taken(ask.user_id, ask.update_id):
        turn = resume(held, ctx)
    elif _answers_another(ask, held):
        turn = resume(held, ctx, notice=OTHER_QUESTION)
    else:
        turn = take_text(held, ask.words, ctx)
    await _settle(desk, ask, held, turn)


def _answers_another(ask: Ask, held: Draft) -> bool:
    """Whether the words reply to a page of the bot's whose buttons are not those of the question last asked."""
    pressable = buttons_replied_to(ask.message)
    current = any(isinstance(one, Press) and (one.draft, one.question) == (held.id, held.asked) for one in pressable)
    return bool(pressable) and not current


async def press(desk: Desk, ask: Ask, pressed: Press) -> None:
    """A form's button."""
    held = desk.drafts.of(ask.user_id)
    if held is None or held.id != pressed.draft:
        await _press_without_draft(desk, ask, pressed, idle=held is None)
        return
    ctx = context(desk, ask, held.book)
    taken = desk.drafts.has_taken(ask.user_id, ask.update_id)
    await _settle(desk, ask, held, resume(held, ctx) if taken else take_press(held, pressed, ctx))


async def _press_without_draft(desk: Desk, ask: Ask, pressed: Press, *, idle: bool) -> None:
    """A button of a draft that is gone: recorded already, cancelled already (say so again), or no longer valid."""
    for key in desk.ledger.books():
        entry = desk.ledger.book(key).entry(pressed.draft)
        if entry is not None and entry.recorded_by == ask.user_id:
            await reply(desk, ask, saved_page(desk, ask, key, Recorded((entry,), repeated=True)))
            return
    if idle and pressed.choice == CANCEL:
        await reply(desk, ask, answers.cancelled(ask.person.role, had_draft=True))
    else:
        await toast(desk, ask, answers.stale_button())


async def cancel(desk: Desk, ask: Ask) -> None:
    """/cancel: put the half-done conversation aside for good."""
    had_draft = desk.drafts.has_dropped(ask.user_id, ask.update_id)
    if desk.drafts.of(ask.user_id) is not None:
        desk.drafts.drop(ask.user_id, ask.update_id)
        had_draft = True
    await reply(desk, ask, answers.cancelled(ask.person.role, had_draft=had_draft), anew=True)


def context(desk: Desk, ask: Ask, key: BookKey) -> Context:
    """What a form may look at."""
    several = len(readable(desk, ask.member)) > 1
    return Context(desk.ledger.book(key), ask.person, desk.now(), ask.day, desk.office.names(), several)


async def _begin(desk: Desk, ask: Ask, turn: Turn) -> None:
    """Keep the first page of a form, where it may be opened, and show it."""
    try:
        if turn.draft is not None:
            desk.drafts.keep(turn.draft, ask.update_id)
    except DraftNotKept as failure:
        await could_not_write(desk, ask, failure.reason)
        return
    await reply(desk, ask, await _page(desk, turn.show))


async def _settle(desk: Desk, ask: Ask, before: Draft, turn: Turn) -> None:
    """Record, keep or drop, with no await in between; then show."""
    try:
        recorded, turn = _recorded(desk, ask, before, turn)
        if recorded is None:
            _kept(desk, ask, before, turn)
    except (NotRecorded, DraftNotKept) as failure:
        await could_not_write(desk, ask, failure.reason)
        return
    if recorded is not None:
        await _complete(desk, ask, before, recorded)
    elif isinstance(turn.show, Stale):
        await toast(desk, ask, answers.stale_button())
    elif turn.opens is None:
        await reply(desk, ask, await _page(desk, turn.show))
    if turn.opens is not None:
        wanted = turn.opens
        await open_command(desk, replace(ask, words=wanted.one_line), wanted.form, wanted.subject)


async def _complete(desk: Desk, ask: Ask, before: Draft, recorded: Recorded) -> None:
    """Attach the files that wait, say what was recorded, and tell those whom it concerns."""
    problem = _attached(desk, ask, before, recorded)
    await reply(desk, ask, saved_page(desk, ask, before.book, recorded), anew=bool(problem))
    if problem:
        await reply(desk, ask, answers.files_not_attached(recorded.entry.number, problem), anew=True)
    if not recorded.repeated:
        await announce(desk, before.book, recorded.entry)


async def _page(desk: Desk, shown: Shown) -> Document:
    """The page; a plan under review is drawn as well, beside the event loop."""
    page = worded.page(shown)
    if not isinstance(shown, Review) or not isinstance(shown.effect, PlanEffect) or shown.ctx is None:
        return page
    plan = shown.effect
    book = desk.ledger.view(shown.ctx.book.key)
    figure = await asyncio.to_thread(plan_figure, book, plan.project, plan.after, desk.today())
    return replace(page, blocks=(*page.blocks, figure))


def _recorded(desk: Desk, ask: Ask, before: Draft, turn: Turn) -> tuple[Recorded | None, Turn]:
    """Record what was confirmed; what was recorded before a kill is found again."""
    known = desk.ledger.book(before.book).entry(before.id)
    if known is not None:
        return Recorded((known,), repeated=True), turn
    if turn.command is None:
        return None, turn
    ctx = context(desk, ask, before.book)
    try:
        return desk.ledger.record(before.book, turn.command, ctx.circumstances), turn
    except Refused as refused:
        return None, retry(before, refused, ctx)


def _attached(desk: Desk, ask: Ask, before: Draft, recorded: Recorded) -> str:
    """Attach the files that wait and drop the draft; why files were not attached, if they were not.

    When the disk refuses, the draft stays, so that another press attaches them: the entry itself is recorded.
    """
    ctx, files = context(desk, ask, before.book), desk.drafts.files(ask.user_id)
    try:
        for file in files:
            desk.ledger.record(before.book, command_for(recorded.entry.id, file), ctx.circumstances)
    except NotRecorded as failure:
        return failure.reason
    except Refused as refused:
        problem = refusals.sentence(refused, ctx.book, ctx.names)
    else:
        problem = ""
    # A draft that cannot be dropped does no harm: it is known by its entry.
    with suppress(DraftNotKept):
        desk.drafts.drop(ask.user_id)
    return problem


def _kept(desk: Desk, ask: Ask, before: Draft, turn: Turn) -> None:
    if turn.draft is None:
        desk.drafts.drop(ask.user_id)
    elif turn.draft != before:
        desk.drafts.keep(turn.draft, ask.update_id)


def saved_page(desk: Desk, ask: Ask, key: BookKey, recorded: Recorded) -> Document:
    """What was recorded, the new rate, and the buttons that carry the entry's id."""
    return saved(desk.ledger.book(key), recorded.entry, repeated=recorded.repeated)


async def offer_again(desk: Desk, ask: Ask, held: Draft) -> None:
    """Offer a half-done conversation again, after a restart or when the person comes back."""
    turn = resume(held, context(desk, ask, held.book))
    await _settle(desk, replace(ask, press_id=None), held, turn)


async def not_text(desk: Desk, ask: Ask) -> None:
    """Something that is neither words nor a file: say what is wanted and put the question again."""
    held = desk.drafts.of(ask.user_id)
    await reply(desk, ask, answers.send_text(ask.person.role, asked=held is not None))
    if held is not None:
        await reply(desk, ask, pending_page(desk, ask, held))


def pending_page(desk: Desk, ask: Ask, held: Draft) -> Document:
    """The page of a half-done conversation as it stands, to be put once more."""
    return worded.page(resume(held, context(desk, ask, held.book), notice="").show)
