"""The self-evaluation report: in the chat with its Word file, on request as PDF or Markdown."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from perfbot.domain.books.book import Book
from perfbot.domain.books.keys import BookKey
from perfbot.handlers.answering import press_taken, reply
from perfbot.handlers.asking import Ask
from perfbot.handlers.choosing import choose
from perfbot.handlers.desk import Desk
from perfbot.render.chat import answers
from perfbot.render.document import Attachment, Document
from perfbot.render.docx.document import Metadata, docx_bytes
from perfbot.render.docx.to_pdf import PdfFailed, PdfUnavailable, pdf_available, pdf_bytes
from perfbot.render.places.markdown import markdown
from perfbot.render.report.self_evaluation import compile_report, report_filename, report_name


async def report(desk: Desk, ask: Ask) -> None:
    """/report: the compiled self-evaluation as one message with its .docx; alone it offers the years.

    `/report 2021 pdf` and `/report 2021 md` give the file alone.
    """
    chosen = await choose(desk, ask, "report", ask_year=True)
    if chosen is None:
        return
    ask, form = await press_taken(desk, ask), chosen.words.strip().lower()
    async with desk.delivery.progress(ask.chat_id, answers.compiling()):
        answer = await _answer(desk, chosen.key, form)
    await reply(desk, ask, answer, anew=True)


async def _answer(desk: Desk, key: BookKey, form: str) -> Document:
    book = desk.ledger.view(key)
    if form == "pdf":
        return await _pdf(desk, book)
    if form in ("md", "markdown"):
        compiled = await _compiled(desk, book)
        content = await asyncio.to_thread(markdown, compiled)
        return answers.file_only(Attachment(report_filename(book, "md"), content.encode()))
    return await report_document(desk, key)


async def report_document(desk: Desk, key: BookKey) -> Document:
    """The report with its .docx attached, compiled once for both."""
    book = desk.ledger.view(key)
    compiled = await _compiled(desk, book)
    file = Attachment(report_filename(book), await _docx(desk, book))
    buttons = answers.report_buttons(key, pdf=pdf_available())
    return replace(compiled, attachments=(*compiled.attachments, file), buttons=buttons)


async def _compiled(desk: Desk, book: Book) -> Document:
    """Beside the event loop, which a large book would hold up."""
    return await asyncio.to_thread(compile_report, book, today=desk.today())


async def _docx(desk: Desk, book: Book) -> bytes:
    compiled = await _compiled(desk, book)
    author = book.bureau
    metadata = Metadata(title=report_name(book), author=author, created=desk.now())
    return await asyncio.to_thread(docx_bytes, compiled, template=desk.template, metadata=metadata)


async def _pdf(desk: Desk, book: Book) -> Document:
    try:
        content = await asyncio.to_thread(pdf_bytes, await _docx(desk, book))
    except PdfUnavailable:
        return answers.no_pdf()
    except PdfFailed as failure:
        return answers.pdf_failed(str(failure))
    return answers.file_only(Attachment(report_filename(book, "pdf"), content))
