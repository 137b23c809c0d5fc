"""Checks a reply_markup as Telegram does."""

from typing import Any
from urllib.parse import urlsplit

from perfbot.sandbox.markup.message_html import units
from perfbot.sandbox.people import Json
from perfbot.sandbox.refusals import Refusal, bad_request

CALLBACK_BYTES = 64  # Bot API, InlineKeyboardButton: "1-64 bytes"
BUTTONS_PER_ROW = 8
BUTTONS = 100
_ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
    "disabled",
)


STYLES = frozenset({"danger", "success", "primary"})


def checked_markup(markup: Any) -> Json:
    """`markup` as given, when Telegram would take it; raises Refusal."""
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        return checked_inline(markup)
    if "keyboard" in markup:
        return markup | {"keyboard": _checked_reply_rows(markup["keyboard"])}
    if markup.get("remove_keyboard") is True or markup.get("force_reply") is True:
        return markup
    raise bad_request("can't parse reply keyboard markup JSON object")


def check_place(markup: Json | None, private: bool) -> None:
    """Raises Refusal for buttons that Telegram takes in private chats only."""
    rows = (markup or {}).get("inline_keyboard", [])
    if not private and any(button.get("web_app") for row in rows for button in row):
        raise bad_request("BUTTON_TYPE_INVALID")


def checked_inline(markup: Any) -> Json:
    """An inline keyboard; anything else is what an edit refuses."""
    if not isinstance(markup, dict) or "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    if sum(len(row) for row in rows) > BUTTONS or any(len(row) > BUTTONS_PER_ROW for row in rows):
        raise bad_request("reply markup is too long")
    kept = [[_checked_button(button) for button in row] for row in rows if row]
    return {"inline_keyboard": kept}


def _checked_button(button: Any) -> Json:
    if not isinstance(button, dict):
        raise _unreadable("expected an Object")
    if "text" not in button:
        raise _unreadable('Can\'t find field "text"')
    if not isinstance(button["text"], str):
        raise _unreadable('Field "text" must be of type String')
    if not button["text"].strip():
        raise bad_request("BUTTON_TEXT_INVALID")
    actions = [name for name in _ACTIONS if button.get(name) not in (None, "")]
    if not actions:
        raise _unreadable("Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise _unreadable("Exactly one of the optional fields must be used")
    if button.get("style") not in (None, "", *STYLES):
        raise _unreadable("Unsupported button style specified")
    _check_action(button, actions[0])
    return button


def _check_action(button: Json, action: str) -> None:
    value = button[action]
    if action == "callback_data":
        if not isinstance(value, str):
            raise _unreadable('Field "callback_data" must be of type String')
        if len(value.encode("utf-8", "surrogatepass")) > CALLBACK_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
    elif action == "url" and (why := wrong_link(str(value))):
        raise bad_request(f"inline keyboard button URL '{value}' is invalid: {why}")
    elif action == "copy_text" and not 1 <= units(str(value.get("text", ""))) <= 256:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")


def wrong_link(url: str) -> str | None:
    """Why Telegram takes no such link (http, https and tg only, the host with a dot), or None."""
    try:
        parts = urlsplit(url if "://" in url or url.startswith("tg:") else f"http://{url}")
        host = parts.hostname or ""
    except ValueError:
        return "Wrong HTTP URL"
    if parts.scheme == "tg":
        return None
    if parts.scheme not in ("http", "https"):
        return "Unsupported URL protocol"
    if not host:
        return "URL host is empty"
    return None if ("." in host or ":" in host) and not any(char.isspace() for char in url) else "Wrong HTTP URL"


def _checked_reply_rows(rows: Any) -> list[list[Json]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "keyboard" of the ReplyKeyboardMarkup must be an Array of Arrays')
    named = [[{"text": button} if isinstance(button, str) else button for button in row] for row in rows]
    for button in (button for row in named for button in row):
        if not isinstance(button, dict) or not isinstance(button.get("text"), str):
            raise bad_request('can\'t parse keyboard button: Field "text" must be of type String')
    if sum(len(row) for row in named) > 300:
        raise bad_request("reply markup is too long")
    return named


def _unreadable(why: str) -> Refusal:
    return bad_request(f"can't parse inline keyboard button: {why}")
