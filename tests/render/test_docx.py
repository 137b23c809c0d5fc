"""Word files: the format of official documents, whole by the schema, the words of the document and nothing else."""

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.shared import Mm, Pt
from hypothesis import given, settings
from lxml import etree

from perfbot.render.charts.rates import RateBar, rate_chart
from perfbot.render.cleaning import one_line
from perfbot.render.document import (
    Divider,
    Document,
    Figure,
    Heading,
    Row,
    Span,
    Table,
    Title,
    document,
    paragraph,
    table,
)
from perfbot.render.docx.document import BadTemplate, Metadata, docx_bytes, gives_way
from tests.render.nasty import documents, texts
from tests.render.sample import indicator_table, money_table, report
from tests.render.tables_in_text import table_cells
from tests.render.wordml import NeedsRepair, W, check

METADATA = Metadata(
    "2021年自评报告", "江门市工业和信息化局", datetime(2022, 3, 1, 9, tzinfo=timezone(timedelta(hours=8)))
)


def opened(content: bytes) -> Any:
    return docx.Document(io.BytesIO(content))


def part(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()


def cells_of(content: bytes) -> list[list[list[str]]]:
    """The words of every table, read as Word shows them: a merged cell's words on its first row only."""
    return [
        [["".join(run.text for run in cell.iter(f"{W}t")) for cell in row.iter(f"{W}tc")] for row in made._tbl.tr_lst]
        for made in opened(content).tables
    ]


def test_the_report_is_whole_by_the_schema() -> None:
    check(docx_bytes(report(), metadata=METADATA))


def test_the_strict_reader_refuses_what_word_would_repair() -> None:
    word = opened(docx_bytes(report()))
    properties = word.tables[0].rows[1].cells[0]._tc.tcPr
    properties.insert(0, properties[-1])
    saved = io.BytesIO()
    word.save(saved)
    with pytest.raises(NeedsRepair, match="out of order"):
        check(saved.getvalue())


@settings(max_examples=60, deadline=None, derandomize=True)
@given(documents)
def test_whatever_people_type_the_file_is_whole(made: Document) -> None:
    check(docx_bytes(made))


def test_the_tables_say_in_word_what_they_say_in_the_shell_cell_by_cell() -> None:
    assert cells_of(docx_bytes(report())) == table_cells(report())


@settings(max_examples=40, deadline=None, derandomize=True)
@given(texts)
def test_a_cell_keeps_every_character_but_controls(words: str) -> None:
    made = document(table(("甲", "乙"), [(words, "1")]))
    assert cells_of(docx_bytes(made))[0][1][0] == one_line(words)


def test_the_same_document_has_the_same_bytes() -> None:
    assert docx_bytes(report(), metadata=METADATA) == docx_bytes(report(), metadata=METADATA)


def test_the_page_is_that_of_an_official_document() -> None:
    section = opened(docx_bytes(report())).sections[0]
    near = Pt(0.1)
    assert abs(section.page_width - Mm(210)) < near
    assert abs(section.page_height - Mm(297)) < near
    assert [round(side.mm) for side in (section.top_margin, section.bottom_margin)] == [37, 35]
    assert [round(side.mm) for side in (section.left_margin, section.right_margin)] == [28, 26]


@pytest.mark.parametrize(
    ("name", "face", "size"),
    [
        ("Title", "方正小标宋简体", 22),
        ("Heading 1", "黑体", 16),
        ("Heading 2", "楷体", 16),
        ("Heading 3", "仿宋", 16),
        ("Normal", "仿宋", 16),
        ("表头", "黑体", 12),
        ("表格文字", "仿宋", 12),
        ("Footer", "宋体", 14),
    ],
)
def test_each_style_has_its_chinese_face_and_size(name: str, face: str, size: int) -> None:
    style = opened(docx_bytes(report())).styles[name]
    assert style.font.size == Pt(size)
    assert style.element.rPr.rFonts.get(qn("w:eastAsia")) == face
    assert style.font.name == "Times New Roman"


def test_body_lines_are_28_points_apart_and_begin_two_characters_in() -> None:
    word = opened(docx_bytes(report()))
    assert word.styles["Normal"].paragraph_format.line_spacing == Pt(28)
    indent = word.styles["Body Text"].element.pPr.ind
    assert indent.get(qn("w:firstLineChars")) == "200"


def test_headings_are_real_ones_with_their_outline_levels() -> None:
    word = opened(docx_bytes(report()))
    levels = {
        each.style.name: each.style.element.pPr.find(qn("w:outlineLvl")).get(qn("w:val"))
        for each in word.paragraphs
        if each.style.name.startswith("Heading")
    }
    assert levels == {"Heading 1": "0", "Heading 2": "1", "Heading 3": "2"}
    assert next(each.text for each in word.paragraphs if each.style.name == "Heading 1") == "一、项目概况"


def test_a_long_title_breaks_before_the_kind_of_document_it_names() -> None:
    word = opened(docx_bytes(report()))
    assert word.paragraphs[0].text == "2021年工业发展管理经费\n项目支出绩效自评报告"
    assert opened(docx_bytes(document(Title("短标题绩效自评报告")))).paragraphs[0].text == "短标题绩效自评报告"
    draft = opened(docx_bytes(document(Title("2021年工业发展管理经费项目支出绩效自评报告（草稿）"))))
    assert draft.paragraphs[0].text == "2021年工业发展管理经费\n项目支出绩效自评报告（草稿）"


def test_table_heads_repeat_rows_stay_whole_and_figures_stand_right() -> None:
    made = opened(docx_bytes(document(money_table()))).tables[0]
    assert made.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in made.rows)
    last = made.rows[-1].cells
    assert [cell.paragraphs[0].alignment for cell in last[2:]] == [WD_ALIGN_PARAGRAPH.RIGHT] * 2
    assert all(run.bold for cell in last[1:] for run in cell.paragraphs[0].runs)


