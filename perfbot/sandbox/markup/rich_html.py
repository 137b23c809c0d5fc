"""Rich messages written in the html dialect become blocks, as the Bot API's RichMessage holds them."""

import re
from collections.abc import Callable
from typing import Any

from perfbot.sandbox.markup.keyboards import wrong_link
from perfbot.sandbox.markup.rich_tree import HEADINGS, INLINE, Element, parse_tree
from perfbot.sandbox.markup.tokens import MarkupError
from perfbot.sandbox.people import Json

_STYLES = {
    "b": "bold",
    "i": "italic",
    "u": "underline",
    "s": "strikethrough",
    "code": "code",
    "mark": "marked",
    "sub": "subscript",
    "sup": "superscript",
    "tg-spoiler": "spoiler",
}
_MEDIA_LINK = re.compile(r"tg://(photo|document)\?id=([A-Za-z0-9_-]{1,64})")
_SPACES = re.compile(r"[ \t\r\n\f]+")
MediaOf = Callable[[str, str], Json]
"""Given "photo" or "document" and the id of a media link, the block's media; raises MarkupError."""


def blocks_from_html(source: str, media_of: MediaOf) -> list[Json]:
    """Raises MarkupError."""
    return _Builder(media_of).blocks(parse_tree(source))


class _Builder:
    def __init__(self, media_of: MediaOf) -> None:
        self.media_of = media_of

    def blocks(self, parent: Element) -> list[Json]:
        """The block elements among the children; loose inline text becomes paragraphs."""
        made: list[Json] = []
        loose: list[Element | str] = []
        for child in parent.children:
            if isinstance(child, str) or child.name in INLINE:
                loose.append(child)
            elif child.name not in ("summary", "input"):
                made += _paragraph(loose)
                loose = []
                made.append(self._block(child))
        return made + _paragraph(loose)

    def _block(self, element: Element) -> Json:
        if element.name in HEADINGS:
            return {"type": "heading", "text": rich_text(element), "size": int(element.name[1])}
        return _MAKERS[element.name](self, element)

    def plain(self, kind: str, element: Element) -> Json:
        return {"type": kind, "text": rich_text(element)}

    def pre(self, element: Element) -> Json:
        inner = next(element.elements("code"), None)
        language = (inner.attributes.get("class", "") if inner else "").removeprefix("language-")
        block: Json = {"type": "pre", "text": rich_text(element, keep_spaces=True)}
        return block | {"language": language} if language else block

    def items(self, element: Element) -> Json:
        made = [self._item(child, number, element.name) for number, child in enumerate(element.elements("li"), 1)]
        return {"type": "list", "items": made}

    def _item(self, element: Element, number: int, kind: str) -> Json:
        item: Json = {"label": "•" if kind == "ul" else f"{number}.", "blocks": self.blocks(element)}
        if kind == "ol":
            item |= {"value": number, "type": "1"}
        box = next(element.elements("input"), None)
        if box is not None:
            if box.attributes.get("type") != "checkbox":
                raise MarkupError(f'Tag "input" must have type "checkbox" at byte offset {box.offset}')
            item["has_checkbox"] = True
            item |= {"is_checked": True} if "checked" in box.attributes else {}
        return item

    def quote(self, element: Element) -> Json:
        if "expandable" in element.attributes:
            return {"type": "expandable_blockquote", "text": rich_text(element)}
        return {"type": "blockquote", "blocks": self.blocks(element)}

    def details(self, element: Element) -> Json:
        summaries = list(element.elements("summary"))
        if len(summaries) != 1:
            raise MarkupError(f'Tag "details" must have one "summary" at byte offset {element.offset}')
        block: Json = {"type": "details", "summary": rich_text(summaries[0]), "blocks": self.blocks(element)}
        return block | {"is_open": True} if "open" in element.attributes else block

    def figure(self, element: Element) -> Json:
        inner = list(element.elements("img", "tg-document"))
        captions = list(element.elements("figcaption"))
        if len(inner) != 1 or len(captions) > 1:
            raise MarkupError(f'Tag "figure" must hold one medium at byte offset {element.offset}')
        block = self.medium(inner[0])
        return block | {"caption": {"text": rich_text(captions[0])}} if captions else block

    def medium(self, element: Element) -> Json:
        kind = "photo" if element.name == "img" else "document"
        link = _MEDIA_LINK.fullmatch(element.attributes.get("src", ""))
        if link is None or link[1] != kind:
            raise MarkupError(f'Wrong "src" of the tag "{element.name}" at byte offset {element.offset}')
        return {"type": kind, kind: self.media_of(kind, link[2])}

    def table(self, element: Element) -> Json:
        rows = [[_cell(cell) for cell in row.elements("th", "td")] for row in element.elements("tr")]
        if not rows or not all(rows):
            raise MarkupError(f'Tag "table" must have rows with cells at byte offset {element.offset}')
        block: Json = {"type": "table", "cells": rows}
        block |= {f"is_{name}": True for name in ("bordered", "striped", "compact") if name in element.attributes}
        captions = list(element.elements("caption"))
        return block | {"caption": rich_text(captions[0])} if captions else block


