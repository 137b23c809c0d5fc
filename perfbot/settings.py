"""The only reader of the environment and .env; checks every setting and names every mistake at once."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from io import StringIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from dotenv.parser import parse_stream

from perfbot import settings_values as read

EXIT_CODE = 2
TIMETABLE = Path(__file__).parent.parent / "schedules" / "timetable.toml"
DATA_DIR = Path("data")
TIMEZONE = ZoneInfo("Asia/Shanghai")
_OTHERS_BITS = 0o077


class SettingFault(StrEnum):
    """The kinds of mistakes in a setting."""

    MISSING = "missing"
    MALFORMED = "malformed"
    UNKNOWN = "unknown, nearest is"
    NEEDS = "needed together with"
    LINE = "line not understood"
    UNREADABLE = "unreadable"
    EXPOSED = "readable by others"


@dataclass(frozen=True)
class SettingProblem:
    """One mistake: the setting (or file), what was found and what was expected; secrets are never repeated."""

    name: str
    kind: SettingFault
    found: str = ""
    expected: str = ""

    def __str__(self) -> str:
        found = f", found {self.found!r}" if self.found else ""
        return f"{self.name}: {self.kind}: {self.expected or 'nothing'}{found}"


class SettingsProblems(Exception):
    """Everything that is wrong with the settings; the program ends with `exit_code` 2 and starts nothing."""

    exit_code = EXIT_CODE

    def __init__(self, problems: tuple[SettingProblem, ...]) -> None:
        super().__init__("; ".join(map(str, problems)) + "; .env.example explains each setting")
        self.problems = problems


@dataclass(frozen=True)
class Settings:
    """The settings; without a token the sandbox runs. `unknown` are keys that nobody reads."""

    bot_token: str | None = field(default=None, repr=False)
    bot_api_url: str = "https://api.telegram.org"
    bot_proxy: str | None = field(default=None, repr=False)
    data_dir: Path = DATA_DIR
    admin_ids: tuple[int, ...] = ()
    group_chat_id: int | None = None
    group_topic_id: int | None = None
    timezone: ZoneInfo = TIMEZONE
    timetable: Path = TIMETABLE
    rules: Path | None = None
    template: Path | None = None
    log_level: str = "INFO"
    webhook_url: str | None = None
    webhook_listen: str = "127.0.0.1"
    webhook_port: int = 8443
    webhook_secret: str | None = field(default=None, repr=False)
    metrics_port: int | None = None
    metrics_listen: str = "127.0.0.1"
    wecom_webhook: str | None = field(default=None, repr=False)
    dingtalk_webhook: str | None = field(default=None, repr=False)
    dingtalk_secret: str | None = field(default=None, repr=False)
    feishu_webhook: str | None = field(default=None, repr=False)
    feishu_secret: str | None = field(default=None, repr=False)
    ping_url: str | None = field(default=None, repr=False)
    sandbox_port: int = 8765
    sandbox_data_dir: Path | None = None
    unknown: tuple[SettingProblem, ...] = ()

    @property
    def is_sandbox(self) -> bool:
        """Whether there is no token, so that the local Telegram is used."""
        return self.bot_token is None

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every value that must not appear in a log, longest first."""
        found = (getattr(self, rule.field) for rule in RULES.values() if rule.secret)
        return tuple(sorted((value for value in found if value), key=len, reverse=True))


@dataclass(frozen=True)
class SettingRule:
    """How one variable becomes a field; `needs` names a variable that is required with it."""

    field: str
    read: Callable[[str], Any]
    secret: bool = False
    needs: str = ""


RULES = {
    "BOT_TOKEN": SettingRule("bot_token", read.token, secret=True),
    "BOT_API_URL": SettingRule("bot_api_url", read.server),
    "BOT_PROXY": SettingRule("bot_proxy", read.proxy, secret=True),
    "PERFBOT_DATA_DIR": SettingRule("data_dir", read.folder),
    "PERFBOT_ADMIN_IDS": SettingRule("admin_ids", read.people),
    "PERFBOT_GROUP_CHAT_ID": SettingRule("group_chat_id", read.group),
    "PERFBOT_GROUP_TOPIC_ID": SettingRule("group_topic_id", read.topic, needs="PERFBOT_GROUP_CHAT_ID"),
    "PERFBOT_TIMEZONE": SettingRule("timezone", read.zone),
    "PERFBOT_TIMETABLE": SettingRule("timetable", read.existing_file),
    "PERFBOT_RULES": SettingRule("rules", read.existing_file),
    "PERFBOT_TEMPLATE": SettingRule("template", read.existing_file),
    "PERFBOT_LOG_LEVEL": SettingRule("log_level", read.level),
    "PERFBOT_WEBHOOK_URL": SettingRule("webhook_url", read.https, needs="PERFBOT_WEBHOOK_SECRET"),
    "PERFBOT_WEBHOOK_LISTEN": SettingRule("webhook_listen", read.text),
    "PERFBOT_WEBHOOK_PORT": SettingRule("webhook_port", read.port),
    "PERFBOT_WEBHOOK_SECRET": SettingRule(
        "webhook_secret", read.webhook_secret, secret=True, needs="PERFBOT_WEBHOOK_URL"
    ),
    "PERFBOT_METRICS_PORT": SettingRule("metrics_port", read.port),
    "PERFBOT_METRICS_LISTEN": SettingRule("metrics_listen", read.text),
    "PERFBOT_WECOM_WEBHOOK": SettingRule("wecom_webhook", read.wecom, secret=True),
    "PERFBOT_DINGTALK_WEBHOOK": SettingRule("dingtalk_webhook", read.dingtalk, secret=True),
    "PERFBOT_DINGTALK_SECRET": SettingRule(
        "dingtalk_secret", read.dingtalk_secret, secret=True, needs="PERFBOT_DINGTALK_WEBHOOK"
    ),
    "PERFBOT_FEISHU_WEBHOOK": SettingRule("feishu_webhook", read.feishu, secret=True),
    "PERFBOT_FEISHU_SECRET": SettingRule("feishu_secret", read.text, secret=True, needs="PERFBOT_FEISHU_WEBHOOK"),
    "PERFBOT_PING_URL": SettingRule("ping_url", read.https, secret=True),
    "PERFBOT_SANDBOX_PORT": SettingRule("sandbox_port", read.port),
    "PERFBOT_SANDBOX_DATA_DIR": SettingRule("sandbox_data_dir", read.folder),
}
"""Every setting by its name in the environment."""


