"""Decides what a sent file is: text of the report, set-up of a year, or evidence."""

from __future__ import annotations

from perfbot.handlers import evidence, texts, uploading
from perfbot.handlers.asking import Ask
from perfbot.handlers.desk import Desk
from perfbot.handlers.evidence import named_in_reply
from perfbot.handlers.sent_files import upload_of
from perfbot.records.evidence import suffix_of

_OFFICE_FILES = frozenset(
    {"xlsx", "xls", "xlsm", "xlsb", "xltx", "xltm", "et", "docx", "doc", "docm", "wps", "toml", "csv"}
)


async def receive(desk: Desk, ask: Ask) -> None:
    """Handle a photo or file of the private chat."""
    held = desk.drafts.of(ask.user_id)
    if held is not None and held.form == texts.FORM:
        await texts.receive(desk, ask)
    elif held is None and await _is_for_setup(desk, ask):
        await uploading.receive(desk, ask)
    else:
        await evidence.receive(desk, ask)


async def _is_for_setup(desk: Desk, ask: Ask) -> bool:
    """Whether an administrator's office file was asked for by /setup, or is a set-up workbook."""
    if ask.message is None or not ask.person.is_admin or named_in_reply(ask.message):
        return False
    if desk.session.awaits_workbook(ask.user_id):
        return suffix_of(upload_of(ask.message).filename) in _OFFICE_FILES
    return not desk.session.awaited_entry(ask.user_id) and await uploading.is_for_setup(desk, ask)
