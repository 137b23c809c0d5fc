"""报告文字: one section of the report written anew, in as many messages as it takes, until 完成."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from perfbot.domain.books import word_rules as rule
from perfbot.domain.books.commands import WriteText
from perfbot.domain.books.entries import TextWritten
from perfbot.domain.books.sections import NUMBERED, PLACES, SECTIONS, unnumbered
from perfbot.domain.evaluation.blanks import BLANKS, blanks_in
from perfbot.forms.engine import words
from perfbot.forms.engine.choosing import label_of, one_of
from perfbot.forms.engine.drafts import Context, Draft
from perfbot.forms.engine.fields import Choice, Field, Form, Misread, Situation
from perfbot.forms.questions import office_only

DONE_WORD = "完成"
PARAGRAPH = "¶"
_DONE_WORDS = frozenset({DONE_WORD, "结束", "发完了", "写完了", "完毕"})
_END = "\n/end"
_CUT_BY_THE_APP = 4_000
"""Apps cut a text into messages of 4,096 units: one that long goes on in the next without a new paragraph."""
_SHOWN = 400


def version_subject(section: str, version: int) -> str:
    """The form's subject for going back to the words of this entry number."""
    return f"{section}.{version}"


def finished(text: str) -> str:
    """A whole text as one answer."""
    return f"{text}\n{DONE_WORD}"


def _section(here: Situation) -> str | None:
    return here.draft.subject.split(".")[0] or None


def _sections(_: Situation) -> tuple[Choice, ...]:
    return tuple(Choice(section, PLACES[section], names=(PLACES[section],)) for section in SECTIONS)


def _gathered(here: Situation) -> str:
    """The text of earlier messages; nothing once the text was finished and is rewritten."""
    kept = here.draft.answers.get("words", "")
    return "" if kept.endswith(_END) else kept


def _take(text: str, here: Situation) -> str:
    """The whole text once 完成 was said; until then the part is kept and the question stays."""
    earlier = _gathered(here)
    *lines, last = text.split("\n")
    if words.steering(last) not in _DONE_WORDS:
        raise Misread(keeps=_joined(earlier, text))
    whole = _joined(earlier, "\n".join(lines)).strip("\n")
    if not whole.strip():
        raise Misread("还没有收到文字。请先发送内容，发完再点“完成”。")
    rule.SECTION_TEXT.read(whole)
    return whole + _END


def _joined(earlier: str, text: str) -> str:
    whole = earlier + text
    rule.SECTION_TEXT.read(whole)
    return whole if len(text) >= _CUT_BY_THE_APP else whole + "\n"


def _read(kept: str, here: Situation) -> tuple[str, ...]:
    """The paragraphs, an item's own number taken off in sections whose items are numbered by the report."""
    if not kept.endswith(_END):
        raise Misread()
    lines = tuple(line.strip() for line in kept.removesuffix(_END).split("\n") if line.strip())
    return tuple(map(unnumbered, lines)) if here.value("section") in NUMBERED else lines


def _choices(here: Situation) -> tuple[Choice, ...]:
    gathered = _gathered(here)
    if not gathered.strip():
        return ()
    return (
        Choice("done", "✅ 完成", gathered.strip("\n") + _END),
        Choice("anew", "清空重写", "\n"),
    )


def _hint(here: Situation) -> str:
    lines = [line for line in _gathered(here).split("\n") if line.strip()]
    if lines:
        count = sum(map(len, lines))
        return f"已收到 {len(lines)} 段 {count} 字，可以继续发；发完请点“完成”。"
    numbered = "每条一行，编号由程序加。" if here.value("section") in NUMBERED else "每段一行。"
    return (
        f"{numbered}可以分几条消息发，发完点“完成”；也可以直接发送 .txt 或 .docx 文件。\n"
        "数字可以写成空格位，由台账填上，例：{调整后预算}、{已支出}、{支出率}"
    )


def _version(here: Situation) -> str | None:
    """The words of the version to go back to."""
    _, _, number = here.draft.subject.partition(".")
    entry = here.ctx.book.numbered(int(number)) if number.isdecimal() else None
    return "\n".join(entry.paragraphs) + _END if isinstance(entry, TextWritten) else None


def _show(paragraphs: tuple[str, ...], _: Situation) -> str:
    whole = "\n".join(paragraphs)
    head = f"{len(paragraphs)} 段 {sum(map(len, paragraphs))} 字\n"
    shown = whole if len(whole) <= _SHOWN else f"{whole[:_SHOWN]}……"
    return head + shown + _warning(whole)


def _warning(whole: str) -> str:
    strange = [name for name in blanks_in(whole) if name not in BLANKS]
    return f"\n⚠️ {{{strange[0]}}} 不是空格位，会照原样写进报告。空格位有：{'、'.join(BLANKS)}" if strange else ""


def _one_line(line: str, _: Context) -> Mapping[str, str]:
    """Words handed over whole, such as last year's; on one line a sign stands where a paragraph ends."""
    return {"words": line.replace(PARAGRAPH, "\n").strip("\n") + _END}


def _build(values: Mapping[str, Any], draft: Draft, _: Context) -> WriteText:
    return WriteText(key=draft.id, section=values["section"], paragraphs=values["words"])


TEXT = Form(
    name="text",
    command="",
    title="改写报告文字",
    fields=(
        Field(
            name="section",
            label="部分",
            ask="改写哪一部分？",
            read=one_of(_sections),
            choices=_sections,
            closed=True,
            default=_section,
            show=label_of(_sections),
            editable=False,
        ),
        Field(
            name="words",
            label="文字",
            ask="请发送新的文字。",
            hint=_hint,
            read=_read,
            take=_take,
            choices=_choices,
            default=_version,
            by_number=False,
            show=_show,
        ),
    ),
    build=_build,
    denied=office_only,
    one_line=_one_line,
)
