"""Who may do what: members, their roles and the funds, projects and sections they answer for."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import Enum


class Role(Enum):
    """管理员 (the office), 经办人 (staff), 查看 (leaders)."""

    ADMIN = "admin"
    EDITOR = "editor"
    VIEWER = "viewer"


@dataclass(frozen=True)
class Scope:
    """What an editor may record for: a fund code ("" = every fund) and project codes (empty = all of them)."""

    fund: str = ""
    projects: tuple[str, ...] = ()

    def covers(self, fund: str, project: str) -> bool:
        """Whether this scope takes in the project of the fund."""
        return self.fund in ("", fund) and (not self.projects or project in self.projects)


@dataclass(frozen=True)
class Member:
    """A person known by Telegram id; `reviews` names the 科室 whose results they review."""

    id: int
    name: str
    role: Role
    scopes: tuple[Scope, ...] = (Scope(),)
    section: str = ""
    reviews: tuple[str, ...] = ()
    leave_until: date | None = None
    started: bool = False
    removed: bool = False

    @property
    def is_admin(self) -> bool:
        """Whether the person is of the office."""
        return self.role is Role.ADMIN and not self.removed

    def may_read(self, fund: str) -> bool:
        """Whether the person may see this fund."""
        if self.removed:
            return False
        return self.is_admin or any(scope.fund in ("", fund) for scope in self.scopes)

    def may_record(self, fund: str, project: str) -> bool:
        """Whether the person may record for this project."""
        if self.removed or self.role is Role.VIEWER:
            return False
        return self.is_admin or any(scope.covers(fund, project) for scope in self.scopes)

    def may_review(self, section: str) -> bool:
        """Whether the person reviews results of this 科室."""
        return self.is_admin or (not self.removed and section != "" and section in self.reviews)

    def on_leave(self, today: date) -> bool:
        """Whether the person is on leave today."""
        return self.leave_until is not None and today <= self.leave_until


_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800\u17b4\u17b5")
"""Letters and signs that print nothing (Unicode: Default_Ignorable_Code_Point, and the empty Braille pattern)."""


def visible_name(name: object) -> str:
    """The name, or "" when it is none or nobody could see it: only spaces, format characters, marks, fillers."""
    text = name if isinstance(name, str) else ""
    return text if any(unicodedata.category(char)[0] in "LNPS" and char not in _BLANK for char in text) else ""


LOADER = Member(0, "", Role.ADMIN)
"""The hand behind a loaded file: everything it records carries recorded_by 0."""
