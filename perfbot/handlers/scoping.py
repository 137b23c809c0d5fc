"""Who records for which fund and projects, and who reviews which 科室: chosen by ticking."""

from __future__ import annotations

from dataclasses import dataclass, replace

from perfbot.domain.books.keys import BookKey
from perfbot.domain.books.members import Member, Role, Scope
from perfbot.handlers.choosing import names
from perfbot.handlers.desk import Desk
from perfbot.render.buttons import fingerprint
from perfbot.render.document import Document
from perfbot.render.office import membership as worded
from perfbot.render.office import scoping
from perfbot.render.presses import ALL_FUNDS, FundPress, TickPress


def newest_books(desk: Desk) -> tuple[BookKey, ...]:
    """Each fund's newest book, whose projects people are put in charge of."""
    latest = {key.fund: key for key in sorted(desk.ledger.books(), key=lambda key: key.year)}
    return tuple(sorted(latest.values()))


def named_scopes(desk: Desk, wanted: list[str]) -> tuple[tuple[Scope, ...], str]:
    """The scopes that words name (funds or projects of any fund); the first word that names none, if there is one."""
    found: dict[str, list[str]] = {}
    for word in wanted if wanted != [worded.EVERYTHING] else ():
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
class Appointee:
    """Whose projects are chosen: a member's, or of whoever will take up an invitation to this role."""

    role: Role
    member: Member | None = None

    def press(self, shown: str, chosen: int) -> TickPress:
        """What a box of their page carries."""
        return TickPress("scope" if self.member else "inv", self.member.id if self.member else 0, shown, chosen)


@dataclass(frozen=True)
class Granted:
    """What was chosen: the scopes for a fund, "" for every fund."""

    fund: str
    scopes: tuple[Scope, ...]


def needs_no_choice(desk: Desk, role: Role) -> bool:
    """Whether an invitation to the role is for everything, so that nothing is asked."""
    books = newest_books(desk)
    return role is Role.ADMIN or not books or (role is Role.VIEWER and len(books) == 1)


def scope_page(desk: Desk, whose: Appointee) -> Document | None:
    """For which fund, where there is a choice, or the projects to tick; None where nothing can be chosen."""
    books = newest_books(desk)
    if whose.role is Role.ADMIN or not books:
        return None
    if len(books) == 1 and whose.role is Role.EDITOR:
        return _projects(desk, whose, books[0], _now(desk, books[0], whose.member))
    funds = [(key.fund, name) for key, name in names(desk, books).items()]
    return scoping.choose_fund(whose.member, whose.role, funds)


def fund_chosen(desk: Desk, whose: Appointee, pressed: FundPress) -> Document | Granted | None:
    """What choosing a fund leads to; None where the role or the fund is not what the page showed."""
    key = next((key for key in newest_books(desk) if key.fund == pressed.fund), None)
    if pressed.role is not whose.role or whose.role is Role.ADMIN:
        return None
    if pressed.fund == ALL_FUNDS:
        return Granted("", (Scope(),))
    if key is None or whose.role is Role.EDITOR:
        return _projects(desk, whose, key, _now(desk, key, whose.member)) if key else None
    return Granted(key.fund, (Scope(key.fund),))


def ticked(desk: Desk, whose: Appointee, pressed: TickPress) -> Document | Granted | None:
    """The page with one more tick, or what was ticked; None where the list is not what the page showed."""
    books = newest_books(desk)
    key = next((key for key in books if _shown(desk, whose, key) == pressed.shown), None)
    if key is None:
        return None
    if pressed.deed == "":
        return _projects(desk, whose, key, pressed.chosen)
    if pressed.deed == "all":
        fund = key.fund if len(books) > 1 else ""
        return Granted(fund, (Scope(fund),))
    states = desk.ledger.book(key).reported_projects
    codes = tuple(state.code for index, state in enumerate(states) if pressed.chosen >> index & 1)
    return Granted(key.fund, (Scope(key.fund, codes),) if codes else ())


def _projects(desk: Desk, whose: Appointee, key: BookKey, chosen: int) -> Document:
    listed = [state.short_name for state in desk.ledger.book(key).reported_projects]
    return scoping.choose_projects(whose.member, listed, whose.press(_shown(desk, whose, key), chosen))


def _shown(desk: Desk, whose: Appointee, key: BookKey) -> str:
    """What a page of projects shows, in eight characters: the book among how many, the role, the projects by name."""
    states = desk.ledger.book(key).reported_projects
    listed = [f"{state.code} {state.short_name}" for state in states]
    return fingerprint([key, len(newest_books(desk)), whose.role.value, *listed])


def _now(desk: Desk, key: BookKey, member: Member | None) -> int:
    """The projects that are the member's now, as ticks."""
    states = desk.ledger.book(key).reported_projects
    scopes = member.scopes if member else ()
    return sum(1 << i for i, state in enumerate(states) if any(scope.covers(key.fund, state.code) for scope in scopes))


def rescoped(desk: Desk, member: Member, granted: Granted) -> Member:
    """The member with these scopes for a fund; what they had in other funds stays, unless every fund was chosen."""
    funds = [key.fund for key in newest_books(desk)]
    kept = [
        replace(scope, fund=fund)
        for scope in member.scopes
        for fund in ([scope.fund] if scope.fund else funds)
        if granted.fund not in ("", fund)
    ]
    return replace(member, scopes=(*kept, *granted.scopes))


def sections_page(desk: Desk, member: Member, ticked: tuple[str, ...] | None = None) -> Document:
    """The 科室 whose results the member reviews, to be ticked."""
    listed, chosen = sections(desk), member.reviews if ticked is None else ticked
    bits = sum(1 << index for index, name in enumerate(listed) if name in chosen)
    press = TickPress("rev", member.id, fingerprint(listed), bits)
    return scoping.choose_sections(member, listed, press) if listed else scoping.no_sections(member)


def sections_ticked(desk: Desk, pressed: TickPress) -> tuple[str, ...] | None:
    """The 科室 that are ticked; None where the list is not what the page showed."""
    listed = sections(desk)
    if fingerprint(listed) != pressed.shown:
        return None
    return tuple(name for index, name in enumerate(listed) if pressed.chosen >> index & 1)


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
