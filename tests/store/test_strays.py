"""Files that are not ours lie in nobody's way: no start, check, mending or backup takes them for a book."""

from __future__ import annotations

import shutil
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from perfbot.records.evidence import EvidenceFiles
from perfbot.store.errors import JournalDamaged
from perfbot.store.files.backup import archives, make_backup, newest_good_backup, rotate, verify_backup
from perfbot.store.files.layout import layout_of
from perfbot.store.files.mend import mend
from perfbot.store.files.strays import strays
from perfbot.store.files.verify import verify_directory
from perfbot.store.protocol import BookKey
from perfbot.store.tiny.store import TinyStore, create_store
from tests.crash.recorded_disk import dying_before
from tests.store_faults import Died, FaultyDisk

NOW = datetime(2021, 6, 30, 21, 0, tzinfo=UTC)
BOOK = BookKey("jiangmen", 2021)
COPIES = [
    "jiangmen-2021 (copy).jsonl",
    "jiangmen-2021 - 副本.jsonl",
    "副本jiangmen-2021.jsonl",
    "jiangmen-2021.bak.jsonl",
    "jiangmen-2021-1.jsonl",
    "copy-of-jiangmen-2021.jsonl",
    "jiangmen-2099.jsonl",
    "._jiangmen-2021.jsonl",
    "jiangmen-2021.jsonl~",
    "notes.txt",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    store = create_store(tmp_path / "store", NOW)
    store.create_book(BOOK, {}, [{"id": "e0"}])
    store.append(BOOK, [{"id": "e1"}])
    store.close()
    return tmp_path / "store"


def all_goes_well(folder: Path) -> None:
    for read_only in (True, False):
        store = TinyStore(folder, now=NOW, read_only=read_only)
        assert store.books() == [BOOK]
        store.close()
    assert verify_directory(folder) == []
    assert mend(folder, NOW) == []
    made = make_backup(folder, folder / "backups", NOW)
    assert "books/jiangmen-2021.jsonl" in [file.name for file in verify_backup(made).files]
    assert len([file for file in verify_backup(made).files if file.name.startswith("books/")]) == 1


@pytest.mark.parametrize("name", COPIES)
def test_a_copy_that_somebody_made_in_the_folder_of_books_is_named_and_in_nobodys_way(folder: Path, name: str) -> None:
    copy = folder / "books" / name
    shutil.copy(folder / "books" / "jiangmen-2021.jsonl", copy)
    all_goes_well(folder)
    assert strays(layout_of(folder)) == [f"books/{name}"]
    assert copy.exists()


def test_a_book_that_was_overwritten_with_another_is_damage_and_no_stray(folder: Path) -> None:
    store = TinyStore(folder, now=NOW)
    store.create_book(BookKey("jiangmen", 2022), {}, [])
    store.close()
    shutil.copy(folder / "books" / "jiangmen-2021.jsonl", folder / "books" / "jiangmen-2022.jsonl")
    with pytest.raises(JournalDamaged, match="jiangmen-2022"):
        TinyStore(folder, now=NOW)


@pytest.mark.parametrize("what", ["write", "fsync", "rename"])
def test_after_a_mending_that_was_killed_everything_goes_well_before_any_start(folder: Path, what: str) -> None:
    book = folder / "books" / "jiangmen-2021.jsonl"
    sound = book.read_bytes()
    book.write_bytes(sound.replace(b'"e1"', b'"e9"'))
    disk = FaultyDisk(dying_before(what, "jiangmen", 2))
    with suppress(Died):
        mend(folder, NOW, disk)
    assert disk.dead
    assert list(book.parent.glob(".tmp-*.jsonl"))
    disk.bury()
    del disk
    book.write_bytes(sound)
    assert verify_directory(folder) == []
    all_goes_well(folder)
    assert strays(layout_of(folder)) == []


def test_a_copy_beside_an_evidence_file_neither_hides_it_nor_stands_in_for_it(folder: Path) -> None:
    digest = EvidenceFiles(folder / "evidence").keep(b"invoice", "f.txt").sha256
    kept = folder / "evidence" / f"{digest}.txt"
    copy = kept.with_name(f"{digest} (copy).txt")
    shutil.copy(kept, copy)
    assert EvidenceFiles(folder / "evidence").find(digest[:16]) == (digest, "txt")
    store = TinyStore(folder, now=NOW)
    store.append(BOOK, [{"id": "e2", "sha256": digest}])
    store.close()
    assert strays(layout_of(folder)) == [f"evidence/{copy.name}"]
    kept.unlink()
    assert [(one.file, one.kind) for one in verify_directory(folder)] == [(f"evidence/{digest}", "missing")]


def test_a_file_whose_name_no_archive_takes_stops_no_backup(folder: Path) -> None:
    (folder / "evidence" / "a\\b.pdf").write_bytes(b"x")
    made = make_backup(folder, folder / "backups", NOW)
    assert newest_good_backup(folder / "backups") == made


def test_a_damaged_evidence_file_that_is_sent_again_is_whole_again(folder: Path) -> None:
    evidence = EvidenceFiles(folder / "evidence")
    kept = evidence.keep(b"invoice", "f.txt")
    evidence.path(kept.sha256, "txt").write_bytes(b"inv")
    assert sha256(b"inv").hexdigest() != kept.sha256
    evidence.keep(b"invoice", "f.txt")
    assert evidence.read(kept.sha256, "txt") == b"invoice"


def test_archives_under_other_names_are_neither_rotated_away_nor_taken_for_backups(folder: Path) -> None:
    made = make_backup(folder, folder / "backups", NOW)
    for name in ("perfbot-20210630-210000 (copy).zip", "before-upgrade.zip", "perfbot-20990101-000000-copy.zip"):
        shutil.copy(made, folder / "backups" / name)
    (folder / "backups" / "perfbot-20990101-000000-copy.zip").write_bytes(b"half")
    assert archives(folder / "backups") == [made]
    assert rotate(folder / "backups") == []
    assert newest_good_backup(folder / "backups") == made
    assert len(strays(layout_of(folder))) == 3
