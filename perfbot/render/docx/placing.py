"""Puts the written text where a bureau's template says {{正文}}, even if Word has split that."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docx.document import Document as WordFile

PLACE = re.compile(r"[{｛]\s*[{｛]\s*正\s*文\s*[}｝]\s*[}｝]")
"""{{正文}} as people type it: half or full width, with blanks."""


def place_body(word: WordFile, written: Any, behind: Any = ()) -> None:
    """Puts the written blocks where the template says {{正文}}, or in place of its text; `behind` at the very end."""
    _place(word, written)
    last = word.element.body.find(_w("sectPr"))
    for element in list(behind):
        word.element.body.append(element) if last is None else last.addprevious(element)


def has_place(word: WordFile) -> bool:
    """Whether the template says where the text goes."""
    return _found(word) is not None


def has_words(word: WordFile) -> bool:
    """Whether the template has text of its own, which gives way where no place is named."""
    return any((text.text or "").strip() for text in word.element.body.iter(_w("t")))


def _found(word: WordFile) -> Any:
    """The first paragraph with the placeholder, in body, cell or content control, not in a text box."""
    paragraphs = (one for one in word.element.body.iter(_w("p")) if PLACE.search(_text(one)))
    return next((one for one in paragraphs if next(one.iterancestors(_w("txbxContent")), None) is None), None)


def _place(word: WordFile, written: Any) -> None:
    body, place = word.element.body, _found(word)
    if place is not None:
        _put_at(place, list(written))
        return
    for element in list(body):
        if element.tag != _w("sectPr"):
            body.remove(element)
    for index, element in enumerate(list(written)):
        body.insert(index, element)


def _put_at(place: Any, written: list[Any]) -> None:
    """The blocks in place of the placeholder; words before and behind it on its line become lines of their own."""
    found = PLACE.search(_text(place))
    assert found is not None
    before, after = deepcopy(place), deepcopy(place)
    _keep(before, 0, found.start())
    _keep(after, found.end(), len(_text(after)))
    for section in [*before.iter(_w("sectPr")), *after.iter(_w("sectPr"))]:
        section.getparent().remove(section)
    for element in [*_if_words(before), *written, *_if_words(after)]:
        place.addprevious(element)
    last = place.getprevious()
    if _is_needed(place, last):
        _keep(place, 0, 0)
    else:
        place.getparent().remove(place)


def _is_needed(place: Any, last: Any) -> bool:
    """A section's end stands in the paragraph, or a cell would be left without one at its end."""
    ends_cell = place.getparent().tag == _w("tc") and place.getnext() is None
    ends_section = next(place.iter(_w("sectPr")), None) is not None
    return ends_section or (ends_cell and (last is None or last.tag != _w("p")))


def _if_words(paragraph: Any) -> Iterator[Any]:
    if _text(paragraph).strip():
        yield paragraph


def _texts(paragraph: Any) -> list[Any]:
    """The pieces of text of the paragraph itself, not those of a text box that hangs on it."""
    return [text for text in paragraph.iter(_w("t")) if next(text.iterancestors(_w("p"))) is paragraph]


def _text(paragraph: Any) -> str:
    """What a reader sees: inserted words count, deleted ones (w:delText) do not."""
    return "".join(text.text or "" for text in _texts(paragraph))


def _keep(paragraph: Any, start: int, end: int) -> None:
    """Leave the characters from `start` up to `end`."""
    at = 0
    for text in _texts(paragraph):
        own = text.text or ""
        text.text = own[max(start - at, 0) : max(end - at, 0)]
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        at += len(own)


def _w(tag: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(f"w:{tag}"))
