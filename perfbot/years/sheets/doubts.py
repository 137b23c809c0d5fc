"""Amounts of a workbook that are likely a slip: 元 in a column of 万元, a plan above its budget."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from perfbot.domain.amounts.money import format_wan
from perfbot.domain.books.book import Book
from perfbot.domain.books.plausibility import column_measures, first_beyond, judged_amount
from perfbot.years.problems import shown
from perfbot.years.schema import YearBook
from perfbot.years.sheets.planning import booked_amount
from perfbot.years.sheets.rows import SheetRow
from perfbot.years.typed import is_bare


def check_units(
    rows: Sequence[SheetRow], key: str, known: Callable[[SheetRow, str], bool], most: Decimal | None = None
) -> None:
    """Note bare numbers of a column that are implausible among its others, or above `most` (元).

    Not asked about: amounts that state their unit, and those `known` to the book already.
    """
    told = [(row, amount) for row in rows if key in row.cells and (amount := row.amount(key))]
    for row, amount in told:
        others = [other for one, other in told if one is not row]
        yuan, words = judged_amount(amount, column_measures(others, most)).other, row.text(key)
        if yuan is not None and yuan < amount and is_bare(words) and not known(row, key):
            readings = f"按万元是 {format_wan(amount)} 万元，按元是 {format_wan(yuan)} 万元"
            row.problem(key, "金额（万元）", f"{shown(words)}：{readings}", f"请写上单位：{words}万元 或 {words}元。")


def check_plan(row: SheetRow, plan: Sequence[Decimal], budget: Decimal) -> None:
    """Note the month from which the plan is above the budget, where there is one."""
    month = first_beyond(plan, budget)
    if month is not None:
        expected, found = f"不超过预算 {format_wan(budget)} 万元的累计数", format_wan(plan[month - 1])
        row.problem(f"m{month}", expected, found, "请核对计划，或先改预算金额、登记追加。")


def budget_after(code: str, file: YearBook, known: Book | None) -> Decimal:
    """The project's adjusted budget in 元 once the file is loaded; 0 where none is known."""
    state = known.projects.get(code) if known else None
    change = [
        line.amount - (booked_amount(known, code, event.kind) if known else 0)
        for event in file.budget
        for line in event.lines
        if line.project == code
    ]
    return sum(change, state.adjusted_budget() if state else Decimal(0))
