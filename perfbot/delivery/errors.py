"""The one table of Telegram's errors: what is done about each, in words the rest of the delivery understands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import TypeAlias

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)


class Undelivered(Enum):
    """Why a message is not to be had, now or ever."""

    BLOCKED = "blocked"
    CHAT_NOT_FOUND = "chat not found"
    MESSAGE_GONE = "message gone"
    TOO_LARGE = "too large"
    TOKEN = "token refused"  # noqa: S105 - a reason, not a secret
    REFUSED = "refused"
    FLOODED = "told to wait too long"
    UNREACHABLE = "unreachable"
    UNKNOWN = "outcome unknown"


@dataclass(frozen=True)
class Wait:
    """Not taken; the same again after this many seconds, exactly as told."""

    seconds: float


@dataclass(frozen=True)
class Retry:
    """Not taken, for a passing reason; the same again after a growing pause."""


@dataclass(frozen=True)
class FollowTo:
    """The group became a supergroup; the same again in the chat of this id."""

    chat_id: int


@dataclass(frozen=True)
class Park:
    """Refused for good; trying again would be refused again."""

    reason: Undelivered


@dataclass(frozen=True)
class PlainText:
    """Refused in this form; the same words in a plainer form may be taken."""


@dataclass(frozen=True)
class Unknown:
    """The request may have been carried out: a message may be in the chat already."""


@dataclass(frozen=True)
class Fine:
    """An error in name only: what was asked for is so already, or does not matter any more."""


Remedy: TypeAlias = Wait | Retry | FollowTo | Park | PlainText | Unknown | Fine

# Telegram's own words (td and telegram-bot-api), lower case; BadRequest has no finer classes.
_FINE = ("message is not modified", "query is too old", "query id is invalid")
_GONE = (
    "message to edit not found",
    "message can't be edited",
    "message to delete not found",
    "message can't be deleted",
    "there is no text in the message to edit",
    "message_id_invalid",
)
_NO_CHAT = ("chat not found", "user not found", "peer_id_invalid", "group chat was deactivated", "group is deactivated")
_NO_RIGHT = (
    "not enough rights",
    "have no rights",
    "need administrator rights",
    "chat_write_forbidden",
    "chat_restricted",
    "user is deactivated",
    "topic_closed",
    "bot was blocked",
    "bot was kicked",
)
TOKEN_STATUSES = (401, 404)
"""How Telegram refuses a token; for an unknown method it answers 404 as well."""


class NotSent(Exception):
    """The cause of an error before anything of the request left."""


class TokenRefused(TelegramError):
    """getUpdates was answered as with a wrong token, which a server in trouble does as well."""


# Ours, and the names of httpx's causes behind a proxy.
_NOT_SENT = frozenset({"NotSent", "ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError", "UnsupportedProtocol"})


def what_to_do(error: TelegramError) -> Remedy:
    """What is done about an error; BadRequest and TimedOut are NetworkErrors in name and are told apart first."""
    match error:
        case RetryAfter():
            return Wait(_seconds(error.retry_after))
        case ChatMigrated():
            return FollowTo(error.new_chat_id)
        case Forbidden():
            return Park(Undelivered.BLOCKED)
        case _ if refuses_token(error):
            return Retry()
        case EndPointNotFound():
            return PlainText()
        case BadRequest():
            return _of_bad_request(str(error).lower())
        case Conflict():
            return Retry()
        case NetworkError():
            return _of_network(error)
    # PTB raises the bare class when an answer cannot be read: what was asked may have been done.
    return Unknown() if type(error) is TelegramError else Park(Undelivered.REFUSED)


def refuses_token(error: TelegramError) -> bool:
    """Whether the token was refused, which may pass; an unknown method is answered 404, a token that is wrong 401."""
    if isinstance(error, EndPointNotFound):
        return "unauthorized" in str(error.__cause__).lower()
    return isinstance(error, InvalidToken | TokenRefused)


def _seconds(told: int | timedelta) -> float:
    return told.total_seconds() if isinstance(told, timedelta) else float(told)


def _of_bad_request(words: str) -> Remedy:
    if any(known in words for known in _FINE):
        return Fine()
    if any(known in words for known in _GONE):
        return Park(Undelivered.MESSAGE_GONE)
    if any(known in words for known in _NO_CHAT):
        return Park(Undelivered.CHAT_NOT_FOUND)
    if any(known in words for known in _NO_RIGHT):
        return Park(Undelivered.BLOCKED)
    return PlainText()


def _of_network(error: NetworkError) -> Remedy:
    """Before the request left, or too many of them: again. Anything else, every 5xx too, may have been carried out."""
    words = str(error).lower()
    if "request entity too large" in words:
        return Park(Undelivered.TOO_LARGE)
    not_sent = type(error.__cause__).__name__ in _NOT_SENT
    return Retry() if not_sent or "too many requests" in words else Unknown()


class NotDelivered(Exception):
    """A message that did not get into its chat, or may or may not have; `retry_after` seconds when Telegram said so."""

    def __init__(self, reason: Undelivered, chat_id: int, why: str = "", retry_after: float = 0.0) -> None:
        super().__init__(f"{reason.value} (chat {chat_id}): {why}")
        self.reason = reason
        self.chat_id = chat_id
        self.why = why
        self.retry_after = retry_after

    @property
    def hopeless(self) -> bool:
        """Whether trying again is pointless until somebody changes something."""
        return self.reason not in (Undelivered.UNKNOWN, Undelivered.UNREACHABLE, Undelivered.FLOODED)


def told_wait(error: BaseException) -> float:
    """Seconds that Telegram told to wait, when that is why something failed; 0 when it is not."""
    if isinstance(error, RetryAfter):
        return _seconds(error.retry_after)
    return error.retry_after if isinstance(error, NotDelivered) else 0.0
