"""Who records for which fund and projects, and who reviews which 科室: chosen by ticking."""

from __future__ import annotations

from dataclasses import dataclass, replace

from perfbot.domain.books.keys import BookKey
from perfbot.domain.books.members import Member, Role, Scope
from perfbot.handlers.answering import reply
from perfbot.handlers.asking import Ask
from perfbot.handlers.choosing import names
from perfbot.handlers.desk import Desk
from perfbot.render.document import Button
from perfbot.render.office import membership as worded
from perfbot.render.office import scoping


def newest_books(desk: Desk) -> tuple[BookKey, ...]:
    """Each fund's newest book, whose projects people are put in charge of."""
    latest = {key.fund: key for key in sorted(desk.ledger.books(), key=lambda key: key.year)}
    return tuple(sorted(latest.values()))


def named_scopes(desk: Desk, wanted: list[str]) -> tuple[tuple[Scope, ...], str]:
    """The scopes that words name (funds or projects of any fund); the first word that names none, if there is one."""
    found: dict[str, list[str]] = {}
    for word in wanted:
        places = _places(desk, word)
        if len(places) != 1:
            return (), word
        fund, project = places[0]
        found.setdefault(fund, [])
        if project:
            found[fund].append(project)
    scopes = tuple(Scope(fund, tuple(projects)) for fund, projects in found.items())
    return scopes or (Scope(),), ""


def _places(desk: Desk, word: str) -> list[tuple[str, str]]:
    """Fund and project codes that the word names exactly, or else as a part of a name; "" is the fund as a whole."""
    books = newest_books(desk)
    funds = [(key.fund, "") for key, name in names(desk, books).items() if word in (key.fund, name)]
    states = [(key.fund, state) for key in books for state in desk.ledger.book(key).reported_projects]
    exact = [(fund, s.code) for fund, s in states if word in (s.code, s.name, s.short_name)]
    return funds or exact or [(fund, state.code) for fund, state in states if word in state.name]


@dataclass(frozen=True)
class Ticking:
    """What is ticked for whom: the buttons' prefix, the member whose ticks to begin with, and the way out."""

    title: str
    prefix: str
    back: Button
    member: Member | None = None


async def ticked(
    desk: Desk, ask: Ask, ticking: Ticking, role: Role, rest: list[str]
) -> tuple[str, tuple[Scope, ...]] | None:
    """The fund ("" for all) and its scopes as ticked, or None while the person is still choosing."""
    books = newest_books(desk)
    if role is Role.ADMIN or not books:
        return "", (Scope(),)
    if len(books) > 1 and not rest:
        funds = [(key.fund, name) for key, name in names(desk, books).items()]
        await reply(desk, ask, scoping.choose_fund(ticking.title, ticking.prefix, funds, ticking.back))
        return None
    fund = rest[0] if rest else books[0].fund
    key = next((key for key in books if key.fund == fund), None)
    if key is None:
        return "", (Scope(),)
    if role is Role.VIEWER:
        return (fund, (Scope(fund),)) if len(books) > 1 else ("", (Scope(),))
    return await _projects(desk, ask, ticking, key, rest[1:], alone=len(books) == 1)


async def _projects(
    desk: Desk, ask: Ask, ticking: Ticking, key: BookKey, rest: list[str], *, alone: bool
) -> tuple[str, tuple[Scope, ...]] | None:
    states = desk.ledger.book(key).reported_projects
    chosen = int(rest[0], 16) if rest else _now(desk, key, ticking.member)
    if len(rest) < 2:
        shown = [state.short_name for state in states]
        prefix = f"{ticking.prefix}:{key.fund}"
        await reply(desk, ask, worded.choose_projects(ticking.title, prefix, shown, chosen, ticking.back))
        return None
    codes = tuple(state.code for index, state in enumerate(states) if chosen >> index & 1)
    fund = "" if alone and not codes else key.fund
    return fund, (Scope(fund, codes),)


def _now(desk: Desk, key: BookKey, member: Member | None) -> int:
    """The projects that are the member's now, as ticks; none where all of them are."""
    scopes = member.scopes if member else ()
    named = {code for scope in scopes if scope.fund in ("", key.fund) for code in scope.projects}
    states = desk.ledger.book(key).reported_projects
    return sum(1 << index for index, state in enumerate(states) if state.code in named)


def rescoped(member: Member, fund: str, scopes: tuple[Scope, ...]) -> Member:
    """The member with these scopes for a fund; those of other funds stay, unless every fund was chosen."""
    elsewhere = tuple(scope for scope in member.scopes if fund and scope.fund not in ("", fund))
    return replace(member, scopes=(*elsewhere, *scopes))


def sections(desk: Desk) -> tuple[str, ...]:
    """Every 科室 that a project names, in the books' order."""
    states = [state for key in newest_books(desk) for state in desk.ledger.book(key).projects.values()]
    return tuple(dict.fromkeys(state.described.section for state in states if state.described.section))


def scope_words(desk: Desk, scopes: tuple[Scope, ...]) -> str:
    """A scope in words, with the names of its projects, and of its fund where there are several."""
    projects: dict[tuple[str, str], str] = {}
    for key in sorted(desk.ledger.books(), key=lambda key: key.year):
        for code, state in desk.ledger.book(key).projects.items():
            projects[key.fund, code] = projects["", code] = state.short_name
    funds = {key.fund: name for key, name in names(desk, newest_books(desk)).items()}
    return worded.scope_words(scopes, projects, funds)
