"""The marks of a Word file: what a reader sees of a paragraph, and what is deleted, hidden or only repeated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_CHOICES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_UNSEEN = frozenset(
    _WORD + name
    for name in ("del", "moveFrom", "pPr", "rPr", "sdtPr", "sdtEndPr", "tblPr", "trPr", "tcPr", "rt", "instrText")
)
"""Deleted, moved away, properties, the reading above a character, a field's formula."""
_TEXTS = (_WORD + "t", _MATH + "t")
_MARKS = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-"}
_SYMBOLS = {0xA3: "≤", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB7: "·", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈"}
_PRIVATE = 0xF000
_OFF = ("0", "false", "off")


def children(around: Any, *names: str) -> Iterator[tuple[str, Any]]:
    """The elements of these names below, in order, through whatever wraps them: content controls, insertions."""
    wanted = {_WORD + name: name for name in names}
    for item in around:
        name = wanted.get(item.tag)
        if name:
            yield name, item
        elif item.tag == _CHOICES + "AlternateContent":
            yield from children(_chosen(item), *names)
        elif item.tag not in _UNSEEN:
            yield from children(item, *names)


def is_marked(item: Any, *path: str) -> bool:
    """Whether the element at the end of the path is there: a row or a paragraph's end that was deleted."""
    return item.find("/".join(_WORD + name for name in path)) is not None


def words_of(item: Any, boxes: list[Any]) -> str:
    """The words in the element as a reader sees them; text boxes in it are added to `boxes`."""
    return "".join(_words(item, boxes))


def _words(around: Any, boxes: list[Any]) -> Iterator[str]:
    for item in around:
        if item.tag in _TEXTS:
            yield item.text or ""
        elif item.tag == _WORD + "txbxContent":
            boxes.append(item)
        elif item.tag == _CHOICES + "AlternateContent":
            yield from _words(_chosen(item), boxes)
        elif isinstance(item.tag, str) and item.tag not in _UNSEEN and not _is_hidden(item):
            yield _mark(item)
            yield from _words(item, boxes)


def _chosen(item: Any) -> Any:
    """The first of several forms of one thing that holds words."""
    return next((form for form in item if any(True for _ in form.iter(*_TEXTS))), ())


def _is_hidden(item: Any) -> bool:
    mark = item.find(f"{_WORD}rPr/{_WORD}vanish") if item.tag == _WORD + "r" else None
    return mark is not None and mark.get(_WORD + "val", "1") not in _OFF


def _mark(item: Any) -> str:
    """The character that an empty element of a run stands for."""
    name = item.tag.removeprefix(_WORD)
    if name == "br":
        return "\n" if item.get(_WORD + "type", "textWrapping") == "textWrapping" else ""
    return _symbol(item) if name == "sym" else _MARKS.get(name, "")


def _symbol(item: Any) -> str:
    """A character of the Symbol font: the signs of comparison and the digits."""
    if item.get(_WORD + "font", "") != "Symbol":
        return ""
    code = int(item.get(_WORD + "char", "0"), 16) % _PRIVATE
    return _SYMBOLS.get(code, chr(code) if 0x20 <= code < 0x7F and not chr(code).isalpha() else "")
