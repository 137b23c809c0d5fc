"""Going on after damage: the longest unbroken copy is used, the bad file is kept, and what is lost is said."""

from __future__ import annotations

import errno
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from perfbot.store.errors import JournalDamaged, WriteFailed
from perfbot.store.files.backup import make_backup
from perfbot.store.files.disk import SYSTEM
from perfbot.store.files.folder import OpenFolder
from perfbot.store.files.journal import Journal
from perfbot.store.files.mend import mend, mend_without_loss
from perfbot.store.files.verify import verify_directory
from perfbot.store.protocol import BookKey
from perfbot.store.tiny.store import TinyStore, create_store
from tests.store_faults import FaultyDisk

NOW = datetime(2021, 6, 30, 21, 0, tzinfo=UTC)
BOOK = BookKey("jiangmen", 2021)


def recorded(folder: Path, *, backup_after: int | None) -> Path:
    """A book of ten entries e0 to e9, a line each, backed up after so many; returns its file."""
    store = create_store(folder, NOW)
    store.create_book(BOOK, {}, [])
    for number in range(10):
        if number == backup_after:
            make_backup(folder, store.layout.backups, NOW)
        store.append(BOOK, [{"id": f"e{number}"}])
    store.close()
    return store.layout.book(BOOK)


def ids(folder: Path) -> list[str]:
    store = TinyStore(folder, now=NOW)
    found = [entry["id"] for entry in store.view_book(BOOK)]
    store.close()
    return found


def spoil(book: Path, line: int) -> bytes:
    lines = book.read_bytes().splitlines(keepends=True)
    lines[line - 1] = lines[line - 1].replace(b"entries", b"entrees")
    book.write_bytes(b"".join(lines))
    return book.read_bytes()


def test_a_line_that_the_backup_has_is_brought_back_and_later_lines_stay(tmp_path: Path) -> None:
    book = recorded(tmp_path / "store", backup_after=6)
    bad = spoil(book, 4)
    (mended,) = mend(tmp_path / "store", NOW)
    assert ids(tmp_path / "store") == [f"e{number}" for number in range(10)]
    assert (mended.file, mended.had, mended.has) == ("books/jiangmen-2021.jsonl", 11, 11)
    assert mended.backup == tmp_path / "store" / "backups" / "perfbot-20210630-210000.zip"
    assert mended.kept is not None
    assert mended.kept.read_bytes() == bad
    assert verify_directory(tmp_path / "store") == []


def test_without_a_backup_what_stands_before_the_bad_line_is_used_and_the_loss_is_said(tmp_path: Path) -> None:
    book = recorded(tmp_path / "store", backup_after=None)
    bad = spoil(book, 8)
    (mended,) = mend(tmp_path / "store", NOW)
    assert ids(tmp_path / "store") == [f"e{number}" for number in range(6)]
    assert (mended.had, mended.has, mended.backup) == (11, 7, None)
    assert mended.kept is not None
    assert mended.kept.read_bytes() == bad


def test_a_bad_line_after_the_backup_ends_the_book_before_it(tmp_path: Path) -> None:
    spoil(recorded(tmp_path / "store", backup_after=3), 9)
    (mended,) = mend(tmp_path / "store", NOW)
    assert ids(tmp_path / "store") == [f"e{number}" for number in range(7)]
    assert (mended.had, mended.has) == (11, 8)


@pytest.mark.parametrize("loss", ["deleted", "emptied", "cut off at line 3"])
def test_a_file_that_is_gone_or_short_comes_back_out_of_the_backup(tmp_path: Path, loss: str) -> None:
    book = recorded(tmp_path / "store", backup_after=6)
    lines = book.read_bytes().splitlines(keepends=True)
    book.write_bytes(b"".join(lines[:3]) if loss.startswith("cut") else b"")
    if loss == "deleted":
        book.unlink()
    (mended,) = mend(tmp_path / "store", NOW)
    assert ids(tmp_path / "store") == [f"e{number}" for number in range(6)]
    assert (mended.had, mended.has) == (11, 7)


def test_a_folder_in_order_is_left_alone(tmp_path: Path) -> None:
    recorded(tmp_path / "store", backup_after=6)
    before = {path: path.read_bytes() for path in (tmp_path / "store").rglob("*.jsonl")}
    assert mend(tmp_path / "store", NOW) == []
    assert {path: path.read_bytes() for path in (tmp_path / "store").rglob("*.jsonl")} == before


def test_where_no_copy_exists_nothing_is_made_up(tmp_path: Path) -> None:
    book = recorded(tmp_path / "store", backup_after=None)
    book.write_bytes(b"nothing of it is left\n")
    with pytest.raises(JournalDamaged):
        mend(tmp_path / "store", NOW)
    assert book.read_bytes() == b"nothing of it is left\n"


