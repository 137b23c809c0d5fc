"""What a sent file is for: words of the report, the set-up of a year, or evidence for an entry."""

from __future__ import annotations

from perfbot.handlers import evidence, texts, uploading
from perfbot.handlers.answering import reply
from perfbot.handlers.asking import Ask
from perfbot.handlers.desk import Desk
from perfbot.handlers.evidence import named_in_reply
from perfbot.handlers.sent_files import NotHandedOut, upload_of
from perfbot.records.evidence import suffix_of
from perfbot.render.chat import answers

_OFFICE_FILES = frozenset(
    {"xlsx", "xls", "xlsm", "xlsb", "xltx", "xltm", "et", "ods", "docx", "doc", "docm", "odt", "wps", "toml", "csv"}
)


async def receive(desk: Desk, ask: Ask) -> None:
    """A photo or file in the private chat."""
    try:
        await _received(desk, ask)
    except NotHandedOut as failure:
        await reply(desk, ask, answers.file_not_handed_out(failure.too_large), anew=True)


async def _received(desk: Desk, ask: Ask) -> None:
    held = desk.drafts.of(ask.user_id)
    if held is not None and held.form == texts.FORM:
        await texts.receive(desk, ask)
    elif held is None and await _is_for_setup(desk, ask):
        await uploading.receive(desk, ask)
    else:
        await evidence.receive(desk, ask)


async def _is_for_setup(desk: Desk, ask: Ask) -> bool:
    """An administrator's office file that was asked for, or a set-up workbook that was not."""
    if ask.message is None or not ask.person.is_admin or named_in_reply(ask.message):
        return False
    if desk.session.awaits_workbook(ask.user_id):
        return suffix_of(upload_of(ask.message).filename) in _OFFICE_FILES
    return not desk.session.awaited_entry(ask.user_id) and await uploading.is_for_setup(desk, ask)
