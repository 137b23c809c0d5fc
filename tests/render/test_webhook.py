"""Group robots: each within its service's limits, nothing typed acts as markup, what is left out is said."""

import json
from typing import Any

import pytest
from hypothesis import given, settings

from perfbot.render.document import Document, Figure, Heading, document, paragraph, table
from perfbot.render.places.webhook import MORE, dingtalk_payload, feishu_payload, wecom_payload
from tests.render.nasty import documents
from tests.render.sample import money_table, report


def size(payload: object) -> int:
    return len(json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode())


def feishu_lines(payload: dict[str, Any]) -> list[str]:
    content = payload["content"]["post"]["zh_cn"]["content"]
    return ["".join(run["text"] for run in line) for line in content]


@settings(max_examples=100, deadline=None, derandomize=True)
@given(documents)
def test_whatever_people_type_each_robot_takes_it(made: Document) -> None:
    assert len(wecom_payload(made)["markdown"]["content"].encode()) <= 4_096
    assert size(dingtalk_payload(made)) <= 20_000
    assert size(feishu_payload(made)) <= 20_000


def test_the_report_is_cut_between_lines_and_says_so() -> None:
    content = wecom_payload(report())["markdown"]["content"]
    assert 3_000 < len(content.encode()) <= 4_096
    assert content.endswith(f"\n{MORE}")
    whole = "\n".join(feishu_lines(feishu_payload(report())))
    for line in content.split("\n")[:-1]:
        assert line.replace("**", "") in whole


def test_what_fits_is_whole_and_says_nothing_of_more() -> None:
    made = document(Heading("第27周周报"), money_table(), title="第27周周报")
    for payload in (wecom_payload(made), dingtalk_payload(made), feishu_payload(made)):
        assert MORE not in json.dumps(payload, ensure_ascii=False)
        assert "先进制造业集群竞赛专项经费" in json.dumps(payload, ensure_ascii=False)
    assert dingtalk_payload(made)["markdown"]["title"] == "第27周周报"


def test_tables_are_told_in_lines_with_no_grid() -> None:
    made = document(table(("月份", "支出"), [("一月", "1.00"), ("二月", "2.00")], unit="万元"))
    assert wecom_payload(made)["markdown"]["content"] == ("**单位：万元**\n**一月**\n支出 1.00\n\n**二月**\n支出 2.00")


def test_dingtalk_breaks_lines_with_two_spaces() -> None:
    assert dingtalk_payload(document("一", "二\n三"))["markdown"]["text"] == "一  \n  \n二  \n三"


def test_a_picture_that_no_robot_shows_leaves_its_room_to_the_words() -> None:
    made = document("前", Figure("rates", b"png", "支出率", "中博会 8.50%"), "后")
    assert wecom_payload(made)["markdown"]["content"] == "前\n\n后"


@pytest.mark.parametrize("typed", ["<@all>", "<at id=all></at>", "[x](http://evil)", "**b**", "`c`", "# h", "> q"])
def test_nothing_typed_acts_as_markup_or_calls_everyone(typed: str) -> None:
    for said in (
        wecom_payload(document(typed))["markdown"]["content"],
        dingtalk_payload(document(typed))["markdown"]["text"],
    ):
        assert not set("<>[]*`") & set(said)
        assert not said.startswith("#")
    assert feishu_payload(document(typed))["content"]["post"]["zh_cn"]["content"] == [[{"tag": "text", "text": typed}]]


def test_a_single_line_too_long_is_cut_between_characters() -> None:
    content = wecom_payload(document("😀" * 2_000))["markdown"]["content"]
    assert content.endswith(MORE)
    assert set(content.removesuffix(f"\n{MORE}")) == {"😀"}
    assert len(content.encode()) > 4_000


def test_bold_runs_stay_bold_in_a_feishu_post() -> None:
    payload = feishu_payload(document(Heading("节"), paragraph("文")))
    assert payload["content"]["post"]["zh_cn"]["content"][0] == [{"tag": "text", "text": "节", "style": ["bold"]}]
