"""Under which circumstances a command is given; the rules judge it by them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from perfbot.domain.books.entries import Basis
from perfbot.domain.books.members import Member


@dataclass(frozen=True)
class Circumstances:
    """Who asks, when, which day that is in the office, and how far what they say can be relied on."""

    actor: Member
    now: datetime
    today: date
    basis: Basis = Basis.RECORDED
    note: str = ""
