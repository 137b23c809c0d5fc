"""TinyDB's own API over the journal: the same answers as TinyDB gives, one line a change, nothing aliased."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tinydb import TinyDB, where
from tinydb.operations import add, delete, increment
from tinydb.storages import MemoryStorage

from perfbot.store.errors import BadDocument, DuplicateId, WriteFailed
from perfbot.store.files.disk import SYSTEM, Disk
from perfbot.store.files.folder import OpenFolder
from perfbot.store.files.journal import Journal, create_journal
from perfbot.store.files.reading import Header
from perfbot.store.tiny.tables import JournalDB, open_db
from tests.store_faults import FaultyDisk, full_disk


def fresh(folder: Path) -> JournalDB:
    create_journal(folder / "office.jsonl", Header("office", "office"), (), SYSTEM)
    return reopened(folder)


def reopened(folder: Path, disk: Disk | None = None) -> JournalDB:
    path = folder / "office.jsonl"
    return open_db(Journal(path, path.name, "office", OpenFolder(folder / "heads", disk or FaultyDisk())))


@pytest.fixture
def db(tmp_path: Path) -> JournalDB:
    return fresh(tmp_path)


def lines(folder: Path) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in (folder / "office.jsonl").read_bytes().splitlines()]


def people(db: JournalDB) -> None:
    db.table("people").insert_multiple([{"id": "a", "n": 1}, {"id": "b", "n": 2}, {"id": "c", "n": 3, "old": True}])


def test_every_change_through_tinydb_is_one_line(db: JournalDB, tmp_path: Path) -> None:
    table = db.table("people")
    changes = [
        lambda: people(db),
        lambda: table.insert({"id": "d", "n": 4}),
        lambda: table.update({"n": 9}, where("n") > 2),
        lambda: table.update(increment("n")),
        lambda: table.update_multiple((fields, where("id") == "a") for fields in ({"x": 1}, add("n", 5))),
        lambda: table.upsert({"id": "e", "n": 0}, where("id") == "e"),
        lambda: table.upsert({"id": "e", "n": 1}),
        lambda: table.remove(where("old") == True),  # noqa: E712
        lambda: table.remove(doc_ids=["d", "d", "nobody"]),
        lambda: table.truncate(),
    ]
    for done, change in enumerate(changes, start=1):
        change()
        assert len(lines(tmp_path)) == 1 + done
        assert reopened(tmp_path).table("people").all() == table.all()


def test_a_change_that_changes_nothing_writes_nothing(db: JournalDB, tmp_path: Path) -> None:
    people(db)
    table = db.table("people")
    table.update({"n": 1}, doc_ids=["a"])
    table.update({"n": 7}, where("n") == 100)
    table.update(delete("old"), where("n") == 100)
    table.remove(where("n") == 100)
    table.insert_multiple([])
    table.put([{"id": "b", "n": 2}])
    assert len(lines(tmp_path)) == 2


def test_what_is_asked_is_answered_as_tinydb_answers(db: JournalDB) -> None:
    people(db)
    table = db.table("people")
    assert [found["id"] for found in table.search(where("n") >= 2)] == ["b", "c"]
    assert table.get(where("n") == 2) == {"id": "b", "n": 2}
    assert table.get(doc_id="c")["n"] == 3  # type: ignore[call-overload]
    assert table.get(doc_id="z") is None  # type: ignore[call-overload]
    assert table.contains(where("old").exists())
    assert table.count(where("n") < 3) == 2
    assert (len(table), len(db.table("other")), db.tables()) == (3, 0, {"people"})
    assert [found.doc_id for found in table.all()] == ["a", "b", "c"]
    assert [found["n"] for found in table] == [1, 2, 3]


def test_own_ids_are_never_given_out_twice_and_never_changed(db: JournalDB) -> None:
    people(db)
    table = db.table("people")
    with pytest.raises(DuplicateId):
        table.insert({"id": "a"})
    with pytest.raises(BadDocument):
        table.update({"id": "z"}, doc_ids=["a"])
    with pytest.raises(BadDocument):
        table.insert({"n": 1})
    assert [found["id"] for found in table.all()] == ["a", "b", "c"]


def test_documents_handed_to_queries_updates_and_callers_never_alias_the_store(db: JournalDB, tmp_path: Path) -> None:
    given_in = {"id": "a", "deep": {"list": [1]}}
    table = db.table("people")
    table.insert(given_in)
    given_in["deep"]["list"].append(2)  # type: ignore[index]
    for handed in (
        table.all()[0],
        table.search(where("id") == "a")[0],
        table.get(where("id") == "a"),
        next(iter(table)),
    ):
        handed["deep"]["list"].append(3)  # type: ignore[index,call-overload]
    kept: list[Any] = []

    def changed(doc: Any) -> None:
        kept.append(doc)
        doc["deep"]["list"].append(4)

    table.update(changed, doc_ids=["a"])
    kept[0]["deep"]["list"].append(5)
    assert table.all() == [{"id": "a", "deep": {"list": [1, 4]}}]
    assert reopened(tmp_path).table("people").all() == table.all()


def test_an_update_that_raises_half_way_changes_nothing(db: JournalDB, tmp_path: Path) -> None:
    people(db)

    def fail_on_b(document: Any) -> None:
        document["n"] = 0
        if document["id"] == "b":
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError):
        db.table("people").update(fail_on_b)
    with pytest.raises(BadDocument):
        db.table("people").update({"n": 0.5})
    assert [found["n"] for found in db.table("people").all()] == [1, 2, 3]
    assert len(lines(tmp_path)) == 2


def test_a_write_that_fails_leaves_no_phantom_in_memory(db: JournalDB, tmp_path: Path) -> None:
    people(db)
    disk = FaultyDisk()
    again = reopened(tmp_path, disk)
    table, before = again.table("people"), again.table("people").all()
    disk.fault = full_disk
    for change in (
        lambda: table.insert({"id": "z"}),
        lambda: table.update({"n": 0}),
        lambda: table.remove(where("n") > 0),
        lambda: table.truncate(),
        lambda: table.upsert({"id": "a", "n": 50}),
        lambda: again.drop_tables(),
        lambda: again.drop_table("people"),
    ):
        with pytest.raises(WriteFailed) as refusal:
            change()
        assert refusal.value.errno == errno.ENOSPC
        assert table.all() == before
    disk.fault = None
    table.insert({"id": "z"})
    assert [found["id"] for found in reopened(tmp_path).table("people").all()] == ["a", "b", "c", "z"]


def test_whole_tables_are_dropped_through_tinydbs_storage_seam(db: JournalDB, tmp_path: Path) -> None:
    people(db)
    db.table("other").insert({"id": "x"})
    db.drop_table("people")
    assert db.table("people").all() == []
    assert reopened(tmp_path).table("other").all() == [{"id": "x"}]
    db.drop_tables()
    assert reopened(tmp_path).table("other").all() == []


@pytest.mark.parametrize("options", [{"cache_size": 10}, {"persist_empty": True}])
def test_options_that_would_alias_or_clear_the_data_are_refused(db: JournalDB, options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="alias"):
        db.table("people", **options)


def test_removing_everything_has_to_be_said_in_so_many_words(db: JournalDB) -> None:
    people(db)
    with pytest.raises(ValueError, match="truncate"):
        db.table("people").remove()
    assert len(db.table("people")) == 3


IDS = st.sampled_from("abcde")
VALUES = st.integers(0, 3)
STEPS = st.one_of(
    st.tuples(st.just("insert"), IDS, VALUES),
    st.tuples(st.just("update"), VALUES, VALUES),
    st.tuples(st.just("increment"), VALUES, VALUES),
    st.tuples(st.just("upsert"), IDS, VALUES),
    st.tuples(st.just("remove"), VALUES, VALUES),
    st.tuples(st.just("truncate"), VALUES, VALUES),
)


def do(table: Any, step: tuple[str, Any, int]) -> None:
    """One step on our table or on TinyDB's own; inserting what is there is left out, for TinyDB has no own ids."""
    kind, first, value = step
    if kind == "insert" and not table.contains(where("id") == first):
        table.insert({"id": first, "n": value})
    elif kind == "update":
        table.update({"n": value}, where("n") == first)
    elif kind == "increment":
        table.update(increment("n"), where("n") >= first)
    elif kind == "upsert":
        table.upsert({"id": first, "n": value}, where("id") == first)
    elif kind == "remove":
        table.remove(where("n") == first)
    elif kind == "truncate" and first == value:
        table.truncate()


@settings(max_examples=60, deadline=None)
@given(steps=st.lists(STEPS, max_size=25))
def test_any_sequence_of_changes_gives_what_tinydb_in_memory_gives_and_so_does_replaying_it(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, Any, int]]
) -> None:
    folder = tmp_path_factory.mktemp("replay")
    ours, theirs = fresh(folder).table("t"), TinyDB(storage=MemoryStorage).table("t", cache_size=0)
    for step in steps:
        do(ours, step)
        do(theirs, step)
    assert ours.all() == [dict(document) for document in theirs.all()]
    assert reopened(folder).table("t").all() == ours.all()
