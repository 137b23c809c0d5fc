"""Turns the rows of the set-up workbook into rows of a year book, and into people."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from itertools import count

from perfbot.domain.amounts.money import format_wan
from perfbot.domain.books.book import Book
from perfbot.domain.books.facts import BudgetKind, ProjectFacts, said_by
from perfbot.domain.books.sections import PLACES, SECTIONS
from perfbot.domain.books.states import IndicatorState
from perfbot.domain.evaluation.blanks import BLANKS, blanks_in
from perfbot.domain.values import Direction
from perfbot.years.problems import nearest, shown
from perfbot.years.reading import level_one_of
from perfbot.years.schema import (
    BudgetRow,
    BudgetShare,
    DeclaredRow,
    IndicatorRow,
    ProjectRow,
    Source,
    SpendingRow,
    TextRow,
)
from perfbot.years.sheets.columns import MONTHS, ROLE_NAMES
from perfbot.years.sheets.rows import EMPTY, SheetRow
from perfbot.years.sheets.schema import PersonRow
from perfbot.years.table import BUDGET, DECLARED, INDICATOR, PROJECT

WHOLE_YEAR = "{}年全年支出"
_APART = r"[、,，;；\n]"
_GIVEN_CODE = re.compile(r"p[0-9]{2,6}")
"""What an export writes for a project that is not of this year."""
_PHONE = re.compile(r"(?:86)?1[0-9]{10}")
_TELEGRAM = re.compile(r"[1-9][0-9]{0,14}")


def wan(amount: Decimal) -> str:
    """元 as 万元 in words."""
    return format_wan(amount)


def project(
    row: SheetRow, code: str, source: Source, plan: tuple[Decimal, ...], indicators: tuple[IndicatorRow, ...]
) -> ProjectRow:
    """One line of 二级项目."""
    values = row.read(PROJECT, mid_year=row.is_marked("name")) | {"project": code, "plan": plan}
    return ProjectRow(at=row.at(), source=source, indicators=indicators, **values)


def untouched(
    known: Book | None,
    source: Source,
    plans: Mapping[str, tuple[Decimal, ...]],
    indicators: Mapping[str, Sequence[IndicatorRow]],
) -> tuple[ProjectRow, ...]:
    """Projects of the book that other sheets name and 二级项目 does not list: described as they are."""
    return tuple(
        ProjectRow(
            at=(),
            source=source,
            **said_by(state.described, ProjectFacts),
            plan=plans.get(code, ()),
            indicators=tuple(indicators.get(code, ())),
        )
        for code, state in (known.projects.items() if known else ())
        if code in plans or code in indicators
    )


def project_of(row: SheetRow, codes: Mapping[str, str]) -> str:
    """The code of the project that a row of another sheet names; "" and a note when there is none."""
    name = row.name("project")
    if name and name not in codes:
        row.problem("project", "“二级项目”表里有的名称或简称", shown(name), _meant(name, codes))
    return codes.get(name, "")


def _meant(name: str, known: Iterable[str]) -> str:
    """A remedy that names the nearest project."""
    close = get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f"是不是想写“{close[0]}”？" if close else "请与“二级项目”表里的名称写得一样。"


def plans(rows: Iterable[SheetRow], codes: Mapping[str, str]) -> Iterator[tuple[str, tuple[Decimal, ...]]]:
    """Each project's twelve cumulative amounts in 元."""
    seen: set[str] = set()
    for row in rows:
        code, missing = project_of(row, codes), [month for month in MONTHS if f"m{month}" not in row.cells]
        if missing:
            remedy = "没有用款的月份照填上个月的累计数；没有计划的项目把整行删掉。"
            row.problem(f"m{missing[0]}", "、".join(f"{month}月" for month in missing), EMPTY, remedy)
        amounts = [row.amount(f"m{month}") for month in MONTHS if month not in missing]
        read = [amount for amount in amounts if amount is not None]
        falls = next((month for month in MONTHS[1:] if len(read) == 12 and read[month - 1] < read[month - 2]), None)
        if falls is not None:
            remedy = "用款计划填到该月底为止的累计数，不填当月数。"
            row.problem(f"m{falls}", "不比上个月少的累计数", wan(read[falls - 1]), remedy)
        elif code in seen:
            row.problem("project", "每个项目一行", "重复的项目", "请删去多余的一行。")
        elif code and len(read) == 12:
            seen.add(code)
            yield code, tuple(read)