def read_settings(environ: Mapping[str, str], dotenv_path: Path | None = None) -> Settings:
    """The settings from the environment, and from .env for what the environment does not say.

    Raises SettingsProblems with all mistakes at once.
    """
    problems: list[SettingProblem] = []
    in_file = dict(_read_file(dotenv_path, problems)) if dotenv_path is not None and dotenv_path.exists() else {}
    said = {**_said(in_file), **_said(environ)}
    told = {name: said[name] for name in RULES if name in said}
    values = dict(_values(told, problems))
    problems += _incomplete(told)
    if dotenv_path is not None and in_file.get("BOT_TOKEN"):
        problems += _exposed(dotenv_path)
    unknown = tuple(_unknown(environ, in_file))
    if problems:
        raise SettingsProblems((*problems, *unknown))
    return Settings(**values, unknown=unknown)


def _said(given: Mapping[str, str]) -> dict[str, str]:
    """The settings that have a value; an empty one counts as absent."""
    return {name: value.strip() for name, value in given.items() if name in RULES and value.strip()}


def _values(told: Mapping[str, str], problems: list[SettingProblem]) -> Iterator[tuple[str, Any]]:
    for name, typed in told.items():
        rule = RULES[name]
        try:
            yield rule.field, rule.read(typed)
        except read.Malformed as wrong:
            found = "" if rule.secret else read.shown(typed)
            problems.append(SettingProblem(name, SettingFault.MALFORMED, found, str(wrong)))


def _incomplete(told: Mapping[str, str]) -> Iterator[SettingProblem]:
    if "BOT_TOKEN" in told and "PERFBOT_ADMIN_IDS" not in told:
        yield SettingProblem(
            "PERFBOT_ADMIN_IDS", SettingFault.MISSING, expected="the Telegram id of at least one administrator"
        )
    for name in told:
        needed = RULES[name].needs
        if needed and needed not in told:
            yield SettingProblem(needed, SettingFault.NEEDS, expected=name)


def _read_file(path: Path, problems: list[SettingProblem]) -> Iterator[tuple[str, str]]:
    try:
        words = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        problems.append(SettingProblem(str(path), SettingFault.UNREADABLE, type(error).__name__, "a UTF-8 text file"))
        return
    for binding in parse_stream(StringIO(words)):
        if binding.error or (binding.key is not None and not _is_setting(binding.key, binding.value)):
            where = f"{path}, line {binding.original.line}"
            problems.append(SettingProblem(where, SettingFault.LINE, expected="NAME=value"))
        elif binding.key is not None:
            yield binding.key, binding.value or ""


def _is_setting(key: str, value: str | None) -> bool:
    """Whether this is NAME=value; after a full-width ＝ or a colon the value would be taken for a part of the name, and
    a token be repeated wherever the name is."""
    return value is not None and re.fullmatch("[A-Za-z_][A-Za-z0-9_]*", key) is not None


def _exposed(path: Path) -> Iterator[SettingProblem]:
    """Report a .env with a token that other accounts on the machine can read."""
    mode = path.stat().st_mode & 0o777
    if os.name == "posix" and mode & _OTHERS_BITS:
        yield SettingProblem(str(path), SettingFault.EXPOSED, f"{mode:03o}", f"600: chmod 600 {path}")


def _unknown(environ: Mapping[str, str], in_file: Mapping[str, str]) -> Iterator[SettingProblem]:
    ours = [name for name in environ if name.startswith("PERFBOT_")]
    for name in dict.fromkeys([*in_file, *ours]):
        if name not in RULES:
            near = difflib.get_close_matches(name.upper(), RULES, 1, 0.6)
            yield SettingProblem(name, SettingFault.UNKNOWN, expected=near[0] if near else "")
