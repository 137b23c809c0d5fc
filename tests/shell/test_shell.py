"""The shell gives what the chat gives, without a data folder from the bundled book, with one from the folder."""

from __future__ import annotations

import io
import json
import os
import re
import socket
import subprocess
import sys
import zipfile
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx
import pytest

from bot import main
from perfbot.domain.books.members import Role
from perfbot.papers import PAPERS, REPORT
from perfbot.shell.arguments import understood
from perfbot.years.loader import sample_text
from perfbot.years.sheets.schema import PersonRow
from tests.workbooks.files import changed, real, workbook

ROOT = Path(__file__).parents[2]


@dataclass
class Done:
    """What a command left behind."""

    returncode: int
    stdout: bytes
    stderr: bytes


def environment(tmp_path: Path, told: dict[str, str]) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "PERFBOT_DATA_DIR": str(tmp_path / "data"), **told}


def process(tmp_path: Path, *arguments: str, **told: str) -> Done:
    """`python bot.py …`"""
    command = [sys.executable, "bot.py", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(tmp_path, told), capture_output=True, timeout=60, check=False
    )
    return Done(done.returncode, done.stdout, done.stderr)


def bot(tmp_path: Path, *arguments: str, **told: str) -> Done:
    """The same within this process, which spares the loading."""
    out, complaints = _terminal(), _terminal()
    with redirect_stdout(out), redirect_stderr(complaints):
        code = main(list(arguments), environment(tmp_path, told))
    return Done(code, out.buffer.getvalue(), complaints.buffer.getvalue())


def _terminal() -> Any:
    return io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)


def test_the_report_of_2021_needs_no_data_folder(tmp_path: Path) -> None:
    done = process(tmp_path, "report", "2021", "--format", "text")
    assert done.returncode == 0
    assert "98.82%" in done.stdout.decode()
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("form", ["docx", "html", "markdown"])
def test_the_report_comes_in_every_format(tmp_path: Path, form: str) -> None:
    out = tmp_path / f"report.{form}"
    assert bot(tmp_path, "report", "2021", "--format", form, "--out", str(out)).returncode == 0
    content = out.read_bytes()
    if form == "docx":
        content = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml")
    assert "1114.44" in content.decode()


def test_a_loaded_workbook_says_what_was_not_read_and_what_stays_as_the_chat_does(tmp_path: Path) -> None:
    def more(book: Any) -> None:
        book.create_sheet("我的备注")["A1"] = "草稿"
        below = book["二级项目"].max_row + 1
        book["二级项目"].cell(below, 1, "合计")

    def fewer(book: Any) -> None:
        book["绩效指标"].delete_rows(3)

    file = tmp_path / "建账.xlsx"
    file.write_bytes(changed(workbook(real()), more))
    first = bot(tmp_path, "load", str(file)).stdout.decode()
    assert "已装入 建账.xlsx" in first
    assert re.search(r"没有读取：工作表“我的备注”、“二级项目”A\d+ 合计", first)
    assert "保持原样" not in first
    again = bot(tmp_path, "load", str(file)).stdout.decode()
    assert "没有新内容" in again
    assert "没有读取：工作表“我的备注”" in again
    file.write_bytes(changed(workbook(real()), fewer))
    assert "表格里没有写的 1 处保持原样" in bot(tmp_path, "load", str(file)).stdout.decode()


def test_a_workbook_that_leaves_no_administrator_is_refused_by_cell_and_loads_nothing(tmp_path: Path) -> None:
    file = tmp_path / "建账.xlsx"
    file.write_bytes(workbook(real(), (PersonRow(name="张三", role=Role.EDITOR, telegram=7),)))
    done = bot(tmp_path, "load", str(file), PERFBOT_ADMIN_IDS="7")
    assert done.returncode == 1
    assert "“人员”B3：应为至少留一位管理员" in done.stderr.decode()
    assert not list((tmp_path / "data").glob("books/*"))
    assert bot(tmp_path, "load", str(file), PERFBOT_ADMIN_IDS="7,8").returncode == 0


