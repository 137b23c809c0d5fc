"""Guided conversations: a thin form engine and one small file for each form."""

from perfbot.forms.buttons import (
    EntryPress,
    Press,
    button_data,
    entry_button,
    parse_entry_press,
    parse_press,
)
from perfbot.forms.drafts import Context, Draft, Wanted
from perfbot.forms.engine import interrupt, open_form, resume, retry, take_press, take_text
from perfbot.forms.fields import Choice, Field, Form, Misread
from perfbot.forms.registry import FORMS
from perfbot.forms.shown import Answered, Closed, Denied, Offered, Prompt, Review, Shown, Stale, Turn

__all__ = [
    "FORMS",
    "Answered",
    "Choice",
    "Closed",
    "Context",
    "Denied",
    "Draft",
    "EntryPress",
    "Field",
    "Form",
    "Misread",
    "Offered",
    "Press",
    "Prompt",
    "Review",
    "Shown",
    "Stale",
    "Turn",
    "Wanted",
    "button_data",
    "entry_button",
    "interrupt",
    "open_form",
    "parse_entry_press",
    "parse_press",
    "resume",
    "retry",
    "take_press",
    "take_text",
]
