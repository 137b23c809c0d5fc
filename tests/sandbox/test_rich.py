"""Rich messages: the html dialect and blocks, refused outside of what Telegram lists."""

import json
from typing import Any

import pytest
from telegram import Message

from perfbot.sandbox.markup.detection import rich_detected
from perfbot.sandbox.markup.rich_blocks import checked_blocks
from perfbot.sandbox.markup.rich_html import blocks_from_html
from perfbot.sandbox.markup.rich_limits import check_limits
from perfbot.sandbox.markup.tokens import MarkupError
from perfbot.sandbox.refusals import Refusal
from tests.sandbox_client import CLERK, calling, in_loop, telegram_bot

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c636000000002"
    "0001e221bc330000000049454e44ae426082"
)


def media_of(kind: str, media_id: str) -> Any:
    if media_id != "known":
        raise MarkupError(f"no {media_id}")
    return [{"file_id": "F"}] if kind == "photo" else {"file_id": "F"}


def blocks(html: str) -> list[dict[str, Any]]:
    return blocks_from_html(html, media_of)


REFUSED = {
    "<div>x</div>": 'Unsupported start tag "div" at byte offset 0',
    "<br>": 'Unsupported start tag "br" at byte offset 0',
    "<strong>x</strong>": 'Unsupported start tag "strong" at byte offset 0',
    "<table><thead></thead></table>": 'Unsupported start tag "thead" at byte offset 7',
    "<p><table><tr><td>x</td></tr></table></p>": 'Tag "table" is not allowed inside the tag "p" at byte offset 3',
    "<table><tr><td><p>x</p></td></tr></table>": 'Tag "p" is not allowed inside the tag "td" at byte offset 15',
    "<table>x<tr><td>x</td></tr></table>": 'Text is not allowed directly inside the tag "table"',
    "<tr><td>x</td></tr>": 'Tag "tr" is not allowed inside the message at byte offset 0',
    "<table><tr></tr></table>": 'Tag "table" must have rows with cells at byte offset 0',
    '<p class="x">x</p>': 'Unsupported attribute "class" of the tag "p" at byte offset 0',
    '<table><tr><td align="justify">x</td></tr></table>': 'Wrong "align" of the tag "td" at byte offset 11',
    '<table><tr><td colspan="0">x</td></tr></table>': 'Wrong "colspan" of the tag "td" at byte offset 11',
    "<p>a &copy; b</p>": 'Unsupported named entity "&copy;"',
    "<p><b>x</p></b>": 'Unmatched end tag at byte offset 7, expected "</b>", found "</p>"',
    "<p>x": 'Can\'t find end tag corresponding to start tag "p"',
    "x</p>": "Unexpected end tag at byte offset 1",
    "<details><p>x</p></details>": 'Tag "details" must have one "summary" at byte offset 0',
    '<ul><li><input type="radio">x</li></ul>': 'Tag "input" must have type "checkbox" at byte offset 8',
    '<p><a href="javascript:1">x</a></p>': "entity URL 'javascript:1' is invalid: Wrong HTTP URL",
    '<img src="https://a.cn/x.png"/>': 'Wrong "src" of the tag "img" at byte offset 0',
    '<img src="tg://photo?id=unknown"/>': "no unknown",
    "<figure><figcaption>x</figcaption></figure>": 'Tag "figure" must hold one medium at byte offset 0',
}


@pytest.mark.parametrize(("html", "why"), REFUSED.items())
def test_what_the_dialect_does_not_list_is_refused(html: str, why: str) -> None:
    with pytest.raises(MarkupError) as raised:
        blocks(html)
    assert str(raised.value) == why


