"""`verify` names every edited, missing or reordered line in any file, and finds nothing where nothing is wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from perfbot.store.errors import NotADataFolder
from perfbot.store.files.diagnosis import line_faults
from perfbot.store.files.journal import rendered
from perfbot.store.files.mend import mend
from perfbot.store.files.reading import Header
from perfbot.store.files.verify import DataFault, verify_directory
from perfbot.store.protocol import BookKey
from perfbot.store.tiny.store import TinyStore, create_store

NOW = datetime(2021, 6, 30, 1, 0, tzinfo=UTC)
BOOK = BookKey("jiangmen", 2021)
FILES = ["office.jsonl", "drafts.jsonl", "inbox.jsonl", "books/jiangmen-2021.jsonl", "books/jiangmen-2022.jsonl"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    store = create_store(tmp_path / "store", NOW)
    for year in (2021, 2022):
        store.create_book(BookKey("jiangmen", year), {}, [{"id": "e0"}])
    for number in range(1, 6):
        for year in (2021, 2022):
            store.append(BookKey("jiangmen", year), [{"id": f"e{number}", "amount": f"{number}00.00"}])
        store.put_office([("members", {"id": str(number)})])
        store.put_draft({"id": str(number)})
        store.inbox.append(number, 42, {})
    store.close()
    return tmp_path / "store"


def change(path: Path, how: Callable[[list[bytes]], list[bytes]]) -> None:
    path.write_bytes(b"".join(how(path.read_bytes().splitlines(keepends=True))))


def named(folder: Path) -> list[tuple[str, int | None, str]]:
    return [(finding.file, finding.line, finding.kind) for finding in verify_directory(folder)]


def without(place: int) -> Callable[[list[bytes]], list[bytes]]:
    return lambda lines: lines[: place - 1] + lines[place:]


def edited(place: int) -> Callable[[list[bytes]], list[bytes]]:
    return lambda lines: [*lines[: place - 1], lines[place - 1].replace(b'"id":"', b'"id":"9'), *lines[place:]]


def swapped(place: int) -> Callable[[list[bytes]], list[bytes]]:
    return lambda lines: [*lines[: place - 1], lines[place], lines[place - 1], *lines[place + 1 :]]


def test_a_folder_in_order_has_no_findings_open_or_closed(folder: Path) -> None:
    assert verify_directory(folder) == []
    store = TinyStore(folder, now=NOW)
    store.append(BOOK, [{"id": "e9"}])
    assert verify_directory(folder) == []
    store.close()


def test_a_finding_reads_as_one_line_with_file_line_and_what_is_wrong(folder: Path, tmp_path: Path) -> None:
    change(folder / FILES[3], without(3))
    (finding,) = verify_directory(folder)
    assert str(finding) == "books/jiangmen-2021.jsonl, line 3: missing: expected line 3, found line 4"
    with pytest.raises(NotADataFolder):
        verify_directory(tmp_path / "nowhere")


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("line", [2, 4, 6])
def test_an_edited_line_is_named_in_any_file(folder: Path, file: str, line: int) -> None:
    change(folder / file, edited(line))
    assert named(folder) == [(file, line, "edited")]


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("line", [1, 2, 4])
def test_a_missing_line_is_named_in_any_file(folder: Path, file: str, line: int) -> None:
    change(folder / file, without(line))
    assert (file, line, "missing") in named(folder)
    assert {finding.file for finding in verify_directory(folder)} == {file}


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("count", [1, 2, 5])
def test_lines_missing_at_the_end_are_named_in_any_file(folder: Path, file: str, count: int) -> None:
    had = len((folder / file).read_bytes().splitlines())
    change(folder / file, lambda lines: lines[:-count])
    assert named(folder) == [(file, had - count + 1, "missing")]


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("line", [2, 5])
def test_lines_that_changed_places_are_named_in_any_file(folder: Path, file: str, line: int) -> None:
    change(folder / file, swapped(line))
    assert named(folder) == [(file, line, "reordered"), (file, line + 1, "reordered")]


def test_a_repeated_line_is_named(folder: Path) -> None:
    change(folder / FILES[3], lambda lines: [*lines[:3], lines[2], *lines[3:]])
    assert named(folder) == [(FILES[3], 4, "repeated")]


def test_a_line_with_only_its_seal_or_its_number_changed_is_named(folder: Path) -> None:
    path = folder / FILES[3]
    whole = path.read_bytes()
    change(path, lambda lines: [*lines[:2], lines[2][:-10] + b"0000000" + lines[2][-3:], *lines[3:]])
    assert named(folder) == [(FILES[3], 3, "edited")]
    path.write_bytes(whole.replace(b'"n":3', b'"n":7', 1))
    assert named(folder) == [(FILES[3], 3, "edited")]


def test_several_faults_in_several_files_are_all_named(folder: Path) -> None:
    change(folder / FILES[3], edited(2))
    change(folder / FILES[3], edited(5))
    change(folder / FILES[4], without(3))
    change(folder / FILES[0], lambda lines: [*lines[:3], b"scribble\n", *lines[4:]])
    assert named(folder) == [
        (FILES[0], 4, "unreadable"),
        (FILES[3], 2, "edited"),
        (FILES[3], 5, "edited"),
        (FILES[4], 3, "missing"),
    ]


def test_a_history_rewritten_with_fitting_seals_is_named(folder: Path) -> None:
    content, _ = rendered(Header("book", "jiangmen-2021"), [{"put": {"entries": [{"id": f"e{n}"}]}} for n in range(9)])
    (folder / FILES[3]).write_bytes(content)
    assert [(finding.file, finding.kind) for finding in verify_directory(folder)] == [(FILES[3], "edited")]


def test_a_torn_tail_is_named(folder: Path) -> None:
    with (folder / FILES[3]).open("ab") as book:
        book.write(b'{"n":8,"put":')
    assert named(folder) == [(FILES[3], 8, "torn")]


@pytest.mark.parametrize("file", FILES)
def test_a_file_that_is_gone_or_empty_is_named(folder: Path, file: str) -> None:
    content = (folder / file).read_bytes()
    (folder / file).write_bytes(b"")
    assert named(folder) == [(file, None, "missing")]
    (folder / file).unlink()
    assert named(folder) == [(file, None, "missing")]
    (folder / file).write_bytes(content)


def test_evidence_that_is_not_what_its_name_says_is_named(folder: Path) -> None:
    good, bad = b"invoice", b"another invoice"
    for content, digest in ((good, sha256(good)), (bad, sha256(good + bad))):
        path = folder / "evidence" / f"{digest.hexdigest()}.pdf"
        path.write_bytes(content)
        path.chmod(0o600)
    wrong = f"evidence/{sha256(good + bad).hexdigest()}.pdf"
    assert named(folder) == [(wrong, None, "edited")]


def test_evidence_that_a_book_names_and_nobody_has_is_named(folder: Path) -> None:
    digest = sha256(b"invoice").hexdigest()
    store = TinyStore(folder, now=NOW)
    store.append(BOOK, [{"id": "e9", "sha256": digest}])
    store.close()
    assert named(folder) == [(f"evidence/{digest}", None, "missing")]


def test_files_that_others_may_read_are_named(folder: Path) -> None:
    (folder / FILES[0]).chmod(0o640)
    (folder / "books").chmod(0o750)
    assert verify_directory(folder) == [
        DataFault("books", None, "mode", "0700", "0750"),
        DataFault(FILES[0], None, "mode", "0600", "0640"),
    ]


def test_heads_that_are_gone_or_scribbled_over_are_named(folder: Path) -> None:
    heads = folder / "heads"
    content = heads.read_bytes()
    heads.write_bytes(b"x" * 512 + content[512:])
    assert named(folder) == [("heads", 1, "unreadable")]
    heads.unlink()
    assert named(folder) == [("heads", None, "missing")]


def test_verifying_changes_nothing(folder: Path) -> None:
    change(folder / FILES[3], edited(3))
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    verify_directory(folder)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_every_single_changed_byte_of_a_journal_is_a_fault_near_its_line(folder: Path) -> None:
    whole = (folder / FILES[3]).read_bytes()
    starts = [0] + [place + 1 for place, byte in enumerate(whole[:-1]) if byte == 10]
    for place in range(len(whole)):
        changed = bytearray(whole)
        changed[place] ^= 0x04
        line = sum(1 for start in starts if start <= place)
        faults = line_faults(bytes(changed))
        assert faults, f"byte {place}"
        assert {fault.line for fault in faults} & {line, line + 1}, f"byte {place} of line {line}: {faults}"


@pytest.mark.parametrize("spoilt", [b"\0" * 512, b"x" * 512])
@pytest.mark.parametrize("slot", [0, 3])
def test_a_noted_end_that_cannot_be_read_is_put_right_by_mend_and_by_a_start(
    folder: Path, spoilt: bytes, slot: int
) -> None:
    heads = folder / "heads"
    for put_right in (lambda: mend(folder, NOW), lambda: TinyStore(folder, now=NOW).close()):
        content = heads.read_bytes()
        heads.write_bytes(content[: slot * 512] + spoilt + content[slot * 512 + 512 :])
        assert named(folder) == [("heads", slot + 1, "unreadable")]
        put_right()
        assert named(folder) == []
        change(folder / FILES[3], lambda lines: lines[:-1])
        assert [(file, kind) for file, _, kind in named(folder)] == [(FILES[3], "missing")], "the end is noted again"
        mend(folder, NOW)


def test_noted_ends_that_are_gone_are_said_by_mend_and_there_again(folder: Path) -> None:
    (folder / "heads").unlink()
    assert [(one.file, one.had, one.has) for one in mend(folder, NOW)] == [("heads", None, 5)]
    assert named(folder) == []
    assert mend(folder, NOW) == []


def test_a_slot_of_a_journal_that_nobody_knows_does_not_stay_unreadable(folder: Path) -> None:
    with (folder / "heads").open("ab") as heads:
        heads.write(b"\0" * 1024)
    assert named(folder) == [("heads", 6, "unreadable"), ("heads", 7, "unreadable")]
    TinyStore(folder, now=NOW).close()
    assert named(folder) == []
    assert TinyStore(folder, now=NOW).unnoted == []