def test_a_hidden_book_is_not_answered_from_and_stays_verified_until_it_is_shown(tmp_path: Path) -> None:
    file = tmp_path / "book.toml"
    file.write_text(sample_text().replace('"gongye"', '"keji"', 1), encoding="utf-8")
    bot(tmp_path, "load", str(file))
    assert process(tmp_path, "hide", "keji", "2021", "--reason", " ").returncode == 2
    assert "keji" in bot(tmp_path, "hide", "nope", "2021", "--reason", "x").stderr.decode()
    assert "已隐藏 2021 年度 keji" in bot(tmp_path, "hide", "keji", "2021", "--reason", "装错").stdout.decode()
    for asked in (("--fund", "keji"), ()):
        assert bot(tmp_path, "report", "2021", *asked).returncode == 2
    assert bot(tmp_path, "verify").returncode == 0
    again = bot(tmp_path, "load", str(file))
    assert (again.returncode, "可能已隐藏" in again.stderr.decode()) == (1, True)
    assert bot(tmp_path, "show", "keji", "2021").returncode == 0
    assert bot(tmp_path, "report", "2021", "--fund", "keji").returncode == 0


def test_a_loaded_book_answers_and_loading_again_adds_nothing(tmp_path: Path) -> None:
    file = tmp_path / "book.toml"
    file.write_text(sample_text(), encoding="utf-8")
    assert "已装入" in bot(tmp_path, "load", str(file)).stdout.decode()
    journal = (tmp_path / "data" / "books" / "gongye-2021.jsonl").read_bytes()
    assert "没有新内容" in bot(tmp_path, "load", str(file)).stdout.decode()
    assert (tmp_path / "data" / "books" / "gongye-2021.jsonl").read_bytes() == journal
    assert bot(tmp_path, "report", "2021").stdout == bot(tmp_path / "none", "report", "2021").stdout


def test_a_bad_file_is_refused_with_line_and_remedy_and_nothing_is_made(tmp_path: Path) -> None:
    file = tmp_path / "book.toml"
    file.write_text(sample_text().replace('"93.77"', '"九十三块"'), encoding="utf-8")
    done = bot(tmp_path, "load", str(file))
    assert done.returncode == 1
    assert "第 " in done.stderr.decode()
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("name", ["报告.docx", "建账.wps", "建账.et", "建账.xls", "报告.pdf", "建账", "表.csv"])
def test_a_file_of_another_office_format_is_told_how_to_save_it_and_never_as_text(tmp_path: Path, name: str) -> None:
    begins = {"报告.docx": b"PK\x03\x04", "建账": b"PK\x03\x04", "报告.pdf": b"%PDF-1.7", "表.csv": b"\xcf\xee"}
    (tmp_path / name).write_bytes(begins.get(name, b"\xd0\xcf\x11\xe0") + b"\xff\xfe\x00" * 20)
    done = bot(tmp_path, "load", str(tmp_path / name))
    told = done.stderr.decode()
    assert done.returncode == 1
    assert ".xlsx" in told
    assert "另存为" in told
    assert "记事本" not in told
    assert "UTF-8" not in told
    assert not (tmp_path / "data").exists()


def test_score_as_json_carries_what_programs_need(tmp_path: Path) -> None:
    score = json.loads(bot(tmp_path, "score", "2021", "--format", "json").stdout)
    assert (score["computed"], score["declared"], score["grade"], score["execution"]) == (99.88, 97, "优", 9.88)
    assert {"name", "weight", "score", "formula", "rule"} <= score["lines"][0].keys()


@pytest.mark.parametrize("command", ["lint", "ready", "form"])
def test_every_answer_comes_as_text_and_json(tmp_path: Path, command: str) -> None:
    assert bot(tmp_path, command, "2021").stdout.decode().strip()
    assert json.loads(bot(tmp_path, command, "2021", "--format", "json").stdout)["year"] == 2021


def test_the_name_of_the_file_says_the_format_where_none_is_asked_for(tmp_path: Path) -> None:
    for name, begins in (("r.docx", b"PK"), ("r.HTML", b"<!DOCTYPE html>"), ("r.md", b"# 2021"), ("r.txt", b"2021")):
        assert bot(tmp_path, "report", "2021", "--out", str(tmp_path / name)).returncode == 0
        assert (tmp_path / name).read_bytes().startswith(begins), name
    assert bot(tmp_path, "report", "2021", "--out", "-").stdout == (tmp_path / "r.txt").read_bytes()


