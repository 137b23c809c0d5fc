"""/text: the report's sections with author and time, to read, rewrite or take back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from perfbot.domain.amounts.day_words import plain_day
from perfbot.domain.books.book import Book
from perfbot.domain.books.entries import TextWritten
from perfbot.domain.books.sections import NUMBERED, PLACES, SECTIONS, unnumbered
from perfbot.domain.evaluation.blanks import blanks_in
from perfbot.domain.evaluation.own_figures import contradictions
from perfbot.render.buttons import button
from perfbot.render.chat.own_figures import contradiction_warning
from perfbot.render.chat.trail import Names, who
from perfbot.render.document import Block, Document, Inline, Items, bold, document, inline, paragraph
from perfbot.render.presses import TextPress
from perfbot.render.terms import book_name

_MOST_VERSIONS = 12


def sections(book: Book, names: Names) -> Document:
    """All sections with their state; a tap opens one."""
    key = book.key
    lines = tuple(_state_line(book, section, names) for section in SECTIONS)
    written = sum(1 for section in SECTIONS if _words(book, section))
    buttons = [button(_short(book, section), TextPress(key, section)) for section in SECTIONS]
    return document(
        paragraph(bold(f"{book_name(book)} · 报告文字"), f"　已写 {written}/{len(SECTIONS)} 部分"),
        Items(lines),
        buttons=[[one] for one in buttons],
    )


def _words(book: Book, section: str) -> tuple[str, ...]:
    text = book.text(section)
    return text.paragraphs if text else ()


def _short(book: Book, section: str) -> str:
    return f"{'✏️' if _words(book, section) else '▫️'} {PLACES[section]}"


def _state_line(book: Book, section: str, names: Names) -> Inline:
    text = book.text(section)
    if text is None or not text.paragraphs:
        return inline(bold(PLACES[section]), "　待写")
    by = f"，{who(text.recorded_by, names)}" if text.recorded_by else ""
    return inline(bold(PLACES[section]), f"　{sum(map(len, text.paragraphs))} 字{by}")


def _size(text: TextWritten) -> str:
    return f"{len(text.paragraphs)} 段 {sum(map(len, text.paragraphs))} 字"


def _by(text: TextWritten, names: Names) -> str:
    day = f" {plain_day(text.recorded_at)}" if text.recorded_by else ""
    return f"{who(text.recorded_by, names)}{day}"


def section_page(book: Book, section: str, names: Names, *, last_year: int | None) -> Document:
    """One section in full, with what can be done about it; `last_year` has words that could be taken over."""
    text, versions = book.text(section), book.text_versions(section)
    key = book.key
    rows = [[button("✏️ 改写", TextPress(key, section, "w"))]]
    if len(versions) > 1:
        rows[0].append(button(f"🕘 历史版本（{len(versions)}）", TextPress(key, section, "l")))
    if last_year is not None:
        rows.append([button(f"沿用 {last_year} 年的文字", TextPress(key, section, "y"))])
    rows.append([button("返回全部", TextPress(key))])
    if text is None or not text.paragraphs:
        return document(paragraph(bold(PLACES[section])), "还没有写。", buttons=rows)
    head = paragraph(bold(PLACES[section]), f"　第 {len(versions)} 版，{_size(text)}，{_by(text, names)}")
    warned = contradiction_warning(one for one in contradictions(book) if one.section == section)
    return document(head, *_body(section, text.paragraphs), *_blanks(text.paragraphs), *warned, buttons=rows)


def _body(section: str, paragraphs: Sequence[str]) -> Iterator[Block]:
    if section in NUMBERED:
        yield Items(tuple(inline(unnumbered(words)) for words in paragraphs), numbered=True, number_format="{}、")
    else:
        yield from (paragraph(words) for words in paragraphs)


def _blanks(paragraphs: Sequence[str]) -> Iterator[Block]:
    if blanks_in("".join(paragraphs)):
        yield paragraph("花括号里的空格位在报告里由台账填上数字。", note=True)


def versions(book: Book, section: str, names: Names) -> Document:
    """The earlier versions, newest first."""
    key, known = book.key, book.text_versions(section)
    numbered = list(enumerate(known, start=1))[::-1][:_MOST_VERSIONS]
    lines = tuple(inline(bold(f"第 {index} 版"), f"　{_size(text)}，{_by(text, names)}") for index, text in numbered)
    buttons = [[button(f"看第 {index} 版", TextPress(key, section, "v", text.number))] for index, text in numbered]
    return document(
        paragraph(bold(PLACES[section]), "　历史版本"),
        Items(lines),
        buttons=[*buttons, [button("返回", TextPress(key, section))]],
    )


def version_page(book: Book, section: str, text: TextWritten, names: Names) -> Document:
    """One version in full, and the way back to it."""
    key, known = book.key, book.text_versions(section)
    index = known.index(text) + 1
    rows = [[button("返回历史版本", TextPress(key, section, "l"))]]
    if text is not known[-1]:
        rows.insert(0, [button("恢复这一版", TextPress(key, section, "b", text.number))])
    return document(
        paragraph(bold(PLACES[section]), f"　第 {index} 版，{_size(text)}，{_by(text, names)}"),
        *_body(section, text.paragraphs),
        buttons=rows,
    )


def no_such_section(words: str) -> Document:
    """Words that name no section."""
    return document(f"报告里没有“{words[:40]}”这一部分，请用 /text 从列表里选择。")


def wrong_file(suffix: str) -> Document:
    """A file that holds no words."""
    return document(f"文字请发送 .txt 或 .docx 文件，收到的是 {suffix or '没有扩展名的文件'}；也可以直接输入。")


def unreadable_file() -> Document:
    """A file that could not be read."""
    return document("这个文件读不出文字，请在电脑上另存为 .docx 或 UTF-8 的 .txt 再发，也可以直接输入。")


def tables_left_out(count: int) -> Document:
    """A section is paragraphs; the report's tables come from the ledger."""
    return document(f"ℹ️ 文件里的 {count} 个表格没有取用：报告的表格由台账生成，这里只要文字。")


def empty_file() -> Document:
    """A file without words."""
    return document("这个文件里没有文字。")
