"""Files and the words they are sent with, over HTTP: they stay together, and nothing goes to an entry in silence."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from perfbot.domain.books import commands as do
from perfbot.domain.books.entries import Spending
from perfbot.domain.books.keys import BookKey
from perfbot.domain.books.members import LOADER, Member, Scope
from perfbot.sandbox import Upload
from perfbot.wiring.program import Program
from perfbot.years.loader import commands_of, sample
from tests.desk_fixture import GONGYE_2021, Room, room, words
from tests.sandbox_client import CLERK, OFFICE, OTHER_CLERK, Talk, in_loop

PDF = Upload("合同.pdf", b"%PDF-1.4 contract", "application/pdf")
PNG = b"\x89PNG\r\n\x1a\n"
LINE = "/spend 中博会 0.3 展位搭建 6.30"


def files_of(program: Room, number: int, key: BookKey = GONGYE_2021) -> list[str]:
    book = program.desk.ledger.book(key)
    return [item.filename for item in book.evidence_of(book.numbered(number).id)]


def kept(program: Room) -> int:
    return sum(1 for _ in (program.folder / "evidence").glob("*.*"))


def purposes(program: Room) -> list[str]:
    book = program.desk.ledger.book(GONGYE_2021)
    return [one.purpose for one in book.entries if isinstance(one, Spending) and one.recorded_by]


def a_second_fund(program: Program) -> None:
    """The clerk records for two funds."""
    desk, book, key = program.desk, sample(), BookKey("keji", 2021)
    other = replace(book, fund=replace(book.fund, key=key, name="科技发展经费"))
    desk.ledger.open_book(key, commands_of(other), LOADER, desk.now(), desk.today())
    known = desk.office.member(CLERK.id)
    assert known is not None
    desk.office.change(replace(known, scopes=(*known.scopes, Scope("keji"))), "scope", known, desk.now())


async def recorded(clerk: Talk, line: str = LINE) -> dict[str, Any]:
    await clerk.said(line)
    return await clerk.pressed("✅ 确认")


# -- what was sent with words stays with them --------------------------------------------------------


@pytest.mark.parametrize("pieces", [1, 3])
@in_loop
async def test_files_captioned_with_a_command_are_kept_through_the_choice_of_the_fund(
    tmp_path: Path, pieces: int
) -> None:
    async with room(tmp_path, prepare=a_second_fund) as program:
        clerk, world = program.talk(CLERK), program.server.world
        uploads = [Upload(f"发票{number}.png", PNG + bytes([number])) for number in range(pieces)]
        world.upload(CLERK.id, uploads, caption=LINE)
        await program.quiet()
        assert "请选择一级项目" in words(clerk.last)
        await clerk.pressed(next(label for label in clerk.buttons() if "工业发展" in label))
        await program.quiet()
        saved = words(await clerk.pressed("✅ 确认"))
        assert "📎" in saved
        assert sorted(files_of(program, 130)) == [f"发票{number}.png" for number in range(pieces)]


@in_loop
async def test_a_file_under_a_bare_command_waits_for_the_choice_of_the_fund(tmp_path: Path) -> None:
    async with room(tmp_path, prepare=a_second_fund) as program:
        clerk = program.talk(CLERK)
        await clerk.uploaded(PDF, caption="/spend")
        await clerk.pressed(next(label for label in clerk.buttons() if "科技" in label))
        await program.quiet()
        assert "已收到 合同.pdf，确认登记后会自动附上" in words(clerk.last)


@in_loop
async def test_a_fund_that_was_mistaken_can_be_chosen_anew_with_the_words_that_were_sent(tmp_path: Path) -> None:
    async with room(tmp_path, prepare=a_second_fund) as program:
        clerk = program.talk(CLERK)
        page = await clerk.said(LINE)
        mistaken, right = sorted(clerk.buttons(page), key=lambda label: "工业发展" in label)
        assert "展位搭建" in words(await clerk.pressed(mistaken, page))
        await clerk.said("/cancel")
        await program.quiet()
        assert "展位搭建" in words(await clerk.pressed(right, page))
        await clerk.pressed("✅ 确认")
        assert purposes(program) == ["展位搭建"]


@in_loop
async def test_a_file_captioned_with_another_command_goes_with_that_one_and_not_with_the_open_draft(
    tmp_path: Path,
) -> None:
    async with room(tmp_path) as program:
        clerk = program.talk(CLERK)
        await clerk.said("/spend 中博会 0.1 印刷 6.30")
        await clerk.uploaded(PDF, caption=LINE)
        await clerk.pressed(next(label for label in clerk.buttons() if label != "继续填写"))
        await program.quiet()
        await clerk.pressed("✅ 确认")
        assert purposes(program) == ["展位搭建"]
        assert files_of(program, 130) == ["合同.pdf"]


@in_loop
async def test_a_file_whose_command_is_put_aside_is_said_to_be_left(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk = program.talk(CLERK)
        await clerk.said("/spend 中博会 0.1 印刷 6.30")
        await clerk.uploaded(PDF, caption=LINE)
        await clerk.pressed("继续填写")
        await program.quiet()
        assert any("没有保存，需要时请重新发送" in words(one) for one in clerk.messages)
        await clerk.pressed("✅ 确认")
        assert (files_of(program, 130), kept(program)) == ([], 0)


@in_loop
async def test_a_caption_at_a_question_is_its_answer(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk, world = program.talk(CLERK), program.server.world
        await clerk.said("/spend")
        await clerk.pressed("中博会")
        world.upload(CLERK.id, [PDF], caption="0.3")
        await program.quiet()
        assert "第 3 步" in words(clerk.last)
        video = {"file_id": "v", "file_unique_id": "v", "width": 1, "height": 1, "duration": 1}
        world.send(CLERK.id, {"video": video, "caption": "6.30"})
        await program.quiet()
        assert "第 4 步" in words(clerk.last)
        await clerk.said("展位")
        assert "合同.pdf" in words(await clerk.pressed("✅ 确认"))


# -- one line is one record --------------------------------------------------------------------------


@pytest.mark.parametrize("second", ["/spend 中博会 0.4 印刷 6.30", "中博会 0.4 印刷 6.30", "／result 中博会"])
@pytest.mark.parametrize("captioned", [False, True])
@in_loop
async def test_one_message_records_one_line_and_names_the_others(tmp_path: Path, second: str, captioned: bool) -> None:
    async with room(tmp_path) as program:
        clerk, world = program.talk(CLERK), program.server.world
        text = f"{LINE}\n{second}\n"
        world.upload(CLERK.id, [PDF], caption=text) if captioned else world.say(CLERK.id, text)
        await program.quiet()
        told = next(words(one) for one in clerk.messages if "一条消息只登记一笔" in words(one))
        assert "另外 1 行没有登记" in told
        assert second in told
        await clerk.pressed("✅ 确认")
        assert purposes(program) == ["展位搭建"]


# -- to which entry ----------------------------------------------------------------------------------


@in_loop
async def test_a_file_long_after_the_last_entry_asks_which_of_today_it_belongs_to(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk = program.talk(CLERK)
        await recorded(clerk)
        await recorded(clerk, "/spend 中博会 0.02 印刷 6.29")
        program.clock.forward(minutes=11)
        asked = await clerk.uploaded(PDF)
        assert "这个文件附到哪一条" in words(asked)
        labels = clerk.buttons(asked)
        assert ["第 131 号" in labels[0], "第 130 号" in labels[1], labels[2]] == [True, True, "不附了"]
        assert kept(program) == 0
        await program.restart()
        assert "已附到第 130 号：合同.pdf" in words(await clerk.pressed(labels[1], asked))
        assert (files_of(program, 130), files_of(program, 131)) == (["合同.pdf"], [])


@in_loop
async def test_a_file_in_reply_to_the_question_of_another_file_goes_nowhere_in_silence(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk, world = program.talk(CLERK), program.server.world
        await recorded(clerk)
        program.clock.forward(minutes=11)
        asked = await clerk.uploaded(PDF)
        second = world.files.keep_document("发票.pdf", PDF.content, "application/pdf").as_document()
        world.send(CLERK.id, {"document": second}, reply_to=asked["message_id"])
        await program.quiet()
        assert "附到哪一条" in words(clerk.last)
        assert (files_of(program, 130), kept(program)) == ([], 0)


@in_loop
async def test_an_album_without_a_sign_asks_once_and_goes_whole_where_it_is_told(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk, world = program.talk(CLERK), program.server.world
        await recorded(clerk)
        program.clock.forward(minutes=11)
        world.upload(CLERK.id, [Upload(f"发票{number}.png", PNG + bytes([number])) for number in range(3)])
        await program.quiet()
        assert sum("附到哪一条" in words(one) for one in clerk.messages) == 1
        await clerk.pressed(clerk.buttons()[0])
        await program.quiet()
        assert len(files_of(program, 130)) == 3


@in_loop
async def test_a_file_never_goes_to_an_entry_of_another_day_and_none_is_a_choice(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk = program.talk(CLERK)
        await recorded(clerk)
        program.clock.forward(days=1)
        assert "文件没有保存" in words(await clerk.uploaded(PDF))
        await recorded(clerk, "/spend 中博会 0.02 印刷 6.29")
        program.clock.forward(minutes=11)
        await clerk.uploaded(PDF)
        assert "文件没有保存" in words(await clerk.pressed("不附了"))
        assert kept(program) == 0


@pytest.mark.parametrize("draft", [False, True])
@in_loop
async def test_a_file_in_reply_to_an_undone_confirmation_goes_to_no_other_entry(tmp_path: Path, draft: bool) -> None:
    async with room(tmp_path) as program:
        clerk, world = program.talk(CLERK), program.server.world
        await recorded(clerk)
        saved = await recorded(clerk, "/spend 中博会 0.02 印刷 6.29")
        await clerk.pressed("撤销", saved)
        if draft:
            await clerk.said("/spend 中博会 0.5 搭建 6.30")
        document = world.files.keep_document("合同.pdf", PDF.content, "application/pdf").as_document()
        world.send(CLERK.id, {"document": document}, reply_to=saved["message_id"])
        await program.quiet()
        assert "您回复的那条消息没有可附材料的记录" in words(clerk.last)
        assert (files_of(program, 130), kept(program)) == ([], 0)


@in_loop
async def test_a_file_right_after_an_undone_entry_does_not_go_to_the_one_before(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk = program.talk(CLERK)
        await recorded(clerk)
        await clerk.pressed("撤销", await recorded(clerk, "/spend 中博会 0.02 印刷 6.29"))
        assert "附到哪一条" in words(await clerk.uploaded(PDF))


# -- rights before keeping ---------------------------------------------------------------------------


def an_entry_of_the_other_clerk(program: Program) -> None:
    """李刚 recorded for a project that 陈敏 may read and not change."""
    desk = program.desk
    other = desk.office.member(OTHER_CLERK.id)
    assert other is not None
    command = do.RecordSpending(key="of-other", project="p02", amount=Decimal(10), on=desk.day_of(2021), purpose="甲")
    desk.ledger.record_all(GONGYE_2021, [do.Stated(command)], other, desk.now(), desk.today())


@in_loop
async def test_nothing_is_kept_of_a_file_for_somebody_elses_entry(tmp_path: Path) -> None:
    async with room(tmp_path, prepare=an_entry_of_the_other_clerk) as program:
        clerk, world = program.talk(CLERK), program.server.world
        shown = await clerk.said("/help")
        for data in ("e:evidence:of-other", "e:here:of-other", "e:here:none", "e:here:forged"):
            world.press_data(CLERK.id, shown["message_id"], data)
            await program.quiet()
            await clerk.uploaded(PDF)
        asked = await recorded(clerk)
        program.clock.forward(minutes=11)
        asked = await clerk.uploaded(PDF)
        world.press_data(CLERK.id, asked["message_id"], "e:here:of-other")
        await program.quiet()
        assert kept(program) == 0
        assert files_of(program, 130) == []


@pytest.mark.parametrize("change", ["removed", "rescoped", "viewer"])
@in_loop
async def test_nothing_is_kept_when_the_right_ends_during_the_download(tmp_path: Path, change: str) -> None:
    async with room(tmp_path) as program:
        clerk, world, desk = program.talk(CLERK), program.server.world, program.desk
        await clerk.said(LINE)
        world.faults.add("slow", "getFile", seconds=0.3)
        world.upload(CLERK.id, [PDF])
        await world.wait_for(lambda: world.faults.met)
        known: Member = desk.office.member(CLERK.id)
        changed = {
            "removed": replace(known, removed=True),
            "rescoped": replace(known, scopes=(Scope("keji"),)),
            "viewer": replace(known, role=type(known.role)("viewer")),
        }[change]
        desk.office.change(changed, change, desk.office.member(OFFICE.id), desk.now())
        await program.quiet()
        assert kept(program) == 0


# -- what Telegram hands out -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("Bad Request: file is too big", "超过 20 MB"),
        ("Bad Request: wrong file_id or the file is temporarily unavailable", "暂时取不到这个文件"),
        ("Bad Request: FILE_REFERENCE_EXPIRED", "暂时取不到这个文件"),
    ],
)
@in_loop
async def test_a_file_that_telegram_does_not_hand_out_is_refused_in_plain_words(
    tmp_path: Path, why: str, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with room(tmp_path) as program:
        clerk, world = program.talk(CLERK), program.server.world
        await clerk.said(LINE)
        world.faults.add("refuse", "getFile", code=400, description=why)
        assert said in words(await clerk.uploaded(PDF))
        assert program.desk.drafts.of(CLERK.id) is not None
        assert not [one for one in caplog.records if one.exc_info]


@pytest.mark.parametrize("here", [True, False])
@in_loop
async def test_a_server_of_ones_own_that_names_a_path_on_its_disk_is_understood(tmp_path: Path, here: bool) -> None:
    async with room(tmp_path) as program:
        clerk, world = program.talk(CLERK), program.server.world
        await clerk.said(LINE)
        stored = world.files.keep_document("合同.pdf", PDF.content, "application/pdf")
        place = tmp_path / "files" / "4200000001:x" / stored.path
        if here:
            place.parent.mkdir(parents=True)
            place.write_bytes(PDF.content)
        told = {"file_id": "f", "file_unique_id": "f", "file_size": 9, "file_path": str(place)}
        world.faults.add("result", "getFile", result=told)
        world.send(CLERK.id, {"document": stored.as_document()})
        await program.quiet()
        assert "已收到 合同.pdf" in words(clerk.last)


ODD_FILES = [
    ("现场.heif", "image/heif", b"\x00\x00\x00\x18ftypheic", "现场.heif"),
    ("发票.xml", "text/xml", b"<?xml version='1.0'?><Invoice/>", "发票.xml"),
    ("发票.XML", "application/xml", b"\xef\xbb\xbf<EInvoice/>", "发票.xml"),
    ("截图.jfif", "image/jpeg", b"\xff\xd8\xff\xe0", "截图.jfif"),
    (None, "application/pdf", b"%PDF-1.4 x", ".pdf"),
    (None, "image/heif", b"\x00\x00\x00\x18ftypheic", ".heif"),
    (None, "application/octet-stream", b"%PDF-1.4 y", ".pdf"),
    (None, "", PNG + b"z", ".png"),
    ("扫描件", "", b"PK\x03\x04zip", "扫描件.zip"),
]


@pytest.mark.parametrize(("name", "kind", "content", "shown"), ODD_FILES)
@in_loop
async def test_what_phones_and_tax_offices_send_is_taken_as_evidence(
    tmp_path: Path, name: str | None, kind: str, content: bytes, shown: str
) -> None:
    async with room(tmp_path) as program:
        clerk, world = program.talk(CLERK), program.server.world
        await recorded(clerk)
        document = world.files.keep_document(name or "x", content, kind).as_document()
        for field, value in (("file_name", name), ("mime_type", kind or None)):
            document = {**document, field: value} if value else {k: v for k, v in document.items() if k != field}
        world.send(CLERK.id, {"document": document})
        await program.quiet()
        assert [one.lower().endswith(shown) for one in files_of(program, 130)] == [True]


@in_loop
async def test_only_a_few_files_are_in_memory_at_once_and_others_are_answered_meanwhile(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        world, desk = program.server.world, program.desk
        for person in (CLERK, OTHER_CLERK, OFFICE):
            await program.talk(person).said("/spend")
        async with asyncio.timeout(20):
            for _ in range(4):
                await desk.session.downloads.acquire()
            world.upload(CLERK.id, [PDF])
            assert "进度" in words(await program.talk(OTHER_CLERK).said("/progress"))
            asked = [json.dumps(call.params) for call in world.calls_of("getFile")]
            assert asked == []
            for _ in range(4):
                desk.session.downloads.release()
            await program.quiet()
        assert kept(program) == 1
