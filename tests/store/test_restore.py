"""Backup, restore: identical; checked first; what was there is kept; interrupted anywhere, done again."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from perfbot.store.errors import (
    BackupDamaged,
    DirectoryLocked,
    DirectoryUnusable,
    NotADataFolder,
    RestoreUnfinished,
    WriteFailed,
)
from perfbot.store.files.backup import make_backup
from perfbot.store.files.restore import restore
from perfbot.store.files.verify import verify_directory
from perfbot.store.protocol import BookKey
from perfbot.store.tiny.store import TinyStore, create_store
from tests.store_faults import Died, Fault, FaultyDisk, dying_at, failing_at

NOW = datetime(2021, 6, 30, 21, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=3)
BOOK, OTHER = BookKey("jiangmen", 2021), BookKey("jiangmen", 2022)


def filled(folder: Path) -> TinyStore:
    store = create_store(folder, NOW)
    store.create_book(BOOK, {"fund": "外贸资金"}, [{"id": "e1", "purpose": "展位"}])
    store.append(BOOK, [{"id": "e2", "amount": "35700.00"}])
    store.put_office([("members", {"id": "1", "name": "王"})])
    store.put_draft({"id": "d1", "answers": {}})
    store.log_notice({"id": "n1"})
    store.claim("k", {"state": "sent"})
    store.inbox.append(900, 42, {"update_id": 900})
    photograph(store, "photo.jpg")
    return store


def photograph(store: TinyStore, name: str) -> None:
    (store.layout.evidence / name).write_bytes(name.encode())
    (store.layout.evidence / name).chmod(0o600)


def state(folder: Path) -> dict[str, object]:
    store = TinyStore(folder, read_only=True)
    return {
        "books": {str(key): store.layout.book(key).read_bytes() for key in store.books()},
        "members": store.office("members"),
        "rest": (store.drafts(), store.notices(), store.claim_of("k"), store.inbox.pending()),
        "evidence": {path.name: path.read_bytes() for path in store.layout.evidence.iterdir()},
    }


def changed_since(folder: Path) -> tuple[Path, dict[str, object], dict[str, object]]:
    """A folder, backed up and then changed: the archive, the state in it, and the state now."""
    store = filled(folder)
    archive, then = make_backup(folder, store.layout.backups, NOW), state(folder)
    store.append(BOOK, [{"id": "e3"}])
    store.create_book(OTHER, {}, [])
    store.put_office([("members", {"id": "2"})])
    photograph(store, "later.jpg")
    store.close()
    return archive, then, state(folder)


def test_backup_and_restore_on_another_machine_give_the_same_everywhere(tmp_path: Path) -> None:
    store = filled(tmp_path / "here")
    archive = make_backup(tmp_path / "here", tmp_path / "usb", NOW)
    restored = restore(archive, tmp_path / "there", LATER)
    assert restored.kept is None
    assert state(tmp_path / "there") == state(tmp_path / "here")
    assert verify_directory(tmp_path / "there") == []
    store.close()
    again = TinyStore(tmp_path / "there", now=LATER)
    again.append(BOOK, [{"id": "e3"}])
    again.close()
    assert verify_directory(tmp_path / "there") == []


def test_what_was_there_is_kept_aside_whole_and_can_be_gone_back_to(tmp_path: Path) -> None:
    archive, then, now = changed_since(tmp_path / "store")
    restored = restore(archive, tmp_path / "store", LATER)
    assert state(tmp_path / "store") == then
    assert restored.kept == tmp_path / "store" / "before-restore-20210703-210000"
    assert state(restored.kept) == now
    assert verify_directory(tmp_path / "store") == []
    assert archive.exists()
    assert sorted(os.listdir(tmp_path / "store")) == [
        ".lock",
        "backups",
        restored.kept.name,
        "books",
        "drafts.jsonl",
        "evidence",
        "heads",
        "inbox.jsonl",
        "office.jsonl",
    ]


def test_restoring_twice_keeps_both_earlier_states(tmp_path: Path) -> None:
    archive, then, now = changed_since(tmp_path / "store")
    kept = [restore(archive, tmp_path / "store", LATER).kept for _ in range(2)]
    assert len(set(kept)) == 2
    assert [state(folder) for folder in kept if folder] == [now, then]


def test_a_damaged_backup_touches_nothing(tmp_path: Path) -> None:
    archive, _, now = changed_since(tmp_path / "store")
    archive.write_bytes(archive.read_bytes()[:-100])
    before = sorted(os.listdir(tmp_path / "store"))
    with pytest.raises(BackupDamaged):
        restore(archive, tmp_path / "store", LATER)
    assert sorted(os.listdir(tmp_path / "store")) == before
    assert state(tmp_path / "store") == now


def test_a_folder_that_a_bot_works_on_is_not_restored_over(tmp_path: Path) -> None:
    archive, _, now = changed_since(tmp_path / "store")
    running = TinyStore(tmp_path / "store", now=NOW)
    with pytest.raises(DirectoryLocked):
        restore(archive, tmp_path / "store", LATER)
    running.close()
    assert state(tmp_path / "store") == now


def test_a_folder_that_belongs_to_something_else_is_not_restored_into(tmp_path: Path) -> None:
    archive, _, _ = changed_since(tmp_path / "store")
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "thesis.docx").write_bytes(b"")
    with pytest.raises(NotADataFolder):
        restore(archive, tmp_path / "home", LATER)
    assert os.listdir(tmp_path / "home") == ["thesis.docx"]


def test_a_restore_brings_back_a_folder_that_was_damaged_or_emptied(tmp_path: Path) -> None:
    archive, then, _ = changed_since(tmp_path / "store")
    (tmp_path / "store" / "office.jsonl").unlink()
    book = tmp_path / "store" / "books" / "jiangmen-2021.jsonl"
    book.write_bytes(b"garbage")
    restored = restore(archive, tmp_path / "store", LATER)
    assert restored.kept is not None
    assert (restored.kept / "books" / book.name).read_bytes() == b"garbage"
    assert state(tmp_path / "store") == then


@pytest.mark.parametrize(("fault", "step"), [(dying_at, 1), (lambda place: failing_at(place, errno.ENOSPC), 5)])
def test_a_restore_interrupted_anywhere_is_completed_by_running_it_again(
    tmp_path: Path, fault: Callable[[int], Fault], step: int
) -> None:
    archive, then, now = changed_since(tmp_path / "template")
    counting = FaultyDisk()
    restore(archive, copied_folder(tmp_path / "template", tmp_path / "counting"), LATER, counting)
    unfinished = 0
    for place in range(0, len(counting.calls), step):
        folder = copied_folder(tmp_path / "template", tmp_path / f"store-{place}")
        try:
            restore(archive, folder, LATER, FaultyDisk(fault(place)))
        except (Died, WriteFailed, DirectoryUnusable):
            unfinished += what_a_start_finds(folder, archive, [now, then])
            restore(archive, folder, LATER)
        assert state(folder) == then
        assert verify_directory(folder) == []
        assert any(state(kept) == now for kept in folder.glob("before-restore-*")), counting.calls[place]
    assert unfinished > 2


def copied_folder(source: Path, target: Path) -> Path:
    shutil.copytree(source, target)
    return target


def what_a_start_finds(folder: Path, archive: Path, states: list[dict[str, object]]) -> int:
    """After an interrupted restore a start finds one state or the other whole (0), or is refused (1)."""
    if not (folder / ".restoring").exists():
        assert state(folder) in states
        return 0
    with pytest.raises(RestoreUnfinished) as refusal:
        TinyStore(folder, now=LATER)
    assert refusal.value.archive == str(archive)
    return 1
