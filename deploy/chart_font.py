"""Makes the charts' Chinese font again: the characters of GB 2312 and some more, cut out of Noto Sans CJK SC.

Run with fontTools at hand and the path of NotoSansCJK-Regular.ttc (or NotoSansCJKsc-Regular.otf):

    pip install fonttools && python deploy/chart_font.py /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc

It writes perfbot/render/fonts/PerfbotSansSC.otf. The font is under the SIL Open Font License 1.1 (OFL.txt beside it)
and bears a name of its own, as a changed font should.
"""

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

TARGET = Path(__file__).parent.parent / "perfbot" / "render" / "fonts" / "PerfbotSansSC.otf"
SOURCE_FAMILY = "Noto Sans CJK SC"
FAMILY = "Perfbot Sans SC"
RANGES = (
    (0x20, 0x7E),
    (0xA0, 0xFF),
    (0x2010, 0x2027),
    (0x2030, 0x203B),
    (0x2103, 0x2103),
    (0x2116, 0x2116),
    (0x2160, 0x216B),
    (0x2190, 0x2193),
    (0x2248, 0x2248),
    (0x2260, 0x2267),
    (0x2460, 0x2473),
    (0x25A0, 0x25A1),
    (0x25B2, 0x25BD),
    (0x25C6, 0x25CF),
    (0x2605, 0x2606),
    (0x3000, 0x3017),
    (0xFF01, 0xFF5E),
    (0xFFE0, 0xFFE5),
)
# Outside of GB 2312, yet met in names of people and places.
FURTHER = (
    "镕喆堃玥珺玹昇晟曌淼犇焱燚垚骉赟翀珅琎璟瑀玚祎禛禤莳菀薏芃芮芊茜荇莜菂蔄蕤钰铄锃锜镆陞頔颋骐骞骥鲲鹄"
    "鹍麒黟碁咗吔啱嘅嚟埗塱墩堽塬崀嵊峁岙岽岜崴嵛涌滘漖濛瀞湴沺泷浛滠塍"
)


def characters() -> set[int]:
    wanted = {point for first, last in RANGES for point in range(first, last + 1)} | set(map(ord, FURTHER))
    for high in range(0xA1, 0xF8):
        row = bytes(byte for low in range(0xA1, 0xFF) for byte in (high, low))
        wanted |= set(map(ord, row.decode("gb2312", "ignore")))
    return wanted


def opened(path: Path) -> TTFont:
    if path.suffix != ".ttc":
        return TTFont(path)
    fonts = TTCollection(path).fonts
    return next(font for font in fonts if font["name"].getDebugName(4) == SOURCE_FAMILY)


def cut(font: TTFont) -> TTFont:
    options = Options(layout_features=[], hinting=False, notdef_outline=True, name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14])
    options.drop_tables += ["BASE", "VORG", "vhea", "vmtx", "DSIG", "GSUB", "GPOS"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters())
    subsetter.subset(font)
    return font


def renamed(font: TTFont) -> TTFont:
    names = {1: FAMILY, 3: f"{FAMILY} (subset of {SOURCE_FAMILY})", 4: FAMILY, 6: FAMILY.replace(" ", "")}
    for record in font["name"].names:
        if record.nameID in names:
            font["name"].setName(
                names[record.nameID], record.nameID, record.platformID, record.platEncID, record.langID
            )
    font["CFF "].cff.fontNames[0] = names[6]
    font["CFF "].cff[0].FullName = font["CFF "].cff[0].FamilyName = FAMILY
    return font


if __name__ == "__main__":
    made = renamed(cut(opened(Path(sys.argv[1]))))
    made.recalcTimestamp = False
    made.save(TARGET)
