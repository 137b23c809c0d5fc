"""What a device may hold after a power cut: of what was not synced, each file and folder lost, kept or tore its own.

A file keeps any number of its unsynced writes in their order, the last one perhaps in part; notes written in place keep
any of their 512-byte sectors. A folder keeps any number of its unsynced changes of names in their order.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import product
from math import prod
from os.path import dirname
from typing import NamedTuple

from tests.crash.recorded_disk import Event

_SECTOR = 512
_NAMES = ("create", "folder", "rename", "unlink")
_CONTENTS = ("write", "truncate")

Files = dict[str, bytes | None]
"""Path to content; None is a folder."""


class Cut(NamedTuple):
    """A possible state of the device after a cut before event number `place`, and what had been promised by then."""

    place: int
    files: Files
    promised: frozenset[tuple[str, str]]


class Device:
    """What is durable so far, and what waits for its sync."""

    def __init__(self, outermost: str) -> None:
        self._outermost = outermost
        self._contents: dict[int, bytes] = {}
        self._writes: dict[int, list[Event]] = {}
        self._names: dict[str, int | None] = {}
        self._changes: dict[str, list[Event]] = {}

    def take(self, event: Event) -> None:
        """The next call."""
        if event.what in _NAMES:
            self._changes.setdefault(dirname(event.place), []).append(event)
        elif event.what in _CONTENTS:
            self._writes.setdefault(event.file, []).append(event)
        elif event.what == "settled":
            self.settle()
        elif event.what == "sync":
            waiting = self._writes.pop(event.file, [])
            self._contents[event.file] = _written(self._contents.get(event.file, b""), waiting)
        elif event.what == "sync_folder":
            for change in self._changes.pop(event.place, []):
                _renamed(self._names, change)

    def settle(self) -> None:
        """Everything is durable."""
        for number, waiting in self._writes.items():
            self._contents[number] = _written(self._contents.get(number, b""), waiting)
        for changes in self._changes.values():
            for change in changes:
                _renamed(self._names, change)
        self._writes, self._changes = {}, {}

    def states(self, bound: int, chance: random.Random) -> Iterator[Files]:
        """Every state where there are at most `bound`, else the extreme ones and as many drawn by chance."""
        files = {number: list(self._kept_contents(number)) for number in sorted(self._writes)}
        folders = {folder: len(self._changes[folder]) for folder in sorted(self._changes)}
        sizes = [*map(len, files.values()), *(count + 1 for count in folders.values())]
        kept = [*(min(1, len(options) - 1) for options in files.values()), *folders.values()]
        for chosen in _combinations(sizes, kept, bound, chance):
            picked = zip(files, files.values(), chosen, strict=False)
            contents = self._contents | {number: options[place] for number, options, place in picked}
            names = dict(self._names)
            for folder, count in zip(folders, chosen[len(files) :], strict=True):
                for change in self._changes[folder][:count]:
                    _renamed(names, change)
            yield _reachable(self._outermost, names, contents)

    def _kept_contents(self, number: int) -> Iterator[bytes]:
        """The file with none of its unsynced writes, with all, with some, with a part of one; without doubles."""
        before, waiting = self._contents.get(number, b""), self._writes[number]
        seen = set()
        for content in _torn(before, waiting):
            if content not in seen:
                seen.add(content)
                yield content


def cuts(events: list[Event], outermost: str, bound: int, seed: int) -> Iterator[Cut]:
    """Every state before each sync and at the end, each once for what was promised by then."""
    device, chance, promised = Device(outermost), random.Random(seed), frozenset[tuple[str, str]]()
    seen, start = set(), max((place for place, event in enumerate(events) if event.what == "settled"), default=0)
    for place, event in enumerate([*events, Event("sync")]):
        if place >= start and event.what.startswith("sync"):
            for files in device.states(bound, chance):
                known = hash((tuple(sorted(files.items(), key=lambda item: item[0])), promised))
                if known not in seen:
                    seen.add(known)
                    yield Cut(place, files, promised)
        if event.what == "promise":
            promised = event.facts
        device.take(event)


def _combinations(sizes: list[int], kept: list[int], bound: int, chance: random.Random) -> Iterator[tuple[int, ...]]:
    """Which of so many options each file and folder has; option 0 is all lost, `kept` says which is all kept."""
    if prod(sizes) <= bound:
        yield from product(*map(range, sizes))
        return
    lost = [0] * len(sizes)
    yield from (tuple(lost), tuple(kept))
    for place in range(len(sizes)):
        yield (*lost[:place], kept[place], *lost[place + 1 :])
        yield (*kept[:place], lost[place], *kept[place + 1 :])
    for _ in range(bound):
        yield tuple(chance.randrange(size) for size in sizes)


def _torn(before: bytes, waiting: list[Event]) -> Iterator[bytes]:
    yield before
    yield _written(before, waiting)
    for count in range(1, len(waiting)):
        yield _written(before, waiting[:count])
    if any(event.offset < len(before) for event in waiting if event.what == "write"):
        yield from _sectors(before, waiting)
    elif waiting[-1].what == "write":
        last = waiting[-1]
        for length in (len(last.content) // 2, len(last.content) - 1):
            yield _written(before, [*waiting[:-1], last._replace(content=last.content[:length])])


def _sectors(before: bytes, waiting: list[Event]) -> Iterator[bytes]:
    """Notes written in place: one sector new and the others old, and the other way round."""
    after = _written(before, waiting)
    for start in range(0, len(after), _SECTOR):
        end = start + _SECTOR
        yield before[:start].ljust(start, b"\0") + after[start:end] + before[end:]
        yield after[:start] + before[start:end].ljust(min(_SECTOR, len(after) - start), b"\0") + after[end:]


def _written(content: bytes, waiting: list[Event]) -> bytes:
    for event in waiting:
        if event.what == "truncate":
            content = content[: event.offset].ljust(event.offset, b"\0")
        else:
            end = event.offset + len(event.content)
            content = content[: event.offset].ljust(event.offset, b"\0") + event.content + content[end:]
    return content


def _renamed(names: dict[str, int | None], change: Event) -> None:
    if change.what == "create":
        names[change.place] = change.file
    elif change.what == "folder":
        names[change.place] = None
    elif change.what == "unlink":
        names.pop(change.place, None)
    elif change.place in names:
        names[change.target] = names.pop(change.place)


def _reachable(outermost: str, names: dict[str, int | None], contents: dict[int, bytes]) -> Files:
    """Files whose folders are there as well; the outermost folder of the recording always is."""
    folders = {outermost} | {path for path, number in names.items() if number is None}
    return {
        path: None if number is None else contents.get(number, b"")
        for path, number in sorted(names.items())
        if all(parent in folders for parent in _parents(path, outermost))
    }


def _parents(path: str, outermost: str) -> Iterator[str]:
    while path != outermost:
        path = dirname(path)
        yield path