def test_a_file_name_of_no_format_is_refused_with_those_there_are(tmp_path: Path) -> None:
    for arguments, offered in (
        (("report", "2021", "--out", str(tmp_path / "r.odt")), "docx（.docx）、html（.html）、markdown（.md）"),
        (("score", "2021", "--out", str(tmp_path / "r.docx")), "text（.txt）、json（.json）"),
        (("export", "2021", "--out", str(tmp_path / "r.csv")), "xlsx（.xlsx）、zip（.zip）"),
    ):
        done = process(tmp_path, *arguments)
        assert done.returncode == 2
        assert offered in done.stderr.decode()
        assert not Path(arguments[-1]).exists()


def test_the_formats_offered_for_papers_are_those_that_are_made() -> None:
    for kind, made in PAPERS.items():
        asked = understood([kind] if kind == REPORT else ["form", "--kind", kind])
        assert set(asked.formats) == set(made)
        assert asked.format == next(iter(made))


def test_without_libreoffice_a_pdf_is_refused_in_one_sentence(tmp_path: Path) -> None:
    done = process(tmp_path, "report", "2021", "--out", str(tmp_path / "r.pdf"), PATH=str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.decode().count("\n") == 1
    assert "没有安装 LibreOffice" in done.stderr.decode()


def test_a_fund_that_is_not_there_names_the_books_of_the_folder(tmp_path: Path) -> None:
    file = tmp_path / "book.toml"
    file.write_text(sample_text().replace('"gongye"', '"keji"', 1), encoding="utf-8")
    bot(tmp_path, "load", str(file))
    done = bot(tmp_path, "report", "--fund", "nope")
    assert done.returncode == 2
    assert "keji" in done.stderr.decode()
    assert "gongye" not in done.stderr.decode()


@pytest.mark.parametrize("form", ["xlsx", "zip"])
def test_an_export_is_for_its_owners_eyes_only(tmp_path: Path, form: str) -> None:
    out = tmp_path / f"all.{form}"
    assert bot(tmp_path, "export", "2021", "--out", str(out)).returncode == 0
    assert out.stat().st_mode & 0o777 == 0o600


def test_the_report_is_written_into_the_offices_template_and_check_says_when_it_has_no_place(tmp_path: Path) -> None:
    template, out = tmp_path / "template.docx", tmp_path / "r.docx"
    for words, stays in ((("红头", "｛｛ 正文 ｝｝", "抄送"), True), (("红头", "抄送"), False)):
        word = docx.Document()
        for line in words:
            word.add_paragraph(line)
        word.save(str(template))
        assert bot(tmp_path, "report", "2021", "--out", str(out), PERFBOT_TEMPLATE=str(template)).returncode == 0
        said = [paragraph.text for paragraph in docx.Document(str(out)).paragraphs]
        assert ("抄送" in said) is stays
        told = bot(tmp_path, "check", PERFBOT_TEMPLATE=str(template)).stdout.decode()
        assert ("模板正文里没有 {{正文}}" in told) is not stays
    template.write_bytes(b"no Word file")
    bad = bot(tmp_path, "report", "2021", "--out", str(out), "--template", str(template))
    assert bad.returncode == 2
    assert "不是 .docx 文件" in bad.stderr.decode()


def test_a_file_that_cannot_be_read_or_written_is_named_with_the_reason(tmp_path: Path) -> None:
    for arguments in (("load", "nope.toml"), ("report", "2021", "--out", str(tmp_path / "no" / "r.txt"))):
        done = bot(tmp_path, *arguments)
        assert done.returncode == 1
        assert done.stderr.decode() == f"{arguments[-1]}：没有这个文件或文件夹。\n"


def test_a_year_book_saved_in_an_old_encoding_is_refused_with_the_way_to_save_it(tmp_path: Path) -> None:
    file = tmp_path / "book.toml"
    file.write_bytes(sample_text().replace("\u00a0", " ").encode("gb18030"))
    assert "编码选 UTF-8" in bot(tmp_path, "load", str(file)).stderr.decode()


def test_check_says_what_is_wrong_with_the_connection(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        nobody = f"http://127.0.0.1:{closed.getsockname()[1]}"
    told = {"BOT_TOKEN": "123456789:nobody-listens", "PERFBOT_ADMIN_IDS": "1001", "BOT_API_URL": nobody}
    done = bot(tmp_path, "check", **told)
    assert done.returncode == 1
    assert f"✘ 连不上 {nobody}" in done.stdout.decode()


def test_a_year_that_is_not_there_names_those_that_are(tmp_path: Path) -> None:
    done = process(tmp_path, "report", "2035")
    assert done.returncode == 2
    assert "2021" in done.stderr.decode()


def test_backup_verify_and_restore_give_the_same_report(tmp_path: Path) -> None:
    file = tmp_path / "book.toml"
    file.write_text(sample_text(), encoding="utf-8")
    bot(tmp_path, "load", str(file))
    before = bot(tmp_path, "report", "2021").stdout
    assert bot(tmp_path, "backup", "--out", str(tmp_path / "kept")).returncode == 0
    archive = next((tmp_path / "kept").iterdir())
    book = tmp_path / "data" / "books" / "gongye-2021.jsonl"
    book.write_bytes(book.read_bytes().replace("中博会经费".encode(), "中博会金费".encode(), 1))
    found = bot(tmp_path, "verify")
    assert found.returncode == 1
    assert "books/gongye-2021.jsonl 第 2 行：被改动过（应为校验码" in found.stderr.decode()
    assert bot(tmp_path, "restore", str(archive)).returncode == 0
    assert bot(tmp_path, "verify").returncode == 0
    assert bot(tmp_path, "report", "2021").stdout == before


def test_verify_looks_at_the_backups_as_well_and_restore_says_what_a_file_is_not(tmp_path: Path) -> None:
    file = tmp_path / "book.toml"
    file.write_text(sample_text(), encoding="utf-8")
    bot(tmp_path, "load", str(file))
    bot(tmp_path, "backup")
    assert "1 份备份也完好" in bot(tmp_path, "verify").stdout.decode()
    (archive,) = (tmp_path / "data" / "backups").iterdir()
    whole = archive.read_bytes()
    middle = len(whole) // 2
    archive.write_bytes(whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :])
    found = bot(tmp_path, "verify")
    assert found.returncode == 1
    assert f"backups/{archive.name}：被改动过（应为完好的备份" in found.stderr.decode()
    assert "不是 perfbot 的备份" in bot(tmp_path, "restore", str(file)).stderr.decode()
    assert "没有这个文件" in bot(tmp_path, "restore", str(tmp_path / "none.zip")).stderr.decode()


def test_check_names_every_wrong_file_of_the_offices_own(tmp_path: Path) -> None:
    rules, template = tmp_path / "rules.toml", tmp_path / "template.docx"
    rules.write_text("[weights]\noutput = 60\n", encoding="utf-8")
    template.write_bytes(b"not a Word file")
    done = bot(tmp_path, "check", PERFBOT_RULES=str(rules), PERFBOT_TEMPLATE=str(template))
    assert done.returncode == 1
    assert "合计为 100" in done.stdout.decode()
    assert "PERFBOT_TEMPLATE" in done.stdout.decode()


def test_mend_puts_the_longest_sound_copy_in_place_and_keeps_the_bad_file(tmp_path: Path) -> None:
    file = tmp_path / "book.toml"
    file.write_text(sample_text(), encoding="utf-8")
    bot(tmp_path, "load", str(file))
    before = bot(tmp_path, "report", "2021").stdout
    bot(tmp_path, "backup")
    book = tmp_path / "data" / "books" / "gongye-2021.jsonl"
    book.write_bytes(book.read_bytes().replace("中博会经费".encode(), "中博会金费".encode(), 1))
    assert "没能恢复" not in bot(tmp_path, "mend").stdout.decode()
    assert bot(tmp_path, "verify").returncode == 0
    assert bot(tmp_path, "report", "2021").stdout == before
    assert any("金费".encode() in kept.read_bytes() for kept in book.parent.iterdir() if kept != book)
