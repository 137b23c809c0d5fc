"""Parse mode HTML of plain messages: text and entities, refused as Telegram refuses it."""

from dataclasses import dataclass, field

from perfbot.sandbox.markup.tokens import Dialect, End, MarkupError, Start, Text, tokens
from perfbot.sandbox.people import Json

# Bot API, "HTML style": the tags and the four named entities that exist.
_ENTITY_OF = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
}
MESSAGE_HTML = Dialect(
    tags=frozenset(_ENTITY_OF),
    bare_attributes=frozenset({"expandable"}),
    named={"lt": "<", "gt": ">", "amp": "&", "quot": '"'},
    unknown_entities_pass=True,
)


def units(text: str) -> int:
    """Length in UTF-16 code units, the measure of Telegram's offsets and limits."""
    return len(text) + sum(char > "\uffff" for char in text)


@dataclass
class _Parser:
    text: list[str] = field(default_factory=list)
    length: int = 0
    open: list[tuple[Start, int, int]] = field(default_factory=list)
    entities: list[Json] = field(default_factory=list)

    def add_text(self, text: str) -> None:
        self.text.append(text)
        self.length += units(text)

    def start(self, token: Start) -> None:
        if token.name == "span" and token.attributes.get("class") != "tg-spoiler":
            raise MarkupError(f'Tag "span" must have class "tg-spoiler" at byte offset {token.offset}')
        self.open.append((token, self.length, sum(len(part) for part in self.text)))

    def end(self, token: End) -> None:
        if not self.open:
            raise MarkupError(f"Unexpected end tag at byte offset {token.offset}")
        start, begin, chars = self.open.pop()
        if token.name and token.name != start.name:
            raise MarkupError(
                f'Unmatched end tag at byte offset {token.offset}, expected "</{start.name}>", found "</{token.name}>"'
            )
        if self.length > begin:
            inner = "".join(self.text)[chars:]
            self._add_entity(start, begin, inner)

    def _add_entity(self, start: Start, begin: int, inner: str) -> None:
        entity: Json = {"type": _ENTITY_OF[start.name], "offset": begin, "length": self.length - begin}
        if start.name == "a":
            url = start.attributes.get("href") or inner
            if "." not in url and not url.startswith("tg:"):
                return
            entity["url"] = url
        elif start.name == "tg-emoji":
            entity["custom_emoji_id"] = start.attributes.get("emoji-id", "")
        elif start.name == "blockquote" and "expandable" in start.attributes:
            entity["type"] = "expandable_blockquote"
        elif start.name == "code" and start.attributes.get("class", "").startswith("language-"):
            entity["language"] = start.attributes["class"].removeprefix("language-")
        self.entities.append(entity)


def parse_message_html(source: str) -> tuple[str, list[Json]]:
    """Text and entities of `source`, outer white space trimmed; raises MarkupError."""
    parser = _Parser()
    for token in tokens(source, MESSAGE_HTML):
        match token:
            case Text(text):
                parser.add_text(text)
            case Start():
                parser.start(token)
            case End():
                parser.end(token)
    if parser.open:
        raise MarkupError(f'Can\'t find end tag corresponding to start tag "{parser.open[-1][0].name}"')
    return trimmed("".join(parser.text), _code_in_pre(parser.entities))


def trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Outer white space removed, entities moved and cut to what is left, outermost first."""
    kept = text.strip()
    lead = units(text) - units(text.lstrip())
    total = units(kept)
    moved = [_moved(entity, lead, total) for entity in entities]
    left = [entity for entity in moved if entity["length"] > 0]
    return kept, sorted(left, key=lambda entity: (entity["offset"], -entity["length"]))


def _moved(entity: Json, lead: int, total: int) -> Json:
    begin = max(0, entity["offset"] - lead)
    end = min(total, entity["offset"] - lead + entity["length"])
    return entity | {"offset": begin, "length": end - begin}


def _code_in_pre(entities: list[Json]) -> list[Json]:
    """`<pre><code class="language-…">` is one entity, as Telegram makes it."""
    pres = {(e["offset"], e["length"]): e for e in entities if e["type"] == "pre"}
    left = []
    for entity in entities:
        outer = pres.get((entity["offset"], entity["length"])) if entity["type"] == "code" else None
        if outer is None:
            left.append(entity)
        elif "language" in entity:
            outer["language"] = entity["language"]
    return [{k: v for k, v in e.items() if k != "language" or e["type"] == "pre"} for e in left]
