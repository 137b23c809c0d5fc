"""What earlier versions wrote to disk: a frozen line for each kind of record, what it says, and the bytes it gives."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime, timedelta, timezone
from enum import Enum
from pathlib import Path
from typing import Any, get_args, get_type_hints

import orjson
import pytest

from perfbot.domain.books.entries import ENTRY_TYPES
from perfbot.domain.books.keys import BookKey
from perfbot.domain.books.members import LOADER, Member
from perfbot.domain.monitoring.notices import Notice
from perfbot.domain.posts.post import Post
from perfbot.domain.posts.runs import Run
from perfbot.forms.engine.drafts import Draft, Wanted
from perfbot.records import office_rows, posts
from perfbot.records.drafts import Drafts
from perfbot.records.office import Office
from perfbot.records.posts import Posts
from perfbot.store.codec import decode, decode_entry, encode, encode_entry
from perfbot.store.files.disk import SYSTEM
from perfbot.store.files.reading import read_journal
from perfbot.store.tiny.inbox import WaitingUpdate
from perfbot.store.tiny.store import TinyStore, create_store

GOLDEN = Path(__file__).parent.parent / "golden"
LINES = (GOLDEN / "records.jsonl").read_bytes().splitlines()
"""Changes as journals hold them: of each kind one record that says as little as can be, and one that says all."""
READ = (GOLDEN / "records-read.txt").read_text("utf-8").splitlines()
"""What each of them says, defaults written out."""
NOW = datetime(2021, 7, 5, 9, 0, tzinfo=timezone(timedelta(hours=8)))
READERS = {"decode": 0, "rows_of": 1}
"""Functions that read a kind from disk, and which of their arguments names it."""
BOOK = BookKey("gongye", 2021)
TABLES: dict[str, type] = {
    office_rows.MEMBERS: Member,
    office_rows.INVITES: office_rows.Invite,
    office_rows.TRAIL: office_rows.OfficeChange,
    "notices": Notice,
}
CLAIMS: dict[str, type] = {
    posts.POST: Post,
    posts.RUN: Run,
    posts.AWAY: posts._Away,
    posts.ALIVE: posts._Alive,
}
DRAFT = Draft(
    id="d1",
    form="spend",
    person=1002,
    book=BOOK,
    started_at=NOW,
    touched_at=NOW + timedelta(minutes=1),
    answers={"project": "p08", "amount": "0.3"},
    asked="on",
    page=1,
    search="中博",
    editing="amount",
    subject="e9",
    waiting=Wanted("result", "中博会 6家", "e10"),
)
FILE: dict[str, object] = {
    "sha256": "ab" * 32,
    "filename": "发票.pdf",
    "media_type": "application/pdf",
    "size": 9,
    "suffix": "pdf",
}
UPDATE = {"update_id": 7, "message": {"text": "😀\ud800", "location": {"latitude": 22.5}}}
VALUES = [
    ["recorded", "reported", "assumed", "derived", "simulated"],
    ["appropriation", "supplement", "transfer", "cut"],
    ["confirmed", "returned"],
    ["admin", "editor", "viewer"],
    ["said", "acknowledged", "silenced"],
    ["first", "worsened", "resolved", "repeat_due", "none"],
    [1, 2, 3],
    ["≥", "≤", "=", "区间", "定性"],
    ["digest", "alerts", "reminders", "monthly", "backup", "drafts"],
    ["claimed", "sending", "placed", "done", "failed", "merged"],
]
"""Every choice that is kept by name or number. A new one is added here; one that is here never changes."""


def rows() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The journal, table and row of each frozen line."""
    for line in LINES:
        change = orjson.loads(line)
        ((table, (row,)),) = change["put"].items()
        yield change["journal"], table, row


def kind_of(table: str, row: dict[str, Any]) -> type | None:
    """The dataclass that a row is written from; None for rows that the doors write by hand."""
    if table == "entries":
        return next(kind for kind in ENTRY_TYPES if kind.__name__ == row["type"])
    if table == "claims":
        return next(kind for prefix, kind in CLAIMS.items() if row["id"].startswith(prefix))
    return TABLES.get(table)


def records() -> list[tuple[type, str, dict[str, Any]]]:
    """Kind, table and row of each line that stands for a dataclass."""
    return [(kind, table, row) for _, table, row in rows() if (kind := kind_of(table, row)) is not None]


