"""The people somebody at the page, or a test, can be in the sandbox."""

from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Person:
    """One Telegram account; `note` says on the page who this is, such as 管理员（办公室）."""

    id: int
    first_name: str
    username: str | None
    note: str
    in_group: bool = True
    group_admin: bool = False

    def as_user(self) -> Json:
        """The person as the Bot API's User."""
        user: Json = {
            "id": self.id,
            "is_bot": False,
            "first_name": self.first_name,
            "language_code": "zh-hans",
        }
        return user if self.username is None else user | {"username": self.username}
