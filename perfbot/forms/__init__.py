"""Guided conversations: a thin form engine and one small file for each form."""

from functools import partial

from perfbot.forms.engine import engine
from perfbot.forms.engine.buttons import (
    Press,
    button_data,
    parse_press,
)
from perfbot.forms.engine.drafts import Context, Draft, Wanted
from perfbot.forms.engine.fields import Choice, Field, Form, Misread
from perfbot.forms.engine.shown import Answered, Closed, Denied, Offered, Prompt, Review, Shown, Stale, Turn
from perfbot.forms.registry import FORMS

__all__ = [
    "FORMS",
    "Answered",
    "Choice",
    "Closed",
    "Context",
    "Denied",
    "Draft",
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
    "interrupt",
    "open_form",
    "parse_press",
    "resume",
    "retry",
    "take_press",
    "take_text",
]

# The engine knows no form: here it is handed every form there is.
open_form = partial(engine.open_form, forms=FORMS)
take_text = partial(engine.take_text, forms=FORMS)
take_press = partial(engine.take_press, forms=FORMS)
resume = partial(engine.resume, forms=FORMS)
interrupt = partial(engine.interrupt, forms=FORMS)
retry = partial(engine.retry, forms=FORMS)