def read(kind: type, table: str, row: dict[str, Any]) -> Any:
    if table == "entries":
        return decode_entry(row)
    if table == office_rows.MEMBERS:
        return decode(kind, {**row, "id": int(row["id"])})
    return decode(kind, row["says"] if table == "claims" else row)


def written(value: Any, table: str, row: dict[str, Any]) -> dict[str, Any]:
    """The row of a value read from a row; what doors put around it is tried by the tests of the doors below."""
    if table == "entries":
        return encode_entry(value)
    if table == "claims":
        return {"id": row["id"], "says": encode(value)}
    if table == office_rows.MEMBERS:
        return {**encode(value), "id": str(value.id)}
    around = {name: row[name] for name in ("id", "fund", "year")} if table == "notices" else {}
    return {**around, **encode(value)}


def told(value: Any) -> str:
    """The value with every field and its type, but without names of classes, which are not on disk and may change."""
    if is_dataclass(value):
        return f"({', '.join(f'{field.name}={told(getattr(value, field.name))}' for field in fields(value))})"
    if isinstance(value, Enum):
        return f"<{value.value!r}>"
    return f"[{', '.join(map(told, value))}]" if isinstance(value, tuple) else repr(value)


def parts(kind: type) -> Iterator[type]:
    """The kind and every dataclass and choice inside it."""
    yield kind
    hints = get_type_hints(kind)
    for hint in (hints[field.name] for field in fields(kind)):
        for inner in (hint, *get_args(hint)):
            if isinstance(inner, type) and (is_dataclass(inner) or issubclass(inner, Enum)):
                yield from parts(inner) if is_dataclass(inner) else (inner,)


def said(kind: type, value: Any) -> Iterator[tuple[type, frozenset[str]]]:
    """The names that a stored object and the objects inside it carry, each with its kind."""
    yield kind, frozenset(value) & {field.name for field in fields(kind)}
    hints = get_type_hints(kind)
    for field in fields(kind):
        inner: Any = next((one for one in get_args(hints[field.name]) if is_dataclass(one)), None)
        for item in value.get(field.name, ()) if isinstance(inner, type) else ():
            yield from said(inner, item)


@pytest.mark.parametrize(("record", "meaning"), list(zip(records(), READ, strict=True)), ids=lambda one: "")
def test_a_frozen_line_says_what_it_said_and_is_written_the_same(
    record: tuple[type, str, dict[str, Any]], meaning: str
) -> None:
    kind, table, row = record
    value = read(kind, table, row)
    assert told(value) == meaning
    assert orjson.dumps(written(value, table, row)) == orjson.dumps(row)


