"""/score: the computed score line by line beside the declared one, for the fund and for a project."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal

from perfbot.domain.amounts.money import percent, rate_percent
from perfbot.domain.books.keys import BookKey
from perfbot.domain.books.states import ZERO
from perfbot.domain.evaluation.scoring import CheckKind, FundScore, Score, ScoreLine, SelfCheck
from perfbot.domain.indicators.status import IndicatorStatus, ReviewState
from perfbot.domain.indicators.taxonomy import Category
from perfbot.domain.monitoring.alert import Severity
from perfbot.domain.monitoring.lights import Light
from perfbot.domain.values import Outcome
from perfbot.render.buttons import command_button, in_rows, reason_button
from perfbot.render.document import (
    Align,
    Block,
    Button,
    Column,
    Details,
    Document,
    Items,
    Paragraph,
    Row,
    Table,
    bold,
    document,
    inline,
    paragraph,
)
from perfbot.render.figures.gauges import review_words
from perfbot.render.figures.score_lines import (
    ARTICLE_NOTE,
    CATEGORIES,
    EXCEEDED_RULE,
    GRADES,
    REASON_RULE,
    exact_points,
    formula_words,
    grade_rule,
    line_name,
    points,
    rule_words,
)
from perfbot.render.figures.score_values import score_json
from perfbot.render.terms import NONE_MARK, OUTCOMES, URGENCIES, outcome_words

__all__ = ["project_score_document", "score_document", "score_json"]

_PARTS = (Column("构成", weight=3), Column("分值", Align.RIGHT), Column("得分", Align.RIGHT))
_LINES = (
    Column("三级指标", weight=4),
    Column("分值", Align.RIGHT),
    Column("得分", Align.RIGHT),
    Column("算式", weight=4),
)
_PROJECTS = (
    Column("二级项目", weight=4),
    Column("执行率", Align.RIGHT, 2),
    Column("得分", Align.RIGHT, 2),
    Column("等级", weight=1),
)
_WEIGHT_NOTE = paragraph(
    "总分把所有二级项目的指标放在一起：同一类内平均分配分值，尾差记在最后一项；执行率按合计数计算。", note=True
)
_LOWERED = (
    "要调减的，请办公室用 /declare 填报调减后的总分，并在项目得分里为这项指标写原因（进自评表和报告）；"
    "计算得分照旧列出。"
)
_FIRST_MARK = ord("①")
_SIGNS = {Light.RED: URGENCIES[Severity.CRITICAL], Light.YELLOW: URGENCIES[Severity.WARNING]}


def score_document(known: FundScore) -> Document:
    """The fund's score: total and declared, what it is made of, self-checks, each project's, and every formula."""
    fund = known.fund
    names = {score.code: score.name for score in known.projects}
    return document(
        paragraph(bold(f"{known.key.year}年{fund.name} 绩效自评得分")),
        *_total(fund),
        *_unreviewed(fund),
        *_declared(known),
        _parts(fund),
        *_self_checks(known),
        *_project_table(known),
        *_exceeded(fund),
        Details(f"逐项算式（{len(fund.lines)} 行）", (_line_table(fund, names), _WEIGHT_NOTE)),
        _rules(known),
        buttons=[*_project_buttons(known), [command_button("自评表", "form", known.key), _report(known.key)]],
    )


def project_score_document(known: FundScore, code: str, *, explains: bool = True) -> Document:
    """One project's score; 写原因 for those who may. Raises KeyError when it has none on that day."""
    score = known.project(code)
    if score is None:
        raise KeyError(code)
    reasons = [reason_button(known.key, blue.code, blue.state.described.name) for blue in _blue(score)]
    return document(
        paragraph(bold(f"{score.name} 绩效自评得分")),
        *_total(score),
        *_unreviewed(score),
        _parts(score),
        *(_check_line(score, check) for check in score.checks),
        _line_table(score),
        *_exceeded(score),
        paragraph(f"依据：{'；'.join(_marked(score))}。{ARTICLE_NOTE}", note=True),
        buttons=[
            *in_rows(reasons if explains else []),
            [command_button("自评表", "form", known.key, code), command_button("返回总分", "score", known.key)],
        ],
    )


