"""What the office knows of its posts after any restart: what was said, what is owed, what people answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from perfbot.domain.books.keys import BookKey
from perfbot.domain.monitoring.alerts import Severity
from perfbot.domain.monitoring.notices import Act, Notice, NoticeReason
from perfbot.domain.posts import steps as step
from perfbot.domain.posts.post import FrozenBook, JobKind, Missed, Owing, Post, PostState, Saying, Trouble
from perfbot.domain.posts.runs import finished, is_owed, stumbled
from perfbot.domain.posts.steps import PostStep, next_step
from perfbot.records.posts import NotNoted, Posts
from perfbot.store.tiny.store import TinyStore, create_store
from tests.store_faults import FaultyDisk, UnwaitingDisk, full_disk

NOW = datetime(2021, 7, 5, 1, 0, tzinfo=UTC)
BOOK = BookKey("gongye", 2021)
POST = Post(
    key="alerts:2021-07-05:group",
    kind=JobKind.ALERTS,
    period="2021-07-05",
    chat="group",
    due=NOW,
    until=NOW + timedelta(hours=8),
    as_of=date(2021, 7, 5),
    books=(FrozenBook(fund="gongye", year=2021, entries=129),),
    sayings=(Saying(fund="gongye", year=2021, key="quiet:p08", reason=NoticeReason.FIRST, severity=Severity.NOTE),),
    owing=(Owing(person=7, count=2),),
)


class Kept:
    """Posts on a folder, opened again by `reopened`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = create_store(folder, NOW, disk=UnwaitingDisk())
        self.posts = Posts(self.store)

    def reopened(self) -> Posts:
        self.store.close()
        self.store = TinyStore(self.folder, now=NOW, disk=UnwaitingDisk())
        self.posts = Posts(self.store)
        return self.posts


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    opened = Kept(tmp_path / "data")
    yield opened
    opened.store.close()


def test_a_post_is_claimed_once_and_known_after_a_restart_with_everything_it_froze(kept: Kept) -> None:
    assert kept.posts.claim(POST)
    assert not kept.posts.claim(replace(POST, books=()))
    assert kept.reopened().of(POST.key) == POST
    assert not kept.posts.claim(POST)


def test_each_step_of_a_post_is_there_after_a_restart(kept: Kept) -> None:
    kept.posts.claim(POST)
    kept.posts.keep(step.followed_by(step.placed(step.sending(POST, NOW), -100, 7, NOW), "photo:0", 8))
    (found,) = kept.reopened().open_posts()
    assert (found.state, found.chat_id, found.message_id) == (PostState.PLACED, -100, 7)
    assert [(item.name, item.message_id) for item in found.followed] == [("photo:0", 8)]


def test_only_what_is_not_over_is_open_the_oldest_first(kept: Kept) -> None:
    later = replace(POST, key="alerts:2021-07-06:group", due=NOW + timedelta(days=1))
    over = replace(POST, key="alerts:2021-07-02:group", state=PostState.DONE)
    for post in (later, over, POST):
        kept.posts.claim(post)
    assert [post.key for post in kept.reopened().open_posts()] == [POST.key, later.key]


def test_what_was_given_up_is_unreported_until_it_was_told(kept: Kept) -> None:
    kept.posts.claim(POST)
    kept.posts.keep(step.failed(POST, "no entry", NOW))
    (given_up,) = kept.reopened().unreported()
    kept.posts.keep(step.told(given_up))
    assert kept.reopened().unreported() == ()


def test_notices_are_logged_once_for_their_book_however_often_the_post_is_finished(kept: Kept) -> None:
    said = Notice(key="quiet:p08", act=Act.SAID, on=POST.as_of, reason=NoticeReason.FIRST, severity=Severity.NOTE)
    for _ in range(2):
        kept.posts.log_said(POST, BOOK, [said])
    assert kept.reopened().notices(BOOK) == (said,)
    assert kept.posts.notices(BookKey("other", 2021)) == ()
    assert kept.posts.notices(BookKey("gongye", 2022)) == ()


