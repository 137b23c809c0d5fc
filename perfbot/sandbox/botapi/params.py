"""The parameters of one request, however they came: JSON, a form, or multipart with files."""

import json
from dataclasses import dataclass, field
from typing import Any

from perfbot.sandbox.people import Json
from perfbot.sandbox.refusals import bad_request


@dataclass(frozen=True)
class SentFile:
    """A file inside a multipart request."""

    name: str
    content: bytes
    mime_type: str


@dataclass(frozen=True)
class Params:
    """Typed access; a value that cannot be read is refused in Telegram's words."""

    values: Json
    files: dict[str, SentFile] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        return self.values.get(name) not in (None, "")

    def text(self, name: str) -> str:
        value = self.values.get(name)
        if value is None:
            return ""
        text = value if isinstance(value, str) else json.dumps(value)
        if any("\ud800" <= char <= "\udfff" for char in text):
            raise bad_request("strings must be encoded in UTF-8")
        return text.replace("\r", "").replace("\0", "")

    def integer(self, name: str, default: int = 0) -> int:
        """What is no number counts as absent, as in Telegram's own server."""
        try:
            return int(self.values.get(name, default))
        except (TypeError, ValueError):
            return default

    def flag(self, name: str) -> bool:
        return str(self.values.get(name, "")).lower() in ("true", "yes", "1")

    def json(self, name: str) -> Any:
        """The value of a JSON-serialised parameter; None when it is absent."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name} JSON object") from None

    def objects(self, name: str) -> list[Json]:
        """An Array of Objects; empty when the parameter is absent."""
        value = self.json(name)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise bad_request(f"can't parse {name} JSON object: expected an Array of Objects")
        return value

    def chat_id(self, name: str = "chat_id") -> int:
        value = str(self.values.get(name) or "").strip()
        if not value:
            raise bad_request(f"{name} is empty")
        try:
            return int(value)
        except ValueError:
            raise bad_request("chat not found") from None

    def message_id(self) -> int:
        found = self.integer("message_id")
        if not found:
            raise bad_request("message identifier is not specified")
        return found

    def shown(self) -> Json:
        """For the log of calls: the values, and of each file its name and size."""
        shown = {name: self.json(name) if _is_json(value) else value for name, value in self.values.items()}
        return shown | {name: {"file_name": one.name, "size": len(one.content)} for name, one in self.files.items()}


def _is_json(value: Any) -> bool:
    if not isinstance(value, str) or value[:1] not in "[{" or not value:
        return False
    try:
        json.loads(value)
    except ValueError:
        return False
    return True
