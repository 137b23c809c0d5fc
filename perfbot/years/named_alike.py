"""Makes one record from another: entry, row and command call what they share by the same names."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, TypeVar

Made = TypeVar("Made")


def made(kind: type[Made], like: object, **others: Any) -> Made:
    """A record of this dataclass: fields of the same name from `like`, what differs from `others`."""
    names = {field.name for field in fields(kind)}  # type: ignore[arg-type]
    return kind(**{name: value for name, value in vars(like).items() if name in names} | others)
