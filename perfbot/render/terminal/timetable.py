"""Words mistakes in the timetable: the line, what was found, and what to write instead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Flawed(Protocol):
    """One mistake in the timetable."""

    @property
    def line(self) -> int: ...

    @property
    def key(self) -> str: ...

    @property
    def flaw(self) -> str: ...

    @property
    def found(self) -> str: ...

    @property
    def wanted(self) -> str: ...


_PERIODS = {"digest": "一周", "monthly": "一个月", "drafts": "同一分钟"}
_PLAIN = {
    "syntax": "这一行看不懂。文字要加英文引号，开关只写 true 或 false；请检查引号、方括号、花括号是否成对，"
    "是否用了中文标点。",
    "repeated": "写了两遍。每一项只能写一次，请删掉一个；要再加一个同类任务，方括号里另取名字并写明种类，"
    '例如 [digest2] 下面写 kind = "digest"。',
    "unreadable": "文件打不开。请检查 PERFBOT_TIMETABLE 写的路径；文件要用 UTF-8 编码保存。",
    "not_a_table": "这一项要写在某个任务（方括号）的下面，或者删掉。",
    "not_a_switch": "开关只能写 true（开）或 false（关），不加引号。",
    "cron_value": "时间的写法不对，请改：hour 写 0 至 23，minute 写 0 至 59，"
    'day 写 1 至 31 或 "last"，month 写 1 至 12，星期写英文缩写，例如 { day_of_week = "mon", hour = 9, minute = 0 }。',
    "weekday_number": '星期请用英文缩写 mon tue wed thu fri sat sun（可写 "mon-fri"），不要用数字。',
    "no_hour": '没有写几点。请加上 hour，例如 { day_of_week = "mon", hour = 9 }。',
    "never": "这个时间永远不会到（例如 2 月 30 日）。请改成存在的日期。",
    "timezone": '没有这个时区。中国大陆请写 "Asia/Shanghai"。',
    "chat": '发送位置应写 "group"（工作群），或群编号（负数、不加引号），例如 -1001234567890。',
    "fund": '一级项目代号应为字母、数字、- 和 _，例如 "gongye"；全部就写 ""。',
    "duration": '时长应写成 "30m"（分钟）、"12h"（小时）、"4d"（天）或 "2w"（周）。',
    "window": '补发期限太短或太长，应在 "10m" 到 "31d" 之间。',
    "quiet": '不打扰的时段应写成 "20:00-08:00" 的样子。',
}
_NAMED = {
    "unknown_key": "没有“{found}”这个写法，可以写：{wanted}。",
    "unknown_kind": '没有“{found}”这种任务，可以写：{wanted}。方括号里的名字就是任务种类，另取名字要加 kind = "…"。',
    "missing": '缺少 {found}。请写明时间，例如 cron = {{ day_of_week = "mon", hour = 9, minute = 0 }}。',
    "cron_word": "时间里没有“{found}”这个词，可以写：{wanted}。",
    "workdays": '现为“{found}”。节假日应写成 "shift"（顺延）、"only"（当天不做）或 "any"（照常）。',
    "apart": "与 [{wanted}] 是同一批预警，先发的一处发过，后发的一处就没有内容了。两处都要发的，请写成同一个时间。",
    "twice": "与 [{wanted}] 重复：同一个群、同样的内容只会发一次。请删掉一个，或把其中一个关掉（on = false）。",
}


def timetable_problem_lines(name: str, problems: Sequence[Flawed]) -> list[str]:
    """Every mistake, one line each after a heading; for the shell and for `check`."""
    heading = f"定时任务表 {name} 有 {len(problems)} 处问题，机器人没有启动："
    return [heading, *(f"  • {timetable_problem(problem)}" for problem in problems)]


def timetable_problem(problem: Flawed) -> str:
    """One mistake in words."""
    where = f"第 {problem.line} 行{f' {problem.key}' if problem.key else ''}"
    if problem.flaw == "too_often":
        period = _PERIODS.get(problem.wanted, "一天")
        return f"{where}：这样写{period}会到点好几次，而这种任务{period}只发一次。请只留一个时间。"
    if problem.flaw in _NAMED:
        return f"{where}：{_NAMED[problem.flaw].format(found=problem.found, wanted=problem.wanted)}"
    found = f"现为“{problem.found}”。" if problem.found else ""
    return f"{where}：{found}{_PLAIN[problem.flaw]}"


def fund_without_book(line: int, name: str, fund: str, known: Sequence[str]) -> str:
    """An entry about a fund that has no book, so that nothing would be posted."""
    where, there = f"定时任务表第 {line} 行 [{name}]", "、".join(known)
    return f'{where}：没有代号为“{fund}”的一级项目，这项任务不会有内容。现有：{there}；全部就写 ""'


def timetable_in_order(count: int) -> str:
    """The timetable is read; how many entries are on."""
    return f"定时任务表读取正常：{count} 项开启"


def holidays_known(known_until: str) -> str:
    """How far holidays are known."""
    return f"法定节假日数据到 {known_until}，之后按周一至周五算工作日"


def holidays_end(known_until: str) -> str:
    """The holidays of the next year are not known though it is near: they come with a newer release."""
    return (
        f"法定节假日数据到 {known_until} 为止：放假安排公布后（一般在 11 月）请升级 perfbot，否则按周一至周五算工作日"
    )
