"""The journal file: what is torn is dropped, what is changed is named, and nothing is ever overwritten by a guess."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
import pytest

from perfbot.store.errors import JournalDamaged, JournalExists, JournalMissing, NewerFormat, ReadOnly
from perfbot.store.files.disk import SYSTEM
from perfbot.store.files.folder import OpenFolder
from perfbot.store.files.heads import Checked, Heads
from perfbot.store.files.journal import Journal, create_journal, rendered
from perfbot.store.files.reading import SCHEMA_VERSION, Header
from tests.store_faults import FaultyDisk

HEADER = Header("book", "fund-2021", about={"created": "2021-01-04"})


def put(identity: str, **fields: Any) -> dict[str, Any]:
    return {"put": {"entries": [{"id": identity, "purpose": "展位 搭建", **fields}]}}


CHANGES = [put("e1"), put("e2", amount="35700.00"), {"put": {"entries": [{"id": "e3"}]}, "del": {"entries": ["e1"]}}]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    place = tmp_path / "fund-2021.jsonl"
    create_journal(place, HEADER, (), SYSTEM)
    return place


def opened(path: Path, *, heads: str = "heads", writable: bool = True) -> Journal:
    return Journal(path, path.name, "book", OpenFolder(path.parent / heads, FaultyDisk(), writable=writable))


def written(path: Path) -> bytes:
    journal = opened(path)
    for change in CHANGES:
        journal.append(change)
    return path.read_bytes()


def ids(journal: Journal) -> list[str]:
    return list(journal.tables.get("entries", {}))


def test_each_change_is_one_line_of_plain_json_with_its_number_and_seal(path: Path) -> None:
    lines = [orjson.loads(line) for line in written(path).splitlines()]
    assert [line["n"] for line in lines] == [1, 2, 3, 4]
    assert lines[0]["format"] == "perfbot-journal"
    assert lines[0]["version"] == SCHEMA_VERSION
    assert lines[0]["about"] == {"created": "2021-01-04"}
    assert all(len(line["sum"]) == 32 for line in lines)
    assert lines[2]["put"] == CHANGES[1]["put"]


def test_opening_again_gives_what_was_written(path: Path) -> None:
    written(path)
    assert ids(opened(path)) == ["e2", "e3"]


@pytest.mark.parametrize("confirmed", [False, True])
def test_a_line_that_was_cut_off_at_any_byte_is_dropped_and_put_aside(path: Path, confirmed: bool) -> None:
    whole = written(path)
    noted = (path.parent / "heads").read_bytes()
    last = whole.rstrip(b"\n").rfind(b"\n") + 1
    for cut in range(last + 1, len(whole), 9 if confirmed else 1):
        path.write_bytes(whole[:cut])
        (path.parent / "heads").write_bytes(noted if confirmed else b"")
        journal = opened(path)
        assert journal.torn is not None
        assert (journal.torn.line, journal.torn.size, journal.torn.confirmed) == (4, cut - last, confirmed)
        assert ids(journal) == ["e1", "e2"]
        assert path.read_bytes() == whole[:last]
        assert journal.torn.kept is not None
        assert journal.torn.kept.read_bytes() == whole[last:cut]
        assert journal.torn.kept.stat().st_mode & 0o777 == 0o600
        journal.append(put("e9"))
        assert ids(opened(path)) == ["e1", "e2", "e9"]


def test_a_changed_byte_anywhere_is_named_and_nothing_is_overwritten(path: Path) -> None:
    whole = written(path)
    starts = [0] + [place + 1 for place, byte in enumerate(whole) if byte == 10]
    for place in range(len(whole)):
        changed = bytearray(whole)
        changed[place] ^= 0x01
        path.write_bytes(changed)
        with pytest.raises((JournalDamaged, NewerFormat)) as refusal:
            opened(path)
        if isinstance(refusal.value, JournalDamaged):
            line = sum(1 for start in starts if start <= place)
            assert refusal.value.line in {line, line + 1}, f"byte {place}: {refusal.value}"
        assert path.read_bytes() == bytes(changed)
    path.write_bytes(whole)
    assert ids(opened(path)) == ["e2", "e3"]


def test_even_without_the_noted_heads_a_changed_byte_is_never_taken_for_data(path: Path) -> None:
    whole = written(path)
    (path.parent / "heads").unlink()
    for place in range(len(whole) - 1):
        changed = bytearray(whole)
        changed[place] ^= 0x20
        path.write_bytes(changed)
        with pytest.raises(JournalDamaged):
            opened(path, heads="none", writable=False)


@pytest.mark.parametrize("gone", [1, 2, 3])
def test_last_lines_that_vanish_without_a_trace_are_missed(path: Path, gone: int) -> None:
    whole = written(path)
    path.write_bytes(b"".join(whole.splitlines(keepends=True)[:-gone]))
    with pytest.raises(JournalDamaged) as refusal:
        opened(path)
    assert refusal.value.line == 5 - gone
    assert "missing" in refusal.value.found


def test_a_history_that_was_written_anew_with_fitting_seals_is_noticed(path: Path) -> None:
    written(path)
    forged, _ = rendered(HEADER, [put("e1", amount="0.01"), *CHANGES[1:], put("e4")])
    path.write_bytes(forged)
    with pytest.raises(JournalDamaged) as refusal:
        opened(path)
    assert refusal.value.line == 4
    assert "rewritten" in refusal.value.found


@pytest.mark.parametrize("content", [b"", b"\n", b"not a journal", b'{"n":1}\n', b"{}\n{}\n", b"[]\n", b"\x00" * 512])
def test_a_file_that_is_no_journal_never_opens_as_an_empty_one(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises((JournalMissing, JournalDamaged)):
        opened(path)
    assert path.read_bytes() == content


def test_a_missing_file_is_not_created_by_opening_it(tmp_path: Path) -> None:
    with pytest.raises(JournalMissing):
        opened(tmp_path / "fund-2021.jsonl")
    assert not (tmp_path / "fund-2021.jsonl").exists()


def test_a_file_under_another_name_or_of_another_kind_is_refused(path: Path) -> None:
    other = path.rename(path.with_name("fund-2022.jsonl"))
    with pytest.raises(JournalDamaged, match="fund-2021"):
        opened(other)
    create_journal(path, Header("office", "fund-2021"), (), SYSTEM)
    with pytest.raises(JournalDamaged, match="office"):
        opened(path)


def test_an_older_program_refuses_a_newer_file_and_leaves_it(path: Path) -> None:
    path.unlink()
    create_journal(path, Header("book", "fund-2021", version=SCHEMA_VERSION + 1), (), SYSTEM)
    before = path.read_bytes()
    with pytest.raises(NewerFormat) as refusal:
        opened(path)
    assert (refusal.value.found, refusal.value.known) == (SCHEMA_VERSION + 1, SCHEMA_VERSION)
    assert path.read_bytes() == before


def test_a_journal_is_not_created_over_another(path: Path) -> None:
    before = written(path)
    with pytest.raises(JournalExists):
        create_journal(path, HEADER, (), SYSTEM)
    assert path.read_bytes() == before


def test_another_hand_at_the_open_file_is_noticed_before_the_next_line(path: Path) -> None:
    journal = opened(path)
    journal.append(put("e1"))
    with path.open("ab") as other:
        other.write(b'{"n":3,"put":{}}\n')
    before = path.read_bytes()
    with pytest.raises(JournalDamaged, match="another hand"):
        journal.append(put("e2"))
    assert path.read_bytes() == before


def test_a_file_that_was_replaced_by_its_own_copy_is_appended_to_where_it_is_now(path: Path) -> None:
    journal = opened(path)
    journal.append(put("e1"))
    aside = path.rename(path.with_name("aside"))
    path.write_bytes(aside.read_bytes())
    journal.append(put("e2"))
    assert ids(opened(path)) == ["e1", "e2"]


def test_a_fresh_generation_holds_the_same_and_an_older_copy_of_it_is_refused(path: Path) -> None:
    before = written(path)
    journal = opened(path)
    journal.replace([{"put": {"entries": list(journal.tables["entries"].values())}}])
    journal.append(put("e4"))
    assert ids(opened(path)) == ["e2", "e3", "e4"]
    path.write_bytes(before)
    with pytest.raises(JournalDamaged, match="an older copy"):
        opened(path)


def test_a_closed_journal_is_vouched_for_as_a_whole_so_that_the_next_opening_is_fast(path: Path) -> None:
    written(path)
    folder = OpenFolder(path.parent / "heads", SYSTEM)
    journal = Journal(path, path.name, "book", folder)
    journal.append(put("e4"))
    journal.close()
    checked = folder.heads.checked(path.name)
    assert checked == Checked(path.stat().st_size, sha256(path.read_bytes()).hexdigest())
    folder.close()
    noted = Heads(path.parent / "heads", SYSTEM, writable=False)
    assert noted.checked(path.name) == checked
    assert noted.get(path.name) == journal.head


def test_reading_only_changes_nothing_and_refuses_to_write(path: Path) -> None:
    whole = written(path)
    path.write_bytes(whole + b'{"n":5,"put"')
    path.chmod(0o400)
    journal = opened(path, writable=False)
    assert ids(journal) == ["e2", "e3"]
    with pytest.raises(ReadOnly):
        journal.append(put("e4"))
    assert path.read_bytes() == whole + b'{"n":5,"put"'
    assert not list(path.parent.glob("*.torn*"))


def test_files_are_for_their_owner_alone_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        path = tmp_path / "fund-2021.jsonl"
        create_journal(path, HEADER, (), SYSTEM)
        journal = opened(path)
        journal.append(put("e1"))
        journal.replace([put("e1")])
    finally:
        os.umask(before)
    assert {file.name: file.stat().st_mode & 0o777 for file in tmp_path.iterdir()} == {
        "fund-2021.jsonl": 0o600,
        "heads": 0o600,
    }
    path.chmod(0o644)
    opened(path)
    assert path.stat().st_mode & 0o777 == 0o600
