"""What `check` says of Telegram, the webhook and the work group."""

from __future__ import annotations

from perfbot.render.telegram_refusals import why_refused
from perfbot.render.terminal.shell import invalid_token

NO_BOT_API, REDIRECTED = "no Bot API", "redirected"
_NOT_TELEGRAM = {NO_BOT_API: "的回答不是 Bot API 服务器的", REDIRECTED: "要求转到别的地址，令牌不会送到那里"}
CHECK_WEBHOOK = "Webhook 正常，没有积压的消息"
CHECK_WEBHOOK_UNSET = "Webhook 尚未登记到 Telegram：启动机器人时会登记"


def no_connection(kind: str, url: str, *, own_server: bool, proxied: bool) -> str:
    """Telegram does not answer, or does not know the bot; `kind` is the name of the error."""
    if kind in ("InvalidToken", "EndPointNotFound"):
        doubt = f"如果令牌没错，请核对 BOT_API_URL（{url}）是不是 Bot API 服务器的根地址。" if own_server else ""
        return invalid_token() + doubt
    if kind in _NOT_TELEGRAM:
        return f"{url} {_NOT_TELEGRAM[kind]}。请核对 BOT_API_URL 是不是 Bot API 服务器的根地址，再检查网络和代理。"
    way = "请检查 BOT_PROXY 的代理是否可用" if proxied else "请检查本机网络；需要代理时填写 BOT_PROXY"
    return f"连不上 {url}（{kind}）。{way}。"


def no_group(group: int, why: str) -> str:
    """The bot does not see the work group."""
    return f"PERFBOT_GROUP_CHAT_ID：机器人看不到群 {group}（{why_refused(why)}）。请核对编号，并先把机器人拉进这个群。"


def not_in_group(title: str) -> str:
    """The bot was put out of the work group, or may not write there."""
    return f"工作群“{title}”：机器人不在群里，或者被禁止发言，周报和预警发不出去。请把它拉进群并允许发言。"


def group_bars_files(title: str) -> str:
    """Pictures or files are barred in the work group: the words come all the same."""
    return f"工作群“{title}”不允许机器人发图片或文件：周报和预警只有文字。需要图片，请在群的权限里允许。"
