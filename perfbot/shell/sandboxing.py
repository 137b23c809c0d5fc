"""Runs the bot against the local sandbox, with the real 2021 book and its people."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from perfbot.domain.books.keys import BookKey
from perfbot.domain.books.members import LOADER, Member, Role, Scope
from perfbot.redaction import install_redaction
from perfbot.render.terminal import shell as shell_words
from perfbot.render.terminal.sandbox import BOT_NAME, GROUP_TITLE, HINT, PEOPLE, SECTION_OF
from perfbot.sandbox import Person, SandboxServer
from perfbot.settings import Settings
from perfbot.shell.refusing import FAILED, refused
from perfbot.shell.rules import office_files
from perfbot.shell.sandbox_clock import SandboxClock, SettableClock, sandbox_timetable
from perfbot.shell.serving import WRONG, open_or_mend, serve, tell_mended, tell_recovered
from perfbot.shell.terminal import complain
from perfbot.store.errors import StoreError
from perfbot.store.tiny.store import TinyStore
from perfbot.wiring.program import Program, build_program
from perfbot.years.loader import commands_of, sample

SANDBOX_TOKEN = "1:sandbox-token-for-this-machine-only-AA"  # noqa: S105 - opens nothing but this process
SANDBOX_USERNAME = "perfbot_sandbox_bot"


async def run_sandbox(settings: Settings, clock: SettableClock) -> int:
    """Run the local Telegram with its page, and the bot polling it; returns the exit code."""
    install_redaction((SANDBOX_TOKEN,), level=settings.log_level)
    problems = office_files(settings).problems
    if problems:
        complain("\n".join(problems))
        return WRONG
    with tempfile.TemporaryDirectory(prefix="perfbot-sandbox-") as folder:
        data = settings.sandbox_data_dir or Path(folder) / "data"
        try:
            store = open_or_mend(data, clock())
        except StoreError as error:
            return await refused(error, settings, data, clock())
        turner = SandboxClock(clock)
        server = sandbox_server(settings, clock, turner)
        try:
            await server.start()
        except OSError as error:
            where = f"127.0.0.1:{settings.sandbox_port}"
            complain(shell_words.cannot_listen(where, error.strerror or str(error), ("PERFBOT_SANDBOX_PORT",)))
            store.close()
            return FAILED
        program = turner.program = sandbox_program(settings, clock, store, server)
        try:
            return await serve(program, clock, lambda: _running(program, server.url, data))
        finally:
            await server.stop()


def _running(program: Program, where: str, data: Path) -> str:
    tell_mended(program)
    tell_recovered(program)
    return shell_words.sandbox_ready(where, str(data))


def sandbox_server(settings: Settings, clock: SettableClock, turner: SandboxClock) -> SandboxServer:
    """The local Telegram with the people to be, its page's clock turned by `turner`."""
    return SandboxServer(
        token=SANDBOX_TOKEN,
        people=[Person(**person) for person in PEOPLE],
        group_title=GROUP_TITLE,
        bot_name=BOT_NAME,
        bot_username=SANDBOX_USERNAME,
        hint=HINT,
        port=settings.sandbox_port,
        now=lambda: clock().astimezone(settings.timezone),
        set_clock=turner.go_to,
    )


def sandbox_program(settings: Settings, clock: SettableClock, store: TinyStore, server: SandboxServer) -> Program:
    """The program on the sandbox's address, with the 2021 book and the people loaded."""
    local = replace(
        settings,
        bot_token=SANDBOX_TOKEN,
        bot_api_url=server.url,
        bot_proxy=None,
        admin_ids=(PEOPLE[0]["id"],),
        group_chat_id=server.group_id,
    )
    program = build_program(local, store, clock, timetable=sandbox_timetable(office_files(settings).timetable))
    seed(program)
    return program


def seed(program: Program) -> None:
    """Load the 2021 book and the sandbox's people where they are missing."""
    desk, book = program.desk, sample()
    if book.key not in desk.ledger.books():
        desk.ledger.open_book(book.key, commands_of(book), LOADER, desk.now(), desk.today())
    for member in _members(book.key):
        if desk.office.member(member.id) is None:
            desk.office.admit(member, LOADER, desk.now())


def _members(key: BookKey) -> list[Member]:
    roles = {person["id"]: person for person in PEOPLE}
    admin, editor_one, editor_two, viewer = list(roles)[:4]
    one, two = ("p07", "p08"), ("p02", "p03")
    return [
        Member(admin, roles[admin]["first_name"], Role.ADMIN, section=SECTION_OF[admin]),
        Member(
            editor_one, roles[editor_one]["first_name"], Role.EDITOR, (Scope(key.fund, one),), SECTION_OF[editor_one]
        ),
        Member(
            editor_two, roles[editor_two]["first_name"], Role.EDITOR, (Scope(key.fund, two),), SECTION_OF[editor_two]
        ),
        Member(viewer, roles[viewer]["first_name"], Role.VIEWER),
    ]
