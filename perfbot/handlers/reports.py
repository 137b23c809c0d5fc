"""/report: the self-evaluation report in the chat with its Word file, on request as PDF or Markdown."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from perfbot.domain.books.keys import BookKey
from perfbot.handlers.answering import press_taken, reply
from perfbot.handlers.asking import Ask
from perfbot.handlers.choosing import choose
from perfbot.handlers.desk import Desk
from perfbot.papers import REPORT, PaperSource, PdfFailed, PdfUnavailable, paper, pdf_available
from perfbot.render.chat import answers
from perfbot.render.document import Attachment, Document


async def report(desk: Desk, ask: Ask) -> None:
    """/report: the compiled self-evaluation as one message with its .docx; alone it offers the years.

    `/report 2021 pdf` and `/report 2021 md` give the file alone.
    """
    chosen = await choose(desk, ask, "report", ask_year=True)
    if chosen is None:
        return
    ask, form = await press_taken(desk, ask), chosen.words.strip().lower()
    async with desk.delivery.progress(ask.chat_id, answers.compiling(), topic=ask.topic):
        answer = await _answer(desk, chosen.key, form)
    await reply(desk, ask, answer, anew=True)


async def _answer(desk: Desk, key: BookKey, form: str) -> Document:
    if form in ("md", "markdown"):
        return answers.file_only(await _file(desk, key, "markdown"))
    if form != "pdf":
        return await report_document(desk, key)
    try:
        return answers.file_only(await _file(desk, key, "pdf"))
    except PdfUnavailable:
        return answers.no_pdf()
    except PdfFailed as failure:
        return answers.pdf_failed(str(failure))


async def report_document(desk: Desk, key: BookKey) -> Document:
    """The report with its .docx attached, compiled once for both."""
    source = _source(desk, key)
    compiled = await asyncio.to_thread(lambda: source.report)
    buttons = answers.report_buttons(key, pdf=pdf_available())
    file = await _file(desk, key, "docx")
    return replace(compiled, attachments=(*compiled.attachments, file), buttons=buttons)


def _source(desk: Desk, key: BookKey) -> PaperSource:
    return PaperSource(desk.ledger.view(key), desk.now(), desk.rulebook, desk.template)


async def _file(desk: Desk, key: BookKey, form: str) -> Attachment:
    """The file, made in a thread, since a large book takes long."""
    made = await asyncio.to_thread(paper, REPORT, form, _source(desk, key))
    return Attachment(made.filename, made.content)
