"""The switches that make this Telegram misbehave as the real one sometimes does."""

import dataclasses
from dataclasses import dataclass, field
from typing import Any

from perfbot.sandbox.people import Json

KINDS = {
    "too_many": "429，带 retry_after",
    "error": "服务器错误（code，默认 500）",
    "refuse": "按给定的 code 和 description 拒绝",
    "reset_before": "收到请求前断开",
    "reset_after": "执行后断开，不回答",
    "error_after": "执行后回答服务器错误（code，默认 500）",
    "slow": "执行后迟迟才回答（seconds）",
    "hang": "执行后一直不回答",
    "hang_before": "不执行，也一直不回答",
    "garbage": "回答不是 JSON",
    "result": "回答给定的 result，不执行",
    "conflict": "409，另有一处在轮询",
}
_NOT_TAKEN = frozenset(KINDS) - {"reset_after", "error_after", "slow", "hang"}
OLD_QUERY = "Bad Request: query is too old and response timeout expired or query ID is invalid"


@dataclass
class Fault:
    """What happens to the next `times` calls of `method` ("*": any), after letting `skip` of them pass."""

    kind: str
    method: str = "*"
    times: int = 1
    skip: int = 0
    chat_id: int | None = None
    seconds: float = 0.0
    retry_after: int = 1
    code: int = 500
    description: str = "Internal Server Error"
    result: Any = None

    @property
    def before_taken(self) -> bool:
        """True when the method must not be carried out."""
        return self.kind in _NOT_TAKEN

    def concerns(self, method: str, chat_id: int | None) -> bool:
        same_method = self.method in ("*", method) or self.method.lower() == method.lower()
        return same_method and self.chat_id in (None, chat_id)


@dataclass
class Faults:
    """`latency_ms` delays every answer; `duplicate` and `reorder` spoil the next batches of updates."""

    latency_ms: float = 0.0
    duplicate: int = 0
    reorder: int = 0
    waiting: list[Fault] = field(default_factory=list)
    met: list[str] = field(default_factory=list)

    def add(self, kind: str, method: str = "*", times: int = 1, **options: Any) -> Fault:
        """Raises ValueError for a kind that is not in KINDS, TypeError for an unknown option."""
        if kind not in KINDS:
            raise ValueError(f"unknown fault {kind!r}; known: {', '.join(KINDS)}")
        if kind == "conflict" and method == "*":
            method = "getUpdates"
        fault = Fault(kind, method, times, **options)
        self.waiting.append(fault)
        return fault

    def too_many(self, method: str = "*", retry_after: int = 1, times: int = 1) -> Fault:
        """429; `retry_after` in seconds."""
        return self.add("too_many", method, times, retry_after=retry_after)

    def old_queries(self, times: int = 1) -> Fault:
        """The next answers to button presses come too late."""
        return self.add("refuse", "answerCallbackQuery", times, code=400, description=OLD_QUERY)

    def take(self, method: str, chat_id: int | None) -> Fault | None:
        """The fault this call meets, used up by one."""
        for fault in self.waiting:
            if not fault.concerns(method, chat_id):
                continue
            if fault.skip > 0:
                fault.skip -= 1
                continue
            fault.times -= 1
            if fault.times <= 0:
                self.waiting.remove(fault)
            self.met.append(f"{fault.kind} {method}")
            return fault
        return None

    def clear(self) -> None:
        self.latency_ms = 0.0
        self.duplicate = self.reorder = 0
        self.waiting.clear()

    def as_json(self) -> Json:
        return {
            "latency_ms": self.latency_ms,
            "duplicate": self.duplicate,
            "reorder": self.reorder,
            "waiting": [dataclasses.asdict(fault) for fault in self.waiting],
            "met": self.met[-50:],
            "kinds": KINDS,
        }
