"""/ready: what the report lacks, by the people who can supply it, with buttons into each conversation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from perfbot.domain.books.book import Book
from perfbot.domain.evaluation.readiness import Advice, AdviceKind, Readiness, ReadinessStep
from perfbot.render.buttons import button, command_button, cut_name, in_rows
from perfbot.render.chat.own_figures import contradiction_line
from perfbot.render.document import Block, Button, Document, Items, bold, document, inline, paragraph
from perfbot.render.presses import ReasonPress
from perfbot.render.report.gaps import gap_lines
from perfbot.render.terms import book_name

NOBODY = "还没有指定负责人"
_MOST_BUTTONS = 12

_LABELS = {
    ReadinessStep.SPEND: "支出",
    ReadinessStep.RESULT: "完成值",
    ReadinessStep.EXPLAIN: "原因",
    ReadinessStep.ADJUST: "预算",
    ReadinessStep.TEXT: "写文字部分",
    ReadinessStep.DECLARE: "填报自评得分",
    ReadinessStep.SETUP: "设置项目和指标",
    ReadinessStep.GOAL: "填写总体目标",
    ReadinessStep.REVIEW: "审核",
}


def ready_document(book: Book, found: Readiness, names: Mapping[int, str]) -> Document:
    """What is missing and what finance will ask; `names` gives people's names by id."""
    title = f"{book_name(book)} 自评报告"
    return document(
        paragraph(bold(title), "　", bold(_verdict(found))),
        *_missing_blocks(book, found, names),
        *_advice_blocks(book, found),
        buttons=[*_buttons(book, found), _more(book)],
    )


def _more(book: Book) -> list[Button]:
    return [command_button("生成报告", "report", book.key), command_button("自评得分", "score", book.key)]


def _verdict(found: Readiness) -> str:
    return "✅ 可以报送" if found.ready else f"还缺 {len(found.missing)} 项"


def _missing_blocks(book: Book, found: Readiness, names: Mapping[int, str]) -> Iterator[Block]:
    for owners, items in found.by_owners().items():
        yield paragraph(bold(owner_words(owners, names)), f"　{len(items)} 项")
        yield Items(tuple(inline(line) for line in gap_lines(book, [item.gap for item in items])))


def owner_words(owners: Sequence[int], names: Mapping[int, str]) -> str:
    """The people who can supply it; where there is nobody, that somebody must be named."""
    return "、".join(names.get(person, str(person)) for person in owners) or NOBODY


def _advice_blocks(book: Book, found: Readiness) -> Iterator[Block]:
    if found.advice:
        yield paragraph(bold("财政可能会问（不影响报告定稿）"))
        yield Items(tuple(inline(advice_line(book, advice)) for advice in found.advice))


def advice_line(book: Book, advice: Advice) -> str:
    """A question to expect, in one line."""
    if advice.kind is AdviceKind.NO_GOALS:
        return f"{advice.count} 个项目没有填写年度总体目标，自评表会是草稿，请用 /goal 填写"
    if advice.contradiction is not None:
        return contradiction_line(advice.contradiction)
    project = book.projects[advice.project].name
    state = book.indicator(advice.indicator) if advice.indicator else None
    result = state.result() if state else None
    values = f"（目标 {state.described.target_value}，完成 {result.actual_value}）" if state and result else ""
    name = f"“{state.described.name}”" if state else ""
    match advice.kind:
        case AdviceKind.FAR_EXCEEDED:
            return f"{project}{name}超过目标较多{values}，建议写一句说明"
        case AdviceKind.GOALS_WITHOUT_MONEY:
            return f"{project}：目标全部完成而资金没有用完，建议写明原因"
        case AdviceKind.UNCLEAR:
            return f"{project}{name}需人工判断{values}，建议把完成值写明确"
    return ""


def _buttons(book: Book, found: Readiness) -> list[list[Button]]:
    made: dict[str, tuple[ReadinessStep, Button]] = {}
    wanted = [(item.step, item.gap.project, item.gap.indicator) for item in found.missing]
    wanted += [(_ADVISED.get(item.kind, ReadinessStep.EXPLAIN), item.project, item.indicator) for item in found.advice]
    for step, project, indicator in wanted:
        way = _step_button(book, step, project, indicator)
        if way is not None and way.data:
            made.setdefault(way.data, (step, way))
    return in_rows(_fairly(list(made.values())))


_ADVISED = {
    AdviceKind.UNCLEAR: ReadinessStep.RESULT,
    AdviceKind.NO_GOALS: ReadinessStep.GOAL,
    AdviceKind.OTHER_FIGURE: ReadinessStep.TEXT,
}


def _fairly(buttons: Sequence[tuple[ReadinessStep, Button]]) -> list[Button]:
    """As many as fit, some of each conversation, in their order."""
    counted: Counter[ReadinessStep] = Counter()
    ranked = []
    for place, (step, way) in enumerate(buttons):
        ranked.append((counted[step], place, way))
        counted[step] += 1
    return [way for _, _, way in sorted(sorted(ranked)[:_MOST_BUTTONS], key=lambda one: one[1])]


def _step_button(book: Book, step: ReadinessStep, project: str, indicator: str) -> Button | None:
    key = book.key
    short = book.projects[project].short_name if project else ""
    state = book.indicator(indicator) if indicator else None
    match step:
        case ReadinessStep.SPEND | ReadinessStep.RESULT | ReadinessStep.ADJUST:
            return command_button(f"{_LABELS[step]}：{short}", step.value, key, project)
        case ReadinessStep.EXPLAIN:
            name = cut_name(state.described.name) if state else short
            return button(f"{_LABELS[step]}：{name}", ReasonPress(key, indicator or project))
        case ReadinessStep.TEXT | ReadinessStep.DECLARE | ReadinessStep.SETUP | ReadinessStep.GOAL:
            return command_button(_LABELS[step], step.value, key)
    return None


def ready_json(book: Book, found: Readiness, names: Mapping[int, str]) -> dict[str, Any]:
    """The same as plain JSON values."""
    return {
        "fund": book.key.fund,
        "year": book.year,
        "ready": found.ready,
        "missing": [
            {
                "kind": item.gap.kind.value,
                "step": item.step.value,
                "project": item.gap.project,
                "indicator": item.gap.indicator,
                "section": item.gap.section,
                "line": gap_lines(book, [item.gap])[0],
                "owners": [names.get(person, str(person)) for person in item.owners],
            }
            for item in found.missing
        ],
        "advice": [
            {"kind": advice.kind.value, "project": advice.project, "line": advice_line(book, advice)}
            for advice in found.advice
        ],
    }
