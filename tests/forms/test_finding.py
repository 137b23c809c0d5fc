"""A project is found by part of its name, by pinyin or initials, by code, or as the nearest to a slip."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfbot.forms.engine.fields import Choice
from perfbot.forms.engine.finding import find, spells

NAMES = (
    "项目评审验收",
    "无线电监管专项经费",
    "无线电监测大楼运维",
    "民营经济工作经费",
    "实施工业立市战略工作经费",
    "工业节能及淘汰落后产能工作经费",
    "工业设计大赛经费",
    "中博会经费",
    "“5+N”产业集群发展大会工作经费",
    "产业链研究工作经费",
    "江门市战略性产业集群研究编制经费",
    "推动江门大型产业集聚区建设工作经费",
    "先进制造业集群竞赛专项经费",
)
CHOICES = tuple(Choice(f"p{number:02}", name) for number, name in enumerate(NAMES, start=1))


def found(words: str) -> list[str]:
    return [choice.id for choice in find(words, CHOICES).matches]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("中博会", "p08"),
        ("中博会经费", "p08"),
        (" 中 博 会 ", "p08"),
        ("zbh", "p08"),
        ("ZBH", "p08"),
        ("ｚｂｈ", "p08"),
        ("zhongbohui", "p08"),
        ("zhongbo", "p08"),
        ("zhongbh", "p08"),
        ("zhbh", "p08"),
        ("zhongb", "p08"),
        ("工业设计", "p07"),
        ("gysj", "p07"),
        ("设计大赛", "p07"),
        ("工设赛", "p07"),
        ("5+N", "p09"),
        ("5+n", "p09"),
        ("5n", "p09"),
        ("“5+N”产业集群", "p09"),
        ("竞赛", "p13"),
        ("运维", "p03"),
        ("p08", "p08"),
        ("P08", "p08"),
        ("cylyj", "p10"),
        ("chanyelian", "p10"),
    ],
)
def test_a_project_is_found_by_the_ways_people_name_it(words: str, code: str) -> None:
    assert found(words) == [code]


@pytest.mark.parametrize(
    ("words", "codes"),
    [("无线电", ["p02", "p03"]), ("wxd", ["p02", "p03"]), ("工业", ["p06", "p07"]), ("产业集群", ["p09", "p11"])],
)
def test_words_that_fit_several_name_them_all(words: str, codes: list[str]) -> None:
    assert found(words) == codes


@pytest.mark.parametrize("words", ["", "   ", "“”", "xyzzy", "q", "长" * 61, "12月"])
def test_words_that_name_nothing_find_nothing(words: str) -> None:
    assert found(words) == []


@pytest.mark.parametrize(("slip", "code"), [("中搏会", "p08"), ("工业设记大赛", "p07"), ("民赢经济", "p04")])
def test_a_slip_is_offered_the_nearest(slip: str, code: str) -> None:
    assert code in [choice.id for choice in find(slip, CHOICES).nearest]


def test_every_reading_of_a_character_counts() -> None:
    assert spells("chongqing", "重庆")
    assert spells("cq", "重庆")
    assert spells("zhongqing", "重庆")
    assert not spells("gq", "重庆")


def test_latin_letters_in_a_name_spell_themselves() -> None:
    assert spells("5ncyjq", "5+N产业集群")


@given(st.text(max_size=80) | st.text("abcdefghijklmnopqrstuvwxyz0123456789", max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_words_find_something_or_nothing(words: str) -> None:
    result = find(words, CHOICES)
    assert len(result.matches) <= len(CHOICES)
    assert not (result.matches and result.nearest)


def test_no_words_take_long() -> None:
    find("zbh", CHOICES)
    started = time.process_time()
    for words in ("z" * 60, "zhongzhongzhong" * 4, "产" * 60, "a" * 10_000, "工" * 10_000):
        find(words, CHOICES)
    assert time.process_time() - started < 0.5
