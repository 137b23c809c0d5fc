"""/sandbox/…: what the page, or a test in another process, does as a person."""

import base64
import json
from collections.abc import Awaitable, Callable
from typing import Any

from perfbot.sandbox.acts import Upload
from perfbot.sandbox.people import Json
from perfbot.sandbox.refusals import Refusal
from perfbot.sandbox.web.guard import LoopbackHandler
from perfbot.sandbox.world import World

_Act = Callable[[World, Json], Any]


def _place(body: Json) -> int | None:
    return int(body["chat"]) if body.get("chat") is not None else None


def _say(world: World, body: Json) -> Any:
    reply_to = body.get("reply_to")
    return world.say(int(body["person"]), str(body["text"]), _place(body), reply_to=int(reply_to) if reply_to else None)


def _press(world: World, body: Json) -> Any:
    person, message_id = int(body["person"]), int(body["message_id"])
    if "data" in body:
        return world.press_data(person, message_id, str(body["data"]), _place(body))
    return world.press(person, message_id, body["button"], _place(body))


def _edit(world: World, body: Json) -> Any:
    return world.edit(int(body["person"]), int(body["message_id"]), str(body["text"]), _place(body))


def _forward(world: World, body: Json) -> Any:
    person = int(body["person"])
    if "text" in body:
        return world.forward_text(person, str(body["text"]), _place(body))
    return world.forward(person, int(body["from_chat"]), int(body["message_id"]), _place(body))


def _send(world: World, body: Json) -> Any:
    return world.send(int(body["person"]), dict(body["content"]), _place(body))


def _delete(world: World, body: Json) -> Any:
    world.delete(int(body["chat"]), int(body["message_id"]))
    return True


def _read(world: World, body: Json) -> Any:
    world.read(int(body["person"]), int(body["chat"]), int(body["message_id"]))
    return True


def _group(world: World, body: Json) -> Any:
    acts: dict[str, Callable[[], Any]] = {
        "upgrade": lambda: world.upgrade_group(_place(body)),
        "kick": lambda: world.kick_bot(_place(body)),
        "return": lambda: world.return_bot(_place(body)),
        "promote": lambda: world.promote_bot(_place(body)),
        "block": lambda: world.block(int(body["person"])),
        "unblock": lambda: world.unblock(int(body["person"])),
        "add_group": lambda: world.add_group(str(body["title"]), body.get("people")),
    }
    return acts[body["act"]]()


def _faults(world: World, body: Json) -> Any:
    """Any of `clear` (true), `set` (latency_ms, duplicate, reorder), `add` (kind, method, …), `again` (a count)."""
    if body.get("clear"):
        world.faults.clear()
    for name, value in dict(body.get("set") or {}).items():
        if name not in ("latency_ms", "duplicate", "reorder"):
            raise LookupError(f"unknown switch {name!r}")
        setattr(world.faults, name, value)
    if body.get("add"):
        world.faults.add(**body["add"])
    if body.get("again"):
        world.updates.again(int(body["again"]))
    world.tell("faults")
    return world.faults.as_json()


ACTS: dict[str, _Act] = {
    "say": _say,
    "press": _press,
    "edit": _edit,
    "forward": _forward,
    "send": _send,
    "delete": _delete,
    "read": _read,
    "group": _group,
    "faults": _faults,
    "channel_post": lambda world, body: world.channel_post(str(body["text"])),
    "linked_post": lambda world, body: world.linked_post(str(body["text"]), _place(body)),
    "anonymous": lambda world, body: world.anonymous(str(body["text"]), _place(body)),
}


class ActHandler(LoopbackHandler):
    """POST with a JSON body; the answer is `{"ok": true, "result": …}` or what was wrong with the body."""

    def initialize(self, world: World) -> None:
        self.world = world

    async def post(self, name: str) -> None:
        act = ACTS.get(name)
        if act is None:
            return self.send_json({"ok": False, "description": f"no act {name}"}, 404)
        await answered(self, lambda: act(self.world, _body(self)))
        return None


class UploadHandler(ActHandler):
    """POST multipart (fields person, chat, caption, as_photo; files) or JSON with base64 `files`."""

    async def post(self, name: str = "upload") -> None:
        await answered(self, self._upload)

    def _upload(self) -> list[int]:
        if self.request.headers.get("Content-Type", "").startswith("application/json"):
            body = _body(self)
            uploads = [_decoded(one) for one in body["files"]]
        else:
            body = {key: values[-1].decode() for key, values in self.request.arguments.items()}
            as_photo = str(body.get("as_photo", "")).lower() in ("1", "true")
            uploads = [
                Upload(one["filename"], one["body"], one["content_type"], as_photo)
                for sent in self.request.files.values()
                for one in sent
            ]
        return self.world.upload(int(body["person"]), uploads, _place(body), caption=str(body.get("caption", "")))


def _decoded(one: Json) -> Upload:
    content = base64.b64decode(one["content"])
    return Upload(one["name"], content, one.get("mime_type", "application/octet-stream"), bool(one.get("as_photo")))


def _body(handler: LoopbackHandler) -> Json:
    if not handler.request.headers.get("Content-Type", "").startswith("application/json"):
        raise LookupError("the body must be application/json")
    parsed = json.loads(handler.request.body)
    if not isinstance(parsed, dict):
        raise LookupError("the body must be an object")
    return parsed


async def answered(handler: LoopbackHandler, act: Callable[[], Any]) -> None:
    """Runs `act`, which may be asynchronous, and says what is wrong with the request if it cannot."""
    try:
        result = act()
        if isinstance(result, Awaitable):
            result = await result
    except Refusal as refusal:
        return handler.send_json(refusal.as_json(), refusal.code)
    except (LookupError, ValueError, TypeError) as error:
        return handler.send_json({"ok": False, "description": f"{type(error).__name__}: {error}"}, 400)
    handler.send_json({"ok": True, "result": result})
    return None
