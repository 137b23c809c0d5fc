"""/digest: previews and posts the digest by hand; /schedules: next runs and last outcomes."""

from __future__ import annotations

from perfbot.domain.books.keys import BookKey
from perfbot.domain.posts.post import PostState
from perfbot.handlers.answering import press_taken, reply, toast
from perfbot.handlers.asking import Ask
from perfbot.handlers.choosing import choose, names
from perfbot.handlers.desk import Desk
from perfbot.render.chat import answers
from perfbot.render.posts import schedules as words
from perfbot.render.presses import DigestPress


async def digest(desk: Desk, ask: Ask) -> None:
    """/digest: the preview as of today, posted only after a press."""
    chosen = await choose(desk, ask, "digest")
    if chosen is None:
        return
    ask = await press_taken(desk, ask)
    async with desk.delivery.progress(ask.chat_id, answers.working(words.DIGEST_WORK), topic=ask.topic):
        preview = await desk.schedules.preview(chosen.key)
    await reply(desk, ask, words.digest_preview(preview, chosen.key, desk.today()), anew=True)


async def press(desk: Desk, ask: Ask, pressed: DigestPress) -> None:
    """Post the previewed digest: administrators only, on its day, while it says the same."""
    if not ask.person.is_admin:
        await toast(desk, ask, answers.stale_button())
        return
    key = pressed.book
    if pressed.act == "no":
        await reply(desk, ask, words.not_posted())
    elif key is None or not await _is_as_shown(desk, key, pressed):
        await toast(desk, ask, answers.stale_button())
    elif desk.office.group_chat_id is None:
        await reply(desk, ask, words.no_group())
    else:
        before = desk.schedules.by_hand(key)
        post = await desk.schedules.publish(key)
        await reply(desk, ask, words.published(post, before is not None and before.state is PostState.DONE), anew=True)


async def _is_as_shown(desk: Desk, key: BookKey, pressed: DigestPress) -> bool:
    """Whether the digest still has the day and the content of its preview."""
    return pressed.on == desk.today() and words.digest_key(await desk.schedules.preview(key)) == pressed.shown


async def schedules(desk: Desk, ask: Ask) -> None:
    """/schedules: next runs and last outcomes."""
    funds = {key.fund: name for key, name in names(desk, desk.ledger.books()).items()}
    group_is_set, year = desk.office.group_chat_id is not None, desk.today().year
    unset = None if any(key.year == year for key in desk.ledger.books()) else year
    await reply(desk, ask, words.schedules_document(desk.schedules.outlook(), funds, group_is_set, unset))
