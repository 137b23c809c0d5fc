"""Every command and every kind of button, with the handler that answers it: one visible list."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from perfbot.forms.registry import FORMS
from perfbot.handlers import (
    alerts,
    comparing,
    conversing,
    digest,
    evaluating,
    exporting,
    general,
    inviting,
    membership,
    reading,
    reports,
    reviewing,
    setting_up,
    texts,
    todo,
    trail,
)
from perfbot.handlers.asking import Ask
from perfbot.handlers.desk import Desk

Act = Callable[[Desk, Ask], Awaitable[None]]


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
    "todo": todo.todo,
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

PRESS_ROUTES: dict[str, Act] = {
    "f": conversing.press,
    "e": trail.press_entry,
    "p": reading.press_card,
    "h": trail.press_history,
    "m": membership.press,
    "a": alerts.press,
    "d": digest.press,
    "s": setting_up.press,
    "t": texts.press,
    "v": reviewing.press,
}
