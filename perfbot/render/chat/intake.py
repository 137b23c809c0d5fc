"""The sentences of the way in: to strangers, about edits and forwards, about floods and errors."""

from __future__ import annotations

from perfbot.domain.books.members import visible_name
from perfbot.render.cleaning import one_line

_NAME = 40


def group_moved(number: int) -> str:
    """To the administrators, once: a group has a new number; which one is to be written from now on."""
    return (
        f"有一个群已升级为超级群，编号变为 {number}。我已记住，周报和预警照常发到那里，现在不用改设置；"
        f"以后修改 .env 或定时任务表时，请把这个群的编号写成 {number}。"
    )


_LIVE = str.maketrans({"@": "＠", "/": "／", ".": "．", ":": "：", "#": "＃"})
"""What makes Telegram turn a plain word into a link, a mention or a command, and what it is shown as."""


def _named(name: str) -> str:
    """A stranger's name for the administrators: nothing in it can be tapped."""
    return visible_name(one_line(name)[:_NAME]).translate(_LIVE) or "无名"


class IntakeWords:
    """What the intake says; strangers learn neither whose bot this is nor what it is for (A1)."""

    def stranger(self, user_id: int) -> str:
        """The only sentence a stranger hears, once a day."""
        return f"您好，这是内部使用的机器人，您暂时不能使用。如需开通，请把您的编号 {user_id} 告诉管理员。"

    def edited(self) -> str:
        """An edited message changes nothing."""
        return "修改已发送的消息不会改变登记内容。要更正，请重新发送，或用“修改”“撤销”按钮。"

    def forwarded(self) -> str:
        """A forwarded text is not taken for the person's own."""
        return "转发的文字不作为您本人的填报。请自己输入后发送；佐证材料（文件、图片）可以转发。"

    def slowed(self) -> str:
        """Too much at once."""
        return "您的消息较多，我会按顺序逐条处理，请稍候。"

    def too_much(self) -> str:
        """What was sent is dropped, because so much waits already."""
        return "您发的内容太多，前面的还没有处理完，刚才的没有收下。请等前面的都有了回复，再重新发送。"

    def delayed(self) -> str:
        """What was sent is not lost, and not taken in yet."""
        return "暂时无法保存，您刚才的消息还没有处理。恢复后会自动处理，不必重发。"

    def failed(self, number: str) -> str:
        """This did not work, and will not by itself."""
        return f"抱歉，这一步没有完成（错误编号 {number}）。请再试一次；仍不行请把编号告诉管理员。"

    def admins_stranger(self, user_id: int, shown_name: str) -> str:
        """A stranger has spoken to the bot."""
        name = _named(shown_name)
        return f"有陌生人联系了机器人：{name}（编号 {user_id}）。如是同事，请用 /invite 邀请。"

    def admins_other_group(self, title: str, chat_id: int, shown_name: str, user_id: int) -> str:
        """Somebody took the bot into a group that is not the office's, or not yet."""
        by, group = _named(shown_name), _named(title)
        return (
            f"{by}（编号 {user_id}）把机器人拉进了群“{group}”（编号 {chat_id}）。\n"
            "它不是设置的工作群，机器人在那里不会说话；不需要的话请把机器人移出。\n"
            f"如果这就是工作群，请把 .env 里的 PERFBOT_GROUP_CHAT_ID 设为 {chat_id}，然后重启。"
        )

    def admins_error(self, kind: str, number: str, earlier: int) -> str:
        """Something went wrong for somebody; details are in the log under the number."""
        more = f"；此前一小时另有 {earlier} 次同类错误" if earlier else ""
        return f"⚠️ 程序出错 {kind}，日志编号 {number}{more}。"

    def admins_cannot_write(self, why: str) -> str:
        """The disk refuses: nothing is taken in until it is mended."""
        from perfbot.render.chat.answers import disk_remedy, disk_trouble  # needed in trouble only

        trouble = disk_trouble(one_line(why)[:200])
        return f"⚠️ 数据无法写入（{trouble}），收到的消息暂不处理、不会丢失。{disk_remedy(trouble)}恢复后会自动处理。"

    def admins_conflict(self) -> str:
        """Another process polls with the same token."""
        return "⚠️ 另有一个程序在用同一个令牌（BOT_TOKEN）收消息，本程序即将退出。请只保留一个。"

    def admins_silent(self) -> str:
        """No getUpdates came back; the process ends and is started anew by its service."""
        return "⚠️ 已有两分钟收不到消息，本程序即将退出并由系统重启。"

    def admins_refused(self) -> str:
        """Telegram refuses getUpdates; the process ends and is started anew by its service."""
        return "⚠️ Telegram 已有两分钟拒绝本程序收取消息，原因见日志。本程序即将退出并由系统重启，期间的消息不会丢失。"
