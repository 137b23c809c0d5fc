"""Answers that only read: the progress of a fund, a project's card."""

from __future__ import annotations

from perfbot.handlers.answering import reply, toast
from perfbot.handlers.asking import Ask
from perfbot.handlers.choosing import choose
from perfbot.handlers.desk import Desk
from perfbot.render.chat import answers
from perfbot.render.figures import progress
from perfbot.render.presses import ProgressPress


async def show_progress(desk: Desk, ask: Ask) -> None:
    """/progress: every project with its budget, spending, rate and light; a project's name shows its card."""
    chosen = await choose(desk, ask, "progress")
    if chosen is None:
        return
    book = desk.ledger.book(chosen.key)
    answer = progress.progress(book, as_of=desk.today(), rulebook=desk.rulebook)
    await reply(desk, ask, answer)


async def press_card(desk: Desk, ask: Ask, pressed: ProgressPress) -> None:
    """A project's button: its card; without a code, back to all of them."""
    book, code = desk.ledger.book(pressed.book), pressed.project
    if not code:
        await reply(desk, ask, progress.progress(book, as_of=desk.today(), rulebook=desk.rulebook))
        return
    if code not in book.projects:
        await toast(desk, ask, answers.stale_button())
        return
    mine = ask.private and ask.member is not None and ask.member.may_record(book.key.fund, code)
    names, rules, office = desk.office.names(), desk.rulebook, mine and ask.person.is_admin
    card = progress.project_card(book, code, desk.today(), names, rules, may_record=mine, office=office)
    await reply(desk, ask, card)
