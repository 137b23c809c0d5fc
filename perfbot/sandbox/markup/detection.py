"""The entities that Telegram finds by itself: commands, mentions, links, addresses, hashtags."""

import re

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
