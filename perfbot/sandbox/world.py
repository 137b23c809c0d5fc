"""The whole world: a person's acts, and what happens to chats as a whole."""

from collections.abc import Collection

from perfbot.sandbox.acts import Acts
from perfbot.sandbox.chats import KINDS_OF_CONTENT, UPGRADED_BASE, Chat
from perfbot.sandbox.people import Json, Person
from perfbot.sandbox.state import private_chat


class World(Acts):
    """The state with everything that can happen to it, for tests and for the page."""

    def add_person(self, person: Person) -> None:
        """Somebody new appears, as a member of the group if the person says so."""
        self.people[person.id] = person
        self.chats[person.id] = private_chat(person)
        if person.in_group:
            self.chats[self.group_id].members[person.id] = "administrator" if person.group_admin else "member"
        self.tell("chats")

    def block(self, person_id: int) -> int:
        """The person blocks the bot."""
        self.chats[person_id].blocked = True
        return self._bot_became("member", "kicked", self.chats[person_id], person_id)

    def unblock(self, person_id: int) -> int:
        self.chats[person_id].blocked = False
        return self._bot_became("kicked", "member", self.chats[person_id], person_id)

    def kick_bot(self, chat_id: int | None = None) -> int:
        """A group admin removes the bot; it is told once and hears nothing more from there."""
        chat = self.chats[chat_id or self.group_id]
        before, chat.bot_status = chat.bot_status, "kicked"
        self.post(chat, self._owner(chat), {"left_chat_member": self.bot})
        return self._bot_became(before, "kicked", chat, self._owner(chat)["id"])

    def return_bot(self, chat_id: int | None = None) -> int:
        """A group admin takes the bot in again."""
        chat = self.chats[chat_id or self.group_id]
        before, chat.bot_status = chat.bot_status, "member"
        update_id = self._bot_became(before, "member", chat, self._owner(chat)["id"])
        message = self.post(chat, self._owner(chat), {"new_chat_members": [self.bot]})
        self.updates.push("message", dict(message))
        return update_id

    def bar(self, *kinds: str, chat_id: int | None = None) -> None:
        """A group admin bars all members from sending these kinds of content; without any, nothing is barred."""
        if unknown := set(kinds) - set(KINDS_OF_CONTENT):
            raise ValueError(f"unknown kinds {unknown}; known: {KINDS_OF_CONTENT}")
        self.chats[chat_id or self.group_id].barred = set(kinds)
        self.tell("chats")

    def restrict_bot(self, *kinds: str, chat_id: int | None = None) -> int:
        """A group admin restricts the bot alone; it is told. Without any kinds it is a member like others again."""
        chat = self.chats[chat_id or self.group_id]
        before, were = chat.bot_status, set(chat.barred)
        chat.bot_status = "restricted" if kinds else "member"
        self.bar(*kinds, chat_id=chat.id)
        return self._bot_became(before, chat.bot_status, chat, self._owner(chat)["id"], were)

    def open_topic(self, thread: int, *, is_open: bool = True, chat_id: int | None = None) -> int:
        """A topic of the group, open or closed; returns its thread."""
        self.chats[chat_id or self.group_id].topics[thread] = is_open
        self.tell("chats")
        return thread

    def delete_topic(self, thread: int, chat_id: int | None = None) -> None:
        """A topic and what was said in it are gone."""
        chat = self.chats[chat_id or self.group_id]
        del chat.topics[thread]
        for gone in [one["message_id"] for one in chat.messages.values() if one.get("message_thread_id") == thread]:
            self.remove(chat, gone)

    def promote_bot(self, chat_id: int | None = None) -> int:
        """A group admin makes the bot an administrator: it hears everything and may pin and delete."""
        chat = self.chats[chat_id or self.group_id]
        before, chat.bot_status = chat.bot_status, "administrator"
        return self._bot_became(before, "administrator", chat, self._owner(chat)["id"])

    def upgrade_group(self, chat_id: int | None = None) -> int:
        """The group becomes a supergroup: a new id, and both service messages; returns the new id."""
        old = self.chats[chat_id or self.group_id]
        new = self.open_group(UPGRADED_BASE - abs(old.id), old.title or "", "supergroup")
        new.members = dict(old.members)
        new.bot_status = old.bot_status
        leaving = self.post(old, self._owner(old), {"migrate_to_chat_id": new.id})
        old.migrated_to = new.id
        arriving = self.post(new, self._owner(new), {"migrate_from_chat_id": old.id})
        self.updates.push("message", dict(leaving))
        self.updates.push("message", dict(arriving))
        if self.group_id == old.id:
            self.group_id = new.id
        self.tell("chats")
        return new.id

    def add_group(self, title: str, person_ids: list[int] | None = None) -> int:
        """Another group with the bot in it; returns its id."""
        chat = self.open_group(-4_100_000 - self.number(), title)
        if person_ids is not None:
            chat.members = dict.fromkeys(person_ids, "member") | {person_ids[0]: "creator"}
        self._bot_became("left", "member", chat, self._owner(chat)["id"])
        self.tell("chats")
        return chat.id

    def _owner(self, chat: Chat) -> Json:
        owners = [person_id for person_id, status in chat.members.items() if status == "creator"]
        return self.people[owners[0] if owners else next(iter(self.people))].as_user()

    def _bot_became(self, before: str, after: str, chat: Chat, by: int, were_barred: Collection[str] = ()) -> int:
        self.tell("chats")
        change = {
            "chat": chat.brief(),
            "from": self.people[by].as_user(),
            "date": self.timestamp(),
            "old_chat_member": member_json(self.bot, before, were_barred),
            "new_chat_member": member_json(self.bot, after, chat.barred),
        }
        return self.updates.push("my_chat_member", change)


def permissions(barred: Collection[str]) -> Json:
    """The Bot API's ChatPermissions, as far as kinds of content can be barred."""
    return {f"can_send_{kind.split()[-1]}": kind not in barred for kind in KINDS_OF_CONTENT}


def member_json(user: Json, status: str, barred: Collection[str] = ()) -> Json:
    """The Bot API's ChatMember, with every field its type demands."""
    member: Json = {"status": status, "user": user}
    if status == "kicked":
        return member | {"until_date": 0}
    if status == "creator":
        return member | {"is_anonymous": False}
    if status == "restricted":
        allowed = dict.fromkeys(_PERMISSIONS, True) | permissions(barred)
        return member | allowed | {"is_member": True, "until_date": 0}
    return member | dict.fromkeys(_RIGHTS, True) if status == "administrator" else member


_PERMISSIONS = [
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
]
_RIGHTS = [
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
    "can_send_welcome_messages",
]
