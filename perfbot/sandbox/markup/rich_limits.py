"""The measures of a rich message, and Telegram's bounds on them."""

from dataclasses import dataclass
from typing import Any

from perfbot.sandbox.people import Json
from perfbot.sandbox.refusals import bad_request

# Bot API 10.1, "Rich message limits".
CHARACTERS = 32_768
BLOCKS = 500
NESTING = 16
MEDIA = 50
COLUMNS = 20


@dataclass
class RichSize:
    """Characters of text, blocks (rows and list items count), levels of nesting, media, widest table."""

    characters: int = 0
    blocks: int = 0
    nesting: int = 0
    media: int = 0
    columns: int = 0


def measured(blocks: list[Json]) -> RichSize:
    measure = RichSize()
    for block in blocks:
        _count_block(block, 1, measure)
    return measure


def check_limits(blocks: list[Json]) -> None:
    """Raises Refusal when a rich message is empty or too big."""
    found = measured(blocks)
    if not blocks or not (found.characters or found.media):
        raise bad_request("rich message must be non-empty")
    for count, limit, what in (
        (found.characters, CHARACTERS, "text is too long"),
        (found.blocks, BLOCKS, "has too many blocks"),
        (found.nesting, NESTING, "is nested too deep"),
        (found.media, MEDIA, "has too many media"),
        (found.columns, COLUMNS, "has a table with too many columns"),
    ):
        if count > limit:
            raise bad_request(f"rich message {what}")


def _count_block(block: Json, depth: int, measure: RichSize) -> None:
    measure.blocks += 1
    measure.nesting = max(measure.nesting, depth)
    measure.media += block["type"] in ("photo", "document")
    for part in ("text", "summary", "credit"):
        _count_text(block.get(part, ""), depth, measure)
    caption = block.get("caption", "")
    _count_text(caption.get("text", "") if isinstance(caption, dict) and "type" not in caption else caption, 0, measure)
    for inner in block.get("blocks", []):
        _count_block(inner, depth + 1, measure)
    for item in block.get("items", []):
        measure.blocks += 1
        for inner in item["blocks"]:
            _count_block(inner, depth + 2, measure)
    _count_table(block.get("cells", []), depth, measure)


def _count_table(rows: list[list[Json]], depth: int, measure: RichSize) -> None:
    measure.blocks += len(rows)
    taken: dict[int, int] = {}
    for row in rows:
        hanging = sum(taken.values())
        measure.columns = max(measure.columns, hanging + sum(cell.get("colspan", 1) for cell in row))
        taken = {left - 1: wide for left, wide in taken.items() if left > 1}
        for cell in row:
            _count_text(cell.get("text", ""), depth + 2, measure)
            below = cell.get("rowspan", 1) - 1
            if below:
                taken[below] = taken.get(below, 0) + cell.get("colspan", 1)


def _count_text(text: Any, depth: int, measure: RichSize) -> None:
    if isinstance(text, str):
        measure.characters += len(text)
    elif isinstance(text, list):
        for part in text:
            _count_text(part, depth, measure)
    else:
        measure.nesting = max(measure.nesting, depth + 1)
        _count_text(text.get("text", ""), depth + 1, measure)
