"""Buttons carry ids that fit, and nothing else is taken for a button."""

from __future__ import annotations

import pytest

from perfbot.forms import button_data, parse_press
from perfbot.forms.engine.buttons import choice_key


@pytest.mark.parametrize("code", ["expo", "p_1.2-x", "推动江门大型产业集聚区", "x" * 20, "~", "_back", "", "a b"])
def test_a_choice_goes_on_a_button_and_comes_back(code: str) -> None:
    data = button_data("abcdefghijklmnop", "document_number", code) if not code.startswith("_") else None
    if data is not None:
        pressed = parse_press(data)
        assert pressed is not None
        assert pressed.choice == choice_key(code)
    assert choice_key(code) == choice_key(code)
    assert not choice_key(code).startswith("_")


@pytest.mark.parametrize(
    "data",
    [
        "",
        "f:",
        "f:a:b",
        "x:abc:amount:yes",
        "f:abc:amount:yes:no",
        "f:a/b:amount:yes",
        "f:abc:amount:是",
        "f:" + "a" * 80,
    ],
)
def test_what_is_no_button_of_a_form_is_none(data: str) -> None:
    assert parse_press(data) is None


def test_a_draft_id_that_is_not_ours_goes_on_no_button() -> None:
    with pytest.raises(ValueError, match="no button data"):
        button_data("x" * 60, "amount", "yes")
