"""Finds the line of each key and array element of a TOML text, to point at mistakes."""

from __future__ import annotations

import re
from typing import TypeAlias

Path: TypeAlias = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_KEY = re.compile(r"""[ \t]*(?:"((?:[^"\\\n]|\\.)*)"|'([^'\n]*)'|([A-Za-z0-9_-]+))[ \t]*""")
_STRING = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""' r"|'''(?:[^']|'(?!''))*'''" r'|"(?:[^"\\\n]|\\.)*"' r"|'[^'\n]*'", re.DOTALL
)
_BARE = re.compile(r"[^,\]}#\n]*")


def key_lines(text: str) -> dict[Path, int]:
    """The line (from 1) of every key path and array element of a text that tomllib has accepted."""
    return _Walk(text).lines


def line_of(lines: dict[Path, int], path: Path) -> int:
    """The line of the path, or of the nearest table around it; 1 when nothing of it stands in the text."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


class _Walk:
    """One pass over the text: headers move the prefix, keys and elements are noted as they come."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Path, int] = {}
        self._counts: dict[Path, int] = {}
        self._line, self._counted_to = 1, 0
        self._statements()

    def _statements(self) -> None:
        prefix: Path = ()
        self._skip(_BLANK)
        while self.at < len(self.text):
            if self._ahead("[["):
                prefix = self._header(2, many=True)
            elif self._ahead("["):
                prefix = self._header(1, many=False)
            else:
                self._pair(prefix)
            self._skip(_BLANK)

    def _header(self, brackets: int, *, many: bool) -> Path:
        self.at += brackets
        line = self._line_here()
        *outer, last = self._dotted()
        self.at += brackets
        path: Path = ()
        for name in outer:
            path = self._latest((*path, name))
        path = (*path, last)
        if many:
            self._counts[path] = self._counts.get(path, -1) + 1
            self.lines.setdefault(path, line)
        path = self._latest(path)
        self.lines.setdefault(path, line)
        return path

    def _latest(self, path: Path) -> Path:
        return (*path, self._counts[path]) if path in self._counts else path

    def _pair(self, prefix: Path) -> None:
        line = self._line_here()
        path = (*prefix, *self._dotted())
        for length in range(len(prefix) + 1, len(path) + 1):
            self.lines.setdefault(path[:length], line)
        self._skip(_BLANK)
        self.at += 1  # the "="
        self._skip(_BLANK)
        self._value(path)

    def _dotted(self) -> list[str]:
        names = []
        while found := _KEY.match(self.text, self.at):
            names.append(next(group for group in found.groups() if group is not None))
            self.at = found.end()
            if not self._ahead("."):
                break
            self.at += 1
        return names

    def _value(self, path: Path) -> None:
        if self._ahead("["):
            self._array(path)
        elif self._ahead("{"):
            self._inline_table(path)
        elif found := _STRING.match(self.text, self.at):
            self.at = found.end()
        else:
            self._skip(_BARE)

    def _array(self, path: Path) -> None:
        self.at += 1
        index = 0
        while self._more("]"):
            self.lines[(*path, index)] = self._line_here()
            self._value((*path, index))
            index += 1

    def _inline_table(self, path: Path) -> None:
        self.at += 1
        while self._more("}"):
            self._pair(path)

    def _more(self, closing: str) -> bool:
        """Skip blanks and a comma; False, with the bracket skipped, at the end of the array or the text."""
        self._skip(_BLANK)
        if self._ahead(","):
            self.at += 1
            self._skip(_BLANK)
        if self.at < len(self.text) and not self._ahead(closing):
            return True
        self.at += 1
        return False

    def _ahead(self, words: str) -> bool:
        return self.text.startswith(words, self.at)

    def _skip(self, pattern: re.Pattern[str]) -> None:
        found = pattern.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def _line_here(self) -> int:
        self._line += self.text.count("\n", self._counted_to, self.at)
        self._counted_to = self.at
        return self._line
