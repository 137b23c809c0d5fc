"""One line to the person at the terminal."""

from __future__ import annotations

import sys


def say(text: str) -> None:
    """To standard output."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def complain(text: str) -> None:
    """To standard error."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
