"""/schedules, the digest by hand, and the short words after a button under a digest or a warning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from perfbot.domain.books.keys import BookKey
from perfbot.domain.posts.post import JobKind, Post, PostState
from perfbot.domain.posts.runs import Outlook, Run
from perfbot.render.buttons import button, command_button, fingerprint
from perfbot.render.document import Block, Document, Span, bold, document, paragraph
from perfbot.render.posts.words import KINDS, ROBOTS, STATES, moment_words, post_name, why_words
from perfbot.render.presses import DigestPress

DIGEST_WORK = "编写周报"


def schedules_document(
    outlooks: Sequence[Outlook], funds: Mapping[str, str], group_is_set: bool, unset_year: int | None = None
) -> Document:
    """/schedules: each entry with its next time, and what became of the last one.

    `funds` gives names by code; `unset_year` is the year just running where it has no book.
    """
    if not outlooks:
        return document("没有开启任何定时任务。定时任务在 schedules/timetable.toml 里设置。")
    blocks: list[Block] = [paragraph(bold("定时任务"))]
    if not group_is_set:
        blocks.append(paragraph("⚠️ 没有设置工作群（PERFBOT_GROUP_CHAT_ID），周报、预警和月报发不出去。"))
    if unset_year is not None:
        blocks.append(paragraph(f"⚠️ {unset_year}年还没有台账，周报、预警和催办没有内容可发。请用 /setup 建立。"))
    blocks += [paragraph(*_entry(outlook, funds)) for outlook in outlooks]
    if any(outlook.guessed for outlook in outlooks):
        blocks.append(paragraph("法定节假日安排尚未公布到那一天，暂按周一至周五算工作日。", note=True))
    return document(*blocks, buttons=[[command_button("发布周报", "digest"), command_button("当前预警", "alerts")]])


def _entry(outlook: Outlook, funds: Mapping[str, str]) -> list[str | Span]:
    fund = outlook.fund
    named = f"·{funds[fund]}" if fund in funds else f"（代号 {fund} 的一级项目还没有台账）"
    about = named if fund and outlook.kind not in (JobKind.BACKUP, JobKind.DRAFTS) else ""
    name = f"{KINDS[outlook.kind]}{about}"
    if not outlook.on:
        return [bold(name), "　已关闭"]
    coming = f"下次 {moment_words(outlook.next_at)}" if outlook.next_at else "一年内没有下次"
    moved = "（遇节假日顺延）" if outlook.moved else ""
    return [bold(name), f"\n{coming}{moved}\n上次 {_last(outlook)}"]


def _last(outlook: Outlook) -> str:
    if outlook.post is not None and (outlook.run is None or outlook.post.is_open or outlook.run.detail != "0"):
        return _post_words(outlook.post)
    return _run_words(outlook.kind, outlook.run)


def _post_words(post: Post) -> str:
    state = STATES[post.state]
    when = f"，{moment_words(post.changed_at)}" if post.changed_at and post.state is PostState.DONE else ""
    late = "（补发）" if post.state is PostState.DONE and post.late else ""
    why = f"：{why_words(post.why)}" if post.state is not PostState.DONE and post.why else ""
    known = f"，{len(post.known_by)} 人已知晓" if post.known_by else ""
    copies = "".join(f"，{ROBOTS.get(item.channel, item.channel)}{_copy(item.outcome)}" for item in post.mirrored)
    return f"{post_name(post)}{state}{when}{late}{why}{known}{copies}"


def _copy(outcome: str) -> str:
    return {"sent": "已转发", "sending": "转发结果不明", "owed": "待转发"}.get(outcome, f"转发失败（{outcome}）")


def _run_words(kind: JobKind, run: Run | None) -> str:
    if run is None:
        return "还没有运行过"
    when = moment_words(run.at)
    if not run.finished:
        return f"{when} 出错（{run.detail}），稍后再试"
    if kind is JobKind.BACKUP:
        return f"{when} 完成，{run.detail}"
    if kind is JobKind.DRAFTS:
        return f"{when} 完成，清理 {run.detail} 份"
    return f"{when} 检查完毕，没有需要发的"


def digest_preview(preview: Document, key: BookKey, on: date) -> Document:
    """The digest as the group would see it, with the question whether to post it."""
    post = button("发布到工作群", DigestPress("post", key, on, digest_key(preview)))
    head = paragraph(bold("预览"), "：群里还没有发出。")
    return replace(preview, blocks=(head, *preview.blocks), buttons=((post, button("先不发", DigestPress("no"))),))


def digest_key(preview: Document) -> str:
    """Eight characters that change with anything the digest says."""
    return fingerprint(preview.blocks)


def not_posted() -> Document:
    """先不发."""
    return document("好的，没有发布。需要时再发 /digest。")


def published(post: Post, earlier: bool) -> Document:
    """What became of a digest posted by hand."""
    if post.state is PostState.DONE:
        return document(
            f"{post_name(post)}此前已发布，没有重复发布。" if earlier else f"✅ {post_name(post)}已发布到工作群。"
        )
    if post.state is PostState.FAILED:
        return document(paragraph("⚠️ ", bold("没有发布"), f"：{why_words(post.why)}。"))
    return document(f"暂时发不出去（{why_words(post.why)}），恢复后会自动发布，不必再点。")


def no_group() -> Document:
    """Nowhere to post to."""
    return document("还没有设置工作群，无法发布。请在 .env 里填写 PERFBOT_GROUP_CHAT_ID 后重启。")


def acknowledged(count: int) -> str:
    """已知晓, and what that means."""
    return f"已记下，谢谢。{count} 项预警改为四周提醒一次，加重或解除时仍会通知。" if count else "已记下，谢谢。"


def silenced(count: int) -> str:
    """静默7天."""
    return f"{count} 项预警 7 天内不再提醒，解除时仍会通知。"


def answered_before() -> str:
    """The same person pressed the same button before."""
    return "您已经点过了。"


def not_yours() -> str:
    """Silence is for those who answer for it."""
    return "这里没有您负责的项目，只有负责的经办人或管理员可以静默。"


def not_yours_to_explain() -> str:
    """A reason is for those who answer for it."""
    return "您的权限是查看，只有负责的经办人或管理员可以写原因。"


def explain_in_private() -> str:
    """The conversation goes on where figures and words belong."""
    return "问题已发到与我的私聊，请到那里填写原因。"


def open_private_first() -> str:
    """The person never started the bot."""
    return "请先打开与我的私聊并按“开始”，再点这个按钮。"


def nothing_stands() -> str:
    """All of it is over."""
    return "这些预警都已解除。"
