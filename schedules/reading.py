"""Reads the timetable; names every mistake at once with its line, and uses nothing of a wrong file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from perfbot.domain.posts.post import GROUP, JobKind
from perfbot.toml_lines import Path as KeyPath
from perfbot.toml_lines import line_of
from schedules.cron_words import cron_mistakes, read_cron, repeats
from schedules.entries import (
    NOWHERE,
    PRIVATE,
    Flaw,
    OnHolidays,
    Quiet,
    Timetable,
    TimetableEntry,
    TimetableProblem,
    TimetableProblems,
)
from schedules.readable_lines import UNREAD, readable_tables
from schedules.values import Wrong, read_duration, read_quiet

FORMAT = 1
_COMMON = ("kind", "on", "cron", "timezone", "fund", "catch_up", "workdays")
_KEYS: dict[JobKind, tuple[str, ...]] = {
    JobKind.DIGEST: (*_COMMON, "chat"),
    JobKind.ALERTS: (*_COMMON, "chat"),
    JobKind.MONTHLY: (*_COMMON, "chat"),
    JobKind.REMINDERS: (*_COMMON, "quiet"),
    JobKind.BACKUP: tuple(key for key in _COMMON if key != "fund"),
    JobKind.DRAFTS: (*(key for key in _COMMON if key != "fund"), "keep"),
}
_CHATS = {JobKind.REMINDERS: PRIVATE, JobKind.BACKUP: NOWHERE, JobKind.DRAFTS: NOWHERE}
_SPEAK = (JobKind.DIGEST, JobKind.ALERTS, JobKind.MONTHLY)
_FUND = re.compile(r"[A-Za-z0-9_-]{1,32}")
_SHORTEST, _LONGEST = timedelta(minutes=10), timedelta(days=31)


def load_timetable(path: Path, timezone: ZoneInfo) -> Timetable:
    """The timetable of a file; raises TimetableProblems."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise TimetableProblems(
            str(path), (TimetableProblem(1, "", Flaw.UNREADABLE.value, type(error).__name__),)
        ) from None
    return read_timetable(text, timezone, path.name)


def read_timetable(text: str, timezone: ZoneInfo, name: str = "timetable.toml") -> Timetable:
    """The timetable of a text; entries without a time zone have the one given. Raises TimetableProblems."""
    text = text.replace("\r\n", "\n")
    unreadable, tables, lines = readable_tables(text)
    reader = _TimetableReader(lines, timezone)
    entries = reader.entries(tables)
    # What looks missing may stand on a line that could not be read.
    problems = [item for item in reader.problems if not unreadable or item.flaw != Flaw.MISSING.value]
    if unreadable or problems:
        raise TimetableProblems(name, (*unreadable, *problems))
    return Timetable(entries)


