"""`python bot.py check`: one line each on what is in order and what is not."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from telegram import Bot, ChatMember, ChatMemberRestricted
from telegram.error import Forbidden, TelegramError

from perfbot.delivery.channels import Mirrors
from perfbot.domain.amounts.day_words import plain_day
from perfbot.render.posts.words import ROBOTS
from perfbot.render.terminal import shell as words
from perfbot.render.terminal.settings import setting_problem
from perfbot.render.terminal.store import store_trouble
from perfbot.render.terminal.timetable import fund_without_book, holidays_end, holidays_known, timetable_in_order
from perfbot.settings import Settings
from perfbot.shell.bare_bot import bare_bot
from perfbot.shell.rules import office_files
from perfbot.shell.terminal import say
from perfbot.store.errors import StoreError
from perfbot.store.files.layout import is_data_folder, layout_of
from perfbot.store.files.strays import strays
from perfbot.store.tiny.store import TinyStore
from schedules.workdays import LAST_KNOWN

_NEXT_YEAR_IS_NEAR = 10
"""The month from which on the next year's holidays ought to be looked after."""


async def check(settings: Settings, data: Path, now: datetime) -> int:
    """Print one line for each check; returns 0 when all is in order."""
    results = [_settings(settings), _rules(settings, now.date()), _data(settings, data, now)]
    if settings.is_sandbox:
        say(words.good(words.CHECK_SANDBOX))
    else:
        results.append(await _connection(settings))
    return 0 if all(results) else 1


def _settings(settings: Settings) -> bool:
    for stray in settings.unknown:
        say(words.bad(setting_problem(stray)))
    if not settings.unknown:
        say(words.good(words.CHECK_SETTINGS))
    return not settings.unknown


def _rules(settings: Settings, today: date) -> bool:
    files = office_files(settings)
    for problem in files.problems:
        say(words.bad(problem))
    if files.problems:
        return False
    say(words.good(words.CHECK_RULES))
    if files.template_gives_way:
        say(words.no_place_in_template())
    say(words.good(timetable_in_order(len(files.timetable.active))))
    near, until = (today.year, today.month) >= (LAST_KNOWN.year, _NEXT_YEAR_IS_NEAR), plain_day(LAST_KNOWN)
    say(words.doubtful(holidays_end(until)) if near else words.good(holidays_known(until)))
    for name in Mirrors(settings).names:
        say(words.good(words.check_mirror(ROBOTS[name])))
    if settings.ping_url:
        say(words.good(words.CHECK_PING))
    return True


def _data(settings: Settings, data: Path, now: datetime) -> bool:
    if not is_data_folder(data):
        say(words.good(words.CHECK_NO_DATA))
        return True
    try:
        store = TinyStore(data, now=now, read_only=True)
    except StoreError as error:
        say(words.bad(store_trouble(type(error).__name__, error.facts())))
        return False
    books = store.books()
    store.close()
    if found := strays(layout_of(data)):
        say(words.doubtful(words.strays(found)))
    say(words.good(words.check_data(str(data), books)))
    return _funds(settings, {book.fund for book in books})


def _funds(settings: Settings, known: set[str]) -> bool:
    """Whether each fund that the timetable names has a book; before the first book nobody can tell."""
    timetable = office_files(settings).timetable
    unknown = [entry for entry in timetable.active if known and entry.fund and entry.fund not in known]
    for entry in unknown:
        say(words.bad(fund_without_book(entry.line, entry.name, entry.fund, sorted(known))))
    return not unknown


async def _connection(settings: Settings) -> bool:
    try:
        async with bare_bot(settings) as bot:
            say(words.good(words.check_connection(bot.username, settings.bot_api_url)))
            return await _group(bot, settings)
    except TelegramError as error:
        own, kind = settings.bot_api_url != Settings.bot_api_url, type(error).__name__
        say(
            words.bad(words.no_connection(kind, settings.bot_api_url, own_server=own, proxied=bool(settings.bot_proxy)))
        )
        return False


async def _group(bot: Bot, settings: Settings) -> bool:
    if settings.group_chat_id is None:
        say(words.good(words.CHECK_NO_GROUP))
        return True
    try:
        chat = await bot.get_chat(settings.group_chat_id)
    except TelegramError as error:
        say(words.bad(words.no_group(settings.group_chat_id, str(error))))
        return False
    title = chat.title or str(chat.id)
    if not await _may_post(bot, chat.id):
        say(words.bad(words.not_in_group(title)))
        return False
    say(words.good(words.check_group(title)))
    return True


async def _may_post(bot: Bot, group: int) -> bool:
    """Whether the bot is in the group and may write there; True where the server cannot tell."""
    try:
        here = await bot.get_chat_member(group, bot.id)
    except Forbidden:
        return False
    except TelegramError:
        return True
    muted = isinstance(here, ChatMemberRestricted) and not here.can_send_messages
    return here.status not in (ChatMember.LEFT, ChatMember.BANNED) and not muted
