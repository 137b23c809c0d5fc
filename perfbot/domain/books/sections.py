"""The sections of the report that people write: their keys and headings, in the order of the official outline."""

from __future__ import annotations

import re

BACKGROUND = "background"
LEGAL_BASES = "legal_bases"
INPUTS = "inputs"
FUNDS = "funds"
PROJECT_CARE = "project_care"
PRACTICES = "practices"
PROBLEMS = "problems"
MEASURES = "measures"
CONCLUSION = "conclusion"

SECTIONS: tuple[str, ...] = (
    BACKGROUND,
    LEGAL_BASES,
    INPUTS,
    FUNDS,
    PROJECT_CARE,
    PRACTICES,
    PROBLEMS,
    MEASURES,
    CONCLUSION,
)
"""一(1)设立背景, 一(2)立项依据, 二(一)投入, 二(二)1资金管理, 二(二)2项目管理, 四, 五(一), 五(二), 六."""

NUMBERED: frozenset[str] = frozenset({LEGAL_BASES, PROBLEMS, MEASURES})
"""Sections whose paragraphs are items of a numbered list (the number itself is not stored)."""

_NUMERAL = r"(?:[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})"
ITEM = re.compile(
    rf"\s*(?:[（(]\s*{_NUMERAL}\s*[）)]\s*[、.．]?|第?{_NUMERAL}\s*[、.．）)]|[①-⑳])\s*(?:(?=(?:19|20)[0-9]{{2}}\s*年)|(?![0-9]))"
)
"""The number that people write before an item of a list: 1、 (1) （一） ① 1. 一、; in 3.5亿元 there is none."""

MID_YEAR_MARK = re.compile(r"[（(]\s*年中追加\s*[）)]")
"""How the report marks a project that was added during the year, behind its name."""

NAMES: dict[str, str] = {
    BACKGROUND: "设立背景",
    LEGAL_BASES: "立项依据",
    INPUTS: "投入",
    FUNDS: "资金管理",
    PROJECT_CARE: "项目管理",
    PRACTICES: "项目主要做法和经验",
    PROBLEMS: "存在问题",
    MEASURES: "改进措施或有关建议",
    CONCLUSION: "项目自评结论及得分",
}
"""The heading of each section: writers of reports and readers of reports and workbooks go by the same words."""

PLACES: dict[str, str] = {
    BACKGROUND: "一、（1）设立背景",
    LEGAL_BASES: "一、（2）立项依据",
    INPUTS: "二、（一）投入",
    FUNDS: "二、（二）1、资金管理",
    PROJECT_CARE: "二、（二）2、项目管理",
    PRACTICES: "四、项目主要做法和经验",
    PROBLEMS: "五、（一）存在问题",
    MEASURES: "五、（二）改进措施或有关建议",
    CONCLUSION: "六、项目自评结论及得分",
}
"""The heading with its numbers."""


def unnumbered(item: str) -> str:
    """An item without a number of its own: the report numbers the items."""
    found = ITEM.match(item)
    return item[found.end() :] if found else item
