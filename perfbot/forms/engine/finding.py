"""Finds choices by part of a name: words, pinyin 全拼 or initials 首字母, code, or a typing slip."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, lru_cache

from perfbot.domain.amounts.numerals import folded
from perfbot.forms.engine.fields import Choice

LONGEST_QUERY = 60
NEAREST = 3
_NOISE = re.compile(r"[\s“”\"'‘’《》〈〉()（）【】\[\]、，,。.：:;；·—–_+-]")
_LATIN = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True)
class Found:
    """The matching choices: one, several of one kind, or none with the nearest.

    `is_name`: the words are a name, a code or the beginning of a name, not some part of it.
    """

    matches: tuple[Choice, ...] = ()
    nearest: tuple[Choice, ...] = ()
    is_name: bool = False

    @property
    def only(self) -> Choice | None:
        """The one choice that is meant."""
        return self.matches[0] if len(self.matches) == 1 else None


def find(words: str, choices: Sequence[Choice]) -> Found:
    """The choices that the words name, by the strictest way of matching that finds any."""
    query = plain(words)
    if not query or len(query) > LONGEST_QUERY:
        return Found()
    for names_it in (_is, _begins, _contains, _sounds_like, _skips_through):
        matches = tuple(choice for choice in choices if names_it(query, choice))
        if matches:
            return Found(matches, is_name=names_it in (_is, _begins))
    return Found((), _nearest(query, choices))


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """The text for comparison: half-width, lower case, without blanks, quotes and strokes."""
    return _NOISE.sub("", folded(text).casefold())


def _names(choice: Choice) -> tuple[str, ...]:
    return tuple(filter(None, map(plain, choice.names or (choice.label,))))


def _is(query: str, choice: Choice) -> bool:
    return query in (plain(choice.id), *_names(choice))


def _begins(query: str, choice: Choice) -> bool:
    return len(query) > 1 and any(name.startswith(query) for name in _names(choice))


def _contains(query: str, choice: Choice) -> bool:
    return any(query in name for name in _names(choice))


def _sounds_like(query: str, choice: Choice) -> bool:
    return bool(_LATIN.fullmatch(query)) and len(query) > 1 and any(spells(query, name) for name in _names(choice))


def _skips_through(query: str, choice: Choice) -> bool:
    """The query's characters stand in the name in this order: 工设赛 in 工业设计大赛经费; figures never do."""
    return (
        len(query) > 1 and not any(map(str.isdigit, query)) and any(_in_order(query, name) for name in _names(choice))
    )


def _in_order(query: str, name: str) -> bool:
    rest = iter(name)
    return all(char in rest for char in query)


def _nearest(query: str, choices: Sequence[Choice]) -> tuple[Choice, ...]:
    def likeness(choice: Choice) -> float:
        return max((SequenceMatcher(None, query, name).ratio() for name in _names(choice)), default=0.0)

    ranked = sorted(choices, key=likeness, reverse=True)[:NEAREST]
    return tuple(choice for choice in ranked if likeness(choice) > 0.2)


def spells(query: str, name: str) -> bool:
    """Whether Latin letters spell a stretch of the name, each character by its pinyin or its initials.

    zhongbohui, zbh, zhongbh and zhbh all spell 中博会; every reading of a character counts (重 chong, zhong).
    """
    syllables = readings(name)

    @cache
    def reach(at: int, index: int) -> bool:
        if at == len(query):
            return True
        if index == len(syllables):
            return False
        rest = query[at:]
        return any(
            (rest.startswith(way) and reach(at + len(way), index + 1)) or (len(rest) > 1 and way.startswith(rest))
            for way in syllables[index]
        )

    return any(reach(0, start) for start in range(len(syllables)))


@lru_cache(maxsize=4096)
def readings(name: str) -> tuple[frozenset[str], ...]:
    """For each character all ways to type it: full pinyin, two-letter initial, first letter; itself if Latin."""
    from pypinyin import Style, pinyin

    spelt = (pinyin(char, style=Style.NORMAL, heteronym=True)[0] for char in plain(name))
    return tuple(frozenset(form for way in ways for form in _forms(way)) for ways in spelt)


def _forms(way: str) -> tuple[str, ...]:
    plain_way = way.replace("ü", "v").lower()
    initial = plain_way[:2] if plain_way[:2] in ("zh", "ch", "sh") else plain_way[:1]
    return plain_way, initial, plain_way[:1]
