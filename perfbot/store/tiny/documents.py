"""Checks and copies documents in one pass: exact JSON only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import orjson

from perfbot.store.errors import BadDocument

# orjson refuses lone surrogates, python-docx and openpyxl refuse control characters and non-characters (D10):
# one bad note would otherwise make every later report fail. Tab and newline are kept.
_UNKEEPABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_LARGEST = 2**63 - 1


def clean_text(text: str) -> str:
    """The text without control characters and lone surrogates; a carriage return becomes a newline."""
    if text.isprintable():
        return text
    return _UNKEEPABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def cleaned(value: Any, where: str = "") -> Any:
    """A fresh copy of a JSON value, its texts cleaned. Raises `BadDocument` for floats and other types."""
    kind = type(value)
    if kind is dict:
        return _cleaned_object(value, where)
    if kind is str:
        return value if value.isprintable() else clean_text(value)
    if kind is int:
        return _kept_integer(value, where)
    if kind is bool or value is None:
        return value
    if kind is list or kind is tuple:
        return [cleaned(item, f"{where}[{place}]") for place, item in enumerate(value)]
    if isinstance(value, Mapping):
        return _cleaned_object(value, where)
    if isinstance(value, str):
        return clean_text(str.__str__(value))
    raise BadDocument(where, f"{kind.__name__} {str(value)[:40]!r} cannot be kept exactly; use text or an integer")


def _cleaned_object(value: Mapping[Any, Any], where: str) -> dict[str, Any]:
    # On the path of every durable write: one look at all texts together instead of one at each.
    own, texts = dict(value), list(value)
    for key, item in value.items():
        if type(item) is str:
            texts.append(item)
        else:
            own[key] = cleaned(item, key)
    try:
        clean = "".join(texts).isprintable()
    except TypeError:
        clean = False
    if clean:
        return own
    return {_kept_key(key, where): cleaned(item, key) for key, item in value.items()}


def _kept_integer(value: int, where: str) -> int:
    if -_LARGEST - 1 <= value <= _LARGEST:
        return value
    raise BadDocument(where, "an integer beyond 64 bits; use text")


def _kept_key(key: Any, where: str) -> str:
    if isinstance(key, str) and (key.isprintable() or clean_text(key) == key):
        return key
    raise BadDocument(where, f"key {key!r} is not clean text")


def identity_of(document: Mapping[str, Any]) -> str:
    """The document's own id. Raises `BadDocument` when it has none."""
    identity = document.get("id")
    if isinstance(identity, str) and identity:
        return identity
    raise BadDocument("id", f"{identity!r} is not a non-empty text")


def same(old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> bool:
    """Whether two clean documents are the same on disk; to Python True equals 1, in a file they differ."""
    return old is not None and orjson.dumps(old) == orjson.dumps(new)


def copied(value: Any) -> Any:
    """A deep copy of a stored value, so that changing it changes nothing stored (R8)."""
    kind = type(value)
    if kind is dict:
        return {key: item if type(item) is str else copied(item) for key, item in value.items()}
    if kind is list:
        return [copied(item) for item in value]
    return value
