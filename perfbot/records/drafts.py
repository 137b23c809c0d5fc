"""Stores drafts 草稿: at most one for each person, on disk before the bot answers."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from typing import Any

from perfbot.forms.engine.drafts import Draft
from perfbot.store.errors import UNWRITTEN
from perfbot.store.protocol import Store

_AWAITS = "awaits:"


class DraftNotKept(Exception):
    """The disk did not take the answer: the draft is as it was."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class AwaitedFiles(MutableMapping[int, str]):
    """The entry for which each person was last asked to send files: what they send next belongs to it, also after a
    restart. Changing it raises DraftNotKept when the disk refuses.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._entries: dict[int, str] = {row["person"]: row["awaits"] for row in store.drafts() if "awaits" in row}

    def __getitem__(self, person: int) -> str:
        return self._entries[person]

    def __setitem__(self, person: int, entry: str) -> None:
        try:
            self._store.put_draft({"id": f"{_AWAITS}{person}", "person": person, "awaits": entry})
        except UNWRITTEN as failure:
            raise DraftNotKept(failure.reason) from failure
        self._entries[person] = entry

    def __delitem__(self, person: int) -> None:
        if person not in self._entries:
            raise KeyError(person)
        try:
            self._store.drop_draft(f"{_AWAITS}{person}")
        except UNWRITTEN as failure:
            raise DraftNotKept(failure.reason) from failure
        del self._entries[person]

    def __iter__(self) -> Iterator[int]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)


class Drafts:
    """Each person's half-done conversation, with the id of the update that last changed it.

    An update that is handled a second time (killed between answer and acknowledgement) is known by its id, so that
    the same words are not taken again as the answer to the next question.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        rows = store.drafts()
        self._kept: dict[int, dict[str, Any]] = {row["draft"]["person"]: row for row in rows if "draft" in row}
        self._dropped: dict[int, int] = {}
        self.awaited = AwaitedFiles(store)

    def of(self, person: int) -> Draft | None:
        """The person's draft, if there is one."""
        row = self._kept.get(person)
        return Draft.from_json(row["draft"]) if row else None

    def has_taken(self, person: int, update_id: int) -> bool:
        """Whether this update has already changed the person's draft."""
        row = self._kept.get(person)
        return row is not None and row["update"] == update_id

    def keep(self, draft: Draft, update_id: int) -> None:
        """Store the draft in place of the person's former one; raises DraftNotKept."""
        held = self._kept.get(draft.person)
        files = held["files"] if held and held["draft"]["id"] == draft.id else []
        self._put({"id": str(draft.person), "update": update_id, "draft": draft.to_json(), "files": files})

    def _put(self, row: dict[str, Any]) -> None:
        try:
            self._store.put_draft(row)
        except UNWRITTEN as failure:
            raise DraftNotKept(failure.reason) from failure
        self._kept[row["draft"]["person"]] = row

    def add_file(self, person: int, file: dict[str, object]) -> None:
        """Note a kept file that is to be attached when the draft is confirmed; raises DraftNotKept."""
        row = self._kept[person]
        others = [known for known in row["files"] if known["sha256"] != file["sha256"]]
        self._put({**row, "files": [*others, file]})

    def files(self, person: int) -> tuple[dict[str, object], ...]:
        """The files that wait for the person's draft to be confirmed."""
        row = self._kept.get(person)
        return tuple(row["files"]) if row else ()

    def has_dropped(self, person: int, update_id: int) -> bool:
        """Whether this update has already dropped the draft, and only its answer was not sent."""
        return self._dropped.get(person) == update_id

    def drop(self, person: int, update_id: int = 0) -> None:
        """Delete the person's draft; raises DraftNotKept."""
        try:
            self._store.drop_draft(str(person))
        except UNWRITTEN as failure:
            raise DraftNotKept(failure.reason) from failure
        self._kept.pop(person, None)
        self._dropped[person] = update_id

    def open_people(self) -> frozenset[int]:
        """The people with a draft."""
        return frozenset(self._kept)
