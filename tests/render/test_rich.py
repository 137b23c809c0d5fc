"""Rich messages: within the dialect and the limits, nothing lost, rows and merged cells whole."""

from hypothesis import given, settings

from perfbot.render.cleaning import clean, one_line
from perfbot.render.document import Details, Document, Figure, Heading, Row, Table, document, inline, table
from perfbot.render.places.markup import escape
from perfbot.render.places.rich import RichMessage, rich_parts
from tests.render.dialects import Read, read_rich
from tests.render.nasty import documents, flowing_documents, rectangles
from tests.render.said import said, squeezed
from tests.render.sample import indicator_table, money_table, report
from tests.render.tables_in_text import table_cells

PNG = b"\x89PNG picture"


def read(message: RichMessage) -> Read:
    found = read_rich(message.html)
    assert len(found.text) <= 32_768
    assert found.blocks <= 500
    assert found.deepest <= 16
    assert all(len(row) <= 20 for rows in found.tables for row in rows)
    assert found.pictures == [key for key, _, _ in message.media]
    assert len(set(found.pictures)) == len(found.pictures) <= 50
    return found


@settings(max_examples=100, deadline=None, derandomize=True)
@given(documents)
def test_whatever_people_type_every_rich_message_is_one_that_telegram_takes(made: Document) -> None:
    for message in rich_parts(made):
        read(message)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(flowing_documents)
def test_the_messages_together_say_exactly_what_the_document_says(made: Document) -> None:
    whole = "".join(read(message).text for message in rich_parts(made))
    assert squeezed(whole) == said(made.blocks)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(rectangles)
def test_every_column_of_a_table_reads_the_same_from_the_messages(rows: list[list[str]]) -> None:
    made = document(table([f"列{index}" for index in range(len(rows[0]))], rows))
    found = [row for message in rich_parts(made) for rows in read(message).tables for row in rows[1:]]
    for index in range(len(rows[0])):
        assert "".join(squeezed(row[index]) for row in found) == "".join(squeezed(row[index]) for row in rows)


def one_message(made: Document) -> RichMessage:
    (message,) = rich_parts(made)
    return message


def test_the_whole_report_is_one_rich_message_with_its_two_tables_cell_by_cell() -> None:
    made = report()
    assert len(rich_parts(made)) == 1
    found = read(one_message(made))
    assert found.tables == table_cells(made)


def test_figures_stand_right_totals_are_bold_and_merged_cells_span_their_rows() -> None:
    html = one_message(document(money_table())).html
    assert "<caption>2021年工业发展管理经费预算安排及使用情况表（单位：万元）</caption>" in html
    assert '<td align="right"><b>1127.70</b></td>' in html
    assert '<td rowspan="13" valign="middle">工业发展管理经费</td>' in html
    assert "<table bordered striped compact>" in html


def test_a_long_table_is_parted_between_rows_and_each_part_repeats_the_head_and_the_merged_words() -> None:
    rows = [("甲项目" if index == 0 else "", f"指标{index}", "≧1") for index in range(1_200)]
    made = document(table(("二级项目", "三级指标", "目标值"), rows, caption="指标表", merge_down=(0,)))
    assert len(rich_parts(made)) > 1
    parts = [read(message) for message in rich_parts(made)]
    assert len(parts) > 2
    seen = []
    for index, part in enumerate(parts):
        (found,) = part.tables
        assert found[0] == ["二级项目", "三级指标", "目标值"]
        assert found[1][0] == "甲项目"
        assert ("指标表（续）" in part.text) == (index > 0)
        seen += [row[1] for row in found[1:]]
    assert seen == [row[1] for row in rows]


def test_two_hundred_rows_fit_one_message() -> None:
    made = document(table(("名", "值"), [(f"项目{index}", "1.00") for index in range(200)]))
    assert len(rich_parts(made)) == 1


def test_a_purpose_longer_than_a_message_goes_on_in_further_rows() -> None:
    purpose = "采购设备" * 10_000
    parts = [read(message) for message in rich_parts(document(table(("项目", "用途"), [("甲", purpose)])))]
    assert "".join(row[1] for part in parts for rows in part.tables for row in rows[1:]) == purpose


def test_a_picture_is_a_figure_and_its_facts_in_words_open_on_a_tap() -> None:
    message = one_message(document(Figure("rates", PNG, "支出进度", "甲 90%"), Figure("进度", PNG)))
    assert '<figure><img src="tg://photo?id=rates-1"/><figcaption>支出进度</figcaption></figure>' in message.html
    assert "<details><summary>图中数据（文字）</summary><p>甲 90%</p></details>" in message.html
    assert [(key, name) for key, name, _ in message.media] == [("rates-1", "rates-1.png"), ("figure-2", "figure-2.png")]


def test_a_heading_is_never_the_last_line_of_a_message() -> None:
    made = document("满" * 31_000, Heading("二、项目组织实施情况"), "字" * 2_000)
    first, second = rich_parts(made)
    assert "二、" not in first.html
    assert second.html.startswith("<h2>二、项目组织实施情况</h2><p>")


def test_details_within_details_stay_within_the_nesting_that_telegram_allows() -> None:
    inside: tuple[Details, ...] = ()
    for level in range(30, 0, -1):
        inside = (Details(f"第{level}层", (*inside,)),)
    found = read(one_message(Document(inside)))
    assert "第30层" in found.text


def test_cells_of_the_indicator_table_read_the_same_with_markup_in_them() -> None:
    name = '<a href="tg://user?id=1">x</a>&'
    plain = indicator_table()
    made = Table(plain.columns, (Row((name, name, name, name, name)),), plain.caption, plain.unit, plain.merge_down)
    assert read(one_message(Document((made,)))).tables[0][1] == [name] * 5


def test_more_than_twenty_columns_are_told_as_cards() -> None:
    wide = table([f"列{index}" for index in range(25)], [[f"值{index}" for index in range(25)]])
    found = read(one_message(document(wide)))
    assert not found.tables
    assert "列24 值24" in found.text


def test_cleaning_and_escaping_keep_every_visible_character() -> None:
    assert escape("a<b>&c") == "a&lt;b&gt;&amp;c"
    assert clean("a\x00b\ud83d\udc4dc\ud83d\r\nd\u202ee") == "ab👍c\nde"
    assert one_line(" a \n\t b\n") == "a b"
    assert [plain.text for plain in inline("a", "", "b")] == ["a", "b"]
