"""Telegram's refusals in the office's words: why something was not taken, and what can be done about it."""

from __future__ import annotations

_WHY = (
    (("topic_closed",), "设置的话题已关闭", "请重新打开这个话题，或把机器人设为群管理员"),
    (("topic_deleted", "message thread not found", "topic_id_invalid"), "设置的话题已删除", "请核对话题编号"),
    (("send photos", "send_photos"), "群里不允许机器人发图片", "请在群的权限里允许发送图片"),
    (("send documents", "send_docs"), "群里不允许机器人发文件", "请在群的权限里允许发送文件"),
    (("send media", "send_media"), "群里不允许机器人发图片和文件", "请在群的权限里允许发送媒体"),
    (("send_plain", "send text messages"), "群里不允许机器人发文字", "请在群的权限里允许发送消息"),
    (("photo_invalid", "image_process"), "图片的尺寸或格式 Telegram 不接受", ""),
    (("too large", "too big"), "超过 Telegram 允许的大小", ""),
    (
        ("user is deactivated", "bot was blocked", "can't initiate"),
        "对方停用或屏蔽了机器人",
        "请对方重新打开私聊",
    ),
    (("chat not found",), "找不到这个群", "请核对编号，并先把机器人拉进这个群"),
    (("forbidden", "blocked", "rights", "kicked"), "机器人不在群里，或没有发言权限", ""),
    (("token refused", "unauthorized"), "Telegram 不认机器人的令牌", "请核对 BOT_TOKEN"),
    (("unreachable", "told to wait"), "暂时连不上 Telegram", ""),
    (("unknown",), "两次都没有收到 Telegram 的回执，不再重试以免重复", ""),
)
_LET_IN = "请把机器人重新拉进群并允许发言"


def why_refused(why: str) -> str:
    """Why, of words that Telegram or the delivery said; nobody is shown English that they cannot act on."""
    return _found(why)[0]


def remedy_of(why: str) -> str:
    """What a person can do so that a group takes the bot's words again."""
    return _found(why)[1] or _LET_IN


def _found(why: str) -> tuple[str, str]:
    said = why.lower()
    for known, words, remedy in _WHY:
        if any(part in said for part in known):
            return words, remedy
    return "Telegram 没有接受，原话在服务器日志里", ""
