"""The data folder: who may read it, what a first start is, and when it is refused (R6, D11)."""

from __future__ import annotations

import errno
import os
import resource
import shutil
import stat
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from perfbot.store.errors import (
    BadDocument,
    DirectoryUnusable,
    JournalDamaged,
    JournalExists,
    JournalMissing,
    NotADataFolder,
    ReadOnly,
    WriteFailed,
)
from perfbot.store.files.backup import make_backup
from perfbot.store.files.disk import SYSTEM, Disk
from perfbot.store.files.layout import book_key, is_data_folder, layout_of
from perfbot.store.protocol import BookKey
from perfbot.store.tiny.store import TinyStore, create_store
from tests.store_faults import Died, FaultyDisk, dying_at, error, failing_at

NOW = datetime(2021, 6, 30, 1, 0, tzinfo=UTC)
BOOK = BookKey("jiangmen", 2021)


def filled(folder: Path) -> TinyStore:
    store = create_store(folder, NOW)
    store.create_book(BOOK, {"fund": "外贸资金"}, [{"id": "e1"}])
    store.put_office([("members", {"id": "1", "name": "王"})])
    store.put_draft({"id": "d1"})
    store.inbox.append(900, 42, {"update_id": 900})
    return store


def modes(folder: Path) -> set[tuple[str, int]]:
    found = [folder, *folder.rglob("*")]
    return {("folder" if path.is_dir() else "file", stat.S_IMODE(path.stat().st_mode)) for path in found}


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_files_are_0600_and_folders_0700_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        store = filled(tmp_path / "store")
        make_backup(store.layout.root, store.layout.backups, NOW)
        store.close()
        TinyStore(tmp_path / "store", now=NOW).close()
    finally:
        os.umask(before)
    assert modes(tmp_path / "store") == {("folder", 0o700), ("file", 0o600)}


def test_a_folder_that_had_become_readable_to_others_is_closed_again(tmp_path: Path) -> None:
    filled(tmp_path / "store").close()
    for path in (tmp_path / "store").rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    (tmp_path / "store").chmod(0o755)
    TinyStore(tmp_path / "store", now=NOW).close()
    assert modes(tmp_path / "store") == {("folder", 0o700), ("file", 0o600)}


