"""指标性质 over HTTP: asked with a result, answered, refused, cancelled, and gone on with after a restart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from perfbot.domain.books.circumstances import Circumstances
from perfbot.domain.books.commands import SetIndicator
from perfbot.domain.books.members import LOADER
from perfbot.domain.values import Direction
from perfbot.wiring.program import Program
from tests.desk_fixture import GONGYE_2021, Room, room, words
from tests.sandbox_client import CLERK, in_loop

CODE = "p08-9"


def undirected(program: Program, name: str = "占比变动") -> None:
    """An indicator of 中博会 whose name and kind do not say which way is better."""
    told: dict[str, Any] = {"project": "p08", "indicator": CODE, "level_one": "产出指标", "level_two": "质量指标"}
    command = SetIndicator(key="new", **told, name=name, target_value="5%")
    program.desk.ledger.record(GONGYE_2021, command, Circumstances(LOADER, program.desk.now(), program.desk.today()))


def direction(program: Room) -> Direction | None:
    given: Direction | None = program.desk.ledger.book(GONGYE_2021).indicator(CODE).described.direction
    return given


@in_loop
async def test_a_clerk_answers_once_and_the_result_is_judged_by_it(tmp_path: Path) -> None:
    async with room(tmp_path, prepare=undirected) as program:
        clerk = program.talk(CLERK)
        before = len(program.desk.ledger.book(GONGYE_2021))
        assert "越大越好，还是越小越好？" in words(await clerk.said("/result 中博会 占比变动 8%"))
        assert "例：投诉率写“越小越好”" in words(await clerk.said("看情况"))
        assert "偏差原因" in words(await clerk.pressed("越小越好（≤）"))
        review = await clerk.pressed("稍后补充")
        assert "越小越好（≤）" in words(review)
        assert "❌ 未完成" in words(review)
        saved = await clerk.pressed("✅ 确认")
        assert f"第 {before + 2} 号" in words(saved)
        assert "目标值 5%（≤），完成值 8%　❌ 未完成" in words(saved)
        assert direction(program) is Direction.AT_MOST
        assert "越大越好，还是越小越好" not in words(await clerk.said("/result 中博会 占比变动 9%"))


@in_loop
async def test_a_cancelled_answer_leaves_indicator_and_book_as_they_were(tmp_path: Path) -> None:
    async with room(tmp_path, prepare=undirected) as program:
        clerk = program.talk(CLERK)
        before = len(program.desk.ledger.book(GONGYE_2021))
        await clerk.said("/result 中博会 占比变动 3%")
        assert "✅ 确认" in {*clerk.buttons(await clerk.pressed("越小越好（≤）"))}
        assert "已取消" in words(await clerk.said("/cancel"))
        assert len(program.desk.ledger.book(GONGYE_2021)) == before
        assert direction(program) is None


@in_loop
async def test_an_answer_survives_a_restart_and_both_entries_another(tmp_path: Path) -> None:
    async with room(tmp_path, prepare=undirected) as program:
        clerk = program.talk(CLERK)
        await clerk.said("/result 中博会 占比变动 3%")
        await program.restart()
        await clerk.said("反向")
        await program.restart()
        await clerk.pressed("✅ 确认")
        await program.restart()
        assert direction(program) is Direction.AT_MOST
        assert program.desk.ledger.book(GONGYE_2021).indicator(CODE).result().actual_value == "3%"


@in_loop
async def test_complaints_that_rise_are_not_met_whoever_writes_no_sign(tmp_path: Path) -> None:
    async with room(tmp_path, prepare=lambda program: undirected(program, "展会投诉率")) as program:
        clerk = program.talk(CLERK)
        assert "没有完全达到目标" in words(await clerk.said("/result 中博会 展会投诉率 8%"))
        assert "❌ 未完成" in words(await clerk.pressed("稍后补充"))
        assert "❌ 未完成" in words(await clerk.pressed("✅ 确认"))
        assert direction(program) is None
