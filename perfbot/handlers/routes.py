"""The tables of commands and buttons with their handlers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from perfbot.forms.engine.buttons import Press
from perfbot.forms.registry import FORMS
from perfbot.handlers import (
    alerts,
    comparing,
    conversing,
    digest,
    evaluating,
    evidence,
    exporting,
    general,
    hiding,
    inviting,
    membership,
    reading,
    reports,
    reviewing,
    setting_up,
    texts,
    trail,
)
from perfbot.handlers.asking import Ask
from perfbot.handlers.desk import Desk
from perfbot.render.presses import (
    AlertPress,
    DigestPress,
    EntryPress,
    HidePress,
    LeavePress,
    LoadPress,
    PlacePress,
    ProgressPress,
    ReasonPress,
    ReviewAllPress,
    ReviewOnePress,
    ReviewPress,
    SetupPress,
    ShowPress,
    TextPress,
    TrailEntryPress,
    TrailKindsPress,
    TrailPress,
    TrailProjectsPress,
)

Act = Callable[[Desk, Ask], Awaitable[None]]
PressRoutes = dict[type[Any], Callable[[Desk, Ask, Any], Awaitable[None]]]


def _form(name: str) -> Act:
    async def act(desk: Desk, ask: Ask) -> None:
        await conversing.open_command(desk, ask, name)

    return act


COMMAND_ROUTES: dict[str, Act] = {
    "start": general.start,
    "help": general.help_,
    "whoami": general.whoami,
    "cancel": conversing.cancel,
    **{form.command: _form(name) for name, form in FORMS.items() if form.command},
    "todo": reading.todo,
    "progress": reading.show_progress,
    "alerts": alerts.show_alerts,
    "digest": digest.digest,
    "schedules": digest.schedules,
    "report": reports.report,
    "score": evaluating.score,
    "lint": evaluating.lint,
    "form": evaluating.form,
    "ready": comparing.ready,
    "compare": comparing.compare,
    "history": trail.history,
    "undo": trail.undo,
    "invite": inviting.invite,
    "members": membership.members,
    "leave": membership.leave,
    "setup": setting_up.setup,
    "review": reviewing.review,
    "text": texts.text,
    "export": exporting.export,
    "backup": exporting.backup,
}

PRESS_ROUTES: PressRoutes = {
    Press: conversing.press,
    EntryPress: trail.press_entry,
    PlacePress: evidence.place,
    ProgressPress: reading.press_card,
    TrailPress: trail.press_page,
    TrailProjectsPress: trail.press_projects,
    TrailKindsPress: trail.press_kinds,
    TrailEntryPress: trail.press_number,
    AlertPress: alerts.press,
    ReasonPress: alerts.press_reason,
    DigestPress: digest.press,
    SetupPress: setting_up.press,
    LoadPress: setting_up.press_load,
    HidePress: hiding.press_hide,
    ShowPress: hiding.press_show,
    TextPress: texts.press,
    ReviewPress: reviewing.press,
    ReviewOnePress: reviewing.press_one,
    ReviewAllPress: reviewing.press_all,
    LeavePress: membership.press_leave,
    **dict.fromkeys(membership.OFFICE_PRESSES, membership.press),
}
