"""How long an answer takes to be put together: asked again, after a new entry, and the first time in a new process.

    python -m benchmarks.compiling WHAT

prints the milliseconds that WHAT takes in a process that has not done it before, with all that it imports.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from benchmarks.answering import ROOT
from benchmarks.books import NOW, TODAY, book_of
from benchmarks.measures import Measure, median_ms, timed
from perfbot.domain.books.book import Book
from perfbot.domain.books.circumstances import Circumstances
from perfbot.domain.books.commands import RecordSpending
from perfbot.domain.books.members import LOADER
from perfbot.domain.books.rules import decide
from perfbot.years.loader import build_book, sample

LARGE = 100_000
LONGEST_HOLD = 20
CLOSED = date(2022, 3, 1)


def progress(book: Book) -> object:
    """/progress as the chat gets it."""
    from perfbot.domain.rulebook import DEFAULT
    from perfbot.render.figures.progress import progress as compiled
    from perfbot.render.places.chat import chat_parts

    return chat_parts(compiled(book, as_of=TODAY, rulebook=DEFAULT))


def report(book: Book) -> object:
    """/report as a rich message."""
    from perfbot.render.places.rich import rich_parts
    from perfbot.render.report.self_evaluation import compile_report

    return rich_parts(compile_report(book, today=CLOSED))


def report_docx(book: Book) -> object:
    """The Word file of /report."""
    from perfbot.render.docx.document import docx_bytes
    from perfbot.render.report.self_evaluation import compile_report

    return docx_bytes(compile_report(book, today=CLOSED))


def digest(book: Book) -> object:
    """The weekly digest as a rich message, its picture apart."""
    from perfbot.render.places.rich import rich_parts
    from perfbot.render.posts.digest import digest_document, week_up_to

    return rich_parts(digest_document(book, week_up_to(TODAY), chart=False))


def chart(book: Book) -> object:
    """The digest's picture."""
    from perfbot.render.posts.digest import digest_picture, week_up_to

    return digest_picture(book, week_up_to(TODAY))()


@dataclass(frozen=True)
class Answer:
    """What is put together, and the bar for doing so after a new entry, in milliseconds."""

    make: Callable[[Book], object]
    most: float | None = None

    @property
    def name(self) -> str:
        """How the table calls it."""
        return (self.make.__doc__ or "").rstrip(".")


_ALL = (Answer(progress), Answer(report, 10), Answer(report_docx, 60), Answer(digest), Answer(chart))
ANSWERS = {one.make.__name__: one for one in _ALL}


def run(folder: Path, *, quick: bool) -> list[Measure]:
    """Each answer from the 2021 book; /progress, /report and the digest also from a large one."""
    times = 5 if quick else 40
    small, large = _book_of_2021(), book_of(LARGE // 10 if quick else LARGE)
    found = [row for name in ANSWERS for row in _small(name, small, times)]
    many = f"book of {len(large):,} entries, after a new entry"
    beside = f"{many}, beside the event loop"
    return [
        *found,
        _held_shortly(_after_an_entry("progress", large, many, times)),
        _held_shortly(_view(large, many, times)),
        _after_an_entry("report", large, beside, times),
        _held_shortly(_after_an_entry("digest", large, many, times)),
    ]


def _view(book: Book, which: str, times: int) -> Measure:
    """What /report, the trail, exports and comparisons do with the book on the event loop; a thread does the rest."""
    taken = []
    for _ in range(times):
        _spend(book)
        taken.append(timed(book.as_it_stands))
    return Measure("What /report holds the event loop for: its view of the book", which, _median(taken), "ms")


def _held_shortly(found: Measure) -> Measure:
    return found.held(f"≤ {LONGEST_HOLD} ms", found.value <= LONGEST_HOLD)


def _book_of_2021() -> Book:
    return build_book(sample(), NOW.replace(year=2022))


def _small(name: str, book: Book, times: int) -> list[Measure]:
    answer = ANSWERS[name]
    first = statistics.median(_first_in_a_process(name) for _ in range(min(times, 5)))
    again = median_ms(lambda: answer.make(book), times)
    held = _after_an_entry(name, book, "2021 book, after a new entry", times)
    if answer.most is not None:
        held = held.held(f"≤ {answer.most:g} ms", held.value <= answer.most)
    return [
        Measure(answer.name, "2021 book, first in a new process, imports and all", first, "ms"),
        held,
        Measure(answer.name, "2021 book, asked again", again, "ms"),
    ]


def _after_an_entry(name: str, book: Book, which: str, times: int) -> Measure:
    """Nothing of what was worked out before holds any more."""
    taken = []
    for _ in range(times):
        _spend(book)
        taken.append(timed(lambda: ANSWERS[name].make(book)))
    return Measure(ANSWERS[name].name, which, _median(taken), "ms")


def _median(seconds: list[float]) -> float:
    """Their median in milliseconds."""
    return statistics.median(seconds) * 1000


def _spend(book: Book) -> None:
    command = RecordSpending(key=f"more.{len(book)}", project="p03", amount=Decimal("0.01"), on=TODAY, purpose="电费")
    book.apply(decide(book, command, Circumstances(LOADER, NOW.replace(year=2022), CLOSED))[0])


def _first_in_a_process(name: str) -> float:
    command = [sys.executable, "-m", "benchmarks.compiling", name]
    return float(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)


if __name__ == "__main__":
    asked, book = ANSWERS[sys.argv[1]], _book_of_2021()
    print(timed(lambda: asked.make(book)) * 1000)
