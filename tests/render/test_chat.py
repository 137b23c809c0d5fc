"""Plain messages: within Telegram's limits, no tag and no row cut, readable on a phone's width."""

from hypothesis import given, settings
from wcwidth import wcswidth

from perfbot.render.document import (
    Align,
    Column,
    Details,
    Document,
    Figure,
    Heading,
    Items,
    Row,
    Span,
    bold,
    document,
    inline,
    paragraph,
    table,
)
from perfbot.render.places.cards import LINE_WIDTH
from perfbot.render.places.chat import caption, chat_parts, chat_plain
from perfbot.render.places.cutting import cut, units
from perfbot.render.plain_forms import plain_forms, steady
from tests.render.dialects import Read, read_chat
from tests.render.nasty import documents, flowing_documents, rectangles
from tests.render.said import said, squeezed
from tests.render.sample import money_table, report


def read(part: str) -> Read:
    found = read_chat(part)
    assert 0 < units(found.text) <= 4_096
    assert len(part.encode()) < 30_000
    assert found.entities <= 100
    return found


@settings(max_examples=100, deadline=None, derandomize=True)
@given(documents)
def test_whatever_people_type_every_message_is_one_that_telegram_takes(made: Document) -> None:
    for part in chat_parts(made):
        read(part)
    assert all(units(part) <= 4_096 for part in chat_plain(made))
    assert units(read_chat(caption(made)).text) <= 1_024


@settings(max_examples=100, deadline=None, derandomize=True)
@given(flowing_documents)
def test_the_messages_together_say_exactly_what_the_document_says(made: Document) -> None:
    for parts in ([read(part).text for part in chat_parts(made)], chat_plain(made)):
        assert squeezed("".join(parts)).replace("－", "") == said(made.blocks, "•").replace("－", "")


@settings(max_examples=100, deadline=None, derandomize=True)
@given(rectangles)
def test_every_cell_of_a_table_is_told(rows: list[list[str]]) -> None:
    made = document(table([f"列{index}" for index in range(len(rows[0]))], rows))
    told = squeezed(plain_forms("".join(read(part).text for part in chat_parts(made))))
    assert all(squeezed(plain_forms(squeezed(cell))) in told for row in rows for cell in row)


def test_the_whole_report_goes_into_two_messages_the_plain_ones_saying_the_same() -> None:
    parts = chat_parts(report())
    assert len(parts) == 2
    assert [squeezed(read(part).text) for part in parts] == list(map(squeezed, chat_plain(report())))


def test_a_row_is_never_parted_and_two_hundred_rows_are_all_told() -> None:
    rows = [(f"第{index}个二级项目的名称", "1127.70", "1114.44", "98.82%") for index in range(200)]
    made = document(table(("二级项目", "预算", "支出", "支出率"), rows))
    parts = [read(part).text for part in chat_parts(made)]
    told = "\n\n".join(parts).split("\n\n")
    assert told == [f"{row[0]}\n预算 1127.70　支出 1114.44\n支出率 98.82%" for row in rows]


def test_a_narrow_table_is_a_grid_whose_columns_line_up_and_fit_a_phone() -> None:
    rows = [("一月", "1234567890.12"), ("二月", "12.10"), ("合计…", "1e5")]
    (part,) = chat_parts(
        document(table((Column("月份"), Column("支出", Align.RIGHT)), rows, caption="支出", unit="元"))
    )
    grid = part[part.index("<pre>") + 5 : part.index("</pre>")].split("\n")
    assert part.startswith("<b>支出（单位：元）</b>\n<pre>")
    assert "1234567890.12" in grid[2]
    assert "12.10" in grid[3]
    assert grid[4].startswith("合计..")
    assert grid[4].endswith("1e5")
    assert {wcswidth(line) for line in grid} == {wcswidth(grid[1])}
    assert wcswidth(grid[1]) <= 30


def test_a_grid_holds_only_characters_whose_width_is_beyond_doubt() -> None:
    assert plain_forms("“5+N”…≧①Ⅳ—") == '"5+N"..>=14-'.replace("14", "1IV")
    assert not steady("Ω")
    (part,) = chat_parts(document(table(("名", "值"), [("Ω", "1")])))
    assert "<pre>" not in part


