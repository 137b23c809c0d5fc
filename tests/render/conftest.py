"""Tests that need LibreOffice run where it is: elsewhere one line says so, and on CI they run and fail."""

import os
import sys

import pytest

from perfbot.render.docx.to_pdf import pdf_available


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "libreoffice: makes a PDF with LibreOffice")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    needing = [item for item in items if item.get_closest_marker("libreoffice")]
    if not needing or pdf_available() or os.environ.get("CI") == "true":
        return
    config.hook.pytest_deselected(items=needing)
    items[:] = [item for item in items if item not in needing]
    # Straight to the terminal, and by one worker only: a worker's own summary is shown to nobody.
    if os.environ.get("PYTEST_XDIST_WORKER", "gw0") == "gw0":
        print(f"{len(needing)} PDF test left out: no LibreOffice here", file=sys.__stderr__)
