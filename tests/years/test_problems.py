"""A year book with mistakes: all are named at once, with line, key, what was expected and found, and a remedy."""

from __future__ import annotations

import pytest

from perfbot.toml_lines import key_lines, line_of
from perfbot.years.loader import read_year_book, sample_text
from perfbot.years.problems import YearBookProblem, YearBookProblems

GOOD = sample_text()


def problems_of(text: str) -> tuple[YearBookProblem, ...]:
    with pytest.raises(YearBookProblems) as caught:
        read_year_book(text, "坏账册.toml")
    return caught.value.problems


def changed(old: str, new: str, text: str = GOOD) -> str:
    assert old in text, old
    return text.replace(old, new, 1)


def only(text: str) -> YearBookProblem:
    (problem,) = problems_of(text)
    return problem


def line(text: str, words: str) -> int:
    return text[: text.index(words)].count("\n") + 1


def test_every_mistake_of_a_file_is_named_at_once() -> None:
    text = changed('name = "中博会经费"', 'nmae = "中博会经费"')
    text = changed('target = "≧10次", ', "", text)
    text = changed('project = "p03", amount = "25.24"', 'project = "p33", amount = "25.24"', text)
    text = changed("on = 2021-06-30", "on = 2022-06-30", text)
    text = changed("practices = [", "practice = [", text)
    keys = {problem.key for problem in problems_of(text)}
    assert {"projects[8].nmae", "projects[8].name", "projects[2].indicators[1].target"} <= keys
    assert {"spending[1].lines[3].project", "budget[3].on", "texts.practice", "texts.practices"} <= keys


def test_the_message_names_the_file_and_counts_the_mistakes() -> None:
    with pytest.raises(YearBookProblems, match=r"坏账册.toml 有 1 处需要修改，没有装入任何内容"):
        read_year_book(changed("[fund]", "[fund]\nphnoe = '1'"), "坏账册.toml")


def test_an_unknown_key_is_told_with_the_nearest_known_one_and_its_line() -> None:
    text = changed('short_name = "中博会"', 'short_nme = "中博会"')
    problem = only(text)
    assert problem.line == line(text, "short_nme")
    assert problem.remedy == "是不是想写 short_name？"


def test_two_projects_of_one_code_are_told_with_both_lines() -> None:
    text = changed('code = "p02"\n', 'code = "p01"\n')
    problem = next(p for p in problems_of(text) if p.key == "projects[2].code")
    assert problem.line == line(text, '"无线电监管专项经费"') - 1
    first = line(text, '"项目评审验收"') - 2
    assert problem.found == f"“p01” 与第 {first} 行相同"


def test_two_indicators_of_one_code_are_refused_even_in_different_projects() -> None:
    text = changed('code = "p02-1"', 'code = "p01-1"')
    assert [p.key for p in problems_of(text)] == ["projects[2].indicators[1].code"]


def test_a_transfer_that_does_not_balance_is_refused_with_both_sums() -> None:
    text = changed('supplement = "120.70"            # 随', 'supplement = "120.00"            # 随')
    problem = next(p for p in problems_of(text) if p.key == "budget[3]")
    assert (problem.expected, problem.found) == ("各行合计 120.00 万元", "合计 120.70 万元")


def test_spending_beyond_the_budget_is_refused() -> None:
    text = changed('project = "p01", amount = "93.77"', 'project = "p01", amount = "97.01"')
    problem = next(p for p in problems_of(text) if p.key == "spending[1].lines[1]")
    assert problem.line == line(text, "97.01")
    assert problem.expected == "不超过调整后预算 97.00 万元的支出"


@pytest.mark.parametrize("amount", ["97,00", "九十七", "1e3", "NaN", "97.0000001", "-97.00", "", "９７", "97.00 "])
def test_an_amount_that_is_no_plain_number_of_wan_yuan_is_refused(amount: str) -> None:
    text = changed('project = "p01", amount = "93.77"', f'project = "p01", amount = "{amount}"')
    assert [p.key for p in problems_of(text)] == ["spending[1].lines[1].amount"]


