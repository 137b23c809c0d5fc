"""What is written to disk reads back as the very same entry."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import UTC, datetime

import pytest

from perfbot.domain.books.entries import ENTRY_TYPES
from perfbot.store.codec import UnknownKind, decode_entry, encode_entry
from perfbot.years.loader import build_book, sample

BOOK = build_book(sample(), datetime(2026, 11, 23, tzinfo=UTC))


@pytest.mark.parametrize("entry", BOOK.entries, ids=lambda entry: entry.id)
def test_every_entry_of_the_2021_book_reads_back_as_it_was(entry: object) -> None:
    assert decode_entry(json.loads(json.dumps(encode_entry(entry)))) == entry  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ENTRY_TYPES)
def test_no_field_hides_the_name_of_the_entrys_class(kind: type) -> None:
    assert "type" not in {field.name for field in fields(kind)}


def test_an_entry_of_an_unknown_kind_is_refused_by_name() -> None:
    with pytest.raises(UnknownKind, match="Miracle"):
        decode_entry({"type": "Miracle"})


def test_amounts_are_text_on_disk() -> None:
    spending = next(document for document in map(encode_entry, BOOK.entries) if document["type"] == "Spending")
    assert isinstance(spending["amount"], str)
