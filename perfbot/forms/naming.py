"""The project that words name, for commands that take one without a conversation."""

from __future__ import annotations

from perfbot.domain.books.book import Book
from perfbot.domain.books.states import ProjectState
from perfbot.forms.engine.fields import Choice
from perfbot.forms.engine.finding import find


def named_project(book: Book, words: str) -> ProjectState | None:
    """The one project that the words name by part of a name, pinyin, initials or code; None for none or several."""
    choices = [
        Choice(state.code, state.short_name, names=(state.name, state.short_name)) for state in book.projects.values()
    ]
    only = find(words, choices).only
    return book.projects[only.id] if only else None
