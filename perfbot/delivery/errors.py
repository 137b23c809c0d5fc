"""The table of Telegram's errors and what the delivery does about each."""

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
    """Why a message cannot be delivered."""

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
    """Not taken: try the same request again after exactly this many seconds."""

    seconds: float


@dataclass(frozen=True)
class Retry:
    """Not taken, for a passing reason: try again after a growing pause."""


@dataclass(frozen=True)
class FollowTo:
    """The group became a supergroup: send the same request to the chat of this id."""

    chat_id: int


@dataclass(frozen=True)
class Park:
    """Refused for good: do not try again."""

    reason: Undelivered


@dataclass(frozen=True)
class PlainText:
    """Refused in this form: try the same words in a plainer form."""


@dataclass(frozen=True)
class Unknown:
    """The outcome is unknown: the message may be in the chat already."""


@dataclass(frozen=True)
class Fine:
    """No real error: what was asked for is so already, or no longer matters."""


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
# The words may stand where these may not: what they are in is said without them.
_BARRED = (
    "rights to send photos",
    "rights to send documents",
    "rights to send media",
    "chat_send_photos_forbidden",
    "chat_send_docs_forbidden",
    "chat_send_media_forbidden",
)
_NO_TOPIC = ("message thread not found", "topic_deleted", "topic_id_invalid")
_NO_METHOD = ("method not found", "unknown method", "not supported", "message text is empty")
_NO_CHAT = ("chat not found", "user not found", "peer_id_invalid", "group chat was deactivated", "group is deactivated")
_NO_RIGHT = (
    "not enough rights",
    "have no rights",
    "need administrator rights",
    "chat_write_forbidden",
    "chat_send_plain_forbidden",
    "chat_restricted",
    "user is deactivated",
    "topic_closed",
    "bot was blocked",
    "bot was kicked",
)
TOKEN_STATUSES = (401, 404)
"""How Telegram refuses a token; for an unknown method it answers 404 as well."""


class NotSent(Exception):
    """The cause of an error that arose before any byte of the request was sent."""


class TokenRefused(TelegramError):
    """getUpdates was answered as for a wrong token; a server in trouble answers so as well."""


# Ours, and the names of httpx's causes behind a proxy.
_NOT_SENT = frozenset({"NotSent", "ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError", "UnsupportedProtocol"})


def what_to_do(error: TelegramError) -> Remedy:
    """What to do about an error; BadRequest and TimedOut are subclasses of NetworkError and are told apart first."""
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
    """Whether the error means that the token was refused (401, or 404 to any method)."""
    if isinstance(error, EndPointNotFound):
        return "unauthorized" in str(error.__cause__).lower()
    return isinstance(error, InvalidToken | TokenRefused)


def knows_no_such_method(error: TelegramError) -> bool:
    """Whether the server knows no rich messages; an older one overlooks them in an edit, and finds no text."""
    return isinstance(error, EndPointNotFound) or any(known in str(error).lower() for known in _NO_METHOD)


def topic_is_gone(error: TelegramError) -> bool:
    """Whether there is no such topic any more, where the chat may well be written to."""
    return any(known in str(error).lower() for known in _NO_TOPIC)


def _seconds(told: int | timedelta) -> float:
    return told.total_seconds() if isinstance(told, timedelta) else float(told)


def _of_bad_request(words: str) -> Remedy:
    if any(known in words for known in _FINE):
        return Fine()
    if any(known in words for known in _GONE):
        return Park(Undelivered.MESSAGE_GONE)
    if any(known in words for known in _BARRED):
        return PlainText()
    if any(known in words for known in _NO_CHAT):
        return Park(Undelivered.CHAT_NOT_FOUND)
    if any(known in words for known in _NO_RIGHT):
        return Park(Undelivered.BLOCKED)
    return PlainText()


def _of_network(error: NetworkError) -> Remedy:
    """Retry where nothing was sent or there were too many requests; else the outcome is unknown, for 5xx too."""
    words = str(error).lower()
    if "request entity too large" in words:
        return Park(Undelivered.TOO_LARGE)
    not_sent = type(error.__cause__).__name__ in _NOT_SENT
    return Retry() if not_sent or "too many requests" in words else Unknown()


class NotDelivered(Exception):
    """A message that was not delivered, or may not have been; `retry_after` in seconds when Telegram said so."""

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
