"""Builds and parses the data of a form's buttons: ids only, at most 64 bytes."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass

LIMIT = 64
_ID = r"[A-Za-z0-9_-]{1,24}"
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,19}")
_PRESS = re.compile(rf"f:(?P<draft>{_ID}):(?P<question>[a-z_]{{1,20}}):(?P<choice>[A-Za-z0-9_.~-]{{1,24}})")


@dataclass(frozen=True)
class Press:
    """A pressed button of a form: its draft, question and choice."""

    draft: str
    question: str
    choice: str


def choice_key(choice: str) -> str:
    """A choice's id for a button; a code that is long or not plain ASCII is hashed."""
    if _PLAIN.fullmatch(choice):
        return choice
    digest = hashlib.blake2s(choice.encode("utf-8", "replace"), digest_size=10).digest()
    return "~" + base64.b32encode(digest).decode("ascii")


def button_data(draft_id: str, question: str, choice: str) -> str:
    """The data of a form's button: at most 64 ASCII bytes. Raises ValueError for a draft id that is not of ours.

    Choices that begin with "_" are the engine's own (back, skip, next page …) and go as they are.
    """
    data = f"f:{draft_id}:{question}:{choice if choice.startswith('_') else choice_key(choice)}"
    if parse_press(data) is None:
        raise ValueError(f"no button data: {data!r}")
    return data


def parse_press(data: str) -> Press | None:
    """The press for the data, or None when it is no form's button."""
    found = _PRESS.fullmatch(data) if len(data) <= LIMIT else None
    return Press(found["draft"], found["question"], found["choice"]) if found else None
