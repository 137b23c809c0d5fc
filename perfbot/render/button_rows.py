"""Lays buttons out beside each other, as many as their labels leave room for on a phone."""

from __future__ import annotations

from collections.abc import Sequence

from perfbot.render.document import Button
from perfbot.render.text_width import width

# A message takes about 320 of the 390 points of a phone, a letter of a button 7.5; what is longer loses its end.
THIRD, HALF = 8, 16


def in_rows(buttons: Sequence[Button]) -> list[list[Button]]:
    """Rows of up to three where every label is short; else in pairs, and a long label by itself."""
    if all(width(button.label) <= THIRD for button in buttons):
        return _evenly(buttons)
    rows: list[list[Button]] = []
    for button in buttons:
        if rows and len(rows[-1]) == 1 and all(width(one.label) <= HALF for one in (*rows[-1], button)):
            rows[-1].append(button)
        else:
            rows.append([button])
    return rows


def _evenly(buttons: Sequence[Button]) -> list[list[Button]]:
    """As few rows as possible, none a button longer than another by more than one: four are two and two."""
    count = -(-len(buttons) // 3)
    short, longer = divmod(len(buttons), count) if count else (0, 0)
    rows, start = [], 0
    for index in range(count):
        end = start + short + (index < longer)
        rows.append(list(buttons[start:end]))
        start = end
    return rows
