"""Telegram's inline HTML, the same in plain and in rich messages, with every typed character escaped."""

from __future__ import annotations

from perfbot.render.cleaning import clean
from perfbot.render.document import Inline, Span

_LINKS = ("https://", "http://", "tg://", "mailto:")


def escape(text: str) -> str:
    """The cleaned text as Telegram's HTML wants it outside of tags."""
    return clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def attribute(text: str) -> str:
    """The cleaned text as the value of an attribute in double quotes."""
    return escape(text).replace('"', "&quot;").replace("\n", " ")


def safe_link(link: str | None) -> str | None:
    """The link when it is of a kind that opens a page, a chat or a letter, else None."""
    return link if link and link.lower().startswith(_LINKS) else None


def span_html(span: Span) -> str:
    """One span in its tags; code stands alone because Telegram allows nothing inside or around it."""
    words = escape(span.text)
    if span.code:
        return f"<code>{words}</code>"
    for tag, wanted in (("s", span.strike), ("i", span.italic), ("b", span.bold)):
        words = f"<{tag}>{words}</{tag}>" if wanted else words
    link = safe_link(span.link)
    return f'<a href="{attribute(link)}">{words}</a>' if link else words


def inline_html(line: Inline) -> str:
    """The whole line with its emphasis."""
    return "".join(span_html(span) for span in line)


def entities(span: Span) -> int:
    """How many of a plain message's entities the span takes."""
    return 1 if span.code else span.bold + span.italic + span.strike + (safe_link(span.link) is not None)
