"""Backups hold everything, are checked before they count, and are thinned out only while the newest is sound."""

from __future__ import annotations

import errno
import fcntl
import os
import subprocess
import sys
import zipfile
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
import pytest

from perfbot.store.errors import BackupDamaged, JournalDamaged, JournalMissing, WriteFailed
from perfbot.store.files.archive import MANIFEST, ArchivedFile, Manifest, verify_backup
from perfbot.store.files.backup import Keep, made_at, make_backup, newest_good_backup, rotate
from perfbot.store.protocol import BookKey
from perfbot.store.tiny.store import TinyStore, create_store
from tests.store_faults import FaultyDisk, failing_at, full_disk

NOW = datetime(2021, 6, 30, 21, 0, tzinfo=UTC)
BOOK = BookKey("外贸资金", 2021)
PHOTO = b"\xff\xd8 an invoice" * 1000


@pytest.fixture
def store(tmp_path: Path) -> TinyStore:
    store = create_store(tmp_path / "store", NOW, disk=FaultyDisk())
    store.create_book(BOOK, {"fund": "外贸资金"}, [{"id": f"e{number}", "purpose": "展位"} for number in range(50)])
    store.put_office([("members", {"id": "1", "name": "王"})])
    store.put_draft({"id": "d1"})
    store.inbox.append(900, 42, {"update_id": 900})
    (store.layout.evidence / "2021").mkdir(mode=0o700)
    (store.layout.evidence / "2021" / f"{sha256(PHOTO).hexdigest()}.jpg").write_bytes(PHOTO)
    return store


def backed_up(store: TinyStore, now: datetime = NOW) -> Path:
    return make_backup(store.layout.root, store.layout.backups, now)


def test_a_backup_of_a_running_store_holds_every_file_and_its_manifest(store: TinyStore) -> None:
    archive = backed_up(store)
    assert archive.name == "perfbot-20210630-210000.zip"
    assert archive.stat().st_mode & 0o777 == 0o600
    manifest = verify_backup(archive)
    assert manifest.created == "2021-06-30T21:00:00+00:00"
    kinds = {file.name: file.kind for file in manifest.files}
    assert list(kinds)[:3] == ["inbox.jsonl", "drafts.jsonl", "office.jsonl"]
    assert sorted(kind or "-" for kind in kinds.values()) == ["-", "book", "drafts", "inbox", "office"]
    with zipfile.ZipFile(archive) as bundle:
        book = next(name for name, kind in kinds.items() if kind == "book")
        assert bundle.read(book) == (store.layout.root / book).read_bytes()


def test_a_line_that_is_just_being_written_is_left_out_of_the_copy(store: TinyStore) -> None:
    path = store.layout.book(BOOK)
    whole = path.read_bytes()
    with path.open("ab") as book:
        book.write(b'{"n":3,"put":')
    with zipfile.ZipFile(backed_up(store)) as bundle:
        assert bundle.read(store.layout.name(path)) == whole


def test_two_backups_in_one_second_do_not_overwrite_each_other(store: TinyStore) -> None:
    assert [backed_up(store).name for _ in range(3)] == [
        "perfbot-20210630-210000.zip",
        "perfbot-20210630-210000-2.zip",
        "perfbot-20210630-210000-3.zip",
    ]


def test_damage_is_not_backed_up_as_if_it_were_sound(store: TinyStore) -> None:
    path = store.layout.book(BOOK)
    path.write_bytes(path.read_bytes().replace(b'"e7"', b'"x7"'))
    with pytest.raises(JournalDamaged):
        backed_up(store)
    with pytest.raises(JournalMissing):
        make_backup(store.layout.root / "nowhere", store.layout.backups, NOW)
    assert os.listdir(store.layout.backups) == []


