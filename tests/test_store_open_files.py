"""The store holds few files open, and lets go of them and of the folder's lock whatever call of the disk fails."""

from __future__ import annotations

import errno
import resource
import shutil
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from perfbot.store.backup import make_backup
from perfbot.store.disk import Disk
from perfbot.store.errors import StoreError
from perfbot.store.mend import mend
from perfbot.store.protocol import BookKey
from perfbot.store.restore import restore
from perfbot.store.tiny_store import TinyStore, create_store
from tests.store_faults import FaultyDisk, UnwaitingDisk, failing_at

NOW = datetime(2021, 6, 30, 21, 0, tzinfo=UTC)
BOOK = BookKey("jiangmen", 2021)


def started(folder: Path, disk: Disk) -> None:
    shutil.rmtree(folder)
    create_store(folder, NOW, disk=disk).close()


def opened(folder: Path, disk: Disk) -> None:
    TinyStore(folder, now=NOW, disk=disk).close()


def recorded(folder: Path, disk: Disk) -> None:
    with closing(TinyStore(folder, now=NOW, disk=disk)) as store:
        store.append(BOOK, [{"id": "e2"}])
        store.create_book(BookKey("jiangmen", 2022), {}, [])


def mended(folder: Path, disk: Disk) -> None:
    book = folder / "books" / "jiangmen-2021.jsonl"
    book.write_bytes(book.read_bytes().replace(b'"e1"', b'"x1"'))
    mend(folder, NOW, disk)


def backed_up(folder: Path, disk: Disk) -> None:
    make_backup(folder, folder / "backups", NOW, disk)


def restored(folder: Path, disk: Disk) -> None:
    restore(next((folder / "backups").glob("*.zip")), folder, NOW, disk)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sound") / "store"
    store = create_store(folder, NOW, disk=FaultyDisk())
    store.create_book(BOOK, {}, [{"id": "e1"}])
    make_backup(folder, store.layout.backups, NOW)
    store.close()
    return folder


@pytest.mark.parametrize("act", [started, opened, recorded, mended, backed_up, restored])
def test_whatever_call_fails_no_file_stays_open_and_the_folder_is_free(
    sound: Path, tmp_path: Path, act: Callable[[Path, Disk], None]
) -> None:
    counting = FaultyDisk()
    act(shutil.copytree(sound, tmp_path / "counting"), counting)
    assert counting.held == set()
    for place, call in enumerate(counting.calls):
        disk, folder = FaultyDisk(failing_at(place, errno.EIO)), shutil.copytree(sound, tmp_path / str(place))
        with suppress(StoreError):
            act(folder, disk)
        assert disk.held == set(), f"{call} (call {place}) failed"
        shutil.rmtree(folder)


def test_however_many_books_are_written_to_only_a_part_of_the_open_files_allowed_is_held(tmp_path: Path) -> None:
    held, disk = resource.getrlimit(resource.RLIMIT_NOFILE)[0] // 4, FaultyDisk()
    create_store(tmp_path / "store", NOW, disk=UnwaitingDisk()).close()
    books = [BookKey(f"fund{number}", 2021) for number in range(held + 20)]
    with closing(TinyStore(tmp_path / "store", now=NOW, disk=disk)) as store:
        for book in books:
            store.create_book(book, {}, [])
        for book in [*books, *books]:
            store.append(book, [{"id": f"e{len(store.read_book(book))}"}])
        assert held <= len(disk.held) < held + 10
        assert [len(store.read_book(book)) for book in books] == [2] * len(books)
    with closing(TinyStore(tmp_path / "store", now=NOW)) as store:
        assert [len(store.read_book(book)) for book in books] == [2] * len(books)
