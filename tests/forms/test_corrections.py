"""冲销, 更正 and 写原因: nothing is edited in place, and only the author or the office may."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from perfbot.domain.books.entries import DeviationExplained, IndicatorResult, Reversal, Spending
from perfbot.domain.books.errors import AlreadyReversed, NotTheAuthor, StaleCorrection, UnknownEntry
from perfbot.domain.books.members import Member, Role
from perfbot.forms import Denied
from tests.form_player import OFFICE, Player, radio_clerk, small_book
from tests.form_scripts import first

STRANGER_CLERK = Member(12, "赵经办", Role.EDITOR)


def test_a_reversal_shows_the_entry_and_what_the_rate_becomes() -> None:
    book = small_book()
    player = Player(book).open("reverse", subject=first(book, Spending))
    assert "中博会经费 3月15日 16.40 万元" in player.text
    assert {"登记有误", "重复登记", "款项已退回"} <= set(player.labels)
    player.press("重复登记")
    assert "已支出 16.40 → 0.00 万元" in player.text
    assert "支出率 82.00% → 0.00%" in player.text
    entry = player.confirm()
    assert isinstance(entry, Reversal)
    assert book.executed() == 0


def test_an_entry_that_is_gone_already_opens_nothing() -> None:
    book = small_book()
    subject = first(book, Spending)
    Player(book).open("reverse", subject=subject).say("重复").confirm()
    for form in ("reverse", "correct_spending"):
        shown = Player(book).open(form, subject=subject).shown
        assert isinstance(shown, Denied)
        assert isinstance(shown.problem, AlreadyReversed)


def test_an_entry_reversed_by_another_meanwhile_ends_the_conversation() -> None:
    book = small_book()
    subject = first(book, Spending)
    player = Player(book).open("correct_spending", subject=subject).press("金额")
    Player(book, OFFICE).open("reverse", subject=subject).say("重复").confirm()
    shown = player.say("15").shown
    assert isinstance(shown, Denied)
    assert isinstance(shown.problem, AlreadyReversed)


def test_only_the_author_or_the_office_may() -> None:
    book = small_book()
    subject = first(book, Spending)
    for form in ("reverse", "correct_spending"):
        player = Player(book, STRANGER_CLERK).open(form, subject=subject)
        assert isinstance(player.shown, Denied)
        assert isinstance(player.shown.problem, NotTheAuthor)
        assert "李经办" in player.text
        assert not isinstance(Player(book, OFFICE).open(form, subject=subject).shown, Denied)


def test_an_author_who_lost_the_project_may_not() -> None:
    book = small_book()
    moved = Member(7, "李经办", Role.EDITOR, radio_clerk().scopes)
    assert isinstance(Player(book, moved).open("reverse", subject=first(book, Spending)).shown, Denied)


def test_an_unknown_entry_opens_nothing() -> None:
    shown = Player().open("reverse", subject="nothing").shown
    assert isinstance(shown, Denied)
    assert shown.problem == UnknownEntry("nothing")


def test_a_result_is_not_corrected_as_a_spending_nor_the_other_way_round() -> None:
    book = small_book()
    Player(book).open("result", "中博会 参展 6家").confirm()
    result, spending = first(book, IndicatorResult), first(book, Spending)
    for form, subject in (("correct_spending", result), ("correct_result", spending)):
        shown = Player(book).open(form, subject=subject).shown
        assert isinstance(shown, Denied)
        assert isinstance(shown.problem, StaleCorrection)


def test_a_correction_asks_only_for_what_was_wrong() -> None:
    book = small_book()
    old = first(book, Spending)
    player = Player(book).open("correct_spending", subject=old).press("日期").say("3.16").press("日期录错")
    new = player.confirm()
    assert isinstance(new, Spending)
    assert (new.amount, new.on, new.purpose, new.corrects) == (Decimal(164000), date(2021, 3, 16), "付款", old)
    assert book.reversal_of(old) is not None


def test_a_correction_may_change_several_things_at_the_review() -> None:
    book = small_book()
    player = (
        Player(book).open("correct_spending", subject=first(book, Spending)).press("金额").say("10").press("金额录错")
    )
    player.press("修改项目").say("无线电").press("修改用途").say("运维")
    assert "“中博会经费”已支出 16.40 → 0.00 万元" in player.text
    assert "已支出 0.00 → 10.00 万元" in player.text
    new = player.confirm()
    assert isinstance(new, Spending)
    assert (new.project, new.purpose) == ("radio", "运维")
    assert book.executed() == 100_000


def test_what_the_old_entry_took_counts_as_left() -> None:
    book = small_book()
    player = Player(book).open("correct_spending", subject=first(book, Spending)).press("金额")
    assert "还剩 20.00 万元" in player.text
    assert player.say("20").prompt.question == "reason"
    assert Player(book).open("spend", "中博会 3.7 x 6.1").asked == "awaiting"


def test_another_form_about_an_entry_counts_nothing_twice() -> None:
    book = small_book()
    player = Player(book).open("spend", "中博会 5 x 6.1", subject=first(book, Spending))
    assert player.asked == "awaiting"


def test_a_correction_that_changes_nothing_cannot_be_confirmed() -> None:
    player = Player()
    player.open("correct_spending", subject=first(player.book, Spending)).press("金额").say("16.4").press("金额录错")
    assert "没有需要更正的" in player.text
    assert "✅ 确认" not in player.labels
    player.press("修改金额").say("16.5")
    assert isinstance(player.confirm(), Spending)


def test_a_result_is_corrected_with_its_old_value_at_hand() -> None:
    book = small_book()
    Player(book).open("result", "中博会 参观 540人").say("疫情影响", "加强宣传").confirm()
    player = Player(book).open("correct_result", subject=first(book, IndicatorResult))
    assert "值不变：540人" in player.labels
    player.say("560人").press("完成值录错")
    assert "完成值 540人 → 560人" in player.text
    new = player.confirm()
    assert isinstance(new, IndicatorResult)
    assert (new.actual_value, new.reason, new.remedy, new.on) == (
        "560人",
        "疫情影响",
        "加强宣传",
        date(2021, 6, 30),
    )


def test_only_the_day_of_a_result_can_be_corrected() -> None:
    book = small_book()
    Player(book).open("result", "中博会 参展 6家").confirm()
    player = Player(book).open("correct_result", subject=first(book, IndicatorResult)).press("值不变").press("日期录错")
    assert "没有需要更正的" in player.text
    new = player.press("修改日期").say("6.1").confirm()
    assert isinstance(new, IndicatorResult)
    assert new.on == date(2021, 6, 1)


def test_an_explanation_from_a_warning_asks_only_for_the_words() -> None:
    player = Player().open("explain", subject="expo")
    assert "中博会经费的支出" in player.text
    entry = player.say("采购流程慢", "跳过").confirm()
    assert isinstance(entry, DeviationExplained)
    assert (entry.subject, entry.reason, entry.remedy) == ("expo", "采购流程慢", "")


def test_an_explanation_offers_the_indicators_that_deviate_first() -> None:
    book = small_book()
    Player(book).open("result", "中博会 参观 540人").say("跳过").confirm()
    player = Player(book).open("explain")
    assert player.prompt.options[0].id == "expo-2"
    player.press("参观人数").say("疫情影响", "跳过")
    assert isinstance(player.confirm(), DeviationExplained)


def test_a_target_passed_by_far_is_asked_about_as_such() -> None:
    book = small_book()
    Player(book).open("result", "中博会 参观 900人").say("跳过").confirm()
    player = Player(book).open("explain", subject="expo-2")
    assert "目标值是否定低了" in player.text
    assert "是目标的 150%" in player.text
    assert [option.label for option in player.prompt.options] == ["目标值设置偏低", "年中工作任务增加"]


def test_a_second_explanation_shows_the_first() -> None:
    player = Player().open("explain", subject="expo").say("采购流程慢", "跳过")
    player.confirm()
    again = Player(player.book).open("explain", subject="expo").say("合同延期", "跳过")
    assert "原来写的：采购流程慢" in again.text


def test_nobody_explains_for_a_project_of_others() -> None:
    assert isinstance(Player(actor=radio_clerk()).open("explain", subject="expo-2").shown, Denied)
    assert isinstance(Player().open("explain", subject="nothing").shown, Denied)
