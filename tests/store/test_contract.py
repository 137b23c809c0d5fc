"""What every store must keep to; a second store is held to the same by adding it to STORES."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from perfbot.store.errors import BadDocument, DuplicateId, JournalExists, UnknownBook, UnknownClaim
from perfbot.store.protocol import BookKey, Store
from perfbot.store.tiny.store import TinyStore, create_store

NOW = datetime(2021, 6, 30, 9, 0, tzinfo=timezone(timedelta(hours=8)))
BOOK = BookKey("jiangmen", 2021)
OTHER = BookKey("jiangmen", 2022)


class Reopenable:
    """A store and the way to open what it kept once more, as after a restart."""

    def __init__(self, create: Callable[[], Store], reopen: Callable[[], Store]) -> None:
        self.store, self._reopen = create(), reopen

    def restart(self) -> Store:
        self.store.close()
        self.store = self._reopen()
        return self.store


def tiny(folder: Path) -> Reopenable:
    return Reopenable(lambda: create_store(folder, NOW), lambda: TinyStore(folder, now=NOW))


STORES: dict[str, Callable[[Path], Reopenable]] = {"tiny": tiny}


@pytest.fixture(params=sorted(STORES))
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Reopenable]:
    reopenable = STORES[request.param](tmp_path / "store")
    yield reopenable
    reopenable.store.close()


def entry(identity: str, **fields: Any) -> dict[str, Any]:
    return {"id": identity, "kind": "Spending", "amount": "35700.00", "purpose": "展位搭建", **fields}


def test_entries_are_read_in_the_order_in_which_they_were_recorded(kept: Reopenable) -> None:
    kept.store.create_book(BOOK, {}, [entry("e9"), entry("e1")])
    kept.store.append(BOOK, [entry("e5")])
    kept.store.append(BOOK, [entry("e3"), entry("e2")])
    expected = ["e9", "e1", "e5", "e3", "e2"]
    assert [found["id"] for found in kept.store.view_book(BOOK)] == expected
    assert [found["id"] for found in kept.restart().view_book(BOOK)] == expected
    assert [found["id"] for found in kept.store.view_book(BOOK)] == expected


def test_what_is_read_after_a_restart_is_what_was_written(kept: Reopenable) -> None:
    rich = entry("e1", parts=[1, -(2**63), None, True, {"深": ["层", ""]}], note="第一行\n第二行\t“引号”\\ 😀")
    kept.store.create_book(BOOK, {"fund": "外贸资金"}, [rich])
    assert list(kept.restart().view_book(BOOK)) == [rich]


def test_books_are_told_apart_by_fund_and_year(kept: Reopenable) -> None:
    kept.store.create_book(OTHER, {}, [])
    kept.store.create_book(BOOK, {}, [entry("e1")])
    kept.store.create_book(BookKey("外贸 资金/../x.", 2021), {}, [entry("e1")])
    kept.store.append(OTHER, [entry("e1", amount="1.00")])
    kept.restart()
    assert kept.store.books() == [BOOK, OTHER, BookKey("外贸 资金/../x.", 2021)]
    assert [found["amount"] for found in kept.store.view_book(BOOK)] == ["35700.00"]


def test_a_book_is_created_only_once(kept: Reopenable) -> None:
    kept.store.create_book(BOOK, {}, [entry("e1")])
    with pytest.raises(JournalExists):
        kept.store.create_book(BOOK, {}, [])
    assert len(list(kept.restart().view_book(BOOK))) == 1


def test_a_book_that_does_not_exist_is_not_read_as_empty(kept: Reopenable) -> None:
    for refused in (
        lambda: kept.store.view_book(BOOK),
        lambda: kept.store.append(BOOK, [entry("e1")]),
    ):
        with pytest.raises(UnknownBook):
            refused()
    assert kept.restart().books() == []


@pytest.mark.parametrize("batch", [["e1"], ["e2", "e1"], ["e2", "e2"]])
def test_an_id_is_recorded_once_and_a_refused_change_leaves_nothing(kept: Reopenable, batch: list[str]) -> None:
    kept.store.create_book(BOOK, {}, [entry("e1")])
    with pytest.raises(DuplicateId) as refusal:
        kept.store.append(BOOK, [entry(identity, amount="9.00") for identity in batch])
    assert refusal.value.identity == batch[-1]
    assert list(kept.store.view_book(BOOK)) == [entry("e1")]
    assert list(kept.restart().view_book(BOOK)) == [entry("e1")]


def test_a_book_with_an_id_twice_is_not_created(kept: Reopenable) -> None:
    with pytest.raises(DuplicateId):
        kept.store.create_book(BOOK, {}, [entry("e1"), entry("e1")])
    assert kept.restart().books() == []


@pytest.mark.parametrize(
    "bad",
    [
        {"id": "e1", "amount": 0.1},
        {"id": "e1", "amount": float("nan")},
        {"id": "e1", "big": 2**63},
        {"id": "e1", "deep": [{"list": [1.5]}]},
        {"id": "e1", 2021: "a year as key"},
        {"id": "e1", "day": NOW},
        {"id": "e1", "raw": b"bytes"},
        {"id": ""},
        {"id": 7},
        {},
    ],
)
def test_what_cannot_be_kept_exactly_is_refused_everywhere(kept: Reopenable, bad: dict[Any, Any]) -> None:
    kept.store.create_book(BOOK, {}, [])
    for refused in (
        lambda: kept.store.append(BOOK, [entry("e0"), bad]),
        lambda: kept.store.create_book(OTHER, {}, [bad]),
        lambda: kept.store.put_office([("members", bad)]),
        lambda: kept.store.put_draft(bad),
        lambda: kept.store.log_notice(bad),
    ):
        with pytest.raises(BadDocument):
            refused()
    store = kept.restart()
    assert (store.books(), list(store.view_book(BOOK)), store.office("members"), store.drafts(), store.notices()) == (
        [BOOK],
        [],
        [],
        [],
        [],
    )


def test_texts_are_kept_without_control_characters_and_half_surrogates(kept: Reopenable) -> None:
    kept.store.create_book(BOOK, {}, [entry("e1", note="甲\x00\x0b\x1b乙\ud83d丙\ufffe\r\n丁\u3000戊")])
    assert next(kept.store.view_book(BOOK))["note"] == "甲乙丙\n丁\u3000戊"
    assert next(kept.restart().view_book(BOOK))["note"] == "甲乙丙\n丁\u3000戊"


def test_changing_what_was_handed_in_or_out_changes_nothing_stored(kept: Reopenable) -> None:
    given = entry("e1", parts=[{"n": 1}])
    kept.store.create_book(BOOK, {}, [given])
    kept.store.put_office([("members", given)])
    kept.store.put_draft(given)
    kept.store.log_notice(given)
    kept.store.claim("k", given)
    given["parts"][0]["n"] = 2
    handed = [
        lambda: kept.store.office("members")[0],
        lambda: kept.store.drafts()[0],
        lambda: kept.store.notices()[0],
        lambda: kept.store.claim_of("k"),
    ]
    for hand_out in handed:
        hand_out()["parts"][0]["n"] = 3
        assert hand_out() == entry("e1", parts=[{"n": 1}])
    assert list(kept.store.view_book(BOOK)) == [entry("e1", parts=[{"n": 1}])]


def test_a_view_cannot_be_written_to(kept: Reopenable) -> None:
    kept.store.create_book(BOOK, {}, [entry("e1")])
    with pytest.raises(TypeError):
        next(kept.store.view_book(BOOK))["amount"] = "0"  # type: ignore[index]


def test_office_documents_are_replaced_and_removed_by_id_in_one_change(kept: Reopenable) -> None:
    kept.store.put_office([("members", {"id": "1", "name": "王"}), ("members", {"id": "2"}), ("settings", {"id": "x"})])
    kept.store.put_office([("members", {"id": "1", "name": "李"})], remove=[("members", "2"), ("members", "none")])
    assert kept.restart().office("members") == [{"id": "1", "name": "李"}]
    assert kept.store.office("settings") == [{"id": "x"}]
    assert kept.store.office("unheard of") == []


def test_a_document_removed_and_put_in_one_change_is_there_afterwards(kept: Reopenable) -> None:
    kept.store.put_office([("members", {"id": "1"}), ("members", {"id": "2"})])
    kept.store.put_office([("members", {"id": "1"})], remove=[("members", "1")])
    assert kept.store.office("members") == [{"id": "2"}, {"id": "1"}]
    assert kept.restart().office("members") == [{"id": "2"}, {"id": "1"}]


def test_of_two_versions_in_one_change_the_later_one_stays(kept: Reopenable) -> None:
    kept.store.put_office([("members", {"id": "1", "n": 1})])
    kept.store.put_office([("members", {"id": "1", "n": 2}), ("members", {"id": "1", "n": 1})])
    assert kept.restart().office("members") == [{"id": "1", "n": 1}]


def test_yes_and_one_are_not_the_same_answer(kept: Reopenable) -> None:
    kept.store.put_draft({"id": "d", "answer": 1})
    kept.store.put_draft({"id": "d", "answer": True})
    assert kept.store.drafts()[0]["answer"] is True
    assert kept.restart().drafts()[0]["answer"] is True


def test_a_refused_office_change_leaves_every_part_undone(kept: Reopenable) -> None:
    kept.store.put_office([("members", {"id": "1"})])
    with pytest.raises(BadDocument):
        kept.store.put_office([("members", {"id": "2"}), ("members", {"id": "3", "x": 1.5})], [("members", "1")])
    assert kept.restart().office("members") == [{"id": "1"}]


def test_a_draft_is_replaced_whole_and_dropped(kept: Reopenable) -> None:
    kept.store.put_draft({"id": "d1", "answers": {"amount": "3.2"}, "asked": "date"})
    kept.store.put_draft({"id": "d2"})
    kept.store.put_draft({"id": "d1", "answers": {}})
    kept.store.drop_draft("d2")
    kept.store.drop_draft("d2")
    assert kept.restart().drafts() == [{"id": "d1", "answers": {}}]


def test_however_often_a_draft_changes_the_last_one_is_left(kept: Reopenable) -> None:
    for number in range(120):
        kept.store.put_draft({"id": "d1", "answers": {"purpose": "长" * 3000, "n": number}})
        kept.store.put_draft({"id": f"gone{number}"})
        kept.store.drop_draft(f"gone{number}")
    assert [draft["answers"]["n"] for draft in kept.restart().drafts()] == [119]


def test_notices_are_a_log_that_only_grows(kept: Reopenable) -> None:
    kept.store.log_notice({"id": "n2", "reason": "FIRST"})
    kept.store.log_notice({"id": "n1", "reason": "WORSENED"})
    with pytest.raises(DuplicateId):
        kept.store.log_notice({"id": "n2", "reason": "RESOLVED"})
    assert [notice["reason"] for notice in kept.restart().notices()] == ["FIRST", "WORSENED"]
    assert [notice["reason"] for notice in kept.store.notices(reason="WORSENED", id="n1")] == ["WORSENED"]


def test_a_claim_is_made_once_and_settled_any_time(kept: Reopenable) -> None:
    assert kept.store.claim("digest:2021-W26", {"state": "claimed"}) is True
    assert kept.store.claim("digest:2021-W26", {"state": "claimed again"}) is False
    assert kept.restart().claim("digest:2021-W26", {"state": "after a restart"}) is False
    assert kept.store.claim_of("digest:2021-W26") == {"state": "claimed"}
    kept.store.settle("digest:2021-W26", {"state": "sent", "message": 7})
    assert kept.restart().claim_of("digest:2021-W26") == {"state": "sent", "message": 7}
    assert kept.store.claim_of("digest:2021-W27") is None
    with pytest.raises(UnknownClaim):
        kept.store.settle("digest:2021-W27", {})


def test_claims_are_listed_in_the_order_they_were_made_as_last_settled(kept: Reopenable) -> None:
    for key in ("b", "a"):
        kept.store.claim(key, {"state": "claimed"})
    kept.store.settle("b", {"state": "sent"})
    assert kept.restart().claims() == [("b", {"state": "sent"}), ("a", {"state": "claimed"})]


def test_closing_twice_is_no_error(kept: Reopenable) -> None:
    kept.store.close()
    kept.store.close()
