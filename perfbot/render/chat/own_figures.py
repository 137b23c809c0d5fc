"""Words figures in people's own texts that contradict the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from perfbot.domain.evaluation.blanks import GRADE, PROJECTS, RATE, SCORE
from perfbot.domain.evaluation.own_figures import Contradiction
from perfbot.render.document import Block, Details, Items, inline, paragraph
from perfbot.render.terms import SECTION_PLACES

_UNITS = {RATE: "", SCORE: " 分", GRADE: "", PROJECTS: " 个"}


def contradiction_line(found: Contradiction) -> str:
    """The place, the figure written, the ledger's figure, and the blank that would always agree."""
    known = f"{found.known}{_UNITS.get(found.blank, ' 万元')}"
    return f"{SECTION_PLACES[found.section]}写的“{found.said}”与台账不一致：{found.blank}是 {known}"


def contradiction_warning(found: Iterable[Contradiction]) -> Iterator[Block]:
    """A few lines under a section that was just written, or is being read."""
    lines = [contradiction_line(one) for one in found]
    if lines:
        advice = "请核对；写成空格位（例：{支出率}）就由台账填数字，不会再不一致。"
        yield paragraph("\n".join(f"⚠️ {line}" for line in lines))
        yield paragraph(advice, note=True)


def contradiction_details(found: Iterable[Contradiction]) -> Iterator[Block]:
    """The same as a folding part, for pages that check a whole book."""
    lines = tuple(inline(contradiction_line(one)) for one in found)
    if lines:
        yield Details(f"⚠️ 报告文字里的数字与台账不一致（{len(lines)}）", (Items(lines),), open=True)