class _TimetableReader:
    """Collects the mistakes of a file while its tables become entries."""

    def __init__(self, lines: dict[KeyPath, int], timezone: ZoneInfo) -> None:
        self.problems: list[TimetableProblem] = []
        self._lines = lines
        self._timezone = timezone

    def note(self, path: tuple[str, ...], flaw: Flaw, found: object = "", wanted: str = "") -> None:
        """One mistake."""
        shown = "" if found == "" else str(found)[:60]
        self.problems.append(TimetableProblem(line_of(self._lines, path), ".".join(path), flaw.value, shown, wanted))

    def entries(self, tables: Mapping[str, Any]) -> tuple[TimetableEntry, ...]:
        """Every entry that has no mistake."""
        found = []
        for name, table in tables.items():
            if name.startswith(UNREAD):
                continue
            if name == "format":
                if table != FORMAT:
                    self.note((name,), Flaw.UNKNOWN_KEY, table, str(FORMAT))
            elif not isinstance(table, dict):
                self.note((name,), Flaw.NOT_A_TABLE, name)
            else:
                entry = self._entry(name, table)
                found += [entry] if entry else []
        self._twice(found)
        return tuple(found)

    def _entry(self, name: str, table: Mapping[str, Any]) -> TimetableEntry | None:
        before = len(self.problems)
        kind = self._kind(name, table)
        if kind is None:
            return None
        for key in table:
            if key not in _KEYS[kind]:
                self.note((name, key), Flaw.UNKNOWN_KEY, key, _nearest(key, _KEYS[kind]))
        zone = self._zone(name, table)
        entry = TimetableEntry(
            name=name,
            kind=kind,
            on=self._switch(name, table),
            trigger=self._cron(name, table, kind, zone),
            cron=table.get("cron", {}),
            timezone=zone,
            chat=self._chat(name, table, kind),
            fund=self._fund(name, table),
            catch_up=self._window(name, table),
            on_holidays=self._holidays(name, table),
            quiet=self._quiet(name, table),
            keep=self._duration(name, table, "keep", timedelta(days=7)),
            line=line_of(self._lines, (name,)),
        )
        return entry if len(self.problems) == before else None

    def _window(self, name: str, table: Mapping[str, Any]) -> timedelta:
        window = self._duration(name, table, "catch_up", timedelta(hours=12))
        if not _SHORTEST <= window <= _LONGEST:
            self.note((name, "catch_up"), Flaw.WINDOW, table.get("catch_up", ""))
        return window

    def _kind(self, name: str, table: Mapping[str, Any]) -> JobKind | None:
        known = [kind.value for kind in JobKind]
        wanted = table.get("kind", name)
        if wanted in known:
            return JobKind(wanted)
        path = (name, "kind") if "kind" in table else (name,)
        self.note(path, Flaw.UNKNOWN_KIND, wanted, _nearest(str(wanted), known))
        return None

    def _switch(self, name: str, table: Mapping[str, Any]) -> bool:
        wanted = table.get("on", True)
        if not isinstance(wanted, bool):
            self.note((name, "on"), Flaw.NOT_A_SWITCH, wanted)
        return wanted is True

    def _zone(self, name: str, table: Mapping[str, Any]) -> ZoneInfo:
        wanted = table.get("timezone")
        if wanted is None:
            return self._timezone
        try:
            return ZoneInfo(wanted)
        except (ValueError, OSError, KeyError, TypeError, AttributeError):
            self.note((name, "timezone"), Flaw.TIMEZONE, wanted)
            return self._timezone

    def _cron(self, name: str, table: Mapping[str, Any], kind: JobKind, zone: ZoneInfo) -> Any:
        if "cron" not in table:
            self.note((name,), Flaw.MISSING, "cron")
            return None
        wrongs = cron_mistakes(table["cron"], zone)
        for wrong in wrongs:
            self.note((name, "cron"), wrong.flaw, wrong.found, wrong.wanted)
        if wrongs:
            return None
        try:
            trigger = read_cron(table["cron"], zone)
        except Wrong as never:
            self.note((name, "cron"), never.flaw, never.found)
            return None
        fault = repeats(trigger, kind, zone)
        if fault is not None:
            self.note((name, "cron"), fault, "", kind.value)
        return trigger

    def _duration(self, name: str, table: Mapping[str, Any], key: str, usual: timedelta) -> timedelta:
        try:
            return read_duration(table[key]) if key in table else usual
        except Wrong as wrong:
            self.note((name, key), wrong.flaw, wrong.found)
            return usual

    def _quiet(self, name: str, table: Mapping[str, Any]) -> Quiet:
        try:
            return read_quiet(table["quiet"]) if "quiet" in table else Quiet()
        except Wrong as wrong:
            self.note((name, "quiet"), wrong.flaw, wrong.found)
            return Quiet()

    def _chat(self, name: str, table: Mapping[str, Any], kind: JobKind) -> str:
        if kind in _CHATS:
            return _CHATS[kind]
        wanted = table.get("chat", GROUP)
        if wanted == GROUP:
            return GROUP
        if isinstance(wanted, int) and not isinstance(wanted, bool) and wanted < 0:
            return str(wanted)
        self.note((name, "chat"), Flaw.CHAT, wanted)
        return GROUP

    def _fund(self, name: str, table: Mapping[str, Any]) -> str:
        wanted = table.get("fund", "")
        if isinstance(wanted, str) and (not wanted or _FUND.fullmatch(wanted)):
            return wanted
        self.note((name, "fund"), Flaw.FUND, wanted)
        return ""

    def _holidays(self, name: str, table: Mapping[str, Any]) -> OnHolidays:
        known = [each.value for each in OnHolidays]
        wanted = table.get("workdays", OnHolidays.ANY.value)
        if wanted in known:
            return OnHolidays(wanted)
        self.note((name, "workdays"), Flaw.WORKDAYS, wanted, _nearest(str(wanted), known))
        return OnHolidays.ANY

    def _twice(self, entries: list[TimetableEntry]) -> None:
        """Two that would say the same to one chat are one post: the second would never go out."""
        seen: list[TimetableEntry] = []
        for entry in (each for each in entries if each.on and each.kind in _SPEAK):
            other = next((each for each in seen if _overlap(each, entry)), None)
            if other is not None:
                self.note((entry.name,), Flaw.TWICE, entry.name, other.name)
            earlier = next((each for each in seen if _used_up(each, entry)), None)
            if earlier is not None:
                self.note((entry.name, "cron"), Flaw.APART, "", earlier.name)
            seen.append(entry)


def _overlap(one: TimetableEntry, other: TimetableEntry) -> bool:
    if (one.kind, one.chat) != (other.kind, other.chat):
        return False
    # Warnings of all funds are one message a day; digests are one for each fund.
    return one.kind is JobKind.ALERTS or one.fund == other.fund or "" in (one.fund, other.fund)


def _used_up(one: TimetableEntry, other: TimetableEntry) -> bool:
    """Warnings of one fund for two chats at two times: what one has told is no news for the other."""
    both = one.kind is other.kind is JobKind.ALERTS and one.chat != other.chat
    return both and (one.fund == other.fund or "" in (one.fund, other.fund)) and one.cron != other.cron


def _nearest(word: str, known: tuple[str, ...] | list[str]) -> str:
    near = get_close_matches(word.lower(), known, 1, 0.6)
    return near[0] if near else ", ".join(known)
