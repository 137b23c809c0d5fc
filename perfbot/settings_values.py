"""Readers of settings: pure functions from typed text to a checked value, or Malformed."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
WECOM_HOSTS = frozenset({"qyapi.weixin.qq.com"})
DINGTALK_HOSTS = frozenset({"oapi.dingtalk.com"})
FEISHU_HOSTS = frozenset({"open.feishu.cn", "open.larksuite.com"})
"""Group robots 群机器人 are reached at these hosts and nowhere else (A8)."""

_TOKEN = re.compile(r"[0-9]{3,20}:[A-Za-z0-9_-]{3,100}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{32,256}")
_DINGTALK_SECRET = re.compile(r"SEC[A-Za-z0-9]+")
_SEPARATORS = re.compile(r"[\s,，、;；]+")
_TELLING = re.compile(r"[0-9]{3,}:[A-Za-z0-9_-]{20,}|//[^/]*@")
_PROXIES = ("http", "https", "socks5", "socks5h")
_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


class Malformed(ValueError):
    """The value is not of the form named."""


def shown(typed: str) -> str:
    """What may be repeated of a value that is no secret by its name: nothing, if a token or a password stands in it."""
    return "" if _TELLING.search(typed) else typed[:80]


def text(typed: str) -> str:
    """Any non-empty text."""
    return typed


def token(typed: str) -> str:
    """A bot token: digits, a colon, and its secret."""
    if not _TOKEN.fullmatch(typed):
        raise Malformed("digits, a colon and a secret, such as 123456789:AAF…")
    return typed


def server(typed: str) -> str:
    """The root of a Bot API server, without the slash at its end."""
    parts = _url(typed)
    if parts.query or parts.fragment or "/bot" in parts.path or "@" in parts.netloc:
        raise Malformed("the server's root only, such as http://127.0.0.1:8081")
    return typed.rstrip("/")


def proxy(typed: str) -> str:
    """An http or socks5 proxy."""
    parts = _parts(typed)
    if parts.scheme not in _PROXIES or not parts.hostname or not _port_of(parts):
        raise Malformed("http://host:port or socks5://host:port, with user:password@ where needed")
    return typed


def folder(typed: str) -> Path:
    """A folder; ~ is the home of the user who runs the bot."""
    path = _path(typed)
    if path.exists() and not path.is_dir():
        raise Malformed("a folder, and this is a file")
    return path


def existing_file(typed: str) -> Path:
    """A file that is there."""
    path = _path(typed)
    if not path.is_file():
        raise Malformed("a file that exists")
    return path


def people(typed: str) -> tuple[int, ...]:
    """Telegram ids of people, each once, in order."""
    found = [part for part in _SEPARATORS.split(typed.strip()) if part]
    if not found or not all(re.fullmatch("[1-9][0-9]{0,14}", part) for part in found):
        raise Malformed("Telegram ids (digits only, no @names), separated by commas")
    return tuple(dict.fromkeys(int(part) for part in found))


def group(typed: str) -> int:
    """A group's id, which is negative."""
    if not re.fullmatch("-[1-9][0-9]{0,15}", typed):
        raise Malformed("a group's id, a negative number such as -1001234567890")
    return int(typed)


def topic(typed: str) -> int:
    """The number of a topic in a group."""
    if not re.fullmatch("[1-9][0-9]{0,14}", typed):
        raise Malformed("the number of a topic, such as 12")
    return int(typed)


def zone(typed: str) -> ZoneInfo:
    """An IANA time zone."""
    try:
        return ZoneInfo(typed)
    except (ValueError, OSError, KeyError):
        raise Malformed("a time zone such as Asia/Shanghai") from None


def level(typed: str) -> str:
    """How much is logged."""
    if typed.upper() not in _LEVELS:
        raise Malformed("one of " + ", ".join(_LEVELS))
    return typed.upper()


def port(typed: str) -> int:
    """A TCP port; 0 for any that is free."""
    if not re.fullmatch("[0-9]{1,5}", typed) or int(typed) > 65_535:
        raise Malformed("a port number from 0 to 65535")
    return int(typed)


def https(typed: str) -> str:
    """An https address, or http on this machine."""
    parts = _url(typed)
    if parts.scheme != "https" and parts.hostname not in LOOPBACK:
        raise Malformed("an https:// address")
    return typed


def webhook_secret(typed: str) -> str:
    """What Telegram sends back with each update: 32 to 256 of the characters it allows."""
    if not _SECRET.fullmatch(typed):
        raise Malformed("32 to 256 characters of A-Z a-z 0-9 _ -")
    return typed


def wecom(typed: str) -> str:
    """The webhook of a WeCom 企业微信 group robot."""
    return _robot(typed, WECOM_HOSTS, "/cgi-bin/webhook/send", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…")


def dingtalk(typed: str) -> str:
    """The webhook of a DingTalk 钉钉 group robot."""
    return _robot(typed, DINGTALK_HOSTS, "/robot/send", "https://oapi.dingtalk.com/robot/send?access_token=…")


def dingtalk_secret(typed: str) -> str:
    """The secret of a DingTalk group robot that wants its messages signed 加签."""
    if not _DINGTALK_SECRET.fullmatch(typed):
        raise Malformed("the secret that the group robot shows, which begins with SEC")
    return typed


def feishu(typed: str) -> str:
    """The webhook of a Feishu 飞书 group robot."""
    return _robot(typed, FEISHU_HOSTS, "/open-apis/bot/v2/hook/", "https://open.feishu.cn/open-apis/bot/v2/hook/…")


def _robot(typed: str, hosts: frozenset[str], path: str, example: str) -> str:
    parts = _url(typed)
    if parts.hostname in LOOPBACK:
        return typed
    if parts.scheme != "https" or parts.hostname not in hosts or not parts.path.startswith(path):
        raise Malformed(f"the address that the group robot shows, {example}")
    return typed


def _path(typed: str) -> Path:
    """The path, if there may be such a thing: not with a longer name than the disk takes, nor in nobody's home."""
    try:
        path = Path(typed).expanduser()
        path.exists()
    except (OSError, RuntimeError):
        raise Malformed("a path that this machine takes") from None
    return path


def _parts(typed: str) -> SplitResult:
    """The address in its parts; what urlsplit says of one that it cannot take apart would repeat a password in it."""
    try:
        return urlsplit(typed)
    except ValueError:
        raise Malformed("an address; [ ] and other signs in a password are written as %5B and %5D") from None


def _url(typed: str) -> SplitResult:
    parts = _parts(typed)
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or re.search(r"\s", typed)
        or not _has_good_port(parts)
    ):
        raise Malformed("an address that begins with https:// (or http:// on this machine)")
    return parts


def _has_good_port(parts: SplitResult) -> bool:
    try:
        return parts.port is None or parts.port > 0
    except ValueError:
        return False


def _port_of(parts: SplitResult) -> int | None:
    return parts.port if _has_good_port(parts) else None
