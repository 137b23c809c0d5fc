"""Whatever call of the disk fails, the store lets go of every file and of the folder's lock."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from perfbot.store.errors import StoreError
from perfbot.store.files.backup import make_backup
from perfbot.store.files.disk import Disk
from perfbot.store.files.mend import mend
from perfbot.store.files.restore import restore
from perfbot.store.protocol import BookKey
from perfbot.store.tiny.store import TinyStore, create_store
from tests.store_faults import FaultyDisk, failing_at

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
