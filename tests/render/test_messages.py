"""Start, help and whoami: each role sees what it may use, and nothing else; the table of commands is sound."""

from __future__ import annotations

import re
from datetime import date

import pytest

from perfbot.domain.books.keys import BookKey
from perfbot.domain.books.members import Member, Role, Scope
from perfbot.render.chat.answers import cancelled, nothing_asked
from perfbot.render.chat.messages import help_page, start, whoami
from perfbot.render.commands import COMMANDS, Topic, commands_for, group_commands
from perfbot.render.document import Document
from perfbot.render.places.chat import chat_parts
from perfbot.render.places.text import text

BOOKS = {BookKey("gongye", 2021): "工业发展管理经费", BookKey("gongye", 2022): "工业发展管理经费"}
PEOPLE = {role: Member(7, "张三", role, (Scope("gongye", ("p08",)),), section="科技科") for role in Role}


def pressed(document: Document) -> set[str]:
    return {(button.data or "").removeprefix("c:") for row in document.buttons for button in row}


def commands_in(document: Document) -> set[str]:
    return set(re.findall(r"(?m)^- /([a-z]+) ", text(document)))


@pytest.mark.parametrize("role", list(Role))
def test_start_offers_only_commands_that_the_role_may_use(role: Role) -> None:
    document = start(PEOPLE[role], BOOKS)
    assert pressed(document) <= {command.name for command in commands_for(role)}
    assert "张三，您好！" in text(document)
    assert "2022年工业发展管理经费、2021年工业发展管理经费" in text(document)


@pytest.mark.parametrize("role", list(Role))
def test_help_lists_every_command_of_the_role_and_no_other(role: Role) -> None:
    assert commands_in(help_page(PEOPLE[role])) == {command.name for command in commands_for(role)}


def test_help_in_the_group_lists_what_the_group_may_ask_which_records_nothing() -> None:
    assert commands_in(help_page(None)) == {command.name for command in group_commands()}
    assert not {"spend", "result", "adjust", "members", "invite", "export"} & commands_in(help_page(None))


def test_viewers_are_offered_nothing_that_records() -> None:
    assert not {"spend", "result", "undo", "plan", "adjust"} & {command.name for command in commands_for(Role.VIEWER)}
    assert "/spend" not in text(help_page(PEOPLE[Role.VIEWER])) + text(start(PEOPLE[Role.VIEWER], BOOKS))


def test_help_fits_one_message_for_everybody() -> None:
    assert all(len(chat_parts(help_page(person))) == 1 for person in (*PEOPLE.values(), None))


def test_command_names_are_unique_and_such_as_telegram_takes() -> None:
    names = [command.name for command in COMMANDS]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z]{1,32}", name) for name in names)
    assert all(1 <= len(command.description) <= 256 for command in COMMANDS)
    assert {command.topic for command in COMMANDS} == set(Topic)
    assert all(command.example.startswith(f"/{command.name} ") for command in COMMANDS if command.example)


def test_without_a_book_the_office_is_told_how_to_make_one_and_others_whom_to_ask() -> None:
    assert "/setup" in text(start(PEOPLE[Role.ADMIN], {}))
    assert "请联系管理员" in text(start(PEOPLE[Role.EDITOR], {}))


def test_whoami_tells_name_number_role_scope_section_and_leave() -> None:
    person = Member(7, "张三", Role.EDITOR, section="科技科", reviews=("规划科",), leave_until=date(2021, 7, 10))
    said = text(whoami(person, "中博会"))
    for words in (
        "张三　编号 7",
        "角色：经办人",
        "项目范围：中博会",
        "科室：科技科",
        "审核科室：规划科",
        "休假至：2021年7月10日",
    ):
        assert words in said


def test_whoami_of_the_office_and_of_viewers_speaks_of_every_project() -> None:
    assert "项目范围：全部项目" in text(whoami(PEOPLE[Role.VIEWER], "中博会"))


def test_the_example_of_one_line_names_a_project_of_the_readers_own() -> None:
    person = Member(7, "张三", Role.EDITOR)
    assert "/spend 无线电监管 3.2" in text(start(person, BOOKS, "无线电监管"))
    assert "/spend 无线电监管 3.2" in text(help_page(person, "无线电监管"))
    assert "/spend" not in text(start(Member(8, "李四", Role.VIEWER), BOOKS))


def test_whoever_only_reads_is_never_shown_a_way_to_record() -> None:
    for made in (nothing_asked(Role.VIEWER, ""), cancelled(Role.VIEWER, had_draft=False)):
        assert not {"c:spend", "c:result"} & {button.data for row in made.buttons for button in row}
