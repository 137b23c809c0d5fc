"""Finds the project that words name, for commands without a conversation."""

from __future__ import annotations

from perfbot.domain.books.book import Book
from perfbot.domain.books.states import ProjectState
from perfbot.forms.engine.fields import Choice
from perfbot.forms.engine.finding import find
from perfbot.forms.engine.one_line import take_choice, tokens


def names_a_project(book: Book, line: str) -> bool:
    """Whether a typed line begins with the name of one of the book's projects, or with a word that is part of it."""
    return bool(take_choice(tokens(line), _choices(book)))


def named_project(book: Book, words: str) -> ProjectState | None:
    """The one project that the words name (part of a name, pinyin, initials, code); None for none or several."""
    only = find(words, _choices(book)).only
    return book.projects[only.id] if only else None


def _choices(book: Book) -> list[Choice]:
    states = book.projects.values()
    return [Choice(state.code, state.short_name, names=(state.name, state.short_name)) for state in states]
