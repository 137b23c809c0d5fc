"""Writes a Document's blocks as the body of a Word file."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from perfbot.render.cleaning import one_line
from perfbot.render.document import (
    Block,
    Details,
    Divider,
    Figure,
    Heading,
    Inline,
    Items,
    Paragraph,
    Span,
    Table,
    Title,
    inline,
)
from perfbot.render.docx.tables import table_xml
from perfbot.render.docx.text import paragraph, run, runs
from perfbot.render.places.cutting import split_lines
from perfbot.render.terms import DRAFT_MARK
from perfbot.text_width import width

if TYPE_CHECKING:
    from docx.parts.document import DocumentPart

_EMU_A_TWIP = 635
_PNG = b"\x89PNG\r\n\x1a\n"
_DEEPEST_HEADING = 3
_TITLE_CELL = 220
_KINDS = ("项目支出绩效自评报告", "项目支出绩效自评表", "绩效自评报告", "绩效自评表", "自评报告")
_AT_THE_RIGHT = '<w:ind w:rightChars="400" w:right="1280" w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="right"/>'
_LINE_ACROSS = '<w:pBdr><w:bottom w:val="single" w:sz="6" w:space="1" w:color="auto"/></w:pBdr>'


@dataclass
class BodyWriter:
    """Turns blocks into XML; `styles` are the file's own ids by our keys, `room` the text's width in 1/20 point."""

    part: DocumentPart
    styles: Mapping[str, str]
    room: int
    pictures: int = field(default=0)

    def body(self, blocks: Sequence[Block]) -> str:
        """The blocks one after the other; two tables never touch, or Word would make them one."""
        written: list[str] = []
        for block in blocks:
            xml = "".join(self._block(block))
            if xml.startswith("<w:tbl>") and written and written[-1].endswith("</w:tbl>"):
                written.append(paragraph(self.styles["Note"], ""))
            written.append(xml)
        if written and written[-1].endswith("</w:tbl>"):
            written.append(paragraph(self.styles["Note"], ""))
        return "".join(written)

    def closing(self, lines: Sequence[str]) -> str:
        """落款: an empty line, then each at the right, four characters from the edge."""
        made = (paragraph(self.styles["BodyText"], _run(one_line(line)), _AT_THE_RIGHT) for line in lines)
        return "".join((paragraph(self.styles["BodyText"], ""), *made)) if lines else ""

    def _block(self, block: Block) -> Iterator[str]:
        match block:
            case Title():
                yield paragraph(
                    self.styles["Title"], "<w:r><w:br/></w:r>".join(map(_run, self._title_lines(block.text)))
                )
                yield self._words("Subtitle", inline(one_line(block.subtitle)))
            case Heading():
                style = f"Heading{min(max(block.level, 1), _DEEPEST_HEADING)}"
                yield self._words(style, inline(one_line(block.text)))
            case Paragraph():
                yield self._words("Note" if block.note else "BodyText", block.line)
            case Items():
                yield from self._items(block)
            case Table():
                yield table_xml(block, self.styles, self.room) if block.columns else ""
            case Details():
                summary = run(Span(one_line(block.summary), bold=True))
                yield paragraph(self.styles["BodyText"], summary, "<w:keepNext/>")
                yield self.body(block.blocks)
            case Figure():
                yield from self._figure(block)
            case Divider():
                yield paragraph(self.styles["Note"], "", "<w:pageBreakBefore/>" if block.new_page else _LINE_ACROSS)

    def _title_lines(self, text: str) -> tuple[str, ...]:
        """A title that is too long for a line breaks before the kind of document it names, as officials break it."""
        title = one_line(text)
        for kind in (f"{kind}{mark}" for kind in _KINDS for mark in ("", DRAFT_MARK)):
            name = title.removesuffix(kind)
            if width(title) * _TITLE_CELL > self.room and name != title and width(name) * _TITLE_CELL <= self.room:
                return name, kind
        return (title,)

    def _words(self, style: str, line: Inline) -> str:
        return "".join(paragraph(self.styles[style], runs(own, self._link)) for own in split_lines(line))

    def _items(self, items: Items) -> Iterator[str]:
        for number, line in enumerate(items.lines, start=1):
            mark = items.number_format.format(number) if items.numbered else "• "
            yield self._words("ListParagraph", (Span(mark), *line))

    def _figure(self, figure: Figure) -> Iterator[str]:
        if figure.png.startswith(_PNG):
            yield paragraph(self.styles["Figure"], f"<w:r>{self._picture(figure)}</w:r>")
        elif figure.alternative.strip():
            yield self._words("Note", inline(figure.alternative))
        yield self._words("Caption", inline(one_line(figure.caption)))

    def _picture(self, figure: Figure) -> str:
        from lxml import etree

        self.pictures += 1
        made = self.part.new_pic_inline(io.BytesIO(figure.png), width=self.room * _EMU_A_TWIP)
        made.docPr.set("id", str(self.pictures))
        made.docPr.set("name", f"Picture {self.pictures}")
        made.docPr.set("descr", one_line(figure.alternative or figure.caption))
        return f"<w:drawing>{etree.tostring(made, encoding='unicode')}</w:drawing>"

    def _link(self, address: str) -> str:
        from docx.opc.constants import RELATIONSHIP_TYPE

        return self.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)


def _run(text: str) -> str:
    return run(Span(text))


def title_of(blocks: Sequence[Block]) -> str:
    """The words of the document's title, or nothing."""
    return next((one_line(block.text) for block in blocks if isinstance(block, Title)), "")
