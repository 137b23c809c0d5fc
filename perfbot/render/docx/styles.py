"""The styles of an official document, each under the name that Word and a bureau's own template know it by.

Fonts, sizes and spacing follow GB/T 9704 as far as a report needs it: title 小标宋 二号, body 仿宋 三号 on fixed lines
of 28 磅 with a first-line indent of two characters, level one 黑体, level two 楷体, level three 仿宋 in bold.
"""

from __future__ import annotations

from dataclasses import dataclass

LATIN = "Times New Roman"
SONG_TITLE, SONG, FANGSONG, HEI, KAI = "方正小标宋简体", "宋体", "仿宋", "黑体", "楷体"
# Names the same faces go by on other machines, and the nearest face where none is installed.
FONT_ALTERNATIVES = {
    SONG_TITLE: "方正小标宋_GBK,宋体,SimSun",
    SONG: "SimSun",
    FANGSONG: "仿宋_GB2312,FangSong",
    HEI: "SimHei",
    KAI: "楷体_GB2312,KaiTi",
}
_FIXED = '<w:spacing w:before="0" w:after="0" w:line="560" w:lineRule="exact"/>'
_TABLE_LINES = '<w:spacing w:before="0" w:after="0" w:line="360" w:lineRule="exact"/>'
_LOOSE = '<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>'
_INDENT = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'
_NO_INDENT = '<w:ind w:firstLineChars="0" w:firstLine="0"/>'


@dataclass(frozen=True)
class Style:
    """One style: its name in the file, the id this bot gives it, and its properties in the schema's order."""

    name: str
    key: str
    paragraph: str = ""
    run: str = ""
    based_on: str = "Normal"
    following: str = ""
    kind: str = "paragraph"
    rest: str = ""
    default: bool = False


def fonts(east: str) -> str:
    """The font of a run: Chinese in the given face, Latin letters and digits in Times New Roman."""
    return f'<w:rFonts w:hint="eastAsia" w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:eastAsia="{east}" w:cs="{LATIN}"/>'


def _run(east: str, half_points: int, *, bold: bool = False) -> str:
    weight = "<w:b/><w:bCs/>" if bold else '<w:b w:val="0"/><w:bCs w:val="0"/>'
    return f'{fonts(east)}{weight}<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def _heading(level: int, east: str, *, bold: bool = False) -> Style:
    paragraph = f'<w:keepNext/><w:keepLines/>{_FIXED}{_INDENT}<w:outlineLvl w:val="{level - 1}"/>'
    return Style(f"heading {level}", f"Heading{level}", paragraph, _run(east, 32, bold=bold), following="BodyText")


_TABLE_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_MARGINS = (
    '<w:tblCellMar><w:top w:w="28" w:type="dxa"/><w:left w:w="85" w:type="dxa"/>'
    '<w:bottom w:w="28" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar>'
)

STYLES: tuple[Style, ...] = (
    Style(
        "Normal",
        "Normal",
        f'<w:widowControl w:val="0"/>{_FIXED}<w:jc w:val="both"/>',
        _run(FANGSONG, 32),
        based_on="",
        default=True,
    ),
    Style("Default Paragraph Font", "DefaultParagraphFont", based_on="", kind="character", default=True),
    Style(
        "Normal Table",
        "TableNormal",
        based_on="",
        kind="table",
        default=True,
        rest=f'<w:tblPr><w:tblInd w:w="0" w:type="dxa"/>{_MARGINS}</w:tblPr>',
    ),
    Style("No List", "NoList", based_on="", kind="numbering", default=True),
    Style("Body Text", "BodyText", f'{_INDENT}<w:jc w:val="both"/>'),
    Style(
        "Title",
        "Title",
        '<w:keepNext/><w:spacing w:before="0" w:after="280" w:line="700" w:lineRule="exact"/>'
        f'{_NO_INDENT}<w:jc w:val="center"/>',
        _run(SONG_TITLE, 44),
        following="BodyText",
    ),
    Style("Subtitle", "Subtitle", f'{_FIXED}{_NO_INDENT}<w:jc w:val="center"/>', _run(KAI, 32), following="BodyText"),
    _heading(1, HEI),
    _heading(2, KAI),
    _heading(3, FANGSONG, bold=True),
    Style("List Paragraph", "ListParagraph", _INDENT, based_on="BodyText"),
    Style(
        "caption",
        "Caption",
        '<w:keepNext/><w:spacing w:before="120" w:after="0" w:line="560" w:lineRule="exact"/>'
        f'{_NO_INDENT}<w:jc w:val="center"/>',
        _run(HEI, 28),
    ),
    Style(
        "表格单位",
        "TableUnit",
        '<w:keepNext/><w:spacing w:before="0" w:after="0" w:line="400" w:lineRule="exact"/>'
        f'{_NO_INDENT}<w:jc w:val="right"/>',
        _run(FANGSONG, 24),
    ),
    Style("表格文字", "TableText", f'{_TABLE_LINES}{_NO_INDENT}<w:jc w:val="left"/>', _run(FANGSONG, 24)),
    Style(
        "表头", "TableHead", f'<w:keepNext/>{_TABLE_LINES}<w:jc w:val="center"/>', _run(HEI, 24), based_on="TableText"
    ),
    Style("图片", "Figure", f'<w:keepNext/>{_LOOSE}{_NO_INDENT}<w:jc w:val="center"/>'),
    Style(
        "注释",
        "Note",
        '<w:spacing w:before="0" w:after="0" w:line="400" w:lineRule="exact"/>'
        '<w:ind w:firstLineChars="200" w:firstLine="480"/>',
        _run(FANGSONG, 24),
    ),
    Style(
        "footer",
        "Footer",
        f'<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>{_NO_INDENT}<w:jc w:val="right"/>',
        _run(SONG, 28),
    ),
    Style(
        "Hyperlink",
        "Hyperlink",
        run='<w:color w:val="0563C1"/><w:u w:val="single"/>',
        based_on="DefaultParagraphFont",
        kind="character",
    ),
    Style(
        "Table Grid",
        "TableGrid",
        based_on="TableNormal",
        kind="table",
        rest=f"<w:tblPr><w:tblBorders>{_TABLE_BORDERS}</w:tblBorders></w:tblPr>",
    ),
)


def style_xml(style: Style, identifier: str, based_on: str, following: str) -> str:
    """The style's element under the ids that hold in the file at hand."""
    marks = (' w:default="1"' if style.default else "") + ("" if style.key in _BUILT_IN else ' w:customStyle="1"')
    parts = [
        f'<w:name w:val="{style.name}"/>',
        f'<w:basedOn w:val="{based_on}"/>' if based_on else "",
        f'<w:next w:val="{following}"/>' if following else "",
        "" if style.default and style.kind != "paragraph" else "<w:qFormat/>",
        f"<w:pPr>{style.paragraph}</w:pPr>" if style.paragraph else "",
        f"<w:rPr>{style.run}</w:rPr>" if style.run else "",
        style.rest,
    ]
    return f'<w:style w:type="{style.kind}"{marks} w:styleId="{identifier}">{"".join(parts)}</w:style>'


_BUILT_IN = {style.key for style in STYLES if style.name.isascii()}
