"""Texts and documents as people really type them: markup, controls, half emoji, writing from right to left."""

from __future__ import annotations

from hypothesis import strategies as st

from perfbot.render.document import (
    Align,
    Column,
    Details,
    Divider,
    Document,
    Figure,
    Heading,
    Items,
    Paragraph,
    Row,
    Span,
    Table,
    Title,
)

WORDS = (
    '<a href="tg://user?id=1">x</a>&',
    "</table></pre></blockquote>",
    "&lt;b&gt;&amp;amp;",
    "\u202egnp.exe\u202c",
    "\u200f\u05d0\u05d1\u05d2",
    "👨‍👩‍👧‍👦🇨🇳👍🏽",
    "\x00\x07\x1b[31m\x0b",
    "\ud83d",
    "\ude00\ud83d",
    "\ufffe\uffff\ufdd0",
    "a\r\nb\nc\td",
    "“引号”—…≥①·",
    "=HYPERLINK(1)",
    "*_`[]()~#>|\\",
    "e\u0301" * 3,
    "\u200b\u200d",
    "项目支出绩效自评",
    "1,127.70",
    "",
    " ",
)
texts = st.one_of(
    st.sampled_from(WORDS),
    st.text(st.characters(exclude_categories=()), max_size=30),
    st.lists(st.sampled_from(WORDS), max_size=5).map("".join),
)
long_texts = st.one_of(texts, texts, st.builds(lambda text, times: (text or "长") * times, texts, st.integers(1, 250)))
links = ('https://example.org/?a="1"&b=<2>', "javascript:alert(1)", None)
spans = st.builds(
    Span,
    long_texts,
    bold=st.booleans(),
    italic=st.booleans(),
    code=st.booleans(),
    strike=st.booleans(),
    link=st.sampled_from(links),
)
lines = st.lists(spans, max_size=3).map(tuple)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    width = draw(st.sampled_from((1, 2, 3, 5, 21)))
    columns = tuple(Column(draw(texts), draw(st.sampled_from(Align))) for _ in range(width))
    cells = st.lists(draw(st.sampled_from((texts, texts, long_texts))), min_size=width, max_size=width).map(tuple)
    rows = draw(st.lists(st.builds(Row, cells, st.booleans()), max_size=5))
    merged = draw(st.sampled_from(((), (0,), (0, 1)))) if width > 1 else ()
    return Table(columns, tuple(rows), draw(texts), draw(texts), merged)


flowing = st.one_of(
    st.builds(Title, texts, texts),
    st.builds(Heading, texts, st.integers(0, 7)),
    st.builds(Paragraph, lines, st.booleans()),
    st.builds(Items, st.lists(lines, max_size=4).map(tuple), st.booleans()),
    st.just(Divider()),
)
figures = st.builds(Figure, texts, st.just(b"\x89PNG"), texts, texts)
blocks = st.recursive(
    st.one_of(flowing, tables(), figures),
    lambda inner: st.builds(Details, texts, st.lists(inner, max_size=3).map(tuple), st.booleans()),
    max_leaves=4,
)
rectangles = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(long_texts, min_size=width, max_size=width), min_size=1, max_size=4)
)
flowing_documents = st.lists(flowing, max_size=4).map(lambda made: Document(tuple(made)))
documents = st.lists(blocks, max_size=4).map(lambda made: Document(tuple(made)))
