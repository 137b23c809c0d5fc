"""Prepares a Word file for a report: adds styles, measures the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from perfbot.render.docx.base import NAMESPACES, footer_paragraph
from perfbot.render.docx.styles import STYLES, Style, style_xml

if TYPE_CHECKING:
    from docx.document import Document as WordFile

_A4_TEXT_WIDTH = 8_844
_NARROWEST = 2_000


class BadTemplate(ValueError):
    """The template is not a Word file that can be filled; says why."""


def add_styles(word: WordFile) -> dict[str, str]:
    """Our style keys with the ids that hold in this file; a style is added only where none has its name."""
    root = word.styles.element
    known = {_name(style): style.get(_w("styleId")) for style in root.findall(_w("style"))}
    taken = set(known.values())
    missing = [style for style in STYLES if style.name.lower() not in known]
    ids = {style.key: known.get(style.name.lower()) or _free(style.key, taken) for style in STYLES}
    for style in missing:
        root.append(_element(style, ids))
    return ids


def _name(style: Any) -> str:
    name = style.find(_w("name"))
    return "" if name is None else str(name.get(_w("val"))).lower()


def _w(tag: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(f"w:{tag}"))


def _free(key: str, taken: set[str | None]) -> str:
    identifier = key if key not in taken else f"Perfbot{key}"
    taken.add(identifier)
    return identifier


def _element(style: Style, ids: dict[str, str]) -> Any:
    from docx.oxml.parser import parse_xml

    xml = style_xml(style, ids[style.key], ids.get(style.based_on, ""), ids.get(style.following, ""))
    return parse_xml(xml.replace("<w:style ", f"<w:style {NAMESPACES} ", 1))


def text_width(word: WordFile) -> int:
    """The width of the text on the last section's page, in twentieths of a point."""
    section = word.sections[-1]
    sides = (section.page_width, section.left_margin, section.right_margin)
    if None in sides:
        return _A4_TEXT_WIDTH
    page, left, right = (int(side or 0) // 635 for side in sides)
    return max(page - left - right, _NARROWEST)


def add_footers(word: WordFile, style: str) -> None:
    """Page numbers for a template that has no footer of its own; even pages get theirs where they differ already."""
    section = word.sections[-1]
    if section._sectPr.findall(_w("footerReference")):
        return
    _fill(section.footer, footer_paragraph(style, even=False))
    if word.settings.odd_and_even_pages_header_footer:
        _fill(section.even_page_footer, footer_paragraph(style, even=True))


def _fill(footer: Any, paragraph: str) -> None:
    footer.is_linked_to_previous = False
    for child in list(footer._element):
        footer._element.remove(child)
    footer._element.append(_paragraph(paragraph))


def _paragraph(xml: str) -> Any:
    from docx.oxml.parser import parse_xml

    return parse_xml(xml.replace("<w:p>", f"<w:p {NAMESPACES}>", 1))
