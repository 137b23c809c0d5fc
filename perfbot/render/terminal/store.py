"""Words for the IT person when data cannot be opened or written: what is wrong, and what helps."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from perfbot.render.chat.answers import disk_trouble

Facts = Mapping[str, Any]

_UNTOUCHED = "没有改动任何文件。"
_BECAME = {
    "edited": "被改动过",
    "unreadable": "读不出来",
    "missing": "缺行",
    "rewritten": "被整个重写过",
    "reordered": "顺序不对",
    "repeated": "重复",
    "torn": "没有写完",
    "newer": "由更新版本的程序写入",
    "mode": "其他用户可以读取",
    "unfinished": "上一次恢复没有做完",
}
_SAID = tuple(
    (re.compile(pattern), worded)
    for pattern, worded in (
        (r"^lines? (\d+) to (\d+)$", r"第 \1 至 \2 行"),
        (r"^line (\d+)( again)?$", r"第 \1 行"),
        (r"^(\d+) lines as noted$", r"记录的 \1 行"),
        (r"^(\d+) lines( \(missing\))?$", r"\1 行"),
        (r"^generation (\d+)$", r"第 \1 代"),
        (r"^generation (\d+), an older copy$", r"第 \1 代，是旧的副本"),
        (r"^seal ", "校验码 "),
        (r"^a whole line$", "完整的一行"),
        (r"^(\d+) bytes, no newline$", r"半行（\1 字节）"),
        (r"^a noted end$", "记录的文件末尾"),
        (r"^something else$", "别的内容"),
        (r"^no restore under way$", "没有恢复在进行"),
        (r"^an interrupted restore$", "一次中断的恢复"),
        (r"^schema version up to (\d+)$", r"格式不高于 \1"),
        (r"^version (\d+)$", r"格式 \1"),
        (r"^a sound backup$", "完好的备份"),
        (r"^damaged: (.*)$", r"损坏（\1）"),
    )
)
_MAKE_WRITABLE = (
    "请让机器人的用户拥有数据目录里的全部文件并可以读写（如 chown -R perfbot 数据目录）；"
    "挂载时请挂整个目录，不要只挂单个文件。"
)
_REMEDIES = {
    "磁盘已满": "请在磁盘上腾出空间。",
    "超出磁盘配额": "请提高配额或腾出空间。",
    "磁盘只读": "请把文件系统重新挂载为可读写。",
    "数据文件不见了": "文件在运行中被移走或删除，请放回原处。",
    "磁盘读写出错": "请检查硬盘和系统日志；读不回来时用 python bot.py restore 恢复最近的备份。",
}
_STEPS = {
    "create": "新建",
    "write": "写入",
    "rename": "改名",
    "lock": "加锁",
    "read": "读取",
    "clear away": "清理",
    "set mode 0700": "设置权限",
}


def store_trouble(kind: str, facts: Facts) -> str:
    """The lines for a store error, by its class and facts, with the commands that help."""
    worded = _WORDED.get(kind)
    return worded(facts) if worded is not None else str(facts.get("path", kind))


def start_refused(trouble: str) -> str:
    """The message to the administrators in Telegram, once an hour."""
    heading = "⚠️ 机器人没有启动，暂时不能登记和查询；已登记的内容没有改动。"
    return f"{heading}请把下面的话转给管理服务器的同事：\n\n{trouble}"


def finding(kind: str, place: str, line: int | None, expected: str, found: str) -> str:
    """One thing that `verify` found."""
    if line is None and kind == "missing":
        return f"{place}：文件不见了，或是空的"
    where = place if line is None else f"{place} 第 {line} 行"
    return f"{where}：{_BECAME.get(kind, kind)}（应为{_fact(expected)}，实为{_fact(found)}）"


def _fact(words: str) -> str:
    """The store's finding on a line or file, in words."""
    for pattern, worded in _SAID:
        words = pattern.sub(worded, words)
    return words if words[:1] > "\u2e80" else f" {words}"


def _damaged(facts: Facts) -> str:
    found, _, became = facts["found"].removesuffix(")").rpartition(" (")
    what = _BECAME.get(became, "")
    detail = f"应为{_fact(facts['expected'])}，实为{_fact(found if what else facts['found'])}"
    if found.startswith("seal "):  # 64 hexadecimal digits help nobody; `verify` shows them
        detail = "校验码不符"
    return f"数据文件 {facts['path']} 第 {facts['line']} 行{what or '和写入时不一致'}（{detail}）。\n{_mending(facts)}"