TAKEN: dict[str, list[dict[str, Any]]] = {
    "<h2>标题</h2><p>甲 &amp; <b>乙</b>&hellip;</p><hr/>": [
        {"type": "heading", "text": "标题", "size": 2},
        {"type": "paragraph", "text": ["甲 & ", {"type": "bold", "text": "乙"}, "…"]},
        {"type": "divider"},
    ],
    "<p>\n  甲\n  乙 </p>\n": [{"type": "paragraph", "text": "甲 乙"}],
    "<pre>a\n  b</pre>": [{"type": "pre", "text": "a\n  b"}],
    "<ol><li>一</li><li><input type='checkbox' checked>二</li></ol>": [
        {
            "type": "list",
            "items": [
                {"label": "1.", "blocks": [{"type": "paragraph", "text": "一"}], "value": 1, "type": "1"},
                {
                    "label": "2.",
                    "blocks": [{"type": "paragraph", "text": "二"}],
                    "value": 2,
                    "type": "1",
                    "has_checkbox": True,
                    "is_checked": True,
                },
            ],
        }
    ],
    "<details open><summary>更多</summary><blockquote>引</blockquote></details>": [
        {
            "type": "details",
            "summary": "更多",
            "blocks": [{"type": "blockquote", "blocks": [{"type": "paragraph", "text": "引"}]}],
            "is_open": True,
        }
    ],
    '<table bordered compact><caption>表</caption><tr><th align="right" colspan="2">1</th></tr></table>': [
        {
            "type": "table",
            "cells": [[{"text": "1", "is_header": True, "colspan": 2, "align": "right", "valign": "top"}]],
            "is_bordered": True,
            "is_compact": True,
            "caption": "表",
        }
    ],
    '<figure><img src="tg://photo?id=known"/><figcaption>图</figcaption></figure>': [
        {"type": "photo", "photo": [{"file_id": "F"}], "caption": {"text": "图"}}
    ],
    '<p><a name="x"></a><a href="#x">跳</a><tg-time unix="1600000000" format="r">时</tg-time></p>': [
        {
            "type": "paragraph",
            "text": [
                {"type": "anchor", "name": "x"},
                {"type": "anchor_link", "text": "跳", "anchor_name": "x"},
                {"type": "date_time", "text": "时", "unix_time": 1600000000, "date_time_format": "r"},
            ],
        }
    ],
}


@pytest.mark.parametrize(("html", "expected"), TAKEN.items())
def test_html_becomes_the_blocks_of_the_message(html: str, expected: list[dict[str, Any]]) -> None:
    assert blocks(html) == expected


def test_blocks_say_the_same_as_the_html_they_come_from() -> None:
    for html in TAKEN:
        if "photo" not in html:
            assert checked_blocks(blocks(html), media_of) == blocks(html)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ([{"type": "video", "video": {}}], 'Unsupported rich block type "video"'),
        ([{"type": "heading", "text": "x"}], 'Can\'t find field "size" of the rich block "heading"'),
        ([{"type": "heading", "text": "x", "size": 7}], "Heading size must be from 1 to 6"),
        ([{"type": "paragraph", "text": "x", "color": 1}], 'Unsupported field "color" of the rich block "paragraph"'),
        ([{"type": "table", "cells": [[{"text": "x"}]]}], "Table cell must have a correct align and valign"),
        ([{"type": "paragraph", "text": {"type": "blink", "text": "x"}}], None),
    ],
)
def test_wrong_blocks_are_refused(given: list[dict[str, Any]], why: str | None) -> None:
    with pytest.raises(MarkupError) as raised:
        checked_blocks(given, media_of)
    assert why is None or str(raised.value) == why


def test_commands_in_a_rich_text_are_found_and_those_in_code_and_links_are_not() -> None:
    found = rich_detected(blocks("<p>发 /spend 或 <b>/help</b>，不是 <code>/x</code> 和 1/2</p>"))
    spend = {"type": "bot_command", "text": "/spend", "bot_command": "/spend"}
    bold = {"type": "bold", "text": [{"type": "bot_command", "text": "/help", "bot_command": "/help"}]}
    said = ["发 ", spend, " 或 ", bold, "，不是 ", {"type": "code", "text": "/x"}, " 和 1/2"]
    assert found == [{"type": "paragraph", "text": said}]


def nested(levels: int) -> str:
    return "<blockquote>" * (levels - 1) + "<p>x</p>" + "</blockquote>" * (levels - 1)


def columns(count: int) -> str:
    return f"<table><tr>{'<td>x</td>' * count}</tr></table>"


def photos(count: int) -> str:
    return '<img src="tg://photo?id=known"/>' * count


