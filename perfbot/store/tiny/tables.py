"""TinyDB over a journal: a Storage that appends, and a Table that writes only differences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from types import MappingProxyType
from typing import Any

from tinydb import TinyDB
from tinydb.queries import QueryLike
from tinydb.storages import Storage
from tinydb.table import Document, Table

from perfbot.store.errors import BadDocument, DuplicateId, ReadOnly
from perfbot.store.files.journal import Journal
from perfbot.store.files.reading import Change, Tables, apply
from perfbot.store.tiny.documents import cleaned, copied, identity_of, same

Fields = Mapping[str, Any] | Callable[[MutableMapping[str, Any]], None]


class JournalStorage(Storage):
    """Holds all documents in memory; a change goes to the journal first, then to memory."""

    def __init__(self, journal: Journal) -> None:
        super().__init__()
        self.journal = journal
        self.tables: Tables = journal.tables
        self._open = True

    def read(self) -> dict[str, dict[str, Any]]:
        """The tables by name. The outer dict is the caller's own; what is in it is not to be changed."""
        return dict(self.tables)

    def write(self, data: Mapping[str, Mapping[str, Any]]) -> None:
        """TinyDB's whole-state write (drop_table, drop_tables): recorded as the difference, in one line."""
        removed: dict[str, list[str]] = {}
        changed: dict[str, list[dict[str, Any]]] = {}
        for name in {*self.tables, *data}:
            old, new = self.tables.get(name, {}), data.get(name, {})
            removed[name] = [identity for identity in old if identity not in new]
            changed[name] = [own for one, doc in new.items() if not same(old.get(one), own := cleaned(doc))]
        self.change(changed, removed)

    def put(
        self,
        documents: Mapping[str, Iterable[Mapping[str, Any]]],
        remove: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        """Insert or replace documents by table and id, and remove ids, as one change; what is there already stays.

        Removals come first: an id that is removed and put is there afterwards, last in its table.
        """
        fresh, gone = {}, {name: set(identities) for name, identities in (remove or {}).items()}
        for name, wanted in documents.items():
            table, leaving = self.tables.get(name, {}), gone.get(name, set())
            latest = {identity_of(own): own for own in map(cleaned, wanted)}
            fresh[name] = [own for one, own in latest.items() if one in leaving or not same(table.get(one), own)]
        there = {name: [one for one in ids if one in self.tables.get(name, {})] for name, ids in (remove or {}).items()}
        self.change(fresh, there)

    def change(
        self,
        put: Mapping[str, Sequence[dict[str, Any]]],
        remove: Mapping[str, Sequence[str]] | None = None,
        *,
        durable: bool = True,
    ) -> None:
        """One line for all of it: removed ids, then documents put by id. The documents become the store's own.

        Raises `WriteFailed` (nothing changed), `ReadOnly`. A change that changes nothing writes nothing.
        """
        line: Change = {}
        if gone := {name: list(identities) for name, identities in (remove or {}).items() if identities}:
            line["del"] = gone
        if come := {name: list(documents) for name, documents in put.items() if documents}:
            line["put"] = come
        if line:
            self.record(line, durable=durable)

    def record(self, line: Change, *, durable: bool = True) -> None:
        """A line as the journal writes it: to the device, then to memory."""
        if not self._open:
            raise ReadOnly(self.journal.path)
        self.journal.append(line, durable=durable)
        apply(self.tables, line)

    def close(self) -> None:
        """Refuse changes from now on; reading goes on."""
        if self._open:
            self._open = False
            self.journal.close()


class OwnDocument(Document):
    """A document for a caller: a deep copy, so that changing it changes nothing stored (R8)."""

    def __init__(self, value: Mapping[str, Any], doc_id: Any) -> None:
        super().__init__(copied(value), doc_id)


class JournalTable(Table):
    """A TinyDB table whose document ids are the documents' own texts under "id"; no query cache (D9)."""

    document_class = OwnDocument
    document_id_class = str  # type: ignore[assignment]
    default_query_cache_capacity = 0
    storage: JournalStorage

    def __init__(self, storage: JournalStorage, name: str, cache_size: int = 0, persist_empty: bool = False) -> None:
        if cache_size or persist_empty:
            raise ValueError("a cached result would alias the store, and persist_empty clears the table on reopening")
        super().__init__(storage, name, cache_size=0)
        self._journalled = storage

    def insert(self, document: Mapping[str, Any]) -> str:  # type: ignore[override]
        """Add a document; returns its id. Raises `DuplicateId`, `BadDocument`, `WriteFailed`: nothing changed."""
        return self.insert_multiple([document])[0]

    def insert_multiple(self, documents: Iterable[Mapping[str, Any]]) -> list[str]:  # type: ignore[override]
        """Add documents as one change; returns their ids."""
        table, fresh = self._read_table(), {}
        for document in documents:
            own = cleaned(document)
            identity = identity_of(own)
            if identity in table or identity in fresh:
                raise DuplicateId(self.name, identity)
            fresh[identity] = own
        if fresh:
            self._journalled.record({"put": {self.name: list(fresh.values())}})
        return list(fresh)

    def update(  # type: ignore[override]
        self, fields: Fields, cond: QueryLike | None = None, doc_ids: Iterable[str] | None = None
    ) -> list[str]:
        """As TinyDB's: only documents that match are copied and written."""
        chosen = self._matching(cond) if doc_ids is None else list(doc_ids)
        return super().update(fields, doc_ids=chosen)  # type: ignore[arg-type,return-value]

    def update_multiple(self, updates: Iterable[tuple[Fields, QueryLike]]) -> list[str]:  # type: ignore[override]
        """As TinyDB's, and a generator is used up only once."""
        return super().update_multiple(list(updates))  # type: ignore[return-value]

    def remove(  # type: ignore[override]
        self, cond: QueryLike | None = None, doc_ids: Iterable[str] | None = None
    ) -> list[str]:
        """As TinyDB's."""
        if cond is None and doc_ids is None:
            raise ValueError("use truncate() to remove all documents")
        chosen = self._matching(cond) if doc_ids is None else list(dict.fromkeys(doc_ids))
        return super().remove(doc_ids=chosen)  # type: ignore[arg-type,return-value]

    def upsert(  # type: ignore[override]
        self, document: Mapping[str, Any], cond: QueryLike | None = None
    ) -> list[str]:
        """As TinyDB's; without a condition the document with the same id is meant."""
        chosen = [identity_of(document)] if cond is None else self._matching(cond)
        return self.update(document, doc_ids=chosen) or [self.insert(document)]

    def put(self, documents: Iterable[Mapping[str, Any]]) -> None:
        """Insert or replace whole documents by their ids, as one change."""
        self._journalled.put({self.name: documents})

    def count(self, cond: QueryLike) -> int:
        return len(self._matching(cond))

    def view(self) -> Iterator[Mapping[str, Any]]:
        """Every document without copying, read-only at its top level: for summing up, not for keeping."""
        return map(MappingProxyType, self._read_table().values())

    def _matching(self, cond: QueryLike | None) -> list[str]:
        return [identity for identity, doc in self._read_table().items() if cond is None or cond(doc)]

    def _read_table(self) -> dict[str, dict[str, Any]]:  # type: ignore[override]
        return self._journalled.tables.get(self.name, {})

    def _update_table(self, updater: Callable[[Any], None]) -> None:
        """Apply an updater to copies and record the difference as one line; TinyDB's only way to change."""
        draft = _Draft(self._read_table())
        updater(draft)
        self._journalled.change({self.name: draft.changed()}, {self.name: list(draft.removed)})


class _Draft(MutableMapping[str, dict[str, Any]]):
    """A table as an updater sees it: documents are copied when touched, the table itself does not change."""

    def __init__(self, table: Mapping[str, dict[str, Any]]) -> None:
        self._table = table
        self._touched: dict[str, dict[str, Any]] = {}
        self.removed: dict[str, None] = {}

    def changed(self) -> list[dict[str, Any]]:
        """Documents that differ now. Raises `BadDocument` when an id was changed."""
        fresh = []
        for identity, touched in self._touched.items():
            own = cleaned(touched)
            if identity_of(own) != identity:
                raise BadDocument("id", f"{identity!r} may not become {own['id']!r}")
            if not same(self._table.get(identity), own):
                fresh.append(own)
        return fresh

    def __getitem__(self, identity: str) -> dict[str, Any]:
        if identity not in self:
            raise KeyError(identity)
        if identity not in self._touched:
            self._touched[identity] = copied(self._table[identity])
        return self._touched[identity]

    def clear(self) -> None:
        self._touched.clear()
        self.removed = dict.fromkeys(self._table)

    def __setitem__(self, identity: str, document: dict[str, Any]) -> None:
        self._touched[identity] = document
        self.removed.pop(identity, None)

    def __delitem__(self, identity: str) -> None:
        if identity not in self:
            raise KeyError(identity)
        self._touched.pop(identity, None)
        if identity in self._table:
            self.removed[identity] = None

    def __contains__(self, identity: object) -> bool:
        return identity in self._touched or (identity in self._table and identity not in self.removed)

    def __iter__(self) -> Iterator[str]:
        yield from (identity for identity in self._table if identity not in self.removed)
        yield from (identity for identity in self._touched if identity not in self._table)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class JournalDB(TinyDB):
    """TinyDB with our Storage and Table."""

    table_class = JournalTable  # type: ignore[assignment]
    default_storage_class = JournalStorage  # type: ignore[assignment]
    storage: JournalStorage

    def table(self, name: str, **kwargs: Any) -> JournalTable:
        """The table of that name; the same object each time."""
        found = super().table(name, **kwargs)
        assert isinstance(found, JournalTable)
        return found


def open_db(journal: Journal) -> JournalDB:
    """The journal's documents under TinyDB's API."""
    return JournalDB(journal)