def test_the_office_and_the_drafts_are_mended_too(tmp_path: Path) -> None:
    store = create_store(tmp_path / "store", NOW)
    store.put_office([("members", {"id": "1"})])
    store.put_draft({"id": "d1"})
    make_backup(tmp_path / "store", store.layout.backups, NOW)
    store.close()
    for path in (store.layout.office, store.layout.drafts):
        path.write_bytes(path.read_bytes().replace(b'"put"', b'"pat"'))
    assert [mended.file for mended in mend(tmp_path / "store", NOW)] == ["drafts.jsonl", "office.jsonl"]
    again = TinyStore(tmp_path / "store", now=NOW)
    assert (again.office("members"), again.drafts()) == ([{"id": "1"}], [{"id": "d1"}])
    again.close()


def emptied(book: Path) -> None:
    book.write_bytes(b"")


def with_a_line_of_another_hand(book: Path) -> None:
    spoil(book, 4)
    book.write_bytes(book.read_bytes() + b'{"n":12}\n')


def without_notes(book: Path) -> None:
    spoil(book, 4)
    heads = book.parent.parent / "heads"
    heads.write_bytes(heads.read_bytes().replace(b'"generation"', b'"generatiom"'))


@pytest.mark.parametrize(
    ("backup_after", "damage", "proven"),
    [
        (6, lambda book: spoil(book, 4), True),
        (9, emptied, False),
        (9, lambda book: spoil(book, 11), False),
        (None, lambda book: spoil(book, 8), False),
        (6, with_a_line_of_another_hand, False),
        (6, without_notes, False),
    ],
    ids=["every line is in a copy", "emptied", "the last line", "no backup", "longer than any copy", "nothing noted"],
)
def test_a_start_uses_copies_by_itself_only_where_they_hold_every_confirmed_line(
    tmp_path: Path, backup_after: int | None, damage: Callable[[Path], object], proven: bool
) -> None:
    book = recorded(tmp_path / "store", backup_after=backup_after)
    damage(book)
    bad = book.read_bytes()
    mended = mend_without_loss(tmp_path / "store", NOW)
    if proven:
        assert [(one.file, one.has) for one in mended] == [("books/jiangmen-2021.jsonl", 11)]
        assert ids(tmp_path / "store") == [f"e{number}" for number in range(10)]
    else:
        assert mended == []
        assert book.read_bytes() == bad
        assert not list(book.parent.glob("*.damaged-*"))


def test_one_file_without_proof_leaves_every_file_as_it_is(tmp_path: Path) -> None:
    book = recorded(tmp_path / "store", backup_after=9)
    drafts = tmp_path / "store" / "drafts.jsonl"
    emptied(drafts)
    spoil(book, 11)
    assert mend_without_loss(tmp_path / "store", NOW) == []
    assert drafts.read_bytes() == b""


def test_a_copy_of_an_older_generation_proves_nothing(tmp_path: Path) -> None:
    store = create_store(tmp_path / "store", NOW)
    make_backup(tmp_path / "store", store.layout.backups, NOW)
    folder = OpenFolder(store.layout.heads, SYSTEM)
    store.close()
    journal = Journal(store.layout.drafts, "drafts.jsonl", "drafts", folder)
    journal.replace([])
    folder.close()
    emptied(store.layout.drafts)
    assert mend_without_loss(tmp_path / "store", NOW) == []


def test_lost_drafts_and_inbox_come_back_where_nothing_was_added_since_the_backup(tmp_path: Path) -> None:
    store = create_store(tmp_path / "store", NOW)
    store.put_draft({"id": "d1"})
    make_backup(tmp_path / "store", store.layout.backups, NOW)
    store.close()
    store.layout.drafts.unlink()
    emptied(store.layout.inbox)
    assert [(one.file, one.kept) for one in mend_without_loss(tmp_path / "store", NOW)] == [
        ("drafts.jsonl", None),
        ("inbox.jsonl", None),
    ]
    again = TinyStore(tmp_path / "store", now=NOW)
    assert again.drafts() == [{"id": "d1"}]
    again.close()


def test_a_disk_that_takes_no_copy_is_left_as_it_was_and_fills_up_with_nothing(tmp_path: Path) -> None:
    book = recorded(tmp_path / "store", backup_after=6)
    bad = spoil(book, 4)

    def full(disk: FaultyDisk, call: str, _: object) -> None:
        if call == "rename" and disk.calls.count("rename") == 2:
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(WriteFailed):
        mend_without_loss(tmp_path / "store", NOW, FaultyDisk(full))
    assert book.read_bytes() == bad
    assert not list(book.parent.glob("*.damaged-*"))
