"""One process to a data folder (R4): the second says who holds it, and a dead one holds nothing."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from perfbot.store.errors import DirectoryLocked
from perfbot.store.files.lock import DirectoryLock
from perfbot.store.tiny.store import TinyStore, create_store

NOW = datetime(2021, 6, 30, 9, 0, tzinfo=timezone(timedelta(hours=8)))
HOLD = """
import sys, time
from datetime import datetime, timedelta, timezone
from pathlib import Path
from perfbot.store.tiny.store import TinyStore
store = TinyStore(Path(sys.argv[1]), now=datetime(2021, 6, 30, 9, 0, tzinfo=timezone(timedelta(hours=8))))
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    create_store(tmp_path / "store", NOW).close()
    return tmp_path / "store"


def holder_of(folder: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_process_is_told_who_holds_the_folder_and_a_dead_one_holds_nothing(folder: Path) -> None:
    process = holder_of(folder)
    try:
        with pytest.raises(DirectoryLocked) as refusal:
            TinyStore(folder, now=NOW)
        facts = refusal.value
        assert (facts.pid, facts.host, facts.since) == (process.pid, socket.gethostname(), "2021-06-30T09:00:00+08:00")
        assert str(process.pid) in str(facts)
    finally:
        process.send_signal(signal.SIGKILL)
        process.communicate()
    TinyStore(folder, now=NOW).close()


def test_reading_only_works_beside_the_process_that_holds_the_folder(folder: Path) -> None:
    holding = TinyStore(folder, now=NOW)
    holding.put_office([("members", {"id": "1"})])
    assert TinyStore(folder, read_only=True).office("members") == [{"id": "1"}]
    holding.close()


def test_the_same_process_does_not_open_a_folder_twice_either(folder: Path) -> None:
    store = TinyStore(folder, now=NOW)
    with pytest.raises(DirectoryLocked) as refusal:
        TinyStore(folder, now=NOW)
    assert refusal.value.pid == os.getpid()
    store.close()
    TinyStore(folder, now=NOW).close()


def test_a_lock_is_free_again_when_opening_fails(folder: Path) -> None:
    office = folder / "office.jsonl"
    content = office.read_bytes()
    office.write_bytes(content.replace(b"office", b"offices", 1))
    for _ in range(2):
        with pytest.raises(Exception, match="line 1"):
            TinyStore(folder, now=NOW)
    office.write_bytes(content)
    TinyStore(folder, now=NOW).close()


def test_a_lock_handed_in_stays_with_whoever_took_it(folder: Path) -> None:
    lock = DirectoryLock(folder, NOW, "restore")
    TinyStore(folder, lock=lock).close()
    with pytest.raises(DirectoryLocked) as refusal:
        TinyStore(folder, now=NOW)
    assert refusal.value.program == "restore"
    lock.release()
    lock.release()
    TinyStore(folder, now=NOW).close()


@pytest.mark.parametrize("content", [b"", b"not json", b"[]", b'{"pid":"x"}'])
def test_a_lock_that_cannot_be_read_still_locks(folder: Path, content: bytes) -> None:
    lock = DirectoryLock(folder, NOW)
    (folder / ".lock").write_bytes(content)
    with pytest.raises(DirectoryLocked) as refusal:
        DirectoryLock(folder, NOW)
    assert refusal.value.pid is None
    lock.release()
