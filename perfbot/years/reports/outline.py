"""The outline of a self-evaluation report: which paragraph is a heading, and of which section."""

from __future__ import annotations

import re
from dataclasses import dataclass

from perfbot.domain.books import sections

BUDGET, GOALS, OTHER, END, SYSTEM = "budget", "goals", "other", "end", "system"
"""Parts of the outline that hold no words of their own."""

_NUMBER = r"[（(]?\s*[一二三四五六七八九十0-9]{1,3}\s*[）)]?\s*[、.．]?\s*"
_NAMES: tuple[tuple[str, str], ...] = (
    (r"项目概况|项目基本情况|基本情况", OTHER),
    (r"(?:项目)?设立背景|项目背景", sections.BACKGROUND),
    (r"(?:项目)?立项依据", sections.LEGAL_BASES),
    (r"(?:项目)?预算安排(?:及|和)?(?:资金)?使用情况", BUDGET),
    (r"(?:项目)?组织实施情况", OTHER),
    (r"投入(?:情况)?", sections.INPUTS),
    (r"过程(?:情况)?", OTHER),
    (r"资金管理(?:情况)?", sections.FUNDS),
    (r"项目管理(?:情况)?", sections.PROJECT_CARE),
    (r"(?:项目)?绩效(?:目标完成)?情况", GOALS),
    (r"(?:项目)?(?:的)?主要(?:做法|经验)(?:和|及)(?:经验|做法)", sections.PRACTICES),
    (r"存在(?:的)?问题(?:及|和)(?:有关)?建议", OTHER),
    (r"存在(?:的)?(?:主要)?问题", sections.PROBLEMS),
    (r"改进措施(?:或|及|和)?(?:有关)?(?:建议)?|有关建议", sections.MEASURES),
    (r"(?:项目)?自评结论(?:及|和)?(?:自评)?(?:得分)?", sections.CONCLUSION),
    (r"定稿前还缺\s*[0-9]+\s*项", SYSTEM),
    (r"超额完成较多的指标说明如下", SYSTEM),
    (r"附件[：:].*|附件|编制说明.*", END),
)
_HEADINGS = tuple(
    (re.compile(rf"\s*(?P<number>{_NUMBER})?(?:{name})\s*(?:[。．:：]\s*(?P<rest>.*))?", re.DOTALL), part)
    for name, part in _NAMES
)
_NUMBERED = re.compile(r"\s*(?P<number>[一二三四五六七八九十]{1,3})、\s*(?P<name>[^。；]{2,40})")
_DIGITS = "零一二三四五六七八九"
_FORM_YEAR = re.compile(r"[（(]?\s*(?P<year>(?:19|20)[0-9]{2})\s*年度?\s*[）)]?")
_YEAR = r"(?P<year>(?:19|20)[0-9]{2})\s*年(?:度)?\s*"
_CALLED = r"(?:项目?)?(?:支出)?绩效自评"
_TITLE = re.compile(rf"{_YEAR}(?P<fund>(?!度|{_CALLED}).+?)\s*{_CALLED}")
_TITLE_LAST = re.compile(rf"(?P<fund>[^，。；：“”《》]{{2,40}}?)\s*{_YEAR}{_CALLED}")
_SUBJECT = re.compile(r"(?P<year>(?:19|20)[0-9]{2})\s*年(?:度)?\s*(?P<fund>[^，。；]+?)下设二级项目")
_OFFICE = r"[^\s，。；：:“”《》]{2,28}(?:局|厅|部|委|会|办|办公室|中心|院|所|站|处|学校|大学|学院|公司|政府)"
_OWNER = re.compile(rf"(?:[^：:]{{2,10}}[:：]\s*)?(?P<owner>{_OFFICE})\s*(?:[（(](?:盖章|公章)[）)])?")
_DIGIT = "[0-9〇零○一二三四五六七八九十]"
_DAY = re.compile(rf"(?:{_DIGIT}{{2,4}}\s*年)?\s*{_DIGIT}{{0,3}}\s*月\s*{_DIGIT}{{0,3}}\s*日")
_LONGEST_HEADING = 40


@dataclass(frozen=True)
class OutlineHeading:
    """A heading found: the part that begins with it, and what runs on behind it in the same paragraph."""

    part: str
    rest: str = ""


def heading(words: str) -> OutlineHeading | None:
    """The heading that the paragraph is or begins with; a heading without a number must stand alone."""
    for pattern, part in _HEADINGS:
        found = pattern.fullmatch(words.strip())
        if found is None:
            continue
        rest = (found.groupdict().get("rest") or "").strip()
        if part == END or (not rest and len(words.strip()) <= _LONGEST_HEADING) or (rest and found["number"]):
            return OutlineHeading(part, "" if part == END else rest)
    return None


def top_number(words: str) -> int:
    """The number of a heading of the first level (三、…: 3), 0 for any other line."""
    found = _NUMBERED.fullmatch(words)
    if found is None:
        return 0
    tens, ten, ones = found["number"].rpartition("十")
    return (_DIGITS.find(tens) if tens else 1 if ten else 0) * 10 + (_DIGITS.find(ones) if ones else 0)


def year_line(words: str) -> int:
    """The year of a line that says nothing else, as under the title of a 自评表; 0 for any other line."""
    found = _FORM_YEAR.fullmatch(words.strip())
    return int(found["year"]) if found else 0


def owner(words: str) -> str:
    """The office that a line of the cover, or the file's author, names; "" for a person or a program."""
    found = _OWNER.fullmatch(words.strip())
    return found["owner"] if found else ""


def closes(words: str) -> bool:
    """Whether a line after the conclusion is the 落款: the office's name or the day, and no text of the report."""
    return bool(owner(words) or _DAY.fullmatch(words.strip()))


def title(words: str) -> tuple[int, str] | None:
    """The year and fund that a title, or the sentence before a table, names."""
    line = words.replace("\n", "")
    found = _TITLE.search(line) or _TITLE_LAST.search(line) or _SUBJECT.search(words)
    return (int(found["year"]), found["fund"].strip()) if found else None
