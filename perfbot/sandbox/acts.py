"""The acts of a person in the sandbox: say, press, upload, edit, forward, delete."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from perfbot.sandbox.chats import Chat
from perfbot.sandbox.markup.detection import detected
from perfbot.sandbox.people import Json
from perfbot.sandbox.refusals import bad_request
from perfbot.sandbox.state import State

MESSAGE_UNITS = 4_096
_ANONYMOUS: Json = {"id": 1_087_968_824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
_TELEGRAM: Json = {"id": 777_000, "is_bot": False, "first_name": "Telegram"}
_CONTENT = ("text", "entities", "caption", "caption_entities", "document", "photo", "rich_message", "sticker")


@dataclass(frozen=True)
class Upload:
    """A file as a person picks it; `as_photo` asks for the compressed picture."""

    name: str
    content: bytes
    mime_type: str = "application/octet-stream"
    as_photo: bool = False


class Acts(State):
    """Each act returns the id of the update that the bot gets, or 0 when Telegram would not tell the bot."""

    def say(
        self,
        person_id: int,
        text: str,
        chat_id: int | None = None,
        *,
        reply_to: int | None = None,
        thread: int | None = None,
    ) -> int:
        """A long text becomes several messages, as the apps cut it; the last one's update counts."""
        update_id = 0
        topic: Json = {"message_thread_id": thread, "is_topic_message": True} if thread else {}
        for piece in _pieces(text):
            update_id = self.send(person_id, text_content(piece) | topic, chat_id, reply_to=reply_to)
        return update_id

    def send(self, person_id: int, content: Json, chat_id: int | None = None, *, reply_to: int | None = None) -> int:
        """Any message content in the Bot API's words, such as `{"sticker": …}`."""
        chat = self._entered(person_id, chat_id)
        if reply_to is not None and (target := chat.messages.get(reply_to)):
            content = content | {"reply_to_message": shallow(target)}
        message = self.post(chat, self.people[person_id].as_user(), content)
        return self._deliver(chat, "message", message)

    def press(self, person_id: int, message_id: int, button: str | int, chat_id: int | None = None) -> int:
        """Presses a button by its label or its number from 0; LookupError if the message has no such button."""
        message = self.message(chat_id or person_id, message_id)
        if message is None:
            raise LookupError(f"no message {message_id}")
        buttons = buttons_of(message)
        labels = [one["text"] for one in buttons]
        number = button if isinstance(button, int) else labels.index(button) if button in labels else -1
        if not 0 <= number < len(buttons) or "callback_data" not in buttons[number]:
            raise LookupError(f"no button {button!r} among {labels}")
        return self.press_data(person_id, message_id, buttons[number]["callback_data"], chat_id)

    def press_data(self, person_id: int, message_id: int, data: str, chat_id: int | None = None) -> int:
        """Presses with any data, also forged, also on a message that is gone."""
        chat = self._entered(person_id, chat_id)
        query_id = str(5_000_000_000 + self.number())
        message = chat.messages.get(message_id) or {"message_id": message_id, "chat": chat.brief(), "date": 0}
        query: Json = {
            "id": query_id,
            "from": self.people[person_id].as_user(),
            "message": dict(message),
            "chat_instance": str(abs(chat.id) * 7),
            "data": data,
        }
        self.queries[query_id] = query
        return self.updates.push("callback_query", query)

    def upload(
        self, person_id: int, uploads: Sequence[Upload], chat_id: int | None = None, *, caption: str = ""
    ) -> list[int]:
        """One message a file; several together are an album."""
        album = str(9_000_000 + self.number()) if len(uploads) > 1 else None
        ids: list[int] = []
        for upload in uploads:
            content = self._stored(upload)
            if caption and not ids:
                content |= {"caption": caption}
            if album:
                content |= {"media_group_id": album}
            ids.append(self.send(person_id, content, chat_id))
        return ids

    def edit(self, person_id: int, message_id: int, text: str, chat_id: int | None = None) -> int:
        """Raises LookupError unless the message is the person's own."""
        chat = self._entered(person_id, chat_id)
        message = chat.messages.get(message_id)
        if message is None or message.get("from", {}).get("id") != person_id:
            raise LookupError(f"{person_id} has no message {message_id}")
        self.change(message, text_content(text))
        return self._deliver(chat, "edited_message", message)

    def forward(self, person_id: int, from_chat: int, message_id: int, chat_id: int | None = None) -> int:
        """Forwards a message that is there; LookupError if it is not."""
        message = self.message(from_chat, message_id)
        if message is None:
            raise LookupError(f"no message {message_id} in {from_chat}")
        content = {key: message[key] for key in _CONTENT if key in message}
        sender = message.get("from")
        origin: Json = {"type": "user", "sender_user": sender} if sender else {"type": "hidden_user"}
        return self.send(person_id, content | {"forward_origin": origin | {"date": message["date"]}}, chat_id)

    def forward_text(self, person_id: int, text: str, chat_id: int | None = None, *, author: str = "某人") -> int:
        """A text that somebody outside the sandbox wrote, forwarded here."""
        origin = {"type": "hidden_user", "sender_user_name": author, "date": self.timestamp()}
        return self.send(person_id, text_content(text) | {"forward_origin": origin}, chat_id)

    def delete(self, chat_id: int, message_id: int) -> None:
        """Somebody deletes a message; Telegram does not tell bots."""
        self.remove(self.chats[chat_id], message_id)

    def read(self, person_id: int, chat_id: int, message_id: int) -> None:
        key = (person_id, chat_id)
        self.reads[key] = max(self.reads.get(key, 0), message_id)
        self.tell("read", chat_id=chat_id, only=person_id, message_id=self.reads[key])

    # -- those who are nobody ------------------------------------------------------------------

    def channel_post(self, text: str) -> int:
        chat = self.chats[self.channel_id]
        message = self.post(chat, None, text_content(text) | {"sender_chat": chat.brief()})
        return self.updates.push("channel_post", dict(message))

    def linked_post(self, text: str, chat_id: int | None = None) -> int:
        """A post of the linked channel, forwarded into the group by Telegram itself."""
        chat = self.chats[chat_id or self.group_id]
        channel = self.chats[self.channel_id].brief()
        content = text_content(text) | {"sender_chat": channel, "is_automatic_forward": True}
        return self._deliver(chat, "message", self.post(chat, _TELEGRAM, content))

    def anonymous(self, text: str, chat_id: int | None = None) -> int:
        """A group admin who writes in the group's name: there is no user to know."""
        chat = self.chats[chat_id or self.group_id]
        message = self.post(chat, _ANONYMOUS, text_content(text) | {"sender_chat": chat.brief()})
        return self._deliver(chat, "message", message)

    # -- within --------------------------------------------------------------------------------

    def _entered(self, person_id: int, chat_id: int | None) -> Chat:
        if person_id not in self.people:
            raise LookupError(f"nobody has the id {person_id}")
        chat = self.chats[chat_id if chat_id is not None else person_id]
        if not chat.seen_by(person_id):
            raise LookupError(f"{person_id} is not in the chat {chat.id}")
        if chat.is_private and not chat.started:
            chat.started = True
            self.tell("chats")
        return chat

    def _deliver(self, chat: Chat, kind: str, message: Json) -> int:
        if chat.bot_status in ("kicked", "left") or chat.blocked or chat.migrated_to is not None:
            return 0
        return self.updates.push(kind, dict(message)) if self._bot_hears(chat, message) else 0

    def _bot_hears(self, chat: Chat, message: Json) -> bool:
        """Privacy mode (Bot API, "Privacy mode"): in groups only commands, replies to the bot and mentions."""
        if not chat.is_group or not self.privacy or chat.bot_status == "administrator":
            return True
        if self.is_own(message.get("reply_to_message", {})):
            return True
        text = message.get("text", "") or message.get("caption", "")
        mentioned = f"@{self.bot['username']}".lower() in text.lower()
        commands = [one for one in message.get("entities", []) if one["type"] == "bot_command"]
        if commands and "@" in text.split()[0]:
            return mentioned
        return mentioned or bool(commands)

    def _stored(self, upload: Upload) -> Json:
        if not upload.content:
            raise bad_request("file must be non-empty")
        if upload.as_photo:
            return {"photo": [size.as_photo_size() for size in self.files.keep_photo(upload.content)]}
        return {"document": self.files.keep_document(upload.name, upload.content, upload.mime_type).as_document()}


def text_content(text: str) -> Json:
    entities = detected(text, [])
    return {"text": text, "entities": entities} if entities else {"text": text}


def shallow(message: Json) -> Json:
    """A message inside another: Telegram does not nest further replies."""
    return {key: value for key, value in message.items() if key != "reply_to_message"}


def buttons_of(message: Json) -> list[Json]:
    """The inline buttons of a message in reading order."""
    rows: list[list[Any]] = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button for row in rows for button in row]


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    piece: list[str] = []
    length = 0
    for char in text:
        size = 2 if char > "\uffff" else 1
        if length + size > MESSAGE_UNITS:
            pieces.append("".join(piece))
            piece, length = [], 0
        piece.append(char)
        length += size
    return [*pieces, "".join(piece)]