_MAKERS: dict[str, Callable[[_Builder, Element], Json]] = {
    "p": lambda builder, element: builder.plain("paragraph", element),
    "footer": lambda builder, element: builder.plain("footer", element),
    "aside": lambda builder, element: builder.plain("pullquote", element),
    "hr": lambda builder, element: {"type": "divider"},
    "pre": _Builder.pre,
    "ul": _Builder.items,
    "ol": _Builder.items,
    "blockquote": _Builder.quote,
    "details": _Builder.details,
    "figure": _Builder.figure,
    "img": _Builder.medium,
    "tg-document": _Builder.medium,
    "table": _Builder.table,
}


def _paragraph(loose: list[Element | str]) -> list[Json]:
    text = rich_text(Element("", children=loose))
    return [{"type": "paragraph", "text": text}] if text else []


def _cell(element: Element) -> Json:
    attributes = element.attributes
    cell: Json = {"text": rich_text(element)}
    if element.name == "th":
        cell["is_header"] = True
    for name in ("colspan", "rowspan"):
        if (value := attributes.get(name, "1")) != "1":
            if not (value.isascii() and value.isdigit() and 1 <= int(value) <= 500):
                raise MarkupError(f'Wrong "{name}" of the tag "{element.name}" at byte offset {element.offset}')
            cell[name] = int(value)
    cell["align"] = _one_of(element, "align", ("left", "center", "right"))
    cell["valign"] = _one_of(element, "valign", ("top", "middle", "bottom"))
    return cell


def _one_of(element: Element, name: str, allowed: tuple[str, ...]) -> str:
    value = element.attributes.get(name, allowed[0])
    if value not in allowed:
        raise MarkupError(f'Wrong "{name}" of the tag "{element.name}" at byte offset {element.offset}')
    return value


def rich_text(element: Element, *, keep_spaces: bool = False) -> Any:
    """The inline content as a RichText: a string, an object, or an array of these."""
    parts = _parts(element, keep_spaces)
    if not keep_spaces:
        parts = _outer_trimmed(parts)
    return "" if not parts else parts[0] if len(parts) == 1 else parts


def _parts(element: Element, keep_spaces: bool) -> list[Any]:
    parts: list[Any] = []
    for child in element.children:
        if isinstance(child, str):
            parts.append(child if keep_spaces else _SPACES.sub(" ", child))
        elif child.name in INLINE:
            parts.append(_inline(child, keep_spaces))
    return [part for part in parts if part != ""]


def _inline(element: Element, keep_spaces: bool) -> Json:
    inner = _parts(element, keep_spaces)
    text = "" if not inner else inner[0] if len(inner) == 1 else inner
    if element.name == "a":
        return _link(element, text)
    if element.name == "tg-time":
        unix = element.attributes.get("unix", "")
        if not unix.lstrip("-").isdigit():
            raise MarkupError(f'Wrong "unix" of the tag "tg-time" at byte offset {element.offset}')
        moment = {"unix_time": int(unix), "date_time_format": element.attributes.get("format", "")}
        return {"type": "date_time", "text": text, **moment}
    return {"type": _STYLES[element.name], "text": text}


def _link(element: Element, text: Any) -> Json:
    if "name" in element.attributes:
        return {"type": "anchor", "name": element.attributes["name"]}
    href = element.attributes.get("href", "")
    if href.startswith("#"):
        return {"type": "anchor_link", "text": text, "anchor_name": href[1:]}
    if href.startswith(("mailto:", "tel:")):
        kind, value = ("email_address", href[7:]) if href.startswith("mailto:") else ("phone_number", href[4:])
        return {"type": kind, "text": text, kind: value}
    if why := wrong_link(href) if href else "URL host is empty":
        raise MarkupError(f"entity URL '{href}' is invalid: {why}")
    return {"type": "url", "text": text, "url": href}


def _outer_trimmed(parts: list[Any]) -> list[Any]:
    if parts and isinstance(parts[0], str):
        parts = [parts[0].lstrip(" "), *parts[1:]]
    if parts and isinstance(parts[-1], str):
        parts = [*parts[:-1], parts[-1].rstrip(" ")]
    return [part for part in parts if part != ""]
