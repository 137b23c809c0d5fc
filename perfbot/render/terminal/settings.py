"""Words mistakes in the settings, and how to get each value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class WrongSetting(Protocol):
    """One mistake in the settings."""

    @property
    def name(self) -> str: ...

    @property
    def kind(self) -> str: ...

    @property
    def found(self) -> str: ...

    @property
    def expected(self) -> str: ...


_ADDRESS = "在群里“添加群机器人”后，复制它给出的 Webhook 地址"
HOW = {
    "BOT_TOKEN": "在 Telegram 里打开 @BotFather，发送 /newbot（或 /token），复制它给出的令牌，形如 123456789:AAF…。",
    "BOT_API_URL": "一般不填；自建 Bot API 服务器时填它的根地址，例如 http://127.0.0.1:8081。",
    "BOT_PROXY": "例如 http://127.0.0.1:7890 或 socks5://用户:密码@10.0.0.1:1080。",
    "PERFBOT_DATA_DIR": "存放台账的文件夹，例如 /opt/perfbot/data。",
    "PERFBOT_ADMIN_IDS": "管理员的 Telegram 数字编号，多个用逗号分开；向 @userinfobot 发任意消息即可看到自己的编号。",
    "PERFBOT_GROUP_CHAT_ID": "工作群的编号，是负数，例如 -1001234567890；把机器人拉进群，它会私聊告诉管理员。",
    "PERFBOT_GROUP_TOPIC_ID": "工作群里话题的编号：话题里一条消息的链接若是 https://t.me/c/…/12/345，就填 12。",
    "PERFBOT_TIMEZONE": "例如 Asia/Shanghai。",
    "PERFBOT_TIMETABLE": "定时任务表的路径，例如 schedules/timetable.toml。",
    "PERFBOT_RULES": "评分与监控规则文件的路径；可复制 perfbot/years/rules.toml 修改。",
    "PERFBOT_TEMPLATE": "自评报告 Word 模板（.docx）的路径；正文放在写着 {{正文}} 的段落处。",
    "PERFBOT_LOG_LEVEL": "DEBUG、INFO、WARNING、ERROR 之一。",
    "PERFBOT_WEBHOOK_URL": "Telegram 能访问到的 https 地址，例如 https://bot.example.gov.cn/telegram。",
    "PERFBOT_WEBHOOK_LISTEN": "本机监听地址，例如 127.0.0.1。",
    "PERFBOT_WEBHOOK_PORT": "本机监听端口，0 到 65535。",
    "PERFBOT_WEBHOOK_SECRET": "32 到 256 位的字母、数字、_ 和 -；可用 openssl rand -hex 32 生成。",
    "PERFBOT_METRICS_PORT": "监控端口，0 到 65535；不需要监控就不填。",
    "PERFBOT_METRICS_LISTEN": "监控监听地址，例如 127.0.0.1。",
    "PERFBOT_WECOM_WEBHOOK": f"企业微信：{_ADDRESS}（https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…）。",
    "PERFBOT_DINGTALK_WEBHOOK": f"钉钉：{_ADDRESS}（https://oapi.dingtalk.com/robot/send?access_token=…）。",
    "PERFBOT_DINGTALK_SECRET": "钉钉：机器人“安全设置 — 加签”里的密钥，以 SEC 开头，整串复制；没有用加签就不填。",
    "PERFBOT_FEISHU_WEBHOOK": f"飞书：{_ADDRESS}（https://open.feishu.cn/open-apis/bot/v2/hook/…）。",
    "PERFBOT_FEISHU_SECRET": "飞书：机器人“安全设置 — 签名校验”里的密钥。",
    "PERFBOT_PING_URL": "心跳监测服务给出的 https 地址；每次定时任务成功后访问一次。",
    "PERFBOT_SANDBOX_PORT": "试用网页的端口，0 到 65535（0 表示任意空闲端口）。",
    "PERFBOT_SANDBOX_DATA_DIR": "试用数据的文件夹；不填则用临时文件夹，退出即删。",
}


def setting_problem_lines(problems: Sequence[WrongSetting]) -> list[str]:
    """Every mistake with what to do about it, one line each after a heading; for the shell and for `check`."""
    heading = f"设置有 {len(problems)} 处问题（各项说明见 .env.example）："
    return [heading, *(f"  • {setting_problem(problem)}" for problem in problems)]


def setting_problem(problem: WrongSetting) -> str:
    """One mistake in words."""
    found = f"，现为“{problem.found}”" if problem.found else ""
    how = HOW.get(problem.name, "")
    match problem.kind:
        case "missing":
            return f"{problem.name} 没有填写。{how}"
        case "malformed" if problem.expected == "a file that exists":
            return f"{problem.name}：没有这个文件{found}。{how}"
        case "malformed":
            return f"{problem.name} 格式不对{found}。{how}"
        case "needed together with":
            return f"{problem.name} 没有填写，而 {problem.expected} 需要与它一起填写。{how}"
        case "unknown, nearest is":
            near = f"，是否想写 {problem.expected}？" if problem.expected else "，请删除或改正。"
            return f"{problem.name} 不是本程序的设置{near}"
        case "line not understood":
            return f"{problem.name}：看不懂这一行，应为“名称=值”（半角等号）。"
        case "readable by others":
            exposed = f"含有令牌，却能被本机其他用户读取（权限 {problem.found}）"
            return f"{problem.name} {exposed}。请执行 chmod 600 {problem.name}"
    return f"{problem.name} 无法读取（{problem.found}），应为 UTF-8 文本文件。"
