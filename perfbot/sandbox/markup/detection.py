"""The entities that Telegram finds by itself: commands, mentions, links, addresses, hashtags."""

import re
from typing import Any

from perfbot.sandbox.markup.message_html import units
from perfbot.sandbox.people import Json

_PATTERNS = {
    "bot_command": re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,32}(?:@[A-Za-z0-9_]{5,32})?(?![\w/@<>])"),
    "mention": re.compile(r"(?<![\w@/])@[A-Za-z][A-Za-z0-9_]{3,31}(?!\w)"),
    "url": re.compile(r"(?:https?://|(?<![\w@.])t\.me/)[\w.~:/?#\[\]@!$&'()*+,;=%-]*[\w/=]", re.ASCII),
    "email": re.compile(r"(?<![\w.])[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII),
    "hashtag": re.compile(r"(?<!\w)#\w*[^\W\d]\w*"),
}
_CLOSED = ("pre", "code", "text_link")


def detected(text: str, entities: list[Json]) -> list[Json]:
    """`entities` together with those found in `text`, in the order of their places."""
    closed = [_span(entity) for entity in entities if entity["type"] in _CLOSED]
    found: list[Json] = []
    for kind, pattern in _PATTERNS.items():
        for match in pattern.finditer(text):
            begin = units(text[: match.start()])
            entity: Json = {"type": kind, "offset": begin, "length": units(match.group())}
            if not any(_overlap(_span(entity), span) for span in closed):
                closed.append(_span(entity))
                found.append(entity)
    return sorted(entities + found, key=lambda e: (e["offset"], -e["length"]))


def _span(entity: Json) -> tuple[int, int]:
    return entity["offset"], entity["offset"] + entity["length"]


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


_RICH_CLOSED = ("pre", "code", "url", "anchor_link", "email_address", "phone_number", "bot_command", "mention")
_RICH_TEXTS = ("text", "summary", "caption", "credit")


def rich_detected(node: Any) -> Any:
    """Blocks of a rich message with the commands found in their texts as `bot_command`s, which can be tapped."""
    if isinstance(node, list):
        return [rich_detected(one) for one in node]
    if not isinstance(node, dict) or node.get("type") in _RICH_CLOSED:
        return node
    return {name: _rich_text(value) if name in _RICH_TEXTS else rich_detected(value) for name, value in node.items()}


def _rich_text(value: Any) -> Any:
    if isinstance(value, str):
        return _pieces(value)
    if not isinstance(value, list):
        return rich_detected(value)
    pieces = [_rich_text(one) for one in value]
    return [one for piece in pieces for one in (piece if isinstance(piece, list) else [piece])]


def _pieces(text: str) -> Any:
    pieces: list[Any] = []
    at = 0
    for match in _PATTERNS["bot_command"].finditer(text):
        before, command = text[at : match.start()], match.group()
        pieces += [*filter(None, [before]), {"type": "bot_command", "text": command, "bot_command": command}]
        at = match.end()
    return [*pieces, *filter(None, [text[at:]])] if pieces else text
