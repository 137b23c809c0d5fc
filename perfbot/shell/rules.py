"""Reads the files that an office may edit or replace: its rules, its Word template, the timetable."""

from __future__ import annotations

from dataclasses import dataclass

from perfbot.domain.rulebook import DEFAULT, InvalidRulebook, Rulebook
from perfbot.render.docx.document import BadTemplate, gives_way
from perfbot.render.terminal.rulebook import rule_problem_line
from perfbot.render.terminal.shell import bad_template
from perfbot.render.terminal.timetable import timetable_problem_lines
from perfbot.settings import Settings
from perfbot.years.office_rules import read_rules
from schedules.entries import Timetable, TimetableProblems
from schedules.reading import load_timetable


@dataclass(frozen=True)
class OfficeFiles:
    """The files in force, and their mistakes in words; look at `problems` first."""

    rulebook: Rulebook
    timetable: Timetable
    problems: tuple[str, ...]
    template_gives_way: bool = False


def office_files(settings: Settings) -> OfficeFiles:
    """The office's own files; a wrong one is replaced by the built-in rules or an empty timetable."""
    rulebook, timetable = DEFAULT, Timetable()
    problems: list[str] = []
    try:
        rulebook = rulebook_of(settings)
    except InvalidRulebook as wrong:
        problems += map(rule_problem_line, wrong.problems)
    template, loses_words = settings.template.read_bytes() if settings.template else None, False
    try:
        loses_words = template is not None and gives_way(template)
    except BadTemplate as wrong:
        problems.append(bad_template(str(wrong)))
    try:
        timetable = load_timetable(settings.timetable, settings.timezone)
    except TimetableProblems as wrong:
        problems.append("\n".join(timetable_problem_lines(wrong.name, wrong.problems)))
    return OfficeFiles(rulebook, timetable, tuple(problems), loses_words)


def rulebook_of(settings: Settings) -> Rulebook:
    """The rules in force: the published ones unless the office set its own; raises InvalidRulebook."""
    if settings.rules is None:
        return DEFAULT
    return read_rules(settings.rules.read_text("utf-8"))
