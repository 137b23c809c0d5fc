"""The yearly report: equal to the public 2021 report word by word and cell by cell; a draft says what it lacks."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from perfbot.domain.books import commands as do
from perfbot.domain.books.book import Book
from perfbot.domain.books.circumstances import Circumstances
from perfbot.domain.books.entries import Basis
from perfbot.domain.books.members import LOADER
from perfbot.domain.books.rules import decide
from perfbot.render.document import Document, Heading, Items, Paragraph, Table, Title, plain
from perfbot.render.places.text import text
from perfbot.render.report.self_evaluation import compile_report, report_filename
from perfbot.years.loader import build_book, commands_of, sample
from tests.render.tables_in_text import tables
from tests.source_document import source_document

NOW = datetime(2022, 1, 10, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
RULE = "\n" + "-" * 40 + "\n"
TITLE = "2021年工业发展管理经费项目支出绩效自评报告"


SOURCE = source_document()


@pytest.fixture
def book() -> Book:
    return build_book(sample(), NOW)


@pytest.fixture
def report(book: Book) -> Document:
    return compile_report(book, today=TODAY)


def also(book: Book, *commands: do.AnyCommand) -> Book:
    for command in commands:
        for entry in decide(book, command, Circumstances(LOADER, NOW, TODAY)):
            book.apply(entry)
    return book


def without(*kinds: type) -> Book:
    """The 2021 book built without some kinds of commands."""
    book = Book(sample().key)
    for stated in commands_of(sample()):
        if not isinstance(stated.command, kinds):
            circumstances = Circumstances(LOADER, NOW, TODAY, stated.basis, stated.note)
            for entry in decide(book, stated.command, circumstances):
                book.apply(entry)
    return book


def words(document: Document) -> str:
    return text(document)


# ---- the golden comparison ----


def test_the_source_itself_is_read_whole() -> None:
    assert (len(SOURCE.budget), len(SOURCE.goals)) == (15, 45)
    assert len(SOURCE.paragraphs) == 48


def test_every_paragraph_of_the_source_stands_in_the_text_in_its_order(report: Document) -> None:
    lines = iter(text(report).split("\n"))
    for paragraph in SOURCE.paragraphs:
        if paragraph.startswith("单位："):
            continue  # printed behind the caption, see the next test
        caption = f"{paragraph}（单位：万元）"
        assert any(line in (paragraph, caption) for line in lines), paragraph


def test_the_body_says_nothing_that_the_source_does_not_say(report: Document) -> None:
    body = text(report).split(RULE)[0]
    in_tables = {cell for table in (SOURCE.budget, SOURCE.goals) for row in table for cell in row}
    for line in body.split("\n"):
        cells = {cell for cell in line.replace("1127.70", "1127.7").split("  ") if cell.strip()}
        told = line in (*SOURCE.paragraphs, "", TITLE) or line.endswith("使用情况表（单位：万元）")
        assert told or set(line) <= {"-", " "} or {cell.strip() for cell in cells} <= in_tables, line


def test_the_caption_and_unit_are_the_sources(report: Document) -> None:
    budget, _ = tables(report.blocks)
    assert (budget.caption, f"单位：{budget.unit}") == SOURCE.paragraphs[25:27]


def test_every_cell_of_the_budget_table_equals_the_source(report: Document) -> None:
    budget, _ = tables(report.blocks)
    rows = [tuple(column.title for column in budget.columns), *(row.cells for row in budget.rows)]
    assert len(rows) == len(SOURCE.budget)
    assert rows[:-1] == list(SOURCE.budget[:-1])
    # The source prints its total as 1127.7 under cells such as 97.00; ours keeps two decimals throughout, so the one
    # cell is compared as a number and every other as text.
    assert rows[-1][:2] == SOURCE.budget[-1][:2]
    assert Decimal(rows[-1][2]) == Decimal(SOURCE.budget[-1][2])
    assert rows[-1][2:] == ("1127.70", "1114.44")
    assert rows[-1][3] == SOURCE.budget[-1][3]


def test_every_cell_of_the_indicator_table_equals_the_source(report: Document) -> None:
    _, goals = tables(report.blocks)
    rows = [tuple(column.title for column in goals.columns), *(row.cells for row in goals.rows)]
    assert rows == list(SOURCE.goals)


def test_every_table_row_of_the_source_stands_in_the_text_rendering(report: Document) -> None:
    lines = iter([line.split() for line in text(report).split("\n")])
    for row in (*SOURCE.budget, *SOURCE.goals):
        cells = [cell.replace("1127.7", "1127.70") for cell in row if cell]
        assert cells in lines, row


def test_a_complete_report_is_no_draft_and_its_file_has_its_name(book: Book, report: Document) -> None:
    assert report.title == TITLE
    assert report.blocks[0] == Title(TITLE)
    assert report_filename(book) == f"{TITLE}.docx"


def test_figures_in_the_words_come_from_the_ledger(book: Book) -> None:
    also(book, do.RecordSpending(key="x", project="p03", amount=Decimal(17_600), on=date(2021, 12, 30), purpose="维保"))
    said = words(compile_report(book, today=TODAY))
    assert "支出金额为1116.2万元，支出率达98.98%" in said
    assert "1114.44" not in said


def test_the_execution_rate_is_computed_from_sums_and_never_stored() -> None:
    assert not any("98.82" in str(stated.command) for stated in commands_of(sample()))


# ---- what is not recorded is said ----


def test_what_is_assumed_or_derived_is_told_after_the_body_only(report: Document) -> None:
    body, notes = text(report).split(RULE)
    assert "【假定】支出 13 笔" in notes
    assert "【推算】预算 1 笔：珠洽会年初预算 350.00 万元" in notes
    assert "假定" not in body


def test_simulated_entries_are_told_first() -> None:
    book = without(do.RecordSpending)
    command = do.RecordSpending(key="s", project="p01", amount=Decimal(100), on=date(2021, 5, 6), purpose="试")
    for entry in decide(book, command, Circumstances(LOADER, NOW, TODAY, Basis.SIMULATED, "按季节模拟")):
        book.apply(entry)
    notes = [plain(block.line) for block in compile_report(book, today=TODAY).blocks if isinstance(block, Paragraph)]
    heading = notes.index("编制说明（由系统附注，不属于报告正文，报送时可删去）")
    assert notes[heading + 1] == "【模拟】支出 1 笔：按季节模拟"


# ---- drafts ----


def gap_lines(document: Document) -> list[str]:
    for heading, items in zip(document.blocks[1:], document.blocks[2:], strict=False):
        if isinstance(heading, Heading) and heading.text.startswith("定稿前还缺") and isinstance(items, Items):
            return [plain(line) for line in items.lines]
    return []


def gap_count(document: Document) -> int:
    heading = document.blocks[1]
    assert isinstance(heading, Heading)
    return int(heading.text.split()[1])


def test_a_missing_result_makes_a_draft_that_names_it_first() -> None:
    report = compile_report(without(do.RecordResult), today=TODAY)
    assert report.title == f"{TITLE}（草稿）"
    assert gap_count(report) == 44
    assert len(gap_lines(report)) == 13
    assert gap_lines(report)[0] == "项目评审验收：缺实际完成值（公示率、审核标准规范性、审核对象规范性）"
    _, goals = tables(report.blocks)
    assert {row.cells[4] for row in goals.rows} == {"待填"}


def test_a_missing_section_is_named_by_its_place_and_left_visible() -> None:
    report = compile_report(without(do.WriteText), today=TODAY)
    assert gap_count(report) == 9
    (line,) = gap_lines(report)
    assert line.startswith("文字部分未写：一、（1）设立背景；一、（2）立项依据；")
    assert "；四、项目主要做法和经验；" in line
    assert "〔待写：五、（一）存在问题〕" in words(report)


def test_an_undeclared_score_is_named_and_its_blank_stays_visible() -> None:
    report = compile_report(without(do.DeclareScore), today=TODAY)
    assert gap_lines(report) == ["还没有填报自评得分和绩效等级"]
    assert "绩效自评分数为〔待填：自评得分〕分，绩效等级为〔待填：绩效等级〕。" in words(report)


def test_an_unmet_indicator_needs_a_reason_which_then_reaches_section_five(book: Book) -> None:
    result = do.RecordResult(key="u", indicator="p08-2", actual_value="480人", on=date(2021, 12, 31))
    assert gap_lines(compile_report(also(book, result), today=TODAY)) == [
        "中博会经费：未达目标，缺偏差原因和改进措施（参观人数）"
    ]
    explained = do.ExplainDeviation(key="e", subject="p08-2", reason="疫情限流", remedy="增加线上展示")
    said = words(compile_report(also(book, explained), today=TODAY))
    assert "3、中博会经费“参观人数”：目标值600人，实际完成值480人。偏差原因：疫情限流。" in said
    assert "3、中博会经费“参观人数”：增加线上展示。" in said
    assert "草稿" not in said


def test_a_project_without_any_spending_needs_a_word_of_explanation() -> None:
    book = without(do.RecordSpending)
    (line,) = gap_lines(compile_report(book, today=TODAY))
    assert line.startswith("没有支出记录，也没有说明原因：项目评审验收、无线电监管专项经费、")
    assert "中博会经费" in line
    also(book, do.ExplainDeviation(key="e", subject="p08", reason="展会取消"))
    report = compile_report(book, today=TODAY)
    assert "中博会经费" not in gap_lines(report)[0]
    assert "3、中博会经费：展会取消" in words(report)


def test_money_that_waits_for_a_supplement_is_named_with_its_sum(book: Book) -> None:
    command = do.RecordSpending(
        key="w", project="p07", amount=Decimal(12_300), on=date(2021, 12, 1), purpose="评审", awaiting_supplement=True
    )
    assert gap_lines(compile_report(also(book, command), today=TODAY)) == [
        "工业设计大赛经费：有 1.23 万元支出超出预算，待追加"
    ]


def test_a_report_before_the_years_end_is_a_draft_that_says_its_day(book: Book) -> None:
    report = compile_report(book, as_of=date(2021, 8, 31), today=TODAY)
    assert report.blocks[0] == Title(f"{TITLE}（草稿）", "（数字截至2021年8月31日）")
    assert gap_lines(report)[0] == "2021 年度尚未结束，数字截至 2021-08-31"


def test_before_the_transfer_the_table_shows_who_holds_the_money_so_that_rows_add_up(book: Book) -> None:
    budget, _ = tables(compile_report(book, as_of=date(2021, 3, 31), today=TODAY).blocks)
    names = [row.cells[1] for row in budget.rows]
    assert names[-2:] == ["珠洽会", "合计"]
    assert len(names) == 10
    assert sum(Decimal(row.cells[2]) for row in budget.rows[:-1]) == Decimal(budget.rows[-1].cells[2]) == Decimal(1007)


def test_braces_that_are_a_persons_own_words_stay(book: Book) -> None:
    also(book, do.WriteText(key="t", section="practices", paragraphs=("集合{甲、乙}与{支出率}。",)))
    assert "集合{甲、乙}与98.82%。" in words(compile_report(book, today=TODAY))


def test_the_declared_score_and_grade_stand_in_section_six_whatever_the_office_wrote(book: Book) -> None:
    also(book, do.WriteText(key="t", section="conclusion", paragraphs=("程序规范，效益显著。",)))
    assert "2021年工业发展管理经费绩效自评分数为97分，绩效等级为优。" in words(compile_report(book, today=TODAY))
    also(book, do.WriteText(key="t2", section="conclusion", paragraphs=("自评得99分，效益显著。",)))
    assert "绩效自评分数为97分，绩效等级为优。" in words(compile_report(book, today=TODAY))
    also(book, do.WriteText(key="t3", section="conclusion", paragraphs=("自评得{自评得分}分。",)))
    said = words(compile_report(book, today=TODAY))
    assert "自评得97分。" in said
    assert "2021年工业发展管理经费绩效等级为优。" in said


def test_an_item_with_a_number_of_its_own_is_numbered_once(book: Book) -> None:
    also(book, do.WriteText(key="t", section="legal_bases", paragraphs=("1. 《甲办法》", "（2）《乙办法》")))
    said = words(compile_report(book, today=TODAY))
    assert "1、 《甲办法》" in said
    assert "2、 《乙办法》" in said


def test_what_went_far_beyond_its_target_stands_with_the_results_and_under_no_problem(book: Book) -> None:
    result = do.RecordResult(
        key="u",
        indicator="p08-2",
        actual_value="1480人",
        on=date(2021, 12, 31),
        reason="线上参观计入",
        remedy="调高目标",
    )
    said = words(compile_report(also(book, result), today=TODAY))
    told = "1、中博会经费“参观人数”：目标值600人，实际完成值1480人。原因：线上参观计入。调高目标。"
    assert said.index("三、项目绩效情况") < said.index(told) < said.index("四、项目主要做法和经验")
    assert "线上参观计入" not in said[said.index("五、存在问题及建议") :]


# ---- evidence ----


def test_evidence_is_listed_in_an_annex_with_the_entry_it_supports(book: Book) -> None:
    assert "佐证材料" not in words(compile_report(book, today=TODAY))
    target = "y2021.gongye.s.s1.p08"
    evidence = do.AttachEvidence(
        key="a",
        target=target,
        sha256="ab" * 32,
        filename="发票.pdf",
        media_type="application/pdf",
        size=9,
        suffix=".pdf",
    )
    *_, annex = tables(compile_report(also(book, evidence), today=TODAY).blocks)
    entry = book.entry(target)
    assert entry is not None
    said = "2021-12-31 支出 19.60 万元：2021年全年支出"
    assert annex.rows[0].cells == ("1", "中博会经费", said, "发票.pdf", f"#{entry.number}")


def test_evidence_goes_over_to_the_entry_that_corrects_the_one_it_was_sent_for(book: Book) -> None:
    target = "y2021.gongye.s.s1.p08"
    evidence = do.AttachEvidence(
        key="a", target=target, sha256="ab" * 32, filename="发票.pdf", media_type="application/pdf", size=9
    )
    correct = do.CorrectSpending(
        key="c",
        target=target,
        reason="金额录错",
        project="p08",
        amount=Decimal(195_000),
        on=date(2021, 12, 31),
        purpose="展位",
    )
    *_, annex = tables(compile_report(also(book, evidence, correct), today=TODAY).blocks)
    assert annex.rows[0].cells[2:4] == ("2021-12-31 支出 19.50 万元：展位", "发票.pdf")
    assert [item.id for item in book.evidence_of("c")] == ["a"]


def test_reversed_evidence_leaves_the_annex(book: Book) -> None:
    evidence = do.AttachEvidence(
        key="a", target="y2021.gongye.r.p08-1", sha256="ab" * 32, filename="", media_type="image/jpeg", size=9
    )
    also(book, evidence, do.ReverseEntry(key="r", target="a", reason="传错了"))
    assert len(list(tables(compile_report(book, today=TODAY).blocks))) == 2


# ---- cache ----


def test_the_same_book_is_compiled_once_and_a_new_entry_compiles_it_anew(book: Book) -> None:
    first = compile_report(book, today=TODAY)
    assert compile_report(book, today=TODAY) is first
    also(book, do.DeclareScore(key="d2", score=Decimal("98.5"), grade="优"))
    second = compile_report(book, today=TODAY)
    assert second is not first
    assert "绩效自评分数为98.5分" in words(second)


def test_an_empty_book_gives_a_draft_and_no_failure() -> None:
    book = Book(sample().key)
    report = compile_report(book, today=TODAY)
    assert report.title == "2021年gongye项目支出绩效自评报告（草稿）"
    assert "还没有二级项目" in gap_lines(report)
    assert all(isinstance(table, Table) for table in tables(report.blocks))
