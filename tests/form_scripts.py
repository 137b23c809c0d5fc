"""One full conversation for every form: the questions in order, a good answer to each, and one that is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from perfbot.domain.books.book import Book
from perfbot.domain.books.circumstances import Circumstances
from perfbot.domain.books.commands import ClosePeriod, SwitchReview
from perfbot.domain.books.entries import IndicatorResult, IndicatorSet, Spending
from perfbot.domain.books.members import Member
from perfbot.domain.books.rules import decide
from tests.form_player import CLERK, NOON, OFFICE, Player, small_book


@dataclass(frozen=True)
class Step:
    """A question, an answer that is taken (typed, or a button's label after ▶), and one that is not (None: any is)."""

    question: str
    answer: str
    bad: str | None

    def do(self, player: Player) -> Player:
        assert player.asked == self.question
        if self.answer.startswith("▶"):
            return player.press(self.answer[1:])
        return player.say(self.answer)


@dataclass(frozen=True)
class Script:
    """A form's happy path, for whom, on which book, about which entry."""

    form: str
    steps: tuple[Step, ...]
    records: str
    actor: Member = CLERK
    book: Callable[[], Book] = small_book
    about: Callable[[Book], str] = lambda _: ""
    name: str = ""

    def start(self) -> Player:
        book = self.book()
        return Player(book, self.actor).open(self.form, subject=self.about(book))

    def at(self, index: int) -> Player:
        """The conversation when the question of this index is put; one further than the last is the review."""
        player = self.start()
        for step in self.steps[:index]:
            step.do(player)
        return player


def _with_result() -> Book:
    book = small_book()
    player = Player(book).open("result", "中博会 参观 650人")
    player.confirm()
    return book


def _with_closed_march() -> Book:
    book = small_book()
    for entry in decide(book, ClosePeriod(key="closing", period="2021-03"), Circumstances(OFFICE, NOON, NOON.date())):
        book.apply(entry)
    return book


def _under_review() -> Book:
    book = _with_result()
    for entry in decide(book, SwitchReview(key="review", on=True), Circumstances(OFFICE, NOON, NOON.date())):
        book.apply(entry)
    return book


def first(book: Book, kind: type) -> str:
    """The id of the book's first entry of this kind."""
    return next(entry.id for entry in book.entries if isinstance(entry, kind))


TOO_LONG = "长" * 1200
LONG_AGO = date(2021, 1, 4)

SCRIPTS = (
    Script(
        "spend",
        (
            Step("project", "▶中博会经费", "不存在的项目"),
            Step("amount", "3.2", "三块二毛半"),
            Step("on", "6.28", "2.30"),
            Step("purpose", "展位搭建", TOO_LONG),
        ),
        "Spending",
    ),
    Script(
        "spend",
        (
            Step("project", "zbh", "？？"),
            Step("amount", "32000", "-5"),
            Step("on", "▶昨天", "明年"),
            Step("purpose", "展位", ""),
            Step("unit", "▶32000 元", "随便"),
        ),
        "Spending",
        name="spend with a slip of the unit",
    ),
    Script(
        "spend",
        (
            Step("project", "1", "无此"),
            Step("amount", "5", "NaN"),
            Step("on", "今天", "12.31"),
            Step("purpose", "展位", " "),
            Step("awaiting", "待追加", "不知道"),
        ),
        "Spending",
        name="spend beyond the budget",
    ),
    Script(
        "spend",
        (
            Step("project", "1", "无此"),
            Step("amount", "300000", "NaN"),
            Step("on", "今天", "12.31"),
            Step("purpose", "展位", " "),
            Step("unit", "▶300000 万元", "随便"),
            Step("again", "300000万元", "300000"),
            Step("awaiting", "待追加", "不知道"),
        ),
        "Spending",
        name="spend beyond the whole fund",
    ),
    Script(
        "adjust",
        (
            Step("kind", "▶追加", "加油"),
            Step("targets", "▶中博会经费", "中博会 300000，无线电 3"),
            Step("amount", "300000", "约3"),
            Step("on", "6.1", "6.31"),
            Step("document_number", "▶没有文号", "号" * 201),
            Step("unit", "▶300000 万元", "随便"),
            Step("again", "300000万元", "30万元"),
        ),
        "BudgetChanged",
        OFFICE,
        name="adjust beyond the whole fund",
    ),
    Script(
        "plan",
        (
            Step("project", "中博会", "没有"),
            Step("cumulative", "0 0 0 0 0 0 0 0 0 0 0 200000", "1 2 3"),
            Step("unit", "▶200000 元", "随便"),
        ),
        "PlanSet",
        name="plan with a slip of the unit",
    ),
    Script(
        "result",
        (
            Step("project", "▶无线电监测大楼运维", "中搏"),
            Step("indicator", "大楼", "没有的指标"),
            Step("actual_value", "80%", "多" * 201),
            Step("reason", "▶审批、采购等流程耗时较长", TOO_LONG),
            Step("remedy", "跳过", TOO_LONG),
        ),
        "IndicatorResult",
    ),
    Script("reverse", (Step("reason", "▶重复登记", TOO_LONG),), "Reversal", about=lambda book: first(book, Spending)),
    Script(
        "correct_spending",
        (
            Step("wrong", "▶金额", "天气"),
            Step("amount", "15.4", "十五块四毛半"),
            Step("reason", "▶金额录错", ""),
        ),
        "Spending",
        about=lambda book: first(book, Spending),
    ),
    Script(
        "correct_result",
        (Step("actual_value", "640人", "人" * 201), Step("why", "▶完成值录错", TOO_LONG)),
        "IndicatorResult",
        book=_with_result,
        about=lambda book: first(book, IndicatorResult),
    ),
    Script(
        "explain",
        (
            Step("subject", "▶中博会经费｜支出", "没有这个"),
            Step("reason", "流程慢", ""),
            Step("remedy", "提前启动", TOO_LONG),
        ),
        "DeviationExplained",
    ),
    Script(
        "goal",
        (
            Step("project", "▶中博会经费｜已填", "没有"),
            Step("goal", "▶按指标写：完成参展企业数量6家、参观人数…", ""),
            Step("achievement", "组织 6 家企业参展", "展" * 20_001),
        ),
        "ProjectAdded",
        OFFICE,
    ),
    Script("plan", (Step("project", "中博会", "没有"), Step("cumulative", "▶平均", "1 2 3")), "PlanSet"),
    Script(
        "adjust",
        (
            Step("kind", "▶追加", "加油"),
            Step("targets", "▶中博会经费", "中博会 十来块，无线电"),
            Step("amount", "3", "约3"),
            Step("on", "6.1", "6.31"),
            Step("document_number", "江财预〔2021〕15号", "号" * 201),
        ),
        "BudgetChanged",
        OFFICE,
    ),
    Script(
        "adjust",
        (
            Step("kind", "调剂", "不知道"),
            Step("source", "工业设计", "没有"),
            Step("targets", "中博会 10，无线电 5.5", "中博会 10，10"),
            Step("on", "今天", "后天"),
            Step("document_number", "▶没有文号", "号" * 201),
        ),
        "BudgetChanged",
        OFFICE,
        name="adjust by transfer to two",
    ),
    Script("declare", (Step("score", "97", "一百二"),), "ScoreDeclared", OFFICE),
    Script("close", (Step("period", "▶5月", "13月"),), "PeriodClosed", OFFICE),
    Script(
        "close",
        (
            Step("action", "▶重新开账", "随便"),
            Step("period", "3月", "4月"),
            Step("reason", "▶有支出漏登记", TOO_LONG),
        ),
        "PeriodReopened",
        OFFICE,
        book=_with_closed_march,
        name="reopen",
    ),
    Script(
        "adjust",
        (
            Step("kind", "▶调剂并追加", "随便什么"),
            Step("source", "工业设计", "没有"),
            Step("targets", "中博会 10，无线电 5.5", "中博会 10，10"),
            Step("moved", "12", "16"),
            Step("on", "6.1", "6.31"),
            Step("document_number", "▶没有文号", "号" * 201),
        ),
        "BudgetChanged",
        OFFICE,
        name="adjust by transfer with new money",
    ),
    Script(
        "adjust",
        (
            Step("kind", "新增项目", "不知道"),
            Step("name", "产业链研究工作经费", "中博会经费"),
            Step("short_name", "▶产业链研究", "长" * 201),
            Step("when", "▶年中追加", "不知道"),
            Step("section", "▶跳过", "科" * 201),
        ),
        "ProjectAdded",
        OFFICE,
        name="a project added",
    ),
    Script(
        "text",
        (
            Step("section", "▶四、项目主要做法和经验", "没有这一部分"),
            Step("words", "第一段\n第二段\n完成", TOO_LONG * 20),
        ),
        "TextWritten",
        OFFICE,
    ),
    Script(
        "indicator",
        (
            Step("project", "▶中博会经费", "没有"),
            Step("level_two", "▶数量指标", "类" * 201),
            Step("name", "展位数量", "名" * 201),
            Step("target_value", "6个", "值" * 201),
            Step("weight", "▶平均分配", "一百零一"),
        ),
        "IndicatorSet",
        OFFICE,
    ),
    Script("drop_indicator", (), "IndicatorSet", OFFICE, about=lambda book: first(book, IndicatorSet)),
    Script(
        "return_result",
        (Step("remark", "▶请附佐证材料", TOO_LONG),),
        "ResultReviewed",
        OFFICE,
        book=_under_review,
        about=lambda book: first(book, IndicatorResult),
    ),
)
