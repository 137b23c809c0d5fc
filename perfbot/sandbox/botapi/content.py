"""From parameters to message content: texts, captions, files, rich messages, keyboards, replies."""

from collections.abc import Callable
from typing import Any

from perfbot.sandbox.acts import MESSAGE_UNITS, shallow
from perfbot.sandbox.botapi.params import Params, SentFile
from perfbot.sandbox.chats import Chat
from perfbot.sandbox.files import DOCUMENT_LIMIT, PHOTO_LIMIT
from perfbot.sandbox.markup.detection import detected, rich_detected
from perfbot.sandbox.markup.keyboards import check_place, checked_inline, checked_markup
from perfbot.sandbox.markup.message_html import parse_message_html, trimmed, units
from perfbot.sandbox.markup.rich_blocks import checked_blocks
from perfbot.sandbox.markup.rich_html import MediaOf, blocks_from_html
from perfbot.sandbox.markup.rich_limits import MEDIA, check_limits
from perfbot.sandbox.markup.tokens import MarkupError
from perfbot.sandbox.people import Json
from perfbot.sandbox.refusals import Refusal, bad_request
from perfbot.sandbox.world import World

CAPTION_UNITS = 1_024
_ENTITY_FIELDS = {"type": str, "offset": int, "length": int}
ENTITIES = 100  # Bot API: more entities than this are left out silently


def text_of(params: Params) -> Json:
    """`text` and `entities` for sendMessage and editMessageText."""
    if not params.text("text"):
        raise bad_request("message text is empty")
    text, entities = _formatted(params, "text", "entities")
    if not text:
        raise bad_request("text must be non-empty")
    if units(text) > MESSAGE_UNITS:
        raise bad_request("message is too long")
    content: Json = {"text": text}
    if found := detected(text, entities)[:ENTITIES]:
        content["entities"] = found
    preview = params.json("link_preview_options")
    return content | {"link_preview_options": preview} if isinstance(preview, dict) else content


def caption_of(params: Params) -> Json:
    """`caption` and `caption_entities`; empty when there is none."""
    text, entities = _formatted(params, "caption", "caption_entities")
    if units(text) > CAPTION_UNITS:
        raise bad_request("message caption is too long")
    if not text:
        return {}
    found = detected(text, entities)[:ENTITIES]
    return {"caption": text, "caption_entities": found} if found else {"caption": text}


def _formatted(params: Params, name: str, entities_name: str) -> tuple[str, list[Json]]:
    text, mode = params.text(name), params.text("parse_mode").lower()
    if mode == "html":
        try:
            return parse_message_html(text)
        except MarkupError as error:
            raise bad_request(f"can't parse entities: {error}") from None
    if mode in ("markdown", "markdownv2"):
        raise Refusal(501, "Not Implemented: the sandbox reads parse_mode HTML only")
    if mode and mode != "none":
        raise bad_request("unsupported parse_mode")
    given = params.objects(entities_name)
    if not all(isinstance(one.get(key), kind) for one in given for key, kind in _ENTITY_FIELDS.items()):
        raise bad_request("can't parse MessageEntity")
    return trimmed(text, [dict(entity) for entity in given])


def markup_of(params: Params, chat: Chat) -> Json | None:
    markup = params.json("reply_markup")
    checked = None if markup is None else checked_markup(markup)
    check_place(checked, chat.is_private)
    return checked


def inline_of(params: Params, private: bool) -> Json | None:
    """For edits: only inline keyboards, and an empty one counts as none."""
    markup = params.json("reply_markup")
    if markup is None or markup == {}:
        return None
    checked = checked_inline(markup)
    check_place(checked, private)
    return checked if checked["inline_keyboard"] else None


def check_for_one(params: Params) -> None:
    """Raises Refusal for what is to be seen by one person alone: the sandbox has no such messages."""
    given = params.json("ephemeral_message_parameters")
    if given is None:
        return
    if not isinstance(given, dict) or type(given.get("receiver_user_id")) is not int:
        raise bad_request("can't parse EphemeralMessageParameters JSON object")
    raise Refusal(501, "Not Implemented: the sandbox shows no ephemeral messages")


def reply_of(params: Params, chat: Chat) -> Json:
    """`reply_to_message` as the answered message, if the parameters name one."""
    reply = params.json("reply_parameters") or {}
    if not isinstance(reply, dict) or not isinstance(reply.get("message_id", 0), int):
        raise bad_request("can't parse ReplyParameters JSON object")
    target = reply.get("message_id") or params.integer("reply_to_message_id")
    if not target:
        return {}
    message = chat.messages.get(target)
    if message is not None:
        return {"reply_to_message": shallow(message)}
    if reply.get("allow_sending_without_reply") or params.flag("allow_sending_without_reply"):
        return {}
    raise bad_request("message to be replied not found")


