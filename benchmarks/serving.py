"""Answers a second, and what a guided step adds, over HTTP against a fast stand-in for Telegram, all bots in turns.

The bots of a comparison are started first and are idle while another one is at work. A ratio is the median of the
rounds' own ratios, so that a slow moment of the machine falls on both sides of it.
"""

from __future__ import annotations

import os
import statistics
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.answering import Contestant
from benchmarks.books import book_of, folder_of
from benchmarks.measures import Measure, median_ms

LATENCY = 0.05
PEOPLE = 1_000
ECHO = [{"say": "number {n} is here", "expect": "number {n} is here"}]
PROGRESS = [{"say": "/progress", "expect": "已支出"}]
RECORD = [{"say": "/record", "expect": "已记录"}]
SPEND = [
    {"say": "/spend", "expect": "哪个二级项目"},
    {"say": "工业设计大赛", "expect": "支出多少"},
    {"say": "80元", "expect": "哪一天"},
    {"say": "6.30", "expect": "用在什么地方"},
    {"say": "展位搭建", "expect": "确认"},
    {"press": "确认", "expect": "已记录"},
]
MANY = {"people": PEOPLE, "at_once": PEOPLE}
"""Everybody at once, each waiting for the answer before saying the next thing."""
SOME = {"people": 500, "at_once": 100}


@dataclass(frozen=True)
class Part:
    """One bot's part in each round: its name in the table, and how the round is played."""

    who: str
    bot: Contestant
    asked: dict[str, Any]


def run(folder: Path, *, quick: bool) -> list[Measure]:
    """Every comparison that goes through HTTP."""
    data = folder_of(folder / "data", (book_of(10_000),), PEOPLE)
    rounds = 2 if quick else 7
    return [*_far(folder, data, rounds), *_near(folder, data, rounds), *_guided(folder, data, 20 if quick else 150)]


def _ours(folder: Path, data: Path, latency: float = 0) -> Contestant:
    command = ["-m", "benchmarks.our_bot", "URL", str(data)]
    return Contestant("perfbot", command, folder / "ours.log", latency=latency)


def _echo(folder: Path, *options: str, latency: float = 0) -> Contestant:
    command = ["-m", "benchmarks.echo_bot", "URL", *options]
    return Contestant("echo", command, folder / "echo.log", latency=latency)


def _far(folder: Path, data: Path, rounds: int) -> list[Measure]:
    """With the latency of a network; each person's order is held by the stand-in, which expects the answers in turn."""
    ours = _ours(folder, data, LATENCY)
    parts = [
        Part("PTB echo, one at a time", _echo(folder, latency=LATENCY), {"people": 60, "script": ECHO}),
        Part("PTB echo, 32 at once", _echo(folder, "--at-once", "32", latency=LATENCY), MANY | {"script": ECHO}),
        Part("perfbot, /progress", ours, MANY | {"script": PROGRESS * 2}),
        Part("perfbot, /spend in 6 messages", ours, MANY | {"script": SPEND}),
    ]
    rates = _rates(parts, min(rounds, 5))
    what = f"answers/s, {LATENCY * 1000:.0f} ms latency, {PEOPLE:,} people"
    return _compared(what, rates, parts[0].who, {"perfbot, /progress": 25.0})


def _near(folder: Path, data: Path, rounds: int) -> list[Measure]:
    """Without latency: what an answer costs, beside an echo and beside one that borrows perfbot's HTTP."""
    ours = _ours(folder, data)
    bare, borrowing = "PTB echo", "PTB echo over perfbot's requests"
    parts = [
        Part(bare, _echo(folder), SOME | {"script": ECHO * 2}),
        Part(borrowing, _echo(folder, "--transport"), SOME | {"script": ECHO * 2}),
        Part("perfbot, /progress", ours, SOME | {"script": PROGRESS * 2}),
        Part("perfbot, one durable entry each, book of 10,000", ours, SOME | {"script": RECORD * 2}),
        Part("perfbot, /spend in 6 messages", ours, {"people": 200, "at_once": 100, "script": SPEND}),
    ]
    rates = _rates(parts, rounds)
    bars = {parts[2].who: 0.8, parts[3].who: 0.7}
    held = {who: rate for who, rate in rates.items() if who in bars or who == borrowing}
    return [
        *_compared("answers/s, no latency", rates, bare, bars),
        *_compared("the same against the borrower", held, borrowing, {})[1:],
    ]


def _rates(parts: Sequence[Part], rounds: int) -> dict[str, list[float]]:
    """Answers a second of each in each round; a first round is not counted."""
    rates: dict[str, list[float]] = {part.who: [] for part in parts}
    with ExitStack() as started:
        for bot in dict.fromkeys(part.bot for part in parts):
            started.enter_context(bot)
        for turn in range(rounds + 1):
            for part in parts:
                result = part.bot.play(**part.asked)
                if turn:
                    rates[part.who].append(result["answers"] / result["seconds"])
    return rates


def _compared(what: str, rates: dict[str, list[float]], base: str, bars: dict[str, float]) -> list[Measure]:
    """Each bot's median and its ratio to `base`, which comes first; `bars` are the least ratios."""
    rows = []
    for who, rate in sorted(rates.items(), key=lambda item: item[0] != base):
        ratio = None if who == base else _ratio(rate, rates[base])
        row = Measure(what, who, statistics.median(rate), "/s", ratio)
        bar = bars.get(who)
        rows.append(row if bar is None or ratio is None else row.held(f"≥ {bar:g} × {base}", ratio >= bar))
    return rows


def _ratio(taken: Sequence[float], base: Sequence[float]) -> float:
    return statistics.median(one / other for one, other in zip(taken, base, strict=True))


def _guided(folder: Path, data: Path, conversations: int) -> list[Measure]:
    """One person in a conversation, nobody else about: from the update's being there to its answer."""
    waits: dict[str, list[float]] = {"PTB echo": [], "PTB echo over perfbot's requests": [], "perfbot": []}
    appended, alone = [], {"people": conversations // 5, "at_once": 1}
    with _echo(folder) as bare, _echo(folder, "--transport") as borrowing, _ours(folder, data) as ours:
        played = zip(waits.values(), (bare, borrowing, ours), (ECHO * 6, ECHO * 6, SPEND), strict=True)
        for taken, bot, script in list(played) * 5:
            taken += [wait for step in bot.play(**alone, script=script)["waits"] for wait in step]
            appended.append(_append_ms(folder / "plain"))
    append = statistics.median(appended)
    most = 2 * append + 1
    echo, borrower, step = (statistics.median(taken) * 1000 for taken in waits.values())
    names = list(waits)
    return [
        Measure("one fsync'd append", "plain", append, "ms"),
        Measure("one answer, one person", names[0], echo, "ms"),
        Measure("one answer, one person", names[1], borrower, "ms"),
        Measure("one step of /spend", names[2], step, "ms"),
        Measure(f"… added to {names[0]}", names[2], step - echo, "ms").held(
            f"≤ 2 appends + 1 ms ({most:.2f} ms)", step - echo <= most
        ),
        Measure(f"… added to {names[1]}", names[2], step - borrower, "ms"),
    ]


def _append_ms(path: Path) -> float:
    """The median of an append of a draft's length, on the disk before it returns."""
    file = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND)

    def append() -> None:
        os.write(file, b"x" * 399 + b"\n")
        os.fsync(file)

    taken = median_ms(append, 40)
    os.close(file)
    return taken
