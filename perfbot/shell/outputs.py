"""Subcommands that answer from a book: the report first of all, in every format."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from perfbot.domain.books.book import Book
from perfbot.domain.evaluation.readiness import readiness
from perfbot.domain.evaluation.scoring import score_book
from perfbot.domain.monitoring.responsible import owed_of
from perfbot.domain.setup.checks import setup_findings
from perfbot.forms.naming import named_project
from perfbot.papers import REPORT, PaperSource, as_json, paper, rendered
from perfbot.render.figures.progress import progress
from perfbot.render.figures.score import score_document, score_json
from perfbot.render.office.lint import lint_document, lint_json
from perfbot.render.posts.digest import digest_document, week_up_to
from perfbot.render.report.ready import ready_document, ready_json


class NoSuchProject(Exception):
    """--project names no project, or several."""


def report(book: Book, options: argparse.Namespace, now: datetime) -> bytes:
    """The self-evaluation report in the format asked for."""
    template = options.template.read_bytes() if options.template else None
    source = PaperSource(book, now, options.rulebook, template, options.as_of)
    return paper(REPORT, options.format, source).content


def show_progress(book: Book, options: argparse.Namespace, now: datetime) -> bytes:
    """Budget, spending and lights of every project."""
    day = options.as_of or now.date()
    return rendered(progress(book, day, options.rulebook, wide=True), options.format)


def score(book: Book, options: argparse.Namespace, now: datetime) -> bytes:
    """The computed score with every formula, beside the declared one."""
    known = score_book(book, last_day(book, options, now), options.rulebook)
    return as_json(score_json(known)) if options.format == "json" else rendered(score_document(known), "text")


def lint(book: Book, options: argparse.Namespace, _: datetime) -> bytes:
    """What is weak in how the indicators are set."""
    found = setup_findings(book, options.as_of, options.rulebook)
    return as_json(lint_json(book, found)) if options.format == "json" else rendered(lint_document(book, found), "text")


def ready(book: Book, options: argparse.Namespace, now: datetime) -> bytes:
    """What is missing before the report can be handed in."""
    found = readiness(book, options.as_of, now.date(), rulebook=options.rulebook)
    if options.format == "json":
        return as_json(ready_json(book, found, {}))
    return rendered(ready_document(book, found, {}), "text")


def form(book: Book, options: argparse.Namespace, now: datetime) -> bytes:
    """The official forms of a kind, of each project or of the one that is named."""
    project = named_project(book, options.project) if options.project else None
    if options.project and project is None:
        raise NoSuchProject(options.project)
    codes = (project.code,) if project else ()
    source = PaperSource(book, now, options.rulebook, as_of=options.as_of, projects=codes)
    return paper(options.kind, options.format, source).content


def digest(book: Book, options: argparse.Namespace, now: datetime) -> bytes:
    """The weekly digest as of a day, as it would be posted."""
    day = last_day(book, options, now)
    names, members = options.people
    owed = [(member, owed_of(book, member, members, day, options.rulebook)) for member in members]
    made = digest_document(
        book,
        week_up_to(day),
        rulebook=options.rulebook,
        names=names,
        owing=[(member.name, len(items)) for member, items in owed if items],
        chart=options.format != "text",
    )
    return rendered(made, options.format)


def last_day(book: Book, options: argparse.Namespace, now: datetime) -> date:
    """The date asked about: the one given, else today, or the year's last day once it is over."""
    return options.as_of or min(now.date(), date(book.year, 12, 31))


ANSWERS: dict[str, Callable[[Book, argparse.Namespace, datetime], bytes]] = {
    "report": report,
    "progress": show_progress,
    "score": score,
    "lint": lint,
    "ready": ready,
    "form": form,
    "digest": digest,
}


def write(content: bytes, out: Path | None) -> None:
    """To the file, or to standard output."""
    if out is None:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
    else:
        out.write_bytes(content)
