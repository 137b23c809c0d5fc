"""The bureau's terms: levels, outcomes, lights, kinds of entries, roles, sections."""

from __future__ import annotations

from perfbot.domain.books import entries as kinds
from perfbot.domain.books import sections
from perfbot.domain.books.book import Book
from perfbot.domain.books.entries import Basis, Entry
from perfbot.domain.books.facts import BudgetKind, IndicatorFacts
from perfbot.domain.books.members import Role
from perfbot.domain.indicators.judged import read_value
from perfbot.domain.indicators.status import ReviewState
from perfbot.domain.monitoring.alert import Severity
from perfbot.domain.monitoring.lights import Light
from perfbot.domain.values import Outcome, direction_of

MID_YEAR_MARK = "（年中追加）"
SIMULATED = "注意：支出为模拟数据，仅供试用。"
DRAFT_MARK = "（草稿）"
NONE_MARK = "—"

LIGHTS = {
    Light.OVER: "🔴 超预算",
    Light.RED: "🔴 滞后",
    Light.YELLOW: "🟡 偏慢",
    Light.GREEN: "🟢 正常",
    Light.BLUE: "🔵 超额",
    Light.NONE: "⚪ 暂无",
}
"""How money stands: a circle, with its word, never colour alone."""

GOAL_LIGHTS = {
    Light.RED: "🟥 滞后",
    Light.YELLOW: "🟨 偏慢",
    Light.GREEN: "🟩 正常",
    Light.BLUE: "🟦 超额",
    Light.NONE: "⬜ 暂无",
}
"""How goals stand: a square, so that nobody takes it for the light of the money."""

OUTCOMES = {
    Outcome.EXCEEDED: "⏫ 超额",
    Outcome.MET: "✅ 完成",
    Outcome.PARTLY: "➗ 部分完成",
    Outcome.UNMET: "❌ 未完成",
    Outcome.PENDING: "⏳ 待填",
    Outcome.UNCLEAR: "❓ 需人工判断",
}
"""What a result comes to against its target for the year; no light, which asks whether the goal is on course today."""

URGENCIES = {Severity.CRITICAL: "❗", Severity.WARNING: "⚠️", Severity.NOTE: "ℹ️"}
"""How pressing something is that somebody should do; no colour, so that it is not read as a light."""

ROLES = {Role.ADMIN: "管理员", Role.EDITOR: "经办人", Role.VIEWER: "查看"}

REVIEWS = {
    ReviewState.OFF: "",
    ReviewState.WAITING: "待审核",
    ReviewState.CONFIRMED: "已确认",
    ReviewState.RETURNED: "已退回",
}

BASES = {
    Basis.RECORDED: "登记",
    Basis.REPORTED: "原报告载明",
    Basis.ASSUMED: "假定",
    Basis.DERIVED: "推算",
    Basis.SIMULATED: "模拟",
}

BUDGET_KINDS = {
    BudgetKind.APPROPRIATION: "年初预算",
    BudgetKind.SUPPLEMENT: "年中追加",
    BudgetKind.TRANSFER: "调剂",
    BudgetKind.CUT: "调减",
}

SECTION_NAMES = sections.NAMES
SECTION_PLACES = sections.PLACES

ENTRY_KINDS: dict[type[Entry], str] = {
    kinds.FundOpened: "基本情况",
    kinds.ProjectAdded: "二级项目",
    kinds.BudgetChanged: "预算",
    kinds.PlanSet: "用款计划",
    kinds.Spending: "支出",
    kinds.IndicatorSet: "指标",
    kinds.IndicatorResult: "完成值",
    kinds.Reversal: "冲销",
    kinds.TextWritten: "文字",
    kinds.ScoreDeclared: "自评得分",
    kinds.DeviationExplained: "偏差原因",
    kinds.EvidenceAttached: "佐证材料",
    kinds.ResultReviewed: "审核",
    kinds.ReviewSwitched: "审核开关",
    kinds.PeriodClosed: "关账",
    kinds.PeriodReopened: "重新开账",
}


def book_name(book: Book) -> str:
    """2021年工业发展管理经费."""
    return f"{book.year}年{book.name}"


def target_words(described: IndicatorFacts) -> str:
    """The target, with the direction that was given where the target does not say it itself: 5%（≤）."""
    target, given = described.target_value, described.direction
    return target if given in (None, direction_of(read_value(target)).direction) else f"{target}（{given}）"


def light_words(light: Light) -> str:
    """The light of money as people read it."""
    return LIGHTS[light]


def goal_light_words(light: Light) -> str:
    """The light of goals as people read it."""
    return GOAL_LIGHTS[light]


def outcome_words(outcome: Outcome) -> str:
    """A judgement's outcome with its sign."""
    return OUTCOMES[outcome]
