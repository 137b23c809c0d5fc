"""Out and back in the chat: the office gets its year as workbook and archive, and a backup; nobody else does."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from perfbot.domain.books.circumstances import Circumstances
from perfbot.domain.books.commands import AttachEvidence
from perfbot.domain.books.entries import Spending
from perfbot.domain.books.members import LOADER
from perfbot.handlers import exporting
from perfbot.handlers.asking import Ask
from perfbot.records.backups import Backups
from perfbot.sandbox import Upload
from perfbot.store.files.archive import verify_backup
from perfbot.store.files.backup import make_backup
from perfbot.years.loader import build_book, read_year_book
from tests.desk_fixture import GONGYE_2021, Room, room, words
from tests.sandbox_client import CLERK, OFFICE, Talk, in_loop

SCAN = b"%PDF-1.4 invoice"


async def files_after(program: Room, talk: Talk, said: str, count: int) -> dict[str, bytes]:
    """Say it, and wait for so many files; by their names."""
    before = len(documents(talk))
    program.server.world.say(talk.person.id, said)
    await program.server.world.wait_for(lambda: len(documents(talk)) >= before + count, 20)
    sent = documents(talk)[before:]
    return {one["document"]["file_name"]: content(program, one) for one in sent}


async def told(program: Room, talk: Talk, said: str, about: str) -> str:
    """Say it, and wait for the answer about it; a line that something is under way may come first."""
    program.server.world.say(talk.person.id, said)
    answers = await program.server.world.wait_for(lambda: [one for one in talk.messages if about in words(one)], 20)
    return words(answers[-1])


def documents(talk: Talk) -> list[dict[str, Any]]:
    return [one for one in talk.messages if "document" in one]


def content(program: Room, message: dict[str, Any]) -> bytes:
    stored = program.server.world.files.by_id(message["document"]["file_id"])
    assert stored is not None
    return stored.content


def everything_said(talk: Talk) -> str:
    return "\n".join(words(one) for one in talk.messages if "document" not in one)


def attach(program: Room, target: str, key: str, filename: str, size: int) -> None:
    """A file that is in the book and not in the room."""
    command = AttachEvidence(
        key=key, target=target, sha256="a" * 64, filename=filename, media_type="", size=size, suffix="pdf"
    )
    program.desk.ledger.record(GONGYE_2021, command, Circumstances(LOADER, program.desk.now(), program.desk.today()))


def a_payment(program: Room) -> str:
    book = program.desk.ledger.book(GONGYE_2021)
    return next(entry.id for entry in book.entries if isinstance(entry, Spending))


@in_loop
async def test_the_office_gets_the_year_with_what_the_clerk_recorded_undid_and_attached(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk, office = program.talk(CLERK), program.talk(OFFICE)
        await clerk.said("/spend 中博会 0.32 =展位搭建 6.30")
        await clerk.pressed("✅ 确认")
        await clerk.uploaded(Upload("../发票:1.pdf", SCAN, "application/pdf"))
        await clerk.said("/undo")
        await clerk.pressed("撤销这一条")
        files = await files_after(program, office, "/export 2021", 2)
        assert list(files) == ["2021年工业发展管理经费台账.xlsx", "2021年工业发展管理经费全部材料.zip"]
        book = load_workbook(io.BytesIO(files["2021年工业发展管理经费台账.xlsx"]))
        trail = [row[:4] for row in book["台账流水"].iter_rows(min_row=131, values_only=True)]
        assert [(number, kind) for number, kind, _, _ in trail] == [(130, "支出"), (131, "佐证材料"), (132, "冲销")]
        payment = [cell.value for cell in book["支出"][book["支出"].max_row]]
        assert payment[3:6] == [3200, 0, "'=展位搭建"]
        assert "已由第 132 号冲销" in payment
        changes = [row[2] for row in book["办公室流水"].iter_rows(min_row=2, values_only=True)]
        assert "加入成员" in changes
        with zipfile.ZipFile(io.BytesIO(files["2021年工业发展管理经费全部材料.zip"])) as archive:
            assert archive.read("佐证材料/0131_发票_1.pdf") == SCAN
            assert "佐证材料/0131_发票_1.pdf" in archive.read("佐证材料/目录.csv").decode("utf-8-sig")


@in_loop
async def test_the_archives_year_book_loads_back_to_the_same_report(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk = program.talk(CLERK)
        await clerk.said("/spend 中博会 0.32 展位搭建 6.30")
        await clerk.pressed("✅ 确认")
        files = await files_after(program, program.talk(OFFICE), "/export 2021", 2)
        with zipfile.ZipFile(io.BytesIO(files["2021年工业发展管理经费全部材料.zip"])) as archive:
            assert "逐字相同" in archive.read("说明.txt").decode("utf-8-sig")
            text = archive.read("2021年工业发展管理经费年度数据.toml").decode()
        loaded = build_book(read_year_book(text, "year.toml"), program.desk.now())
        assert loaded.executed() == program.desk.ledger.book(GONGYE_2021).executed()


@in_loop
async def test_export_alone_asks_for_the_year_and_xlsx_gives_the_workbook_alone(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        office = program.talk(OFFICE)
        await office.said("/export")
        assert any("2021" in label for label in office.buttons())
        files = await files_after(program, office, "/export 2021 xlsx", 1)
        await program.quiet()
        assert [name.rpartition(".")[2] for name in files] == ["xlsx"]
        assert len(documents(office)) == 1


@in_loop
async def test_a_lost_file_is_named_and_everything_else_is_exported(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        attach(program, a_payment(program), "lost", "合同.pdf", 10)
        office = program.talk(OFFICE)
        files = await files_after(program, office, "/export 2021", 2)
        assert "第 130 号 合同.pdf：文件不见了" in everything_said(office)
        with zipfile.ZipFile(io.BytesIO(files["2021年工业发展管理经费全部材料.zip"])) as archive:
            assert "文件不见了" in archive.read("佐证材料/目录.csv").decode("utf-8-sig")


@in_loop
async def test_more_evidence_than_a_message_carries_is_left_out_and_where_to_get_it_is_told(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        for number in range(3):
            attach(program, a_payment(program), f"big{number}", f"录像{number}.pdf", 20 * 1024 * 1024 - number)
        office = program.talk(OFFICE)
        files = await files_after(program, office, "/export 2021", 2)
        assert "python bot.py export 2021 --format zip" in everything_said(office)
        with zipfile.ZipFile(io.BytesIO(files["2021年工业发展管理经费全部材料.zip"])) as archive:
            assert [name for name in archive.namelist() if name.startswith("佐证材料/")] == ["佐证材料/目录.csv"]


@in_loop
async def test_a_clerk_gets_neither_export_nor_backup(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk = program.talk(CLERK)
        for command in ("/export 2021", "/backup"):
            assert "只有管理员" in words(await clerk.said(command))
        assert not documents(clerk)
        assert not list((program.folder / "backups").iterdir())


@in_loop
async def test_one_who_is_not_of_the_office_any_more_gets_nothing_that_was_still_being_made(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        office, desk = program.talk(OFFICE), program.desk
        another = replace(desk.office.member(CLERK.id), role=desk.office.member(OFFICE.id).role)
        desk.office.change(another, "role", LOADER, desk.now())

        def removed_meanwhile(folder: Path, to: Path, now: datetime) -> Path:
            desk.office.remove(OFFICE.id, another, now)
            return make_backup(folder, to, now)

        slow = replace(desk, backups=Backups(program.program.store.layout, removed_meanwhile))
        member = desk.office.member(OFFICE.id)
        ask = Ask(1, OFFICE.id, "", member, OFFICE.id, private=True, message_id=None, day=program.desk.today())
        await exporting.backup(slow, ask)
        assert list((program.folder / "backups").iterdir())
        assert not documents(office)


@in_loop
async def test_backup_sends_an_archive_that_passes_every_check(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        office = program.talk(OFFICE)
        files = await files_after(program, office, "/backup", 1)
        ((name, archive),) = files.items()
        (kept,) = (program.folder / "backups").iterdir()
        assert (kept.name, kept.read_bytes()) == (name, archive)
        verify_backup(kept)
        assert f"python bot.py restore {name}" in everything_said(office)


@in_loop
async def test_a_backup_too_large_to_send_tells_its_place(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        with (program.folder / "evidence" / f"{'b' * 64}.pdf").open("wb") as large:
            large.truncate(51 * 1024 * 1024)
        office = program.talk(OFFICE)
        said = await told(program, office, "/backup", "备份完成")
        (kept,) = (program.folder / "backups").iterdir()
        assert str(kept) in said
        assert "超过 50 MB" in said
        assert not documents(office)


@in_loop
async def test_damaged_data_is_not_backed_up_as_if_it_were_sound(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        book = program.folder / "books" / "gongye-2021.jsonl"
        book.write_bytes(book.read_bytes().replace("中博会经费".encode(), "中博会金费".encode(), 1))
        said = await told(program, program.talk(OFFICE), "/backup", "没有备份")
        assert "python bot.py verify" in said
        assert not list((program.folder / "backups").iterdir())
