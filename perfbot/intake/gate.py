"""The gate: who is let in with what, decided in one place from an update's facts; what is not allowed is refused."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from perfbot.intake.facts import Facts, UpdateKind

READING = frozenset({"help", "whoami", "progress", "report", "todo", "alerts"})
"""Commands that may come forwarded: they show and change nothing."""


class Verdict(Enum):
    """OK: to the handlers. REFUSE: not, and a sentence may be said. IGNORE: as if it had not come."""

    OK = "ok"
    REFUSE = "refuse"
    IGNORE = "ignore"


class Why(Enum):
    """The reason behind a verdict."""

    MEMBER = "member"
    GROUP = "configured group"
    INVITED = "opens an invitation"
    HOUSEKEEPING = "the group itself changed"
    STRANGER = "stranger"
    FORWARDED = "forwarded"
    VIA_BOT = "via another bot"
    EDITED = "edited"
    NOBODY = "nobody in particular"
    OTHER_CHAT = "another chat"
    OTHER_GROUP = "taken into another group"
    NOT_FOR_US = "not for this bot"


@dataclass(frozen=True)
class Admission:
    """A verdict with its reason."""

    verdict: Verdict
    why: Why

    @property
    def ok(self) -> bool:
        """Whether the handlers get the update."""
        return self.verdict is Verdict.OK


class Gate(Protocol):
    """Anything that decides; an exception from it counts as a refusal that nobody hears of."""

    def admit(self, facts: Facts) -> Admission: ...


class Doorkeeper:
    """Members in private chats; in the configured groups everybody, with commands and the bot's buttons only.

    `is_member` tells whether a numeric id belongs (removed members do not), `groups` gives the work group and the
    others that are posted to, as they are now. The role and the scope are the handlers' to check, against the state of
    the moment.
    """

    def __init__(
        self,
        is_member: Callable[[int], bool],
        groups: Callable[[], Collection[int]],
        *,
        reading: frozenset[str] = READING,
    ) -> None:
        self._is_member = is_member
        self._groups = groups
        self._reading = reading

    def admit(self, facts: Facts) -> Admission:
        """The verdict on one update; pure, so that it is asked again when the update's turn comes (A3)."""
        if facts.kind is UpdateKind.MEMBERSHIP or facts.moves:
            return self._housekeeping(facts)
        if facts.user_id is None or facts.is_bot or facts.speaks_for_chat or facts.kind is UpdateKind.OTHER:
            return Admission(Verdict.IGNORE, Why.NOBODY)
        if facts.for_another_bot or facts.is_service:
            return Admission(Verdict.IGNORE, Why.NOT_FOR_US)
        return self._in_private(facts) if facts.is_private else self._in_group(facts)

    def _housekeeping(self, facts: Facts) -> Admission:
        """The bot taken in, thrown out or blocked, the group upgraded.

        In any other group it says nothing, and does not leave by itself either: a group that was just upgraded may
        show itself under its new number first.
        """
        if {facts.chat_id, facts.moves_from, facts.moves_to} & set(self._groups()):
            return Admission(Verdict.OK, Why.HOUSEKEEPING)
        if facts.taken_in and not facts.is_private:
            return Admission(Verdict.REFUSE, Why.OTHER_GROUP)
        if facts.user_id is not None and self._is_member(facts.user_id):
            return Admission(Verdict.OK, Why.HOUSEKEEPING)
        return Admission(Verdict.IGNORE, Why.OTHER_CHAT)

    def _in_private(self, facts: Facts) -> Admission:
        assert facts.user_id is not None
        if not self._is_member(facts.user_id):
            invited = facts.has_invite and facts.kind is UpdateKind.MESSAGE and not facts.is_forwarded
            return Admission(Verdict.OK, Why.INVITED) if invited else Admission(Verdict.REFUSE, Why.STRANGER)
        if facts.kind is UpdateKind.EDITED:
            return Admission(Verdict.REFUSE, Why.EDITED)
        if facts.via_bot:
            return Admission(Verdict.REFUSE, Why.VIA_BOT)
        if facts.is_forwarded and facts.has_words and not self._may_be_forwarded(facts):
            return Admission(Verdict.REFUSE, Why.FORWARDED)
        return Admission(Verdict.OK, Why.MEMBER)

    def _may_be_forwarded(self, facts: Facts) -> bool:
        """Commands that only show something, and files: what is written under those is nobody's answer."""
        return facts.command in self._reading if facts.is_command else facts.has_file

    def _in_group(self, facts: Facts) -> Admission:
        if facts.chat_id is None or facts.chat_id not in self._groups():
            return Admission(Verdict.IGNORE, Why.OTHER_CHAT)
        if facts.kind is UpdateKind.PRESS:
            return Admission(Verdict.OK, Why.GROUP)
        if facts.kind is not UpdateKind.MESSAGE or not facts.command or facts.via_bot or facts.is_forwarded:
            return Admission(Verdict.IGNORE, Why.NOT_FOR_US)
        return Admission(Verdict.OK, Why.GROUP)
