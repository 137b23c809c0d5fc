"""Renders a Document for the group robots of WeCom 企业微信, DingTalk 钉钉 and Feishu 飞书, each within its limits.

Limits: WeCom takes 4,096 bytes of markdown (developer.work.weixin.qq.com/document/path/91770); DingTalk refuses a
request body over 20,000 bytes (its answer 「body 大小不合法」); Feishu documents 20 KB for a custom robot's request
(open.feishu.cn/document/client-docs/bot-v3/add-custom-bot). All sizes are of UTF-8 JSON without spaces, as httpx sends.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from perfbot.render.cleaning import one_line
from perfbot.render.document import Document, Figure, Heading, Inline, Span, Title, plain
from perfbot.render.places.chat_layout import chat_lines

WECOM_BYTES = 4_096
DINGTALK_BYTES = 20_000
FEISHU_BYTES = 20_000
MORE = "（篇幅所限，其余见工作群）"
Payload: TypeAlias = dict[str, Any]
# A signature and a time are added to the request after it was measured.
_SIGNATURE_BYTES = 500
_TITLE_LENGTH = 60
# No robot's markdown knows an escape for these; their full-width forms read the same and do nothing.
_HARMLESS = str.maketrans({"*": "＊", "`": "｀", "[": "［", "]": "］", "<": "＜", ">": "＞", "~": "～", "\\": "＼"})


def wecom_payload(document: Document) -> Payload:
    """The JSON body for a WeCom group robot."""

    def made(lines: Sequence[Inline]) -> Payload:
        return {"msgtype": "markdown", "markdown": {"content": "\n".join(map(_markdown, lines))}}

    return _fitted(document, made, lambda payload: len(payload["markdown"]["content"].encode()), WECOM_BYTES - 16)


def dingtalk_payload(document: Document) -> Payload:
    """The JSON body for a DingTalk group robot; its markdown breaks a line only after two spaces."""
    title = _title(document)

    def made(lines: Sequence[Inline]) -> Payload:
        return {"msgtype": "markdown", "markdown": {"title": title, "text": "  \n".join(map(_markdown, lines))}}

    return _fitted(document, made, _body_bytes, DINGTALK_BYTES - _SIGNATURE_BYTES)


def feishu_payload(document: Document) -> Payload:
    """The JSON body for a Feishu group robot: a post of plain runs, in which no typed text can act as markup."""
    title = _title(document)

    def made(lines: Sequence[Inline]) -> Payload:
        content = [[_run(span) for span in line] or [{"tag": "text", "text": ""}] for line in lines]
        return {"msg_type": "post", "content": {"post": {"zh_cn": {"title": title, "content": content}}}}

    return _fitted(document, made, _body_bytes, FEISHU_BYTES - _SIGNATURE_BYTES)


def _title(document: Document) -> str:
    blocks = (block.text for block in document.blocks if isinstance(block, Title | Heading))
    words = one_line(document.title) or next((one_line(text) for text in blocks), "")
    return words[:_TITLE_LENGTH] or "绩效提醒"


def _body_bytes(payload: Payload) -> int:
    return len(json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode())


def _fitted(
    document: Document, made: Callable[[Sequence[Inline]], Payload], size: Callable[[Payload], int], limit: int
) -> Payload:
    """As many of the document's lines as fit; when some are left out the last line says where they are."""
    lines = list(_lines(document))
    payload = made(lines)
    if size(payload) <= limit:
        return payload
    end = (Span(MORE),)
    kept = _most(lines, lambda some: size(made([*some, end])) <= limit)
    if kept:
        return made([*lines[:kept], end])
    words = plain(lines[0])
    held = _most(words, lambda some: size(made([(Span(str(some)),), end])) <= limit)
    return made([(Span(words[:held]),), end])


def _most(things: Sequence[Any], fits: Callable[[Sequence[Any]], bool]) -> int:
    """How many of the first things fit, by halving."""
    low, high = 0, len(things)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(things[:middle]) else (low, middle - 1)
    return low


def _lines(document: Document) -> Iterator[Inline]:
    """The document's lines, an empty one where a block begins; pieces of one long line are put together again.

    Pictures stay behind: no robot takes them in a message, and what they show stands in the words around them.
    """
    told = replace(document, blocks=tuple(block for block in document.blocks if not isinstance(block, Figure)))
    held: list[Span] = []
    for index, line in enumerate(chat_lines(told, grids=False)):
        if index and line.before:
            yield from _broken(held)
            held = []
        if index and line.before == "\n\n":
            yield ()
        held += (Span(span.text, bold=span.bold) for span in line.words)
    yield from _broken(held)


def _broken(words: Sequence[Span]) -> Iterator[Inline]:
    """The words as the lines that they are broken into."""
    line: list[Span] = []
    for span in words:
        first, *more = span.text.split("\n")
        line.append(replace(span, text=first))
        for text in more:
            yield tuple(line)
            line = [replace(span, text=text)]
    yield tuple(line)


def _markdown(line: Inline) -> str:
    text = "".join(_span(span) for span in line)
    return f"＃{text[1:]}" if text.startswith("#") else text


def _span(span: Span) -> str:
    words = span.text.translate(_HARMLESS)
    inner = words.strip()
    if not span.bold or not inner:
        return words
    before, after = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
    return f"{before}**{inner}**{after}"


def _run(span: Span) -> dict[str, Any]:
    run: dict[str, Any] = {"tag": "text", "text": span.text}
    return {**run, "style": ["bold"]} if span.bold else run
