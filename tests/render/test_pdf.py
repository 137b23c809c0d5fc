"""PDF by LibreOffice where it is; a clear word where it is not."""

import os
import select
from collections.abc import Iterator
from pathlib import Path

import pytest

from perfbot.render.docx.document import docx_bytes
from perfbot.render.docx.to_pdf import PdfFailed, PdfUnavailable, pdf_available, pdf_bytes
from tests.render.sample import report


@pytest.fixture
def bare_path(tmp_path: Path) -> Iterator[Path]:
    """A machine whose PATH leads to an empty folder only."""
    before = os.environ["PATH"]
    os.environ["PATH"] = str(tmp_path)
    yield tmp_path
    os.environ["PATH"] = before


def test_a_machine_without_libreoffice_says_so(bare_path: Path) -> None:
    assert not pdf_available()
    with pytest.raises(PdfUnavailable, match="LibreOffice"):
        pdf_bytes(b"")


def office(folder: Path, script: str) -> None:
    """A stand-in program named soffice."""
    (folder / "soffice").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "soffice").chmod(0o700)


def test_a_program_that_makes_nothing_is_quoted(bare_path: Path) -> None:
    office(bare_path, "echo source file could not be loaded")
    with pytest.raises(PdfFailed, match="could not be loaded"):
        pdf_bytes(b"no docx")


def test_a_program_that_hangs_is_ended_with_its_children(bare_path: Path) -> None:
    pipe = bare_path / "held"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    office(bare_path, f"/bin/sleep 600 > {pipe}")
    with pytest.raises(PdfFailed, match="1 秒"):
        pdf_bytes(b"no docx", time_limit=1)
    closed = select.poll()  # not select.select, which refuses descriptors from 1024 on
    closed.register(reader)
    assert closed.poll(20_000), "the child still holds its end of the pipe"
    assert os.read(reader, 1) == b""
    os.close(reader)


@pytest.mark.libreoffice
def test_the_report_becomes_a_pdf() -> None:
    made = pdf_bytes(docx_bytes(report()))
    assert made.startswith(b"%PDF-")
    assert len(made) > 20_000
