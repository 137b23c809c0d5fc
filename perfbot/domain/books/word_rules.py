"""The rules for texts in entries: required or optional, and how long."""

from __future__ import annotations

from dataclasses import dataclass

from perfbot.domain.books.errors import MissingWords, TooLong

_LINE, _REASON, _TEXT = 200, 1000, 20_000


@dataclass(frozen=True)
class WordRule:
    """The rule of one text field; `field` is its name in a refusal, `limit` counts characters."""

    field: str
    limit: int = _LINE
    needed: bool = True

    def read(self, text: str) -> str:
        """The words without outer spaces; raises MissingWords (where they must be given) or TooLong."""
        return self.given(text) if self.needed else self.optional(text)

    def given(self, text: str) -> str:
        """The words without outer spaces; raises MissingWords or TooLong."""
        kept = self.optional(text)
        if not kept:
            raise MissingWords(self.field)
        return kept

    def optional(self, text: str) -> str:
        """The words without outer spaces, possibly empty; raises TooLong."""
        kept = text.strip()
        if len(kept) > self.limit:
            raise TooLong(self.field, len(kept), self.limit)
        return kept


FUND_NAME = WordRule("fund_name")
BUREAU = WordRule("bureau")
UNIT = WordRule("unit")
CONTACT = WordRule("contact", needed=False)
PHONE = WordRule("phone", needed=False)
PROJECT_CODE = WordRule("project_code", 20)
PROJECT_NAME = WordRule("project_name")
SHORT_NAME = WordRule("short_name", needed=False)
SECTION = WordRule("section", needed=False)
GOAL = WordRule("goal", _TEXT, needed=False)
ACHIEVEMENT = WordRule("achievement", _TEXT, needed=False)
DOCUMENT_NUMBER = WordRule("document_number", needed=False)
PURPOSE = WordRule("purpose", 500)
INDICATOR_CODE = WordRule("indicator_code", 20)
INDICATOR_NAME = WordRule("indicator_name")
LEVEL_ONE = WordRule("level_one", needed=False)
LEVEL_TWO = WordRule("level_two")
TARGET_VALUE = WordRule("target_value")
ACTUAL_VALUE = WordRule("actual_value")
REASON = WordRule("reason", _REASON)
DEVIATION = WordRule("reason", _REASON, needed=False)
REMEDY = WordRule("remedy", _REASON, needed=False)
SECTION_TEXT = WordRule("section_text", _TEXT, needed=False)
GRADE = WordRule("grade", 10)
FILENAME = WordRule("filename", needed=False)
REMARK = WordRule("remark", _REASON, needed=False)