def indicators(
    rows: Iterable[SheetRow], codes: Mapping[str, str], known: Book | None, source: Source, day: date
) -> dict[str, list[IndicatorRow]]:
    """The indicators by their project's code; each keeps the code it has, or gets the next free one."""
    found: dict[str, list[IndicatorRow]] = {}
    states = known.indicators if known else {}
    by_name = {(state.described.project, state.described.name): code for code, state in states.items()}
    used: set[str] = set(known.indicator_codes) if known else set()
    for row in rows:
        project_code = project_of(row, codes)
        told = row.text("code") or by_name.get((project_code, row.text("name")), "")
        code = told or next(c for n in count(1) if (c := f"{project_code[:5]}-{n}") not in used)
        mine = found.setdefault(project_code, [])
        if told in {item.code for items in found.values() for item in items} or _is_twice(row, told, mine, states):
            row.problem("name", "同一项目内不重复的三级指标", shown(row.text("name")), "请改名，或删去重复的一行。")
        used.add(code)
        known_direction = states[code].described.direction if code in states else None
        mine.append(_indicator(row, code, source, day, known_direction))
    found.pop("", None)
    return found


def _is_twice(row: SheetRow, code: str, before: Sequence[IndicatorRow], known: Mapping[str, IndicatorState]) -> bool:
    """Whether the project has another indicator of this name; those of the book are accepted."""
    name = row.text("name")
    alike = [item.code for item in before if item.name == name and not item.removed]
    was_so = all(one in known and known[one].described.name == name for one in [code, *alike])
    return bool(name and alike) and not row.flag("removed", False) and not was_so


def _indicator(row: SheetRow, code: str, source: Source, day: date, direction: Direction | None) -> IndicatorRow:
    """The row's indicator; an empty 指标性质, or a sheet of before without that column, keeps the known `direction`."""
    values = row.read(INDICATOR, direction=direction) | {"code": code}
    values["level_one"] = values["level_one"] or level_one_of(values["level_two"])
    if values["removed"]:
        values["actual"] = ""
    return IndicatorRow(at=row.at(), source=source, result=source, on=day, **values)


def budget(rows: Iterable[tuple[SheetRow, str]], year: int, source: Source) -> Iterator[BudgetRow]:
    """One budget event a project: 年初预算, or 年中追加 for what was added during the year."""
    for row, code in rows:
        amount, values = row.amount("budget"), row.read(BUDGET, year)
        mid_year = row.flag("mid_year", row.is_marked("name"))
        on = values.pop("on")
        if amount:
            yield BudgetRow(
                at=row.at("budget"),
                source=source,
                code=f"b-{code}",
                kind=BudgetKind.SUPPLEMENT if mid_year else BudgetKind.APPROPRIATION,
                on=on or date(year or 2000, 1, 1),
                dated=on is not None,
                supplement=Decimal(0),
                lines=(BudgetShare(row.at("budget"), code, amount),),
                **values,
            )


def spending(rows: Iterable[tuple[SheetRow, str]], day: date, source: Source) -> Iterator[SpendingRow]:
    """One sum for the whole year, where a past year is entered."""
    for row, code in rows:
        amount = row.amount("spent")
        if amount:
            yield SpendingRow(
                at=row.at("spent"),
                source=source,
                code=f"w.{code}",
                project=code,
                amount=amount,
                on=day,
                purpose=WHOLE_YEAR.format(day.year),
            )


