"""Charts: phone width, a font that travels along, shapes beside colours, and no text that breaks them."""

import io
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from PIL import Image, ImageFont

from perfbot.render.charts.canvas import FONT, LIGHTS, WIDTH, drawable, fitted, length
from perfbot.render.charts.lines import Series, line_chart
from perfbot.render.charts.rates import RateBar, rate_chart, rate_words
from perfbot.render.charts.years import YearBar, compare_chart
from tests.render.nasty import texts
from tests.render.sample import PROJECTS

HALF = Decimal("0.5")


def picture(png: bytes) -> Image.Image:
    made = Image.open(io.BytesIO(png))
    assert made.format == "PNG"
    return made.convert("RGB")


def bars(*lights: str) -> list[RateBar]:
    return [
        RateBar(name, Decimal(spent) / Decimal(budget), HALF, "98.82%", lights[index % len(lights)])
        for index, (name, budget, spent) in enumerate(PROJECTS)
    ]


def coloured(image: Image.Image, colour: str) -> int:
    """How many pixels bear the colour, or nearly so (the palette rounds)."""
    wanted = tuple(int(colour[index : index + 2], 16) for index in (1, 3, 5))
    counts = image.getcolors(1 << 24) or []
    return sum(count for count, found in counts if _near(found, wanted))


def _near(found: Any, wanted: tuple[int, ...]) -> bool:
    return all(abs(a - b) < 8 for a, b in zip(found, wanted, strict=True))


def test_a_rate_chart_is_of_a_phones_width_with_a_bar_in_each_lights_colour() -> None:
    made = picture(rate_chart(bars("🔴 滞后", "🟡 偏慢", "🟢 正常", "🔵 超额"), "支出进度", "第27周"))
    assert made.width == WIDTH == 1_080
    assert made.height < 2 * made.width
    for colour, _ in LIGHTS.values():
        assert coloured(made, colour) > 10_000


def test_each_light_has_a_shape_of_its_own() -> None:
    assert len({shape for _, shape in LIGHTS.values()}) == len(LIGHTS)


def test_a_longer_bar_is_a_higher_rate_and_more_than_all_stays_within_the_chart() -> None:
    inked = [
        coloured(picture(rate_chart([RateBar("甲", Decimal(rate), None, "", "正常")], "题")), LIGHTS["正常"][0])
        for rate in ("0", "0.25", "0.5", "1", "7")
    ]
    assert inked[0] < inked[1] < inked[2] < inked[3]
    assert abs(inked[3] - inked[4]) < 100


def test_the_same_chart_has_the_same_bytes() -> None:
    assert rate_chart(bars("正常"), "题") == rate_chart(bars("正常"), "题")


def test_a_rate_that_is_unknown_is_an_empty_bar() -> None:
    made = picture(rate_chart([RateBar("甲", None, None, "—", "正常")], "题"))
    assert coloured(made, LIGHTS["正常"][0]) < 10_000


def test_the_words_say_what_the_picture_shows() -> None:
    rows = [RateBar("合计", HALF, Decimal("0.506"), "50.00%", "🟢 正常"), RateBar("乙", None, None, "—")]
    assert rate_words(rows) == "合计 50.00%（应达 51%，🟢 正常）\n乙 —"


@settings(max_examples=30, deadline=None, derandomize=True)
@given(texts, texts)
def test_no_name_breaks_a_chart(name: str, title: str) -> None:
    picture(rate_chart([RateBar(name, HALF, HALF, name, name)], title, name))
    picture(line_chart([Series(name, (HALF, None))], (name, title), title, name, unit=name))
    picture(compare_chart([YearBar(name, HALF, None, name, name)], (name, title), title))


def test_a_name_too_long_is_shortened_to_the_room() -> None:
    assert fitted("短", 38, 100) == "短"
    short = fitted("推动江门大型产业集聚区建设工作经费" * 40, 38, 400)
    assert short.startswith("推动江门")
    assert short.endswith("…经费")
    assert length(short, 38) <= 400
    assert drawable("a\u200d\ufe0fb\nc") == "ab c"


def test_the_font_travels_along_and_knows_what_chinese_offices_write() -> None:
    face = ImageFont.truetype(str(FONT), 40, layout_engine=ImageFont.Layout.BASIC)
    missing = bytes(face.getmask("\U0002a6d6"))
    common = "绩效自评预算执行率江门市工业和信息化局（年中追加）“5+N”≧≤%‰①Ⅳ￥亿镕喆"
    assert [each for each in common if bytes(face.getmask(each)) == missing] == []
    assert any(missing), "a character that is missing shows as a box"
    assert FONT.with_name("OFL.txt").read_text().count("SIL OPEN FONT LICENSE") == 1


def test_a_plan_and_what_was_spent_are_two_lines_of_different_make() -> None:
    months = tuple(f"{month}月" for month in range(1, 13))
    plan = Series("用款计划", tuple(Decimal(100 * month) for month in range(1, 13)), dashed=True, label="1200.00")
    spent = Series("累计支出", tuple(Decimal(80 * month) for month in range(1, 7)) + (None,) * 6, label="480.00")
    made = picture(line_chart([plan, spent], months, "累计支出与用款计划"))
    assert made.width == WIDTH
    assert picture(line_chart([], (), "空")).width == WIDTH
    assert picture(line_chart([Series("一点", (Decimal(0),))], ("1月",), "题")).width == WIDTH
    assert coloured(made, "#2f6fbf") > 3_000


def test_two_years_stand_side_by_side() -> None:
    rows = [YearBar(name, Decimal(spent), Decimal(budget), spent, budget) for name, budget, spent in PROJECTS]
    made = picture(compare_chart(rows, ("2021年", "2022年"), "实际支出对比", "单位：万元"))
    assert coloured(made, "#2f6fbf") > 100_000
    assert picture(compare_chart([], ("2021年", "2022年"), "空")).width == WIDTH


@pytest.mark.parametrize("count", [0, 40])
def test_however_many_projects_the_chart_stays_one_that_a_phone_shows(count: int) -> None:
    made = picture(rate_chart((bars("正常") * 4)[:count], "题"))
    assert made.height < 3 * WIDTH
