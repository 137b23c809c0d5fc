"""Renders a Document as a Word file in the format of official documents, or in a bureau's own template."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from perfbot.render.cleaning import one_line
from perfbot.render.document import Block, Divider, Document
from perfbot.render.docx.base import NAMESPACES, base_docx
from perfbot.render.docx.blocks import BodyWriter, title_of
from perfbot.render.docx.placing import has_place, has_words, place_body
from perfbot.render.docx.template import BadTemplate, add_footers, add_styles, text_width
from perfbot.render.zipped import zipped

if TYPE_CHECKING:
    from docx.document import Document as WordFile

__all__ = ["BadTemplate", "Metadata", "docx_bytes"]

_LARGEST_TEMPLATE = 50_000_000


@dataclass(frozen=True)
class Metadata:
    """What the file says of itself; `created` is an aware time that the caller hands in."""

    title: str = ""
    author: str = ""
    created: datetime | None = None


def docx_bytes(
    document: Document,
    *,
    template: bytes | None = None,
    metadata: Metadata | None = None,
    closing: Sequence[str] = (),
) -> bytes:
    """The document as a .docx file; the same input always gives the same bytes.

    With a template its page, header, footer and styles hold (styles are found by name, missing ones added), and the
    text stands where a paragraph says {{正文}}, or in place of the template's own text; what begins a page of its own
    (evidence, notes) comes behind what the template has after it. `closing` lines (落款) stand right under the text.
    Raises BadTemplate when it is no Word file.
    """
    word = _opened(template)
    styles = add_styles(word)
    if template is not None:
        add_footers(word, styles["Footer"])
    writer, (text, behind) = BodyWriter(word.part, styles, text_width(word)), _parted(document.blocks)
    place_body(word, _parsed(writer.body(text) + writer.closing(closing)), _parsed(writer.body(behind)))
    _describe(word, metadata or Metadata(), document)
    return _without_clock(word)


def gives_way(template: bytes) -> bool:
    """Whether the report would replace the template's own words: it has some, and no place for the text."""
    word = _opened(template)
    return has_words(word) and not has_place(word)


def _parted(blocks: Sequence[Block]) -> tuple[Sequence[Block], Sequence[Block]]:
    """The text, and the parts that follow on pages of their own."""
    first = next((place for place, block in enumerate(blocks) if isinstance(block, Divider) and block.new_page), None)
    return (blocks, ()) if first is None else (blocks[:first], blocks[first:])


def _opened(template: bytes | None) -> WordFile:
    import docx

    if template is None:
        return docx.Document(io.BytesIO(base_docx()))
    _check_size(template)
    try:
        return docx.Document(io.BytesIO(template))
    except Exception as problem:  # what a broken or hostile file makes the readers raise is not to be foreseen
        raise BadTemplate(f"不是可用的 .docx 文件：{problem}") from problem


def _check_size(template: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile as problem:
        raise BadTemplate(f"不是 .docx 文件：{problem}") from problem
    if size > _LARGEST_TEMPLATE:
        raise BadTemplate(f"解压后有 {size // 1_000_000} MB，超过 {_LARGEST_TEMPLATE // 1_000_000} MB")


def _parsed(body: str) -> Any:
    from docx.oxml.parser import parse_xml

    return parse_xml(f"<w:body {NAMESPACES}>{body}</w:body>")


def _describe(word: WordFile, metadata: Metadata, document: Document) -> None:
    properties = word.core_properties
    properties.title = one_line(metadata.title or document.title or title_of(document.blocks))[:255]
    properties.author = properties.last_modified_by = one_line(metadata.author)[:255]
    properties.language = "zh-CN"
    properties.revision = 1
    if metadata.created is not None:
        properties.created = properties.modified = metadata.created.astimezone(UTC).replace(tzinfo=None)


def _without_clock(word: WordFile) -> bytes:
    """The file's parts in an archive of our own, since python-docx would stamp the present time."""
    saved = io.BytesIO()
    word.save(saved)
    with zipfile.ZipFile(saved) as archive:
        return zipped((entry.filename, archive.read(entry)) for entry in archive.infolist())
