"""The self-evaluation's figures: the score with its formulas, and the checks of how indicators are set."""

from __future__ import annotations

from perfbot.domain.scoring import score_book
from perfbot.domain.setup_checks import setup_findings
from perfbot.forms.naming import named_project
from perfbot.handlers.answering import reply
from perfbot.handlers.asking import Ask
from perfbot.handlers.choosing import choose
from perfbot.handlers.desk import Desk
from perfbot.render.lint import lint_document
from perfbot.render.score import project_score_document, score_document


async def score(desk: Desk, ask: Ask) -> None:
    """/score: total, parts and formulas; with a project's name or code, that project's."""
    chosen = await choose(desk, ask, "score")
    if chosen is None:
        return
    book = desk.ledger.book(chosen.key)
    known = score_book(book, desk.day_of(book.year), desk.rulebook)
    project = named_project(book, chosen.words)
    if project is not None and known.project(project.code) is not None:
        await reply(desk, ask, project_score_document(known, project.code))
    else:
        await reply(desk, ask, score_document(known))


async def lint(desk: Desk, ask: Ask) -> None:
    """/lint: what is weak in how the indicators are set, and a better way."""
    chosen = await choose(desk, ask, "lint")
    if chosen is not None:
        book = desk.ledger.book(chosen.key)
        await reply(desk, ask, lint_document(book, setup_findings(book, None, desk.rulebook)))
