"""Words around scheduled posts: the line that holds their place, and what the administrators are told about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from perfbot.domain.amounts.day_words import short_day, short_moment, weekday
from perfbot.domain.posts.post import JobKind, Post, PostState, Trouble, Upkeep
from perfbot.render.document import Document, Paragraph, bold, code, document, paragraph

KINDS = {
    JobKind.DIGEST: "周报",
    JobKind.ALERTS: "预警",
    JobKind.REMINDERS: "催办",
    JobKind.MONTHLY: "月报",
    JobKind.BACKUP: "备份",
    JobKind.DRAFTS: "清理未完成的登记",
}
STATES = {
    PostState.CLAIMED: "待发",
    PostState.SENDING: "发送中",
    PostState.PLACED: "发送中",
    PostState.DONE: "已发",
    PostState.FAILED: "没有发出",
    PostState.MERGED: "已并入下一期或不再需要",
}
UPKEEP = {
    Upkeep.ALIVE: "没能记下机器人正在运行",
    Upkeep.MIRRORS: "向其他服务的群转发时出错",
    Upkeep.REPORTS: "没能说明哪些没有发出",
    Upkeep.PING: "没能向监控地址报平安",
}
_KEPT = timedelta(hours=24)
ROBOTS = {"wecom": "企业微信", "dingtalk": "钉钉", "feishu": "飞书"}
# What the services answer to the mistakes that are made most, by the code at the head of the answer.
_ROBOT_REMEDIES = {
    "93000": "Webhook 地址失效，请核对 PERFBOT_WECOM_WEBHOOK",
    "45009": "发送太频繁，每分钟最多 20 条",
    "300001": "access_token 不对，请核对 PERFBOT_DINGTALK_WEBHOOK",
    "310000": "与机器人的安全设置不符，请核对 PERFBOT_DINGTALK_SECRET，或在关键词里加上“支出”和“预警”",
    "19001": "Webhook 地址失效，请核对 PERFBOT_FEISHU_WEBHOOK",
    "19021": "签名不符，请核对 PERFBOT_FEISHU_SECRET 和这台机器的时间",
    "19022": "请在飞书机器人的 IP 白名单里加上这台机器",
    "19024": "请在飞书机器人的关键词里加上“支出”和“预警”",
}
_WHY = {
    Trouble.UNKNOWN.value: "两次都没有收到 Telegram 的回执，不再重试以免重复",
    "blocked": "机器人不在群里，或没有发言权限",
    "chat not found": "找不到这个群",
    "": "在补发期限内一直没有发成",
}


def placeholder_line(post: Post) -> str:
    """What stands in the chat until the post does; should nothing follow, it says what it was."""
    if post.kind is JobKind.REMINDERS:
        return "您有待补充的事项，正在整理，若 10 分钟后仍显示此行请忽略"
    again = "（补发）" if post.late else ""
    return f"{post_name(post)}{again} 生成中，若 10 分钟后仍显示此行请忽略"


def late_note(post: Post) -> Paragraph:
    """Under a post that did not come when it was due."""
    return paragraph(f"补发：原定 {moment_words(post.due)}。", note=True)


def known_line(names: Sequence[str]) -> Paragraph:
    """Under a post that people have pressed 已知晓 under: one line with their names."""
    return paragraph(f"✅ 已知晓：{'、'.join(names)}", note=True)


def moment_words(at: datetime) -> str:
    """7月5日 周一 09:00."""
    return f"{short_day(at)} {weekday(at)} {at:%H:%M}"


def nothing_new() -> Document:
    """A warning that has nothing left to say."""
    return document("✅ 没有新的预警。")


def post_name(post: Post) -> str:
    """A post as people speak of it: 2021年第27周周报, 2021年6月月报, 2021年7月5日预警."""
    year, _, rest = post.period.partition("-")
    month, _, day = rest.partition("-")
    if month.startswith("W"):
        return f"{year}年第{int(month[1:])}周{KINDS[post.kind]}"
    return f"{year}年{int(month)}月{f'{int(day)}日' if day else ''}{KINDS[post.kind]}"


def why_words(why: str) -> str:
    """Why something was not sent, as far as that can be said in words."""
    return next((words for known, words in _WHY.items() if known and known in why), why or _WHY[""])


def post_given_up(post: Post, about: str = "") -> Document:
    """To the administrators: a post will not be sent any more; `about` is its fund, or the person it is for."""
    to = f"（{'给' if post.kind is JobKind.REMINDERS else ''}{about}）" if about else ""
    lines = [paragraph("⚠️ ", bold(f"{post_name(post)}{to}没有发出"), f"：{why_words(post.why)}。")]
    if post.kind is JobKind.DIGEST:
        lines.append(paragraph("群里确实没有的话，发送 ", code("/digest"), " 预览并手动发布。"))
    return document(*lines)


def no_book(year: int) -> Document:
    """To the administrators: there is nothing to make a digest of, since the year has not been set up."""
    return document(
        paragraph("⚠️ ", bold("本周没有周报"), f"：{year}年还没有台账，预警和催办也没有内容。"),
        paragraph("请发送 ", code("/setup"), f" 建立{year}年的台账，可以从上年结转。"),
    )


def chat_closed(posts: Sequence[Post], why: str) -> Document:
    """To the administrators, once: the group does not take anything in."""
    names = "、".join(post_name(post) for post in posts)
    return document(
        paragraph("⚠️ ", bold("工作群发不进去"), f"：{why_words(why)}。"),
        f"{names}先存着；请把机器人重新拉进群并允许发言，恢复后自动补发。",
    )


def mirrors_failed(post: Post, failed: Mapping[str, str]) -> Document:
    """To the administrators: a copy did not get into another service; the group has it all the same."""
    told = "；".join(f"{ROBOTS.get(name, name)}：{_refusal(why)}" for name, why in failed.items())
    return document(
        paragraph("⚠️ ", bold(f"{post_name(post)}没有转发成功"), f"：{told}。"), "工作群里已经发出，不受影响。"
    )


def _refusal(why: str) -> str:
    """What a robot answered, and what can be done about it where that is known."""
    remedy = _ROBOT_REMEDIES.get(why.partition(" ")[0])
    return f"{why}（{remedy}）" if remedy else why


def job_failed(name: str, kind: JobKind | Upkeep, why: str) -> Document:
    """To the administrators: a job of the timetable, or what is done besides, went wrong; it is tried again."""
    if isinstance(kind, Upkeep):
        return document(
            paragraph("⚠️ ", bold(UPKEEP[kind]), f"：{why}。"),
            "工作群里的周报、预警和催办不受影响；稍后会自动再试，详情见日志。",
        )
    return document(
        paragraph("⚠️ ", bold(f"定时任务 {KINDS[kind]}（{name}）出错"), f"：{why}。"),
        "稍后会自动再试；详情见日志，/schedules 可查看上次结果。",
    )


def was_away(before: datetime, now: datetime) -> Document:
    """To the group: Telegram keeps messages for a day only, so that some sent before that may be lost.

    Whether the bot or the machine stood still, or the clock was only set ahead, cannot be told apart.
    """
    kept, span = short_moment(now - _KEPT), f"{short_moment(before)} 至 {short_moment(now)}"
    return document(
        paragraph("ℹ️ ", bold("我可能有一段时间没有运行"), f"：约 {span} 没有运行记录。"),
        f"Telegram 只保留最近 24 小时的消息，{kept} 之前私聊发给我的内容可能没有收到，请核对后重发。"
        "如果只是服务器的时间刚刚调整过，请忽略。",
    )


def little_room(left: int) -> Document:
    """To the administrators: the disk will soon take nothing more."""
    return document(
        paragraph("⚠️ ", bold("服务器磁盘快满了"), f"：数据目录所在的磁盘只剩 {left // (1024 * 1024)} MB。"),
        "满了以后将无法登记和备份，请尽快清理或扩容；已登记的数据不受影响。",
    )


def ends_not_noted() -> Document:
    """To the administrators: the side file that shows whether last lines are missing cannot be written."""
    return document(
        paragraph("⚠️ ", bold("数据目录里的 heads 文件写不进去"), "，原因见服务器日志。"),
        "登记照常保存；但如果硬盘再出问题，末尾缺没缺记录将看不出来。请检查服务器磁盘和文件权限。",
    )


def draft_dropped(title: str, days: int) -> Document:
    """To a person: a half-done conversation that nobody touched for so long is gone."""
    return document(f"您 {days} 天前没填完的“{title}”已清除，没有记录任何内容。需要时请重新开始。")
