"""`python bot.py check`: one line each on what is in order and what is not."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

from telegram import (
    Bot,
    ChatFullInfo,
    ChatMemberAdministrator,
    ChatMemberBanned,
    ChatMemberLeft,
    ChatMemberOwner,
    ChatMemberRestricted,
    ChatPermissions,
)
from telegram.error import Forbidden, TelegramError

from perfbot.delivery.channels import Mirrors
from perfbot.domain.amounts.day_words import plain_day
from perfbot.intake.hook_watch import HookTrouble, state_of
from perfbot.render.chat.intake import webhook_fails, webhook_not_ours
from perfbot.render.posts.words import ROBOTS
from perfbot.render.terminal import connection as link_words
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

_REDIRECT = re.compile(r"\(3\d\d\)")
"""An HTTP status as PTB ends its phrase with it; a redirect is not followed, for the token is in the address."""
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
            return all([await _webhook(bot, settings), await _group(bot, settings)])
    except (TelegramError, TypeError, LookupError, AttributeError) as error:
        # The latter three are what PTB raises over the answers of something that is no Bot API server.
        own, kind = settings.bot_api_url != Settings.bot_api_url, _kind_of(error)
        say(
            words.bad(
                link_words.no_connection(kind, settings.bot_api_url, own_server=own, proxied=bool(settings.bot_proxy))
            )
        )
        return False


def _kind_of(error: Exception) -> str:
    said = str(error)
    if not isinstance(error, TelegramError) or "Invalid server response" in said:
        return link_words.NO_BOT_API
    return link_words.REDIRECTED if _REDIRECT.search(said) else type(error).__name__


async def _webhook(bot: Bot, settings: Settings) -> bool:
    """Whether Telegram brings updates to the address that is set; before the first start it has none."""
    if not settings.webhook_url:
        return True
    state = state_of(await bot.get_webhook_info(), settings.webhook_url)
    if state.trouble is HookTrouble.FAILING:
        say(words.bad(webhook_fails(state.why, state.waiting)))
    elif state.trouble is not None and state.why:
        say(words.bad(webhook_not_ours(state.why)))
    else:
        say(words.good(link_words.CHECK_WEBHOOK if state.trouble is None else link_words.CHECK_WEBHOOK_UNSET))
        return True
    return False


async def _group(bot: Bot, settings: Settings) -> bool:
    if settings.group_chat_id is None:
        say(words.good(words.CHECK_NO_GROUP))
        return True
    try:
        chat = await bot.get_chat(settings.group_chat_id)
    except TelegramError as error:
        say(words.bad(link_words.no_group(settings.group_chat_id, str(error))))
        return False
    title, allowed = chat.title or str(chat.id), await _allowed_in(bot, chat)
    if allowed.can_send_messages is False:
        say(words.bad(link_words.not_in_group(title)))
        return False
    say(words.good(words.check_group(title)))
    if False in (allowed.can_send_photos, allowed.can_send_documents):
        say(words.doubtful(link_words.group_bars_files(title)))
    return True


async def _allowed_in(bot: Bot, chat: ChatFullInfo) -> ChatPermissions:
    """What the bot may send there; a server that cannot tell is believed."""
    all_of_it, of_all = ChatPermissions.all_permissions(), chat.permissions or ChatPermissions.all_permissions()
    try:
        here = await bot.get_chat_member(chat.id, bot.id)
    except Forbidden:
        return ChatPermissions.no_permissions()
    except TelegramError:
        return all_of_it
    match here:
        case ChatMemberLeft() | ChatMemberBanned():
            return ChatPermissions.no_permissions()
        case ChatMemberAdministrator() | ChatMemberOwner():
            return all_of_it
        case ChatMemberRestricted():
            sends = (here.can_send_messages, here.can_send_photos, here.can_send_documents)
            return ChatPermissions(sends[0], can_send_photos=sends[1], can_send_documents=sends[2])
    return of_all
