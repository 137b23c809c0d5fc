"""An update whose fields are null, empty, huge or of another type changes nothing it should not and stops nothing."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from perfbot.intake.parts import Limits
from tests.desk_fixture import GONGYE_2021, Room, room, words
from tests.sandbox_client import CLERK, OFFICE, STRANGER, in_loop

ODD: tuple[Any, ...] = (None, "", [], -1, 2**63, True, "㍿" * 5_000, {"x": None})
_CHAT = {"id": CLERK.id, "type": "private", "first_name": "陈敏"}
_MESSAGE = {"message_id": 50, "date": 1, "chat": _CHAT, "from": CLERK.as_user()}
_THEIRS = {"chat": {"id": STRANGER.id, "type": "private"}, "from": STRANGER.as_user()}
_PHOTO = [{"file_id": "f", "file_unique_id": "f", "width": 1, "height": 1, "file_size": 9}]
_ANSWERED = {"message_id": 49, "date": 1, "chat": _CHAT, "text": "x", "from": {"id": 1, "is_bot": True}}
_MARKUP = {"inline_keyboard": [[{"text": "x", "callback_data": "e:evidence:x"}]]}
_MEMBER = {"user": {"id": 1, "is_bot": True, "first_name": "x"}, "status": "left"}
UPDATES: dict[str, tuple[str, dict[str, Any]]] = {
    "words": ("message", _MESSAGE | {"text": "您好", "entities": [{"type": "bold", "offset": 0, "length": 1}]}),
    "command": ("message", _MESSAGE | {"text": "/progress"}),
    "reply": ("message", _MESSAGE | {"text": "0.3", "reply_to_message": _ANSWERED | {"reply_markup": _MARKUP}}),
    "photo": ("message", _MESSAGE | {"photo": _PHOTO, "caption": "展位", "media_group_id": "1"}),
    "file": ("message", _MESSAGE | {"document": _PHOTO[0] | {"file_name": "a.pdf", "mime_type": "application/pdf"}}),
    "stranger": ("message", _MESSAGE | _THEIRS | {"text": "/invite 管理员 路人"}),
    "edit": ("edited_message", _MESSAGE | {"text": "改", "edit_date": 5}),
    "press": (
        "callback_query",
        {"id": "9", "from": CLERK.as_user(), "chat_instance": "1", "data": "m:list", "message": _MESSAGE},
    ),
    "taken in": (
        "my_chat_member",
        {"chat": {"id": -9, "type": "group", "title": "群"}, "from": STRANGER.as_user(), "date": 1}
        | {"old_chat_member": _MEMBER, "new_chat_member": _MEMBER | {"status": "member"}},
    ),
}


def paths(part: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where every value of the update stands."""
    items = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for key, value in items:
        yield (*at, key)
        yield from paths(value, (*at, key))


def spoilt(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The update with one value odd, or missing, each in turn; who it is from is left out of the numbers."""
    for path in paths(body):
        for odd in (*ODD, KeyError):
            made = copy.deepcopy(body)
            place: Any = made
            for key in path[:-1]:
                place = place[key]
            if odd is KeyError:
                del place[path[-1]]
            else:
                place[path[-1]] = odd
            yield made


def state(program: Room) -> tuple[Any, ...]:
    desk = program.desk
    evidence = program.folder / "evidence"
    files = sorted(path.name for path in evidence.glob("*")) if evidence.exists() else []
    return len(desk.ledger.book(GONGYE_2021)), desk.office.members(), desk.office.trail(), files


@pytest.mark.parametrize("kind", UPDATES)
@in_loop
async def test_no_field_of_another_kind_changes_or_stops_anything(tmp_path: Path, kind: str) -> None:
    async with room(tmp_path, limits=Limits(flood_updates=100_000, pauses=(0.001, 0.001))) as program:
        clerk, world = program.talk(CLERK), program.server.world
        before = state(program)
        name, body = UPDATES[kind]
        for made in spoilt(body):
            world.updates.push(name, made)
        await program.quiet(60)
        assert state(program) == before
        said = [words(one) for chat in world.chats for one in world.bot_messages(chat)]
        assert not [one for one in said if "错误编号" in one or "程序出错" in one]
        assert "进度" in words(await clerk.said("/progress"))
        assert "第 1 步" in words(await program.talk(OFFICE).said("/spend"))