def test_every_changed_byte_of_a_backup_is_noticed_or_harmless(store: TinyStore, tmp_path: Path) -> None:
    archive = backed_up(store)
    whole = archive.read_bytes()
    manifest = verify_backup(archive)
    changed_archive = tmp_path / "changed.zip"
    refused = 0
    for place in range(0, len(whole), 23):
        changed = bytearray(whole)
        changed[place] ^= 0x10
        changed_archive.write_bytes(changed)
        try:
            assert verify_backup(changed_archive) == manifest
        except BackupDamaged:
            refused += 1
    assert refused > len(whole) // 23 * 0.8


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
def test_a_backup_that_was_cut_off_is_refused(store: TinyStore, share: float) -> None:
    archive = backed_up(store)
    whole = archive.read_bytes()
    archive.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(BackupDamaged):
        verify_backup(archive)


def forged(store: TinyStore, change: dict[str, Any], members: dict[str, bytes]) -> Path:
    """A backup with its manifest's first file changed, and members added."""
    archive = backed_up(store)
    target = archive.with_name("forged.zip")
    with zipfile.ZipFile(archive) as bundle, zipfile.ZipFile(target, "w") as fake:
        manifest = orjson.loads(bundle.read(MANIFEST))
        manifest["files"][0] |= change
        for name in bundle.namelist():
            if name != MANIFEST:
                fake.writestr(name, bundle.read(name))
        fake.writestr(MANIFEST, orjson.dumps(manifest))
        for name, content in members.items():
            fake.writestr(name, content)
    return target


@pytest.mark.parametrize(
    ("change", "members"),
    [
        ({"digest": "0" * 64}, {}),
        ({"size": 3}, {}),
        ({"size": 10**9}, {"books/extra.jsonl": b"x"}),
        ({"head": {"generation": 1, "line": 1, "seal": "0" * 32}}, {}),
        ({"kind": "office"}, {}),
        ({"name": "../outside.jsonl"}, {"../outside.jsonl": b""}),
        ({"name": "/etc/cron.d/x"}, {"/etc/cron.d/x": b""}),
        ({"name": "other/x.jsonl"}, {"other/x.jsonl": b""}),
        ({"name": "evidence/../../x"}, {"evidence/../../x": b""}),
        ({"name": None}, {}),
        ({}, {"surprise.txt": b"not in the manifest"}),
    ],
)
def test_a_backup_that_is_not_what_its_manifest_says_is_refused(
    store: TinyStore, change: dict[str, Any], members: dict[str, bytes]
) -> None:
    with pytest.raises(BackupDamaged):
        verify_backup(forged(store, change, members))


@pytest.mark.parametrize("name", ["../outside", "/etc/cron.d/x", "evidence/../../x", "books/..\\x", "other/x", "x/"])
def test_a_backup_whose_names_lead_out_of_the_folder_is_refused_though_all_else_fits(tmp_path: Path, name: str) -> None:
    file = ArchivedFile(name, 1, sha256(b"x").hexdigest())
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as bundle:
        bundle.writestr(name, b"x")
        bundle.writestr(MANIFEST, Manifest("2021-06-30", (file,)).rendered())
    with pytest.raises(BackupDamaged, match="leaves the folder"):
        verify_backup(tmp_path / "x.zip")


