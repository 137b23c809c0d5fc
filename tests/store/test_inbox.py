"""The durable inbox: no member's update is lost or run twice, whatever happens to the process (D1)."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from perfbot.store.errors import WriteFailed
from perfbot.store.files.disk import Disk
from perfbot.store.tiny.inbox import Inbox
from perfbot.store.tiny.store import TinyStore, create_store
from tests.store_faults import Died, FaultyDisk, dying_at, full_disk

NOW = datetime(2021, 6, 30, 1, 0, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> TinyStore:
    return create_store(tmp_path / "store", NOW, disk=FaultyDisk())


def restarted(store: TinyStore, disk: Disk | None = None) -> TinyStore:
    store.close()
    return TinyStore(store.layout.root, now=NOW, disk=disk or FaultyDisk())


def update(number: int, **fields: Any) -> dict[str, Any]:
    return {"update_id": number, "message": {"text": "/spend 中博会 3.2", **fields}}


def pending(inbox: Inbox) -> list[tuple[int, int]]:
    return [(waiting.update_id, waiting.tries) for waiting in inbox.pending()]


def test_what_was_taken_in_and_not_finished_waits_in_order_after_a_restart(store: TinyStore) -> None:
    for number in (900, 17, 901):
        assert store.inbox.append(number, 42, update(number))
    store.inbox.done(17)
    again = restarted(store).inbox
    assert pending(again) == [(900, 0), (901, 0)]
    assert again.pending()[0].raw == update(900)
    assert again.pending()[0].person_id == 42


def test_an_update_that_comes_twice_is_taken_in_once(store: TinyStore) -> None:
    assert store.inbox.append(900, 42, update(900)) is True
    assert store.inbox.append(900, 42, update(900)) is False
    store.inbox.done(900)
    assert store.inbox.append(900, 42, update(900)) is False
    assert restarted(store).inbox.append(900, 42, update(900)) is False


def test_a_smaller_id_than_the_last_is_new_all_the_same(store: TinyStore) -> None:
    store.inbox.append(900, 42, update(900))
    store.inbox.done(900)
    assert not store.inbox.is_known(5)
    assert store.inbox.append(5, 42, update(5))


def test_tries_are_counted_before_they_are_run_and_survive_a_kill(store: TinyStore) -> None:
    store.inbox.append(900, 42, update(900))
    assert [store.inbox.attempt(900), store.inbox.attempt(900)] == [1, 2]
    again = restarted(store)
    assert pending(again.inbox) == [(900, 2)]
    assert again.inbox.attempt(900) == 3
    again.inbox.done(900)
    assert pending(restarted(again).inbox) == []


def test_an_update_is_replayed_exactly_as_it_came(store: TinyStore) -> None:
    raw = update(900, text="坏\ud83d字\x00", location={"latitude": 22.578125, "longitude": 1e-7}, chat=-(10**12))
    store.inbox.append(900, 42, raw)
    assert restarted(store).inbox.pending()[0].raw == raw


def test_finished_ids_are_remembered_in_bounded_number(store: TinyStore) -> None:
    inbox = Inbox(store.inbox._storage, remembered=100)
    for number in range(400):
        inbox.append(number, 42, update(number))
        inbox.done(number)
    assert [number for number in range(400) if inbox.is_known(number)] == list(range(300, 400))
    again = restarted(store).inbox
    assert [number for number in range(400) if again.is_known(number)] == list(range(300, 400))


def test_the_inboxs_file_stays_small_however_much_passes_through(store: TinyStore) -> None:
    long = "长" * 3000
    for number in range(300):
        store.inbox.append(number, 42, update(number, text=long))
        store.inbox.attempt(number)
        if number != 7:
            store.inbox.done(number)
    assert store.layout.inbox.stat().st_size < 300 * 1024
    assert pending(restarted(store).inbox) == [(7, 1)]


def test_a_full_disk_refuses_the_update_and_it_can_come_again(store: TinyStore) -> None:
    disk = FaultyDisk()
    again = restarted(store, disk)
    disk.fault = full_disk
    with pytest.raises(WriteFailed):
        again.inbox.append(900, 42, update(900))
    assert not again.inbox.is_known(900)
    disk.fault = None
    assert again.inbox.append(900, 42, update(900))
    assert pending(restarted(again).inbox) == [(900, 0)]


def test_killed_at_any_system_call_no_update_taken_in_is_lost(tmp_path: Path) -> None:
    for place in range(32):
        folder = tmp_path / str(place)
        create_store(folder, NOW).close()
        disk = FaultyDisk()
        store = TinyStore(folder, now=NOW, disk=disk)
        disk.fault = dying_at(len(disk.calls) + place)
        taken, finished = [], []
        try:
            for number in range(4):
                store.inbox.append(number, 42, update(number))
                taken.append(number)
                store.inbox.attempt(number)
                store.inbox.done(number)
                finished.append(number)
        except Died:
            assert place < 32
        else:
            assert place > 25
        disk.bury()
        store.close()
        again = TinyStore(folder, now=NOW)
        waiting = [number for number, _ in pending(again.inbox)]
        assert set(taken) - set(finished) <= set(waiting)
        assert all(again.inbox.is_known(number) for number in taken)
        again.close()
