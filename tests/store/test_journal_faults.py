"""Faults and deaths at every system call: what was confirmed is there, what was refused is nowhere (R1, R2)."""

from __future__ import annotations

import errno
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from perfbot.store.errors import JournalDamaged, JournalExists, WriteFailed
from perfbot.store.files.disk import SYSTEM, Disk
from perfbot.store.files.folder import OpenFolder
from perfbot.store.files.heads import Heads
from perfbot.store.files.journal import Journal, create_journal
from perfbot.store.files.reading import Header, apply
from tests.store_faults import Died, FaultyDisk, ShortDisk, dying_at, error, failing_at, full_disk

HEADER = Header("book", "fund-2021")
LONG = "展位搭建" * 600


def put(identity: str) -> dict[str, Any]:
    return {"put": {"entries": [{"id": identity, "purpose": LONG}]}}


def opened(path: Path, disk: Disk | None = None) -> Journal:
    return Journal(path, path.name, "book", OpenFolder(path.parent / "heads", disk or FaultyDisk()))


def ids(path: Path) -> list[str]:
    return list(opened(path).tables.get("entries", {}))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    place = tmp_path / "fund-2021.jsonl"
    create_journal(place, HEADER, [put("e1")], SYSTEM)
    return place


def record(journal: Journal, identity: str, *, durable: bool = True) -> None:
    journal.append(put(identity), durable=durable)
    apply(journal.tables, put(identity))


def compact(journal: Journal) -> None:
    journal.replace([{"put": {"entries": list(journal.tables["entries"].values())}}])


ACTIONS: dict[str, Callable[[Journal], None]] = {
    "append": lambda journal: record(journal, "new"),
    "append without waiting": lambda journal: record(journal, "new", durable=False),
    "compact": compact,
}


def calls_of(path: Path, action: Callable[[Journal], None]) -> list[str]:
    """The system calls an action makes when nothing goes wrong, on a journal of its own."""
    path.parent.mkdir(exist_ok=True)
    create_journal(path, HEADER, [put("e1")], SYSTEM)
    disk = FaultyDisk()
    journal = opened(path, disk)
    before = len(disk.calls)
    action(journal)
    return disk.calls[before:]


def outcome(action: Callable[[Journal], None], journal: Journal) -> WriteFailed | None:
    try:
        action(journal)
    except WriteFailed as failure:
        return failure
    return None


@pytest.mark.parametrize("name", ACTIONS)
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EROFS])
@pytest.mark.parametrize("times", [1, 2, 5])
def test_a_call_that_fails_leaves_memory_and_file_as_before_and_the_next_write_works(
    path: Path, name: str, number: int, times: int
) -> None:
    action = ACTIONS[name]
    for place, call in enumerate(calls_of(path.parent / "counting" / path.name, action)):
        path.unlink()
        create_journal(path, HEADER, [put("e1")], SYSTEM)
        (path.parent / "heads").unlink(missing_ok=True)
        disk = FaultyDisk()
        journal = opened(path, disk)
        disk.fault = failing_at(len(disk.calls) + place, number, times=times)
        failure = outcome(action, journal)
        assert failure is None or (failure.errno, failure.path) == (number, path)
        expected = ["e1", "new"] if failure is None and name != "compact" else ["e1"]
        disk.fault = None
        journal.append(put("after"))
        assert ids(path) == [*expected, "after"], f"{name}: {call} (call {place}) failed {times} times"
        assert times > 1 or not list(path.parent.glob(".tmp-*"))


@pytest.mark.parametrize("name", ACTIONS)
def test_killed_at_any_call_what_was_confirmed_is_there_and_the_rest_is_whole_or_absent(path: Path, name: str) -> None:
    action = ACTIONS[name]
    for place, call in enumerate(calls_of(path.parent / "counting" / path.name, action)):
        path.unlink()
        create_journal(path, HEADER, [put("e1")], SYSTEM)
        (path.parent / "heads").unlink(missing_ok=True)
        disk = FaultyDisk()
        journal = opened(path, disk)
        record(journal, "confirmed")
        disk.fault = dying_at(len(disk.calls) + place)
        with suppress(Died):
            action(journal)
        found = ids(path)
        assert found in (["e1", "confirmed"], ["e1", "confirmed", "new"]), f"{name}: killed at {call} (call {place})"
        again = opened(path)
        again.append(put("after"))
        assert ids(path) == [*found, "after"]


def test_killed_while_it_is_created_a_journal_is_whole_or_absent(tmp_path: Path) -> None:
    path = tmp_path / "fund-2021.jsonl"
    for place in range(20):
        disk = FaultyDisk(dying_at(place))
        try:
            create_journal(path, HEADER, [put("e1"), put("e2")], disk)
        except Died:
            if not path.exists():
                create_journal(path, HEADER, [put("e1"), put("e2")], SYSTEM)
        assert ids(path) == ["e1", "e2"]
        with pytest.raises(JournalExists):
            create_journal(path, HEADER, [], SYSTEM)
        path.unlink()
        (tmp_path / "heads").unlink()
    assert not disk.dead


