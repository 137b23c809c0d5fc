"""The digest from the shell, and a timetable with mistakes: all of them named, and nothing starts half-configured."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfbot.years.loader import sample_text
from tests.shell.test_shell import bot, process


def test_the_digest_of_a_day_comes_as_text_without_a_data_folder(tmp_path: Path) -> None:
    done = bot(tmp_path, "digest", "--as-of", "2021-07-05", "--format", "text")
    told = done.stdout.decode()
    assert done.returncode == 0
    assert "支出进度周报 2021年第27周" in told
    assert "截至7月5日" in told
    assert "部分支出的日期是假定的" in told


@pytest.mark.parametrize("form", ["html", "markdown"])
def test_the_digest_comes_in_other_formats_with_its_figures(tmp_path: Path, form: str) -> None:
    done = bot(tmp_path, "digest", "--as-of", "2021-12-31", "--fund", "gongye", "--format", form)
    assert "98.82%" in done.stdout.decode()


def test_a_timetable_with_mistakes_stops_the_start_and_names_each_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "timetable.toml"
    file.write_text(
        '[digest]\non = "是"\ncron = { day_of_week = 1, hour = 9 }\n[alrts]\ncron = { hour = 10 }\n', "utf-8"
    )
    for arguments in ((), ("check",)):
        done = process(tmp_path, *arguments, PERFBOT_TIMETABLE=str(file))
        told = (done.stdout + done.stderr).decode()
        assert done.returncode in (1, 2)
        assert "3 处问题" in told
        assert all(f"第 {line} 行" in told for line in (2, 3, 4))
    assert not (tmp_path / "data").exists()


def test_check_tells_how_many_entries_run_and_how_far_holidays_are_known(tmp_path: Path) -> None:
    told = bot(tmp_path, "check").stdout.decode()
    assert "6 项开启" in told
    assert "节假日数据到" in told


def test_check_names_the_robots_that_get_copies(tmp_path: Path) -> None:
    told = bot(
        tmp_path,
        "check",
        PERFBOT_WECOM_WEBHOOK="https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=secret-key",
        PERFBOT_PING_URL="https://hc.example.org/ping",
    ).stdout.decode()
    assert "企业微信" in told
    assert "心跳监测" in told
    assert "secret-key" not in told


def test_check_names_an_entry_about_a_fund_that_has_no_book(tmp_path: Path) -> None:
    file, table = tmp_path / "book.toml", tmp_path / "timetable.toml"
    file.write_text(sample_text(), encoding="utf-8")
    table.write_text('[digest]\ncron = { day_of_week = "mon", hour = 9 }\nfund = "gongyee"\n', encoding="utf-8")
    bot(tmp_path, "load", str(file))
    done = bot(tmp_path, "check", PERFBOT_TIMETABLE=str(table))
    assert done.returncode == 1
    assert "第 1 行 [digest]：没有代号为“gongyee”的一级项目" in done.stdout.decode()
