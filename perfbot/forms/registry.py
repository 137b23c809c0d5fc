"""Every form there is, by name; a new conversation is one small file and its name here."""

from __future__ import annotations

from perfbot.forms.fields import Form
from perfbot.forms.result import RESULT
from perfbot.forms.spend import SPEND

FORMS: dict[str, Form] = {form.name: form for form in (SPEND, RESULT)}
