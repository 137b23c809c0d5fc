"""Questions that several forms put: which project, for what purpose, for what reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from perfbot.domain.books import checks
from perfbot.domain.books import word_rules as rule
from perfbot.domain.books.entries import Basis
from perfbot.domain.books.errors import NotAllowed
from perfbot.domain.books.states import ProjectState
from perfbot.forms.engine.choosing import FEW
from perfbot.forms.engine.drafts import Context
from perfbot.forms.engine.fields import Choice, Choices, Field, Misread, Problem, Situation, shortened

_LEAST_WORDS = 2
EXPLAIN = "请用文字写明，例如：采购流程耗时较长。"


def needs_a_project(ctx: Context, _: str) -> Problem | None:
    """The refusal for a person who records for no project; None for others."""
    if ctx.recordable:
        return None
    if ctx.book.projects or not ctx.actor.is_admin:
        return NotAllowed(ctx.actor.id)
    return "台账里还没有二级项目，请先建立项目。"


def office_only(ctx: Context, _: str) -> Problem | None:
    """The refusal for people who are not of the office; None for others."""
    return None if ctx.actor.is_admin else NotAllowed(ctx.actor.id)


def project_choices(here: Situation) -> tuple[Choice, ...]:
    """The projects that the person may record for."""
    return _named(here.ctx.recordable)


def projects_of_others(here: Situation) -> tuple[Choice, ...]:
    """The projects that somebody else records for."""
    own = {state.code for state in here.ctx.recordable}
    return _named(state for code, state in here.ctx.book.projects.items() if code not in own)


def _named(states: Iterable[ProjectState]) -> tuple[Choice, ...]:
    return tuple(Choice(state.code, state.short_name, names=(state.name, state.short_name)) for state in states)


def the_only(choices: Callable[[Situation], tuple[Choice, ...]]) -> Callable[[Situation], str | None]:
    """The default where there is only one choice, so that nothing is asked."""

    def default(here: Situation) -> str | None:
        known = choices(here)
        return known[0].kept if len(known) == 1 else None

    return default


def _project(code: str, here: Situation) -> str:
    checks.known_project(here.ctx.book, code)
    checks.may_record(here.ctx.book, here.ctx, code)
    return code


def _the_only_project(here: Situation) -> str | None:
    known = here.ctx.recordable
    return known[0].code if len(known) == 1 else None


def how_to_choose(choices: Choices) -> Callable[[Situation], str]:
    """What may be typed instead of tapping; a number only where the list is numbered."""
    return lambda here: f"点选，或输入名称的一部分、拼音首字母{'、序号' if len(choices(here)) > FEW else ''}"


def project_name(code: str, here: Situation) -> str:
    """The project's full name."""
    known = here.ctx.book.projects.get(code)
    return known.name if known else code


PROJECT: Field = Field(
    name="project",
    label="项目",
    ask="哪个二级项目？",
    hint=how_to_choose(project_choices),
    read=_project,
    choices=project_choices,
    of_others=projects_of_others,
    closed=True,
    default=_the_only_project,
    show=project_name,
)


def told_in(words: rule.WordRule) -> Callable[[str, Situation], str]:
    """A reader of required words; raises MissingWords or TooLong."""
    return lambda text, _: words.given(text)


def explained_in(words: rule.WordRule) -> Callable[[str, Situation], str]:
    """A reader of a reason or remedy for the report; refuses a bare figure."""

    def read(text: str, _: Situation) -> str:
        if text.strip() and sum(character.isalpha() for character in text) < _LEAST_WORDS:
            raise Misread(EXPLAIN)
        return words.given(text)

    return read


def _recent_purposes(here: Situation) -> tuple[Choice, ...]:
    """Purposes that people recorded lately for this project; not those of loaded files."""
    state = here.ctx.book.projects.get(here.value("project") or "")
    recent = [item[2] for item in reversed(state.spendings[-30:])] if state else []
    first_of = {entry.purpose: entry for entry in reversed(recent) if entry.purpose and entry.basis is Basis.RECORDED}
    latest = sorted(first_of.values(), key=lambda entry: -entry.number)[:3]
    return tuple(Choice(f"n{entry.number}", shortened(entry.purpose), entry.purpose) for entry in latest)


PURPOSE: Field = Field(
    name="purpose",
    label="用途",
    ask="用在什么地方？",
    hint="例：展位搭建费",
    read=told_in(rule.PURPOSE),
    choices=_recent_purposes,
)


def reason_field(ask: str, *quick: str, hint: str = "") -> Field:
    """A question for a required reason, with common ones to tap."""
    choices = tuple(Choice(f"q{index}", words, words) for index, words in enumerate(quick, start=1))
    return Field(
        name="reason",
        label="原因",
        ask=ask,
        hint=hint,
        read=explained_in(rule.REASON),
        choices=lambda _: choices,
    )


REMEDY = Field(
    name="remedy",
    label="改进措施",
    ask="打算怎么改进？",
    hint="例：提前启动采购，每月通报进度",
    read=explained_in(rule.REMEDY),
    optional=True,
)


def renamed(field: Field, **changes: object) -> Field:
    """The question with some attributes changed for one form."""
    return replace(field, **changes)  # type: ignore[arg-type]
