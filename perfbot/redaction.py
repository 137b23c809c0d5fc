"""Removes tokens and other secrets from every log line and traceback (D12, R21)."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterable
from datetime import datetime
from types import TracebackType

_TOKEN = re.compile(r"(\d+):[A-Za-z0-9_-]{20,}")
_SHOWN = r"\1:***"
_LEAST = 8
# httpx writes each request's URL at INFO, and the URL of a Bot API call holds the token. PTB writes whole updates at
# DEBUG: what people said; an answer that was cut off on the way it writes whole, and raises as an error that says so
# without it. asyncio's debug lines repeat both.
_QUIET = {
    "httpx": logging.WARNING,
    "httpcore": logging.WARNING,
    "telegram": logging.INFO,
    "telegram.request.BaseRequest": logging.CRITICAL,
    "asyncio": logging.INFO,
    "apscheduler": logging.WARNING,
    "tornado.access": logging.WARNING,
}


class Redactor(logging.Filter):
    """A log filter that removes tokens and named secrets from message, args and traceback."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__()
        self._secrets = sorted({one for one in secrets if len(one) >= _LEAST}, key=len, reverse=True)

    def redact(self, words: str) -> str:
        """The words with every secret replaced."""
        for secret in self._secrets:
            words = words.replace(secret, "***")
        return _TOKEN.sub(_SHOWN, words)

    def filter(self, record: logging.LogRecord) -> bool:
        """Always true: records are rewritten, none is dropped."""
        record.msg = self.redact(_message(record))
        record.args = None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = self.redact(record.exc_text)
        if record.stack_info:
            record.stack_info = self.redact(record.stack_info)
        return True


def _message(record: logging.LogRecord) -> str:
    """The finished message; one that cannot be formatted is shown in parts instead of raising."""
    try:
        return record.getMessage()
    except (TypeError, ValueError):
        return f"{record.msg!r} {record.args!r}"


class RedactingFormatter(logging.Formatter):
    """A formatter that redacts its own output as well."""

    def __init__(self, redactor: Redactor, pattern: str | None = None) -> None:
        super().__init__(pattern)
        self._redactor = redactor

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802
        """The time with the machine's offset, since a container's zone is often not the office's."""
        return datetime.fromtimestamp(record.created).astimezone().isoformat(sep=" ", timespec="milliseconds")

    def format(self, record: logging.LogRecord) -> str:
        """The finished line."""
        return self._redactor.redact(super().format(record))


def _logged_end(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Log the exception that ends the process, which the interpreter would print unredacted."""
    logging.getLogger("perfbot").critical("ended by %s", kind.__name__, exc_info=(kind, error, trace))


PATTERN = "%(asctime)s %(levelname)s %(name)s %(message)s"


def install_redaction(secrets: Iterable[str] = (), *, level: str = "INFO") -> Redactor:
    """Log to stderr at `level` without secrets; every handler of the root logger gets the filter.

    Call it once, after the settings are read and before anything connects.
    """
    redactor = Redactor(secrets)
    root = logging.getLogger()
    if not root.handlers:
        root.addHandler(logging.StreamHandler())
    for handler in root.handlers:
        handler.addFilter(redactor)
        handler.setFormatter(RedactingFormatter(redactor, PATTERN))
    root.setLevel(level)
    sys.excepthook = _logged_end
    for name, least in _QUIET.items():
        logging.getLogger(name).setLevel(max(least, root.level))
    return redactor
