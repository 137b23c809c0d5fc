"""Subcommands that answer from a book: the report first of all, in every format."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from perfbot.domain.book import Book
from perfbot.render.document import Document
from perfbot.render.progress import progress
from perfbot.render.self_evaluation import compile_report, report_name


def report(book: Book, options: argparse.Namespace, now: datetime) -> bytes:
    """The self-evaluation report in the format asked for."""
    compiled = compile_report(book, as_of=options.as_of, today=now.date())
    if options.format in ("docx", "pdf"):
        return _office_file(book, compiled, options, now)
    return rendered(compiled, options.format)


def _office_file(book: Book, compiled: Document, options: argparse.Namespace, now: datetime) -> bytes:
    from perfbot.render.to_docx import Metadata, docx_bytes

    author = book.fund.bureau if book.fund else ""
    template = options.template.read_bytes() if options.template else None
    made = docx_bytes(compiled, template=template, metadata=Metadata(report_name(book), author, now))
    if options.format == "docx":
        return made
    from perfbot.render.to_pdf import pdf_bytes

    return pdf_bytes(made)


def rendered(document: Document, form: str) -> bytes:
    """A document as text, Markdown or one HTML page."""
    if form == "html":
        from perfbot.render.to_html import html_page

        return html_page(document).encode()
    if form == "markdown":
        from perfbot.render.to_markdown import markdown

        return markdown(document).encode()
    from perfbot.render.to_text import text

    return (text(document).rstrip("\n") + "\n").encode()


def show_progress(book: Book, options: argparse.Namespace, now: datetime) -> bytes:
    """Budget, spending and lights of every project."""
    return rendered(progress(book, as_of=options.as_of or now.date()), options.format)


ANSWERS: dict[str, Callable[[Book, argparse.Namespace, datetime], bytes]] = {
    "report": report,
    "progress": show_progress,
}


def write(content: bytes, out: Path | None) -> None:
    """To the file, or to standard output."""
    if out is None:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
    else:
        out.write_bytes(content)


def day_of(options: argparse.Namespace, now: datetime) -> date:
    """The date asked about: the one given, else today."""
    return options.as_of or now.date()
