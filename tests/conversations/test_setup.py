"""/setup over HTTP: workbooks out and in, previews confirmed, outdated or cancelled, roll-over, an old report."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from perfbot.domain.books.circumstances import Circumstances
from perfbot.domain.books.commands import AddProject
from perfbot.domain.books.keys import BookKey
from perfbot.domain.books.members import Role
from perfbot.papers import PaperSource, paper
from perfbot.render.docx.document import Metadata, docx_bytes
from perfbot.render.report.form_kinds import SELF
from perfbot.render.report.self_evaluation import compile_report
from perfbot.sandbox import Upload
from perfbot.store.files.layout import layout_of
from perfbot.years.loader import build_book, sample
from perfbot.years.schema import YearBook
from perfbot.years.sheets.schema import PersonRow
from tests.desk_fixture import GONGYE_2021, Room, room, words
from tests.sandbox_client import CLERK, OFFICE, OTHER_CLERK, STRANGER, Talk, in_loop
from tests.workbooks.files import changed, initial_2021, real, with_parts, workbook

JANUARY = datetime(2021, 1, 5, 2, tzinfo=UTC)
NEXT_MARCH = date(2022, 3, 1)
NEXT = BookKey("gongye", 2022)


async def sent(program: Room, talk: Talk, content: bytes, name: str = "建账.xlsx") -> dict[str, Any]:
    """What the bot says to a file once it has looked at it."""
    before = len(talk.messages)
    await talk.uploaded(Upload(name, content))
    checking = "正在检查文件"
    await program.server.world.wait_for(
        lambda: (len(talk.messages) > before and checking not in words(talk.last)) or None, 30
    )
    return talk.last


def book_file(program: Room, key: BookKey = GONGYE_2021) -> bytes:
    return layout_of(program.folder).book(key).read_bytes()


def with_budget() -> YearBook:
    known = initial_2021()
    return replace(known, budget=tuple(event for event in real().budget if event.code in ("b1", "b2")))


@in_loop
async def test_a_filled_in_workbook_is_previewed_and_loaded_only_when_confirmed(tmp_path: Path) -> None:
    people = (PersonRow(name="李刚", role=Role.EDITOR), PersonRow(name="陈敏", role=Role.EDITOR, telegram=CLERK.id))
    async with room(tmp_path, seeded=False, now=JANUARY) as program:
        office = program.talk(OFFICE)
        await office.said("/setup")
        preview = words(await sent(program, office, workbook(with_budget(), people)))
        assert "导入预览：2021年工业发展管理经费" in preview
        assert "绩效指标：新增 44 项" in preview
        assert "指标设置检查" in preview
        assert program.desk.ledger.books() == ()
        assert program.desk.office.member(CLERK.id) is None
        loaded = words(await office.pressed("✅ 确认装入"))
        assert "已装入 2021年工业发展管理经费" in loaded
        assert "start=inv_" in loaded
        book = program.desk.ledger.book(GONGYE_2021)
        assert {entry.recorded_by for entry in book.entries} == {OFFICE.id}
        assert all("导入表格" in entry.note for entry in book.entries)
        assert program.desk.office.member(CLERK.id).role is Role.EDITOR
        noted = changed(workbook(with_budget(), people), lambda book: book.create_sheet("备注").append(["草稿"]))
        again = words(await sent(program, office, noted))
        assert "没有需要装入的内容" in again
        assert "没有读取：工作表“备注”" in again


@in_loop
async def test_confirming_twice_adds_nothing_and_cancelling_loads_nothing(tmp_path: Path) -> None:
    async with room(tmp_path, seeded=False, now=JANUARY) as program:
        office = program.talk(OFFICE)
        await office.said("/setup")
        shown = await sent(program, office, workbook(initial_2021()))
        assert "没有装入任何内容" in words(await office.pressed("✖ 取消", shown))
        assert program.desk.ledger.books() == ()
        await office.said("/setup")
        shown = await sent(program, office, workbook(initial_2021()))
        data = confirming(shown)
        await office.pressed("✅ 确认装入", shown)
        before = book_file(program)
        program.server.world.press_data(OFFICE.id, shown["message_id"], data)
        await program.server.world.wait_for(lambda: "没有需要装入的内容" in words(office.last) or None, 10)
        assert book_file(program) == before


@in_loop
async def test_every_mistake_is_answered_by_sheet_and_cell_and_nothing_is_loaded(tmp_path: Path) -> None:
    def spoil(book: Any) -> None:
        book["二级项目"]["D3"].value = "=1+1"
        book["绩效指标"]["A4"].value = "没有的项目"

    async with room(tmp_path) as program:
        office = program.talk(OFFICE)
        before = book_file(program)
        await office.said("/setup")
        told = words(await sent(program, office, changed(workbook(initial_2021()), spoil)))
        assert "有 2 处需要修改，没有装入任何内容" in told
        assert "“二级项目”D3" in told
        assert "“绩效指标”A4" in told
        assert "确认装入" not in "".join(office.buttons())
        assert book_file(program) == before


@in_loop
async def test_files_that_may_do_harm_are_refused_in_words(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        office = program.talk(OFFICE)
        for name, content, told in (
            ("宏.xlsm", workbook(), "里有宏"),
            ("宏.xlsx", with_parts(workbook(), {"xl/vbaProject.bin": b"x"}), "里有宏"),
            ("旧.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 100, "旧格式"),
            ("炸弹.xlsx", with_parts(workbook(), {"xl/x.xml": b" " * 30_000_000}), "压缩比例异常"),
            ("空.xlsx", b"PK\x03\x04", "不是可以读取的"),
            ("别的.csv", b"a,b", "需要 .xlsx 表格"),
        ):
            await office.said("/setup")
            assert told in words(await sent(program, office, content, name)), name


@in_loop
async def test_what_others_record_meanwhile_does_not_stand_against_a_preview(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        office = program.talk(OFFICE)
        await office.said("/setup")
        shown = await sent(program, office, changed(workbook(real()), _short_names))
        assert "简称：中博会 → 中博会展" in words(shown)
        clerk = program.talk(CLERK)
        await clerk.said("/spend 中博会 0.3 展位 6.30")
        await clerk.pressed("✅ 确认")
        await office.pressed("✅ 确认装入", shown)
        assert program.desk.ledger.book(GONGYE_2021).projects["p08"].short_name == "中博会展"


@in_loop
async def test_a_preview_that_the_book_has_outrun_is_shown_anew_instead_of_loaded(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        office, desk = program.talk(OFFICE), program.desk
        await office.said("/setup")
        shown = await sent(program, office, changed(workbook(real()), _short_names))
        meanwhile = AddProject(key="other", project="p07", name="工业设计大赛经费", short_name="设计大赛")
        circumstances = Circumstances(desk.office.member(OFFICE.id), desk.now(), desk.today())
        desk.ledger.record(GONGYE_2021, meanwhile, circumstances)
        old = confirming(shown)
        over = await office.answered("✅ 确认装入", shown)
        assert "有了变化" in over["text"]
        assert desk.ledger.book(GONGYE_2021).projects["p08"].short_name == "中博会"
        await program.server.world.wait_for(lambda: confirming(office.last) != old or None)
        await office.pressed("✅ 确认装入")
        assert desk.ledger.book(GONGYE_2021).projects["p08"].short_name == "中博会展"


def confirming(message: dict[str, Any]) -> str:
    """What the first button of the message carries now."""
    return str(message["reply_markup"]["inline_keyboard"][0][0]["callback_data"])


def _short_names(book: Any) -> None:
    book["二级项目"]["B9"].value = "设计大赛"
    book["二级项目"]["B10"].value = "中博会展"


@in_loop
async def test_a_row_taken_out_takes_nothing_out_of_the_book_and_the_preview_says_so(tmp_path: Path) -> None:
    def shorter(book: Any) -> None:
        book["绩效指标"].delete_rows(3)

    async with room(tmp_path) as program:
        office = program.talk(OFFICE)
        await office.said("/setup")
        told = words(await sent(program, office, changed(workbook(real()), shorter)))
        assert "没有需要装入的内容" in told
        assert "保持原样（公示率）" in told
        assert "“停用”列填“是”" in told


@in_loop
async def test_only_the_office_sets_up_and_a_clerks_workbook_is_evidence(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk = program.talk(CLERK)
        assert "只有" in words(await clerk.said("/setup"))
        await clerk.said("/spend 中博会 0.3 展位 6.30")
        await clerk.pressed("✅ 确认")
        assert "已附到第 130 号" in words(await sent(program, clerk, workbook(initial_2021())))


@in_loop
async def test_an_administrators_workbook_in_reply_to_an_entry_is_evidence(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        office = program.talk(OFFICE)
        await office.said("/spend 中博会 0.3 展位 6.30")
        await office.pressed("✅ 确认")
        await office.pressed("📎 附佐证")
        assert "已附到第 130 号" in words(await sent(program, office, workbook(initial_2021())))


@in_loop
async def test_what_is_recorded_after_setup_gets_its_files_as_evidence(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        office = program.talk(OFFICE)
        await office.said("/setup")
        await office.said("/spend 中博会 0.3 展位 6.30")
        await office.pressed("✅ 确认")
        letter = docx_bytes(compile_report(build_book(sample(), JANUARY.replace(year=2022)), today=NEXT_MARCH))
        assert "已附到第 130 号" in words(await sent(program, office, letter, "会议纪要.docx"))


@in_loop
async def test_last_years_structure_is_carried_over_without_its_figures(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        office = program.talk(OFFICE)
        await office.said("/setup")
        offered = dict(await office.pressed("🔁 2021 年结转到 2022 年"))
        assert "13 个二级项目、44 项指标" in words(offered)
        await office.pressed("直接建立，以后再改")
        book = program.desk.ledger.book(NEXT)
        assert (len(book.projects), len(book.indicators), book.adjusted_budget()) == (13, 44, Decimal(0))
        data = offered["reply_markup"]["inline_keyboard"][1][0]["callback_data"]
        answers = program.server.world.callback_answers
        program.server.world.press_data(OFFICE.id, offered["message_id"], data)
        await program.server.world.wait_for(
            lambda: any("已经建立了" in (a.get("text") or "") for a in answers.values())
        )


@in_loop
async def test_a_year_is_carried_over_to_any_later_one(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        office = program.talk(OFFICE)
        await office.said("/setup")
        await office.pressed("🔁 2021 年结转到 2022 年")
        assert {"改为 2023 年", "改为 2026 年", "改为 2027 年"} <= set(office.buttons())
        assert "2021 年 → 2026 年" in words(await office.pressed("改为 2026 年"))
        assert "已建立 2026年工业发展管理经费" in words(await office.pressed("直接建立，以后再改"))
        assert [key.year for key in program.desk.ledger.books()] == [2021, 2026]


@in_loop
async def test_the_carried_over_workbook_comes_filled_and_loads_when_sent_back(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        office = program.talk(OFFICE)
        await office.said("/setup")
        await office.pressed("🔁 2021 年结转到 2022 年")
        await office.pressed("下载表格，改好再导入（推荐）")
        world = program.server.world
        file = await world.wait_for(
            lambda: next((one["document"] for one in office.messages if "document" in one), None)
        )
        content = world.files.by_id(file["file_id"]).content
        assert file["file_name"] == "2022年工业发展管理经费建账表格.xlsx"
        await sent(program, office, content, file["file_name"])
        await office.pressed("✅ 确认装入")
        assert len(program.desk.ledger.book(NEXT).indicators) == 44


@in_loop
async def test_an_old_report_becomes_a_book_with_what_was_assumed_in_plain_sight(tmp_path: Path) -> None:
    book = build_book(sample(), JANUARY.replace(year=2022))
    compiled = compile_report(book, today=datetime(2022, 3, 1, tzinfo=UTC).date())
    content = docx_bytes(compiled, metadata=Metadata("x", "江门市工业和信息化局", JANUARY))
    async with room(tmp_path, seeded=False) as program:
        office = program.talk(OFFICE)
        await office.said("/setup")
        await office.pressed("📑 读取自评报告")
        await sent(program, office, content, "2021年自评报告.docx")
        await program.server.world.wait_for(lambda: sum("document" in one for one in office.messages) == 2 or None)
        preview = next(words(one) for one in reversed(office.messages) if "导入预览" in words(one))
        assert "没有读到或假定的 4 处" in preview
        assert "全年预算取“预算金额”列，单位万元；支出取“实际支出金额”列，单位万元" in preview
        assert "已支出 1114.44 万元" in preview
        await office.pressed("✅ 确认装入")
        (key,) = program.desk.ledger.books()
        loaded = program.desk.ledger.book(key)
        assert loaded.executed() == book.executed()
        assert compile_report(loaded, today=program.clock().date()).blocks[:20] == compiled.blocks[:20]


@in_loop
async def test_the_forms_of_a_year_become_a_book_as_well(tmp_path: Path) -> None:
    book = build_book(sample(), JANUARY.replace(year=2022))
    content = paper(SELF, "xlsx", PaperSource(book, JANUARY.replace(year=2022))).content
    async with room(tmp_path, seeded=False) as program:
        office = program.talk(OFFICE)
        await office.said("/setup")
        await office.pressed("📑 读取自评报告")
        await sent(program, office, content, "2021年自评表.xlsx")
        await program.server.world.wait_for(lambda: sum("document" in one for one in office.messages) == 2 or None)
        preview = next(words(one) for one in reversed(office.messages) if "导入预览" in words(one))
        assert "全年预算取“全年预算数(A)”列，单位万元" in preview
        await office.pressed("✅ 确认装入")
        (key,) = program.desk.ledger.books()
        assert program.desk.ledger.book(key).executed() == book.executed()


@in_loop
async def test_an_old_report_never_changes_a_book_that_is_there(tmp_path: Path) -> None:
    book = build_book(sample(), JANUARY.replace(year=2022))
    content = docx_bytes(compile_report(book, today=datetime(2022, 3, 1, tzinfo=UTC).date()))
    async with room(tmp_path) as program:
        office, before = program.talk(OFFICE), book_file(program)
        await office.said("/setup")
        await office.pressed("📑 读取自评报告")
        await sent(program, office, content, "2021年自评报告.docx")
        await program.server.world.wait_for(lambda: any("document" in one for one in office.messages) or None)
        assert any("已经有了，报告不会改动它" in words(one) for one in office.messages)
        assert book_file(program) == before


@in_loop
async def test_a_workbook_sent_after_a_restart_is_still_known_as_one(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        office = program.talk(OFFICE)
        await office.said("/setup")
        await program.restart()
        assert "导入预览" in words(await sent(program, office, changed(workbook(real()), _short_names)))


@in_loop
async def test_a_removed_administrator_confirms_nothing(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        office = program.talk(OFFICE)
        await office.said("/setup")
        shown = await sent(program, office, changed(workbook(real()), _short_names))
        member = program.desk.office.member(OFFICE.id)
        program.desk.office.change(
            replace(program.desk.office.member(OTHER_CLERK.id), role=Role.ADMIN), "role", member, JANUARY
        )
        program.desk.office.change(replace(member, role=Role.VIEWER), "role", member, JANUARY)
        over = await office.answered("✅ 确认装入", shown)
        assert "失效" in over["text"]
        assert program.desk.ledger.book(GONGYE_2021).projects["p08"].short_name == "中博会"


@in_loop
async def test_a_stranger_learns_nothing_by_sending_a_workbook(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        stranger = program.talk(STRANGER)
        program.server.world.upload(STRANGER.id, [Upload("建账.xlsx", workbook())])
        await program.server.world.wait_for(lambda: stranger.messages or None)
        assert "预览" not in "".join(map(words, stranger.messages))
