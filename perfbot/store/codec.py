"""Converts typed records to JSON objects and back: amounts as text, dates as ISO text, defaults left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from types import UnionType
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_origin, get_type_hints

if TYPE_CHECKING:
    from perfbot.domain.books.entries import Entry

Record = TypeVar("Record")
Convert = Callable[[Any], Any]
Plan = tuple[tuple[str, Any, Convert, Convert], ...]


class UnknownKind(ValueError):
    """An entry of a kind that only a newer program knows."""


def encode_entry(entry: Entry) -> dict[str, Any]:
    """An entry as a JSON object; its class stands under "type"."""
    return {"type": type(entry).__name__, **encode(entry)}


def decode_entry(document: Mapping[str, Any]) -> Entry:
    """The entry that a JSON object stands for. Raises UnknownKind."""
    kind = _kinds().get(document["type"])
    if kind is None:
        raise UnknownKind(document["type"])
    return decode(kind, document)


@cache
def _kinds() -> dict[str, type[Entry]]:
    """The entry classes by name, imported with the first book that is read."""
    from perfbot.domain.books.entries import ENTRY_TYPES

    return {kind.__name__: kind for kind in ENTRY_TYPES}


def encode(record: Any) -> dict[str, Any]:
    """A dataclass as a JSON object; fields that hold their default are left out."""
    document: dict[str, Any] = {}
    for name, default, write, _ in _plan(type(record)):
        value = getattr(record, name)
        if default is MISSING or value != default:
            document[name] = write(value)
    return document


def decode(kind: type[Record], document: Mapping[str, Any]) -> Record:
    """The dataclass that a JSON object stands for; fields it lacks take their default."""
    values = {name: read(document[name]) for name, _, _, read in _plan(kind) if name in document}
    return kind(**values)


_PLANS: dict[type, Plan] = {}


def _plan(kind: type) -> Plan:
    plan = _PLANS.get(kind)
    if plan is None:
        hints = get_type_hints(kind)
        plan = tuple((f.name, f.default, _writer(hints[f.name]), _reader(hints[f.name])) for f in fields(kind))
        _PLANS[kind] = plan
    return plan


def _same(value: Any) -> Any:
    return value


def _writer(hint: Any) -> Convert:
    inner = _optional(hint)
    if inner is not None:
        write = _writer(inner)
        return lambda value: None if value is None else write(value)
    if get_origin(hint) is tuple:
        write = _writer(get_args(hint)[0])
        return lambda value: [write(item) for item in value]
    return _enum_value if _is_enum(hint) else encode if is_dataclass(hint) else _WRITERS[hint]


def _reader(hint: Any) -> Convert:
    inner = _optional(hint)
    if inner is not None:
        read = _reader(inner)
        return lambda value: None if value is None else read(value)
    if get_origin(hint) is tuple:
        read = _reader(get_args(hint)[0])
        return lambda value: tuple(read(item) for item in value)
    if is_dataclass(hint):
        record: type = hint  # type: ignore[assignment]
        return lambda value: decode(record, value)
    return hint if _is_enum(hint) else _READERS[hint]


def _optional(hint: Any) -> Any:
    if get_origin(hint) is UnionType:
        return next(arg for arg in get_args(hint) if arg is not type(None))
    return None


def _is_enum(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, Enum)


def _enum_value(value: Enum) -> Any:
    return value.value


_WRITERS: dict[Any, Convert] = {
    str: _same,
    int: _same,
    bool: _same,
    Decimal: str,
    date: date.isoformat,
    datetime: datetime.isoformat,
}
_READERS: dict[Any, Convert] = {
    str: _same,
    int: _same,
    bool: _same,
    Decimal: Decimal,
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
}
