"""The html dialect of rich messages as a checked tree: which tag may stand where, with which attributes."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from perfbot.sandbox.markup.tokens import Dialect, End, MarkupError, Start, Text, tokens

INLINE = frozenset({"b", "i", "u", "s", "code", "mark", "sub", "sup", "tg-spoiler", "a", "tg-time"})
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_TEXT_BLOCKS = HEADINGS | {"p", "footer", "pre", "aside"}
_BLOCKS = _TEXT_BLOCKS | {"hr", "ul", "ol", "blockquote", "details", "figure", "img", "tg-document", "table"}
_VOID = frozenset({"hr", "img", "input", "tg-document"})

# Which tags may stand directly inside which; "" is the message itself.
_INSIDE: dict[str, frozenset[str]] = {
    "": _BLOCKS | INLINE,
    "blockquote": _BLOCKS | INLINE,
    "details": _BLOCKS | INLINE | {"summary"},
    "li": _BLOCKS | INLINE | {"input"},
    "ul": frozenset({"li"}),
    "ol": frozenset({"li"}),
    "table": frozenset({"caption", "tr"}),
    "tr": frozenset({"th", "td"}),
    "figure": frozenset({"img", "tg-document", "figcaption"}),
}
_TEXTLESS = frozenset({"ul", "ol", "table", "tr", "figure"}) | _VOID

_ATTRIBUTES: dict[str, frozenset[str]] = {
    "a": frozenset({"href", "name"}),
    "tg-time": frozenset({"unix", "format"}),
    "blockquote": frozenset({"expandable"}),
    "details": frozenset({"open"}),
    "img": frozenset({"src"}),
    "tg-document": frozenset({"src"}),
    "input": frozenset({"type", "checked"}),
    "table": frozenset({"bordered", "striped", "compact"}),
    "th": frozenset({"colspan", "rowspan", "align", "valign"}),
    "td": frozenset({"colspan", "rowspan", "align", "valign"}),
    "code": frozenset({"class"}),
}
RICH_HTML = Dialect(
    tags=_BLOCKS | INLINE | {"li", "input", "summary", "figcaption", "caption", "tr", "th", "td"},
    bare_attributes=frozenset({"expandable", "open", "checked", "bordered", "striped", "compact"}),
    named={
        "lt": "<",
        "gt": ">",
        "amp": "&",
        "quot": '"',
        "apos": "'",
        "nbsp": "\u00a0",
        "hellip": "…",
        "mdash": "—",
        "ndash": "–",
        "lsquo": "‘",
        "rsquo": "’",
        "ldquo": "“",
        "rdquo": "”",
    },
    unknown_entities_pass=False,
)


@dataclass
class Element:
    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    offset: int = 0
    children: list["Element | str"] = field(default_factory=list)

    def elements(self, *names: str) -> Iterator["Element"]:
        return (child for child in self.children if isinstance(child, Element) and child.name in names)


def parse_tree(source: str) -> Element:
    """The message as one Element with an empty name; raises MarkupError."""
    root = Element("")
    path = [root]
    for token in tokens(source, RICH_HTML):
        match token:
            case Text(text):
                _add_text(path[-1], text)
            case Start():
                _open(path, token)
            case End():
                _close(path, token)
    if len(path) > 1:
        raise MarkupError(f'Can\'t find end tag corresponding to start tag "{path[-1].name}"')
    return root


def _add_text(parent: Element, text: str) -> None:
    if parent.name not in _TEXTLESS:
        parent.children.append(text)
    elif text.strip():
        raise MarkupError(f'Text is not allowed directly inside the tag "{parent.name}"')


def _open(path: list[Element], token: Start) -> None:
    parent = path[-1]
    if token.name not in _INSIDE.get(parent.name, INLINE):
        where = f'the tag "{parent.name}"' if parent.name else "the message"
        raise MarkupError(f'Tag "{token.name}" is not allowed inside {where} at byte offset {token.offset}')
    for attribute in token.attributes:
        if attribute not in _ATTRIBUTES.get(token.name, frozenset()):
            raise MarkupError(
                f'Unsupported attribute "{attribute}" of the tag "{token.name}" at byte offset {token.offset}'
            )
    element = Element(token.name, token.attributes, token.offset)
    parent.children.append(element)
    if token.name not in _VOID and not token.closed:
        path.append(element)


def _close(path: list[Element], token: End) -> None:
    if token.name in _VOID and _just_ended(path[-1], token.name):
        return
    if len(path) == 1:
        raise MarkupError(f"Unexpected end tag at byte offset {token.offset}")
    expected = path.pop().name
    if token.name != expected:
        raise MarkupError(
            f'Unmatched end tag at byte offset {token.offset}, expected "</{expected}>", found "</{token.name}>"'
        )


def _just_ended(parent: Element, name: str) -> bool:
    last = parent.children[-1] if parent.children else None
    return isinstance(last, Element) and last.name == name
