"""The long forms: `python -m tests.crash --kills 500`, and `--power` for power cuts at every sync of the store.

Each prints a table and exits 1 when anything was lost or doubled.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
import tempfile
from pathlib import Path

from tabulate import tabulate

from tests.crash.power import power_run
from tests.crash.run import crash_run


def main() -> int:
    """Run it; 0 when nothing at all went wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="keep data and log here instead of in a temporary folder")
    parser.add_argument("--power", type=int, metavar="STATES", help="cut the power instead; states tried at each sync")
    options = parser.parse_args()
    if options.power is not None:
        return _power(options.power, options.seed)
    with tempfile.TemporaryDirectory(prefix="perfbot-crash-") as temporary:
        folder = options.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        result = asyncio.run(crash_run(folder, options.kills, options.seed, _shown))
    print(tabulate(result.rows(), headers=("crash run", f"seed {options.seed}"), disable_numparse=True))
    print("\n".join(result.complaints()))
    return 0 if result.clean else 1


def _power(bound: int, seed: int) -> int:
    logging.disable()  # what a start says of a torn line, thousands of times
    with tempfile.TemporaryDirectory(prefix="perfbot-power-") as folder:
        result = power_run(Path(folder), bound=bound, seed=seed)
    print(tabulate(result.rows(), headers=("power cut", "states", "refused", "lost", "false alarms")))
    print("\n".join(f"{kind} ({scene}) {what}" for (kind, scene), what in result.examples.items()))
    return 1 if result.wrong else 0


def _shown(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
