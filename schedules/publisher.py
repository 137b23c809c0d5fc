"""Brings an owed post into its chat exactly once: line, record, fill; every step written before the next is taken."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from perfbot.domain.monitoring.notices import Act, Notice
from perfbot.domain.posts import steps as step
from perfbot.domain.posts.post import GROUP, JobKind, Missed, Post, PostState, Trouble
from perfbot.domain.posts.steps import PostStep
from perfbot.records.posts import Posts
from perfbot.render.document import Document
from perfbot.render.posts import words as words
from schedules.contents import Contents
from schedules.sink import Copies, PostSink

_OWED, _SENDING, _SENT = "owed", "sending", "sent"
_TOO_OFTEN = ("11232 ", "45009 ", "130101 ", "HTTP 429")
"""How the answers of Feishu, WeCom and DingTalk to too many messages begin."""


async def _nothing_follows(_: str, __: int) -> None:
    """A post that is complete gets no further message."""


log = logging.getLogger("perfbot.schedules")


class Publisher:
    """One for a process; `group` gives the work group's number as it is now (None: none is set)."""

    def __init__(
        self,
        posts: Posts,
        sink: PostSink,
        contents: Contents,
        elsewhere: Copies,
        *,
        clock: Callable[[], datetime],
        group: Callable[[], int | None],
    ) -> None:
        self._posts = posts
        self._sink = sink
        self.contents = contents
        self._elsewhere = elsewhere
        self._clock = clock
        self._group = group
        self._turn = asyncio.Lock()

    async def advance(self, key: str) -> Post | None:
        """Take the post as far as it will go now; the same post is never worked on twice at once."""
        async with self._turn:
            post = self._posts.of(key)
            if post is not None and post.state is PostState.SENDING:
                post = self._posts.keep(step.doubted(post, self._clock()))
            if post is None or self._chat_id(post) is None:
                return post
            match step.next_step(post, self._clock()):
                case PostStep.PLACE:
                    return await self._place(post)
                case PostStep.FILL:
                    return await self._fill(post)
                case PostStep.GIVE_UP:
                    return self._posts.keep(step.failed(post, "", self._clock()))
                case _:
                    return post

    def _chat_id(self, post: Post) -> int | None:
        return self._group() if post.chat == GROUP else self.contents.office.chat_now(int(post.chat))

    async def _place(self, post: Post) -> Post:
        chat_id = self._chat_id(post)
        assert chat_id is not None
        line = self.contents.placeholder(post)
        post = self._posts.keep(step.sending(post, self._clock()))
        outcome = await self._sink.placeholder(chat_id, line)
        now = self._clock()
        if isinstance(outcome, Missed):
            return await self._missed(post, step.unplaced(post, outcome, now), outcome)
        return await self._fill(self._posts.keep(step.placed(post, chat_id, outcome.message_id, now)))

    async def _fill(self, post: Post) -> Post:
        content = await self.contents.compiled(post)
        key = post.key

        async def followed(name: str, message_id: int) -> None:
            known = self._posts.of(key)
            assert known is not None
            self._posts.keep(step.followed_by(known, name, message_id))

        earlier = {item.name: item.message_id for item in post.followed}
        outcome = await self._sink.fill(post.chat_id, post.message_id, content, earlier, followed)
        post = self._posts.of(key) or post
        if isinstance(outcome, Missed):
            return await self._missed(post, step.unfilled(post, outcome, self._clock()), outcome)
        return self._over(post)

    async def show_anew(self, key: str) -> None:
        """Change a post that stands in its chat into what it says now, such as who knows of it; once is enough."""
        async with self._turn:
            post = self._posts.of(key)
            if post is None or post.state is not PostState.DONE:
                return
            content = await self.contents.compiled(post)
            earlier = {item.name: item.message_id for item in post.followed}
            outcome = await self._sink.fill(post.chat_id, post.message_id, content, earlier, _nothing_follows)
            if isinstance(outcome, Missed):
                log.warning("%s stays as it was: %s %s", key, outcome.trouble.value, outcome.why)

    def _over(self, post: Post) -> Post:
        """What was said is logged before the post is called done: after a crash in between both are done again."""
        self._log_notices(post)
        post = step.done(post, self._clock())
        if post.kind is not JobKind.REMINDERS:
            for name in self._elsewhere.names:
                post = step.mirrored(post, name, _OWED)
        self._posts.keep(post)
        self._posts.note_back(post.chat, self._clock())
        log.info("%s is in chat %s, message %s", post.key, post.chat_id, post.message_id)
        return post

    def _log_notices(self, post: Post) -> None:
        for frozen in post.books:
            own = [item for item in post.sayings if (item.fund, item.year) == (frozen.fund, frozen.year)]
            notices = [
                Notice(key=item.key, act=Act.SAID, on=post.as_of, reason=item.reason, severity=item.severity)
                for item in own
            ]
            self._posts.log_said(post, frozen.key, notices)

    async def _missed(self, before: Post, after: Post, missed: Missed) -> Post:
        log.warning("%s did not get through: %s %s", before.key, missed.trouble.value, missed.why)
        if missed.trouble is Trouble.AWAY and before.chat != GROUP and not before.chat.startswith("-"):
            return self._closed_to(step.failed(after, missed.why, self._clock()))
        kept = self._posts.keep(after)
        if missed.trouble is Trouble.AWAY and self._posts.note_away(before.chat, self._clock()):
            waiting = [post for post in self._posts.open_posts() if post.chat == before.chat]
            await self.tell_admins(words.chat_closed(waiting, missed.why))
        return kept

    def _closed_to(self, post: Post) -> Post:
        """A person who blocked the bot is reported once, until a post reaches them again (R18)."""
        is_news = self._posts.note_away(post.chat, self._clock())
        return self._posts.keep(post if is_news else step.told(post))

    async def mirror(self) -> None:
        """Copies for other services, each tried once: what was on its way when the process died is not sent again.

        What a service refused for being too much at once did surely not arrive, and is tried in the next rounds.
        """
        for post in self._posts.unmirrored(_OWED):
            await self._copied(post, await self.contents.compiled(post))

    async def _copied(self, post: Post, content: Document) -> None:
        owed = [item.channel for item in post.mirrored if item.outcome == _OWED]
        for name in owed:
            post = step.mirrored(post, name, _SENDING)
        self._posts.keep(post)
        failed = await self._elsewhere.send(content, self._clock(), owed)
        later = {name for name, why in failed.items() if why.startswith(_TOO_OFTEN) and self._clock() < post.until}
        for name in owed:
            post = step.mirrored(post, name, _OWED if name in later else failed.get(name, _SENT))
        self._posts.keep(post)
        failed = {name: why for name, why in failed.items() if name not in later}
        if failed:
            await self.tell_admins(words.mirrors_failed(post, failed))

    async def report(self) -> None:
        """Tell the administrators of everything that was given up and not told yet."""
        for post in self._posts.unreported():
            await self.tell_admins(words.post_given_up(post, self.contents.about(post)))
            self._posts.keep(step.told(post))

    async def say(self, chat_id: int, news: Document) -> bool:
        """An ordinary message; False when it did not arrive."""
        return await self._sink.say(chat_id, news)

    async def tell_admins(self, news: Document) -> None:
        """A message to every administrator whose private chat is open."""
        for admin in self.contents.office.admins():
            await self._sink.say(admin.id, news)
