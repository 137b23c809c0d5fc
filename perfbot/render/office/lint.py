"""/lint: what is weak in a fund's indicators, grouped by kind, each with why and with a better wording."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from perfbot.domain.books.book import Book
from perfbot.domain.evaluation.own_figures import contradictions
from perfbot.domain.setup.findings import Finding, FindingKind, Gravity
from perfbot.render.chat.own_figures import contradiction_details, contradiction_line
from perfbot.render.document import (
    Block,
    Details,
    Document,
    Inline,
    Items,
    Paragraph,
    bold,
    code,
    document,
    inline,
    paragraph,
)
from perfbot.render.office.lint_words import GRAVITIES, SOURCE, WORDS
from perfbot.render.terms import book_name

_OF_THE_FUND = "全部项目"


def lint_document(book: Book, findings: Sequence[Finding]) -> Document:
    """The findings of `setup_checks.setup_findings`, the gravest first; says so when there are none."""
    return document(
        paragraph(bold(f"{book_name(book)} 指标设置检查")),
        _summary(book, findings),
        *_groups(book, findings),
        *_way(findings),
        *contradiction_details(contradictions(book)),
        paragraph(SOURCE, note=True),
    )


def _way(findings: Sequence[Finding]) -> Iterator[Paragraph]:
    if findings:
        yield paragraph("要改指标，请办公室用 ", code("/setup"), " 导出表格，改好再导入。", note=True)


def _summary(book: Book, findings: Sequence[Finding]) -> Paragraph:
    if not findings:
        return paragraph(f"检查了 {len(book.indicators)} 个指标，没有发现问题。")
    counted = Counter(finding.gravity for finding in findings)
    parts = [f"{GRAVITIES[gravity]} {counted[gravity]} 处" for gravity in reversed(Gravity) if counted[gravity]]
    return paragraph(f"检查了 {len(book.indicators)} 个指标：{'，'.join(parts)}。点开看原因和改法。")


def _groups(book: Book, findings: Sequence[Finding]) -> Iterator[Block]:
    for (gravity, kind), group in groupby(findings, key=lambda finding: (finding.gravity, finding.kind)):
        found = list(group)
        words = WORDS[kind]
        count = f"（{len(found)}）" if len(found) > 1 else ""
        why = paragraph(words.why, " ", bold("改法："), words.advice)
        yield Details(f"{GRAVITIES[gravity]}｜{words.title}{count}", (why, _listed(book, found)))


def _listed(book: Book, found: Sequence[Finding]) -> Block:
    """One line each, or the places alone in one line where they say it all."""
    if any(finding_facts(finding) for finding in found):
        return Items(tuple(_line(book, finding) for finding in found))
    return paragraph("、".join(_place(book, finding) for finding in found))


def _line(book: Book, finding: Finding) -> Inline:
    place = _place(book, finding)
    facts = finding_facts(finding)
    better = (" → 可改为 ", bold(finding.suggestion)) if finding.suggestion else ()
    return inline(bold(place), f"：{facts}" if facts else "", *better)


def _place(book: Book, finding: Finding) -> str:
    if not finding.project:
        return _OF_THE_FUND
    project = book.projects[finding.project].short_name
    state = book.indicator(finding.indicator) if finding.indicator else None
    return f"{project}·{state.described.name}" if state else project


def finding_facts(finding: Finding) -> str:
    """What was found, in the words and figures of the book; empty where the place says it all."""
    target, actual = finding.target, finding.actual
    joined = "、".join(finding.others)
    match finding.kind:
        case FindingKind.FEW_BENEFITS | FindingKind.FEW_SATISFACTION:
            which = f"（{joined}）" if joined else ""
            return f"{finding.total} 个项目中只有 {finding.count} 项{which}"
        case FindingKind.SIGNS_MIXED:
            some = finding.count < finding.total
            return f"{finding.total} 处符号{f'中有 {finding.count} 处' if some else '都'}写成 {joined}"
        case FindingKind.NO_COST:
            return f"{finding.total} 个指标中没有一项是成本指标"
        case FindingKind.WEIGHTS_DO_NOT_SUM:
            return f"{joined} 的分值合计 {actual}，应为 {target}"
        case FindingKind.UNITS_WRITTEN_DIFFERENTLY | FindingKind.UNIT_OF_OTHER_KIND:
            return f"目标 {target}，完成 {actual}（{finding.others[0]}／{finding.others[1]}）"
        case FindingKind.TARGET_TOO_LOW | FindingKind.ACTUAL_IS_A_BOUND:
            return f"目标 {target}，完成 {actual}"
        case FindingKind.SAME_NAME_OTHER_TARGET:
            return f"这里是 {target}，另外 {finding.count} 个同名指标是 {finding.others[0]}"
        case FindingKind.KIND_UNKNOWN:
            return f"类型写的是“{joined}”"
        case FindingKind.EMPTY_PROMISE:
            return f"目标“{target}”，“{joined}”无法核对"
    return f"目标 {target}" if target else ""


def lint_json(book: Book, findings: Sequence[Finding]) -> dict[str, Any]:
    """The findings as plain JSON values."""
    return {
        "fund": book.key.fund,
        "year": book.year,
        "indicators": len(book.indicators),
        "findings": [_finding_json(book, finding) for finding in findings],
        "texts": [contradiction_line(one) for one in contradictions(book)],
    }


def _finding_json(book: Book, finding: Finding) -> dict[str, Any]:
    state = book.indicator(finding.indicator) if finding.indicator else None
    words = WORDS[finding.kind]
    return {
        "kind": finding.kind.value,
        "severity": finding.gravity.name.lower(),
        "title": words.title,
        "project": book.projects[finding.project].name if finding.project else "",
        "indicator": state.described.name if state else "",
        "facts": finding_facts(finding),
        "why": words.why,
        "advice": words.advice,
        "suggestion": finding.suggestion,
    }
