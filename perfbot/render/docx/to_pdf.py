"""Makes a PDF of a Word file with LibreOffice, where a machine has it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

_NAMES = ("soffice", "libreoffice")
TIME_LIMIT = 60.0


class PdfUnavailable(RuntimeError):
    """This machine has no LibreOffice."""


class PdfFailed(RuntimeError):
    """LibreOffice gave no PDF; says what it said."""


def pdf_available() -> bool:
    """Whether a PDF can be made on this machine."""
    return _program() is not None


def pdf_bytes(docx: bytes, *, time_limit: float = TIME_LIMIT) -> bytes:
    """The Word file as a PDF; `time_limit` in seconds.

    Raises PdfUnavailable where there is no LibreOffice, PdfFailed when it refuses the file or takes too long.
    Each call has a profile of its own, so that calls beside each other, and a person's open LibreOffice, do no harm.
    """
    program = _program()
    if program is None:
        raise PdfUnavailable("本机没有安装 LibreOffice，不能生成 PDF")
    with tempfile.TemporaryDirectory(prefix="perfbot-pdf-") as folder:
        source = Path(folder, "report.docx")
        source.write_bytes(docx)
        said = _convert(program, source, time_limit)
        made = source.with_suffix(".pdf")
        if not made.exists():
            raise PdfFailed(f"LibreOffice 没有生成 PDF：{said}")
        return made.read_bytes()


def _program() -> str | None:
    return next(filter(None, map(shutil.which, _NAMES)), None)


def _convert(program: str, source: Path, time_limit: float) -> str:
    profile = Path(source.parent, "profile").as_uri()
    command = [program, "--headless", "--norestore", f"-env:UserInstallation={profile}"]
    command += ["--convert-to", "pdf", "--outdir", str(source.parent), str(source)]
    running = subprocess.Popen(  # noqa: S603  (our own arguments only)
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, start_new_session=True
    )
    try:
        said, _ = running.communicate(timeout=time_limit)
    except subprocess.TimeoutExpired as problem:
        # soffice is a script around the real program: only the whole group's end ends it.
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
        raise PdfFailed(f"LibreOffice 超过 {time_limit:g} 秒没有完成") from problem
    return said.decode(errors="replace").strip()[-300:]