LIMITS = [
    (f"<p>{'字' * 32_768}</p>", f"<p>{'字' * 32_769}</p>", "text is too long"),
    ("<p>x</p>" * 500, "<p>x</p>" * 501, "has too many blocks"),
    (f"<ul>{'<li>x</li>' * 249}</ul><p>x</p>", f"<ul>{'<li>x</li>' * 250}</ul>", "has too many blocks"),
    (nested(16), nested(17), "is nested too deep"),
    (photos(50), photos(51), "has too many media"),
    (columns(20), columns(21), "has a table with too many columns"),
    (
        columns(18)[:11] + '<td colspan="3">x</td>' + columns(17)[11:],
        columns(18)[:11] + '<td colspan="3">x</td>' + columns(18)[11:],
        "has a table with too many columns",
    ),
]


@pytest.mark.parametrize(("fits", "exceeds", "why"), LIMITS, ids=lambda value: str(value)[:20])
def test_a_rich_message_keeps_telegrams_limits(fits: str, exceeds: str, why: str) -> None:
    check_limits(blocks(fits))
    with pytest.raises(Refusal, match=why):
        check_limits(blocks(exceeds))


@in_loop
async def test_an_empty_rich_message_and_two_forms_at_once_are_refused() -> None:
    async with calling() as (_, call):
        for rich, why in (
            ({}, "exactly one of the fields html, markdown and blocks must be used in a rich message"),
            ({"html": "<p>x</p>", "blocks": []}, "exactly one of the fields"),
            ({"html": "<p>x</p>", "markdown": "x"}, "exactly one of the fields"),
            ({"html": "<p> </p>"}, "rich message must be non-empty"),
            ({"html": "<x>"}, "can't parse rich message: Unsupported start tag"),
        ):
            answer = await call("sendRichMessage", chat_id=CLERK.id, rich_message=rich)
            assert answer["description"].startswith(f"Bad Request: {why}")


@in_loop
async def test_python_telegram_bot_reads_a_rich_message_with_an_uploaded_photo() -> None:
    async with calling() as (server, call), telegram_bot(server) as bot:
        rich = {
            "html": '<p>图</p><img src="tg://photo?id=chart"/>',
            "media": [{"id": "chart", "media": {"type": "photo", "media": "attach://chart"}}],
        }
        params = {"chat_id": CLERK.id, "rich_message": json.dumps(rich)}
        answer = await call.upload("sendRichMessage", {"chart": ("c.png", PIXEL)}, **params)
        photo = answer["result"]["rich_message"]["blocks"][1]["photo"][-1]
        assert (photo["width"], photo["height"]) == (1, 1)
        sent = await bot.do_api_request(
            "sendRichMessage",
            api_kwargs={"chat_id": CLERK.id, "rich_message": {"html": "<p>x</p>"}},
            return_type=Message,
        )
        assert sent.text is None
        assert sent.api_kwargs["rich_message"]["blocks"] == [{"type": "paragraph", "text": "x"}]


@in_loop
async def test_a_text_can_be_edited_into_a_rich_message_and_back() -> None:
    async with calling() as (_, call):
        sent = await call.ok("sendMessage", chat_id=CLERK.id, text="生成中")
        place = {"chat_id": CLERK.id, "message_id": sent["message_id"]}
        edited = await call.ok("editMessageText", **place, rich_message={"html": "<h1>周报</h1>"})
        assert "text" not in edited
        assert edited["rich_message"]["blocks"][0]["text"] == "周报"
        same = await call.refusal("editMessageText", **place, rich_message={"html": "<h1>周报</h1>"})
        assert same.startswith("Bad Request: message is not modified")
        assert (await call.ok("editMessageText", **place, text="撤下"))["text"] == "撤下"


@in_loop
async def test_a_plain_server_does_not_know_rich_messages() -> None:
    async with calling(knows_rich=False) as (_, call):
        answer = await call("sendRichMessage", chat_id=CLERK.id, rich_message={"html": "<p>x</p>"})
        assert answer == {"ok": False, "error_code": 404, "description": "Not Found"}
        sent = await call.ok("sendMessage", chat_id=CLERK.id, text="x")
        edit = {"chat_id": CLERK.id, "message_id": sent["message_id"], "rich_message": {"html": "<p>y</p>"}}
        assert await call.refusal("editMessageText", **edit) == "Bad Request: message text is empty"
