"""Words each mistake in an office's rules in one line: where, expected, found."""

from __future__ import annotations

import re

from perfbot.domain.rulebook import RulebookProblem

_EXPECTED = {
    "toml": " TOML 格式",
    "finite": "一个确定的数",
    "not_negative": "不小于 0 的数",
    "sum_100": "四项合计为 100",
    "falling": "优、良、中依次降低，且不超过 100",
    "red_below_yellow": "红灯界限小于黄灯界限",
    "at_least_1": "不小于 1 的倍数",
    "month_day": "月-日，例如 3-1",
    "month-day": "月-日，例如 3-1",
    "day_and_share": "存在的日期和 0 到 1 之间的比例",
    "on_and_share": "on = “月-日” 和 share = 比例",
    "rising": "日期和比例都依次增大",
    "unknown_key": "没有这一项，请核对拼写",
    "table": "一组设置，例如 [weights]",
    "true_or_false": "true 或 false",
    "whole_number": "整数",
    "number": "数字",
}
_BETWEEN = re.compile(r"between (?P<low>\S+) and (?P<high>\S+)")


def rule_problem_line(problem: RulebookProblem) -> str:
    """规则 weights：应为四项合计为 100，现在是 110."""
    where = f"规则 {problem.key}" if problem.key else "规则文件"
    if problem.expected == "unknown_key":
        return f"{where}：{_EXPECTED['unknown_key']}"
    return f"{where}：应为{expected_words(problem.expected)}，现在是 {problem.found}"


def expected_words(expected: str) -> str:
    """The expected value in words."""
    between = _BETWEEN.fullmatch(expected)
    if between:
        return f" {between['low']} 到 {between['high']} 之间的数"
    if " | " in expected:
        return f" {expected.replace(' | ', ' 或 ')}"
    return _EXPECTED[expected]
