"""Questions that several forms put: which project, how much, which day, in which words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal

from perfbot.domain.amounts.money import WAN, InvalidAmount, format_both, format_wan, parse_amount, unit_slip
from perfbot.domain.books import checks
from perfbot.domain.books import word_rules as rule
from perfbot.domain.books.entries import Basis, Spending
from perfbot.domain.books.errors import NotAllowed
from perfbot.domain.books.states import ZERO, ProjectState
from perfbot.forms.engine.choosing import FEW, one_of
from perfbot.forms.engine.drafts import Context
from perfbot.forms.engine.fields import Choice, Choices, Field, Misread, Problem, Situation, shortened

EXPLAIN = "请用文字写明，例如：采购流程耗时较长。"
AMOUNT_EXAMPLES = "例：3.57（万元）、35700元、12+3.5"


def needs_a_project(ctx: Context, _: str) -> Problem | None:
    """Why a form about projects does not open for the person."""
    if ctx.recordable:
        return None
    if ctx.book.projects or not ctx.actor.is_admin:
        return NotAllowed(ctx.actor.id)
    return "台账里还没有二级项目，请先建立项目。"


def office_only(ctx: Context, _: str) -> Problem | None:
    """Why a form of the office does not open for the person."""
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
    """A default where there is but one choice: then nothing is asked."""

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
    elsewhere=projects_of_others,
    closed=True,
    default=_the_only_project,
    show=project_name,
)


def remaining(here: Situation, project: str | None = None) -> Decimal:
    """元 of the project's adjusted budget that are left; what an entry under correction took counts as left."""
    code = project or here.value("project")
    state = here.ctx.book.projects.get(code) if code else None
    if state is None:
        return ZERO
    corrected = here.draft.subject if here.draft.form == "correct_spending" else ""
    old = here.ctx.book.entry(corrected) if corrected else None
    back = old.amount if isinstance(old, Spending) and old.project == code else ZERO
    return state.adjusted_budget() - state.executed() + back


def read_amount(text: str, _: Situation) -> Decimal:
    """An amount in 元; a bare number counts in 万元."""
    try:
        return parse_amount(text)
    except InvalidAmount as why:
        raise Misread(str(why)) from None


def amount(here: Situation) -> Decimal:
    """The amount in 元 as it stands after the question about its unit."""
    settled = here.value("unit")
    given: Decimal | None = here.value("amount")
    return settled if settled is not None else (given or ZERO)


def _left_over(here: Situation) -> str:
    state = here.ctx.book.projects.get(here.value("project") or "")
    if state is None:
        return AMOUNT_EXAMPLES
    left = remaining(here)
    room = f"还剩 {format_wan(left)} 万元" if left >= 0 else f"已超出 {format_wan(-left)} 万元"
    return f"预算 {format_wan(state.adjusted_budget())} 万元，{room}\n{AMOUNT_EXAMPLES}"


AMOUNT: Field = Field(
    name="amount",
    label="金额",
    ask="支出多少？单位：万元",
    hint=_left_over,
    read=read_amount,
    show=lambda _, here: format_both(amount(here)),
)


def _budget(here: Situation) -> Decimal:
    """元 of the project's adjusted budget."""
    state = here.ctx.book.projects.get(here.value("project") or "")
    return state.adjusted_budget() if state else ZERO


def _two_units(here: Situation) -> tuple[Choice, ...]:
    given = here.value("amount")
    other = unit_slip(given, remaining(here), _budget(here)) if given is not None else None
    if other is None:
        return ()
    figure = f"{max(given, other) / WAN:f}"
    figure = figure.rstrip("0").rstrip(".") if "." in figure else figure
    in_yuan, in_wan = f"{figure}元", f"{figure}万元"
    return Choice("yuan", f"{figure} 元", in_yuan), Choice("wan", f"{figure} 万元", in_wan)


def _ask_unit(here: Situation) -> str:
    yuan, wan = _two_units(here)
    return f"是 {yuan.label}，还是 {wan.label}？"


def _as_typed(here: Situation) -> str:
    """The one of the two that was typed."""
    return next(choice.kept for choice in _two_units(here) if parse_amount(choice.kept) == here.value("amount"))


UNIT: Field = Field(
    name="unit",
    label="单位",
    ask=_ask_unit,
    read=lambda text, here: read_amount(one_of(_two_units)(text, here), here),
    choices=_two_units,
    closed=True,
    applies=lambda here: bool(_two_units(here)),
    by_number=False,
    hidden=True,
    provisional=_as_typed,
)


def _over_budget(here: Situation) -> bool:
    return "amount" in here.values and bool(here.value("project")) and amount(here) > remaining(here)


_AWAITING = (Choice("yes", "待追加", names=("待追加", "等追加", "待追加，先登记")),)

AWAITING: Field = Field(
    name="awaiting",
    label="超预算",
    ask="在等追加吗？确认后标为“待追加”；不是的话请修改金额。",
    read=one_of(lambda _: _AWAITING),
    choices=lambda _: _AWAITING,
    closed=True,
    applies=_over_budget,
    show=lambda *_: "待追加",
    by_number=False,
    editable=False,
    provisional=lambda _: "yes",
    confirm_label="确认，标为待追加",
)


def told_in(words: rule.WordRule) -> Callable[[str, Situation], str]:
    """A reader of words that must be given; raises MissingWords or TooLong."""
    return lambda text, _: words.given(text)


def explained_in(words: rule.WordRule) -> Callable[[str, Situation], str]:
    """A reader of a reason or remedy, which stands in the report: a full stop alone explains nothing."""

    def read(text: str, _: Situation) -> str:
        if text.strip() and not any(character.isalnum() for character in text):
            raise Misread(EXPLAIN)
        return words.given(text)

    return read


def _recent_purposes(here: Situation) -> tuple[Choice, ...]:
    """What people wrote lately for this project; what a loaded file says in their stead is no suggestion."""
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
    """A question for a reason that must be given, with some that are common."""
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
    """The question with some of it changed for one form."""
    return replace(field, **changes)  # type: ignore[arg-type]