def document_of(world: World, params: Params, name: str = "document", given: Any = None) -> Json:
    value = given if given is not None else params.values.get(name)
    sent = _sent_file(params, name, value)
    if sent is None:
        return {"document": _known(world, str(value or ""), "document")}
    _check_size(sent, DOCUMENT_LIMIT)
    return {"document": world.files.keep_document(sent.name, sent.content, sent.mime_type).as_document()}


def photo_of(world: World, params: Params, name: str = "photo", given: Any = None) -> Json:
    value = given if given is not None else params.values.get(name)
    sent = _sent_file(params, name, value)
    if sent is None:
        return {"photo": [_known(world, str(value or ""), "photo")]}
    _check_size(sent, PHOTO_LIMIT)
    return {"photo": [size.as_photo_size() for size in world.files.keep_photo(sent.content)]}


def _sent_file(params: Params, name: str, value: Any) -> SentFile | None:
    if isinstance(value, str) and value.startswith("attach://"):
        sent = params.files.get(value.removeprefix("attach://"))
        if sent is None:
            raise bad_request(f"there is no {name} in the request")
        return sent
    return params.files.get(name)


def _known(world: World, value: str, kind: str) -> Json:
    if not value:
        raise bad_request(f"there is no {kind} in the request")
    if value.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    stored = world.files.by_id(value)
    if stored is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if stored.kind != kind:
        raise bad_request(f"can't use file of type {stored.kind.title()} as {kind.title()}")
    return stored.as_document() if kind == "document" else stored.as_photo_size()


def _check_size(sent: SentFile, limit: int) -> None:
    if not sent.content:
        raise bad_request("file must be non-empty")
    if len(sent.content) > limit:
        raise Refusal(413, "Request Entity Too Large")


def rich_of(world: World, params: Params) -> Json:
    """`rich_message` as the Message carries it; raises Refusal."""
    given = params.json("rich_message")
    if not isinstance(given, dict):
        raise bad_request("rich message must be an Object")
    forms = [name for name in ("html", "markdown", "blocks") if given.get(name) not in (None, "")]
    if len(forms) != 1:
        raise bad_request("exactly one of the fields html, markdown and blocks must be used in a rich message")
    media_of = _media_lookup(world, params, given.get("media") or [])
    try:
        blocks = _rich_blocks(world, params, given, forms[0], media_of)
    except MarkupError as error:
        raise bad_request(f"can't parse rich message: {error}") from None
    check_limits(blocks)
    if given.get("skip_entity_detection") is not True:
        blocks = rich_detected(blocks)
    return {"rich_message": {"blocks": blocks} | ({"is_rtl": True} if given.get("is_rtl") is True else {})}


def checked_rich(world: World, params: Params, chat: Chat) -> Json:
    """As `rich_of`; raises Refusal too where the group bars what is in it."""
    content, media = rich_of(world, params), (params.json("rich_message") or {}).get("media") or []
    chat.check_may_send(*(f"{one['media']['type']}s" for one in media))
    return content


def _rich_blocks(world: World, params: Params, given: Json, form: str, media_of: MediaOf) -> list[Json]:
    if form == "html" and isinstance(given["html"], str):
        return blocks_from_html(given["html"], media_of)
    if form == "blocks":
        return checked_blocks(given["blocks"], lambda kind, value: _media(world, params, kind, value))
    raise Refusal(501, "Not Implemented: the sandbox reads rich messages as html or blocks only")


def _media_lookup(world: World, params: Params, media: Any) -> MediaOf:
    if not isinstance(media, list) or len(media) > MEDIA:
        raise bad_request("rich message has too many media")
    by_id: dict[str, Json] = {}
    for one in media:
        if not isinstance(one, dict) or not isinstance(one.get("media"), dict) or not one.get("id"):
            raise bad_request("rich message media must have an id and a media")
        by_id[str(one["id"])] = one["media"]

    def media_of(kind: str, media_id: str) -> Any:
        given = by_id.get(media_id)
        if given is None or given.get("type") != kind:
            raise MarkupError(f'There is no {kind} with the id "{media_id}" in the media')
        return _media(world, params, kind, str(given.get("media", "")))

    return media_of


_OF_KIND: dict[str, Callable[..., Json]] = {"photo": photo_of, "document": document_of}


def _media(world: World, params: Params, kind: str, value: str) -> Any:
    return _OF_KIND[kind](world, params, given=value)[kind]
