"""登记指标完成值: which indicator, what was reached, and why where it was missed or far exceeded."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from perfbot.domain.books.circumstances import Circumstances
from perfbot.domain.books.commands import ClosePeriod, RecordResult
from perfbot.domain.books.rules import decide
from perfbot.forms import Denied, Review
from perfbot.render.chat.saved import saved
from tests.book_builder import BookBuilder
from tests.form_player import NOON, OFFICE, Player, radio_clerk, small_book

YEAR_OVER = datetime(2022, 1, 10, 4, tzinfo=UTC)


def command(player: Player) -> RecordResult:
    player.press("✅ 确认")
    assert player.turn is not None
    assert isinstance(player.turn.command, RecordResult)
    return player.turn.command


@pytest.mark.parametrize(
    "line", ["中博会 参展 6家", "zbh 参展企业数量 6家", "expo expo-1 6家", "中博会 czqy 6家", "参展 6家"]
)
def test_one_line_goes_straight_to_the_review(line: str) -> None:
    player = Player().open("result", line)
    assert isinstance(player.shown, Review)
    told = command(player)
    assert (told.indicator, told.actual_value, told.on, told.reason) == ("expo-1", "6家", date(2021, 6, 30), "")


@pytest.mark.parametrize(
    ("line", "asked"),
    [("中博会", "indicator"), ("中博会 参", "indicator"), ("中博会 参展", "actual_value"), ("没有 6家", "project")],
)
def test_what_one_line_does_not_say_is_asked(line: str, asked: str) -> None:
    assert Player().open("result", line).prompt.question == asked


def test_a_reason_that_says_nothing_is_asked_again() -> None:
    player = Player().open("result", "中博会 参展 5家").say("。")
    assert player.prompt.question == "reason"
    assert "请用文字写明" in player.text
    assert player.say("采购耗时较长").prompt.question == "remedy"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("中博会 参 6家", "“参”有 2 个符合"),
        ("中博会 6家", "哪个指标"),
        ("中博会 展位 6家", "没有找到“展位”"),
        ("没有 6家", "没有找到“没有”"),
    ],
)
def test_what_one_line_says_unclearly_is_asked_with_the_reason_and_the_value_is_kept(line: str, said: str) -> None:
    player = Player().open("result", line)
    assert said in player.text
    if "中博会" in line:
        assert command(player.say("参展")).actual_value == "6家"


def test_a_name_shared_by_indicators_of_two_projects_is_asked() -> None:
    builder = BookBuilder().project("a", "1", name="甲").project("b", "1", name="乙")
    builder.indicator("a", "a1", "90%", name="按期完成率").indicator("b", "b1", "90%", name="按期完成率")
    assert Player(builder.book).open("result", "按期完成率 95%").prompt.question == "project"
    assert command(Player(builder.book).open("result", "乙 按期完成率 95%")).indicator == "b1"


def test_only_projects_with_indicators_are_offered() -> None:
    assert [option.id for option in Player().open("result").prompt.options] == ["expo", "radio"]


def test_an_indicator_is_offered_with_what_is_recorded() -> None:
    player = Player().open("result", "中博会 参展 5家").say("跳过")
    player.confirm()
    labels = Player(player.book).open("result", "中博会").labels
    assert "参展企业数量｜已填 5家" in labels
    assert "参观人数｜待填" in labels


def test_a_long_indicator_still_fits_on_its_button() -> None:
    builder = BookBuilder().project("x", "20", name="新项目")
    builder.indicator("x", "x-1", "3-5场", name="组织工业设计师走进产业集群活动次数")
    player = Player(builder.book, OFFICE).open("result", "新项目").say("组织", "10场", "跳过")
    player.confirm()
    label = Player(player.book, OFFICE).open("result", "新项目").labels[0]
    assert label == "组织工业设计师走进产业…｜已填 10场"


def test_a_reason_put_off_says_so_at_the_review() -> None:
    player = Player().open("result", "中博会 参展 5家").say("跳过")
    assert "偏差原因　稍后补充" in player.text


def test_the_same_value_again_says_that_it_is_the_same() -> None:
    player = Player().open("result", "中博会 参展 6家")
    player.confirm()
    assert "与已登记的完成值相同" in Player(player.book).open("result", "中博会 参展 6家").text


def test_the_value_question_shows_target_and_current_value() -> None:
    player = Player().open("result", "中博会 参展 5家").say("跳过")
    player.confirm()
    again = Player(player.book).open("result", "中博会 参展")
    assert "目标值 6家，已登记 5家" in again.text


def test_a_plain_target_can_be_taken_over_by_one_tap() -> None:
    player = Player().open("result", "中博会 参展").press("与目标一致")
    assert command(player).actual_value == "6家"


def test_a_target_with_a_sign_is_never_taken_over() -> None:
    assert Player().open("result", "中博会 参观").prompt.options == ()


def test_a_target_in_words_offers_the_three_bands() -> None:
    builder = BookBuilder().project("expo", "20").indicator("expo", "e1", "有效提升")
    player = Player(builder.book).open("result", "e1")
    assert [option.id for option in player.prompt.options] == ["band1", "band2", "band3"]
    assert command(player.press("达成年度指标")).actual_value == "达成年度指标"


def test_a_value_in_words_is_taken_as_given() -> None:
    assert command(Player().open("result", "中博会 参展 已按合同完成")).actual_value == "已按合同完成"


def test_a_met_target_asks_for_no_reason() -> None:
    assert isinstance(Player().open("result", "中博会 参观 600人").shown, Review)


def test_a_missed_target_asks_for_reason_and_remedy() -> None:
    player = Player(now=YEAR_OVER).open("result", "中博会 参观 540人")
    assert player.prompt.question == "reason"
    assert "90%" in player.prompt.hint
    player.say("疫情影响")
    assert player.prompt.question == "remedy"
    told = command(player.say("提前宣传"))
    assert (told.reason, told.remedy) == ("疫情影响", "提前宣传")


def test_a_reason_can_be_left_for_later_and_then_no_remedy_is_asked() -> None:
    told = command(Player(now=YEAR_OVER).open("result", "中博会 参观 540人").press("稍后补充"))
    assert (told.reason, told.remedy) == ("", "")


def test_far_exceeding_asks_whether_the_target_was_too_low() -> None:
    player = Player().open("result", "中博会 参观 800人")
    assert "目标值是否定低" in player.prompt.text
    assert command(player.press("目标值设置偏低").say("跳过")).reason == "目标值设置偏低"


def test_in_a_running_year_an_unreached_target_can_be_explained_by_one_tap() -> None:
    assert "年度未结束，正按计划推进" in Player().open("result", "中博会 参观 300人").labels
    assert "年度未结束，正按计划推进" not in Player(now=YEAR_OVER).open("result", "中博会 参观 300人").labels


def test_a_value_that_was_mended_to_meet_the_target_takes_its_reason_back() -> None:
    player = Player().open("result", "中博会 参观 540人").say("疫情影响", "跳过").press("修改完成值").say("620人")
    assert command(player).reason == ""


def test_the_day_goes_without_asking_and_can_be_changed() -> None:
    player = Player().open("result", "中博会 参展 6家").press("修改日期").say("6.15")
    assert command(player).on == date(2021, 6, 15)


def test_in_a_past_year_the_result_counts_for_its_last_day() -> None:
    assert command(Player(now=YEAR_OVER).open("result", "中博会 参展 6家")).on == date(2021, 12, 31)


def test_when_the_last_day_is_closed_the_day_is_asked() -> None:
    book = small_book()
    closing = Circumstances(OFFICE, NOON, YEAR_OVER.date())
    for entry in decide(book, ClosePeriod(key="c", period="2021-12"), closing):
        book.apply(entry)
    assert Player(book, now=YEAR_OVER).open("result", "中博会 参展 6家").prompt.question == "on"


def test_the_review_tells_old_and_new_and_how_it_is_judged() -> None:
    player = Player().open("result", "中博会 参观 540人").say("跳过")
    assert "➗ 部分完成" in player.text
    player.confirm()
    again = Player(player.book).open("result", "中博会 参观 610人")
    assert "完成值 540人 → 610人" in again.text
    assert "✅ 完成" in again.text


def test_another_project_at_the_review_asks_for_its_indicator_and_keeps_the_value() -> None:
    player = Player().open("result", "中博会 参展 6家").press("修改项目").say("无线电")
    assert player.prompt.question == "indicator"
    assert "重新选择" in str(player.prompt.problem)
    player.say("大楼")
    assert command(player).actual_value == "6家"


def test_one_with_a_single_project_starts_at_the_indicator() -> None:
    assert Player(actor=radio_clerk()).open("result").prompt.question == "indicator"
    assert isinstance(Player(actor=radio_clerk()).open("result", "大楼 95%").shown, Review)


def test_without_indicators_the_form_says_so() -> None:
    player = Player(BookBuilder().project("expo", "20").book).open("result")
    assert isinstance(player.shown, Denied)
    assert "没有设置绩效指标" in player.text
    assert player.labels == []


def test_without_indicators_the_office_is_offered_to_add_one() -> None:
    player = Player(BookBuilder().project("expo", "20", name="中博会").book, OFFICE).open("result")
    assert player.labels == ["添加指标：中博会"]


def test_projects_that_have_no_indicators_yet_are_named_where_a_project_is_chosen() -> None:
    assert "还没有指标、要管理员先添加的：工业设计大赛经费" in Player().open("result").text


def test_what_cannot_be_judged_is_taken_and_left_to_a_person() -> None:
    player = Player().open("result", "中博会 参展 6人")
    assert "❓ 需人工判断" in player.text
    assert command(player).actual_value == "6人"


@pytest.mark.parametrize(
    ("typed", "kept"), [("650", "650人"), ("650人次", "650人次"), ("≧650", "≧650人"), ("很多", "很多")]
)
def test_a_bare_figure_gets_the_unit_of_its_target(typed: str, kept: str) -> None:
    player = Player().open("result", f"中博会 参观 {typed}")
    assert ("完成值", kept) in [(item.label, item.text) for item in player.shown.answers]  # type: ignore[attr-defined]


def test_what_was_to_be_explained_later_has_its_button_at_once() -> None:
    player = Player().open("result", "中博会 参观 300人").press("稍后补充")
    entry = player.confirm()
    labels = [button.label for row in saved(player.book, entry).buttons for button in row]
    assert "写原因" in labels
    done = Player(player.book).open("result", "中博会 参展 6家")
    assert "写原因" not in [button.label for row in saved(done.book, done.confirm()).buttons for button in row]
