"""Finds the owner of the data folder, since the service cannot read what another user writes there."""

from __future__ import annotations

import os
import pwd
import shlex
from collections.abc import Sequence
from pathlib import Path


def other_owner(data: Path) -> str | None:
    """The user who owns the folder, where another one runs this; None where it is the same, or no folder exists."""
    try:
        owner = data.stat().st_uid
    except OSError:
        return None
    return None if owner == os.geteuid() else user_name(owner)


def user_name(number: int) -> str:
    """The name of a user, or `#` and the number where the machine knows none; sudo takes both."""
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"#{number}"


def command_as(user: str, arguments: Sequence[str]) -> str:
    """The same command as that user."""
    return shlex.join(["sudo", "-u", user, "python", "bot.py", *arguments])
