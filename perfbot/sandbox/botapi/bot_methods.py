"""Methods about the bot itself: its commands in each scope, descriptions, menu button."""

import re
from typing import Any

from perfbot.sandbox.botapi.params import Params
from perfbot.sandbox.chats import Chat
from perfbot.sandbox.people import Json
from perfbot.sandbox.refusals import bad_request
from perfbot.sandbox.state import State
from perfbot.sandbox.world import World

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")  # Bot API, BotCommand
_COMMANDS = 100  # Bot API, setMyCommands: "At most 100 commands can be specified"
_PLAIN_SCOPES = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")
_CHAT_SCOPES = ("chat", "chat_administrators", "chat_member")


async def set_my_commands(world: World, params: Params) -> Any:
    commands = params.json("commands")
    if not isinstance(commands, list):
        raise bad_request("can't parse commands JSON object: expected an Array of BotCommand")
    if len(commands) > _COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    key = _scope_key(world, params)
    world.face.commands[key] = [_checked(command) for command in commands]
    world.tell("commands")
    return True


async def get_my_commands(world: World, params: Params) -> Any:
    return world.face.commands.get(_scope_key(world, params), [])


async def delete_my_commands(world: World, params: Params) -> Any:
    world.face.commands.pop(_scope_key(world, params), None)
    world.tell("commands")
    return True


def _checked(command: Any) -> Json:
    if not isinstance(command, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    name = str(command.get("command", "")).lstrip("/")
    if not _COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    description = str(command.get("description", "")).strip()
    if not description:
        raise bad_request("command description must be non-empty")
    if len(description) > 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}


def _scope_key(world: World, params: Params) -> str:
    scope = params.json("scope") or {"type": "default"}
    kind = scope.get("type") if isinstance(scope, dict) else None
    language = params.text("language_code")
    if kind in _PLAIN_SCOPES:
        return scope_key(kind, language=language)
    if kind not in _CHAT_SCOPES:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    chat = world.known_chat(Params(scope).chat_id())
    return scope_key(kind, chat.id, Params(scope).integer("user_id") if kind == "chat_member" else 0, language)


def scope_key(kind: str, chat_id: int = 0, user_id: int = 0, language: str = "") -> str:
    return f"{kind}:{chat_id}:{user_id}:{language}"


def commands_for(world: State, chat: Chat, person_id: int) -> list[Json]:
    """What the command menu shows this person here (Bot API, "Determining list of commands")."""
    admin = chat.members.get(person_id) in ("creator", "administrator")
    if chat.is_private:
        scopes = [("chat", chat.id, 0), ("all_private_chats", 0, 0), ("default", 0, 0)]
    else:
        scopes = [("chat_member", chat.id, person_id)]
        scopes += [("chat_administrators", chat.id, 0)] if admin else []
        scopes += [("chat", chat.id, 0)]
        scopes += [("all_chat_administrators", 0, 0)] if admin else []
        scopes += [("all_group_chats", 0, 0), ("default", 0, 0)]
    for kind, chat_id, user_id in scopes:
        for language in ("zh", ""):
            if found := world.face.commands.get(scope_key(kind, chat_id, user_id, language)):
                return found
    return []


async def set_my_name(world: World, params: Params) -> Any:
    return _described(world, params, "name", 64)


async def set_my_description(world: World, params: Params) -> Any:
    return _described(world, params, "description", 512)


async def set_my_short_description(world: World, params: Params) -> Any:
    return _described(world, params, "short_description", 120)


async def get_my_name(world: World, params: Params) -> Any:
    return {"name": world.face.descriptions.get("name") or world.bot["first_name"]}


async def get_my_description(world: World, params: Params) -> Any:
    return {"description": world.face.descriptions.get("description", "")}


async def get_my_short_description(world: World, params: Params) -> Any:
    return {"short_description": world.face.descriptions.get("short_description", "")}


def _described(world: World, params: Params, name: str, limit: int) -> bool:
    if len(params.text(name)) > limit:
        raise bad_request(f"{name.replace('_', ' ')} is too long")
    world.face.descriptions[name] = params.text(name)
    world.tell("chats")
    return True


async def set_chat_menu_button(world: World, params: Params) -> Any:
    button = params.json("menu_button") or {"type": "default"}
    if not isinstance(button, dict) or button.get("type") not in ("default", "commands", "web_app"):
        raise bad_request("can't parse MenuButton: unsupported type specified")
    world.face.menu_buttons[params.integer("chat_id")] = button
    return True


async def get_chat_menu_button(world: World, params: Params) -> Any:
    buttons = world.face.menu_buttons
    return buttons.get(params.integer("chat_id")) or buttons.get(0) or {"type": "commands"}
