"""The sandbox's people, names and first hint."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from perfbot.domain.amounts.day_words import plain_moment
from perfbot.domain.posts.post import JobKind, Post
from perfbot.render.posts.words import KINDS

BOT_NAME = "项目绩效助手"
GROUP_TITLE = "市工信局·项目支出工作群"
HINT = "\n".join(
    (
        "以“陈静”（经办人）的身份登记一笔支出：`/spend 中博会 0.3 展位搭建 12.20`",
        "看看编好的自评报告：`/report 2021`",
        "各项目的进度：`/progress`",
        "逐项得分：`/score 2021`",
        "换成别人，看看办公室、领导、陌生人各能做什么。",
        "去别的日子看看（另设的“模拟数据”项目）："
        "`2021-07-05` 周报和预警、`2021-07-09` 催办（先点“开始”）、`2021-12-27` 年底",
        "数据是真实的 2021 年度报告，改动只留在本机。",
    )
)
PEOPLE: list[dict[str, Any]] = [
    {"id": 101, "first_name": "林主任", "username": "lin_office", "note": "管理员（办公室）", "group_admin": True},
    {"id": 102, "first_name": "陈静", "username": "chen_jing", "note": "经办人（工业设计大赛、中博会）"},
    {"id": 103, "first_name": "黄志强", "username": None, "note": "经办人（无线电监管、监测大楼）"},
    {"id": 104, "first_name": "吴局", "username": "wu_leader", "note": "查看（领导）"},
    {"id": 105, "first_name": "路人", "username": "passerby", "note": "陌生人（未加入）", "in_group": False},
]
SECTION_OF = {101: "办公室", 102: "中小企业科", 103: "无线电科"}


def clock_said(now: datetime, posts: Sequence[Post]) -> str:
    """The result of going to a day: the day, and what was posted on it and where."""
    group = dict.fromkeys(KINDS[post.kind] for post in posts if post.kind is not JobKind.REMINDERS)
    came = [f"工作群里已发{'、'.join(group)}"] if group else []
    came += ["已私聊催办"] if any(post.kind is JobKind.REMINDERS for post in posts) else []
    return f"{plain_moment(now)}，{'，'.join(came) or '没有要发的（或此前已发）'}"
