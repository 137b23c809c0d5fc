"""What the IT person on duty does at the terminal: any form of the folder's path, the right user, the right advice."""

from __future__ import annotations

import logging
import os
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from perfbot.redaction import PATTERN, RedactingFormatter, Redactor
from perfbot.settings import Settings
from perfbot.shell.checking import check
from perfbot.shell.owner import other_owner, user_name
from perfbot.years.loader import sample_text
from schedules.workdays import LAST_KNOWN
from tests.sandbox_client import in_loop
from tests.shell.test_shell import Done, bot

BOOK = Path("data") / "books" / "gongye-2021.jsonl"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder to stand in, with a data folder in it, a loaded book and one good backup."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "book.toml").write_text(sample_text(), encoding="utf-8")
    assert bot(tmp_path, "--data", "data", "load", "book.toml").returncode == 0
    assert bot(tmp_path, "--data", "data", "backup").returncode == 0
    yield tmp_path
    shutil.rmtree(tmp_path / "data")


def said(done: Done) -> str:
    return (done.stdout + done.stderr).decode()


def damaged(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


@pytest.mark.parametrize("absolute", [False, True])
def test_every_subcommand_works_with_a_relative_and_an_absolute_data_folder(here: Path, absolute: bool) -> None:
    folder = here if absolute else Path()
    (archive,) = (here / "data" / "backups").iterdir()
    damaged_copy = shutil.copy(archive, archive.with_name("perfbot-20200101-000000.zip"))
    damaged(Path(damaged_copy))
    for arguments, code in (
        (("verify",), 1),
        (("mend",), 0),
        (("check",), 0),
        (("restore", str(folder / "data" / "backups" / archive.name)), 0),
        (("backup",), 0),
        (("backup", "--out", str(folder / "kept" / "deep")), 0),
        (("report", "2021"), 0),
        (("export", "2021", "--out", str(folder / "e.zip")), 0),
        (("load", str(folder / "book.toml")), 0),
        (("restore", str(folder / "data" / "backups" / "perfbot-20200101-000000.zip")), 1),
    ):
        done = bot(here, "--data", str(folder / "data"), *arguments)
        assert done.returncode == code, (arguments, said(done))
        if arguments == ("verify",):
            assert "backups/perfbot-20200101-000000.zip：被改动过" in said(done)


def test_a_stray_is_named_by_every_command_that_looks_after_the_folder_and_is_no_finding(here: Path) -> None:
    shutil.copy(here / BOOK, (here / BOOK).with_name("gongye-2021 (copy).jsonl"))
    for command in ("verify", "mend", "backup", "check"):
        done = bot(here, "--data", "data", command)
        assert done.returncode == 0, said(done)
        assert "gongye-2021 (copy).jsonl" in said(done), command


def foreign(folder: Path) -> Path:
    """A folder that belongs to another user, whoever runs the tests."""
    if os.geteuid() != 0:
        return Path("/")
    for path in (folder, *folder.rglob("*")):
        os.chown(path, 12345, 12345)
    return folder


@pytest.mark.parametrize(
    "arguments", [("backup",), ("verify",), ("mend",), ("load", "book.toml"), ("report", "2021"), ("restore", "b.zip")]
)
def test_a_subcommand_of_another_user_than_the_folders_owner_does_nothing_and_names_the_command_that_works(
    here: Path, arguments: tuple[str, ...]
) -> None:
    folder = foreign(here / "data")
    before = sorted((here / "data").rglob("*"))
    done = bot(here, "--data", str(folder), *arguments)
    owner = user_name(folder.stat().st_uid)
    assert done.returncode == 1
    assert f"属于用户 {owner}" in said(done)
    assert user_name(os.geteuid()) in said(done)
    quoted = f"'{owner}'" if owner.startswith("#") else owner
    assert f"sudo -u {quoted} python bot.py --data {folder} {' '.join(arguments)}" in said(done)
    assert sorted((here / "data").rglob("*")) == before


def test_the_owner_and_whoever_makes_the_folder_first_are_not_asked(tmp_path: Path) -> None:
    assert other_owner(tmp_path) is None
    assert other_owner(tmp_path / "not yet") is None


@pytest.mark.parametrize("command", ["backup", "report"])
def test_damage_is_told_with_the_good_backup_that_there_is(here: Path, command: str) -> None:
    (archive,) = (here / "data" / "backups").iterdir()
    damaged(here / BOOK)
    done = bot(here, "--data", "data", command)
    assert done.returncode == 1
    assert f"python bot.py restore {archive}" in said(done)
    assert "没有找到完好的备份" not in said(done)


def test_a_mending_that_finds_no_copy_of_a_file_names_the_good_backup(here: Path) -> None:
    (archive,) = (here / "data" / "backups").iterdir()
    bot(here, "--data", "data", "load", str(other_book(here)))
    (here / "data" / "books" / "gongye-2022.jsonl").write_bytes(b"nothing of it is left\n")
    done = bot(here, "--data", "data", "mend")
    assert done.returncode == 1
    assert f"python bot.py restore {archive}" in said(done)


def other_book(folder: Path) -> Path:
    file = folder / "2022.toml"
    file.write_text(sample_text().replace("year = 2021", "year = 2022").replace("2021-", "2022-"), encoding="utf-8")
    return file


def test_a_file_that_a_setting_names_and_nobody_has_is_called_missing(here: Path) -> None:
    for name in ("PERFBOT_TIMETABLE", "PERFBOT_RULES", "PERFBOT_TEMPLATE"):
        done = bot(here, "check", **{name: str(here / "nowhere.toml")})
        assert done.returncode == 2
        assert f"{name}：没有这个文件，现为“{here}" in said(done)
        assert "格式不对" not in said(done)


def test_each_log_line_says_its_moment_with_the_offset() -> None:
    record = logging.LogRecord("perfbot", logging.INFO, __file__, 1, "started", (), None)
    line = RedactingFormatter(Redactor(()), PATTERN).format(record)
    stamp = re.match(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}\.\d{3}[+-]\d{2}:\d{2} INFO perfbot started$", line)
    assert stamp, line


@in_loop
async def test_holidays_that_end_with_this_year_are_doubtful_from_october_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    year = LAST_KNOWN.year
    for day, sign in (((year, 9, 30), "✔"), ((year, 10, 1), "⚠"), ((year + 1, 1, 5), "⚠")):
        assert await check(Settings(), tmp_path / "data", datetime(*day, tzinfo=UTC)) == 0
        (line,) = (line for line in capsys.readouterr().out.splitlines() if "法定节假日数据" in line)
        assert line.startswith(sign)
        assert f"{LAST_KNOWN:%Y-%m-%d}" in line
