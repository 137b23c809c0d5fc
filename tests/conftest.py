"""Browser tests run where Chromium is: elsewhere one line says so, and on CI its absence is an error."""

import os
import shutil
from pathlib import Path

import pytest


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


_DESELECTED = pytest.StashKey[int]()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if count := config.stash.get(_DESELECTED, 0):
        terminalreporter.write_line(f"{count} browser tests left out: no Chromium here (PERFBOT_CHROMIUM names one)")
