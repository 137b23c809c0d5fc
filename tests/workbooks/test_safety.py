"""What is not opened: bombs, macros, hidden sheets, entities, other kinds of files; nothing a file says is ever run."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any, cast

import docx
import openpyxl
import pytest

from perfbot.workbooks.isolated import read_grid, read_letter
from perfbot.workbooks.safety import MOST_BYTES, MOST_MEMBERS, Danger, OfficeFileKind, Unsafe, inspect
from perfbot.years.sheets.columns import MOST_ROWS
from perfbot.years.sheets.grid import Cell, CellKind
from tests.workbooks.files import changed, with_parts, workbook

ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
HIDDEN_IN_UTF_7 = (
    b"<?xml version='1.0' encoding='UTF-7'?>+ADwAIQ-DOCTYPE x +AFs-+ADwAIQ-ENTITY a 'aa'+AD4-+AF0-+AD4-<x/>"
)


@pytest.fixture(scope="module")
def blank() -> bytes:
    return workbook()


def refused(content: bytes, kind: OfficeFileKind = OfficeFileKind.WORKBOOK) -> Danger:
    with pytest.raises(Unsafe) as caught:
        inspect(content, kind)
    return caught.value.danger


def test_our_own_workbook_and_letters_are_opened(blank: bytes) -> None:
    inspect(blank, OfficeFileKind.WORKBOOK)
    out = io.BytesIO()
    docx.Document().save(out)
    inspect(out.getvalue(), OfficeFileKind.LETTER)


def with_garbled_stream(archive: bytes) -> bytes:
    """The first part's compressed bytes begin with what no compressor writes."""
    begins = 30 + int.from_bytes(archive[26:28], "little") + int.from_bytes(archive[28:30], "little")
    return archive[:begins] + b"\xff\xff" + archive[begins + 2 :]


