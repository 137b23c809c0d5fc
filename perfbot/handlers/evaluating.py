"""The self-evaluation's figures: the score with its formulas, the official form, the checks of indicators."""

from __future__ import annotations

import asyncio

from perfbot.domain.amounts.dates import InvalidDate, day_in
from perfbot.domain.evaluation.scoring import score_book
from perfbot.domain.setup.checks import setup_findings
from perfbot.forms.naming import named_project
from perfbot.handlers.answering import press_taken, reply
from perfbot.handlers.asking import Ask
from perfbot.handlers.choosing import choose
from perfbot.handlers.desk import Desk
from perfbot.papers import PaperSource, paper, shown
from perfbot.render.chat import answers
from perfbot.render.document import Attachment, Document, document
from perfbot.render.figures.score import project_score_document, score_document
from perfbot.render.office.lint import lint_document
from perfbot.render.report.form_kinds import kind_in
from perfbot.render.report.form_page import no_such_project


async def score(desk: Desk, ask: Ask) -> None:
    """/score: total, parts and formulas; with a project's name or code, that project's."""
    chosen = await choose(desk, ask, "score")
    if chosen is None:
        return
    book = desk.ledger.book(chosen.key)
    known = score_book(book, desk.day_of(book.year), desk.rulebook)
    project = named_project(book, chosen.words)
    if project is not None and known.project(project.code) is not None:
        # In a group everybody sees the page, so the button is for whoever may press it.
        explains = not ask.private or ask.person.may_record(book.key.fund, project.code)
        await reply(desk, ask, project_score_document(known, project.code, explains=explains))
    else:
        await reply(desk, ask, score_document(known))


async def lint(desk: Desk, ask: Ask) -> None:
    """/lint: what is weak in how the indicators are set, and a better way."""
    chosen = await choose(desk, ask, "lint")
    if chosen is not None:
        book = desk.ledger.book(chosen.key)
        await reply(desk, ask, lint_document(book, setup_findings(book, None, desk.rulebook)))


async def form(desk: Desk, ask: Ask) -> None:
    """/form: the official forms of the kind that the words name, of all projects or of one, as Word and Excel files."""
    chosen = await choose(desk, ask, "form")
    if chosen is None:
        return
    book, (kind, words) = desk.ledger.book(chosen.key), kind_in(chosen.words)
    try:
        day, words = day_in(words, book.year, desk.today())
    except InvalidDate as refused:
        await reply(desk, ask, document(str(refused)))
        return
    project = named_project(book, words)
    if words and project is None:
        await reply(desk, ask, no_such_project(words))
        return
    ask = await press_taken(desk, ask)
    codes = (project.code,) if project else ()
    source = PaperSource(desk.ledger.view(chosen.key), desk.now(), desk.rulebook, as_of=day, projects=codes)
    async with desk.delivery.progress(ask.chat_id, answers.working(answers.FORMS)):
        answer = await asyncio.to_thread(_forms, kind, source)
    await reply(desk, ask, answer, anew=True)


def _forms(kind: str, source: PaperSource) -> Document:
    formats = ("docx", "xlsx") if source.forms(kind) else ()
    made = [paper(kind, form, source) for form in formats]
    return shown(kind, source, [Attachment(one.filename, one.content) for one in made])
