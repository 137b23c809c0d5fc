"""Removes from texts what files and chats do not accept; every writer uses it."""

from __future__ import annotations

import re

_SURROGATE = re.compile("[\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# C0 and C1 controls, Unicode noncharacters, and the direction overrides, embeddings and isolates: one of those
# left open in a name would print the figures after it backwards.
_UNWANTED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff\u202a-\u202e\u2066-\u2069]")
_BREAKS = re.compile("[ \u3000]*[\n\t]+[ \u3000]*")


def clean(text: str) -> str:
    """The text without control characters, lone surrogates and direction overrides; line ends become newlines."""
    if text.isprintable():  # nothing of what is taken out is, and most words are
        return text
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    return _UNWANTED.sub("", _LINE_ENDS.sub("\n", text))


def one_line(text: str) -> str:
    """The cleaned text on a single line, as headings and table cells need it."""
    return _BREAKS.sub(" ", clean(text)).strip()