@pytest.mark.parametrize(
    ("made", "danger"),
    [
        (lambda blank: b"", Danger.NOT_A_FILE),
        (lambda blank: b"PK\x03\x04 nothing", Danger.NOT_A_FILE),
        (lambda blank: blank[: len(blank) // 2], Danger.NOT_A_FILE),
        (lambda blank: with_garbled_stream(blank), Danger.NOT_A_FILE),
        (lambda blank: b"\xd0\xcf\x11\xe0" + b"\0" * 600, Danger.ENCRYPTED),
        (lambda blank: b"PK" + b"\0" * MOST_BYTES, Danger.TOO_LARGE),
        (lambda blank: with_parts(blank, {"xl/vbaProject.bin": b"x"}), Danger.MACRO),
        (lambda blank: with_parts(blank, {"xl/macrosheets/sheet1.xml": b"<x/>"}), Danger.MACRO),
        (lambda blank: with_parts(blank, {"xl/activeX/activeX1.xml": b"<x/>"}), Danger.MACRO),
        (lambda blank: with_parts(blank, {"xl/embeddings/oleObject1.bin": b"x"}), Danger.EMBEDDED),
        (lambda blank: with_parts(blank, {"xl/externalLinks/externalLink1.xml": b"<x/>"}), Danger.EXTERNAL),
        (lambda blank: with_parts(blank, {"xl/sharedStrings.xml": ENTITIES}), Danger.ENTITIES),
        (lambda blank: with_parts(blank, {"xl/styles.xml": ENTITIES.decode().encode("utf-16")}), Danger.ENTITIES),
        (lambda blank: with_parts(blank, {"xl/styles.xml": HIDDEN_IN_UTF_7}), Danger.ENTITIES),
        (lambda blank: with_parts(blank, {"xl/worksheets/sheet9.bin": ENTITIES}), Danger.ENTITIES),
        (lambda blank: with_parts(blank, {"xl/media/image9.png": ENTITIES.decode().encode("utf-16")}), Danger.ENTITIES),
        (lambda blank: with_parts(blank, {"xl/styles.xml": ENTITIES.decode().encode("cp037")}), Danger.ENTITIES),
        (lambda blank: with_parts(blank, {}, without="xl/workbook.xml"), Danger.NOT_A_FILE),
        (lambda blank: with_parts(blank, {f"x/{n}": b"" for n in range(MOST_MEMBERS)}), Danger.TOO_MANY_PARTS),
    ],
)
def test_a_file_that_may_do_harm_is_refused_by_its_name(
    blank: bytes, made: Callable[[bytes], bytes], danger: Danger
) -> None:
    assert refused(made(blank)) is danger


def test_a_word_file_is_no_workbook_nor_the_other_way_round(blank: bytes) -> None:
    out = io.BytesIO()
    docx.Document().save(out)
    assert refused(out.getvalue()) is Danger.NOT_A_FILE
    assert refused(blank, OfficeFileKind.LETTER) is Danger.NOT_A_FILE


def test_a_type_that_says_it_has_macros_is_refused_without_any(blank: bytes) -> None:
    types = b'<Types><Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>'
    assert refused(with_parts(blank, {"[Content_Types].xml": types})) is Danger.MACRO


@pytest.mark.parametrize(
    ("size", "danger"), [(30_000_000, Danger.SUSPICIOUS_RATIO), (80_000_000, Danger.TOO_LARGE_UNPACKED)]
)
def test_a_bomb_is_refused_at_once_and_never_unpacked(blank: bytes, size: int, danger: Danger) -> None:
    bomb = with_parts(blank, {"xl/worksheets/sheet9.xml": b" " * size})
    assert len(bomb) < 200_000
    begun = time.process_time()
    assert refused(bomb) is danger
    assert time.process_time() - begun < 0.5


def test_what_unpacks_to_more_than_the_archive_says_is_refused(blank: bytes) -> None:
    lying = bytearray(with_parts(blank, {"xl/styles.xml": b"<x>" + b"y" * 5000 + b"</x>"}))
    with zipfile.ZipFile(io.BytesIO(bytes(lying))) as archive:
        size = archive.getinfo("xl/styles.xml").file_size.to_bytes(4, "little")
    place = lying.rindex(size)
    lying[place : place + 4] = (100).to_bytes(4, "little")
    assert refused(bytes(lying)) is Danger.NOT_A_FILE


def test_a_locked_archive_is_refused(blank: bytes) -> None:
    locked = bytearray(blank)
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        flag = locked.index(mark) + (6 if mark == b"PK\x03\x04" else 8)
        locked[flag] |= 1
    assert refused(bytes(locked)) is Danger.ENCRYPTED


def opened(content: bytes) -> Danger:
    with pytest.raises(Unsafe) as caught:
        read_grid(content)
    return caught.value.danger


def test_a_hidden_sheet_is_refused_by_its_title(blank: bytes) -> None:
    def hide(book: openpyxl.Workbook) -> None:
        book.create_sheet("藏起来的").sheet_state = "veryHidden"

    with pytest.raises(Unsafe) as caught:
        read_grid(changed(blank, hide))
    assert (caught.value.danger, caught.value.detail) == (Danger.HIDDEN_SHEET, "藏起来的")


def test_a_text_that_stands_once_in_a_file_and_in_a_thousand_cells_does_not_swell_in_the_bot(blank: bytes) -> None:
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    once = "".join(map(chr, range(0x4E00, 0x4E00 + 20_000)))
    rows = "".join(f'<row r="{n}">' + '<c t="s"><v>0</v></c>' * 3 + "</row>" for n in range(1, 101))
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    override = b'<Override PartName="/xl/sharedStrings.xml" ContentType="' + kind + b'"/></Types>'
    with zipfile.ZipFile(io.BytesIO(blank)) as archive:
        types = archive.read("[Content_Types].xml").replace(b"</Types>", override)
    parts = {
        "[Content_Types].xml": types,
        "xl/sharedStrings.xml": f"<sst {space}><si><t>{once}</t></si></sst>".encode(),
        "xl/worksheets/sheet1.xml": f"<worksheet {space}><sheetData>{rows}</sheetData></worksheet>".encode(),
    }
    small = with_parts(blank, parts)
    assert len(small) < 200_000
    assert opened(small) is Danger.TOO_LARGE_UNPACKED


def test_a_workbook_that_is_broken_inside_is_refused_in_words(blank: bytes) -> None:
    assert opened(with_parts(blank, {"xl/worksheets/sheet1.xml": b"<worksheet"})) is Danger.UNREADABLE
    with pytest.raises(Unsafe):
        read_letter(with_parts(letter(), {"word/document.xml": b"<w/>"}))


def letter() -> bytes:
    out = io.BytesIO()
    docx.Document().save(out)
    return out.getvalue()


def test_formulas_are_handed_out_as_words_and_never_worked_out(blank: bytes) -> None:
    def type_in(book: openpyxl.Workbook) -> None:
        sheet = book["二级项目"]
        sheet["D3"] = "=1+1"
        sheet["D4"] = '=HYPERLINK("http://x")'
        sheet["D5"] = '=WEBSERVICE("http://x")'

    read = read_grid(changed(blank, type_in)).sheets["二级项目"]
    assert read[3, 4] == Cell(CellKind.FORMULA, "=1+1")
    assert read[4, 4] == Cell(CellKind.FORMULA, '=HYPERLINK("http://x")')
    assert read[5, 4].kind is CellKind.FORMULA


def test_cells_come_as_people_see_them(blank: bytes) -> None:
    def type_in(book: openpyxl.Workbook) -> None:
        sheet = book["绩效指标"]
        for place, value in {
            "E3": 12,
            "E4": 35.7,
            "E5": date(2021, 3, 5),
            "E6": True,
            "E7": 1,
            "E8": 0.1 + 0.2,
        }.items():
            sheet[place] = cast("Any", value)
            sheet[place].number_format = "0%" if place == "E7" else "General"
        sheet["E5"].number_format = "m-d"

    read = read_grid(changed(blank, type_in)).sheets["绩效指标"]
    assert read[3, 5] == Cell(CellKind.NUMBER, "12")
    assert read[4, 5] == Cell(CellKind.NUMBER, "35.7")
    assert read[5, 5] == Cell(CellKind.DATE, "2021-03-05")
    assert read[6, 5] == Cell(CellKind.FLAG, "true")
    assert read[7, 5] == Cell(CellKind.TEXT, "100%")


def test_only_so_many_rows_are_read_and_that_is_said(blank: bytes) -> None:
    def fill(book: openpyxl.Workbook) -> None:
        for row in range(3, MOST_ROWS + 60):
            book["人员"].cell(row, 1).value = f"人{row}"

    grid = read_grid(changed(blank, fill))
    assert grid.cut == ("人员",)
    assert max(row for row, _ in grid.sheets["人员"]) <= MOST_ROWS + 10


def test_blank_rows_that_were_only_coloured_are_none(blank: bytes) -> None:
    def colour(book: openpyxl.Workbook) -> None:
        for row in range(3, 3000):
            book["人员"].cell(row, 1).number_format = "@"

    grid = read_grid(changed(blank, colour))
    assert grid.cut == ()