def test_cells_merge_down_over_their_projects_rows() -> None:
    made = opened(docx_bytes(document(indicator_table()))).tables[0]
    merges = [row._tr.tc_lst[0].tcPr.find(qn("w:vMerge")) for row in made.rows[1:5]]
    assert [None if merge is None else merge.get(qn("w:val"), "continue") for merge in merges] == [
        "restart",
        "continue",
        "continue",
        "restart",
    ]


def test_column_widths_fill_the_text_and_leave_figures_on_one_line() -> None:
    made = opened(docx_bytes(document(money_table()))).tables[0]
    widths = [int(column.get(qn("w:w"))) for column in made._tbl.tblGrid]
    assert sum(widths) == 11906 - 1588 - 1474
    assert widths[3] >= 12 * 120 + 170
    assert widths[1] > widths[0] > 0


def test_every_page_bears_its_number_between_dashes_outside() -> None:
    content = docx_bytes(report())
    odd, even = part(content, "word/footer1.xml"), part(content, "word/footer2.xml")
    for footer in (odd, even):
        assert "— " in footer
        assert " PAGE " in footer
    assert 'w:jc w:val="right"' in odd
    assert 'w:jc w:val="left"' in even
    assert "evenAndOddHeaders" in part(content, "word/settings.xml")


def test_the_file_says_whose_it_is_and_when_it_was_made_as_told() -> None:
    said = opened(docx_bytes(report(), metadata=METADATA)).core_properties
    assert (said.title, said.author, said.language) == ("2021年自评报告", "江门市工业和信息化局", "zh-CN")
    assert said.created == said.modified == datetime(2022, 3, 1, 1, tzinfo=UTC)
    assert opened(docx_bytes(report())).core_properties.title == "2021年工业发展管理经费项目支出绩效自评报告"
    assert "created" not in part(docx_bytes(report()), "docProps/core.xml")


def test_nothing_is_left_of_a_ready_made_template() -> None:
    content = docx_bytes(report())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert sorted(archive.namelist()) == [
            "[Content_Types].xml",
            "_rels/.rels",
            "docProps/core.xml",
            "word/_rels/document.xml.rels",
            "word/document.xml",
            "word/fontTable.xml",
            "word/footer1.xml",
            "word/footer2.xml",
            "word/settings.xml",
            "word/styles.xml",
        ]
    assert "Calibri" not in part(content, "word/styles.xml")
    assert 'w:eastAsia="zh-CN"' in part(content, "word/styles.xml")


