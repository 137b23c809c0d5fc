"""The view of the page for the chosen person."""

from perfbot.sandbox.botapi.bot_methods import commands_for
from perfbot.sandbox.chats import Chat
from perfbot.sandbox.people import Json
from perfbot.sandbox.world import World

MESSAGES_SHOWN = 300


def snapshot(world: World, person_id: int, hint: str, has_clock: bool) -> Json:
    """Everything the page needs to start, or to catch up after the line was cut."""
    return {
        "me": person_id,
        "bot": {
            "id": world.bot["id"],
            "name": world.face.descriptions.get("name") or world.bot["first_name"],
            "username": world.bot["username"],
            "description": world.face.descriptions.get("description", ""),
        },
        "hint": hint,
        "people": [
            {"id": person.id, "name": person.first_name, "username": person.username, "note": person.note}
            for person in world.people.values()
        ],
        "chats": [_chat_view(world, chat, person_id) for chat in chats_of(world, person_id)],
        "unread_elsewhere": unread_by_person(world),
        "clock": clock_view(world) if has_clock else None,
        "utc_offset": _utc_offset(world),
        "faults": world.faults.as_json(),
    }


def chats_of(world: World, person_id: int) -> list[Chat]:
    """The person's chats that are still in use; none for somebody who does not exist."""
    if person_id not in world.people:
        return []
    return [chat for chat in world.chats.values() if chat.migrated_to is None and chat.seen_by(person_id)]


def _chat_view(world: World, chat: Chat, person_id: int) -> Json:
    return {
        "id": chat.id,
        "type": chat.type,
        "title": chat.title or world.face.descriptions.get("name") or world.bot["first_name"],
        "members": len(chat.members) + (chat.bot_status not in ("kicked", "left")) if chat.is_group else 2,
        "started": chat.started,
        "blocked": chat.blocked,
        "bot_status": chat.bot_status,
        "read": world.reads.get((person_id, chat.id), 0),
        "keyboard": chat.reply_keyboard,
        "pinned": chat.pinned[-1] if chat.pinned else None,
        "commands": commands_for(world, chat, person_id),
        "messages": list(chat.messages.values())[-MESSAGES_SHOWN:],
    }


def unread_by_person(world: World) -> dict[int, int]:
    """How many messages of others each person has not seen yet, over all chats."""
    counts: dict[int, int] = {}
    for person_id in world.people:
        counts[person_id] = sum(
            message_id > world.reads.get((person_id, chat.id), 0) and message.get("from", {}).get("id") != person_id
            for chat in chats_of(world, person_id)
            for message_id, message in chat.messages.items()
        )
    return counts


def clock_view(world: World) -> Json:
    now = world.now()
    return {"now": now.isoformat(timespec="minutes"), "date": now.date().isoformat()}


def _utc_offset(world: World) -> int:
    """Minutes east of UTC, so that the page shows the office's times wherever it is opened."""
    offset = world.now().utcoffset()
    return int(offset.total_seconds() // 60) if offset is not None else 0


def event_for(world: World, person_id: int, event: Json, hint: str, has_clock: bool) -> list[Json]:
    """The event as this person sees it: itself, a fresh snapshot, or nothing."""
    if event["type"] in ("chats", "commands"):
        return [{"type": "snapshot", **snapshot(world, person_id, hint, has_clock)}]
    if event["type"] == "faults":
        return [event | {"faults": world.faults.as_json()}]
    if event.get("only", person_id) != person_id:
        return []
    if "chat_id" not in event:
        return [event]
    seen = [event] if world.chats[event["chat_id"]].seen_by(person_id) else []
    if event["type"] in ("message", "delete", "read"):
        seen.append({"type": "elsewhere", "unread": unread_by_person(world)})
    return seen
