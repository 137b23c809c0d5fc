"""The gate: members only, nothing from anybody who cannot be known, and strangers learn nothing (A1, A4, R10)."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfbot.intake import Admission, Facts
from perfbot.sandbox import Upload
from tests.intake_bench import Heard, running, telegram
from tests.sandbox_client import CLERK, OFFICE, STRANGER, VIEWER, in_loop


@in_loop
async def test_a_members_message_is_handled(tmp_path: Path) -> None:
    heard = Heard()
    async with telegram() as server, running(server, tmp_path / "d", heard) as bench:
        bench.world.say(CLERK.id, "/progress")
        await bench.quiet()
        assert heard.texts == ["/progress"]
        assert bench.counted.updates == [("/progress", "ok")]


@in_loop
async def test_a_stranger_gets_one_sentence_a_day_the_admins_one_notice_and_nothing_is_written(tmp_path: Path) -> None:
    heard = Heard()
    async with telegram() as server, running(server, tmp_path / "d", heard) as bench:
        size = bench.store.layout.inbox.stat().st_size
        for _ in range(30):
            bench.world.say(STRANGER.id, "/report 2021")
        await bench.until(lambda: bench.said(OFFICE.id))
        await bench.quiet()
        assert heard.texts == []
        assert len(bench.said(STRANGER.id)) == 1
        assert str(STRANGER.id) in bench.said(STRANGER.id)[0]
        assert len(bench.said(OFFICE.id)) == 1
        assert bench.store.layout.inbox.stat().st_size == size


@in_loop
async def test_a_strangers_press_is_answered_without_a_word_about_the_bot(tmp_path: Path) -> None:
    heard = Heard()
    async with telegram() as server, running(server, tmp_path / "d", heard) as bench:
        bench.world.press_data(STRANGER.id, 1, "d:forged:1")
        bench.world.press_data(STRANGER.id, 1, "d:forged:2")
        await bench.quiet()
        await bench.until(lambda: len(bench.world.callback_answers) == 2)
        assert heard.texts == []


@in_loop
async def test_a_stranger_with_an_invitation_is_let_through_but_may_guess_only_five_times_a_day(tmp_path: Path) -> None:
    heard = Heard()
    async with telegram() as server, running(server, tmp_path / "d", heard) as bench:
        for number in range(8):
            bench.world.say(STRANGER.id, f"/start inv_guess{number}")
        bench.world.forward_text(STRANGER.id, "/start inv_forwarded")
        await bench.quiet()
        assert heard.texts == [f"/start inv_guess{number}" for number in range(5)]


@in_loop
async def test_a_gate_that_fails_lets_nobody_in(tmp_path: Path) -> None:
    class Broken:
        def admit(self, facts: Facts) -> Admission:
            raise OSError("the list of members cannot be read")

    heard = Heard()
    async with telegram() as server, running(server, tmp_path / "d", heard, gate=Broken()) as bench:
        bench.world.say(CLERK.id, "/progress")
        bench.world.say(OFFICE.id, "/members")
        bench.world.press_data(CLERK.id, 1, "x")
        await bench.quiet()
        assert heard.texts == []
        assert bench.store.inbox.pending() == []


@in_loop
async def test_a_member_removed_while_the_update_waits_is_not_served_any_more(tmp_path: Path) -> None:
    async with telegram() as server:
        heard = Heard()

        async def removing(update: object) -> None:
            bench.members.discard(CLERK.id)
            await heard(update)  # type: ignore[arg-type]

        async with running(server, tmp_path / "d", removing) as bench:
            bench.world.say(CLERK.id, "一")
            bench.world.say(CLERK.id, "二")
            await bench.quiet()
            assert heard.texts == ["一"]
            assert bench.store.inbox.pending() == []


@in_loop
async def test_an_edited_message_changes_nothing_and_the_member_is_told_so(tmp_path: Path) -> None:
    heard = Heard()
    async with telegram() as server, running(server, tmp_path / "d", heard) as bench:
        bench.world.say(CLERK.id, "150")
        await bench.quiet()
        own = max(bench.world.chats[CLERK.id].messages)
        bench.world.edit(CLERK.id, own, "15")
        await bench.quiet()
        assert heard.texts == ["150"]
        assert "修改已发送的消息不会改变登记内容" in bench.said()[0]


@in_loop
async def test_a_forwarded_text_is_refused_in_words_but_a_forwarded_file_or_reading_command_is_not(
    tmp_path: Path,
) -> None:
    heard = Heard()
    async with telegram() as server, running(server, tmp_path / "d", heard) as bench:
        bench.world.forward_text(CLERK.id, "/spend 999")
        bench.world.forward_text(CLERK.id, "三十万")
        bench.world.forward_text(CLERK.id, "/help")
        [file] = bench.world.upload(OFFICE.id, [Upload("发票.pdf", b"pdf")])
        assert file
        sent = max(bench.world.chats[OFFICE.id].messages)
        bench.world.forward(CLERK.id, OFFICE.id, sent)
        await bench.quiet()
        assert sorted(heard.texts) == ["", "", "/help"]
        assert len([words for words in bench.said() if "转发的文字" in words]) == 2


@in_loop
async def test_a_message_written_through_another_bot_is_refused(tmp_path: Path) -> None:
    heard = Heard()
    async with telegram() as server, running(server, tmp_path / "d", heard) as bench:
        other = {"id": 77, "is_bot": True, "first_name": "x", "username": "x_bot"}
        bench.world.send(CLERK.id, {"text": "/spend 999", "via_bot": other})
        await bench.quiet()
        assert heard.texts == []
        assert len(bench.said()) == 1


@in_loop
async def test_nobody_in_particular_is_neither_heard_nor_answered(tmp_path: Path) -> None:
    heard = Heard()
    async with telegram() as server, running(server, tmp_path / "d", heard) as bench:
        bench.world.promote_bot()
        await bench.quiet()
        heard.updates.clear()
        asked_for = bench.world.updates.allowed
        assert asked_for == {"message", "edited_message", "callback_query", "my_chat_member"}
        bench.world.updates.allow([])
        bench.world.channel_post("/progress")
        bench.world.linked_post("/progress")
        bench.world.anonymous("/spend 1")
        bench.world.say(OFFICE.id, "随便聊聊 12.5", bench.server.group_id)
        bench.world.say(OFFICE.id, "/progress@another_bot", bench.server.group_id)
        edited = max(bench.world.chats[bench.server.group_id].messages)
        bench.world.edit(OFFICE.id, edited, "/progress", bench.server.group_id)
        await bench.quiet()
        assert heard.texts == []
        assert bench.world.calls_of("sendMessage") == []
        assert bench.store.inbox.pending() == []


@in_loop
async def test_everybody_in_the_configured_group_may_ask_by_command_and_press_the_bots_buttons(tmp_path: Path) -> None:
    heard = Heard()
    async with telegram() as server, running(server, tmp_path / "d", heard) as bench:
        bench.world.say(VIEWER.id, "/progress", bench.server.group_id)
        bench.world.press_data(VIEWER.id, 1, "ack:1", bench.server.group_id)
        await bench.quiet()
        assert heard.texts == ["/progress", "ack:1"]


@in_loop
async def test_another_group_gets_nothing_at_all(tmp_path: Path) -> None:
    heard = Heard()
    async with telegram() as server, running(server, tmp_path / "d", heard) as bench:
        other = bench.world.add_group("别的群", [VIEWER.id, OFFICE.id])
        bench.world.say(OFFICE.id, "/progress", other)
        await bench.quiet()
        assert heard.texts == []
        assert bench.said(other) == []
        # Not a byte of it is kept; the office hears once which group that is.
        assert bench.store.inbox.pending() == []
        bench.world.kick_bot(other)
        bench.world.return_bot(other)
        await bench.quiet()
        await bench.until(lambda: bench.said(OFFICE.id))
        assert [str(other) in text and "别的群" in text for text in bench.said(OFFICE.id)] == [True]


@in_loop
async def test_the_groups_upgrade_and_the_bots_removal_reach_the_handlers(tmp_path: Path) -> None:
    heard = Heard()
    async with telegram() as server, running(server, tmp_path / "d", heard) as bench:
        old = bench.server.group_id
        new = bench.world.upgrade_group()
        await bench.quiet()
        moves = [(one.message.migrate_to_chat_id, one.message.migrate_from_chat_id) for one in heard.updates]  # type: ignore[union-attr]
        assert moves == [(new, None), (None, old)]
        bench.world.kick_bot()
        await bench.quiet()
        assert heard.updates[-1].my_chat_member is not None


@in_loop
async def test_a_full_width_slash_is_a_command_all_the_same(tmp_path: Path) -> None:
    heard = Heard()
    async with telegram() as server, running(server, tmp_path / "d", heard) as bench:
        bench.world.say(CLERK.id, "／spend 中博会 3.2")
        bench.world.say(CLERK.id, "支出／预算")
        await bench.quiet()
        assert heard.texts == ["/spend 中博会 3.2", "支出／预算"]
        message = heard.updates[0].message
        assert message is not None
        assert message.parse_entities(["bot_command"]) == {message.entities[0]: "/spend"}


@pytest.mark.parametrize("text", ["\ud83d 半个表情", "\x00\x0b\u200e控制符", "A" * 4096])
def test_odd_text_is_taken_in_and_served(tmp_path: Path, text: str) -> None:
    @in_loop
    async def taken() -> None:
        heard = Heard()
        async with telegram() as server, running(server, tmp_path / "d", heard) as bench:
            bench.world.say(CLERK.id, text)
            await bench.quiet()
            assert heard.texts == [text]

    taken()
