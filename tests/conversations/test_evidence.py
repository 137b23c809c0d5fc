"""Files that support an entry, over HTTP: to the entry that was named, in the draft, or to what was last recorded."""

from __future__ import annotations

from pathlib import Path

from perfbot.sandbox import Upload
from tests.desk_fixture import GONGYE_2021, Room, room, words
from tests.sandbox.test_rich import PIXEL
from tests.sandbox_client import CLERK, VIEWER, Talk, in_loop

PDF = Upload("合同.pdf", b"%PDF-1.4 contract", "application/pdf")
OTHER_PDF = Upload("发票.pdf", b"%PDF-1.4 invoice", "application/pdf")


def names(program: Room, number: int) -> list[str]:
    book = program.desk.ledger.book(GONGYE_2021)
    entry = book.numbered(number)
    assert entry is not None
    return [item.filename for item in book.evidence_of(entry.id)]


async def recorded(clerk: Talk) -> None:
    await clerk.said("/spend 中博会 0.3 展位搭建 6.30")
    await clerk.pressed("✅ 确认")


@in_loop
async def test_a_file_sent_while_recording_goes_with_the_entry_and_the_confirmation_says_so(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk = program.talk(CLERK)
        await clerk.said("/spend 中博会 0.3 展位搭建 6.30")
        shown = await clerk.uploaded(PDF)
        assert "确认登记后会自动附上" in words(shown)
        assert "✅ 确认" in clerk.buttons(shown)
        saved = await clerk.pressed("✅ 确认")
        assert "📎 已附佐证：合同.pdf" in words(saved)
        assert names(program, 130) == ["合同.pdf"]


@in_loop
async def test_an_entry_that_was_named_gets_the_file_even_while_another_is_being_recorded(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk = program.talk(CLERK)
        await recorded(clerk)
        await clerk.said("/spend 中博会 0.1 印刷费 6.30")
        await clerk.pressed("📎 附佐证")
        assert "已附到第 130 号：合同.pdf" in words(await clerk.uploaded(PDF))
        await clerk.pressed("✅ 确认")
        assert (names(program, 130), names(program, 132)) == (["合同.pdf"], [])


@in_loop
async def test_a_new_conversation_takes_its_files_for_itself_again(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk = program.talk(CLERK)
        await recorded(clerk)
        await clerk.pressed("📎 附佐证")
        await clerk.said("/spend 中博会 0.1 印刷费 6.30")
        assert "确认登记后会自动附上" in words(await clerk.uploaded(PDF))
        await clerk.pressed("✅ 确认")
        assert (names(program, 130), names(program, 131)) == ([], ["合同.pdf"])


@in_loop
async def test_a_picture_is_kept_as_what_it_is_whatever_it_is_called(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk = program.talk(CLERK)
        await recorded(clerk)
        said = await clerk.uploaded(Upload("现场.jpg", PIXEL, "image/jpeg"))
        assert "现场.png" in words(said)
        await clerk.uploaded(Upload("photo.png", PIXEL + b"2", "image/png", as_photo=True))
        assert [name.rpartition(".")[2] for name in names(program, 130)] == ["png", "png"]


@in_loop
async def test_the_evidence_of_an_entry_can_be_looked_at_by_whoever_may_read_it(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk, leader = program.talk(CLERK), program.talk(VIEWER)
        await recorded(clerk)
        await clerk.uploaded(PDF)
        await leader.said("/history 中博会 支出")
        await leader.pressed("第130号")
        await leader.pressed("📎 查看佐证")
        world = program.server.world
        sent = await world.wait_for(lambda: next((one for one in leader.messages if "document" in one), None))
        assert sent["document"]["file_name"] == "合同.pdf"
        assert world.files.by_id(sent["document"]["file_id"]).content == PDF.content


@in_loop
async def test_evidence_that_is_lost_or_altered_is_named_instead_of_handed_out(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk = program.talk(CLERK)
        await recorded(clerk)
        await clerk.uploaded(PDF)
        (kept,) = (program.folder / "evidence").glob("*.pdf")
        kept.write_bytes(b"%PDF-1.4 another")
        await clerk.said("/history 中博会 支出")
        await clerk.pressed("第130号")
        assert "读不出来的 1 个：合同.pdf" in words(await clerk.pressed("📎 查看佐证"))


@in_loop
async def test_a_file_of_another_kind_than_its_name_is_refused_with_the_reason(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk = program.talk(CLERK)
        await recorded(clerk)
        assert "内容不是 pdf 文件" in words(await clerk.uploaded(Upload("账.pdf", b"MZ..", "application/pdf")))
        assert "不支持 exe 文件" in words(await clerk.uploaded(Upload("a.exe", b"MZ..", "x/y")))
        assert names(program, 130) == []


@in_loop
async def test_a_confirmation_stays_when_its_correction_is_opened(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk = program.talk(CLERK)
        await recorded(clerk)
        confirmation = clerk.last
        form = await clerk.pressed("更正")
        assert form["message_id"] != confirmation["message_id"]
        assert "已记录" in words(next(one for one in clerk.messages if one["message_id"] == confirmation["message_id"]))


@in_loop
async def test_undoing_turns_the_confirmation_into_what_was_taken_back(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk = program.talk(CLERK)
        await recorded(clerk)
        confirmation = clerk.last
        undone = await clerk.pressed("撤销")
        assert undone["message_id"] == confirmation["message_id"]
        assert "原记录：中博会 6月30日 0.30 万元 展位搭建" in words(undone)
        assert "撤销" not in clerk.buttons(undone)
