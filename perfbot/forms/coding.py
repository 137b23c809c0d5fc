"""Makes a short code of a name: the first letters of its pinyin."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import count

_LENGTH = 8
_ROOM_FOR_A_NUMBER = 6


def code_for(name: str, taken: Collection[str] = ()) -> str:
    """工业发展管理经费 → gyfzgljf: at most eight lower-case letters and digits, none of those taken."""
    from pypinyin import Style, lazy_pinyin

    letters = "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()
    code = re.sub(r"[^a-z0-9]", "", letters)[:_LENGTH] or "fund"
    if code not in taken:
        return code
    return next(made for number in count(2) if (made := f"{code[:_ROOM_FOR_A_NUMBER]}{number}") not in taken)