def test_creating_that_fails_at_any_call_leaves_no_file(tmp_path: Path) -> None:
    path = tmp_path / "fund-2021.jsonl"
    counting = FaultyDisk()
    create_journal(path, HEADER, [put("e1")], counting)
    path.unlink()
    for place in range(1, len(counting.calls)):
        with pytest.raises(WriteFailed):
            create_journal(path, HEADER, [put("e1")], FaultyDisk(failing_at(place, errno.ENOSPC)))
        assert list(tmp_path.iterdir()) == []


def test_killed_while_a_torn_line_is_cut_off_nothing_more_is_lost(path: Path) -> None:
    opened(path).append(put("e2"))
    torn = path.read_bytes() + b'{"n":4,"put":{"entries":[{"id":"never confirmed'
    for place in range(20):
        path.write_bytes(torn)
        disk = FaultyDisk(dying_at(place))
        try:
            opened(path, disk)
        except Died:
            assert ids(path) == ["e1", "e2"]
    assert not disk.dead
    assert path.read_bytes() == torn[: torn.rfind(b"\n") + 1]


def test_a_full_disk_refuses_each_write_until_there_is_room_again(path: Path) -> None:
    disk = FaultyDisk()
    journal = opened(path, disk)
    before = path.read_bytes()
    disk.fault = full_disk
    for _ in range(3):
        with pytest.raises(WriteFailed) as refusal:
            journal.append(put("e2"))
        assert refusal.value.symbol == "ENOSPC"
        assert path.read_bytes() == before
    disk.fault = None
    journal.append(put("e2"))
    assert ids(path) == ["e1", "e2"]


def test_a_file_system_that_takes_seven_bytes_at_a_time_gets_the_whole_line(path: Path) -> None:
    journal = opened(path, ShortDisk())
    journal.append(put("e2"))
    compact(journal)
    assert ids(path) == ["e1"]
    create_journal(path.with_name("other-2021.jsonl"), Header("book", "other-2021"), [put("e1")], ShortDisk())
    assert ids(path.with_name("other-2021.jsonl")) == ["e1"]


class DroppingDisk(FaultyDisk):
    """fdatasync fails and the kernel drops the unwritten pages: the file's end reads as nonsense from then on."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path, self.broken = path, False

    def fdatasync(self, fd: int) -> None:
        if self.broken:
            raise error(errno.EIO)
        super().fdatasync(fd)

    def truncate(self, fd: int, length: int) -> None:
        if self.broken:
            raise error(errno.EIO)
        super().truncate(fd, length)


def test_after_a_failed_fsync_the_file_is_read_again_before_it_is_trusted(path: Path) -> None:
    disk = DroppingDisk(path)
    journal = opened(path, disk)
    disk.broken = True
    with pytest.raises(WriteFailed) as refusal:
        journal.append(put("e2"))
    assert (refusal.value.step, refusal.value.symbol) == ("fdatasync", "EIO")
    with pytest.raises(WriteFailed) as refusal:
        journal.append(put("e2"))
    assert refusal.value.step == "reopen"
    disk.broken = False
    journal.append(put("e3"))
    assert ids(path) == ["e1", "e3"]


def test_if_confirmed_lines_are_gone_after_a_failed_fsync_nothing_is_written_over_the_loss(path: Path) -> None:
    disk = DroppingDisk(path)
    journal = opened(path, disk)
    disk.broken = True
    with pytest.raises(WriteFailed):
        journal.append(put("e2"))
    disk.broken = False
    lost = path.read_bytes()[:200] + b"\x00" * 300
    path.write_bytes(lost)
    with pytest.raises(JournalDamaged):
        journal.append(put("e3"))
    assert path.read_bytes() == lost


def test_a_file_deleted_under_the_running_bot_refuses_the_next_entry(path: Path) -> None:
    journal = opened(path)
    journal.append(put("e2"))
    aside = path.rename(path.with_name("aside"))
    with pytest.raises(WriteFailed) as refusal:
        journal.append(put("e3"))
    assert refusal.value.symbol == "ENOENT"
    aside.rename(path)
    journal.append(put("e3"))
    assert ids(path) == ["e1", "e2", "e3"]


def test_heads_that_cannot_be_noted_do_not_refuse_a_durable_entry(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def fault(disk: FaultyDisk, name: str, arguments: tuple[Any, ...]) -> None:
        if name == "write_at":
            raise error(errno.EIO)

    disk = FaultyDisk()
    folder = OpenFolder(path.parent / "heads", disk)
    journal = Journal(path, path.name, "book", folder)
    disk.fault = fault
    journal.append(put("e2"))
    assert isinstance(folder.heads.trouble, OSError)
    assert "the ends of the journals cannot be noted" in caplog.text
    assert ids(path) == ["e1", "e2"]
    assert not folder.heads.retried()
    disk.fault = None
    folder.heads.sync()
    assert folder.heads.trouble is not None, "a stale note is not written by a sync"
    assert folder.heads.retried()
    assert Heads(path.parent / "heads", disk, writable=False).get(path.name) == journal.head


def test_memory_is_changed_only_by_what_the_journal_has_taken() -> None:
    tables: dict[str, dict[str, dict[str, Any]]] = {}
    apply(tables, {"put": {"a": [{"id": "1"}, {"id": "2"}]}})
    apply(tables, {"del": {"a": ["1", "never there"], "b": ["x"]}, "put": {"a": [{"id": "1", "n": 2}]}})
    assert tables == {"a": {"2": {"id": "2"}, "1": {"id": "1", "n": 2}}}