def _report(key: BookKey) -> Button:
    return command_button("还缺什么", "ready", key)


def _total(score: Score) -> Iterator[Paragraph]:
    if score.problem is not None:
        given = "、".join(score.problem.names)
        wanted, found = points(score.problem.expected), points(score.problem.found)
        yield paragraph(f"⚠️ 分值不合：{given} 的分值合计 {found}，应为 {wanted}，改好后才能计分。")
        return
    if score.total is None:
        yield paragraph("没有绩效指标，无法计分。")
        return
    grade = f"，等级 {GRADES[score.grade]}" if score.grade else ""
    if score.complete:
        yield paragraph("计算得分 ", bold(f"{points(score.total)} 分"), grade)
        return
    open_lines = sum(line.score is None for line in score.lines)
    yield paragraph("暂计 ", bold(f"{points(score.total)} 分"), f"，还有 {open_lines} 项未评分，定稿后才有等级")


def _unreviewed(score: Score) -> Iterator[Paragraph]:
    """What counts of the results that are not confirmed."""
    states = [line.status.review for line in score.lines if line.status]
    told = list(review_words(states.count(ReviewState.WAITING), states.count(ReviewState.RETURNED)))
    if told:
        yield paragraph(f"完成值{'，'.join(told)}。")


def _declared(known: FundScore) -> Iterator[Paragraph]:
    if known.declared is None:
        yield paragraph("还没有填报自评得分。")
        return
    grade = f"，等级 {known.declared_grade}" if known.declared_grade else ""
    if not known.fund.complete:
        yield paragraph(f"填报得分 {points(known.declared)} 分{grade}（计算得分还没有定稿，暂不比较）")
        return
    yield paragraph(f"填报得分 {points(known.declared)} 分{grade}{_difference(known.difference)}")
    if known.difference:
        yield paragraph("填报得分由单位确定，计算得分按规则逐项得出；两者并列，计算不迁就填报。", note=True)


def _difference(difference: Decimal | None) -> str:
    if difference is None:
        return ""
    if difference == 0:
        return "，与计算得分一致"
    return f"，计算{'高' if difference > 0 else '低'} {points(abs(difference))} 分"


def _parts(score: Score) -> Table:
    """Execution, then each category with what its lines add up to."""
    execution = score.execution
    rows = [Row((formula_words(execution), points(execution.weight), exact_points(execution.score)))]
    for category in Category:
        lines = [line for line in score.lines[1:] if line.category is category]
        if lines:
            rows.append(Row((f"{CATEGORIES[category]} {len(lines)} 项", *_sums(lines))))
    total = Row(("合计", points(_sum(score.lines)[0]), exact_points(score.total)), total=True)
    return Table(_PARTS, (*rows, total))


def _sums(lines: list[ScoreLine]) -> tuple[str, str]:
    weight, scored = _sum(lines)
    return points(weight), exact_points(scored)


def _sum(lines: list[ScoreLine] | tuple[ScoreLine, ...]) -> tuple[Decimal, Decimal]:
    weight = sum((line.weight for line in lines), ZERO)
    return weight, sum((line.score for line in lines if line.score is not None), ZERO)


def _self_checks(known: FundScore) -> Iterator[Block]:
    found = [(score, check) for score in (known.fund, *known.projects) for check in score.checks]
    if not found:
        passed = (bold("✅ 通过"), "，目标完成与资金支出相符") if known.fund.complete else ("完成值填齐后再校验",)
        yield paragraph("自评校验：", *passed)
        return
    yield paragraph(bold("自评校验"))
    yield Items(tuple(_check_line(score, check).line for score, check in found))


