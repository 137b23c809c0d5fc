"""Where a draft stands: which answers hold, which question is open and why, how far along it is; all derived."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from perfbot.domain.books.errors import Refused
from perfbot.forms.engine.drafts import Context, Draft
from perfbot.forms.engine.fields import SKIPPED, Field, Form, Misread, Problem, Situation, always, no_default
from perfbot.forms.engine.shown import REVIEW, Answered


@dataclass(frozen=True)
class Standing:
    """The answers that hold, as values and as kept; the open question (None: none) and what is wrong with it.

    A question that is put at the review has its provisional value among the values, but nothing kept.
    """

    here: Situation
    kept: Mapping[str, str]
    open: Field | None = None
    problem: Problem | None = None

    @property
    def question(self) -> str:
        """The name of what is to be asked now."""
        return self.open.name if self.open else REVIEW

    @property
    def at_review(self) -> bool:
        """Whether the review is to be shown, perhaps with a last question on it."""
        return self.open is None or self.open.provisional is not None

    @property
    def values(self) -> Mapping[str, Any]:
        """The valid answers."""
        return self.here.values


def stand(form: Form, draft: Draft, ctx: Context, *, until: str | None = None) -> Standing:
    """Walk the questions: the first that applies and has no valid answer is open, or the one named by `until`."""
    values: dict[str, Any] = {}
    kept: dict[str, str] = {}
    last: Field | None = None
    for field in form.fields:
        here = Situation(ctx, draft, dict(values))
        if not field.applies(here):
            continue
        typed = _typed(field, here)
        if field.name == until or (typed is None and field.provisional is None):
            return Standing(here, kept, field)
        try:
            values[field.name] = _value(field, typed, here)
        except (Misread, Refused) as why:
            return Standing(here, kept, field, problem_of(why))
        if typed is None:
            last = last or field
        else:
            kept[field.name] = typed
    return Standing(Situation(ctx, draft, values), kept, last)


def _typed(field: Field, here: Situation) -> str | None:
    """What the draft holds, or the default; an answer that no longer fits a question of the review is none."""
    typed = field.kept_in(here.draft)
    typed = field.default(here) if typed is None else typed
    if typed is None or field.provisional is None:
        return typed
    return typed if any(choice.kept == typed for choice in field.choices(here)) else None


def _value(field: Field, typed: str | None, here: Situation) -> Any:
    if typed is None and field.provisional is not None:
        typed = field.provisional(here)
    return read(field, typed or "", here)


def read(field: Field, typed: str, here: Situation) -> Any:
    """The value of what is kept; an optional question's empty answer is an empty one."""
    return "" if field.optional and typed == "" else field.read(typed, here)


def problem_of(why: Misread | Refused) -> Problem | None:
    """What the person is told; nothing where an answer is only not complete yet."""
    return (why.problem or None) if isinstance(why, Misread) else why


def answers(form: Form, standing: Standing) -> tuple[Answered, ...]:
    """The answers that hold, as they read back."""
    return tuple(
        Answered(field.name, field.label, shown(field, standing.values[field.name], standing.here), field.editable)
        for field in form.fields
        if field.name in standing.kept and not field.hidden
    )


def shown(field: Field, value: Any, here: Situation) -> str:
    """One answer as it reads back; an empty one as what was tapped instead, or a stroke."""
    if value != "":
        return field.show(value, here)
    return "—" if field.skip_label == SKIPPED else field.skip_label


def progress(form: Form, field: Field, whole: Standing) -> tuple[int, int]:
    """The question's place among those that are asked, and how many there are: 0 while an answer may change that.

    (0, 0) when one answer is being changed.
    """
    if whole.at_review:
        return 0, 0
    names = [question.name for question in form.fields if _is_asked(question, whole.here)]
    if field.name not in names:
        return 0, 0
    return names.index(field.name) + 1, len(names) if _is_settled(form, field, whole.here) else 0


def _is_settled(form: Form, field: Field, here: Situation) -> bool:
    """Whether no answer to come adds or spares a question: one further on, or one that a doubt at the review raises."""
    at_review = {question.name for question in form.fields if question.provisional and question.applies(here)}
    asked = [question for question in form.fields if question.provisional is None]
    later = asked[asked.index(field) + 1 :] if field in asked else asked
    certain = all(question.applies is always and question.default is no_default for question in later)
    return certain and not any(at_review & set(question.depends_on) for question in asked)


def _is_asked(field: Field, here: Situation) -> bool:
    earlier = Situation(here.ctx, here.draft, {name: v for name, v in here.values.items() if name != field.name})
    return field.provisional is None and field.applies(earlier) and field.default(earlier) is None


def before(form: Form, standing: Standing) -> Field | None:
    """The question to go back to: the last answered one before the open one that is really asked."""
    reached = [field for field in form.fields if field.name in standing.kept and field is not standing.open]
    asked = [field for field in reached if _is_asked(field, standing.here)]
    return asked[-1] if asked else None


def fingerprint(form: Form, kept: Mapping[str, str]) -> str:
    """Eight characters that change when any answer changes: a 确认 belongs to the review that showed the answers."""
    plain = json.dumps([form.name, sorted(kept.items())], ensure_ascii=True)
    return f"{zlib.crc32(plain.encode('ascii')):08x}"
