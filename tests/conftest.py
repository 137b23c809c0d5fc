"""What all tests stand on; without Chromium the browser tests are left out, which is said, and is an error on CI."""

import gc
import os
import resource
import shutil
import sys
from pathlib import Path

import pytest
from hypothesis import settings

import bot  # noqa: F401 – it chooses how python-telegram-bot gives durations, for tests as for the bot

gc.disable()  # until everything is collected

# Many tests start the bot as a process of its own: it is compiled once for all of them, also where Python was told to
# keep nothing compiled.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

settings.register_profile("perfbot", deadline=None)  # an example that a busy machine makes slow is no fault
settings.load_profile("perfbot")

# Files that are left open show here, and not first on a machine that allows few.
OPEN_FILES = 512
soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
if soft > OPEN_FILES or soft == resource.RLIM_INFINITY:
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, hard))


def chromium() -> str | None:
    """PERFBOT_CHROMIUM, or the machine's own."""
    told = os.environ.get("PERFBOT_CHROMIUM")
    if told:
        return told if Path(told).exists() else None
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    browser = [item for item in items if item.get_closest_marker("browser")]
    if not browser or chromium():
        return
    if os.environ.get("CI") == "true":
        raise pytest.UsageError("the browser tests need Chromium: install it or set PERFBOT_CHROMIUM to its path")
    config.hook.pytest_deselected(items=browser)
    items[:] = [item for item in items if item not in browser]
    config.stash[_DESELECTED] = len(browser)


def pytest_collection_finish() -> None:
    """What is loaded now stays: the garbage collector need not walk through it every time, here as in the bot."""
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    gc.enable()


_DESELECTED = pytest.StashKey[int]()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if count := config.stash.get(_DESELECTED, 0):
        terminalreporter.write_line(f"{count} browser tests left out: no Chromium here (PERFBOT_CHROMIUM names one)")
