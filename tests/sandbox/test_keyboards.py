"""The sandbox checks keyboards as Telegram does."""

from typing import Any

import pytest

from perfbot.sandbox.markup.keyboards import checked_markup
from perfbot.sandbox.refusals import Refusal
from tests.sandbox_client import CLERK, calling, in_loop

GOOD = {"text": "好", "callback_data": "x"}


def inline(*rows: list[Any]) -> dict[str, Any]:
    return {"inline_keyboard": list(rows)}


REFUSED = [
    (inline([{"text": "好", "callback_data": "字" * 22}]), "BUTTON_DATA_INVALID"),
    (inline([{"callback_data": "x"}]), "can't parse inline keyboard button: Can't find field \"text\""),
    (
        inline([{"text": 5, "callback_data": "x"}]),
        'can\'t parse inline keyboard button: Field "text" must be of type String',
    ),
    (inline([{"text": " ", "callback_data": "x"}]), "BUTTON_TEXT_INVALID"),
    (
        inline([{"text": "好"}]),
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    (
        inline([{"text": "好", "callback_data": ""}]),
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    (
        inline([GOOD | {"url": "https://a.cn"}]),
        "can't parse inline keyboard button: Exactly one of the optional fields must be used",
    ),
    (inline([{"text": "好", "url": "内网"}]), "inline keyboard button URL '内网' is invalid: Wrong HTTP URL"),
    (
        inline([{"text": "好", "url": "http://localhost:80/"}]),
        "inline keyboard button URL 'http://localhost:80/' is invalid: Wrong HTTP URL",
    ),
    (
        inline([{"text": "好", "url": "ftp://a.cn"}]),
        "inline keyboard button URL 'ftp://a.cn' is invalid: Unsupported URL protocol",
    ),
    (inline([GOOD] * 9), "reply markup is too long"),
    (inline(*[[GOOD] * 8] * 13), "reply markup is too long"),
    ([], "object expected as reply markup"),
    ({"x": 1}, "can't parse reply keyboard markup JSON object"),
]


@pytest.mark.parametrize(("markup", "why"), REFUSED)
def test_a_wrong_keyboard_is_refused(markup: Any, why: str) -> None:
    with pytest.raises(Refusal) as raised:
        checked_markup(markup)
    assert raised.value.description == f"Bad Request: {why}"


TAKEN = [
    inline([{"text": "好", "callback_data": "x" * 64}]),
    inline([{"text": "好", "url": "https://t.me/x_bot?start=1"}, {"text": "好", "url": "tg://user?id=1"}]),
    inline(*[[GOOD] * 5] * 20),
    {"keyboard": [[{"text": "一"}]], "resize_keyboard": True},
    {"remove_keyboard": True},
    {"force_reply": True},
]


@pytest.mark.parametrize("markup", TAKEN)
def test_a_right_keyboard_is_taken_as_it_is(markup: dict[str, Any]) -> None:
    assert checked_markup(markup) == markup


@in_loop
async def test_only_inline_keyboards_are_part_of_the_message() -> None:
    async with calling() as (server, call):
        sent = await call.ok("sendMessage", chat_id=CLERK.id, text="x", reply_markup=inline([GOOD]))
        assert sent["reply_markup"] == inline([GOOD])
        keyboard = {"keyboard": [["一", "二"]]}
        sent = await call.ok("sendMessage", chat_id=CLERK.id, text="x", reply_markup=keyboard)
        assert "reply_markup" not in sent
        shown = server.world.chats[CLERK.id].reply_keyboard
        assert shown == {"keyboard": [[{"text": "一"}, {"text": "二"}]]}
        await call.ok("sendMessage", chat_id=CLERK.id, text="x", reply_markup={"remove_keyboard": True})
        assert server.world.chats[CLERK.id].reply_keyboard is None


@in_loop
async def test_an_edit_takes_inline_keyboards_only() -> None:
    async with calling() as (_, call):
        sent = await call.ok("sendMessage", chat_id=CLERK.id, text="x")
        edit = {"chat_id": CLERK.id, "message_id": sent["message_id"], "text": "y"}
        why = await call.refusal("editMessageText", **edit, reply_markup={"force_reply": True})
        assert why == "Bad Request: inline keyboard expected"