def texts(rows: Iterable[SheetRow], known: Book | None, source: Source) -> Iterator[TextRow]:
    """Each section's paragraphs, in one cell or in several rows; what the book says already is not questioned."""
    sections = {place: section for section, place in PLACES.items()}
    found: dict[str, list[str]] = {}
    first: dict[str, SheetRow] = {}
    for row in rows:
        place = row.text("section")
        if place and place not in sections:
            row.problem("section", "报告里有的部分", shown(place), nearest(place, sections))
            continue
        lines = [line.strip() for line in row.text("words").split("\n") if line.strip()]
        if not _said(known, sections[place] if place else "", lines):
            _check_blanks(row, lines)
        first.setdefault(place, row)
        found.setdefault(sections.get(place, ""), []).extend(lines)
    for section in SECTIONS:
        if found.get(section):
            yield TextRow(
                at=first[PLACES[section]].at(), source=source, section=section, paragraphs=tuple(found[section])
            )


def _said(known: Book | None, section: str, lines: Sequence[str]) -> bool:
    words = known.text(section) if known else None
    return words is not None and set(lines) <= set(words.paragraphs)


def _check_blanks(row: SheetRow, lines: Iterable[str]) -> None:
    for name in blanks_in("\n".join(lines)):
        if name not in BLANKS:
            row.problem("words", "认识的空格位", shown(f"{{{name}}}"), nearest(name, BLANKS))


def declared(row: SheetRow, source: Source) -> DeclaredRow | None:
    """自评得分 and 绩效等级, both or neither."""
    values = row.read(DECLARED)
    lacking = [key for key, value in values.items() if value in (None, "")]
    if len(lacking) == 1:
        row.problem(lacking[0], "自评得分和绩效等级都填或都不填", "只填了一个", "请补上。")
    return None if lacking else DeclaredRow(at=row.at(), source=source, **values)


def project_names(known: Book | None, rows: Iterable[tuple[SheetRow, str]], codes: Mapping[str, str]) -> dict[str, str]:
    """Project codes by each of their names: full, short, the book's; no name that two share."""
    states = known.projects.values() if known else ()
    named = [(name, state.code) for state in states for name in (state.name, state.short_name)]
    found: dict[str, set[str]] = {}
    for name, code in [*named, *((row.text("short_name"), code) for row, code in rows)]:
        found.setdefault(name, set()).add(code)
    return {name: code for name, shared in found.items() if name and len(shared) == 1 for code in shared} | dict(codes)


def people(rows: Iterable[SheetRow], names: Mapping[str, str]) -> Iterator[PersonRow]:
    """The lines of 人员."""
    listed = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    part = re.compile(rf"(?:{listed or '(?!)'})(?=\s*(?:{_APART}|$))|(?:(?!{_APART}).)+")
    for row in rows:
        name, role = row.text("name"), ROLE_NAMES.get(row.text("role"))
        wanted = [found.strip() for found in part.findall(row.name("projects")) if found.strip()]
        codes = [names.get(word) or (word if _GIVEN_CODE.fullmatch(word) else "") for word in wanted]
        for word in (word for word, code in zip(wanted, codes, strict=True) if not code):
            row.problem("projects", "“二级项目”表里有的名称或简称", shown(word), _meant(word, names))
        telegram = _telegram(row)
        if role is not None:
            yield PersonRow(
                name=name,
                role=role,
                section=row.text("section"),
                projects=tuple(code for code in codes if code),
                reviews=tuple(word.strip() for word in re.split(_APART, row.text("reviews")) if word.strip()),
                telegram=telegram,
                place=row.place("role"),
            )


def _telegram(row: SheetRow) -> int:
    """The person's Telegram id; 0 where it is unknown or wrong."""
    words, unknown = row.text("telegram"), "不知道就留空，装入后会生成邀请链接。"
    if _PHONE.fullmatch(words):
        row.problem("telegram", "Telegram 数字 ID", shown(words), f"这像是手机号，不是 Telegram ID。{unknown}")
    elif words and not _TELEGRAM.fullmatch(words):
        row.problem("telegram", "Telegram 数字 ID", shown(words), unknown)
    return int(words) if _TELEGRAM.fullmatch(words) else 0