def test_a_zip_of_something_else_is_no_backup(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as other:
        other.writestr("readme.txt", b"hello")
    for path in (tmp_path / "x.zip", tmp_path / "missing.zip", tmp_path):
        with pytest.raises(BackupDamaged):
            verify_backup(path)


def test_a_backup_that_fails_half_way_leaves_no_archive(store: TinyStore) -> None:
    with pytest.raises(WriteFailed):
        make_backup(store.layout.root, store.layout.backups, NOW, FaultyDisk(full_disk))
    for place in range(6):
        with pytest.raises(WriteFailed):
            make_backup(store.layout.root, store.layout.backups, NOW, FaultyDisk(failing_at(place, errno.EIO)))
    assert os.listdir(store.layout.backups) == []


def test_half_archives_of_killed_processes_are_cleared_away_and_those_that_are_being_written_are_left(
    store: TinyStore,
) -> None:
    """Whatever their pids say: in another container the same pid is another process."""
    killed = subprocess.Popen([sys.executable, "-c", ""])
    killed.wait()
    pids = (killed.pid, os.getpid())
    abandoned = [store.layout.backups / f".tmp-{pid}-perfbot-20210629-210000.zip" for pid in pids]
    written = [store.layout.backups / f".tmp-{pid}-perfbot-20210629-210001.zip" for pid in pids]
    for half in (*abandoned, *written):
        half.write_bytes(b"half")
    with ExitStack() as writers:
        for half in written:
            fcntl.flock(writers.enter_context(half.open("ab")), fcntl.LOCK_EX)
        made = backed_up(store)
    assert sorted(store.layout.backups.iterdir()) == sorted([*written, made])


def test_a_half_archive_of_the_same_name_that_another_writes_is_not_taken_away(store: TinyStore) -> None:
    half = store.layout.backups / f".tmp-{os.getpid()}-perfbot-20210630-210000.zip"
    with half.open("wb") as writer:
        fcntl.flock(writer, fcntl.LOCK_EX)
        with pytest.raises(WriteFailed):
            backed_up(store)
        assert half.exists()
    assert backed_up(store).exists()


def test_the_newest_good_backup_is_the_newest_that_passes_every_check(store: TinyStore) -> None:
    assert newest_good_backup(store.layout.backups) is None
    older = backed_up(store)
    newer = backed_up(store, NOW + timedelta(days=1))
    (store.layout.backups / "notes.zip").write_bytes(b"")
    assert newest_good_backup(store.layout.backups) == newer
    newer.write_bytes(newer.read_bytes()[:-50])
    assert newest_good_backup(store.layout.backups) == older


def nightly(store: TinyStore, nights: int) -> list[Path]:
    first = backed_up(store, NOW)
    copies = [first]
    for night in range(1, nights):
        copy = first.with_name(f"perfbot-{NOW + timedelta(days=night):%Y%m%d-%H%M%S}.zip")
        copy.write_bytes(first.read_bytes())
        copies.append(copy)
    return copies


def test_rotation_keeps_the_newest_of_each_of_the_last_days_weeks_and_months(store: TinyStore) -> None:
    copies = nightly(store, 120)
    dropped = rotate(store.layout.backups, Keep(daily=7, weekly=5, monthly=3))
    kept = sorted(store.layout.backups.iterdir())
    days = [made.date().isoformat() for path in kept if (made := made_at(path))]
    assert days == [
        "2021-08-31",
        "2021-09-30",
        "2021-10-03",
        "2021-10-10",
        "2021-10-17",
        *(f"2021-10-{day}" for day in range(21, 28)),
    ]
    assert sorted([*dropped, *kept]) == copies
    assert rotate(store.layout.backups, Keep(daily=7, weekly=5, monthly=3)) == []


def test_nothing_is_dropped_while_the_newest_backup_is_not_sound(store: TinyStore) -> None:
    copies = nightly(store, 20)
    copies[-1].write_bytes(b"cut off")
    assert rotate(store.layout.backups, Keep(daily=1, weekly=0, monthly=0)) == []
    assert len(list(store.layout.backups.iterdir())) == 20


def test_rotation_leaves_other_files_alone(store: TinyStore) -> None:
    nightly(store, 10)
    others = [store.layout.backups / "by-hand.zip", store.layout.backups / "perfbot-final.zip"]
    for other in others:
        other.write_bytes(b"")
    rotate(store.layout.backups, Keep(daily=1, weekly=0, monthly=0))
    assert sorted(store.layout.backups.iterdir()) == sorted(
        [*others, store.layout.backups / "perfbot-20210709-210000.zip"]
    )
    assert rotate(store.layout.root / "evidence") == []