def test_chinese_marks_are_drawn_in_the_chinese_face() -> None:
    xml = part(docx_bytes(document("“三重一大”")), "word/document.xml")
    assert '<w:rFonts w:hint="eastAsia"/>' in xml


def test_a_picture_fills_the_line_and_says_what_it_shows() -> None:
    png = rate_chart([RateBar("甲", None, None, "—")], "支出进度")
    content = docx_bytes(
        document(Figure("rates", png, "图1 支出进度", "甲 —"), Figure("two", png), Figure("no", b"", "", "字"))
    )
    check(content)
    word = opened(content)
    assert [shape._inline.docPr.get("id") for shape in word.inline_shapes] == ["1", "2"]
    assert word.inline_shapes[0]._inline.docPr.get("descr") == "甲 —"
    assert [each.text for each in word.paragraphs if each.text] == ["图1 支出进度", "字"]


def test_links_lead_outside_and_scripts_do_not() -> None:
    content = docx_bytes(document(paragraph(Span("页", link="https://e.org/"), Span("坏", link="javascript:1"))))
    check(content)
    relations = part(content, "word/_rels/document.xml.rels")
    assert 'Target="https://e.org/"' in relations
    assert "javascript" not in relations


def template(*, name: str = "仿宋标题", place: bool = True) -> bytes:
    """A bureau's template as Word writes one: its own ids, its own heading, a header, a place for the text."""
    word = docx.Document()
    word.styles["Heading 1"].font.name = name
    for style in ("Heading 1",):
        word.styles[style].element.set(qn("w:styleId"), "a7")
    word.sections[0].header.paragraphs[0].text = "江门市工业和信息化局"
    word.sections[0].page_width = Mm(200)
    word.add_paragraph("封面")
    word.add_paragraph("{{正文}}" if place else "示例文字")
    word.add_paragraph("封底")
    saved = io.BytesIO()
    word.save(saved)
    return saved.getvalue()


def test_a_bureaus_template_keeps_its_styles_header_and_page_and_gets_what_it_lacks() -> None:
    content = docx_bytes(report(), template=template(), metadata=METADATA)
    word = opened(content)
    heading = next(each for each in word.paragraphs if each.text == "一、项目概况")
    assert heading.style.style_id == "a7"
    assert heading.style.font.name == "仿宋标题"
    assert word.sections[0].header.paragraphs[0].text == "江门市工业和信息化局"
    assert word.styles["表格文字"].element.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋"
    assert " PAGE " in word.sections[0].footer._element.xml
    assert sum(int(column.get(qn("w:w"))) for column in word.tables[0]._tbl.tblGrid) < 8_844


def test_the_text_stands_where_the_template_says_and_else_in_place_of_its_own() -> None:
    made = document("正文文字")
    with_place = [each.text for each in opened(docx_bytes(made, template=template())).paragraphs]
    assert with_place == ["封面", "正文文字", "封底"]
    noted = docx_bytes(document("正文文字", Divider(new_page=True), "编制说明"), template=template())
    assert [each.text for each in opened(noted).paragraphs] == ["封面", "正文文字", "封底", "", "编制说明"]
    without = [each.text for each in opened(docx_bytes(made, template=template(place=False))).paragraphs]
    assert without == ["正文文字"]


def put(word: Any, xml: str) -> None:
    """A paragraph of this XML before the template's last one."""
    whole = f'<w:p xmlns:w="{W.strip("{}")}">{xml}</w:p>'
    word.paragraphs[-1]._p.addprevious(parse_xml(whole))


PLACES = {
    "with blanks": lambda word: word.paragraphs[-1].insert_paragraph_before("{{ 正文 }}"),
    "full width": lambda word: word.paragraphs[-1].insert_paragraph_before("｛｛正文｝｝"),
    "cut into runs": lambda word: put(
        word, "<w:r><w:t>{{</w:t></w:r><w:r><w:t>正</w:t></w:r><w:r><w:t>文}}</w:t></w:r>"
    ),
    "inserted": lambda word: put(word, '<w:ins w:id="1" w:author="a"><w:r><w:t>{{正文}}</w:t></w:r></w:ins>'),
    "in a cell": lambda word: setattr(word.add_table(1, 1).cell(0, 0), "text", "{{正文}}"),
    "in a content control": lambda word: word.paragraphs[-1]._p.addprevious(
        parse_xml(
            f'<w:sdt xmlns:w="{W.strip("{}")}"><w:sdtContent><w:p><w:r><w:t>{{{{正文}}}}</w:t></w:r></w:p>'
            "</w:sdtContent></w:sdt>"
        )
    ),
}


