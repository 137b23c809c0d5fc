"""A strict reader of WordprocessingML: what Word would have to repair is refused here.

The orders of child elements are those of the complex types in ECMA-376 Part 1, annex A (wml.xsd); elements that this
project never writes are left out, and so an unknown one is refused too.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
RUN = "rStyle rFonts b bCs i iCs caps strike vanish color spacing kern sz szCs highlight u vertAlign lang"
PARAGRAPH = (
    "pStyle keepNext keepLines pageBreakBefore widowControl numPr pBdr shd tabs snapToGrid spacing ind"
    " contextualSpacing jc textAlignment outlineLvl rPr"
)
TABLE = "tblStyle tblW jc tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook"
SIDES = "top left bottom right insideH insideV"
# A name alone may stand any number of times among its like; the rest come once and in this order.
ORDERS = {
    "document": "body",
    "p": "pPr",
    "r": "rPr",
    "pPr": PARAGRAPH,
    "rPr": RUN,
    "tbl": "tblPr tblGrid tr",
    "tblPr": TABLE,
    "tblGrid": "gridCol",
    "tr": "trPr tc",
    "trPr": "cantSplit tblHeader",
    "tc": "tcPr p",
    "tcPr": "tcW gridSpan vMerge tcBorders shd vAlign",
    "sectPr": "footerReference pgSz pgMar pgNumType cols titlePg docGrid",
    "pBdr": SIDES,
    "tcBorders": SIDES,
    "tblBorders": SIDES,
    "tblCellMar": SIDES,
    "styles": "docDefaults latentStyles style",
    "docDefaults": "rPrDefault pPrDefault",
    "rPrDefault": "rPr",
    "pPrDefault": "pPr",
    "style": "name basedOn next link uiPriority semiHidden unhideWhenUsed qFormat rsid pPr rPr tblPr trPr tcPr",
    "settings": "zoom defaultTabStop evenAndOddHeaders characterSpacingControl compat themeFontLang decimalSymbol"
    " listSeparator",
    "compat": "compatSetting",
    "fonts": "font",
    "font": "altName panose1 charset family pitch sig",
    "ftr": "p",
}
REPEATED = {"gridCol", "tr", "tc", "p", "tbl", "footerReference", "style", "font", "compatSetting"}
FREE = {
    "p": {"r", "hyperlink"},
    "body": {"p", "tbl", "sectPr"},
    "r": {"t", "br", "drawing", "fldChar", "instrText"},
    "hyperlink": {"r"},
}


class NeedsRepair(AssertionError):
    """Word would offer to repair this file."""


def check(docx: bytes) -> None:
    """Refuses a package that is not whole, elements out of order, unknown styles and crooked tables."""
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    _check_package(files)
    styles = etree.fromstring(files["word/styles.xml"])
    known = [style.get(f"{W}styleId") for style in styles.iter(f"{W}style")]
    if len(set(known)) != len(known):
        raise NeedsRepair("two styles have one id")
    for name, content in files.items():
        if name.startswith("word/") and name.endswith(".xml"):
            root = etree.fromstring(content)
            _check_order(root, name)
            _check_styles(root, set(known), name)
            _check_tables(root)
            _check_relations(root, files, name)


def _check_package(files: dict[str, bytes]) -> None:
    types = etree.fromstring(files["[Content_Types].xml"])
    named = {part.get("PartName").lstrip("/") for part in types if part.get("PartName")}
    endings = {part.get("Extension") for part in types if part.get("Extension")}
    for name in named - set(files):
        raise NeedsRepair(f"{name} is declared and missing")
    for name in files:
        if name not in named and name.rpartition(".")[2] not in endings and name != "[Content_Types].xml":
            raise NeedsRepair(f"{name} has no content type")


def _names(element: etree._Element) -> Iterator[str]:
    for child in element:
        if isinstance(child.tag, str) and child.tag.startswith(W):
            yield child.tag.removeprefix(W)


def _check_order(root: etree._Element, part: str) -> None:
    for element in root.iter(f"{W}*"):
        name = element.tag.removeprefix(W)
        children = list(_names(element))
        allowed = ORDERS.get(name, "").split()
        free = FREE.get(name, set())
        places = [allowed.index(child) if child in allowed else None for child in children]
        strangers = [
            child for child, place in zip(children, places, strict=True) if place is None and child not in free
        ]
        if strangers:
            raise NeedsRepair(f"{part}: <{strangers[0]}> in <{name}>")
        ordered = [place for place in places if place is not None]
        if ordered != sorted(ordered):
            raise NeedsRepair(f"{part}: {children} in <{name}> are out of order")
        once = [child for child in children if child in allowed and child not in REPEATED]
        if len(once) != len(set(once)):
            raise NeedsRepair(f"{part}: {children} in <{name}> holds one thing twice")


def _check_styles(root: etree._Element, known: set[str | None], part: str) -> None:
    for tag in ("pStyle", "rStyle", "tblStyle", "basedOn", "next"):
        for element in root.iter(f"{W}{tag}"):
            if element.get(f"{W}val") not in known:
                raise NeedsRepair(f"{part}: no style {element.get(f'{W}val')}")


def _check_tables(root: etree._Element) -> None:
    for table in root.iter(f"{W}tbl"):
        columns = len(table.findall(f"{W}tblGrid/{W}gridCol"))
        for row in table.findall(f"{W}tr"):
            cells = row.findall(f"{W}tc")
            spans = [cell.find(f"{W}tcPr/{W}gridSpan") for cell in cells]
            covered = sum(int("1" if span is None else span.get(f"{W}val") or "1") for span in spans)
            if covered != columns:
                raise NeedsRepair(f"{covered} cells in a row of {columns} columns")
            if any(str(cell[-1].tag) != f"{W}p" for cell in cells):
                raise NeedsRepair("a cell does not end with a paragraph")
        following = table.getnext()
        if following is None or following.tag != f"{W}p":
            raise NeedsRepair("no paragraph follows the table")


def _check_relations(root: etree._Element, files: dict[str, bytes], part: str) -> None:
    used = {str(element.get(key)) for element in root.iter() for key in element.attrib if str(key).startswith(R)}
    folder, _, name = part.rpartition("/")
    relations = files.get(f"{folder}/_rels/{name}.rels")
    listed = {each.get("Id"): each for each in etree.fromstring(relations)} if relations else {}
    for identifier in used - set(listed):
        raise NeedsRepair(f"{part}: relation {identifier} leads nowhere")
    for each in listed.values():
        target = re.sub("^/", "", each.get("Target") or "")
        if each.get("TargetMode") != "External" and f"{folder}/{target}" not in files and target not in files:
            raise NeedsRepair(f"{part}: {target} is missing")
