"""Every kind of press on the bot's pages, a class each; what goes over the wire is `buttons`' affair."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Literal, TypeAlias, dataclass_transform

from perfbot.domain.books.keys import BookKey
from perfbot.domain.books.members import Role


@dataclass_transform(frozen_default=True)
class PagePress:
    """A press on a page of the bot's; its kinds are frozen dataclasses, each known by the head of its data."""

    KINDS: ClassVar[dict[str, type[Any]]] = {}
    HEAD: ClassVar[str]

    def __init_subclass__(cls, *, head: str) -> None:
        cls.HEAD, PagePress.KINDS[head] = head, dataclass(frozen=True)(cls)


class CommandPress(PagePress, head="c"):
    """A command by name: in which book, about which project or in which format, with which words carried along."""

    name: str
    book: BookKey | None = None
    about: str = ""
    carried: str = ""


UNDO = "undo"


class EntryPress(PagePress, head="e"):
    """What to do (a form's name, undo, evidence, files, card) with which entry."""

    action: str
    entry: str


NOWHERE = "none"


class PlacePress(PagePress, head="e:here"):
    """To which entry a file that was sent belongs; NOWHERE for none."""

    entry: str


class ProgressPress(PagePress, head="p"):
    """A project's card; without a project, all of them."""

    book: BookKey
    project: str = ""


class TrailPress(PagePress, head="h"):
    """A page of the trail; `filtered` is a TrailFilter's code."""

    book: BookKey
    filtered: str
    page: int


class TrailProjectsPress(PagePress, head="hp"):
    """The choice of a project whose trail to show."""

    book: BookKey


class TrailKindsPress(PagePress, head="hk"):
    """The choice of a kind of entries, of one project or of all."""

    book: BookKey
    project: str = ""


class TrailEntryPress(PagePress, head="hn"):
    """One entry's card, by its number."""

    book: BookKey
    number: int


AlertAct: TypeAlias = Literal["ack", "quiet", "ask"]
"""已知晓, 静默7天, 写原因 where it is asked for what."""


class AlertPress(PagePress, head="a"):
    """An answer to the post of a day that it stands under; or to /alerts, with the fingerprint of what it showed."""

    act: AlertAct
    book: BookKey
    on: date
    shown: str = ""


class ReasonPress(PagePress, head="a:why"):
    """写原因 for one project or indicator, by its code."""

    book: BookKey
    subject: str


DigestAct: TypeAlias = Literal["post", "no"]
"""发布到工作群, 先不发."""


class DigestPress(PagePress, head="d"):
    """Whether to post the digest that was shown: of which book, which day, with the fingerprint of what it says."""

    act: DigestAct
    book: BookKey | None = None
    on: date | None = None
    shown: str = ""


SetupAct: TypeAlias = Literal[
    "blank", "report", "rolls", "books", "roll", "book", "rollbook", "rollnow", "shelf", "hide", "no"
]
"""What the pages of /setup offer."""


class SetupPress(PagePress, head="s"):
    """A step of set-up; `year` is the one to begin; `entries` is how many the book had on the page that counts them."""

    act: SetupAct
    book: BookKey | None = None
    year: int = 0
    entries: int = 0


class HidePress(PagePress, head="s:hid"):
    """隐藏 for one of the reasons, by its place; `entries` is how many the book had when it was asked for.

    `typed` changes with a reason in one's own words, which comes after the last of them.
    """

    book: BookKey
    reason: int
    entries: int
    typed: str = ""


class ShowPress(PagePress, head="s:show"):
    """恢复显示 for a hidden book."""

    hidden: BookKey


class LoadPress(PagePress, head="s:ok"):
    """确认装入: the beginning of the file's hash, and the fingerprint of the preview."""

    file: str
    shown: str


TextAct: TypeAlias = Literal["", "w", "l", "v", "b", "y"]
"""What can be done about a section of the report's words; at first it is read."""


class TextPress(PagePress, head="t"):
    """A section of the report's words, or all of them; `number` is a version's number in the trail."""

    book: BookKey
    section: str = ""
    act: TextAct = ""
    number: int = 0


ReviewAct: TypeAlias = Literal["list", "on", "off", "start", "stop"]
"""Turn the pages of the review; what switching it on or off would do; do it."""


class ReviewPress(PagePress, head="v"):
    """A page of the review, or its switch."""

    act: ReviewAct
    book: BookKey
    page: int = 0


class ReviewOnePress(PagePress, head="v:yes"):
    """确认 for one result, by its entry's id."""

    result: str


class ReviewAllPress(PagePress, head="v:all"):
    """Confirm a whole page, with the fingerprint of the results that it showed."""

    book: BookKey
    page: int
    shown: str


MemberAct: TypeAlias = Literal["list", "card", "scope", "rev", "remove", "removed", "roles"]
"""Pages about members, and the removal that one of them asks about."""


class MemberPress(PagePress, head="m"):
    """A page about a member, or about all of them (0)."""

    act: MemberAct
    member: int = 0


class RolePress(PagePress, head="m:role"):
    """改为: this role for this member."""

    member: int
    role: Role


class InvitePress(PagePress, head="m:inv"):
    """An invitation to this role: the next question."""

    role: Role


class TakeBackPress(PagePress, head="m:take"):
    """收回 for an open invitation, by the beginning of its id."""

    invitation: str


class OfficeTrailPress(PagePress, head="m:trail"):
    """A page of the office's trail."""

    page: int


class LeavePress(PagePress, head="m:leave"):
    """Away until the end of this day; None ends a leave."""

    until: date | None = None


TickedFor: TypeAlias = Literal["inv", "scope", "rev"]
"""What is ticked: an invitation's projects, a member's projects, the 科室 that a member reviews."""


TickDeed: TypeAlias = Literal["", "ok", "all"]
"""Tick a box; done with those ticked; all of them, those to come as well."""


ALL_FUNDS = "*"


class FundPress(PagePress, head="m:fund"):
    """For which fund (ALL_FUNDS for each): for a member (0: an invitation) who had this role on the page."""

    what: TickedFor
    member: int
    role: Role
    fund: str


class TickPress(PagePress, head="k"):
    """A page of boxes for a member (0: an invitation): the fingerprint of its list, and a bit for each box ticked."""

    what: TickedFor
    member: int
    shown: str
    chosen: int = 0
    deed: TickDeed = ""
