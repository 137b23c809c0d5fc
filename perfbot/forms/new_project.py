"""Questions about a second-level project that is added during the year."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import count
from typing import Any

from perfbot.domain.books import word_rules as rule
from perfbot.domain.books.book import Book
from perfbot.domain.books.commands import AddProject
from perfbot.domain.books.entries import ProjectAdded
from perfbot.domain.books.sections import MID_YEAR_MARK
from perfbot.forms.engine.choosing import label_of, one_of
from perfbot.forms.engine.drafts import Draft
from perfbot.forms.engine.fields import Choice, Field, Misread, Situation
from perfbot.forms.questions import told_in

NEW = "project"
"""The kind of /adjust that adds a project."""

_WHEN = (Choice("mid", "年中追加", names=("年中追加", "年中", "追加", "是")), Choice("initial", "年初项目"))
_LONG_NAME = 8


def is_new(here: Situation) -> bool:
    """Whether a project is being added."""
    return bool(here.value("kind") == NEW)


def added_project(here: Situation) -> str | None:
    """The project under whose confirmation the form was opened."""
    entry = here.ctx.book.entry(here.draft.subject)
    return entry.project if isinstance(entry, ProjectAdded) else None


def next_project_code(book: Book) -> str:
    """The first of p01, p02 … that no project of the book has."""
    return next(code for number in count(1) if (code := f"p{number:02d}") not in book.projects)


def next_indicator_code(book: Book, project: str) -> str:
    """The first of p01-1, p01-2 … that no indicator of the book has or had."""
    known = book.indicator_codes
    return next(code for number in count(1) if (code := f"{project[:5]}-{number}") not in known)


def _name(text: str, here: Situation) -> str:
    name = rule.PROJECT_NAME.given(MID_YEAR_MARK.sub("", text))
    same = [state for state in here.ctx.book.projects.values() if state.name == name]
    if same:
        raise Misread(f"台账里已经有“{name}”。请换个名称，或取消后直接给它追加预算。")
    return name


def _short_name(text: str, here: Situation) -> str:
    """A short name that no other project has, since buttons with equal labels look the same."""
    short = rule.SHORT_NAME.given(text)
    taken = next((state for state in here.ctx.book.projects.values() if short and state.short_name == short), None)
    if taken is not None:
        raise Misread(f"“{short}”已是“{taken.name}”的简称，按钮上分不开。请换一个。")
    return short


def _short_names(here: Situation) -> tuple[Choice, ...]:
    """Short names without words that all projects share: 经费, 专项, 工作."""
    name: str = here.value("name") or ""
    short = re.sub(r"(专项)?(工作)?经费$", "", name) or name
    return (Choice("short", short, short),) if short and len(name) > _LONG_NAME else ()


def _sections(here: Situation) -> tuple[Choice, ...]:
    known = dict.fromkeys(state.described.section for state in here.ctx.book.projects.values())
    return tuple(Choice(f"s{index}", name, name) for index, name in enumerate(filter(None, known)))


NEW_PROJECT_FIELDS = (
    Field(
        name="name",
        label="项目名称",
        ask="新增项目的全称？",
        hint="例：产业链研究工作经费。不用写“（年中追加）”，报告会自动标注",
        read=_name,
        applies=is_new,
    ),
    Field(
        name="short_name",
        label="简称",
        ask="按钮上用的简称？",
        read=_short_name,
        choices=_short_names,
        depends_on=("name",),
        optional=True,
        skip_label="就用全称",
        applies=is_new,
    ),
    Field(
        name="when",
        label="来源",
        ask="是年中追加的项目，还是年初项目？",
        read=one_of(lambda _: _WHEN),
        choices=lambda _: _WHEN,
        closed=True,
        applies=is_new,
        show=label_of(lambda _: _WHEN),
    ),
    Field(
        name="section",
        label="科室",
        ask="由哪个科室负责？",
        read=told_in(rule.SECTION),
        choices=_sections,
        optional=True,
        applies=is_new,
    ),
)


def build_project(values: Mapping[str, Any], draft: Draft, book: Book) -> AddProject:
    """The command; it gives the project the next free code."""
    return AddProject(
        key=draft.id,
        project=next_project_code(book),
        name=values["name"],
        short_name=values.get("short_name", ""),
        section=values.get("section", ""),
        mid_year=values["when"] == "mid",
    )
