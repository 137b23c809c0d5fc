"""After a mending or a restore: no number is given twice, no post is made twice, what was lost can be read again."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from perfbot.domain.books import commands as do
from perfbot.domain.books.circumstances import Circumstances
from perfbot.domain.books.keys import BookKey
from perfbot.domain.books.members import LOADER
from perfbot.domain.monitoring.notices import Act, Notice, NoticeReason
from perfbot.domain.posts.post import JobKind, Post, PostState
from perfbot.domain.posts.runs import finished
from perfbot.records.ledger import Ledger
from perfbot.records.posts import Posts
from perfbot.records.recovery import note_mended, note_restored, told, untold
from perfbot.render.terminal.recovery import recovered
from perfbot.shell.serving import open_store
from perfbot.store.files.backup import make_backup
from perfbot.store.files.mend import mend
from perfbot.store.files.restore import restore
from perfbot.store.files.verify import verify_directory
from perfbot.store.tiny.store import TinyStore, create_store
from perfbot.years.loader import commands_of, sample

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=5)
KEY = BookKey("gongye", 2021)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with closing(create_store(tmp_path / "data", NOW)) as store:
        Ledger(store).open_book(KEY, commands_of(sample()), LOADER, NOW, NOW.date())
    return tmp_path / "data"


def paid(folder: Path, *purposes: str) -> list[int]:
    """Payments recorded one by one; the numbers they got."""
    with closing(TinyStore(folder, now=NOW)) as store:
        ledger, numbers = Ledger(store), []
        for purpose in purposes:
            spending = do.RecordSpending(
                key=purpose, project="p08", amount=Decimal(300), on=date(2021, 6, 1), purpose=purpose
            )
            numbers.append(ledger.record(KEY, spending, Circumstances(LOADER, NOW, NOW.date())).entry.number)
        return numbers


def garble(folder: Path, old: str, new: str) -> None:
    book = folder / "books" / "gongye-2021.jsonl"
    content = book.read_bytes()
    assert old.encode() in content
    book.write_bytes(content.replace(old.encode(), new.encode()))


def put_right(folder: Path) -> list[dict[str, object]]:
    done = mend(folder, LATER)
    with closing(TinyStore(folder, now=LATER)) as store:
        note_mended(store, done)
        return untold(store)


def test_numbers_of_lines_that_a_mending_lost_are_told_and_never_given_again(folder: Path) -> None:
    assert paid(folder, "甲", "乙", "丙") == [130, 131, 132]
    garble(folder, "乙", "㐅")
    (note,) = put_right(folder)
    assert (note["numbers"], note["given"]) == ([131, 132], 132)
    assert paid(folder, "丁") == [133]
    with closing(TinyStore(folder, now=LATER)) as store:
        book = Ledger(store).book(KEY)
        assert [book.numbered(number) is not None for number in (129, 130, 131, 132, 133, 134)] == [
            True,
            True,
            False,
            False,
            True,
            False,
        ]
        assert book.numbered(133).purpose == "丁"  # type: ignore[union-attr]
        assert book.as_it_stands().next_number == 134
    assert verify_directory(folder) == []


@pytest.mark.parametrize("damage", ["cut off", "unreadable", "gone"])
def test_where_a_lost_line_says_no_number_those_that_it_may_have_had_are_passed_over(folder: Path, damage: str) -> None:
    make_backup(folder, folder / "backups", NOW)
    assert paid(folder, "甲", "乙") == [130, 131]
    book = folder / "books" / "gongye-2021.jsonl"
    lines = book.read_bytes().splitlines(keepends=True)
    if damage == "gone":
        book.unlink()
    else:
        book.write_bytes(b"".join(lines[:-1]) + (b"" if damage == "cut off" else b"\xff" * 90 + b"\n"))
    (note,) = put_right(folder)
    assert note["unread"] >= 1  # type: ignore[operator]
    (number,) = paid(folder, "丙")
    assert number > 131
    assert "读不出编号" in recovered(note, lambda key, row: "")


def test_what_a_mending_lost_is_shown_for_checking_where_it_can_be_read(folder: Path) -> None:
    paid(folder, "甲", "展位搭建")
    garble(folder, '"甲"', '"㐅"')
    (note,) = put_right(folder)
    words = recovered(note, lambda key, row: f"{row['purpose']} {row['amount']}")
    assert "第 130—131 号" in words
    assert "第 131 号 展位搭建 300" in words
    assert "仅供核对" in words
    assert ".damaged-" in words
    assert "从第 132 号起" in words


def test_a_mending_that_loses_nothing_leaves_nothing_to_tell(folder: Path) -> None:
    paid(folder, "甲")
    make_backup(folder, folder / "backups", NOW)
    garble(folder, '"甲"', '"㐅"')
    assert put_right(folder) == []
    assert paid(folder, "乙") == [131]


def test_a_second_mending_before_the_start_forgets_nothing_of_the_first(folder: Path) -> None:
    paid(folder, "甲", "乙")
    garble(folder, "乙", "㐅")
    put_right(folder)
    paid(folder, "丙")
    garble(folder, "丙", "㐅")
    notes = put_right(folder)
    assert [note["numbers"] for note in notes] == [[131], [132]]
    assert paid(folder, "丁") == [133]
    with closing(TinyStore(folder, now=LATER)) as store:
        told(store)
        assert untold(store) == []


@pytest.mark.parametrize("left", [20, 150])
def test_the_number_of_a_confirmed_line_that_the_device_cut_off_is_not_given_again(folder: Path, left: int) -> None:
    paid(folder, "甲")
    book = folder / "books" / "gongye-2021.jsonl"
    lines = book.read_bytes().splitlines(keepends=True)
    book.write_bytes(b"".join(lines[:-1]) + lines[-1][:left])
    open_store(folder, LATER).close()
    (number,) = paid(folder, "乙")
    assert number > 130


def digest(state: PostState, hour: int) -> Post:
    changed = NOW + timedelta(hours=hour)
    return Post(
        key="digest:2026-W48:group:",
        kind=JobKind.DIGEST,
        period="2026-W48",
        chat="group",
        due=NOW,
        until=NOW + timedelta(days=4),
        as_of=date(2026, 11, 23),
        state=state,
        claimed_at=NOW,
        changed_at=changed,
    )


def restored(folder: Path, archive: Path) -> dict[str, object]:
    done = restore(archive, folder, LATER)
    with closing(TinyStore(folder, now=LATER)) as store:
        note_restored(store, store.inbox, done, archive)
        return untold(store)[-1]


def test_after_a_restore_what_was_recorded_since_is_told_and_its_numbers_are_not_given_again(folder: Path) -> None:
    paid(folder, "甲")
    archive = make_backup(folder, folder / "backups", NOW)
    paid(folder, "乙", "丙")
    note = restored(folder, archive)
    words = recovered(note, lambda key, row: str(row["purpose"]))
    assert "2026年11月23日 02:00" in words
    assert "此后登记的 2 条" in words
    assert "第 131—132 号" in words
    assert "第 132 号 丙（仅供核对）" in words
    assert paid(folder, "丁") == [133]


@pytest.mark.parametrize("damaged", [False, True])
def test_after_a_restore_what_was_said_since_is_known_and_said_no_second_time(folder: Path, damaged: bool) -> None:
    with closing(TinyStore(folder, now=NOW)) as store:
        Posts(store).claim(digest(PostState.CLAIMED, 0))
    archive = make_backup(folder, folder / "backups", NOW)
    notice = Notice(key="a", on=date(2026, 11, 23), act=Act.SAID, reason=NoticeReason.FIRST)
    with closing(TinyStore(folder, now=NOW)) as store:
        posts = Posts(store)
        posts.keep(digest(PostState.DONE, 1))
        posts.note_run(finished("digest", "2026-W48", LATER))
        posts.log_said(digest(PostState.DONE, 1), KEY, [notice])
        posts.beat(LATER)
    if damaged:
        with (folder / "office.jsonl").open("r+b") as office:
            office.seek(40)
            office.write(b"?")
    note = restored(folder, archive)
    assert note["posts"] == 1
    with closing(TinyStore(folder, now=LATER)) as store:
        posts = Posts(store)
        assert posts.open_posts() == ()
        assert [post.state for post in posts.done()] == [PostState.DONE]
        assert posts.run_of("digest", "2026-W48") is not None
        assert posts.notices(KEY) == (notice,)
        assert posts.alive_at == LATER
    assert verify_directory(folder) == []


def test_posts_of_a_backup_that_is_newer_than_the_folder_stand(folder: Path, tmp_path: Path) -> None:
    with closing(TinyStore(folder, now=NOW)) as store:
        Posts(store).claim(digest(PostState.DONE, 3))
    archive = make_backup(folder, tmp_path / "elsewhere", NOW)
    other = tmp_path / "other"
    with closing(create_store(other, NOW)) as store:
        Posts(store).claim(digest(PostState.CLAIMED, 1))
    assert restored(other, archive)["posts"] == 0
    with closing(TinyStore(other, now=LATER)) as store:
        assert [post.state for post in Posts(store).done()] == [PostState.DONE]


def test_what_was_answered_when_the_backup_was_made_is_not_answered_again_and_what_waited_is(folder: Path) -> None:
    with closing(TinyStore(folder, now=NOW)) as store:
        for update in (1, 2, 3):
            store.inbox.append(update, 7, {"text": "/backup"})
        store.inbox.attempt(1)
        archive = make_backup(folder, folder / "backups", NOW)
        store.inbox.attempt(2)
        store.inbox.done(2)
    restored(folder, archive)
    with closing(TinyStore(folder, now=LATER)) as store:
        assert [waiting.update_id for waiting in store.inbox.pending()] == [3]
