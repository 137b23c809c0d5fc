"""Whatever is typed, at any step of any form: no crash, no answer lost, nothing recorded."""

from __future__ import annotations

import json
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perfbot.forms import Closed, Draft, Offered, Prompt, Review, open_form, take_press, take_text
from perfbot.forms.engine.buttons import Press
from perfbot.forms.engine.words import steering
from perfbot.render.chat.conversation import page
from perfbot.render.places.chat import chat_parts
from tests.form_player import Player
from tests.form_scripts import SCRIPTS

PLACES = [(number, index) for number, script in enumerate(SCRIPTS) for index in range(len(script.steps) + 1)]
NASTY = [
    "",
    " ",
    "\x00",
    "\ud83d",
    "\ud800" * 50,
    "长" * 4096,
    "1" * 4096,
    "1e400",
    "NaN",
    "-5",
    "0x10",
    "1_000",
    "१२",
    "10⁴",
    "½",
    "'; DROP TABLE books; --",
    "<b>&amp;</i>",
    "../../etc/passwd",
    "=cmd|' /C calc'!A0",
    "\u202e\u2066倒",
    "😀👩‍👩‍👧‍👦",
    "a\u0301" * 200,
    "\n\n\n",
    "\t1\t2",
    "f:abc:amount:yes",
    "_cancel",
    "/spend",
    "返回",
    "跳过",
    "999999999999999999999",
    "0",
    "1",
    "今天",
    "2021-02-30",
]
TEXTS = st.one_of(
    st.sampled_from(NASTY), st.text(max_size=200), st.text("0123456789.万元月日 ,-中博会无线电", max_size=20)
)
STEERING = ["_back", "_skip", "_keep", "_page.9", "_page.x", "_all", "_ok.", "_ok.x", "_edit.", "_go", "_new"]
SETTINGS = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@cache
def at(place: tuple[int, int]) -> Player:
    """The player at a step; drafts are immutable and the book is not written, so one player serves all examples."""
    number, index = place
    return SCRIPTS[number].at(index)


@given(st.sampled_from(PLACES), st.lists(TEXTS, min_size=1, max_size=4))
@SETTINGS
def test_any_text_at_any_step_never_raises_and_never_loses_an_answer(place: tuple[int, int], texts: list[str]) -> None:
    player = at(place)
    draft: Draft | None = player.draft
    for text in texts:
        assert draft is not None
        before = draft
        turn = take_text(draft, text, player.ctx)
        draft = turn.draft
        assert "".join(chat_parts(page(turn.show))).encode("utf-8")
        if turn.command is not None:
            assert steering(text) in ("确认", "确定", "提交", "保存", "是", "对", "好", "好的", "ok", "yes")
        if draft is None:
            assert isinstance(turn.show, Closed)
            return
        assert before.answers.keys() <= draft.answers.keys()
        assert sum(before.answers[name] != draft.answers[name] for name in before.answers) <= 1
        assert isinstance(turn.show, (Prompt, Review, Offered))
        assert Draft.from_json(json.loads(json.dumps(draft.to_json()))) == draft


@given(
    st.sampled_from(PLACES),
    st.builds(
        Press,
        st.just("") | st.from_regex(r"[a-z0-9]{1,20}", fullmatch=True),
        st.sampled_from(["project", "amount", "on", "review", "offer", "unit", "kind", "targets", "reason", "x"]),
        st.sampled_from(
            ["_back", "_skip", "_keep", "_page.9", "_page.x", "_all", "_ok.", "_ok.x", "_edit.", "_go", "_new"]
        )
        | st.from_regex(r"[A-Za-z0-9_.~-]{1,24}", fullmatch=True),
    ),
    st.booleans(),
)
@SETTINGS
def test_any_press_never_raises_and_never_loses_an_answer(place: tuple[int, int], press: Press, own: bool) -> None:
    player = at(place)
    draft = player.draft
    sent = Press(draft.id, draft.asked or "", press.choice) if own else press
    turn = take_press(draft, sent, player.ctx)
    assert chat_parts(page(turn.show))
    assert turn.command is None
    assert turn.draft is not None
    assert draft.answers.keys() <= turn.draft.answers.keys()
    if not own:
        assert turn.draft == draft


@pytest.mark.parametrize("form", ["spend", "result", "plan", "declare"])
@given(line=st.text(max_size=120) | st.lists(TEXTS, max_size=5).map(" ".join))
@SETTINGS
def test_any_one_line_opens_the_form(form: str, line: str) -> None:
    player = at((0, 0))
    turn = open_form(form, player.ctx, "abcdefghijklmnop", line)
    if form != "declare":
        assert turn.draft is not None
        assert isinstance(turn.show, (Prompt, Review))
        assert Draft.from_json(json.loads(json.dumps(turn.draft.to_json()))) == turn.draft
    assert chat_parts(page(turn.show))
