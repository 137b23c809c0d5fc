"""How long each takes from being started to its first getUpdates, and how much memory it has in use when idle."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

from benchmarks.answering import Contestant
from benchmarks.books import FIRST_PERSON, NOW, fill
from benchmarks.echo_bot import TOKEN
from benchmarks.measures import Measure
from perfbot.records.office import Office
from perfbot.store.tiny.store import create_store
from perfbot.years.loader import build_book, sample

_SETTLED = 1.5


def run(folder: Path, *, quick: bool) -> list[Measure]:
    """Both in turns, after a first start of each that leaves compiled files behind."""
    data = folder / "data"
    store = create_store(data, NOW)
    fill(store, (build_book(sample(), NOW.replace(year=2022)),))
    Office(store, (FIRST_PERSON,)).bootstrap(NOW)
    store.close()
    ours = {
        "BOT_TOKEN": TOKEN,
        "BOT_API_URL": "URL",
        "PERFBOT_DATA_DIR": str(data),
        "PERFBOT_ADMIN_IDS": str(FIRST_PERSON),
    }
    bots = {
        "bare PTB": Contestant("bare PTB", ["-m", "benchmarks.echo_bot", "URL"], folder / "bare.log"),
        "perfbot": Contestant("perfbot", ["bot.py"], folder / "ours.log", environment=ours),
    }
    started: dict[str, list[float]] = {name: [] for name in bots}
    used: dict[str, list[float]] = {name: [] for name in bots}
    for turn in range(4 if quick else 12):
        for name, bot in bots.items():
            with bot:
                time.sleep(_SETTLED)
                if turn:
                    started[name].append(bot.seconds_to_first_poll * 1000)
                    used[name].append(bot.memory() / 2**20)
    return [*_compared("start to first poll", started, "ms", 1.5), *_compared("idle memory", used, "MiB", 1.4)]


def _compared(what: str, taken: dict[str, list[float]], unit: str, most: float) -> list[Measure]:
    medians = {name: statistics.median(values) for name, values in taken.items()}
    ratio = medians["perfbot"] / medians["bare PTB"]
    return [
        Measure(what, "bare PTB", medians["bare PTB"], unit),
        Measure(what, "perfbot", medians["perfbot"], unit, ratio, f"≤ {most} × bare PTB", met=ratio <= most),
    ]
