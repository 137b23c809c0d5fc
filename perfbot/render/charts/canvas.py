"""The canvas of charts: a picture of a phone's width, with a Chinese font, fitted words and shaped marks."""

from __future__ import annotations

import io
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from perfbot.render.cleaning import one_line

if TYPE_CHECKING:
    from PIL.Image import Image as Picture
    from PIL.ImageFont import FreeTypeFont

FONT = Path(__file__).parent.parent / "fonts" / "PerfbotSansSC.otf"
WIDTH = 1_080
MARGIN = 48
TITLE, BODY, SMALL = 50, 38, 32
INK, QUIET, TRACK, PAPER, RULE = "#1f2933", "#5f6b7a", "#e8ebef", "#ffffff", "#c9d0d8"
RED, AMBER, GREEN, BLUE = "#c0392b", "#d08700", "#2e8b57", "#2f6fbf"
# A light's word, its colour, and the shape that says the same to those who see no colours.
LIGHTS = {"滞后": (RED, "triangle"), "偏慢": (AMBER, "diamond"), "正常": (GREEN, "circle"), "超额": (BLUE, "square")}
OVER_BUDGET = {"超预算": LIGHTS["滞后"]}
"""Drawn as what is behind is, with its own word; so rare that the legend does without."""
_SMOOTH = 4
_COLOURS = 128


class Canvas:
    """A white picture `WIDTH` pixels wide; positions in pixels from the upper left corner."""

    def __init__(self, height: int) -> None:
        from PIL import Image, ImageDraw

        self.height = height
        self.picture = Image.new("RGB", (WIDTH, height), PAPER)
        self.pen = ImageDraw.Draw(self.picture)

    def words(
        self,
        place: tuple[float, float],
        text: str,
        size: int = BODY,
        ink: str = INK,
        *,
        bold: bool = False,
        anchor: str = "lm",
        room: float | None = None,
    ) -> float:
        """Writes the words, shortened with … to the room there is; gives their width."""
        shown = fitted(text, size, room if room is not None else WIDTH)
        stroke = max(size // 34, 1) if bold else 0
        self.pen.text(place, shown, fill=ink, font=font(size), anchor=anchor, stroke_width=stroke, stroke_fill=ink)
        return length(shown, size)

    def bar(self, box: tuple[float, float, float, float], fill: str, *, outline: str | None = None) -> None:
        """A bar with rounded ends, where it is long enough to have them."""
        left, top, right, bottom = box
        if right - left < 1:
            return
        radius = min((bottom - top) / 2, (right - left) / 2)
        self.pen.rounded_rectangle(box, radius, fill=fill, outline=outline, width=4 if outline else 0)

    def mark(self, shape: str, center: tuple[float, float], size: int, ink: str) -> None:
        """A smooth small shape around the center."""
        stamp = _stamp(shape, size)
        corner = (round(center[0] - size / 2), round(center[1] - size / 2))
        self.picture.paste(ink, (*corner, corner[0] + size, corner[1] + size), stamp)

    def heading(self, title: str, subtitle: str) -> float:
        """Title and subtitle; gives where the rest begins."""
        room = WIDTH - 2 * MARGIN
        self.words((MARGIN, 70), title, TITLE, bold=True, room=room)
        if not subtitle:
            return 124
        self.words((MARGIN, 132), subtitle, SMALL, QUIET, room=room)
        return 180

    def png(self) -> bytes:
        """The picture as a PNG file; a palette makes it a third of the size and of the time."""
        from PIL import Image

        made = io.BytesIO()
        drawn = self.picture.quantize(_COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        drawn.save(made, "PNG", compress_level=4)
        return made.getvalue()


@lru_cache(maxsize=8)
def font(size: int) -> FreeTypeFont:
    """The bundled font; a missing character shows as a box."""
    from PIL import ImageFont

    return ImageFont.truetype(str(FONT), size, layout_engine=ImageFont.Layout.BASIC)


def drawable(text: str) -> str:
    """The words on one line, without marks of no width, which would show as boxes."""
    return "".join(each for each in one_line(text) if unicodedata.category(each) not in ("Cf", "Mn", "Me"))


def length(text: str, size: int) -> float:
    """The width of the words in pixels."""
    return font(size).getlength(text)


def fitted(text: str, size: int, room: float) -> str:
    """The words, or what fits with … before their end."""
    whole, most = drawable(text), max(int(room // size * 4), 1)
    if len(whole) <= most and length(whole, size) <= room:
        return whole
    for kept in range(min(len(whole), most), 0, -1):
        end = kept // 4
        shown = f"{whole[: kept - end]}…{whole[len(whole) - end :]}"
        if length(shown, size) <= room:
            return shown
    return "…"


@lru_cache(maxsize=32)
def _stamp(shape: str, size: int) -> Picture:
    from PIL import Image, ImageDraw

    wide = size * _SMOOTH
    mask = Image.new("L", (wide, wide), 0)
    pen = ImageDraw.Draw(mask)
    last, half = wide - 1, wide / 2
    if shape == "circle":
        pen.ellipse((0, 0, last, last), fill=255)
    elif shape == "square":
        pen.rectangle((wide // 10, wide // 10, last - wide // 10, last - wide // 10), fill=255)
    else:
        corners: dict[str, list[tuple[float, float]]] = {
            "triangle": [(half, 0), (last, last), (0, last)],
            "diamond": [(half, 0), (last, half), (half, last), (0, half)],
        }
        pen.polygon(corners[shape], fill=255)
    return mask.reduce(_SMOOTH)
