"""One entry of each kind with every field given, another value for each field, and books of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from perfbot.domain.books import entries as kinds
from perfbot.domain.books.book import Book
from perfbot.domain.books.entries import ENTRY_TYPES, Basis, Entry
from perfbot.domain.books.facts import BudgetKind, BudgetLine, ReviewVerdict
from perfbot.domain.books.keys import BookKey
from perfbot.domain.values import Direction

AT = datetime(2021, 12, 20, 9, tzinfo=UTC)
NAMES = {1: "王主任", 7: "李经办"}
SIGNED: dict[str, Any] = {"recorded_at": AT, "recorded_by": 1}
STATED: dict[str, Any] = {"recorded_at": AT, "recorded_by": 1, "basis": Basis.REPORTED, "note": "据批复"}
DIFFERENT: dict[str, Any] = {
    "id": "other",
    "number": 99,
    "recorded_at": datetime(2021, 12, 21, 10, 30, tzinfo=UTC),
    "recorded_by": 7,
    "basis": Basis.ASSUMED,
    "note": "另一个说明",
}


def line(project: str, amount: int) -> BudgetLine:
    return BudgetLine(project=project, amount=Decimal(amount))


def months(step: int) -> tuple[Decimal, ...]:
    return tuple(Decimal(step * month) for month in range(1, 13))


def helpers() -> list[Entry]:
    """What the entries under test refer to."""
    lines = (line("p01", 9_000_000), line("p02", 9_000_000))
    start: dict[str, Any] = {"kind": BudgetKind.APPROPRIATION, "on": date(2021, 1, 1)}
    goal: dict[str, Any] = {"level_one": "产出指标", "level_two": "数量指标", "target_value": "10次"}
    paid: dict[str, Any] = {"project": "p01", "amount": Decimal(5_000), "on": date(2021, 2, 1), "purpose": "错的"}
    return [
        kinds.FundOpened(id="f0", number=0, **SIGNED, name="旧", bureau="旧", unit="旧"),
        kinds.ProjectAdded(id="p1", number=0, **SIGNED, project="p01", name="甲项目"),
        kinds.ProjectAdded(id="p2", number=0, **SIGNED, project="p02", name="乙项目"),
        kinds.BudgetChanged(id="a1", number=0, **SIGNED, lines=lines, **start),
        kinds.IndicatorSet(id="i1", number=0, **SIGNED, project="p01", indicator="i-1", name="指标一", **goal),
        kinds.IndicatorSet(id="i2", number=0, **SIGNED, project="p02", indicator="i-2", name="指标二", **goal),
        kinds.Spending(id="s0", number=0, **SIGNED, **paid),
        kinds.Spending(id="s00", number=0, **SIGNED, **paid),
        kinds.IndicatorResult(id="r0", number=0, **SIGNED, indicator="i-2", actual_value="9次", on=date(2021, 3, 1)),
        kinds.PeriodClosed(id="c0", number=0, **SIGNED, period="2021-03"),
        kinds.PeriodClosed(id="c00", number=0, **SIGNED, period="2021-04"),
    ]


ONE: dict[type[Entry], dict[str, Any]] = {
    kinds.FundOpened: {"name": "发展经费", "bureau": "工信局", "unit": "办公室", "contact": "张三", "phone": "0750-1"},
    kinds.ProjectAdded: {
        "project": "p03", "name": "丙项目", "short_name": "丙", "section": "规划科", "mid_year": True,
        "reported": False, "goal": f"{'办好展会' * 10}甲", "achievement": "已办好",
    },
    kinds.BudgetChanged: {
        "kind": BudgetKind.TRANSFER, "on": date(2021, 5, 6), "lines": (line("p01", -10_000), line("p02", 30_000)),
        "document_number": "江财〔2021〕1号", "supplement": Decimal(20_000),
    },
    kinds.PlanSet: {"project": "p01", "cumulative": months(1000)},
    kinds.Spending: {
        "project": "p01", "amount": Decimal(5_000), "on": date(2021, 6, 1), "purpose": "展位",
        "awaiting_supplement": True, "corrects": "s0",
    },
    kinds.IndicatorSet: {
        "project": "p01", "indicator": "i-3", "level_one": "效益类", "level_two": "质量指标", "name": "合格率",
        "target_value": "≥90%", "weight": Decimal(12), "removed": False, "direction": Direction.AT_LEAST,
    },
    kinds.IndicatorResult: {
        "indicator": "i-1", "actual_value": "8次", "on": date(2021, 11, 5), "reason": "疫情", "remedy": "补办",
        "corrects": "r0",
    },
    kinds.Reversal: {"target": "s0", "reason": "录错"},
    kinds.TextWritten: {"section": "problems", "paragraphs": ("支出偏慢", "进度不均")},
    kinds.ScoreDeclared: {"score": Decimal("97.5"), "grade": "优"},
    kinds.DeviationExplained: {"subject": "p02", "reason": "延期", "remedy": "加快"},
    kinds.EvidenceAttached: {
        "target": "s00", "sha256": "ab" * 32, "filename": "发票.pdf", "media_type": "application/pdf", "size": 4096,
        "suffix": "pdf",
    },
    kinds.ResultReviewed: {"target": "r0", "verdict": ReviewVerdict.RETURNED, "remark": "附材料"},
    kinds.ReviewSwitched: {"on": True},
    kinds.PeriodClosed: {"period": "2021-01"},
    kinds.PeriodReopened: {"period": "2021-03", "reason": "补登"},
}  # fmt: skip
"""One entry of each kind, every field given; a field that is added is added here and in OTHER."""

OTHER: dict[type[Entry], dict[str, Any]] = {
    kinds.FundOpened: {"name": "扶持经费", "bureau": "商务局", "unit": "财务科", "contact": "李四", "phone": "0750-2"},
    kinds.ProjectAdded: {
        "project": "p04", "name": "丁项目", "short_name": "丁", "section": "法规科", "mid_year": False,
        "reported": True, "goal": f"{'办好展会' * 10}乙", "achievement": "没有办",
    },
    kinds.BudgetChanged: {
        "kind": BudgetKind.SUPPLEMENT, "on": date(2021, 5, 7), "lines": (line("p01", -20_000), line("p02", 40_000)),
        "document_number": "江财〔2021〕2号", "supplement": Decimal(30_000),
    },
    kinds.PlanSet: {"project": "p02", "cumulative": (Decimal(1), *months(1000)[1:])},
    kinds.Spending: {
        "project": "p02", "amount": Decimal(4_000), "on": date(2021, 2, 1), "purpose": "印刷",
        "awaiting_supplement": False, "corrects": "s00",
    },
    kinds.IndicatorSet: {
        "project": "p02", "indicator": "i-4", "level_one": "产出指标", "level_two": "时效指标", "name": "及时率",
        "target_value": "≥80%", "weight": Decimal(13), "removed": True, "direction": Direction.BETWEEN,
    },
    kinds.IndicatorResult: {
        "indicator": "i-2", "actual_value": "7次", "on": date(2021, 11, 6), "reason": "天气", "remedy": "改期",
        "corrects": "s0",
    },
    kinds.Reversal: {"target": "s00", "reason": "重复"},
    kinds.TextWritten: {"section": "practices", "paragraphs": ("支出偏慢", "进度不匀")},
    kinds.ScoreDeclared: {"score": Decimal("88.5"), "grade": "良"},
    kinds.DeviationExplained: {"subject": "i-2", "reason": "调整", "remedy": "催办"},
    kinds.EvidenceAttached: {
        "target": "r0", "sha256": "cd" * 32, "filename": "合同.pdf", "media_type": "image/png", "size": 9999,
        "suffix": "png",
    },
    kinds.ResultReviewed: {"target": "s0", "verdict": ReviewVerdict.CONFIRMED, "remark": "缺盖章"},
    kinds.ReviewSwitched: {"on": False},
    kinds.PeriodClosed: {"period": "2021-02"},
    kinds.PeriodReopened: {"period": "2021-04", "reason": "更正"},
}  # fmt: skip


def entry_of(what: type[Entry], **changed: Any) -> Entry:
    return what(**{"id": what.__name__, "number": 0, **STATED, **ONE[what], **changed})


def book_with(tried: type[Entry], **changed: Any) -> Book:
    """The helpers and one entry of each kind, that of the kind that is tried with what is changed."""
    every = [*helpers(), *(entry_of(one, **(changed if one is tried else {})) for one in ENTRY_TYPES)]
    numbered = [replace(entry, number=entry.number or place) for place, entry in enumerate(every, start=1)]
    return Book(BookKey("f", 2021), numbered)
