"""Mirrors to the group robots of WeCom 企业微信, DingTalk 钉钉 and Feishu 飞书, and the dead-man's ping, by HTTP."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

import httpx

from perfbot.render.document import Document
from perfbot.render.places.webhook import Payload, dingtalk_payload, feishu_payload, wecom_payload
from perfbot.settings_values import DINGTALK_HOSTS, FEISHU_HOSTS, LOOPBACK, WECOM_HOSTS

_TIMEOUT = httpx.Timeout(10.0, read=15.0)
_MOST_ANSWER = 64 * 1024
_TRIES = 2

log = logging.getLogger("perfbot.delivery")


class MirrorFailed(Exception):
    """A robot did not take a message; `why` holds no address and no secret."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name}: {why}")
        self.name = name
        self.why = why


class Lines(Protocol):
    """The settings that matter here."""

    @property
    def wecom_webhook(self) -> str | None: ...

    @property
    def dingtalk_webhook(self) -> str | None: ...

    @property
    def dingtalk_secret(self) -> str | None: ...

    @property
    def feishu_webhook(self) -> str | None: ...

    @property
    def feishu_secret(self) -> str | None: ...

    @property
    def ping_url(self) -> str | None: ...


@dataclass(frozen=True)
class RobotRequest:
    """One request to a robot: where, and with what body."""

    url: httpx.URL
    body: Payload


Sign = Callable[[RobotRequest, str, datetime], RobotRequest]


def dingtalk_signature(milliseconds: int, secret: str) -> str:
    """Base64 of HMAC-SHA256 over "milliseconds\\nsecret" with the secret as key (open.dingtalk.com, 机器人 加签)."""
    words = f"{milliseconds}\n{secret}".encode()
    return base64.b64encode(hmac.new(secret.encode(), words, hashlib.sha256).digest()).decode()


def feishu_signature(seconds: int, secret: str) -> str:
    """Base64 of HMAC-SHA256 over nothing with "seconds\\nsecret" as key (open.feishu.cn, 自定义机器人 签名校验)."""
    key = f"{seconds}\n{secret}".encode()
    return base64.b64encode(hmac.new(key, b"", hashlib.sha256).digest()).decode()


def _dingtalk_signed(post: RobotRequest, secret: str, now: datetime) -> RobotRequest:
    moment = round(now.timestamp() * 1000)
    signed = {"timestamp": str(moment), "sign": dingtalk_signature(moment, secret)}
    return RobotRequest(post.url.copy_merge_params(signed), post.body)


def _feishu_signed(post: RobotRequest, secret: str, now: datetime) -> RobotRequest:
    moment = round(now.timestamp())
    signed = {"timestamp": str(moment), "sign": feishu_signature(moment, secret)}
    return RobotRequest(post.url, {**signed, **post.body})


def _unsigned(post: RobotRequest, secret: str, now: datetime) -> RobotRequest:
    return post


@dataclass(frozen=True)
class Mirror:
    """One robot: how a document is rendered for it, how a request is signed, and the only hosts it may be at."""

    name: str
    url: str = field(repr=False)
    secret: str = field(repr=False)
    hosts: frozenset[str]
    render: Callable[[Document], Payload]
    sign: Sign

    async def send(self, document: Document, now: datetime) -> None:
        """Send the document. Raises MirrorFailed; nothing is repeated unless it surely did not arrive."""
        post = RobotRequest(_allowed(self.name, self.url, self.hosts), self.render(document))
        if self.secret:
            post = self.sign(post, self.secret, now)
        _accepted(self.name, await _asked(self.name, "POST", post.url, _json(post.body)))


def mirrors_of(lines: Lines) -> tuple[Mirror, ...]:
    """The robots that are configured."""
    known = (
        Mirror("wecom", lines.wecom_webhook or "", "", WECOM_HOSTS, wecom_payload, _unsigned),
        Mirror(
            "dingtalk",
            lines.dingtalk_webhook or "",
            lines.dingtalk_secret or "",
            DINGTALK_HOSTS,
            dingtalk_payload,
            _dingtalk_signed,
        ),
        Mirror(
            "feishu",
            lines.feishu_webhook or "",
            lines.feishu_secret or "",
            FEISHU_HOSTS,
            feishu_payload,
            _feishu_signed,
        ),
    )
    return tuple(mirror for mirror in known if mirror.url)


