"""Files that an office may edit or put in place of the built-in ones: its rules, its Word template, the timetable."""

from __future__ import annotations

from perfbot.domain.rulebook import DEFAULT, InvalidRulebook, Rulebook
from perfbot.render.document import document
from perfbot.render.rulebook_words import rule_problem_line
from perfbot.render.shell_words import bad_template
from perfbot.render.timetable_words import timetable_problem_lines
from perfbot.settings import Settings
from perfbot.years.office_rules import read_rules
from schedules.entries import Timetable, TimetableProblems
from schedules.reading import load_timetable


def rulebook_of(settings: Settings) -> Rulebook:
    """The rules in force: the published ones unless the office set its own; raises InvalidRulebook."""
    if settings.rules is None:
        return DEFAULT
    return read_rules(settings.rules.read_text("utf-8"))


def office_file_problems(settings: Settings) -> tuple[str, ...]:
    """Everything that is wrong with the office's own files, in words."""
    problems: list[str] = []
    try:
        rulebook_of(settings)
    except InvalidRulebook as wrong:
        problems += map(rule_problem_line, wrong.problems)
    if settings.template is not None:
        problems += _template_problems(settings.template.read_bytes())
    return (*problems, *_timetable_problems(settings))


def timetable_of(settings: Settings) -> Timetable:
    """The timetable in force; raises TimetableProblems."""
    return load_timetable(settings.timetable, settings.timezone)


def _timetable_problems(settings: Settings) -> list[str]:
    try:
        timetable_of(settings)
    except TimetableProblems as wrong:
        return ["\n".join(timetable_problem_lines(wrong.name, wrong.problems))]
    return []


def _template_problems(template: bytes) -> list[str]:
    from perfbot.render.to_docx import BadTemplate, docx_bytes

    try:
        docx_bytes(document(""), template=template)
    except BadTemplate as wrong:
        return [bad_template(str(wrong))]
    return []
