"""Schema migrations (R7): a file before and a file after, atomic, the old file kept, a newer file refused."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from perfbot.store.errors import JournalDamaged, MigrationFailed, NewerFormat, OlderFormat, WriteFailed
from perfbot.store.files.disk import SYSTEM, Disk
from perfbot.store.files.folder import OpenFolder
from perfbot.store.files.heads import Heads
from perfbot.store.files.journal import Journal, rendered
from perfbot.store.files.migrations import MIGRATIONS, Migration, migrate
from perfbot.store.files.reading import SCHEMA_VERSION, Change, Header, read_journal
from tests.store_faults import Died, FaultyDisk, dying_at, failing_at

GOLDEN = Path(__file__).parent.parent / "golden" / "store"
BEFORE, AFTER = GOLDEN / "before" / "fund-2021.jsonl", GOLDEN / "after" / "fund-2021.jsonl"


def amounts_become_text(kind: str, changes: list[Change]) -> list[Change]:
    """From whole yuan as integers to text with two decimals."""
    for change in changes:
        for document in change.get("put", {}).get("entries", []):
            document["amount"] = f"{document['amount']}.00"
    return changes


def purposes_get_their_own_name(kind: str, changes: list[Change]) -> list[Change]:
    """From "text" to "purpose", in books only."""
    for change in changes:
        for document in change.get("put", {}).get("entries", []) if kind == "book" else []:
            document["purpose"] = document.pop("text")
    return changes


def fails(kind: str, changes: list[Change]) -> list[Change]:
    raise KeyError("amount")


STEPS: tuple[Migration, ...] = (amounts_become_text, purposes_get_their_own_name)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    place = tmp_path / "fund-2021.jsonl"
    place.write_bytes(BEFORE.read_bytes())
    return place


def run(path: Path, steps: tuple[Migration, ...] = STEPS, disk: Disk | None = None) -> list[str]:
    own = disk or FaultyDisk()
    return migrate(path, path.name, "book", own, Heads(path.parent / "heads", own, writable=True), steps)


def test_the_file_before_becomes_the_file_after_and_stays_beside_it(path: Path) -> None:
    assert run(path) == ["amounts_become_text", "purposes_get_their_own_name"]
    assert path.read_bytes() == AFTER.read_bytes()
    assert path.with_name("fund-2021.jsonl.v1").read_bytes() == BEFORE.read_bytes()
    assert {file.stat().st_mode & 0o777 for file in path.parent.iterdir()} == {0o600}
    after = read_journal(path, "book", "fund-2021", SYSTEM, known=3)
    assert after.header.about == {"created": "2021-01-04", "migrated": [step.__name__ for step in STEPS]}
    assert run(path) == []


def test_a_file_already_half_way_gets_only_what_is_due(path: Path) -> None:
    assert run(path, STEPS[:1]) == ["amounts_become_text"]
    assert run(path, STEPS) == ["purposes_get_their_own_name"]
    after = read_journal(path, "book", "fund-2021", SYSTEM, known=3)
    assert after.tables == read_journal(AFTER, "book", "fund-2021", SYSTEM, known=3).tables
    assert path.with_name("fund-2021.jsonl.v2").exists()


def test_an_older_program_refuses_the_migrated_file(path: Path) -> None:
    run(path)
    with pytest.raises(NewerFormat) as refusal:
        run(path, STEPS[:1])
    assert (refusal.value.found, refusal.value.known) == (3, 2)
    assert path.read_bytes() == AFTER.read_bytes()


def test_a_migration_that_raises_leaves_the_file_as_it_was_and_is_named(path: Path) -> None:
    with pytest.raises(MigrationFailed) as refusal:
        run(path, (*STEPS, fails))
    assert refusal.value.name == "fails"
    assert path.read_bytes() == BEFORE.read_bytes()


def test_a_damaged_file_is_not_migrated(path: Path) -> None:
    path.write_bytes(BEFORE.read_bytes().replace(b"35700", b"35701"))
    with pytest.raises(JournalDamaged):
        run(path)
    assert list(path.parent.glob("*.v1")) == []


def test_killed_or_refused_at_any_system_call_it_is_done_again(path: Path) -> None:
    for place in range(40):
        for fault in (dying_at, lambda place: failing_at(place, errno.ENOSPC)):
            path.write_bytes(BEFORE.read_bytes())
            (path.parent / "heads").unlink(missing_ok=True)
            disk = FaultyDisk(fault(place))
            try:
                run(path, disk=disk)
            except (Died, WriteFailed):
                assert path.read_bytes() in (BEFORE.read_bytes(), AFTER.read_bytes())
                run(path)
            assert path.read_bytes() == AFTER.read_bytes()
            assert path.with_name("fund-2021.jsonl.v1").read_bytes() == BEFORE.read_bytes()
    assert not disk.dead


def test_a_file_of_an_older_schema_is_not_opened_without_migrating(path: Path) -> None:
    content, _ = rendered(Header("book", "fund-2021", version=SCHEMA_VERSION - 1), [])
    path.write_bytes(content)
    with pytest.raises(OlderFormat):
        Journal(path, path.name, "book", OpenFolder(path.parent / "heads", SYSTEM, writable=False))


def test_the_schema_version_counts_the_migrations() -> None:
    assert 1 + len(MIGRATIONS) == SCHEMA_VERSION
    assert len({migration.__name__ for migration in MIGRATIONS}) == len(MIGRATIONS)
