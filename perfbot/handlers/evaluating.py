"""The self-evaluation's figures: the score with its formulas, the official form, the checks of indicators."""

from __future__ import annotations

import asyncio

from perfbot.domain.books.book import Book
from perfbot.domain.evaluation.scoring import score_book
from perfbot.domain.setup.checks import setup_findings
from perfbot.forms.naming import named_project
from perfbot.handlers.answering import press_taken, reply
from perfbot.handlers.asking import Ask
from perfbot.handlers.choosing import choose
from perfbot.handlers.desk import Desk
from perfbot.render.chat import answers
from perfbot.render.document import Attachment, Document
from perfbot.render.docx.document import Metadata
from perfbot.render.figures.score import project_score_document, score_document
from perfbot.render.office.lint import lint_document
from perfbot.render.report.form_docx import form_docx
from perfbot.render.report.form_grid import FormSheet
from perfbot.render.report.form_page import form_document, form_filename, no_such_project
from perfbot.render.report.form_sheet import form_sheets
from perfbot.render.report.form_xlsx import form_xlsx


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
    """/form: the official form of each project, or of the one that the words name, as Word and Excel files."""
    chosen = await choose(desk, ask, "form")
    if chosen is None:
        return
    book = desk.ledger.book(chosen.key)
    project = named_project(book, chosen.words)
    if chosen.words and project is None:
        await reply(desk, ask, no_such_project(chosen.words))
        return
    ask = await press_taken(desk, ask)
    codes = (project.code,) if project else ()
    async with desk.delivery.progress(ask.chat_id, answers.working(answers.FORMS)):
        answer = await asyncio.to_thread(_forms, desk, desk.ledger.view(chosen.key), codes)
    await reply(desk, ask, answer, anew=True)


def _forms(desk: Desk, book: Book, codes: tuple[str, ...]) -> Document:
    as_of = desk.day_of(book.year)
    sheets = form_sheets(book, as_of, desk.rulebook, codes)
    author = book.bureau
    files = []
    for suffix in ("docx", "xlsx"):
        name = form_filename(book, sheets, suffix)
        metadata = Metadata(name.removesuffix(f".{suffix}"), author, desk.now())
        made = form_docx(sheets, metadata) if suffix == "docx" else _workbook(desk, book, sheets, metadata)
        files.append(Attachment(name, made))
    return form_document(book.key, sheets, files)


def _workbook(desk: Desk, book: Book, sheets: tuple[FormSheet, ...], metadata: Metadata) -> bytes:
    return form_xlsx(score_book(book, desk.day_of(book.year), desk.rulebook), sheets, metadata)
