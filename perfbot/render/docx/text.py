"""Writes words as Word's runs and paragraphs, cleaned and escaped, with Chinese marks in the Chinese face."""

from __future__ import annotations

import re
from collections.abc import Callable

from perfbot.render.cleaning import clean
from perfbot.render.document import Inline, Span
from perfbot.render.places.markup import safe_link

# Curly quotes, dashes and the like are drawn in the Latin face, narrow and out of place, unless the run says otherwise.
_AMBIGUOUS = re.compile("[“”‘’…—–·×÷±°①-⑳Ⅰ-Ⅻ≥≤≧≦≈≠→←]")
_CHINESE_HINT = '<w:rFonts w:hint="eastAsia"/>'

Linker = Callable[[str], str]
"""Gives the relationship id under which the file knows an outside address."""


def escape(text: str) -> str:
    """The cleaned text as it stands between XML tags."""
    return clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def run(span: Span, *, link: bool = False) -> str:
    """One run with its emphasis, its properties in the order that the schema asks for."""
    properties = "".join(
        (
            '<w:rStyle w:val="Hyperlink"/>' if link else "",
            _CHINESE_HINT if _AMBIGUOUS.search(span.text) else "",
            "<w:b/><w:bCs/>" if span.bold else "",
            "<w:i/><w:iCs/>" if span.italic else "",
            "<w:strike/>" if span.strike else "",
        )
    )
    words = escape(span.text).replace("\n", " ").replace("\t", " ")
    emphasis = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{emphasis}<w:t xml:space="preserve">{words}</w:t></w:r>'


def runs(line: Inline, linker: Linker | None = None) -> str:
    """The whole line; links lead outside when there is a linker and the address is one to follow."""
    return "".join(_linked(span, linker) for span in line if span.text)


def _linked(span: Span, linker: Linker | None) -> str:
    link = safe_link(span.link)
    if linker is None or link is None:
        return run(span)
    return f'<w:hyperlink r:id="{linker(link)}">{run(span, link=True)}</w:hyperlink>'


def paragraph(style: str, words: str, properties: str = "") -> str:
    """A paragraph of ready runs in a style; `properties` follow the style's name in the schema's order."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{words}</w:p>'
