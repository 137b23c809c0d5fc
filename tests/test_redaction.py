"""Redaction: no token in any log line or traceback, whoever wrote it (D12, R21)."""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import Iterator

import pytest
from telegram.error import InvalidToken, TelegramError
from telegram.ext import ExtBot
from telegram.request import BaseRequest

from perfbot.delivery.requests import build_bot_requests
from perfbot.intake import Watchdog
from perfbot.redaction import install_redaction
from tests.sandbox_client import TOKEN as SANDBOX_TOKEN
from tests.sandbox_client import in_loop, sandbox

TOKEN = "123456789:AAF-abcdefghijklmnopqrstuvwxyz_0123"
SECRET = "SEC-dingtalk-0123456789"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Everything that a handler on the root writes, with redaction installed and the level at DEBUG."""
    root, stream = logging.getLogger(), io.StringIO()
    before, level, hook = root.handlers[:], root.level, sys.excepthook
    quiet = {
        name: logging.getLogger(name).level
        for name in ("httpx", "httpcore", "telegram", "telegram.request.BaseRequest", "asyncio")
    }
    root.handlers[:] = [logging.StreamHandler(stream)]
    install_redaction([SECRET, "abc"], level="DEBUG")
    yield stream
    root.handlers[:] = before
    root.setLevel(level)
    sys.excepthook = hook
    for name, was in quiet.items():
        logging.getLogger(name).setLevel(was)


def test_a_token_in_a_message_is_hidden(written: io.StringIO) -> None:
    logging.getLogger("x").warning("POST https://api.telegram.org/bot%s/getMe", TOKEN)
    assert TOKEN not in written.getvalue()
    assert "123456789:***/getMe" in written.getvalue()


def test_a_token_inside_an_argument_object_is_hidden(written: io.StringIO) -> None:
    logging.getLogger("x").warning("failed: %s %r", InvalidToken(f"The token `{TOKEN}` was rejected"), {"t": TOKEN})
    assert TOKEN not in written.getvalue()


def test_a_token_in_what_ends_the_process_is_hidden(written: io.StringIO, capsys: pytest.CaptureFixture[str]) -> None:
    error = ValueError(f"https://api.telegram.org/bot{TOKEN}/getMe")
    sys.excepthook(ValueError, error, None)
    assert "ValueError: https://api.telegram.org/bot123456789:***/getMe" in written.getvalue()
    assert TOKEN not in written.getvalue() + capsys.readouterr().err


def test_a_token_in_a_traceback_and_in_its_cause_is_hidden(written: io.StringIO) -> None:
    try:
        try:
            raise ValueError(f"https://api.telegram.org/file/bot{TOKEN}/photo.png")
        except ValueError as cause:
            raise TelegramError(f"no file for {TOKEN}") from cause
    except TelegramError:
        logging.getLogger("x").exception("went wrong", stack_info=True)
    assert TOKEN not in written.getvalue()
    assert "ValueError" in written.getvalue()


def test_named_secrets_without_the_form_of_a_token_are_hidden(written: io.StringIO) -> None:
    logging.getLogger("x").info("signing with %s", SECRET)
    assert SECRET not in written.getvalue()


def test_short_words_are_no_secrets_and_stay(written: io.StringIO) -> None:
    logging.getLogger("x").info("abc at 10:30:00, 1234:56")
    assert "abc at 10:30:00, 1234:56" in written.getvalue()


def test_a_message_whose_arguments_do_not_fit_is_shown_and_redacted(written: io.StringIO) -> None:
    logging.getLogger("x").info("%d %d", TOKEN)
    assert "%d %d" in written.getvalue()
    assert TOKEN not in written.getvalue()


async def call_a_server(url: str, token: str) -> None:
    sending, polling = build_bot_requests(None, Watchdog())
    bot = ExtBot(token, base_url=f"{url}/bot", request=sending, get_updates_request=polling)
    try:
        await bot.initialize()
        await bot.get_updates(timeout=0)
        logging.getLogger("x").info("%r", bot)
    except TelegramError:
        logging.getLogger("x").exception("not started")
    finally:
        await bot.shutdown()


@in_loop
async def call_three_servers() -> None:
    async with sandbox() as server:
        await call_a_server(server.url, SANDBOX_TOKEN)
        await call_a_server(server.url, TOKEN)
        await call_a_server("http://127.0.0.1:1", TOKEN)


def test_no_token_is_logged_by_the_bot_library_at_debug(written: io.StringIO) -> None:
    call_three_servers()
    assert written.getvalue().count("not started") == 2
    assert "ExtBot[token=4200000001:***]" in written.getvalue()
    assert TOKEN not in written.getvalue()
    assert SANDBOX_TOKEN not in written.getvalue()


def test_an_answer_that_was_cut_off_is_not_logged_with_what_people_said_in_it(written: io.StringIO) -> None:
    answer = '{"ok":true,"result":{"text":"展位搭建'.encode()
    with pytest.raises(TelegramError) as raised:
        BaseRequest.parse_json_payload(answer)
    logging.getLogger("perfbot").error("not understood", exc_info=raised.value)
    assert "Invalid server response" in written.getvalue()
    assert "展位搭建" not in written.getvalue()
