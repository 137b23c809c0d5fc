"""The registry of all forms by name."""

from __future__ import annotations

from perfbot.forms.adjust import ADJUST
from perfbot.forms.close import CLOSE
from perfbot.forms.correct_result import CORRECT_RESULT
from perfbot.forms.correct_spending import CORRECT_SPENDING
from perfbot.forms.declare import DECLARE
from perfbot.forms.engine.fields import Form
from perfbot.forms.explain import EXPLAIN
from perfbot.forms.goal import GOAL
from perfbot.forms.indicator import DROP_INDICATOR, INDICATOR_FORM
from perfbot.forms.plan import PLAN
from perfbot.forms.result import RESULT
from perfbot.forms.return_result import RETURN_RESULT
from perfbot.forms.reverse import REVERSE
from perfbot.forms.spend import SPEND
from perfbot.forms.text import TEXT

FORMS: dict[str, Form] = {
    form.name: form
    for form in (
        SPEND,
        RESULT,
        REVERSE,
        CORRECT_SPENDING,
        CORRECT_RESULT,
        EXPLAIN,
        PLAN,
        ADJUST,
        DECLARE,
        CLOSE,
        TEXT,
        GOAL,
        INDICATOR_FORM,
        DROP_INDICATOR,
        RETURN_RESULT,
    )
}
"""Forms without a command open from a button only: under a saved entry, or beside what is missing."""