class Mirrors:
    """All mirrors and the ping together."""

    def __init__(self, lines: Lines) -> None:
        self._mirrors = mirrors_of(lines)
        self._ping = lines.ping_url

    @property
    def names(self) -> tuple[str, ...]:
        """The robots that are configured: wecom, dingtalk, feishu."""
        return tuple(mirror.name for mirror in self._mirrors)

    async def send(self, document: Document, now: datetime, names: Collection[str] | None = None) -> dict[str, str]:
        """Send the document to every robot, or those named, at once; what failed, by name, while others are served."""
        asked = [mirror for mirror in self._mirrors if names is None or mirror.name in names]
        results = await asyncio.gather(*(mirror.send(document, now) for mirror in asked), return_exceptions=True)
        failed = {one.name: _why(result) for one, result in zip(asked, results, strict=True) if result is not None}
        for name, why in failed.items():
            log.error("mirror %s failed: %s", name, why)
        return failed

    async def ping(self) -> bool:
        """Tell the dead-man's switch that a run went well; False when it was not told (or there is none)."""
        if not self._ping:
            return False
        try:
            await _asked("ping", "GET", _allowed("ping", self._ping, None), None)
        except MirrorFailed as failure:
            log.error("the dead-man's switch was not told: %s", failure.why)
            return False
        return True


def _why(failure: BaseException) -> str:
    if isinstance(failure, MirrorFailed):
        return failure.why
    if isinstance(failure, Exception):
        log.error("mirror: unforeseen", exc_info=failure)
        return type(failure).__name__
    raise failure


def _allowed(name: str, address: str, hosts: frozenset[str] | None) -> httpx.URL:
    """The address, if it is https at one of the service's hosts, or on this machine. Raises MirrorFailed."""
    url = httpx.URL(address)
    if url.host in LOOPBACK:
        return url
    if url.scheme != "https" or (hosts is not None and url.host not in hosts) or url.userinfo:
        raise MirrorFailed(name, "the address is not one of this service's")
    return url


def _json(body: Payload) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


async def _asked(name: str, method: str, url: httpx.URL, content: bytes | None) -> bytes:
    """The answer's body, at most 64 KB; no redirect is followed and no proxy of the environment used."""
    headers = {"Content-Type": "application/json; charset=utf-8"} if content is not None else {}
    transport = httpx.AsyncHTTPTransport(retries=_TRIES - 1, trust_env=False)
    async with httpx.AsyncClient(transport=transport, timeout=_TIMEOUT, trust_env=False) as client:
        try:
            async with client.stream(method, url, content=content, headers=headers) as answer:
                if not answer.is_success:
                    raise MirrorFailed(name, f"HTTP {answer.status_code}")
                return await _bounded(name, answer)
        except httpx.HTTPError as error:
            raise MirrorFailed(name, type(error).__name__) from error


async def _bounded(name: str, answer: httpx.Response) -> bytes:
    read = bytearray()
    async for piece in answer.aiter_bytes():
        read += piece
        if len(read) > _MOST_ANSWER:
            raise MirrorFailed(name, "the answer is too long")
    return bytes(read)


def _accepted(name: str, body: bytes) -> None:
    """They answer 200 also to what they refuse: errcode (WeCom, DingTalk), code or StatusCode (Feishu) must be 0."""
    try:
        answer: Any = json.loads(body)
    except ValueError:
        raise MirrorFailed(name, "the answer is not JSON") from None
    codes = (
        [answer[key] for key in ("errcode", "code", "StatusCode") if key in answer] if isinstance(answer, dict) else []
    )
    if not codes or any(code != 0 for code in codes):
        words = (answer.get("errmsg") or answer.get("msg") or answer.get("StatusMessage")) if codes else None
        raise MirrorFailed(name, f"{codes[0] if codes else '?'} {str(words or 'no code in the answer')[:200]}")
