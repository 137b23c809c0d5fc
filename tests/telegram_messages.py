"""Messages as Telegram describes them: whatever may carry words, and what it tells without anybody having sent it."""

from __future__ import annotations

from typing import Any

_FILE = {"file_id": "f", "file_unique_id": "f", "file_size": 9}
CARRIERS: dict[str, Any] = {
    "text": None,
    "photo": [_FILE | {"width": 1, "height": 1}],
    "document": _FILE | {"file_name": "a.pdf"},
    "video": _FILE | {"width": 1, "height": 1, "duration": 1},
    "audio": _FILE | {"duration": 1},
    "voice": _FILE | {"duration": 1},
    "animation": _FILE | {"width": 1, "height": 1, "duration": 1},
    "paid_media": {"star_count": 1, "paid_media": [{"type": "preview"}]},
}
"""What may carry words, with what Telegram tells of it."""
SERVICE: dict[str, Any] = {
    "new_chat_title": "新名字",
    "message_auto_delete_timer_changed": {"message_auto_delete_time": 86_400},
    "chat_background_set": {"type": {"type": "chat_theme", "theme_name": "x"}},
    "boost_added": {"boost_count": 1},
    "gift": {"gift": {"id": "1"}},
    "pinned_message": {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}},
    "write_access_allowed": {},
    "users_shared": {"request_id": 1, "users": []},
    "video_chat_started": {},
    "something_of_next_year": {"x": 1},
}
"""What happened in a chat, told as a message that nobody wrote."""


def forwarded(carrier: str, words: str, *, older_server: bool = False) -> dict[str, Any]:
    """A forwarded message whose words are carried by this, told as servers before 7.0 do where asked."""
    origin = {"type": "hidden_user", "sender_user_name": "某人", "date": 1}
    mark = {"forward_date": 1, "forward_sender_name": "某人"} if older_server else {"forward_origin": origin}
    return mark | ({"text": words} if carrier == "text" else {carrier: CARRIERS[carrier], "caption": words})
