"""Makes the entry of a command from the facts that both declare."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, get_type_hints

from perfbot.domain.books.book import Book
from perfbot.domain.books.circumstances import Circumstances
from perfbot.domain.books.commands import Command
from perfbot.domain.books.entries import ENTRY_TYPES, AnEntry, Entry
from perfbot.domain.books.word_rules import WordRule


def new_entry(kind: type[AnEntry], book: Book, command: Command, circumstances: Circumstances, **own: Any) -> AnEntry:
    """The book's next entry with the command's facts; `own` gives further or different fields.

    Raises MissingWords or TooLong.
    """
    header = {
        "id": command.key,
        "number": book.next_number,
        "recorded_at": circumstances.now,
        "recorded_by": circumstances.actor.id,
        "basis": circumstances.basis,
        "note": circumstances.note,
    }
    facts = {field.name: getattr(command, field.name) for field in fields(kind) if hasattr(command, field.name)}
    said = {**facts, **own}
    words = {name: rule.read(said[name]) for name, rule in WORD_RULES[kind].items()}
    return kind(**{**header, **said, **words})


def _word_rules(kind: type[Entry]) -> dict[str, WordRule]:
    hints = get_type_hints(kind, include_extras=True)
    return {name: hint.__metadata__[0] for name, hint in hints.items() if hasattr(hint, "__metadata__")}


WORD_RULES: dict[type[Entry], dict[str, WordRule]] = {kind: _word_rules(kind) for kind in ENTRY_TYPES}
"""The rules for the words of each kind of entry, by field."""
