"""What people type is shown as they typed it and acts as nothing: not as markup, not as a link, not as a command."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from perfbot.domain.books import commands as do
from perfbot.domain.books.circumstances import Circumstances
from perfbot.intake.parts import Limits
from perfbot.render.commands import COMMANDS
from tests.desk_fixture import GONGYE_2021, Room, room, words
from tests.sandbox_client import CLERK, OFFICE, in_loop
from tests.telegram_messages import CARRIERS, forwarded

EVIL = "evil.example"
NASTY = f'<a href="https://{EVIL}/">点</a>&amp;<b>粗</b>[链](https://{EVIL}/)*_`~|<tg-spoiler>'
ODD = "\u202e倒\u200b隐\u2066"


def with_nasty_names(program: Any) -> None:
    """A member, a project and an entry whose every word is an attempt."""
    desk = program.desk
    office = desk.office.member(OFFICE.id)
    desk.office.change(replace(desk.office.member(CLERK.id), name=NASTY), "name", office, desk.now(), NASTY)
    circumstances = Circumstances(office, desk.now(), desk.today())
    for command in (
        do.AddProject(key="n1", project="p08", name=f"中博会{NASTY}", short_name=f"中博会{NASTY}", section=NASTY),
        do.RecordSpending(key="n2", project="p08", amount=Decimal("10.00"), on=desk.day_of(2021), purpose=NASTY + ODD),
        do.RecordResult(key="n3", indicator="p08-1", actual_value="6家", on=desk.day_of(2021), reason=NASTY),
    ):
        desk.ledger.record(GONGYE_2021, command, circumstances)


def links(part: Any) -> Iterator[str]:
    """Every address that a tap in the message would open."""
    if isinstance(part, dict):
        yield from (value for key, value in part.items() if key == "url" and isinstance(value, str))
        part = list(part.values())
    if isinstance(part, list):
        for item in part:
            yield from links(item)


@pytest.mark.parametrize("knows_rich", [True, False])
@in_loop
async def test_markup_in_names_and_notes_is_shown_as_typed_by_every_command(tmp_path: Path, knows_rich: bool) -> None:
    limits = Limits(flood_updates=1_000)
    async with room(tmp_path, knows_rich=knows_rich, prepare=with_nasty_names, limits=limits) as program:
        world, office = program.server.world, program.talk(OFFICE)
        for command in COMMANDS:
            world.say(OFFICE.id, f"/{command.name}" + (" 2021" if command.name in ("report", "score", "lint") else ""))
            await program.quiet(20)
            if program.desk.drafts.of(OFFICE.id):
                await office.said("/cancel")
        world.press_data(OFFICE.id, office.last["message_id"], "p:gongye-2021:p08")
        world.press_data(OFFICE.id, office.last["message_id"], "h:gongye-2021:n:131")
        world.press_data(OFFICE.id, office.last["message_id"], f"m:card:{CLERK.id}")
        await program.quiet(20)
        said = office.messages
        assert [address for message in said for address in links(message) if EVIL in address] == []
        assert sum(NASTY in words(message) for message in said) >= 3
        assert not any("错误编号" in words(message) or "程序出错" in words(message) for message in said)
        assert not any(call.answer and not call.answer["ok"] for call in refused(program))
        assert "\u202e" not in json.dumps([words(message) for message in said], ensure_ascii=False)


def refused(program: Room) -> list[Any]:
    """Messages that Telegram did not take as they were, other than for not knowing rich ones."""
    sent = program.server.world.calls_of("sendMessage", "editMessageText", "sendRichMessage", "sendDocument")
    return [
        call for call in sent if not (call.method == "sendRichMessage" and not program.program.desk.delivery.knows_rich)
    ]


@in_loop
async def test_a_forwarded_message_is_never_taken_for_the_persons_own(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk, world = program.talk(CLERK), program.server.world
        await clerk.said("/spend 中博会 0.3 展位 6.30")
        entries = len(program.desk.ledger.book(GONGYE_2021))
        for text in ("确认", "/spend 中博会 900 骗 6.30", "/undo", "/cancel", "/leave 12月1日", "/invite 管理员 路人"):
            world.forward_text(CLERK.id, text)
        own = next(iter(world.chats[CLERK.id].messages))
        world.forward(CLERK.id, CLERK.id, own)
        await program.quiet()
        assert len(program.desk.ledger.book(GONGYE_2021)) == entries
        assert program.desk.drafts.of(CLERK.id) is not None
        assert sum("转发" in words(one) for one in clerk.messages) == 7


ACTS = (
    "/members 陈敏 科室 别的科",
    "/leave 12.31",
    "/invite 管理员 路人",
    "/cancel",
    "/spend 中博会 900 骗 6.30",
    "／spend@perf_sandbox_bot 中博会 900 骗 6.30",
    "/ spend 中博会 900 骗 6.30",
    "/spend@ 中博会 900 骗 6.30",
    "/text 2021 一 换掉",
    "确认",
    "0.9",
)


def state(program: Room) -> Any:
    desk = program.desk
    return len(desk.ledger.book(GONGYE_2021)), desk.office.trail(), desk.drafts.of(OFFICE.id)


@pytest.mark.parametrize("older_server", [False, True])
@in_loop
async def test_what_was_forwarded_neither_commands_nor_answers_whatever_carries_the_words(
    tmp_path: Path, older_server: bool
) -> None:
    async with room(tmp_path, limits=Limits(flood_updates=1_000)) as program:
        office, world = program.talk(OFFICE), program.server.world
        await office.said("/spend 中博会 0.3 展位 6.30")
        before = state(program)
        for carrier in CARRIERS:
            for act in ACTS:
                world.send(OFFICE.id, forwarded(carrier, act, older_server=older_server))
        await program.quiet(30)
        assert state(program) == before


@in_loop
async def test_words_under_a_forwarded_file_are_nobodys_answer_while_the_file_is_taken(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk, world = program.talk(CLERK), program.server.world
        await clerk.said("/spend")
        await clerk.pressed("中博会")
        picture = world.files.keep_document("发票.pdf", b"%PDF-1.4 x", "application/pdf").as_document()
        world.send(CLERK.id, forwarded("document", "0.9") | {"document": picture})
        await program.quiet()
        assert "第 2 步" in words(clerk.last)
        assert "已收到 发票.pdf" in words(clerk.last)
