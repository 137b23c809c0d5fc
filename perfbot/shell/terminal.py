"""Prints lines to the terminal."""

from __future__ import annotations

import codecs
import io
import sys


def speak_any_language() -> None:
    """Let the terminal take every character: UTF-8 where the locale knows only ASCII (R5); failures are ignored."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            ascii_only = codecs.lookup(stream.encoding).name == "ascii"
            stream.reconfigure(encoding="utf-8" if ascii_only else None, errors="backslashreplace")


def say(text: str) -> None:
    """Print to standard output."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def complain(text: str) -> None:
    """Print to standard error."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
