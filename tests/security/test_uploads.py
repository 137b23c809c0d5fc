"""Files that people send: names that are paths, files that are not what they say, archives that swell."""

from __future__ import annotations

import asyncio
import io
import zipfile
from pathlib import Path

import pytest

from perfbot.records.evidence import LARGEST
from perfbot.sandbox import Upload
from perfbot.workbooks.isolated import read_grid
from perfbot.workbooks.safety import Danger, Unsafe
from tests.desk_fixture import GONGYE_2021, Room, room, words
from tests.sandbox_client import CLERK, OFFICE, in_loop

PNG = b"\x89PNG\r\n\x1a\n"
NAMES = (
    "../../../etc/passwd.png",
    "/etc/cron.d/x.png",
    "..\\..\\windows\\x.png",
    "C:\\x.png",
    "a\x00b.png",
    "~/.ssh/authorized_keys.png",
    ".png",
    "长" * 300 + ".png",
    "-rf.png",
    "$(reboot).png",
    "CON.png",
    "a\nb.png",
)


def outside(folder: Path, data: Path) -> set[Path]:
    """Every file that stands beside the data folder."""
    return {path for path in folder.rglob("*") if path.is_file() and data not in path.parents}


@in_loop
async def test_a_name_never_becomes_a_path_and_each_file_is_kept_under_its_hash(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk = program.talk(CLERK)
        await clerk.said("/spend 中博会 0.01 展位 6.30")
        await clerk.pressed("✅ 确认")
        before = outside(tmp_path, program.folder)
        for number, name in enumerate(NAMES):
            await clerk.uploaded(Upload(name, PNG + bytes([number]), "image/png"))
        await program.quiet()
        kept = sorted(path.name for path in (program.folder / "evidence").iterdir())
        assert len(kept) == len(NAMES)
        assert all(len(name) == 68 and name.endswith(".png") for name in kept)
        assert outside(tmp_path, program.folder) == before
        entry = program.desk.ledger.book(GONGYE_2021).numbered(130)
        assert len(program.desk.ledger.book(GONGYE_2021).evidence_of(entry.id)) == len(NAMES)
        assert not any("错误编号" in words(one) for one in clerk.messages)


@in_loop
async def test_what_is_too_large_or_not_what_its_name_says_is_refused_and_not_kept(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk, world = program.talk(CLERK), program.server.world
        await clerk.said("/spend 中博会 0.01 展位 6.30")
        await clerk.pressed("✅ 确认")
        document = {"file_id": "f", "file_unique_id": "f", "file_name": "a.png", "file_size": LARGEST + 1}
        world.send(CLERK.id, {"document": document})
        await world.wait_for(lambda: "20 MB" in words(clerk.last))
        assert world.calls_of("getFile") == []
        for upload in (
            Upload("a.exe", b"MZ", "x/y"),
            Upload("a.png", b"MZ\x90", "image/png"),
            Upload("a.pdf", b"<script>", "application/pdf"),
            Upload("a.html", b"<script>", "text/html"),
        ):
            assert "没有保存" in words(await clerk.uploaded(upload))
        assert list((program.folder / "evidence").iterdir()) == []


def workbook(*sheets: str, ratio_bomb: bool = False, entities: bool = False, members: int = 0) -> bytes:
    """An xlsx by hand, as an attacker makes one."""
    doctype = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>' if entities else ""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", f"<?xml version='1.0'?>{doctype}<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", "<sheetData/>")
        if ratio_bomb:
            archive.writestr("xl/sharedStrings.xml", b"\x00" * 50_000_000)
        for number in range(members):
            archive.writestr(f"xl/x{number}.xml", "<x/>")
    return made.getvalue()


HOSTILE = {
    "swells": (workbook(ratio_bomb=True), Danger.SUSPICIOUS_RATIO),
    "entities": (workbook(entities=True), Danger.ENTITIES),
    "many parts": (workbook(members=3_000), Danger.TOO_MANY_PARTS),
    "cut off": (workbook()[:-30], Danger.NOT_A_FILE),
    "not an archive": (b"PK\x03\x04" + b"\xff" * 500, Danger.NOT_A_FILE),
    "empty": (b"PK", Danger.NOT_A_FILE),
}


@pytest.mark.parametrize(("content", "danger"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_workbook_is_refused_before_any_reader_sees_it(content: bytes, danger: Danger) -> None:
    with pytest.raises(Unsafe) as caught:
        read_grid(content)
    assert caught.value.danger is danger  # what a reader fails on would be UNREADABLE


@in_loop
async def test_a_bomb_sent_for_setting_up_is_refused_in_words_while_others_are_served(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        office, world = program.talk(OFFICE), program.server.world
        await office.said("/setup")
        world.upload(OFFICE.id, [Upload("台账.xlsx", HOSTILE["swells"][0], "x/y")])
        async with asyncio.timeout(2):
            assert "%" in words(await program.talk(CLERK).said("/progress"))
        await program.quiet(20)
        assert not recorded_by_people(program)
        assert not any("错误编号" in words(one) for one in office.messages)
        assert len(program.desk.ledger.books()) == 1


def recorded_by_people(program: Room) -> list[object]:
    return [one for one in program.desk.ledger.book(GONGYE_2021).entries if one.recorded_by]
