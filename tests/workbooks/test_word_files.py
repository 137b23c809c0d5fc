"""A Word file gives every word that its reader sees, whatever it is wrapped in, and none that was deleted."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import docx
import pytest
from docx.oxml.parser import parse_xml
from hypothesis import given, settings
from hypothesis import strategies as st

from perfbot.workbooks.word_files import open_letter

SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
MARK = 'w:id="1" w:author="x" w:date="2022-01-01T00:00:00Z"'


def run(words: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r>' if words else ""


def deleted(words: str) -> str:
    return f"<w:del {MARK}><w:r><w:delText>{words}</w:delText></w:r></w:del>"


INLINE: dict[str, Callable[[str], str]] = {
    "plain": str,
    "ins": lambda inside: f"<w:ins {MARK}>{inside}</w:ins>",
    "moveTo": lambda inside: f"<w:moveTo {MARK}>{inside}</w:moveTo>",
    "smartTag": lambda inside: f'<w:smartTag w:uri="u" w:element="e">{inside}</w:smartTag>',
    "sdt": lambda inside: f"<w:sdt><w:sdtPr/><w:sdtContent>{inside}</w:sdtContent></w:sdt>",
    "fldSimple": lambda inside: f'<w:fldSimple w:instr="REF x">{inside}</w:fldSimple>',
    "hyperlink": lambda inside: f'<w:hyperlink w:anchor="a">{inside}</w:hyperlink>',
    "customXml": lambda inside: f'<w:customXml w:element="e">{inside}</w:customXml>',
    "choice": lambda inside: (
        f'<mc:AlternateContent><mc:Choice Requires="w14">{inside}</mc:Choice>'
        f"<mc:Fallback>{inside}</mc:Fallback></mc:AlternateContent>"
    ),
}
BLOCKS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "sdt": INLINE["sdt"],
    "ins": INLINE["ins"],
    "customXml": INLINE["customXml"],
}


def letter(body: str) -> list[Any]:
    word = docx.Document()
    for item in parse_xml(f"<w:body {SPACES}>{body}</w:body>"):
        word.element.body.insert(len(word.element.body) - 1, item)
    out = io.BytesIO()
    word.save(out)
    return open_letter(out.getvalue())[1]


def paragraph(inside: str) -> str:
    return f"<w:p>{inside}</w:p>"


def table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def cell(inside: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"


PIECE = st.tuples(
    st.text("0123456789.", min_size=1, max_size=3),
    st.lists(st.sampled_from(sorted(INLINE)), max_size=3),
    st.text("0123456789", max_size=2),
)


@given(st.lists(PIECE, min_size=1, max_size=5), st.sampled_from(sorted(BLOCKS)), st.booleans())
@settings(max_examples=60, deadline=None)
def test_no_digit_of_a_figure_is_lost_or_added_however_its_runs_are_wrapped(
    pieces: list[tuple[str, list[str], str]], around: str, in_table: bool
) -> None:
    inside = ""
    for words, wraps, gone in pieces:
        wrapped = run(words)
        for name in wraps:
            wrapped = INLINE[name](wrapped)
        inside += wrapped + (deleted(gone) if gone else "")
    figure = "".join(words for words, _, _ in pieces)
    body = BLOCKS[around](paragraph(inside))
    (block,) = letter(table(cell(body)) if in_table else body)
    assert (block[0][0] if in_table else block) == figure


def test_what_was_deleted_or_moved_away_or_is_hidden_is_not_read() -> None:
    gone = deleted("9") + f"<w:moveFrom {MARK}>{run('8')}</w:moveFrom><w:r><w:rPr><w:vanish/></w:rPr><w:t>7</w:t></w:r>"
    assert letter(paragraph(run("1") + gone + run("2"))) == ["12"]


def test_a_paragraph_whose_end_was_deleted_goes_on_in_the_next_one() -> None:
    joined = f"<w:p><w:pPr><w:rPr><w:del {MARK}/></w:rPr></w:pPr>{run('1')}</w:p>"
    assert letter(joined + paragraph(run("2次"))) == ["12次"]


def test_rows_put_in_under_tracked_changes_are_kept_and_rows_taken_out_are_not() -> None:
    rows = [f"<w:trPr><w:{kind} {MARK}/></w:trPr>{cell(paragraph(run(kind)))}" for kind in ("ins", "del")]
    wrapped = INLINE["sdt"](f"<w:tr>{cell(paragraph(run('sdt')))}</w:tr>")
    whole = table(*rows).replace("</w:tbl>", f"{wrapped}</w:tbl>")
    assert letter(whole) == [[["ins"], ["sdt"]]]


def test_a_merged_cells_words_stand_in_each_cell_that_it_covers() -> None:
    wide = cell(paragraph(run("甲")), '<w:gridSpan w:val="2"/>')
    tall = cell(paragraph(run("乙")), '<w:vMerge w:val="restart"/>')
    under = cell(paragraph(""), "<w:vMerge/>")
    assert letter(table(tall + wide, under + cell(paragraph(run("1"))) + cell(paragraph(run("2"))))) == [
        [["乙", "甲", "甲"], ["乙", "1", "2"]]
    ]


def test_a_table_in_a_cell_is_read_and_so_is_a_text_box() -> None:
    small = table(cell(paragraph(run("25.24"))))
    large = table(*[cell(paragraph(run(a))) + cell(paragraph(run(b))) for a, b in ("12", "34")])
    assert letter(table(cell(paragraph(run("甲")) + small + large + paragraph("")))) == [
        [["甲\n25.24"]],
        [["1", "2"], ["3", "4"]],
    ]
    box = f"<w:r><w:pict><v:textbox><w:txbxContent>{paragraph(run('框'))}</w:txbxContent></v:textbox></w:pict></w:r>"
    assert letter(paragraph(run("外") + box)) == ["外", "框"]


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        ("<m:oMath><m:r><m:t>12</m:t></m:r></m:oMath>", "12"),
        ('<w:r><w:sym w:font="Symbol" w:char="F0A3"/></w:r>', "≤"),
        ('<w:r><w:sym w:font="Symbol" w:char="F035"/></w:r>', "5"),
        ("<w:ruby><w:rt><w:t>yi</w:t></w:rt><w:rubyBase><w:t>一</w:t></w:rubyBase></w:ruby>", "一"),
        ("<w:r><w:t>3</w:t><w:br/><w:t>4</w:t></w:r>", "3\n4"),
        ("<w:r><w:instrText>PAGE 9</w:instrText></w:r><w:r><w:t>1</w:t></w:r>", "1"),
    ],
)  # fmt: skip
def test_formulas_and_signs_are_read_as_they_look(inside: str, words: str) -> None:
    assert letter(paragraph(inside)) == [words]
