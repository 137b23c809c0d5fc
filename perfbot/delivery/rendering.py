"""Turns Documents into messages and keyboards, and keeps the result for a Document that is sent again."""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeAlias, TypeVar

from perfbot.render.document import Block, Button, Buttons, Details, Document, Table

T = TypeVar("T")
Markup: TypeAlias = dict[str, list[list[dict[str, str]]]]

_HEAVY = 150
_made: dict[tuple[Callable[..., Any], int], tuple[weakref.ref[Document], Any]] = {}


async def rendered(render: Callable[[Document], T], content: Document) -> T:
    """`render(content)`, beside the event loop where it may take longer than 20 ms.

    Kept for as long as the Document lives: an answer that was compiled once is rendered once.
    """
    known = _made.get((render, id(content)))
    if known is not None and known[0]() is content:
        made: T = known[1]
        return made
    if sum(_weights(content.blocks)) > _HEAVY:
        return _kept(render, content, await asyncio.to_thread(render, content))
    return _kept(render, content, render(content))


def _kept(render: Callable[[Document], T], content: Document, made: T) -> T:
    key = (render, id(content))
    _made[key] = (weakref.ref(content, lambda _: _made.pop(key, None)), made)
    return made


def _weights(blocks: Sequence[Block]) -> Iterator[int]:
    for block in blocks:
        match block:
            case Table():
                yield len(block.rows)
            case Details():
                yield from _weights(block.blocks)
            case _:
                yield 1


def keyboard(content: Document) -> Markup | None:
    """The buttons as an inline keyboard (core.telegram.org/bots/api#inlinekeyboardmarkup); None without any.

    Bare, because the library's objects take longer to make and to write out than everything else about an answer.
    """
    known = _made.get((keyboard, id(content)))
    if known is not None and known[0]() is content:
        made: Markup | None = known[1]
        return made
    return _kept(keyboard, content, _keyboard(content.buttons))


def _keyboard(buttons: Buttons) -> Markup | None:
    rows = [[_button(button) for button in row] for row in buttons if row]
    return {"inline_keyboard": rows} if rows else None


def _button(button: Button) -> dict[str, str]:
    shown = {"text": button.label, "callback_data": button.data, "url": button.url}
    return {name: value for name, value in shown.items() if value is not None}
