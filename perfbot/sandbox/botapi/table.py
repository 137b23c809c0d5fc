"""Every method the sandbox knows, by its lower-case name, as Telegram compares them."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from perfbot.sandbox.botapi import bot_methods, chat_methods, editing, receiving, sending
from perfbot.sandbox.botapi.params import Params
from perfbot.sandbox.world import World

Method = Callable[[World, Params], Awaitable[Any]]

_METHODS: dict[str, Method] = {
    "getMe": chat_methods.get_me,
    "getUpdates": receiving.get_updates,
    "setWebhook": receiving.set_webhook,
    "deleteWebhook": receiving.delete_webhook,
    "getWebhookInfo": receiving.get_webhook_info,
    "logOut": receiving.log_out,
    "close": receiving.log_out,
    "sendMessage": sending.send_message,
    "sendRichMessage": sending.send_rich_message,
    "sendDocument": sending.send_document,
    "sendPhoto": sending.send_photo,
    "sendMediaGroup": sending.send_media_group,
    "sendChatAction": sending.send_chat_action,
    "editMessageText": editing.edit_message_text,
    "editMessageCaption": editing.edit_message_caption,
    "editMessageMedia": editing.edit_message_media,
    "editMessageReplyMarkup": editing.edit_message_reply_markup,
    "deleteMessage": editing.delete_message,
    "deleteMessages": editing.delete_messages,
    "answerCallbackQuery": chat_methods.answer_callback_query,
    "getFile": chat_methods.get_file,
    "getChat": chat_methods.get_chat,
    "getChatMember": chat_methods.get_chat_member,
    "getChatMemberCount": chat_methods.get_chat_member_count,
    "getChatAdministrators": chat_methods.get_chat_administrators,
    "leaveChat": chat_methods.leave_chat,
    "pinChatMessage": chat_methods.pin_chat_message,
    "unpinChatMessage": chat_methods.unpin_chat_message,
    "setMessageReaction": chat_methods.set_message_reaction,
    "setMyCommands": bot_methods.set_my_commands,
    "getMyCommands": bot_methods.get_my_commands,
    "deleteMyCommands": bot_methods.delete_my_commands,
    "setMyName": bot_methods.set_my_name,
    "getMyName": bot_methods.get_my_name,
    "setMyDescription": bot_methods.set_my_description,
    "getMyDescription": bot_methods.get_my_description,
    "setMyShortDescription": bot_methods.set_my_short_description,
    "getMyShortDescription": bot_methods.get_my_short_description,
    "setChatMenuButton": bot_methods.set_chat_menu_button,
    "getChatMenuButton": bot_methods.get_chat_menu_button,
}


def methods(*, knows_rich: bool) -> dict[str, tuple[str, Method]]:
    """Lower-case name → proper name and method; without `knows_rich` as a server before Bot API 10.1."""
    table = dict(_METHODS)
    if not knows_rich:
        del table["sendRichMessage"]
        table["editMessageText"] = partial(editing.edit_message_text, knows_rich=False)
    return {name.lower(): (name, method) for name, method in table.items()}