def test_a_grid_too_long_for_one_message_repeats_its_head() -> None:
    made = document(table(("月份", "支出"), [(f"第{index}月", f"{index}.00") for index in range(400)]))
    parts = chat_parts(made)
    assert len(parts) > 1
    assert all(part.startswith("<pre>月份") and part.endswith("</pre>") for part in parts)


def test_rows_under_one_merged_cell_share_its_bold_name() -> None:
    (part,) = chat_parts(document(money_table()))
    assert "<b>工业发展管理经费</b>\n▪ 项目评审验收\n　预算金额 97.00　实际支出金额 93.77\n" in part
    assert max(wcswidth(line) for line in part.split("\n") if line.startswith("　")) <= LINE_WIDTH
    assert part.endswith("<b>合计</b>\n预算金额 <b>1127.70</b>\n实际支出金额 <b>1114.44</b>")


def test_a_row_named_only_by_a_number_bears_the_next_cell_too() -> None:
    (part,) = chat_parts(document(table(("序号", "项目名称", "负责人", "备注说明"), [("1", "中博会经费", "张三", "")])))
    assert part == "<b>1 中博会经费</b>\n负责人 张三"


def test_details_are_a_quotation_that_opens_on_a_tap() -> None:
    (part,) = chat_parts(document(Details("更多", (paragraph("其一"), Details("再多", (paragraph("其二"),))))))
    assert part == "<b>更多</b>\n<blockquote expandable>其一\n\n<b>再多</b>\n其二</blockquote>"


def test_a_heading_is_never_the_last_line_of_a_message() -> None:
    first, second = chat_parts(document("满" * 1_400, "满" * 1_400, "满" * 1_000, Heading("二、实施"), "字" * 900))
    assert "二、" not in first
    assert second.startswith("<b>二、实施</b>\n字")


def test_a_long_purpose_is_cut_between_sentences_and_never_inside_an_emoji() -> None:
    assert cut("一二三。四五六七", 5) == ["一二三。", "四五六七"]
    family = "👨‍👩‍👧‍👦"
    assert all(piece == family * (len(piece) // len(family)) for piece in cut(family * 50, 40))
    assert all(piece == "🇨🇳" * (len(piece) // 2) for piece in cut("🇨🇳" * 30, 15))
    assert cut("́" * 300, 100)[0] == "́" * 100


def test_a_figure_is_told_in_words() -> None:
    (told,) = chat_parts(document(Figure("rates", b"", "支出进度", "甲 90%")))
    assert told.startswith("<b>〔图〕支出进度</b>\n\n<b>图中数据（文字）</b>\n<blockquote")
    assert "甲 90%" in told


def test_a_caption_ends_where_there_is_more() -> None:
    made = document("一" * 600, "二" * 600)
    assert caption(made) == "一" * 600 + "\n……"
    assert caption(document("短")) == "短"
    assert caption(document()) == ""


def test_only_links_that_lead_somewhere_stay_links() -> None:
    made = document(paragraph(Span("页", link='https://e.org/?a="1"'), Span("坏", link="javascript:alert(1)")))
    assert chat_parts(made) == ['<a href="https://e.org/?a=&quot;1&quot;">页</a>坏']


def test_a_total_row_stands_by_itself() -> None:
    rows = [Row(("甲", "办展", "1", "二")), Row(("", "合计", "1", ""), total=True)]
    assert chat_parts(document(table(("项目", "用途", "金额", "备注"), rows)))[0].endswith("<b>合计</b>\n金额 <b>1</b>")


def test_a_caption_of_one_line_without_a_place_to_part_stays_within_its_limit() -> None:
    assert units(read_chat(caption(document("甲" * 1_025))).text) <= 1_024


def test_a_wholly_bold_line_stands_close_above_what_it_names() -> None:
    made = document(paragraph(bold("自评校验")), Items((inline("一"), inline("二"))), "完")
    assert chat_parts(made) == ["<b>自评校验</b>\n• 一\n• 二\n\n完"]