def test_an_amount_without_quotation_marks_is_told_how_to_write_it() -> None:
    problem = only(changed('project = "p01", amount = "93.77"', 'project = "p01", amount = 93.77'))
    assert problem.remedy == '例如 "97.00"，单位万元。'


def test_an_unreadable_amount_does_not_raise_false_alarms_about_sums() -> None:
    problem = only(changed('project = "p01", amount = "97.00"', 'project = "p01", amount = "97万"'))
    assert problem.key == "budget[1].lines[1].amount"


def test_control_totals_catch_a_slip_in_one_of_many_lines() -> None:
    problem = only(changed('project = "p03", amount = "25.24"', 'project = "p03", amount = "25.42"'))
    assert (problem.key, problem.expected) == ("control.spent", '"1114.62"（下面各笔合计，万元）')


def test_a_missing_indicator_is_caught_by_the_count() -> None:
    first = next(row for row in GOOD.split("\n") if 'code = "p01-1"' in row)
    assert only(changed(first + "\n", "")).key == "control.indicators"


def test_a_date_outside_the_year_is_refused() -> None:
    problem = only(changed("on = 2021-06-30", "on = 2012-06-30"))
    assert (problem.key, problem.expected) == ("budget[3].on", "2021 年的日期")


def test_a_common_date_that_is_no_date_is_told_once_and_not_at_every_line_below_it() -> None:
    text = GOOD.replace("on = 2021-12-31", 'on = "2021-12-31"')
    assert [problem.key for problem in problems_of(text)] == ["results.on", "spending[1].on"]


def test_an_assumption_without_a_reason_is_refused() -> None:
    text = changed('note = "完成值照原报告；原报告没有给出日期，按年末计。"', "")
    assert only(text).key == "results.note"


def test_an_unknown_section_and_the_missing_one_are_both_told() -> None:
    keys = [problem.key for problem in problems_of(changed("measures = [", "mesures = ["))]
    assert keys == ["texts.measures", "texts.mesures"]


def test_a_blank_that_nothing_fills_is_told_with_the_nearest_known_one() -> None:
    problem = only(changed("{已支出}万元", "{已支付}万元"))
    assert problem.key == "texts.funds[1]"
    assert problem.remedy == "是不是想写 已支出？"


def test_a_score_above_100_is_refused() -> None:
    assert only(changed('score = "97"', 'score = "197"')).key == "declared"


def test_a_plan_needs_twelve_months_that_never_fall() -> None:
    short = changed('short_name = "中博会"', 'short_name = "中博会"\nplan = ["1.00", "2.00"]')
    assert only(short).found == "2 个"
    months = ", ".join(f'"{month}.00"' for month in (1, 2, 3, 4, 5, 4, 7, 8, 9, 10, 11, 12))
    falling = changed('short_name = "中博会"', f'short_name = "中博会"\nplan = [{months}]')
    assert only(falling).found == "第 6 个月变小了"


def test_a_broken_line_is_named_with_what_stands_there() -> None:
    problem = only(changed("year = 2021 ", "year = = 2021 "))
    assert problem.line == line(GOOD, "year = 2021 ")
    assert problem.expected == "TOML 格式"


@pytest.mark.parametrize(
    "text", ["", "format = 1", "[fund]", "a = [" + "[" * 3000, "format = 1\nfund = 3\nprojects = 4"]
)
def test_a_file_that_is_hardly_a_year_book_is_refused_in_words(text: str) -> None:
    assert problems_of(text)


def test_a_future_format_is_refused_by_name() -> None:
    assert only(changed("format = 1 ", "format = 2 ")).key == "format"


def test_lines_are_found_through_comments_strings_and_nested_tables() -> None:
    head = 'a = """\nb = 1\n"""\n# c = 2\n[x]\n'
    text = head + '"d.e" = { f = 1, g = [\n  { h = "]" },\n  2 ] }\n[[x.y]]\n[[x.y]]\nz.w = \'#\'\n'
    lines = key_lines(text)
    assert lines["a",] == 1
    assert lines["x", "d.e", "g", 0, "h"] == 7
    assert lines["x", "d.e", "g", 1] == 8
    assert lines["x", "y", 1, "z", "w"] == 11
    assert line_of(lines, ("x", "y", 1, "nothing")) == 10