def test_an_answer_counts_once_a_person_and_day(kept: Kept) -> None:
    answer = Notice(key="quiet:p08", act=Act.ACKNOWLEDGED, on=POST.as_of, by=7)
    assert kept.posts.log_answer(BOOK, answer)
    assert not kept.posts.log_answer(BOOK, answer)
    assert kept.posts.log_answer(BOOK, replace(answer, by=8))
    assert kept.posts.log_answer(BOOK, replace(answer, on=date(2021, 7, 6)))
    assert len(kept.reopened().notices(BOOK)) == 3


def test_a_closed_chat_is_news_once_and_so_is_its_opening(kept: Kept) -> None:
    assert [kept.posts.note_away("group", NOW), kept.posts.note_away("group", NOW)] == [True, False]
    assert not kept.reopened().note_away("group", NOW)
    assert [kept.posts.note_back("group", NOW), kept.posts.note_back("group", NOW)] == [True, False]
    assert not kept.reopened().note_back("group", NOW)
    assert kept.posts.note_away("group", NOW)


def test_a_disk_that_refuses_changes_nothing_in_memory_either(tmp_path: Path) -> None:
    disk = FaultyDisk()
    store = create_store(tmp_path / "data", NOW, disk=disk)
    posts = Posts(store)
    disk.fault = full_disk
    with pytest.raises(NotNoted):
        posts.claim(POST)
    assert posts.of(POST.key) is None
    disk.fault = None
    assert posts.claim(POST)
    store.close()


def test_a_run_that_failed_is_tried_again_after_growing_pauses_until_it_is_made(kept: Kept) -> None:
    run, waits = None, []
    for _ in range(3):
        run = stumbled("backup", "2021-07-05", run, NOW, "OSError")
        kept.posts.note_run(run)
        assert run.not_before is not None
        waits.append((run.not_before - NOW).total_seconds() / 60)
    assert waits == [1, 5, 15]
    known = kept.reopened().run_of("backup", "2021-07-05")
    assert not is_owed(known, NOW + timedelta(minutes=14))
    assert is_owed(known, NOW + timedelta(minutes=15))
    kept.posts.note_run(finished("backup", "2021-07-05", NOW, "x.zip"))
    assert not is_owed(kept.reopened().run_of("backup", "2021-07-05"), NOW + timedelta(days=1))
    assert kept.posts.last_run("backup") == finished("backup", "2021-07-05", NOW, "x.zip")


def test_when_the_bot_was_last_alive_is_known_after_a_restart(kept: Kept) -> None:
    assert kept.posts.alive_at is None
    kept.posts.beat(NOW)
    assert kept.reopened().alive_at == NOW


# -- the pure steps -------------------------------------------------------------------------------------


def test_a_post_is_placed_then_filled_then_left_alone() -> None:
    assert next_step(POST, NOW) is PostStep.PLACE
    placed = step.placed(POST, -100, 7, NOW)
    assert next_step(placed, NOW) is PostStep.FILL
    assert next_step(step.done(placed, NOW), NOW) is PostStep.NOTHING


def test_a_post_is_given_up_when_its_window_is_over_or_after_two_lines_of_unknown_fate() -> None:
    assert next_step(POST, POST.until) is PostStep.GIVE_UP
    twice = step.doubted(step.doubted(POST, NOW), NOW)
    assert next_step(twice, NOW) is PostStep.GIVE_UP
    assert next_step(step.placed(twice, -100, 7, NOW), NOW) is PostStep.FILL


def test_a_pause_is_kept_and_is_never_shorter_than_telegram_says() -> None:
    waiting = step.unplaced(POST, Missed(Trouble.PASSING, "429", retry_after=3_600), NOW)
    assert next_step(waiting, NOW + timedelta(minutes=59)) is PostStep.WAIT
    assert next_step(waiting, NOW + timedelta(minutes=60)) is PostStep.PLACE


def test_a_filling_may_be_repeated_as_often_as_the_window_allows() -> None:
    post = step.placed(POST, -100, 7, NOW)
    for hour in range(7):
        now = NOW + timedelta(hours=hour)
        assert next_step(post, now) is PostStep.FILL
        post = step.unfilled(post, Missed(Trouble.UNKNOWN, "timed out"), now)
        assert post.doubts == 0


def test_a_person_who_presses_twice_is_counted_once() -> None:
    assert step.known(step.known(step.known(POST, 7), 8), 7).known_by == (7, 8)
