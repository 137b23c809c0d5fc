"""A program that was replaced in the middle of a conversation: nothing is lost and no text is filed wrongly."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from perfbot.domain.books.commands import RecordSpending
from perfbot.forms import FORMS, Closed, Draft, Review, Wanted
from perfbot.forms.engine.drafts import Context
from perfbot.forms.engine.fields import Field, Form
from tests.form_player import Player


def _build(values: Mapping[str, Any], draft: Draft, _: Context) -> RecordSpending:
    return RecordSpending(
        key=draft.id, project="expo", amount=values["amount"], on=date(2021, 6, 1), purpose=values["purpose"]
    )


def _form(*fields: Field) -> dict[str, Form]:
    return {"spend": Form(name="spend", command="spend", title="登记支出", fields=fields, build=_build)}


AMOUNT = next(field for field in FORMS["spend"].fields if field.name == "amount")
PURPOSE = next(field for field in FORMS["spend"].fields if field.name == "purpose")
CONTRACT = Field(name="contract", label="合同号", ask="合同号？")


def test_after_an_upgrade_that_added_a_question_the_text_is_not_filed_under_it() -> None:
    player = Player(forms=_form(AMOUNT, PURPOSE)).open("spend").say("3.2")
    player.forms = _form(AMOUNT, CONTRACT, PURPOSE)
    player.say("展位搭建")
    assert player.prompt.question == "contract"
    assert player.prompt.notice
    assert dict(player.draft.answers) == {"amount": "3.2"}
    player.say("HT-01", "展位搭建")
    assert isinstance(player.shown, Review)


def test_after_an_upgrade_a_press_of_the_old_question_puts_the_new_one() -> None:
    player = Player(forms=_form(AMOUNT, replace(PURPOSE, optional=True))).open("spend").say("3.2")
    old = player.data("跳过")
    player.forms = _form(AMOUNT, CONTRACT, replace(PURPOSE, optional=True))
    player.send(old)
    assert player.prompt.question == "contract"
    assert "purpose" not in player.draft.answers


def test_after_an_upgrade_that_removed_the_open_question_the_next_one_is_put_and_the_text_not_taken() -> None:
    player = Player(forms=_form(AMOUNT, CONTRACT, PURPOSE)).open("spend").say("3.2")
    player.forms = _form(AMOUNT, PURPOSE)
    player.say("HT-01")
    assert player.prompt.question == "purpose"
    assert "purpose" not in player.draft.answers
    player.say("展位搭建")
    assert isinstance(player.shown, Review)


def test_an_answer_to_a_removed_question_does_no_harm() -> None:
    player = Player(forms=_form(AMOUNT, CONTRACT, PURPOSE)).open("spend").say("3.2", "HT-01")
    player.forms = _form(AMOUNT, PURPOSE)
    player.say("展位搭建")
    assert [item.label for item in player.review.answers] == ["金额", "用途"]


def test_an_answer_to_a_renamed_question_is_kept_under_its_new_name() -> None:
    player = Player(forms=_form(AMOUNT, PURPOSE)).open("spend").say("3.2")
    player.forms = _form(replace(AMOUNT, name="sum", formerly=("amount",)), PURPOSE)
    player.restart()
    assert player.prompt.question == "purpose"
    assert player.prompt.answers[0].text.startswith("3.20 万元") or player.prompt.answers[0].field == "sum"


def test_a_form_that_is_gone_ends_the_draft_with_a_word() -> None:
    player = Player().open("spend")
    player.forms = {}
    player.say("3.2")
    assert player.shown == Closed("gone")
    assert player.turn is not None
    assert player.turn.draft is None


def test_a_draft_kept_by_an_older_program_opens_and_unknown_keys_are_passed_over() -> None:
    draft = Player().open("spend").draft
    kept = {**draft.to_json(), "colour": "red"}
    for key in ("page", "search", "editing", "subject", "waiting", "asked"):
        del kept[key]
    assert Draft.from_json(kept) == replace(draft, asked=None)


def test_a_draft_is_a_json_object_without_floats() -> None:
    draft = replace(Player().open("spend").say("中博会").draft, waiting=Wanted("result", "a b", "x"))
    kept = json.loads(json.dumps(draft.to_json()), parse_float=pytest.fail)
    assert Draft.from_json(kept) == draft
