"""What a sent file is for: words of the report, the set-up of a year, or evidence for an entry."""

from __future__ import annotations

from dataclasses import replace

from telegram import Message

from perfbot.forms.engine.drafts import Draft
from perfbot.handlers import evidence, texts, uploading
from perfbot.handlers.answering import reply
from perfbot.handlers.asking import Ask
from perfbot.handlers.desk import Desk
from perfbot.handlers.evidence import named_in_reply
from perfbot.handlers.sent_files import upload_of
from perfbot.records.evidence import suffix_of
from perfbot.render.chat import file_words

_OFFICE_FILES = frozenset(
    {"xlsx", "xls", "xlsm", "xlsb", "xltx", "xltm", "et", "docx", "doc", "docm", "wps", "toml", "csv"}
)


async def receive(desk: Desk, ask: Ask) -> bool:
    """A photo or file in the private chat; False when it goes with what waits for a choice, or is no evidence."""
    held = desk.drafts.of(ask.user_id)
    if _joins_its_album(desk, ask):
        return False
    if held is not None and held.form == texts.FORM:
        await texts.receive(desk, ask)
    elif held is None and await _is_for_setup(desk, ask):
        await uploading.receive(desk, ask)
    else:
        await evidence.receive(desk, ask)
        return True
    return False


def _joins_its_album(desk: Desk, ask: Ask) -> bool:
    """Whether another file of the same album waits for a choice, so that this one waits with it."""
    assert ask.message is not None
    album, carried, aside = (
        ask.message.media_group_id,
        desk.session.carried.get(ask.user_id),
        desk.session.aside.get(ask.user_id),
    )
    if album and carried is not None and any(one.media_group_id == album for one in carried.files):
        desk.session.carried[ask.user_id] = replace(carried, files=(*carried.files, ask.message))
        return True
    if album and aside is not None and any(one.media_group_id == album for one in aside[1]):
        desk.session.aside[ask.user_id] = (aside[0], (*aside[1], ask.message))
        return True
    return False


async def with_command(desk: Desk, ask: Ask, files: tuple[Message, ...], before: Draft | None) -> None:
    """Files that came with a command go with what it opened; while something else is open, they wait for the answer."""
    held, carried = desk.drafts.of(ask.user_id), desk.session.carried.get(ask.user_id)
    asked_now = held is not None and desk.drafts.has_taken(ask.user_id, ask.update_id) and held.waiting is not None
    if held is not None and before is not None and held.id == before.id and asked_now:
        desk.session.aside[ask.user_id] = (held.id, files)
        return
    for file in files:
        if carried is None or file not in carried.files:
            await receive(desk, replace(ask, message=file, press_id=None))


async def put_aside(desk: Desk, ask: Ask) -> None:
    """Files of a command that had to wait for another conversation: with it once it is open, else said to be left."""
    draft_id, files = desk.session.aside.get(ask.user_id, ("", ()))
    held, carried = desk.drafts.of(ask.user_id), desk.session.carried.get(ask.user_id)
    if not files or (held is not None and held.id == draft_id and held.waiting is not None):
        return
    del desk.session.aside[ask.user_id]
    if held is not None and held.id != draft_id:
        await with_command(desk, ask, files, None)
    elif carried is not None and not carried.used:
        desk.session.carried[ask.user_id] = replace(carried, files=files)
    else:
        await reply(desk, replace(ask, press_id=None), file_words.file_left(), anew=True)


async def _is_for_setup(desk: Desk, ask: Ask) -> bool:
    """An administrator's office file that was asked for, or a set-up workbook that was not."""
    if ask.message is None or not ask.person.is_admin or named_in_reply(ask.message):
        return False
    if desk.session.awaits_workbook(ask.user_id):
        return suffix_of(upload_of(ask.message).filename) in _OFFICE_FILES
    return not desk.session.awaited_entry(ask.user_id) and await uploading.is_for_setup(desk, ask)
