"""Reads one target or actual value by the grammar: date, change, number or range, else qualitative; never fails."""

from perfbot.domain.value_dates import dated
from perfbot.domain.value_grammar import change, numeric, tidied
from perfbot.domain.value_types import Value

LONGEST = 120


def parse_value(raw: str) -> Value:
    """What the text says, its raw words kept; what is not wholly understood is qualitative, never guessed."""
    text = tidied(raw) if len(raw) <= 4 * LONGEST else None
    if not text or len(text) > LONGEST:
        return Value(raw)
    return dated(raw, text) or change(raw, text) or numeric(raw, text) or Value(raw)
