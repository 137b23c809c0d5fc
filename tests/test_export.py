"""The archive of everything: it opens anywhere, says what is in it, and its year book gives the same report again."""

from __future__ import annotations

import hashlib
import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from perfbot.domain.books import commands as do
from perfbot.domain.books.book import Book
from perfbot.domain.books.entries import Spending
from perfbot.domain.books.errors import Refused
from perfbot.domain.books.facts import BudgetKind, BudgetLine
from perfbot.export import Origin, archive
from perfbot.records.backups import BackupFailed, Backups
from perfbot.records.evidence import EvidenceFiles
from perfbot.render.export.words import LONGEST, numbered_name, plain_name
from perfbot.render.places.text import text
from perfbot.render.report.self_evaluation import compile_report
from perfbot.settings import Settings
from perfbot.shell.arguments import understood
from perfbot.shell.commands import run_command
from perfbot.store.errors import WriteFailed
from perfbot.store.files.layout import layout_of
from perfbot.years.from_book import year_book_of
from perfbot.years.loader import build_book, read_year_book, sample_text
from perfbot.years.writing import year_book_text
from tests.book_builder import OFFICE, BookBuilder

NOW = datetime(2022, 1, 10, 9, 30, tzinfo=UTC)
PAYMENT = date(2021, 3, 1)
NAMES = [
    "发票.pdf",
    "../../etc/passwd.pdf",
    "C:\\x\\y.pdf",
    "con.pdf",
    ".pdf",
    "a\x00b\n.pdf",
    "长" * 190 + ".pdf",
    "发票.pdf",
]


def small() -> BookBuilder:
    return BookBuilder().project("p", "10").spend("p", "1", PAYMENT).indicator("p", "a", "≥10次").result("a", "12次")


def with_files(room: EvidenceFiles, names: list[str]) -> Book:
    built = small()
    paid = next(entry.id for entry in built.book.entries if isinstance(entry, Spending))
    for number, name in enumerate(names):
        kept = room.keep(b"%PDF" + bytes([number]), "x.pdf")
        attached = do.AttachEvidence(
            key=built.key(),
            target=paid,
            sha256=kept.sha256,
            filename=name,
            media_type="application/pdf",
            size=kept.size,
            suffix=kept.suffix,
        )
        built.record(attached)
    return built.book


def packed(book: Book, room: EvidenceFiles) -> zipfile.ZipFile:
    made = io.BytesIO()
    archive(Origin(book, NOW, room, {OFFICE.id: OFFICE.name}), made)
    return zipfile.ZipFile(made)


def test_every_file_is_there_under_a_name_of_its_own_that_is_no_path(tmp_path: Path) -> None:
    room = EvidenceFiles(tmp_path)
    whole = packed(with_files(room, NAMES), room)
    names = whole.namelist()
    files = [name for name in names if name.startswith("佐证材料/0")]
    assert len(set(map(str.lower, names))) == len(names)
    assert [whole.read(name) for name in files] == [b"%PDF" + bytes([number]) for number in range(len(NAMES))]
    for name in names:
        path = PurePosixPath(name)
        assert not path.is_absolute()
        assert len(path.parts) <= 2
        assert not {".", ".."} & set(path.parts)
        assert not set(name) & set('<>:"\\|?*\n\x00')
        assert len(path.name.encode()) <= 255


def test_the_index_and_the_workbook_say_where_each_file_is(tmp_path: Path) -> None:
    room = EvidenceFiles(tmp_path)
    whole = packed(with_files(room, ["=发票.pdf"]), room)
    index = whole.read("佐证材料/目录.csv").decode("utf-8-sig")
    (file,) = [name for name in whole.namelist() if name.startswith("佐证材料/0")]
    assert file in index
    assert "'=发票.pdf" in index
    assert hashlib.sha256(whole.read(file)).hexdigest() in index


def test_a_file_that_was_changed_on_the_disk_is_not_passed_on_as_evidence(tmp_path: Path) -> None:
    room = EvidenceFiles(tmp_path)
    book = with_files(room, ["发票.pdf"])
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(b"%PDFsomething else")
    whole = packed(book, room)
    assert not [name for name in whole.namelist() if name.startswith("佐证材料/0")]
    assert "内容与登记时的校验值不符" in whole.read("说明.txt").decode("utf-8-sig")


def test_the_same_book_files_and_moment_give_the_same_bytes(tmp_path: Path) -> None:
    room = EvidenceFiles(tmp_path)
    book = with_files(room, ["发票.pdf"])
    made = [io.BytesIO(), io.BytesIO()]
    for target, same in zip(made, (book, Book(book.key, book.entries)), strict=True):
        archive(Origin(same, NOW, room, {}), target)
    assert made[0].getvalue() == made[1].getvalue()


@given(st.text(max_size=300), st.sampled_from(["", "pdf", "jpg"]))
@settings(max_examples=100, deadline=None)
def test_whatever_a_file_was_called_its_new_name_is_plain(typed: str, suffix: str) -> None:
    for name in (plain_name(typed), numbered_name(7, typed, suffix)):
        assert name
        assert len(name) <= LONGEST + 10
        assert not set(name) & set('/\\<>:"|?*')
        assert name.isprintable() or all(ord(letter) >= 32 for letter in name)
        assert name.strip(" .") == name
        name.encode()


def report(book: Book) -> str:
    return text(compile_report(book, today=NOW.date()))


