"""A chat of the sandbox and what Telegram keeps about it."""

from dataclasses import dataclass, field

from perfbot.sandbox.people import Json

UPGRADED_BASE = -1_001_000_000_000


@dataclass
class Chat:
    """A private chat, group, supergroup or channel; messages are kept as a bot would read them."""

    id: int
    type: str
    title: str | None = None
    user: Json | None = None
    members: dict[int, str] = field(default_factory=dict)
    bot_status: str = "member"
    started: bool = True
    blocked: bool = False
    migrated_to: int | None = None
    messages: dict[int, Json] = field(default_factory=dict)
    reply_keyboard: Json | None = None
    pinned: list[int] = field(default_factory=list)

    @property
    def is_private(self) -> bool:
        return self.type == "private"

    @property
    def is_group(self) -> bool:
        return self.type in ("group", "supergroup")

    def brief(self) -> Json:
        """The Bot API's Chat, as it stands inside a message."""
        if not self.is_private:
            return {"id": self.id, "type": self.type, "title": self.title}
        user = self.user or {}
        names: Json = {key: user[key] for key in ("first_name", "last_name", "username") if key in user}
        return {"id": self.id, "type": "private", **names}

    def seen_by(self, person_id: int) -> bool:
        return self.id == person_id if self.is_private else person_id in self.members
