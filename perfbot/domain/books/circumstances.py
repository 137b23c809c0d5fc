"""The circumstances of a command, by which the rules judge it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from perfbot.domain.books.entries import Basis
from perfbot.domain.books.members import Member


@dataclass(frozen=True)
class Circumstances:
    """Who asks, when, which day it is in the office, and how reliable the statement is."""

    actor: Member
    now: datetime
    today: date
    basis: Basis = Basis.RECORDED
    note: str = ""