def own_template(write: Callable[[Any], object]) -> bytes:
    word = docx.Document()
    word.add_paragraph("红头文件")
    word.add_paragraph("抄送：市财政局")
    write(word)
    saved = io.BytesIO()
    word.save(saved)
    return saved.getvalue()


def lines(content: bytes) -> list[str]:
    """The words of every paragraph, wherever it stands."""
    found = opened(content).element.body.iter(f"{W}p")
    told = ("".join(text.text or "" for text in paragraph.iter(f"{W}t")) for paragraph in found)
    return [line for line in told if line]


@pytest.mark.parametrize("form", PLACES)
def test_the_place_for_the_text_is_found_however_word_has_written_it(form: str) -> None:
    given_template = own_template(PLACES[form])
    made = docx_bytes(report(), template=given_template)
    said = lines(made)
    assert {"红头文件", "抄送：市财政局", "一、项目概况"} <= set(said)
    assert not any("正文" in line for line in said)
    assert not gives_way(given_template)
    cells = [cell for table in opened(made).element.body.iter(f"{W}tbl") for cell in table.iter(f"{W}tc")]
    assert {cell[-1].tag for cell in cells} == {f"{W}p"}


def test_words_on_the_line_of_the_place_stay_before_and_behind_the_text() -> None:
    given_template = own_template(lambda word: word.paragraphs[-1].insert_paragraph_before("正文如下：{{正文}}（完）"))
    said = lines(docx_bytes(document("正文文字"), template=given_template))
    assert said == ["红头文件", "正文如下：", "正文文字", "（完）", "抄送：市财政局"]


def test_a_template_whose_words_would_give_way_is_known_as_one() -> None:
    box = '<w:r><w:pict><v:textbox xmlns:v="urn:schemas-microsoft-com:vml"><w:txbxContent><w:p><w:r>'
    box += "<w:t>{{正文}}</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict></w:r>"
    assert gives_way(own_template(lambda word: None))
    assert gives_way(own_template(lambda word: put(word, box)))
    assert not gives_way(docx_bytes(document()))


def test_closing_lines_stand_at_the_right_under_the_text_and_before_what_follows() -> None:
    made = document("正文文字", Divider(new_page=True), "编制说明")
    content = docx_bytes(made, closing=("江门市工业和信息化局", "2022年3月1日"))
    check(content)
    word = opened(content)
    assert [each.text for each in word.paragraphs] == [
        "正文文字",
        "",
        "江门市工业和信息化局",
        "2022年3月1日",
        "",
        "编制说明",
    ]
    assert word.paragraphs[2].alignment == WD_ALIGN_PARAGRAPH.RIGHT


def test_the_same_template_gives_the_same_bytes() -> None:
    given_template = template()
    assert docx_bytes(report(), template=given_template) == docx_bytes(report(), template=given_template)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_word_file_is_refused_as_a_template(content: bytes) -> None:
    with pytest.raises(BadTemplate):
        docx_bytes(report(), template=content)


def test_a_template_that_swells_when_unpacked_is_refused() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(60_000_000))
    with pytest.raises(BadTemplate, match="60 MB"):
        docx_bytes(report(), template=bomb.getvalue())


def test_tables_side_by_side_stay_two_tables() -> None:
    one = table(("甲",), [("1",)])
    content = docx_bytes(document(one, one, Heading("二")))
    check(content)
    assert len(cells_of(content)) == 2


def test_an_empty_table_and_an_empty_document_are_whole() -> None:
    check(docx_bytes(document()))
    check(docx_bytes(document(Table((), ()), table(("甲",), ()), table(("甲", "乙"), [Row(("", ""), total=True)]))))


def test_the_xml_has_no_entity_or_script_of_a_persons_making() -> None:
    xml = part(docx_bytes(document('<w:br/>&amp;"]]>')), "word/document.xml")
    assert "".join(str(words) for words in etree.fromstring(xml.encode()).itertext()) == '<w:br/>&amp;"]]>'