def _missing(facts: Facts) -> str:
    return f"数据文件 {facts['path']} 不见了，或者是空的。\n{_mending(facts)}"


def _mending(facts: Facts) -> str:
    """The remedies in the order to try them."""
    back = facts.get("backup")
    last = f"python bot.py restore {back}\n        全部退回到这份最近的完好备份" if back else "没有找到完好的备份。"
    return (
        f"{_UNTOUCHED}请在程序目录依次执行：\n"
        "  1. python bot.py verify\n        列出所有有问题的文件和行\n"
        "  2. python bot.py mend\n        用完好的副本修复；坏文件另存在旁边，少了几行会说明\n"
        f"  3. （修复不了时）{last}\n"
        "做完后重新启动机器人。"
    )


def _no_data_folder(facts: Facts) -> str:
    found = facts["found"]
    if found in ("no such folder", "empty"):
        first = "首次运行会自动新建；也可以用 python bot.py load 文件 装入，或改正 PERFBOT_DATA_DIR。"
        return f"{facts['path']} 里还没有数据。{first}"
    return (
        f"{facts['path']} 不是 perfbot 的数据目录（里面有 {found.removeprefix('holds ')}）。"
        f"{_UNTOUCHED}请改正 PERFBOT_DATA_DIR，或换一个空目录。"
    )


def _newer(facts: Facts) -> str:
    return (
        f"{facts['path']} 是更新版本的 perfbot 写的（格式 {facts['found']}，本程序只认到 {facts['known']}）。"
        f"{_UNTOUCHED}请装回较新的程序，或用 python bot.py restore 恢复升级前的备份。"
    )


def _older(facts: Facts) -> str:
    return f"{facts['path']} 是旧格式（{facts['found']}）。请先启动一次机器人：它会升级文件，并保留旧文件。"


def _migration(facts: Facts) -> str:
    return f"{facts['path']} 升级（{facts['name']}）失败：{facts['cause']}。文件仍是原样。"


def _unwritten(facts: Facts) -> str:
    why = disk_trouble(facts["reason"])
    return f"{facts['path']} 写不进去：{why}。没有记录任何内容。{_REMEDIES.get(why, _MAKE_WRITABLE)}"


def _unusable(facts: Facts) -> str:
    why, step = disk_trouble(facts["reason"]), _STEPS.get(facts["step"], facts["step"])
    return f"数据目录的 {facts['path']} 不能{step}：{why}。{_UNTOUCHED}{_REMEDIES.get(why, _MAKE_WRITABLE)}"


def _locked(facts: Facts) -> str:
    holder = f"{facts['program']}，pid {facts['pid'] or '?'}，主机 {facts['host']}，自 {facts['since']} 起"
    return f"数据目录 {facts['path']} 正由另一个程序使用（{holder}）。请先停止它，或换一个 PERFBOT_DATA_DIR。"


def _half_restored(facts: Facts) -> str:
    return f"{facts['path']}：上一次恢复没有做完。请再执行一次：python bot.py restore {facts['archive']}"


def _bad_backup(facts: Facts) -> str:
    if facts["member"] in ("manifest.json", Path(str(facts["path"])).name):
        return f"{facts['path']} 不是 perfbot 的备份，或者已经损坏。没有使用它，也没有改动数据。请换一份备份。"
    return f"备份 {facts['path']} 已损坏（{facts['member']}），没有使用它，也没有改动数据。请换更早的一份。"


_WORDED: dict[str, Callable[[Facts], str]] = {
    "JournalDamaged": _damaged,
    "JournalMissing": _missing,
    "NotADataFolder": _no_data_folder,
    "JournalExists": lambda facts: f"{facts['path']} 已经存在。{_UNTOUCHED}",
    "NewerFormat": _newer,
    "OlderFormat": _older,
    "MigrationFailed": _migration,
    "WriteFailed": _unwritten,
    "DirectoryUnusable": _unusable,
    "DirectoryLocked": _locked,
    "RestoreUnfinished": _half_restored,
    "BackupDamaged": _bad_backup,
}
