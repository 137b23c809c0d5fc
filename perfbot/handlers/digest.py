"""/digest: the digest by hand, shown in private first; /schedules: what comes when, and what became of it."""

from __future__ import annotations

from perfbot.domain.posts.post import PostState
from perfbot.handlers.answering import press_taken, reply, toast
from perfbot.handlers.asking import Ask
from perfbot.handlers.choosing import choose, names, readable
from perfbot.handlers.desk import Desk
from perfbot.render.chat import answers
from perfbot.render.posts import schedules as words


async def digest(desk: Desk, ask: Ask) -> None:
    """/digest: as of today, here and nowhere else until it is confirmed."""
    chosen = await choose(desk, ask, "digest")
    if chosen is None:
        return
    ask = await press_taken(desk, ask)
    async with desk.delivery.progress(ask.chat_id, answers.working(words.DIGEST_WORK)):
        preview = await desk.schedules.preview(chosen.key)
    await reply(desk, ask, words.digest_preview(preview, chosen.key, desk.today()), anew=True)


async def press(desk: Desk, ask: Ask) -> None:
    """A button under the preview ("d:…"); administrators only, and only on its day."""
    if not ask.person.is_admin:
        await toast(desk, ask, answers.stale_button())
        return
    action, *rest = ask.data.split(":")[1:] or [""]
    if action == "no":
        await reply(desk, ask, words.not_posted())
        return
    key_text, day = [*rest, "", ""][:2]
    key = next((key for key in readable(desk, ask.member) if str(key) == key_text), None)
    if action != "post" or key is None or day != f"{desk.today():%Y%m%d}":
        await toast(desk, ask, answers.stale_button())
    elif desk.office.group_chat_id is None:
        await reply(desk, ask, words.no_group())
    else:
        before = desk.schedules.by_hand(key)
        post = await desk.schedules.publish(key)
        await reply(desk, ask, words.published(post, before is not None and before.state is PostState.DONE), anew=True)


async def schedules(desk: Desk, ask: Ask) -> None:
    """/schedules: next runs and last outcomes."""
    funds = {key.fund: name for key, name in names(desk, desk.ledger.books()).items()}
    group_is_set, year = desk.office.group_chat_id is not None, desk.today().year
    unset = None if any(key.year == year for key in desk.ledger.books()) else year
    await reply(desk, ask, words.schedules_document(desk.schedules.outlook(), funds, group_is_set, unset))
