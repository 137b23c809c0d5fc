"""The pages of a conversation on a phone: short, clear, every typed character safe, every button within its limit."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from perfbot.domain.books.entries import Entry, Spending
from perfbot.forms import Closed, Denied, Offered, Prompt, Review, Stale
from perfbot.forms.engine.shown import Answered, Option
from perfbot.render.buttons import in_rows
from perfbot.render.chat.answers import stale_button
from perfbot.render.chat.conversation import page, saved
from perfbot.render.document import Button, Document
from perfbot.render.places.chat import chat_parts, chat_plain
from perfbot.render.places.rich import rich_parts
from perfbot.store.codec import decode_entry, encode_entry
from tests.form_player import OFFICE, Player, small_book
from tests.form_scripts import SCRIPTS, Script

SPEND_REVIEW = """\
登记支出　请核对

项目　中博会经费
金额　3.20 万元 = 32,000.00 元
日期　2021年6月30日（周三）
用途　展位搭建

已支出 16.40 → 19.60 万元
支出率 82.00% → 98.00%
预算 20.00 万元，还剩 0.40 万元
一级项目支出率 8.24% → 9.85%"""

AMOUNT_QUESTION = """\
登记支出　第 2 步

项目　中博会经费

❗ 金额不能是 0，请输入实际发生的数额，例如 3.57（即 3.57 万元）或 35700元。

