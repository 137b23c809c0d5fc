"""Closed questions: the choices on a page, and the choice that typed words mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from perfbot.domain.amounts.numerals import folded
from perfbot.forms.engine import words
from perfbot.forms.engine.fields import Choice, Choices, Field, Misread, Situation, shortened
from perfbot.forms.engine.finding import find, plain
from perfbot.forms.engine.shown import Option
from perfbot.text_width import width

PAGE, SHORT_PAGE = 8, 15
"""How many choices a page shows: three beside each other where all are short (`SHORT`, in half-width letters)."""
SHORT = 8
FEW = 4
"""Up to so many choices are not numbered."""


def on_show(field: Field, here: Situation) -> tuple[Choice, ...]:
    """The question's choices, filtered by the search words."""
    choices = field.choices(here)
    if not here.draft.search or not field.closed:
        return choices
    found = find(here.draft.search, choices)
    return found.matches or found.nearest or choices


def pages_of(choices: Sequence[Choice]) -> int:
    """How many pages the choices take, at least one."""
    return max(1, -(-len(choices) // _size(choices)))


def _size(choices: Sequence[Choice]) -> int:
    return SHORT_PAGE if all(width(choice.label) <= SHORT for choice in choices) else PAGE


def page_of(field: Field, choices: Sequence[Choice], page: int) -> tuple[Option, ...]:
    """One page of choices; those of a closed question carry their number in the whole list."""
    size = _size(choices)
    start = min(max(page, 0), pages_of(choices) - 1) * size
    counted = _by_number(field, choices) and len(choices) > FEW
    return tuple(
        Option(choice.id, choice.label, number if counted else 0)
        for number, choice in enumerate(choices[start : start + size], start=start + 1)
    )


def _by_number(field: Field, choices: Sequence[Choice]) -> bool:
    """Whether the list is numbered; not where the choices are figures themselves."""
    return field.closed and field.by_number


def meant(field: Field, text: str, here: Situation) -> Choice:
    """The one choice that the typed words name: by name or code, by number on the list, by part of the name.

    Raises Misread that narrows the list when there are several, or to the nearest when there is none.
    """
    choices = field.choices(here)
    exact = [choice for choice in choices if plain(text) in map(plain, (choice.id, choice.label, *choice.names))]
    if len(exact) == 1:
        return exact[0]
    listed = on_show(field, here)
    number = re.fullmatch(r"(?:第\s*)?([0-9]{1,3})\s*(?:[.、号个项])?", folded(text), re.ASCII)
    if number and _by_number(field, listed) and 0 < int(number[1]) <= len(listed):
        return listed[int(number[1]) - 1]
    return _found(text, choices, field.of_others(here))


def _found(text: str, choices: Sequence[Choice], of_others: Sequence[Choice]) -> Choice:
    found, query = find(text, choices), shortened(text)
    if found.only:
        return found.only
    if found.matches:
        raise Misread(words.several(query, len(found.matches)), search=text)
    if other := find(text, of_others).only:
        raise Misread(words.not_theirs(other.label), search="")
    if found.nearest:
        raise Misread(words.nearest_to(query), search=text)
    raise Misread(words.no_match(query), search="")


def one_of(choices: Choices) -> Callable[[str, Situation], str]:
    """A reader that accepts the choices' own answers."""

    def read(text: str, here: Situation) -> str:
        if all(choice.kept != text for choice in choices(here)):
            raise Misread(words.choice_gone())
        return text

    return read


def label_of(choices: Choices) -> Callable[[str, Situation], str]:
    """A function that shows a choice by its label."""

    def show(kept: str, here: Situation) -> str:
        return next((choice.label for choice in choices(here) if choice.kept == kept), kept)

    return show
