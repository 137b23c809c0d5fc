"""Score, forms, set-up checks, readiness and comparison as leaders and the office ask for them."""

from __future__ import annotations

import sys
from pathlib import Path
from types import CodeType, FrameType

from perfbot.domain.books.trail_filter import TrailFilter
from perfbot.domain.evaluation.comparison import year_figures
from perfbot.handlers.reports import report_document
from perfbot.render.report.self_evaluation import compile_report
from perfbot.years.from_book import year_book_of
from tests.desk_fixture import room, words
from tests.sandbox_client import CLERK, OFFICE, OTHER_CLERK, VIEWER, in_loop


@in_loop
async def test_the_score_stands_explained_beside_the_declared_one(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        leader = program.talk(VIEWER)
        shown = words(await leader.said("/score 2021"))
        assert "99.88" in shown
        assert "97" in shown
        assert "执行率 10 × 98.82% = 9.88" in shown
        one = words(await leader.said("/score 2021 监测大楼"))
        assert "87.03%" in one


@in_loop
async def test_only_who_may_write_a_reason_is_offered_to_but_in_the_group_everybody(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        for asked in ("/score 2021 p07", "/alerts 2021"):
            offered = {}
            for person in (OFFICE, CLERK, VIEWER):
                talk = program.talk(person)
                offered[person.id] = any(label.startswith("写原因") for label in talk.buttons(await talk.said(asked)))
            assert offered == {OFFICE.id: True, CLERK.id: True, VIEWER.id: False}, asked
        leader, other = program.talk(VIEWER), program.talk(OTHER_CLERK)
        assert leader.buttons(await leader.said("/alerts 2021")) == ["已知晓", "看进度"]
        assert other.buttons(await other.said("/score 2021 p07")) == ["自评表", "返回总分"]
        everybody = program.talk(VIEWER, program.server.group_id)
        assert any("写原因" in label for label in everybody.buttons(await everybody.said("/score 2021 p07")))


@in_loop
async def test_forms_come_as_word_and_excel(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk, world = program.talk(CLERK), program.server.world
        world.say(CLERK.id, "/form 2021 中博会")
        await world.wait_for(lambda: sum("document" in one for one in clerk.messages) == 2, 20)
        names = [one["document"]["file_name"] for one in clerk.messages if "document" in one]
        assert names == ["2021年中博会项目支出绩效自评表.docx", "2021年中博会项目支出绩效自评表.xlsx"]


@in_loop
async def test_the_other_forms_of_the_year_are_a_tap_away_or_asked_for_by_name(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk, world = program.talk(CLERK), program.server.world
        answer = await clerk.said("/form 2021 中博会 申报表")
        assert "项目支出绩效目标申报表" in words(answer)
        assert {"自评表", "汇总表", "进度表", "自评综述"} <= set(clerk.buttons(answer))
        await clerk.pressed("自评综述")
        await world.wait_for(lambda: sum("document" in one for one in clerk.messages) == 4, 20)
        names = [one["document"]["file_name"] for one in clerk.messages if "document" in one]
        assert names[1:3] == ["2021年中博会项目支出绩效目标申报表.xlsx", "2021年工业发展管理经费项目绩效自评综述.docx"]


@in_loop
async def test_a_monitoring_form_is_made_for_the_day_that_is_named(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        clerk, world = program.talk(CLERK), program.server.world
        assert "截至6月30日" in words(await clerk.said("/form 2021 监控表 中博会 6月30日"))
        await world.wait_for(lambda: sum("document" in one for one in clerk.messages) == 2, 20)
        assert "日历上没有这一天" in words(await clerk.said("/form 2021 监控表 6月31日"))


@in_loop
async def test_a_form_of_an_unknown_project_says_so(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        assert "没有对应到唯一" in words(await program.talk(CLERK).said("/form 2021 不存在的项目"))


@in_loop
async def test_lint_ready_and_compare_answer(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        office = program.talk(OFFICE)
        assert "效益指标太少" in words(await office.said("/lint 2021"))
        assert "可以报送" in words(await office.said("/ready 2021"))
        assert "中博会" in words(await office.said("/compare 2021"))
        assert "没有 2030 年度" in words(await office.said("/compare 2021 2030"))


@in_loop
async def test_a_number_that_contradicts_the_ledger_is_named_after_saving_in_ready_and_in_lint(tmp_path: Path) -> None:
    told = "写的“支出率88%”与台账不一致：支出率是 98.82%"
    async with room(tmp_path) as program:
        office = program.talk(OFFICE)
        await office.said("/text 六、项目自评结论及得分")
        await office.pressed("✏️ 改写")
        await office.said("自评得99分，支出率88%。\n完成")
        saved = words(await office.pressed("✅ 确认"))
        assert told in saved
        assert "自评得分是 97 分" in saved
        for command in ("/ready 2021", "/lint 2021", "/text 六、项目自评结论及得分"):
            assert told in words(await office.said(command)), command


@in_loop
async def test_what_looks_through_a_whole_book_is_worked_out_beside_the_event_loop(tmp_path: Path) -> None:
    on_the_loop: set[CodeType] = set()

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            on_the_loop.add(frame.f_code)

    async with room(tmp_path) as program:
        office, world = program.talk(OFFICE), program.server.world
        sys.setprofile(note)
        try:
            for asked in ("/report 2021", "/report 2021 md", "/compare 2021", "/history 2021"):
                world.say(OFFICE.id, asked)
                await program.quiet(20)
            await office.said("/setup")
            await office.pressed("🔁 2021 年结转到 2022 年")
        finally:
            sys.setprofile(None)
        assert sum("document" in one for one in office.messages) == 2
        assert "结转" in words(office.last)
    assert report_document.__code__ in on_the_loop
    beside = (compile_report, year_figures, TrailFilter.select, year_book_of)
    assert [one.__qualname__ for one in beside if one.__code__ in on_the_loop] == []


@in_loop
async def test_the_report_comes_as_markdown_too(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        leader, world = program.talk(VIEWER), program.server.world
        world.say(VIEWER.id, "/report 2021 md")
        await world.wait_for(lambda: any("document" in one for one in leader.messages), 20)
        assert leader.last["document"]["file_name"] == "2021年工业发展管理经费项目支出绩效自评报告.md"


@in_loop
async def test_a_button_whose_answer_takes_its_time_stops_turning_before_the_work(tmp_path: Path) -> None:
    async with room(tmp_path) as program:
        leader, world = program.talk(VIEWER), program.server.world
        await leader.said("/report")
        events: list[str] = []
        world.listeners.add(lambda event: events.append(event["type"]))
        world.press(VIEWER.id, leader.last["message_id"], "2021年 工业发展管理经费", VIEWER.id)
        await world.wait_for(lambda: any("document" in one for one in leader.messages), 20)
        assert events.index("answer") < events.index("typing")
        assert events.count("answer") == 1
