"""`make bench`, or `python -m benchmarks [--quick] [store] [serving] [compiling] [starting]`.

Everything is measured in one run, side by side; a whole run that is not --quick is written to benchmarks/RESULTS.md.
"""

from __future__ import annotations

import argparse
import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks import compiling, durable_write, serving, starting
from benchmarks.measures import table, work_folder

PARTS = {
    "serving": ("End to end over HTTP", serving.run),
    "store": ("The store", durable_write.run),
    "compiling": ("Putting answers together", compiling.run),
    "starting": ("Starting", starting.run),
}
RESULTS = Path(__file__).with_name("RESULTS.md")
_HEAD = """# What was measured

`make bench` wrote this page. Figures are medians; × is the median of the rounds' own ratios to the first row of the
group, where nothing else is said. Ratios carry over to other machines, milliseconds do not.

"""


def main() -> None:
    """Measure the parts that were asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--quick", action="store_true", help="few rounds, to see that it works")
    parser.add_argument("parts", nargs="*", help=" ".join(PARTS))
    told = parser.parse_args()
    asked = told.parts or list(PARTS)
    written = _HEAD + machine()
    for name in asked:
        title, run = PARTS[name]
        with work_folder() as folder:
            part = f"\n## {title}\n{table(run(folder, quick=told.quick))}\n"
        print(part, flush=True)
        written += part
    if not told.quick and not told.parts:
        RESULTS.write_text(written, "utf-8")


def machine() -> str:
    """Where and when."""
    libraries = ", ".join(f"{name} {version(name)}" for name in ("python-telegram-bot", "httpx", "aiohttp", "tinydb"))
    load = ", ".join(f"{one:.2f}" for one in os.getloadavg())
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, {libraries}; load at the start {load}.\n"
    )


if __name__ == "__main__":
    main()
