"""What a benchmark hands in: a figure, its ratio to what it is held against, and the bar."""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path


@dataclass(frozen=True)
class Measure:
    """One row: what was done, by whom, the figure in its unit; `ratio` to the base that the bar names."""

    what: str
    who: str
    value: float
    unit: str
    ratio: float | None = None
    bar: str = ""
    met: bool | None = None

    def held(self, bar: str, met: bool) -> Measure:
        """The same, held against a bar."""
        return replace(self, bar=bar, met=met)


def timed(action: Callable[[], object]) -> float:
    """Seconds that it takes."""
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def median_ms(action: Callable[[], object], times: int) -> float:
    """The median of so many times, in milliseconds."""
    return statistics.median(timed(action) for _ in range(times)) * 1000


@contextmanager
def work_folder() -> Iterator[Path]:
    """A folder on a real disk: /tmp is memory on many machines, where fsync costs nothing and ratios mean nothing."""
    folder = Path(tempfile.mkdtemp(prefix="perfbot-bench-", dir="/var/tmp"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def table(measures: Sequence[Measure]) -> str:
    """The rows as a Markdown table."""
    lines = ["| what | who | figure | × | bar | met |", "|---|---|---:|---:|---|---|"]
    for one in measures:
        met = {True: "yes", False: "**no**", None: ""}[one.met]
        ratio = "" if one.ratio is None else f"{one.ratio:.2f}"
        lines.append(f"| {one.what} | {one.who} | {_figure(one.value)} {one.unit} | {ratio} | {one.bar} | {met} |")
    return "\n".join(lines)


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
