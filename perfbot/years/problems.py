"""The mistakes of a year book: line, key, expected, found, remedy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from perfbot.toml_lines import Path, line_of


@dataclass(frozen=True, order=True)
class YearBookProblem:
    """One mistake; `line` counts from 1, the rest is Chinese for the person who corrects the file."""

    line: int
    key: str
    expected: str
    found: str
    remedy: str

    def __str__(self) -> str:
        return f"第 {self.line} 行 {self.key}：应为{self.expected}，实为{self.found}。{self.remedy}"


class YearBookProblems(Exception):
    """A year book that was not loaded; `problems` are in the order of the lines."""

    def __init__(self, name: str, problems: Iterable[YearBookProblem]) -> None:
        self.name = name
        self.problems = tuple(sorted(set(problems)))
        lines = "\n".join(f"  {problem}" for problem in self.problems)
        super().__init__(f"{name} 有 {len(self.problems)} 处需要修改，没有装入任何内容：\n{lines}")


@dataclass
class Findings:
    """Collects mistakes while a file is read; `sums_unsure` says that an amount or a row was left out."""

    lines: dict[Path, int]
    problems: list[YearBookProblem] = field(default_factory=list)
    sums_unsure: bool = False

    def add(self, path: Path, expected: str, found: str, remedy: str) -> None:
        """Note one mistake at this key path."""
        self.problems.append(YearBookProblem(self.line(path), key_words(path), expected, found, remedy))

    def line(self, path: Path) -> int:
        """The line of a key path."""
        return line_of(self.lines, path)


def key_words(path: Path) -> str:
    """The path as a person finds it: projects[3].indicators[2].target, counted from 1."""
    words = ""
    for part in path:
        words += f"[{part + 1}]" if isinstance(part, int) else f".{part}"
    return words.lstrip(".") or "整个文件"


def nearest(word: str, known: Iterable[str]) -> str:
    """A remedy that names the nearest known word, or all of them."""
    candidates = list(known)
    close = get_close_matches(word.lower(), candidates, n=1, cutoff=0.5)
    return f"是不是想写 {close[0]}？" if close else f"可以写的有：{'、'.join(candidates)}。"


def shown(value: object) -> str:
    """A found value, short enough for one line."""
    words = f"“{value}”" if isinstance(value, str) else str(value)
    return words if len(words) <= 60 else words[:57] + "……"
