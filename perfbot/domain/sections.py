"""The sections of the report that people write: their keys, in the order of the official outline."""

from __future__ import annotations

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
