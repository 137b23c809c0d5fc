"""A command together with how far it can be relied on, as a loaded file states it."""

from __future__ import annotations

from dataclasses import dataclass

from perfbot.domain.commands import AnyCommand
from perfbot.domain.entries import Basis


@dataclass(frozen=True)
class Stated:
    """A command of a loaded file, its basis, and why the basis is no better."""

    command: AnyCommand
    basis: Basis = Basis.RECORDED
    note: str = ""
