"""What a post says, made again whenever it is needed from the book as it stood when the post was claimed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace

from perfbot.domain.books.book import Book
from perfbot.domain.monitoring.alerts import alerts
from perfbot.domain.monitoring.notices import Decision, NoticeReason
from perfbot.domain.monitoring.responsible import owed_of
from perfbot.domain.posts.post import FrozenBook, JobKind, Post
from perfbot.domain.rulebook import Rulebook
from perfbot.records.ledger import Ledger
from perfbot.records.office import Office
from perfbot.render.document import Button, Divider, Document
from perfbot.render.posts.alerts import warning_document
from perfbot.render.posts.digest import Period, digest_document, digest_picture, month_before, week_up_to
from perfbot.render.posts.reminders import reminder_document, todo_document
from perfbot.render.posts.words import known_line, late_note, nothing_new, placeholder_line

TODO_LINK = "c_todo"


@dataclass(frozen=True)
class Contents:
    """Everything a post is made of; `link` gives a deep link into the private chat."""

    ledger: Ledger
    office: Office
    rulebook: Rulebook
    link: Callable[[str], str]

    def placeholder(self, post: Post) -> str:
        """The line that stands there until the post does, and says what it is should nothing follow."""
        return placeholder_line(post)

    async def compiled(self, post: Post) -> Document:
        """The post as `document` gives it, with its picture drawn beside the event loop."""
        if post.kind in (JobKind.DIGEST, JobKind.MONTHLY):
            picture = digest_picture(self.book(post.books[0]), _period(post), self.rulebook)
            await asyncio.to_thread(picture)
        return self.document(post)

    def document(self, post: Post) -> Document:
        """The post; the same figures however often and however late it is made."""
        made = _MAKERS[post.kind](self, post)
        late = (late_note(post),) if post.late and post.kind is not JobKind.REMINDERS else ()
        names = self.office.names()
        known = (known_line([names.get(one, str(one)) for one in post.known_by]),) if post.known_by else ()
        return replace(made, blocks=(*made.blocks, *late, *known))

    def about(self, post: Post) -> str:
        """Whom a private post is for; of a digest its fund, where the office keeps several; else empty."""
        if post.kind is JobKind.REMINDERS:
            return self.office.names().get(int(post.chat), post.chat)
        several = len({key.fund for key in self.ledger.books()}) > 1
        return self.book(post.books[0]).name if several and len(post.books) == 1 else ""

    def book(self, frozen: FrozenBook) -> Book:
        """The book as it stood."""
        book = self.ledger.book(frozen.key)
        return book if len(book) == frozen.entries else Book(frozen.key, book.entries[: frozen.entries])


def _digest(contents: Contents, post: Post) -> Document:
    names = contents.office.names()
    return digest_document(
        contents.book(post.books[0]),
        _period(post),
        rulebook=contents.rulebook,
        names=names,
        owing=[(names.get(item.person, str(item.person)), item.count) for item in post.owing],
        update_link=contents.link(TODO_LINK),
    )


def _period(post: Post) -> Period:
    return month_before(post.as_of) if post.kind is JobKind.MONTHLY else week_up_to(post.as_of)


def _warnings(contents: Contents, post: Post) -> Document:
    """One message for all books that have something to say, each with its own buttons."""
    made = []
    for frozen in post.books:
        book = contents.book(frozen)
        document = warning_document(book, _decided(contents, post, frozen, book), post.as_of)
        if document is not None:
            made.append((book, document))
    if len(made) < 2:
        return made[0][1] if made else nothing_new()
    blocks = [block for _, document in made for block in (Divider(), *document.blocks)][1:]
    rows = [row for book, document in made for row in _named(document, book)]
    return Document(tuple(blocks), buttons=tuple(rows), title=made[0][1].title)


def _named(document: Document, book: Book) -> list[tuple[Button, ...]]:
    return [tuple(replace(button, label=f"{button.label} {book.name}") for button in row) for row in document.buttons]


def _decided(contents: Contents, post: Post, frozen: FrozenBook, book: Book) -> list[Decision]:
    """The decisions as they were taken when the post was claimed, on the alerts as they stood."""
    taken = {item.key: item.reason for item in post.sayings if (item.fund, item.year) == (frozen.fund, frozen.year)}
    standing = alerts(book, post.as_of, contents.rulebook)
    over = [key for key, reason in taken.items() if reason is NoticeReason.RESOLVED]
    return [
        *(Decision(key=one.key, reason=taken.get(one.key, NoticeReason.NONE), alert=one) for one in standing),
        *(Decision(key=key, reason=NoticeReason.RESOLVED) for key in over),
    ]


def _reminder(contents: Contents, post: Post) -> Document:
    member = contents.office.member(int(post.chat))
    if member is None:
        return todo_document([])
    members = contents.office.members()
    books = [contents.book(frozen) for frozen in post.books]
    todo = [(book, owed_of(book, member, members, post.as_of, contents.rulebook)) for book in books]
    return reminder_document(member.name, todo, office=member.is_admin) or todo_document([])


_MAKERS: dict[JobKind, Callable[[Contents, Post], Document]] = {
    JobKind.DIGEST: _digest,
    JobKind.MONTHLY: _digest,
    JobKind.ALERTS: _warnings,
    JobKind.REMINDERS: _reminder,
}