def test_a_first_start_is_asked_for_and_happens_once(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "store"
    with pytest.raises(NotADataFolder):
        TinyStore(folder, now=NOW)
    assert not folder.exists()
    assert not is_data_folder(folder)
    create_store(folder, NOW).close()
    assert is_data_folder(folder)
    with pytest.raises(JournalExists):
        create_store(folder, NOW)
    TinyStore(folder, now=NOW).close()


def test_a_first_start_is_refused_in_a_folder_that_belongs_to_something_else(tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").write_bytes(b"")
    with pytest.raises(NotADataFolder, match=r"holiday\.jpg"):
        create_store(tmp_path, NOW)
    with pytest.raises(NotADataFolder, match=r"holiday\.jpg"):
        TinyStore(tmp_path, now=NOW)


@pytest.mark.parametrize("name", ["office.jsonl", "drafts.jsonl", "inbox.jsonl", "books/jiangmen-2021.jsonl"])
@pytest.mark.parametrize("loss", ["deleted", "emptied"])
def test_a_lost_file_never_opens_as_an_empty_one_and_the_newest_good_backup_is_named(
    tmp_path: Path, name: str, loss: str
) -> None:
    store = filled(tmp_path / "store")
    good = make_backup(store.layout.root, store.layout.backups, NOW)
    (store.layout.backups / "perfbot-20300101-000000.zip").write_bytes(b"damaged, though newer")
    store.close()
    lost = tmp_path / "store" / name
    lost.unlink()
    if loss == "emptied":
        lost.touch()
    with pytest.raises(JournalMissing) as refusal:
        TinyStore(tmp_path / "store", now=NOW)
    assert (refusal.value.path, refusal.value.backup) == (lost, good)
    assert f"restore {good}" in str(refusal.value)
    assert lost.exists() == (loss == "emptied")


@pytest.mark.parametrize("left", ["heads", "books", "evidence", "backups"])
def test_without_the_offices_journal_whatever_is_left_shows_that_this_is_no_first_start(
    tmp_path: Path, left: str
) -> None:
    store = filled(tmp_path / "store")
    make_backup(store.layout.root, store.layout.backups, NOW)
    (store.layout.evidence / "a").mkdir()
    store.close()
    for path in (tmp_path / "store").iterdir():
        if path.name != left:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    before = sorted((tmp_path / "store").rglob("*"))
    assert is_data_folder(tmp_path / "store")
    with pytest.raises(JournalMissing):
        create_store(tmp_path / "store", NOW)
    with pytest.raises(JournalMissing):
        TinyStore(tmp_path / "store", read_only=True)
    assert [path for path in sorted((tmp_path / "store").rglob("*")) if path.name != ".lock"] == before


def test_damage_in_any_journal_stops_the_start_and_names_the_backup(tmp_path: Path) -> None:
    store = filled(tmp_path / "store")
    good = make_backup(store.layout.root, store.layout.backups, NOW)
    store.close()
    for path, _ in store.layout.journals():
        content = path.read_bytes()
        path.write_bytes(content.replace(b'"n":2', b'"n":3', 1) if b'"n":2' in content else content[:-9] + b"x" * 9)
        with pytest.raises(JournalDamaged) as refusal:
            TinyStore(tmp_path / "store", now=NOW)
        assert (refusal.value.path, refusal.value.backup) == (path, good)
        path.write_bytes(content)
    TinyStore(tmp_path / "store", now=NOW).close()


def test_a_first_start_that_was_killed_anywhere_is_done_again(tmp_path: Path) -> None:
    for place in range(60):
        folder, disk = tmp_path / str(place), FaultyDisk(dying_at(place))
        try:
            create_store(folder, NOW, disk=disk).close()
        except Died:
            disk.bury()
            store = TinyStore(folder, now=NOW) if is_data_folder(folder) else create_store(folder, NOW)
            store.create_book(BOOK, {}, [])
            store.close()
        assert TinyStore(folder, read_only=True).office("members") == []


@pytest.mark.parametrize("number", [errno.EROFS, errno.ENOSPC, errno.EACCES])
def test_a_folder_that_cannot_be_written_to_is_refused_at_the_start(tmp_path: Path, number: int) -> None:
    filled(tmp_path / "store").close()

    def fault(disk: FaultyDisk, name: str, arguments: tuple[Any, ...]) -> None:
        if name in {"write", "open", "rename"} and "probe" in str(arguments):
            raise error(number)

    with pytest.raises(DirectoryUnusable) as refusal:
        TinyStore(tmp_path / "store", now=NOW, disk=FaultyDisk(fault))
    assert refusal.value.errno == number
    TinyStore(tmp_path / "store", now=NOW).close()


@pytest.mark.parametrize("name", ["heads", "office.jsonl", "books/jiangmen-2021.jsonl"])
def test_a_file_that_the_bots_user_may_not_read_is_named(tmp_path: Path, name: str) -> None:
    filled(tmp_path / "store").close()

    class NotAllowed(Disk):
        def read(self, path: Path) -> bytes:
            if path == tmp_path / "store" / name:
                raise error(errno.EACCES)
            return super().read(path)

    with pytest.raises(DirectoryUnusable) as refusal:
        TinyStore(tmp_path / "store", now=NOW, disk=NotAllowed())
    assert refusal.value.path == tmp_path / "store" / name
    assert refusal.value.step == "read"


def test_a_folder_behind_a_symbolic_link_is_used_where_it_really_is(tmp_path: Path) -> None:
    filled(tmp_path / "real").close()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    store = TinyStore(tmp_path / "link", now=NOW)
    store.put_draft({"id": "d2"})
    store.close()
    assert (tmp_path / "link").is_symlink()
    assert layout_of(tmp_path / "link").root == tmp_path / "real"


def test_what_a_killed_write_left_behind_is_cleared_away(tmp_path: Path) -> None:
    filled(tmp_path / "store").close()
    for stray in (".tmp-drafts.jsonl", "books/.tmp-x-2021.jsonl", "evidence/.tmp-photo.jpg"):
        (tmp_path / "store" / stray).write_bytes(b"half")
    TinyStore(tmp_path / "store", now=NOW).close()
    assert not list((tmp_path / "store").rglob(".tmp-*"))


@pytest.mark.parametrize("fund", ["jiangmen", "外贸 资金", "../../etc", ".", "a-b-2020", "100%", "~", "CON", "a/b\\c"])
def test_any_fund_key_makes_a_plain_file_name_inside_the_folder(tmp_path: Path, fund: str) -> None:
    layout = layout_of(tmp_path)
    path = layout.book(BookKey(fund, 2021))
    assert path.parent == layout.books
    assert path.name.isascii()
    assert not path.name.startswith(".")
    assert book_key(path) == BookKey(fund, 2021)


@pytest.mark.parametrize("fund", ["", "长" * 30])
def test_a_fund_key_that_makes_no_file_name_is_refused(tmp_path: Path, fund: str) -> None:
    with pytest.raises(BadDocument):
        layout_of(tmp_path).book(BookKey(fund, 2021))


def test_a_book_that_could_not_be_created_is_not_there(tmp_path: Path) -> None:
    disk = FaultyDisk()
    store = create_store(tmp_path / "store", NOW, disk=disk)
    for place in range(1, 7):
        disk.fault = failing_at(len(disk.calls) + place, errno.ENOSPC)
        with pytest.raises(WriteFailed):
            store.create_book(BOOK, {}, [{"id": "e1"}])
        assert store.books() == []
    disk.fault = None
    store.create_book(BOOK, {}, [{"id": "e1"}])
    store.close()
    again = TinyStore(tmp_path / "store", now=NOW)
    assert list(again.view_book(BOOK)) == [{"id": "e1"}]
    again.close()


def test_nothing_can_be_changed_in_a_store_that_is_read_only_or_closed(tmp_path: Path) -> None:
    store = filled(tmp_path / "store")
    store.close()
    for closed in (store, TinyStore(tmp_path / "store", read_only=True)):
        for change in (
            lambda closed=closed: closed.append(BOOK, [{"id": "e2"}]),
            lambda closed=closed: closed.put_office([("members", {"id": "2"})]),
            lambda closed=closed: closed.put_draft({"id": "d2"}),
            lambda closed=closed: closed.drop_draft("d1"),
            lambda closed=closed: closed.log_notice({"id": "n1"}),
            lambda closed=closed: closed.claim("k", {}),
            lambda closed=closed: closed.inbox.append(901, 42, {}),
        ):
            with pytest.raises(ReadOnly):
                change()
        assert list(closed.view_book(BOOK)) == [{"id": "e1"}]
    with pytest.raises(ReadOnly):
        TinyStore(tmp_path / "store", read_only=True).create_book(BookKey("x", 2022), {}, [])


C_LOCALE = """
import sys
from datetime import datetime, timezone
from pathlib import Path
from perfbot.store.protocol import BookKey
from perfbot.store.tiny.store import TinyStore, create_store
folder, now = Path(sys.argv[1]), datetime(2021, 6, 30, tzinfo=timezone.utc)
store = create_store(folder, now)
book = BookKey("\\u5916\\u8d38", 2021)
store.create_book(book, {"fund": "\\u8d44\\u91d1"}, [{"id": "e1", "purpose": "\\u5c55\\u4f4d"}])
store.close()
store = TinyStore(folder, now=now)
assert list(store.view_book(book))[0]["purpose"] == "\\u5c55\\u4f4d"
"""


def test_chinese_is_kept_under_the_c_locale(tmp_path: Path) -> None:
    plain = {
        "LC_ALL": "C",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
        "PYTHONPATH": os.getcwd(),
        "PATH": os.defpath,
    }
    subprocess.run([sys.executable, "-c", C_LOCALE, str(tmp_path / "store")], env=plain, check=True, timeout=60)
    assert "展位" in (tmp_path / "store" / "books").glob("*.jsonl").__next__().read_text(encoding="utf-8")


def test_a_thousand_books_do_not_need_a_thousand_open_files(tmp_path: Path) -> None:
    held, disk = resource.getrlimit(resource.RLIMIT_NOFILE)[0] // 4, FaultyDisk()
    store = create_store(tmp_path / "store", NOW, disk=disk)
    keys = [BookKey(f"fund{number}", 2021) for number in range(held + 20)]
    for key in keys:
        store.create_book(key, {}, [])
    for key in keys * 2:
        store.append(key, [{"id": f"e{len(list(store.view_book(key)))}"}])
    assert held <= len(disk.held) < held + 6
    store.close()
    again = TinyStore(tmp_path / "store", now=NOW)
    assert {len(list(again.view_book(key))) for key in keys} == {2}
    again.close()


def test_the_real_disk_is_what_runs_outside_tests(tmp_path: Path) -> None:
    with closing(create_store(tmp_path / "store", NOW)) as store:
        assert store._disk is SYSTEM