steps = st.lists(
    st.one_of(
        st.tuples(st.just("spend"), st.sampled_from("pq"), st.integers(1, 60_000_00), st.integers(1, 12)),
        st.tuples(st.just("transfer"), st.sampled_from("pq"), st.integers(1, 30_000_00), st.integers(1, 12)),
        st.tuples(st.just("cut"), st.sampled_from("pq"), st.integers(1, 20_000_00), st.integers(1, 12)),
        st.tuples(st.just("result"), st.sampled_from(["a", "b"]), st.integers(0, 30), st.integers(1, 12)),
        st.tuples(st.just("reverse"), st.just(""), st.integers(1, 40), st.just(1)),
        st.tuples(st.just("text"), st.sampled_from(["background", "problems"]), st.integers(1, 99), st.just(1)),
        st.tuples(st.just("explain"), st.sampled_from(["p", "a"]), st.integers(1, 99), st.just(1)),
    ),
    max_size=25,
)


def played(story: list[tuple[str, str, int, int]]) -> Book:
    """A year of whatever the rules let happen."""
    built = BookBuilder().project("p", "9").project("q", "9").indicator("p", "a", "≥10次").indicator("q", "b", "5-8场")
    for kind, about, amount, month in story:
        try:
            _step(built, kind, about, amount, date(2021, month, 15))
        except Refused:
            continue
    return built.book


def _step(built: BookBuilder, kind: str, about: str, amount: int, on: date) -> None:
    wan = str(Decimal(amount) / 1_000_000)
    if kind == "spend":
        built.spend(about, wan, on)
    elif kind == "transfer":
        built.transfer(about, "q" if about == "p" else "p", wan, on)
    elif kind == "cut":
        line = BudgetLine(project=about, amount=-Decimal(amount) / 100)
        built.record(do.ChangeBudget(key=built.key(), kind=BudgetKind.CUT, on=on, lines=(line,)))
    elif kind == "result":
        built.result(about, f"{amount}次", on, reason="疫情", remedy="补办")
    elif kind == "reverse":
        target = built.book.numbered(amount)
        built.record(do.ReverseEntry(key=built.key(), target=target.id if target else "", reason="录错"))
    elif kind == "text":
        words = (f'第{amount}版 "引号" \\反斜杠', "第二段")
        built.record(do.WriteText(key=built.key(), section=about, paragraphs=words))
    else:
        built.explain(about, f"原因{amount}", "措施")


@given(steps)
@settings(max_examples=40, deadline=None)
def test_a_year_book_written_from_any_book_gives_the_same_report(story: list[tuple[str, str, int, int]]) -> None:
    book = played(story)
    loaded = build_book(read_year_book(year_book_text(year_book_of(book)), "year.toml"), NOW)
    assert report(loaded) == report(book)
    assert (loaded.adjusted_budget(), loaded.executed()) == (book.adjusted_budget(), book.executed())


def test_a_full_disk_leaves_no_backup_and_the_next_one_goes_through(tmp_path: Path) -> None:
    tries = iter([OSError(28, "No space left on device"), None])

    def make(_: Path, to: Path, __: datetime) -> Path:
        trouble = next(tries)
        if trouble is not None:
            raise WriteFailed(to / "x.zip", "backup", trouble)
        to.mkdir()
        (to / "perfbot-20220110-093000.zip").write_bytes(b"whole")
        return to / "perfbot-20220110-093000.zip"

    backups = Backups(layout_of(tmp_path), make)
    with pytest.raises(BackupFailed, match="No space left") as failed:
        backups.make(NOW)
    assert not failed.value.damaged
    assert backups.make(NOW).size == len(b"whole")


def bot(data: Path, *arguments: str) -> int:
    options = understood(list(arguments))
    return run_command(options, Settings(), data, lambda: NOW)


def test_from_the_shell_what_was_exported_loads_into_an_empty_folder_and_reports_the_same(tmp_path: Path) -> None:
    file, out = tmp_path / "book.toml", tmp_path / "all.zip"
    file.write_text(sample_text(), encoding="utf-8")
    assert bot(tmp_path / "one", "load", str(file)) == 0
    assert bot(tmp_path / "one", "export", "2021", "--format", "zip", "--out", str(out)) == 0
    assert out.stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(out) as whole:
        (name,) = [name for name in whole.namelist() if name.endswith(".toml")]
        file.write_bytes(whole.read(name))
    assert bot(tmp_path / "two", "load", str(file)) == 0
    for folder in ("one", "two"):
        assert bot(tmp_path / folder, "report", "2021", "--out", str(tmp_path / f"{folder}.txt")) == 0
    assert (tmp_path / "one.txt").read_bytes() == (tmp_path / "two.txt").read_bytes()


def test_the_workbook_is_the_shells_first_choice_and_needs_no_data_folder(tmp_path: Path) -> None:
    assert bot(tmp_path / "none", "export", "2021", "--out", str(tmp_path / "x.xlsx")) == 0
    assert load_workbook(tmp_path / "x.xlsx").sheetnames[:2] == ["说明", "项目汇总"]
    assert not (tmp_path / "none").exists()


def test_an_export_that_fails_leaves_the_older_file_and_nothing_beside_it(tmp_path: Path) -> None:
    out = tmp_path / "all.zip"
    out.mkdir()
    assert bot(tmp_path / "none", "export", "2021", "--format", "zip", "--out", str(out)) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["all.zip"]
