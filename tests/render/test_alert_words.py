"""Warnings, /alerts, /todo and reminders in words, and the buttons under them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from perfbot.domain.books.book import Book
from perfbot.domain.books.keys import BookKey
from perfbot.domain.books.members import Member, Role
from perfbot.domain.monitoring.alerts import AlertKind, Severity, alerts
from perfbot.domain.monitoring.notices import AlertAnswers, Notice, decisions
from perfbot.domain.monitoring.todo import owed_by
from perfbot.domain.rulebook import DEFAULT
from perfbot.render.buttons import AlertAct, alert_button, parse_alert_press
from perfbot.render.document import Document
from perfbot.render.places.text import text
from perfbot.render.posts.alert_words import TITLES, alert_line, resolved_lines
from perfbot.render.posts.alerts import alerts_document, warning_document
from perfbot.render.posts.reminders import not_started_document, reminder_document, todo_document
from perfbot.years.loader import sample
from perfbot.years.simulated import renamed, simulated_year
from tests.book_builder import BookBuilder
from tests.simulated_books import played

KEY = BookKey("gongye", 2021)
JULY = date(2021, 7, 5)
CLERK = Member(7, "小李", Role.EDITOR)
YEAR = renamed(sample())
DAYS = simulated_year(YEAR)


def simulated(on: date) -> Book:
    return played(DAYS, YEAR.key, on, ZoneInfo("Asia/Shanghai"))


def warned(book: Book, on: date, log: list[Notice]) -> Document | None:
    return warning_document(book, decisions(alerts(book, on), log, on, DEFAULT.watch), on)


def lines(built: BookBuilder, on: date) -> list[str]:
    return [alert_line(built.book, alert) for alert in alerts(built.book, on)]


@pytest.mark.parametrize("act", AlertAct)
@pytest.mark.parametrize("about", [JULY, "p03", "p03-1"])
def test_a_button_reads_back_as_it_was_built(act: AlertAct, about: date | str) -> None:
    press = parse_alert_press(alert_button(act, KEY, about))
    assert press is not None
    assert (press.act, press.book) == (act, KEY)
    assert press.on == about if isinstance(about, date) else press.about == about


@pytest.mark.parametrize(
    "data",
    ["", "a:", "a:ack:gongye-2021:", "a:shout:gongye-2021:p1", "a:ack:gongye:p1", "a:ack:g-2021:p 1", "a" * 99],
)
def test_a_forged_button_is_no_button(data: str) -> None:
    assert parse_alert_press(data) is None


def test_a_day_that_does_not_exist_is_only_a_code() -> None:
    press = parse_alert_press("a:ack:gongye-2021:20210231")
    assert press is not None
    assert press.on is None


def test_a_code_that_does_not_fit_is_refused_when_the_button_is_built() -> None:
    with pytest.raises(ValueError, match="no button data"):
        alert_button(AlertAct.EXPLAIN, KEY, "中博会")


def test_each_alert_says_whose_it_is_and_by_how_much() -> None:
    on = date(2021, 12, 31)
    built = (
        BookBuilder().project("a", "100", name="甲").project("b", "100", name="乙").spend("a", "105", on, awaiting=True)
    )
    built.spend("b", "50", on).indicator("b", "i", "≥10次", name="检查次数").result("i", "5次", on)
    built.indicator("a", "j", "≥1次", name="会议")
    assert lines(built, on) == [
        "🔴 甲：超出预算 5.00 万元，待追加",
        "🔴 乙：支出滞后，低于序时进度 50.0 个百分点，到12月31日还需支出 50.00 万元",
        "🔴 乙：1 项指标滞后：检查次数",
        "🟡 整体支出偏慢，低于序时进度 22.5 个百分点",
        "🟡 甲：1 项指标没有完成值：会议",
        "⚪ 乙：1 项未达目标，还缺偏差原因：检查次数",
    ]


def test_a_project_with_a_plan_is_measured_against_its_plan() -> None:
    built = BookBuilder().project("p", "100").project("q", "900").spend("q", "900", date(2021, 1, 5))
    built.plan("p", [0, 0, 0, 40, 50, 60, 70, 80, 90, 100, 100, 100])
    document = alerts_document(built.book, alerts(built.book, JULY), JULY)
    assert "低于用款计划 61.6 个百分点" in text(document)


def test_alerts_offers_to_write_one_reason_once() -> None:
    built = BookBuilder().project("p", "100", name="甲").project("q", "900").spend("q", "900", date(2021, 1, 5))
    assert offered(built.book) == ["写原因：甲", "已知晓", "静默7天", "看进度"]
    built.project("r", "1", name="丙").spend("r", "2", date(2021, 1, 5), awaiting=True)
    assert offered(built.book) == ["写原因：甲", "已知晓", "静默7天", "写原因", "看进度"], "丙 has no button of its own"


def test_alerts_opens_the_reason_of_the_indicator_that_lacks_one() -> None:
    built = BookBuilder().project("p", "1", name="甲").spend("p", "1", JULY).indicator("p", "p-1", "≥10次", name="检查")
    built.result("p-1", "9次", JULY)
    end = date(2021, 12, 31)
    assert offered(built.book, end) == ["写原因：检查", "已知晓", "静默7天", "看进度"]
    ((button,), *_) = alerts_document(built.book, alerts(built.book, end), end).buttons
    assert button.data == "a:why:f-2021:p-1"


def offered(book: Book, on: date = JULY) -> list[str]:
    """The labels under /alerts."""
    return [button.label for row in alerts_document(book, alerts(book, on), on).buttons for button in row]


def test_a_warning_tells_the_first_words_of_the_reason_that_was_given() -> None:
    built = BookBuilder().project("p", "100", name="甲").project("q", "900").spend("q", "900", date(2021, 1, 5))
    built.explain("p", "合同审定较慢，" * 9)
    shown = warned(built.book, JULY, [])
    assert shown is not None
    assert "；原因（12月31日）：合同审定较慢，合同" in text(shown)
    assert "合同审定较…\n" in text(shown)


def test_every_kind_of_alert_has_a_title() -> None:
    assert set(TITLES) == set(AlertKind)


def test_what_is_over_is_told_a_kind_to_a_line() -> None:
    built = BookBuilder().project("p", "1", name="甲").project("q", "1", name="乙")
    told = resolved_lines(built.book, ["project_behind:p", "project_behind:q", "quiet:p", "fund_behind:"])
    assert told == ("支出偏慢：甲、乙", "多周没有支出：甲", "整体支出偏慢")
    (many,) = resolved_lines(built.book, [f"quiet:p{number}" for number in range(13)])
    assert many.endswith("p10、p11等 13 个")


def test_the_warning_of_the_day_gathers_what_is_new_what_lasts_and_what_is_over() -> None:
    log: list[Notice] = []
    for on in (date(2021, 3, 8), date(2021, 5, 10), date(2021, 7, 5)):
        book = simulated(on)
        shown = warned(book, on, log)
        log += [one.notice(on) for one in decisions(alerts(book, on), log, on, DEFAULT.watch) if one.speaks]
    assert shown is not None
    page = text(shown)
    assert page.index("🆕 新出现") < page.index("🔁 仍未解决")
    assert (
        "🔴 支出滞后 4 个项目，低于应达进度的百分点：中博会 42.5、民营经济 36.2、工业节能 28.1、无线电监管 21.6" in page
    )
    assert "模拟数据" in page
    september = warned(simulated(date(2021, 9, 13)), date(2021, 9, 13), log)
    assert september is not None
    assert "✅ 已解除" in text(september)
    assert "整体支出偏慢" in text(september)


def test_a_day_without_news_has_no_message() -> None:
    book = simulated(JULY)
    log = [one.notice(JULY) for one in decisions(alerts(book, JULY), [], JULY, DEFAULT.watch) if one.speaks]
    assert warned(book, JULY, log) is None


def test_a_message_that_only_says_what_is_over_has_nothing_to_acknowledge() -> None:
    built = BookBuilder().project("p", "10").spend("p", "10", JULY)
    behind = BookBuilder().project("p", "10")
    log = [one.notice(JULY) for one in decisions(alerts(behind.book, JULY), [], JULY, DEFAULT.watch) if one.speaks]
    shown = warned(built.book, JULY, log)
    assert shown is not None
    assert shown.buttons == ()


def test_a_warning_stays_short_enough_for_one_screen_or_two() -> None:
    for month in range(3, 13):
        on = date(2021, month, 8)
        shown = warned(simulated(on), on, [])
        assert shown is None or len(text(shown)) < 900


def test_alerts_marks_what_is_known_and_folds_what_the_whole_fund_covers() -> None:
    book = simulated(JULY)
    found = alerts(book, JULY)
    known = next(alert.key for alert in found if alert.kind is AlertKind.LIGHTS_APART)
    answered = {known: AlertAnswers(known_by=(7, 8), silent_until=date(2021, 7, 12))}
    page = text(alerts_document(book, found, JULY, answered, {7: "陈静", 8: "林主任"}))
    assert "（陈静、林主任已知晓，7月12日前不再提醒）" in page
    assert "已包含在整体偏慢里的 3 项" in page
    assert sum(alert.severity is Severity.CRITICAL for alert in found) == 10


def test_a_fund_without_alerts_says_so() -> None:
    built = BookBuilder().project("p", "10").spend("p", "10", JULY)
    assert "🟢 没有预警" in text(alerts_document(built.book, (), JULY))


def owing() -> BookBuilder:
    built = BookBuilder().project("p", "100", name="中博会").spend("p", "100", date(2021, 12, 1))
    built.indicator("p", "a", "≥10次", name="检查次数").result("a", "8次").indicator("p", "b", "≥6家", name="参展企业")
    return built.indicator("p", "c", "≥6个", name="展位")


def test_todo_tells_what_each_project_owes_with_a_button_into_the_conversation() -> None:
    built = owing()
    shown = todo_document([(built.book, owed_by(built.book, CLERK, date(2021, 12, 31)))])
    page = text(shown)
    assert "我的待办 3 项" in page
    assert "中博会：1 项未达目标，请写原因：检查次数（目标 ≥10次，完成 8次）" in page
    assert "中博会：2 项还没有完成值：参展企业、展位" in page
    data = [button.data for row in shown.buttons for button in row]
    assert data == ["a:why:f-2021:a", "c:result:f-2021:p"]


def test_who_owes_nothing_reads_so_and_gets_no_reminder() -> None:
    built = BookBuilder().project("p", "100").spend("p", "100", JULY)
    todo = [(built.book, owed_by(built.book, CLERK, JULY))]
    assert "没有待办" in text(todo_document(todo))
    assert reminder_document("小李", todo) is None


def test_a_reminder_greets_by_name_and_tells_how_to_be_left_in_peace() -> None:
    built = owing()
    shown = reminder_document("小李", [(built.book, owed_by(built.book, CLERK, date(2021, 12, 31)))])
    assert shown is not None
    assert "小李，您好！" in text(shown)
    assert "/leave" in text(shown)


def test_a_quiet_project_says_since_when_and_how_much_is_left() -> None:
    built = BookBuilder().project("p", "100", name="中博会").spend("p", "1", date(2021, 3, 1))
    shown = todo_document([(built.book, owed_by(built.book, CLERK, JULY))])
    assert "中博会：3月1日以来没有登记支出，低于应达进度 50.0 个百分点，还有 99.00 万元未支出" in text(shown)


def test_several_books_are_told_apart() -> None:
    one, other = owing(), BookBuilder(2020).project("q", "1").indicator("q", "i", "≥1次")
    on = date(2021, 12, 31)
    page = text(todo_document([(made.book, owed_by(made.book, CLERK, on)) for made in (one, other)]))
    assert "2021年工业发展管理经费" in page
    assert "2020年工业发展管理经费" in page


def test_people_who_never_started_the_bot_are_named_to_the_administrators() -> None:
    assert "小张、小王" in text(not_started_document(["小张", "小王"]))


def test_amounts_in_words_are_exact() -> None:
    built = BookBuilder().project("p", "10").spend("p", "10.123456", JULY, awaiting=True)
    (alert,) = alerts(built.book, JULY)
    assert alert.amount == Decimal("1234.56")
    assert "超出预算 0.12 万元" in alert_line(built.book, alert)
