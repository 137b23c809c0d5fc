"""Words that steer a conversation instead of answering it, and the engine's own short sentences."""

from __future__ import annotations

from perfbot.domain.amounts.numerals import folded

CANCEL = frozenset({"取消", "放弃", "退出", "不填了", "cancel", "quit"})
BACK = frozenset({"返回", "上一步", "后退", "back"})
SKIP = frozenset({"跳过", "略过", "skip"})
CONFIRM = frozenset({"确认", "确定", "提交", "保存", "是", "对", "好", "好的", "ok", "yes"})
KEEP = frozenset({"不改", "不改了", "不用改", "不修改"})
GO_ON = frozenset({"继续", "接着填", "继续填写"})

CHANGED = "情况有变化，请看下面这一步，已填的内容都还在。"
RESUMED = "上次没填完，接着来，已填的内容都还在。"
OTHER_QUESTION = (
    "您回复的不是现在问的这一步，所以没有填入。请回答下面这一步；要改前面填的，可以点“上一步”，或在核对时修改。"
)
USE_BUTTONS = "请核对后点“确认”，要改哪一项就点“修改”。"


def steering(text: str) -> str:
    """The text as steering words are compared: half-width, lower case, without end marks and the slash."""
    return folded(text).casefold().strip(" /。.!！~～")


NOTHING_TO_KEEP = "这一项还没有可以保留的内容，请填写。"


def no_match(query: str) -> str:
    """Nothing has such a name at all."""
    return f"没有找到“{query}”，请从下面点选，或换几个字再试。"


def nearest_to(query: str) -> str:
    """Nothing has such a name, but some are like it."""
    return f"没有找到“{query}”，最接近的是下面这些，点选即可。"


def not_theirs(name: str) -> str:
    """There is such a thing, but the person does not record for it."""
    return f"“{name}”不是您负责的项目；确实要登记，请联系管理员。"


def several(query: str, count: int) -> str:
    """More than one has such a name."""
    return f"“{query}”有 {count} 个符合，请点选其中一个。"


def choice_gone() -> str:
    """A kept choice that is no longer there."""
    return "原来选的现在不能选了，请重新选择。"