支出多少？单位：万元
预算 20.00 万元，还剩 3.60 万元
例：3.57（万元）、35700元、12+3.5"""


def text(document: Document) -> str:
    return "\n".join(chat_plain(document))


def labels(document: Document) -> list[list[str]]:
    return [[button.label for button in row] for row in document.buttons]


def test_the_review_reads_like_this() -> None:
    player = Player().open("spend", "中博会 3.2 展位搭建 6.30")
    assert player.text == SPEND_REVIEW
    assert labels(player.page) == [
        ["✅ 确认"],
        ["修改项目", "修改金额"],
        ["修改日期", "修改用途"],
        ["✖ 取消"],
    ]


def test_a_question_with_a_refused_answer_reads_like_this() -> None:
    player = Player().open("spend", "中博会").say("0")
    assert player.text == AMOUNT_QUESTION
    assert labels(player.page) == [["⬅ 上一步", "✖ 取消"]]


def test_the_question_stands_out() -> None:
    assert "<b>支出多少？单位：万元</b>" in Player().open("spend", "中博会").html


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name or script.form)
def test_every_page_of_every_form_fits_one_message_in_each_rendering(script: Script) -> None:
    player = script.start()
    for step in (*script.steps, None):
        document = player.page
        assert len(chat_parts(document)) == 1
        assert len(rich_parts(document)) == 1
        for row in document.buttons:
            assert 1 <= len(row) <= 3
            assert all(button.data and len(button.data.encode("ascii")) <= 64 for button in row)
            assert all(0 < len(button.label) <= 40 for button in row)
        if step is not None:
            step.do(player)
    assert len(chat_parts(saved(player.book, player.confirm()))) == 1


def test_what_people_typed_is_escaped_on_every_page() -> None:
    player = Player().open("spend", "中博会 3.2 6.30").say('<b>&"x"</b>\u202e')
    assert '&lt;b&gt;&amp;"x"&lt;/b&gt;' in player.html
    entry = player.confirm()
    assert "&lt;b&gt;&amp;" in "".join(chat_parts(saved(player.book, entry)))


def test_a_page_of_long_answers_still_fits() -> None:
    player = Player().open("result", "中博会 参观").say("长" * 200, "因" * 1000, "改" * 1000)
    assert isinstance(player.shown, Review)
    assert len(chat_parts(player.page)) == 1


def saved_spending() -> tuple[Player, Entry]:
    player = Player().open("spend", "中博会 3.2 展位搭建 6.30")
    return player, player.confirm()


def test_after_saving_number_rate_and_buttons_with_the_entrys_own_id() -> None:
    player, entry = saved_spending()
    document = saved(player.book, entry)
    assert f"✅ 已记录　第 {entry.number} 号" in text(document)
    assert "中博会经费：已支出 19.60 / 20.00 万元\n支出率 98.00%，还剩 0.40 万元" in text(document)
    assert [[button.data for button in row] for row in document.buttons] == [
        [f"e:undo:{entry.id}", f"e:correct_spending:{entry.id}"],
        [f"e:evidence:{entry.id}", f"e:spend:{entry.id}"],
    ]


def test_a_repeated_confirm_says_that_nothing_was_added() -> None:
    player, entry = saved_spending()
    assert "没有重复记录" in text(saved(player.book, entry, repeated=True))


def on_entries(document: Document) -> list[str]:
    """The buttons that would touch an entry."""
    return [button.label for row in document.buttons for button in row if (button.data or "").startswith("e:")]


def test_a_reversed_entry_can_no_longer_be_touched_and_its_reversal_says_what_was_taken_back() -> None:
    player, entry = saved_spending()
    reversal = Player(player.book).open("reverse", subject=entry.id).say("重复").confirm()
    assert on_entries(saved(player.book, entry)) == []
    said = text(saved(player.book, reversal))
    assert f"第 {entry.number} 号" in said
    assert "原记录：中博会经费 6月30日 3.20 万元 展位搭建" in said
    assert "已支出 16.40 / 20.00 万元\n支出率 82.00%" in said


def test_a_correction_names_the_entry_it_replaced() -> None:
    player, entry = saved_spending()
    new = Player(player.book).open("correct_spending", subject=entry.id).press("金额").say("3").say("录错").confirm()
    said = text(saved(player.book, new))
    assert f"原第 {entry.number} 号已冲销" in said
    assert "已支出 19.40 / 20.00 万元" in said


def test_an_entry_whose_id_fits_no_button_is_shown_without_it() -> None:
    player, entry = saved_spending()
    long = Spending(**{**vars(entry), "id": "x" * 50, "number": len(player.book) + 1})
    player.book.apply(long)
    assert on_entries(saved(player.book, long)) == []


def test_money_that_waits_for_a_supplement_is_marked_after_saving() -> None:
    player = Player().open("spend", "中博会 5 展位 6.30")
    assert "待追加 1.40 万元" in text(saved(player.book, player.confirm()))


def test_a_saved_result_tells_how_it_is_judged() -> None:
    player = Player().open("result", "中博会 参展 6家")
    said = text(saved(player.book, player.confirm()))
    assert "目标值 6家，完成值 6家　✅ 完成" in said


def test_a_saved_budget_event_tells_each_project_and_the_fund() -> None:
    player = Player(small_book(), OFFICE).open("adjust").press("调剂", "工业设计大赛经费", "中博会经费")
    entry = player.say("10", "6.1", "跳过").confirm()
    said = text(saved(player.book, entry))
    assert "工业设计大赛经费：预算 140.00 万元" in said
    assert "中博会经费：预算 30.00 万元" in said


def test_an_entry_read_from_disk_is_shown_the_same() -> None:
    player, entry = saved_spending()
    assert saved(player.book, decode_entry(encode_entry(entry))) == saved(player.book, entry)


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        (Stale(), stale_button()),
        (Closed("cancelled", "登记支出"), "已取消“登记支出”，没有记录任何内容。"),
        (Closed("aside", "登记支出"), "已放下“登记支出”，没有记录任何内容。"),
        (Closed("recorded", "登记支出", 12), "第 12 号，没有重复记录"),
        (Closed("gone"), "重新开始"),
        (Denied("登记支出", "台账里还没有二级项目，请先建立项目。"), "台账里还没有二级项目"),
    ],
)
def test_every_end_is_told(shown: Closed | Denied | Stale, words: str) -> None:
    assert words in text(page(shown))


@pytest.mark.parametrize("why", ["expired", "restarted", "busy"])
def test_an_offer_shows_the_answers_and_two_ways(why: str) -> None:
    answers = (Answered("amount", "金额", "3.20 万元"),)
    wanted = "登记指标完成值" if why == "busy" else ""
    document = page(Offered("abcdefghijklmnop", "登记支出", why, answers, wanted))
    assert "金额　3.20 万元" in text(document)
    assert len(document.buttons) == 2


def test_short_labels_share_a_row_and_long_ones_do_not() -> None:
    def rows(*names: str) -> list[int]:
        return [len(row) for row in in_rows([Button(name, "x") for name in names])]

    assert rows("优", "良", "中") == [3]
    assert rows("优", "良", "中", "差") == [2, 2]
    assert rows(*[f"{month}月30日" for month in range(1, 9)]) == [3, 3, 2]
    assert rows("今天 6月30日", "昨天 6月29日", "前天 6月28日") == [2, 1]
    assert rows("9 5+N大会", "10 产业链研究", "12 大型产业集聚区", "13 集群竞赛", "14 珠洽会") == [2, 1, 2]
    assert rows("江门市战略性产业集群研究编制经费", "中博会") == [1, 1]
    assert rows() == []


def test_pages_are_turned_with_their_place_shown() -> None:
    options = tuple(Option(f"p{number}", f"项目{number}", number) for number in range(9, 17))
    shown = Prompt(
        draft_id="abcdefghijklmnop",
        title="登记支出",
        question="project",
        text="哪个二级项目？",
        label="项目",
        options=options,
        page=1,
        pages=3,
        search="项目",
    )
    flat = [label for row in labels(page(shown)) for label in row]
    assert "◀ 上一页（2/3）" in flat
    assert "下一页（2/3）▶" in flat
    assert "显示全部" in flat
    assert "9 项目9" in flat


def test_a_notice_is_shown_above_the_question() -> None:
    player = Player().open("spend").say("中博会").restart()
    assert "ℹ️ 上次没填完" in player.text


def test_the_office_is_told_which_month_is_locked_and_for_whom() -> None:
    player = Player(actor=OFFICE, now=datetime(2022, 1, 5, tzinfo=UTC)).open("close").say("全年")
    assert "2021年度有 4 条记录" in player.text


def test_amounts_of_any_size_are_whole_on_the_page() -> None:
    player = Player().open("spend", "工业设计 1 x 6.1")
    assert "1.00 万元 = 10,000.00 元" in player.text
    player.press("修改金额").say("123456.78元")
    assert "12.345678 万元 = 123,456.78 元" in player.text
    assert player.book.projects["design"].executed() == Decimal(0)
