"""A chat of the sandbox and what Telegram keeps about it."""

from dataclasses import dataclass, field

from perfbot.sandbox.people import Json
from perfbot.sandbox.refusals import bad_request

UPGRADED_BASE = -1_001_000_000_000
KINDS_OF_CONTENT = ("text messages", "photos", "documents")
"""What a group can bar its members from sending, in the words of Telegram's refusals."""


@dataclass
class Chat:
    """A private chat, group, supergroup or channel; messages are kept as a bot would read them.

    `barred` are the kinds of content that members may not send; `topics` says of each thread whether it is open.
    """

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
    barred: set[str] = field(default_factory=set)
    topics: dict[int, bool] = field(default_factory=dict)

    @property
    def is_private(self) -> bool:
        return self.type == "private"

    @property
    def is_group(self) -> bool:
        return self.type in ("group", "supergroup")

    def check_may_send(self, *kinds: str) -> None:
        """Raises the Refusal that Telegram gives to members for kinds of content that the group bars."""
        for kind in kinds:
            if kind in self.barred and self.bot_status != "administrator":
                raise bad_request(f"not enough rights to send {kind} to the chat")

    def check_topic(self, thread: int) -> None:
        """Raises the Refusal for a thread that is not there, or is closed."""
        if thread not in self.topics:
            raise bad_request("message thread not found")
        if not self.topics[thread] and self.bot_status != "administrator":
            raise bad_request("TOPIC_CLOSED")

    def brief(self) -> Json:
        """The Bot API's Chat, as it stands inside a message."""
        if not self.is_private:
            forum = {"is_forum": True} if self.topics else {}
            return {"id": self.id, "type": self.type, "title": self.title, **forum}
        user = self.user or {}
        names: Json = {key: user[key] for key in ("first_name", "last_name", "username") if key in user}
        return {"id": self.id, "type": "private", **names}

    def seen_by(self, person_id: int) -> bool:
        return self.id == person_id if self.is_private else person_id in self.members
