"""The sandbox takes and refuses texts as Telegram does."""

import pytest

from perfbot.sandbox.markup.detection import detected
from perfbot.sandbox.markup.message_html import parse_message_html
from perfbot.sandbox.markup.tokens import MarkupError
from tests.sandbox_client import CLERK, TOKEN, calling, in_loop

# Byte offsets and words as in the tests of Telegram's own library: 🏟 is four bytes long.
BROKEN = {
    "🏟 🏟&lt;<abacaba": "Unclosed start tag at byte offset 13",
    "🏟 🏟&lt;<abac aba>": 'Unsupported start tag "abac" at byte offset 13',
    "🏟 🏟&lt;<i   =aba>": 'Empty attribute name in the tag "i" at byte offset 13',
    "🏟 🏟&lt;<i    aba>": 'Expected equal sign in declaration of an attribute of the tag "i" at byte offset 13',
    "🏟 🏟&lt;<i    aba  =  ": 'Unclosed start tag "i" at byte offset 13',
    "🏟 🏟&lt;<i    aba  =  190azAz-.,": "Unexpected end of name token at byte offset 27",
    '🏟 🏟&lt;<i    aba  =  "&lt;&gt;&quot;>': "Unclosed start tag at byte offset 13",
    "🏟 🏟&lt;<i>a</i   ": "Unclosed end tag at byte offset 17",
    "🏟 🏟&lt;<i>a</em   >": 'Unmatched end tag at byte offset 17, expected "</i>", found "</em>"',
    "a</b>": "Unexpected end tag at byte offset 1",
    "<b>a": 'Can\'t find end tag corresponding to start tag "b"',
    "<p>a</p>": 'Unsupported start tag "p" at byte offset 0',
    "1 < 2": 'Unsupported start tag "" at byte offset 2',
    "<span>a</span>": 'Tag "span" must have class "tg-spoiler" at byte offset 0',
    "&#xD800;": "Text contains invalid Unicode characters after decoding HTML entities, "
    "check for unmatched surrogate code units",
}


@pytest.mark.parametrize(("html", "why"), BROKEN.items())
def test_broken_html_is_refused_in_telegrams_words(html: str, why: str) -> None:
    with pytest.raises(MarkupError) as raised:
        parse_message_html(html)
    assert str(raised.value) == why


READ = {
    "<b>粗</b>": ("粗", [{"type": "bold", "offset": 0, "length": 1}]),
    "😀<i>x</i>": ("😀x", [{"type": "italic", "offset": 2, "length": 1}]),
    "  <b> a </b>  ": ("a", [{"type": "bold", "offset": 0, "length": 1}]),
    "<b></b>x": ("x", []),
    "a &lt;&amp;&gt; &nbsp; &#20013; AT&T": ("a <&> &nbsp; 中 AT&T", []),
    '<a href="https://t.me/x_bot?start=1">看</a>': (
        "看",
        [{"type": "text_link", "offset": 0, "length": 1, "url": "https://t.me/x_bot?start=1"}],
    ),
    '<pre><code class="language-python">x</code></pre>': (
        "x",
        [{"type": "pre", "offset": 0, "length": 1, "language": "python"}],
    ),
    "<blockquote expandable>长</blockquote>": ("长", [{"type": "expandable_blockquote", "offset": 0, "length": 1}]),
    '<span class="tg-spoiler">x</span>': ("x", [{"type": "spoiler", "offset": 0, "length": 1}]),
    "<b><i>x</i>y</b>": (
        "xy",
        [{"type": "bold", "offset": 0, "length": 2}, {"type": "italic", "offset": 0, "length": 1}],
    ),
}


@pytest.mark.parametrize(("html", "expected"), READ.items())
def test_html_becomes_text_and_entities_counted_in_utf16(html: str, expected: tuple[str, list[object]]) -> None:
    assert parse_message_html(html) == expected


def test_commands_links_and_mentions_are_found_but_not_inside_code() -> None:
    text = "😀 /spend@my_test_bot 见 https://a.cn/x，@wang_office 或 /help"
    found = {
        (e["type"], text.encode("utf-16-le")[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le"))
        for e in detected(text, [])
    }
    assert found == {
        ("bot_command", "/spend@my_test_bot"),
        ("url", "https://a.cn/x"),
        ("mention", "@wang_office"),
        ("bot_command", "/help"),
    }
    code = {"type": "code", "offset": 0, "length": 6}
    assert detected("/start", [code]) == [code]
    assert detected("1/2 a/b </b>", []) == []


@in_loop
async def test_a_message_has_1_to_4096_units_after_its_markup_is_read() -> None:
    async with calling() as (_, call):
        chat = {"chat_id": CLERK.id}
        assert await call.refusal("sendMessage", **chat) == "Bad Request: message text is empty"
        assert await call.refusal("sendMessage", **chat, text=" \n ") == "Bad Request: text must be non-empty"
        assert await call.refusal("sendMessage", **chat, text="字" * 4097) == "Bad Request: message is too long"
        assert await call.refusal("sendMessage", **chat, text="😀" * 2049) == "Bad Request: message is too long"
        sent = await call.ok("sendMessage", **chat, text=f"<b>{'字' * 4096}</b>", parse_mode="HTML")
        assert len(sent["text"]) == 4096


@in_loop
async def test_a_caption_has_at_most_1024_units() -> None:
    async with calling() as (_, call):
        files = {"document": ("a.txt", b"x")}
        long = await call.upload("sendDocument", files, chat_id=CLERK.id, caption="字" * 1025)
        assert long["description"] == "Bad Request: message caption is too long"
        fits = await call.upload(
            "sendDocument", files, chat_id=CLERK.id, caption=f"<b>{'字' * 1024}</b>", parse_mode="HTML"
        )
        assert fits["result"]["caption_entities"] == [{"type": "bold", "offset": 0, "length": 1024}]


@in_loop
async def test_html_is_only_read_when_asked_for() -> None:
    async with calling() as (_, call):
        plain = await call.ok("sendMessage", chat_id=CLERK.id, text="<b>x & y")
        assert plain["text"] == "<b>x & y"
        wrong = await call("sendMessage", chat_id=CLERK.id, text="<b>x", parse_mode="HTML")
        assert wrong == {
            "ok": False,
            "error_code": 400,
            "description": "Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        }
        assert await call.refusal("sendMessage", chat_id=CLERK.id, text="x", parse_mode="BBCode") == (
            "Bad Request: unsupported parse_mode"
        )
        half = b'{"chat_id": 1002, "text": "a\\ud800"}'
        json = {"Content-Type": "application/json"}
        answer = await call.client.post(f"/bot{TOKEN}/sendMessage", content=half, headers=json)
        assert answer.json()["description"] == "Bad Request: strings must be encoded in UTF-8"
