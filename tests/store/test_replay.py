"""Any sequence of changes, restarts and full disks: what the store says is what a simple model says, always."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from perfbot.store.errors import DuplicateId, WriteFailed
from perfbot.store.files.verify import verify_directory
from perfbot.store.protocol import BookKey
from perfbot.store.tiny.store import TinyStore, create_store
from tests.store_faults import FaultyDisk, full_disk

NOW = datetime(2021, 6, 30, 1, 0, tzinfo=UTC)
BOOKS = st.sampled_from([BookKey("a", 2021), BookKey("a", 2022), BookKey("外贸", 2021)])
IDS = st.text("abc", min_size=1, max_size=2)
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=40)
LEAVES = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | TEXTS
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3))
DOCUMENTS = st.builds(lambda identity, value: {"id": identity, "value": value}, IDS, VALUES)


class AnyHistory(RuleBasedStateMachine):
    """The model is plain dicts; each rule does the same to both, and a refused change is done to neither."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.disk = FaultyDisk()
        self.store = create_store(self.folder / "store", NOW, disk=self.disk)
        self.books: dict[BookKey, dict[str, Any]] = {}
        self.members: dict[str, Any] = {}
        self.drafts: dict[str, Any] = {}
        self.claims: dict[str, Any] = {}
        self.notices: dict[str, Any] = {}

    def teardown(self) -> None:
        self.disk.bury()
        self.store.close()
        assert verify_directory(self.folder / "store") == []
        shutil.rmtree(self.folder)

    def attempt(self, change: Callable[[], object]) -> bool:
        """Whether the store took the change; on a full disk it must not."""
        try:
            change()
        except (WriteFailed, DuplicateId):
            return False
        return True

    @rule(key=BOOKS, documents=st.lists(DOCUMENTS, max_size=3, unique_by=lambda document: document["id"]))
    def create_or_append(self, key: BookKey, documents: list[dict[str, Any]]) -> None:
        if key not in self.books:
            if self.attempt(lambda: self.store.create_book(key, {"year": key.year}, documents)):
                self.books[key] = {document["id"]: document for document in documents}
        elif self.attempt(lambda: self.store.append(key, documents)):
            assert not {document["id"] for document in documents} & set(self.books[key])
            self.books[key] |= {document["id"]: document for document in documents}

    @rule(document=DOCUMENTS, gone=IDS)
    def put_office(self, document: dict[str, Any], gone: str) -> None:
        if self.attempt(lambda: self.store.put_office([("members", document)], [("members", gone)])):
            self.members.pop(gone, None)
            self.members[document["id"]] = document

    @rule(document=DOCUMENTS)
    def put_draft(self, document: dict[str, Any]) -> None:
        if self.attempt(lambda: self.store.put_draft(document)):
            self.drafts[document["id"]] = document

    @rule(identity=IDS)
    def drop_draft(self, identity: str) -> None:
        if self.attempt(lambda: self.store.drop_draft(identity)):
            self.drafts.pop(identity, None)

    @rule(key=IDS, document=DOCUMENTS)
    def claim_and_settle(self, key: str, document: dict[str, Any]) -> None:
        if key not in self.claims:
            if self.attempt(lambda: self.store.claim(key, document)):
                self.claims[key] = document
        else:
            assert self.store.claim(key, {"other": 1}) is False
            if self.attempt(lambda: self.store.settle(key, document)):
                self.claims[key] = document

    @rule(document=DOCUMENTS)
    def log_notice(self, document: dict[str, Any]) -> None:
        if self.attempt(lambda: self.store.log_notice(document)):
            self.notices[document["id"]] = document

    @rule()
    def restart(self) -> None:
        self.disk.fault = None
        self.store.close()
        self.store = TinyStore(self.folder / "store", now=NOW, disk=self.disk)

    @rule()
    @precondition(lambda self: self.disk.fault is None)
    def fill_the_disk(self) -> None:
        self.disk.fault = full_disk

    @rule()
    @precondition(lambda self: self.disk.fault is not None)
    def make_room(self) -> None:
        self.disk.fault = None

    @invariant()
    def store_and_model_say_the_same(self) -> None:
        assert {key: list(self.store.view_book(key)) for key in self.store.books()} == {
            key: list(book.values()) for key, book in self.books.items()
        }
        assert self.store.office("members") == list(self.members.values())
        assert self.store.drafts() == list(self.drafts.values())
        assert self.store.notices() == list(self.notices.values())
        assert {key: self.store.claim_of(key) for key in self.claims} == self.claims


TestAnyHistory = AnyHistory.TestCase
TestAnyHistory.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