def test_every_kind_that_is_read_from_disk_has_its_frozen_lines() -> None:
    read_somewhere = {kind.__name__ for kind in ENTRY_TYPES}
    files = (Path(__file__).parents[2] / "perfbot").rglob("*.py")
    for file in (file for file in files if file.name != "codec.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in READERS:
                kind = node.args[READERS[node.func.id]]
                assert isinstance(kind, ast.Name)
                read_somewhere.add(kind.id)
    assert {kind.__name__ for kind, _, _ in records()} == read_somewhere - {"kind"}


@pytest.mark.parametrize("kind", sorted({kind for kind, _, _ in records()}, key=str))
def test_of_each_kind_one_line_says_as_little_as_can_be_and_one_says_all(kind: type) -> None:
    lines = [row["says"] if table == "claims" else row for one, table, row in records() if one is kind]
    seen = [pair for line in lines for pair in said(kind, line)]
    for part in {part for part in parts(kind) if is_dataclass(part)}:
        wanted = {field.name for field in fields(part)}
        needed = {field.name for field in fields(part) if field.default is MISSING}
        names = [names for one, names in seen if one is part]
        assert set().union(*names) == wanted, part
        assert needed in names, part


def test_every_choice_that_is_kept_has_the_values_it_always_had() -> None:
    kept = {part for kind, _, _ in records() for part in parts(kind) if issubclass(part, Enum)}
    values = [[one.value for one in choice] for choice in kept]
    assert sorted(values, key=str) == sorted(VALUES, key=str)


# -- what the doors put around it -----------------------------------------------------------------------


@pytest.fixture
def store(tmp_path: Path) -> Iterator[TinyStore]:
    opened = create_store(tmp_path / "data", NOW)
    yield opened
    opened.close()


def frozen(*tables: str) -> list[bytes]:
    return [orjson.dumps(row) for _, table, row in rows() if table in tables]


def test_the_office_reads_its_frozen_rows(store: TinyStore) -> None:
    tables = (office_rows.MEMBERS, office_rows.INVITES, office_rows.TRAIL, office_rows.CHATS)
    store.put_office([(table, row) for _, table, row in rows() if table in tables])
    kept = Office(store, group_chat_id=-4_000_001)
    assert {person: kept.names()[person] for person in (1001, 1002)} == {1001: "name值 1001", 1002: "name值 1002"}
    assert (kept.group_chat_id, len(kept.trail())) == (-100_123, 2)
    # The frozen invitations name a maker who is no administrator: read, and open to nobody.
    assert "name值" in {one.name for one in office_rows.rows_of(store, office_rows.Invite, office_rows.INVITES)}
    assert kept.invited(NOW - timedelta(days=1)) == frozenset()


def test_the_office_writes_members_and_moved_groups_as_they_are_frozen(store: TinyStore) -> None:
    kept = Office(store, group_chat_id=-4_000_001)
    for member in (read(*record) for record in records() if record[0] is Member):
        kept.admit(member, LOADER, NOW)
    kept.group_moved(-4_000_001, -100_123, NOW)
    assert [orjson.dumps(row) for row in store.office(office_rows.MEMBERS)] == frozen(office_rows.MEMBERS)
    assert [orjson.dumps(row) for row in store.office(office_rows.CHATS)] == frozen(office_rows.CHATS)


def test_posts_runs_closed_chats_and_notices_are_read_from_their_frozen_rows(store: TinyStore) -> None:
    for _, table, row in rows():
        if table == "claims":
            assert store.claim(row["id"], row["says"])
        elif table == "notices":
            store.log_notice(row)
    kept = Posts(store)
    assert [post.period for post in kept.open_posts()] == ["2021-W27"]
    assert (kept.run_of("digest", "2021-W27"), kept.run_of("digest", "2021-W28")) != (None, None)
    assert (kept.note_away("10027", NOW), kept.note_back("10028", NOW), kept.alive_at) == (False, False, NOW)
    assert [notice.key for notice in kept.notices(BOOK)] == ["behind:p01", "behind:p02"]


def test_posts_runs_closed_chats_and_notices_are_written_as_they_are_frozen(store: TinyStore) -> None:
    kept = Posts(store)
    values = {row["id"]: read(kind, table, row) for kind, table, row in records() if table in ("claims", "notices")}
    for identity, value in values.items():
        if isinstance(value, Post):
            kept.claim(value)
        elif isinstance(value, Run):
            kept.note_run(value)
        elif identity.startswith(posts.AWAY):
            chat = identity.removeprefix(posts.AWAY)
            kept.note_away(chat, value.since)
            if not value.still:
                kept.note_back(chat, value.since)
        elif identity == posts.ALIVE:
            kept.beat(value.at)
        else:
            assert kept.log_answer(BOOK, value)
    assert [orjson.dumps(row) for row in store.office("claims")] == frozen("claims")
    assert [orjson.dumps(row) for row in store.notices()] == frozen("notices")


def test_a_draft_and_awaited_files_are_read_from_their_frozen_rows_and_written_the_same(tmp_path: Path) -> None:
    for by_hand in (True, False):
        store = create_store(tmp_path / str(by_hand), NOW)
        if by_hand:
            for _, table, row in rows():
                if table == "drafts":
                    store.put_draft(row)
        else:
            Drafts(store).keep(DRAFT, 5)
            drafts = Drafts(store)
            drafts.add_file(1002, FILE)
            drafts.awaited[1003] = "e9"
        kept = Drafts(store)
        assert (kept.of(1002), kept.has_taken(1002, 5), kept.files(1002)) == (DRAFT, True, (FILE,))
        assert dict(kept.awaited) == {1003: "e9"}
        assert [orjson.dumps(row) for row in store.drafts()] == frozen("drafts")
        store.close()


def test_an_update_that_waits_was_tried_or_done_is_kept_as_it_is_frozen(store: TinyStore) -> None:
    inbox = store.inbox
    inbox.append(7, 1002, UPDATE)
    inbox.attempt(7)
    inbox.append(6, 1002, {})
    inbox.done(6)
    assert inbox.pending() == [WaitingUpdate(7, 1002, UPDATE, 1)]
    tables = read_journal(store.layout.inbox, "inbox", "inbox", SYSTEM).tables
    names = ("waiting", "tries", "done")
    assert {name: [*map(orjson.dumps, tables[name].values())] for name in names} == {
        name: frozen(name) for name in names
    }
