"""/lint in words: every kind has its title, its why and its advice; the 2021 page names places and better targets."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from perfbot.domain.books.book import Book
from perfbot.domain.setup.checks import setup_findings
from perfbot.domain.setup.findings import FindingKind, Gravity
from perfbot.render.office.lint import lint_document, lint_json
from perfbot.render.office.lint_words import GRAVITIES, WORDS
from perfbot.render.places.rich import rich_parts
from perfbot.render.places.text import text
from perfbot.years.loader import build_book, sample
from tests.book_builder import BookBuilder

YEAR_END = date(2021, 12, 31)


@pytest.fixture(scope="module")
def book() -> Book:
    return build_book(sample(), datetime(2022, 3, 1, 9, tzinfo=UTC))


@pytest.fixture(scope="module")
def shown(book: Book) -> str:
    return text(lint_document(book, setup_findings(book, YEAR_END)))


def test_every_kind_of_finding_has_its_words() -> None:
    assert set(WORDS) == set(FindingKind)
    assert set(GRAVITIES) == set(Gravity)
    assert all(words.title and words.why and words.advice for words in WORDS.values())


@pytest.mark.parametrize(
    "line",
    [
        "🟡 应当改 24 处，⚪ 建议改 22 处",
        "全部项目：13 个项目中只有 1 项（2021年江门大型产业集聚区完成规上工业总产值）",
        "工业设计大赛·组织工业设计师走进产业集群活动次数：目标 3-5场，完成 10场 → 可改为 ≥10场",
        "民营经济·参会企业人数：目标 ≧1000人次，完成 1000人（人次／人）",
        "5+N大会·按期完成率：这里是 100%，另外 5 个同名指标是 ≥90%",
        "全部项目：22 处符号都写成 ≧",
        "全部项目：44 个指标中没有一项是成本指标",
        "中博会·参展企业数量：目标 6家 → 可改为 ≥6家",
        "民营经济、工业节能、工业设计大赛、中博会",
        "财预〔2021〕101号",
    ],
)
def test_2021_shows_the_sources_own_weaknesses(shown: str, line: str) -> None:
    assert line in shown


def test_the_page_fits_one_rich_message(book: Book) -> None:
    assert len(rich_parts(lint_document(book, setup_findings(book, YEAR_END)))) == 1


def test_a_book_without_findings_says_how_many_indicators_were_looked_at() -> None:
    built = BookBuilder().project("p", "10")
    assert "检查了 0 个指标，没有发现问题" in text(lint_document(built.book, ()))


@pytest.mark.parametrize(
    ("target", "kind", "expected"),
    [
        ("有效提升", "社会效益", "目标“有效提升”，“有效提升”无法核对"),
        ("≥120%", "质量指标", "目标 ≥120% → 可改为 ≥100%"),
        ("20万元", "成本指标", "目标 20万元 → 可改为 ≤20万元"),
        ("≥1次", "其他", "类型写的是“其他”"),
    ],
)
def test_a_finding_names_what_was_written(target: str, kind: str, expected: str) -> None:
    book = BookBuilder().project("p", "10").indicator("p", "i", target, kind=kind).book
    assert expected in text(lint_document(book, setup_findings(book)))


def test_weights_that_do_not_sum_are_named_with_both_sums() -> None:
    built = BookBuilder().project("p", "10").indicator("p", "i", "≥1次", name="甲", weight="40")
    assert "甲 的分值合计 40，应为 90" in text(lint_document(built.book, setup_findings(built.book)))


def test_the_json_gives_each_finding_with_its_reason(book: Book) -> None:
    made = json.loads(json.dumps(lint_json(book, setup_findings(book, YEAR_END)), ensure_ascii=False))
    assert (made["indicators"], len(made["findings"])) == (44, 46)
    assert all(finding["why"] and finding["title"] and finding["severity"] for finding in made["findings"])
