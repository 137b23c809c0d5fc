"""Rich messages given as a list of blocks: every field checked against the Bot API's InputRichBlock types."""

from collections.abc import Callable
from typing import Any

from perfbot.sandbox.markup.rich_html import MediaOf
from perfbot.sandbox.markup.tokens import MarkupError
from perfbot.sandbox.people import Json

Check = Callable[[Any, MediaOf], Any]

_STYLED = [
    "bold",
    "italic",
    "underline",
    "strikethrough",
    "spoiler",
    "subscript",
    "superscript",
    "marked",
    "code",
    "hashtag",
    "cashtag",
    "mention",
    "bot_command",
    "url",
    "email_address",
    "phone_number",
    "date_time",
    "anchor_link",
]
_LINKED = {
    "url": "url",
    "email_address": "email_address",
    "phone_number": "phone_number",
    "date_time": "unix_time",
    "anchor_link": "anchor_name",
    "mention": "username",
    "hashtag": "hashtag",
    "cashtag": "cashtag",
    "bot_command": "bot_command",
}


def checked_blocks(blocks: Any, media_of: MediaOf) -> list[Json]:
    """The blocks with their media resolved; raises MarkupError at the first mistake."""
    if not isinstance(blocks, list):
        raise MarkupError("Rich blocks must be an Array")
    return [_block(block, media_of) for block in blocks]


def _block(block: Any, media_of: MediaOf) -> Json:
    if not isinstance(block, dict) or block.get("type") not in _FIELDS:
        kind = block.get("type") if isinstance(block, dict) else block
        raise MarkupError(f'Unsupported rich block type "{kind}"')
    required, optional = _FIELDS[block["type"]]
    checked: Json = {"type": block["type"]}
    for name, value in block.items():
        if name == "type":
            continue
        check = required.get(name) or optional.get(name)
        if check is None:
            raise MarkupError(f'Unsupported field "{name}" of the rich block "{block["type"]}"')
        checked[name] = check(value, media_of)
    for name in required:
        if name not in block:
            raise MarkupError(f'Can\'t find field "{name}" of the rich block "{block["type"]}"')
    return checked


def _rich_text(text: Any, media_of: MediaOf) -> Any:
    if isinstance(text, str):
        return text
    if isinstance(text, list):
        return [_rich_text(part, media_of) for part in text]
    if isinstance(text, dict) and text.get("type") == "anchor" and isinstance(text.get("name"), str):
        return text
    if not isinstance(text, dict) or text.get("type") not in _STYLED or "text" not in text:
        raise MarkupError("Rich text must be a String, an Array of RichText or a known RichText type")
    needed = _LINKED.get(text["type"])
    if needed and needed not in text:
        raise MarkupError(f'Can\'t find field "{needed}" of the rich text "{text["type"]}"')
    return text | {"text": _rich_text(text["text"], media_of)}


def _flag(value: Any, media_of: MediaOf) -> bool:
    if not isinstance(value, bool):
        raise MarkupError("Field must be of type Boolean")
    return value


def _size(value: Any, media_of: MediaOf) -> int:
    if not isinstance(value, int) or not 1 <= value <= 6:
        raise MarkupError("Heading size must be from 1 to 6")
    return value


def _text(value: Any, media_of: MediaOf) -> str:
    if not isinstance(value, str):
        raise MarkupError("Field must be of type String")
    return value


def _caption(value: Any, media_of: MediaOf) -> Json:
    if not isinstance(value, dict) or "text" not in value:
        raise MarkupError("Rich block caption must have a text")
    return value | {"text": _rich_text(value["text"], media_of)}


def _items(value: Any, media_of: MediaOf) -> list[Json]:
    if not isinstance(value, list) or not value or not all(isinstance(item, dict) for item in value):
        raise MarkupError("List items must be a non-empty Array of Objects")
    return [
        {"label": f"{item['value']}." if "value" in item else "•"}
        | item
        | {"blocks": checked_blocks(item.get("blocks"), media_of)}
        for item in value
    ]


def _cells(value: Any, media_of: MediaOf) -> list[list[Json]]:
    if not isinstance(value, list) or not value or not all(isinstance(row, list) and row for row in value):
        raise MarkupError("Table cells must be a non-empty Array of Arrays")
    return [[_cell(cell, media_of) for cell in row] for row in value]


def _cell(cell: Any, media_of: MediaOf) -> Json:
    if not isinstance(cell, dict):
        raise MarkupError("Table cell must be an Object")
    if cell.get("align") not in ("left", "center", "right") or cell.get("valign") not in ("top", "middle", "bottom"):
        raise MarkupError("Table cell must have a correct align and valign")
    if any(not isinstance(cell.get(name, 1), int) or cell.get(name, 1) < 1 for name in ("colspan", "rowspan")):
        raise MarkupError("Table cell must have a positive colspan and rowspan")
    return cell | {"text": _rich_text(cell["text"], media_of)} if "text" in cell else cell


def _medium(kind: str) -> Check:
    def check(value: Any, media_of: MediaOf) -> Any:
        if not isinstance(value, dict) or value.get("type") != kind or not isinstance(value.get("media"), str):
            raise MarkupError(f'Rich block "{kind}" must hold an InputMedia of its kind')
        return media_of(kind, value["media"])

    return check


_CREDIT: dict[str, Check] = {"credit": _rich_text}
_FIELDS: dict[str, tuple[dict[str, Check], dict[str, Check]]] = {
    "paragraph": ({"text": _rich_text}, {}),
    "heading": ({"text": _rich_text, "size": _size}, {}),
    "pre": ({"text": _rich_text}, {"language": _text}),
    "footer": ({"text": _rich_text}, {}),
    "divider": ({}, {}),
    "anchor": ({"name": _text}, {}),
    "list": ({"items": _items}, {}),
    "blockquote": ({"blocks": checked_blocks}, _CREDIT),
    "expandable_blockquote": ({"text": _rich_text}, _CREDIT),
    "pullquote": ({"text": _rich_text}, _CREDIT),
    "table": (
        {"cells": _cells},
        {"is_bordered": _flag, "is_striped": _flag, "is_compact": _flag, "caption": _rich_text},
    ),
    "details": ({"summary": _rich_text, "blocks": checked_blocks}, {"is_open": _flag}),
    "photo": ({"photo": _medium("photo")}, {"caption": _caption}),
    "document": ({"document": _medium("document")}, {"caption": _caption}),
}