def _check_line(score: Score, check: SelfCheck) -> Paragraph:
    sign = _SIGNS[check.light]
    if check.kind is CheckKind.GOALS_WITHOUT_MONEY:
        allowed = percent(check.allowed, 0)
        words = f"目标得分率高于执行率，相差 {percent(check.found)}（允许 {allowed}），请说明资金未用完的原因"
    else:
        words = f"预算有 {percent(check.found)} 没有支出（超过 {percent(check.allowed, 0)}）"
    rate = rate_percent(score.executed, score.budget)
    return paragraph(f"{sign} {score.name}：执行率 {rate}，{words}")


def _project_table(known: FundScore) -> Iterator[Block]:
    rows = tuple(_project_row(score) for score in known.projects)
    yield Table(_PROJECTS, rows, caption="各项目得分")
    if not all(score.complete for score in known.projects):
        yield paragraph("带 * 的还有指标未评分，得分是暂计的。", note=True)


def _project_row(score: Score) -> Row:
    grade = GRADES[score.grade] if score.grade and score.complete else NONE_MARK
    sign = "".join(_SIGNS[check.light] for check in score.checks)
    rate = rate_percent(score.executed, score.budget)
    return Row((f"{sign}{score.name}", rate, exact_points(score.total) + ("" if score.complete else "*"), grade))


def _line_table(score: Score, names: Mapping[str, str] | None = None) -> Table:
    """Every line; `names` gives the projects' names where one indicator name stands in several of them."""
    counted, marks = Counter(line_name(line) for line in score.lines), _marks(score)
    rows = []
    for line in score.lines:
        name, project = line_name(line), (names or {}).get(line.project)
        shown = f"{name}（{project}）" if project and counted[name] > 1 else name
        rows.append(Row((shown, points(line.weight), exact_points(line.score), _formula(line, marks))))
    return Table(_LINES, tuple(rows))


def _formula(line: ScoreLine, marks: Mapping[str, str]) -> str:
    """The formula with its numbers, and the mark ① … under which its rule stands."""
    blue = line.status is not None and line.status.judgement.over_fulfilled
    sign = f"{OUTCOMES[Outcome.EXCEEDED][0]} " if blue else ""
    return f"{sign}{formula_words(line)} {marks.get(rule_words(line), '')}".rstrip()


def _exceeded(score: Score) -> Iterator[Block]:
    """The question that the forms ask at 1.2 times the target and more."""
    blue = _blue(score)
    if blue:
        listed = tuple(
            inline(f"{s.state.described.name}：目标 {s.state.described.target_value}，完成 {s.actual}") for s in blue
        )
        summary = f"{outcome_words(Outcome.EXCEEDED)} {len(blue)} 项：不扣分，请确认目标是否定得过低"
        yield Details(summary, (Items(listed), paragraph(f"{EXCEEDED_RULE}{_LOWERED}", note=True)))


def _blue(score: Score) -> list[IndicatorStatus]:
    """The indicators that are 超额."""
    return [s for line in score.lines if (s := line.status) and s.judgement.outcome is Outcome.EXCEEDED]


def _rules(known: FundScore) -> Details:
    rules = (*_marked(known.fund), f"等级：{grade_rule(known.grades)}", f"偏差原因：{REASON_RULE}")
    return Details(
        "计分依据（①② 标在算式后面）",
        (Items(tuple(inline(rule) for rule in rules)), paragraph(ARTICLE_NOTE, note=True)),
    )


def _marks(score: Score) -> dict[str, str]:
    """Each rule that the score rests on with its mark ①, ② …, in the order of the lines."""
    rules = dict.fromkeys(rule for line in score.lines if (rule := rule_words(line)) != NONE_MARK)
    return {rule: chr(_FIRST_MARK + place) for place, rule in enumerate(rules)}


def _marked(score: Score) -> tuple[str, ...]:
    return tuple(f"{mark} {rule}" for rule, mark in _marks(score).items())


def _project_buttons(known: FundScore) -> list[list[Button]]:
    """A button a project, by the short name that a phone shows whole."""
    names = known.short_names
    return in_rows(
        [command_button(names.get(one.code, one.name), "score", known.key, one.code) for one in known.projects]
    )
