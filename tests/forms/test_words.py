"""报告文字 and 指标 by conversation: words in several messages, a way back to a version, indicators set and dropped."""

from __future__ import annotations

import pytest

from perfbot.domain.books.entries import IndicatorSet, ProjectAdded, TextWritten
from perfbot.forms import Denied
from perfbot.forms.text import finished, version_subject
from tests.book_builder import BookBuilder
from tests.form_player import CLERK, OFFICE, Player, small_book
from tests.form_scripts import first


def write(book, *messages: str, section: str = "practices") -> TextWritten:  # type: ignore[no-untyped-def]
    entry = Player(book, OFFICE).open("text", subject=section).say(*messages, "完成").confirm()
    assert isinstance(entry, TextWritten)
    return entry


def test_a_text_comes_in_several_messages_until_it_is_said_to_be_complete() -> None:
    player = Player(small_book(), OFFICE).open("text", subject="practices").say("第一段", "第二段\n第三段")
    assert player.asked == "words"
    assert "已收到 3 段 9 字" in player.text
    assert "❗" not in player.text
    entry = player.press("✅ 完成").confirm()
    assert entry.paragraphs == ("第一段", "第二段", "第三段")


def test_a_long_text_that_the_app_cuts_in_two_stays_one_paragraph() -> None:
    entry = write(small_book(), "长" * 4096, "短的尾巴")
    assert entry.paragraphs == ("长" * 4096 + "短的尾巴",)


def test_the_parts_survive_a_restart() -> None:
    player = Player(small_book(), OFFICE).open("text", subject="practices").say("第一段").restart().say("第二段")
    assert player.press("✅ 完成").confirm().paragraphs == ("第一段", "第二段")


def test_complete_without_any_words_asks_for_them() -> None:
    player = Player(small_book(), OFFICE).open("text", subject="practices").say("完成")
    assert player.asked == "words"
    assert "还没有收到文字" in player.text


def test_starting_anew_forgets_the_parts() -> None:
    player = Player(small_book(), OFFICE).open("text", subject="practices").say("错的").press("清空重写").say("对的")
    assert player.press("✅ 完成").confirm().paragraphs == ("对的",)


def test_changing_at_the_review_begins_anew_instead_of_adding() -> None:
    player = Player(small_book(), OFFICE).open("text", subject="practices").say("旧的\n完成").press("修改文字")
    assert player.say("新的\n完成").confirm().paragraphs == ("新的",)


def test_numbers_typed_before_items_are_left_to_the_report() -> None:
    assert write(small_book(), "1、第一条\n2. 第二条\n三、第三条", section="problems").paragraphs == (
        "第一条",
        "第二条",
        "第三条",
    )
    assert write(small_book(), "1、不是清单").paragraphs == ("1、不是清单",)


def test_an_earlier_version_comes_back_as_a_new_one() -> None:
    book = small_book()
    old = write(book, "旧的说法")
    write(book, "新的说法")
    player = Player(book, OFFICE).open("text", subject=version_subject("practices", old.number))
    assert "原来写的：新的说法" in player.text
    player.confirm()
    assert [version.paragraphs for version in book.text_versions("practices")] == [
        ("旧的说法",),
        ("新的说法",),
        ("旧的说法",),
    ]


def test_a_file_goes_straight_to_the_review() -> None:
    player = Player(small_book(), OFFICE).open("text", subject="practices").say(finished("文件里的一段\n又一段"))
    assert player.confirm().paragraphs == ("文件里的一段", "又一段")


@pytest.mark.parametrize("length", [0, 300, 399, 400, 401, 4000])
def test_an_unknown_name_in_braces_is_warned_of_however_long_the_text_is(length: int) -> None:
    said = Player(small_book(), OFFICE).open("text", subject="practices")
    for words in (
        f"共花了{{花费}}万元，{'长' * length}，{{支出率}}",
        f"{'长' * length}，{{支出率}}，共花了{{花费}}万元",
    ):
        text = said.say(finished(words)).text
        assert "⚠️ {花费} 不是空格位，会照原样写进报告。空格位有：年度、" in text
        said.press("修改文字")
    assert "不是空格位" not in said.say(finished(f"{'长' * length}{{支出率}}")).text


def test_only_the_office_writes_the_report() -> None:
    assert isinstance(Player(small_book(), CLERK).open("text", subject="practices").shown, Denied)


def indicator(player: Player) -> IndicatorSet:
    entry = player.confirm()
    assert isinstance(entry, IndicatorSet)
    return entry


def test_an_indicator_is_added_with_the_next_free_code() -> None:
    book = small_book()
    player = Player(book, OFFICE).open("indicator").press("中博会经费", "经济效益")
    entry = indicator(player.say("签约金额", "≥1亿元", "12"))
    assert (entry.indicator, entry.level_one, str(entry.weight)) == ("expo-3", "效益指标", "12")


def test_an_indicator_is_changed_from_its_entry_and_keeps_its_code() -> None:
    book = small_book()
    player = Player(book, OFFICE).open("indicator", subject=first(book, IndicatorSet)).press("修改目标值")
    entry = indicator(player.say("8家"))
    assert (entry.indicator, entry.name, entry.target_value) == ("expo-1", "参展企业数量", "8家")


def test_an_indicator_of_no_weight_keeps_it_when_its_target_is_changed() -> None:
    book = BookBuilder().project("expo", "10").indicator("expo", "expo-1", "6家", weight="0").book
    player = Player(book, OFFICE).open("indicator", subject=first(book, IndicatorSet)).press("修改目标值")
    assert indicator(player.say("8家")).weight == 0


def test_a_dropped_indicator_is_asked_for_no_longer_and_its_code_is_not_used_again() -> None:
    book = small_book()
    assert indicator(Player(book, OFFICE).open("drop_indicator", subject=first(book, IndicatorSet))).removed
    assert "expo-1" not in book.indicators
    again = Player(book, OFFICE).open("indicator").press("中博会经费", "数量指标").say("展位", "6个").press("平均分配")
    assert indicator(again).indicator == "expo-3"
    assert isinstance(Player(book, OFFICE).open("drop_indicator", subject=first(book, IndicatorSet)).shown, Denied)


@pytest.mark.parametrize("typed", ["不改", "不用改。"])
def test_keeping_what_stands_is_typed_as_well_as_tapped_and_never_becomes_the_answer(typed: str) -> None:
    book = BookBuilder().project("radio", "29", name="无线电监测", goal="保障用频安全").book
    entry = Player(book, OFFICE).open("goal", "无线电监测").say(typed).press("按数字自动写")
    assert "不改" not in entry.text
    assert "保障用频安全" in entry.text
    fresh = Player(BookBuilder().project("radio", "29", name="无线电监测", goal="").book, OFFICE)
    assert "没有可以保留的内容" in fresh.open("goal", "无线电监测").say(typed).text
    changing = fresh.say("保障用频安全").press("按数字自动写", "修改预期目标").say(typed)
    assert changing.confirm().goal == "保障用频安全"


def test_a_goal_is_written_and_nothing_else_that_is_known_of_the_project_is_lost() -> None:
    book = BookBuilder().project("radio", "29", name="无线电监测", mid_year=True, section="无线电科", goal="").book
    entry = Player(book, OFFICE).open("goal", "无线电监测 保障用频安全").press("按数字自动写").confirm()
    assert isinstance(entry, ProjectAdded)
    assert (entry.goal, entry.achievement) == ("保障用频安全", "")
    assert (entry.name, entry.section, entry.mid_year, entry.reported) == ("无线电监测", "无线电科", True, True)
