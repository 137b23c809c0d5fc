"""The form engine: computes the next turn from a draft and a text or a press. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from perfbot.domain.books.errors import NotAllowed, Refused
from perfbot.forms.engine import words
from perfbot.forms.engine.buttons import Press, choice_key
from perfbot.forms.engine.choosing import meant
from perfbot.forms.engine.drafts import Context, Draft, Wanted
from perfbot.forms.engine.fields import KEPT, Field, Form, Misread, cleaned
from perfbot.forms.engine.pages import foreseen, put
from perfbot.forms.engine.progress import Standing, answers, before, problem_of, stand
from perfbot.forms.engine.responsibility import responsible
from perfbot.forms.engine.shown import OFFER, Closed, Denied, Offered, Review, Stale, Turn

Forms = Mapping[str, Form]


def open_form(
    form_name: str, ctx: Context, draft_id: str, one_line: str = "", subject: str = "", *, forms: Forms
) -> Turn:
    """Start a form, with what one typed line answers already; `subject` is what a correction is about."""
    form = forms[form_name]
    denied = form.denied(ctx, subject)
    if denied is not None:
        return Turn(None, Denied(form.title, denied, ctx))
    draft = Draft(
        id=draft_id,
        form=form_name,
        person=ctx.actor.id,
        book=ctx.book.key,
        started_at=ctx.now,
        touched_at=ctx.now,
        subject=subject,
    )
    line = cleaned(one_line)
    return _told(form, draft.answered(**form.one_line(line, ctx)), ctx) if line else put(form, draft, ctx)


def _told(form: Form, draft: Draft, ctx: Context) -> Turn:
    """The turn after a one-line command; a word that names no choice, or several, is taken as typed to the question."""
    standing = stand(form, draft, ctx)
    field, answers_left = standing.open, dict(draft.answers)
    typed = answers_left.pop(field.name, None) if field else None
    if field is None or typed is None or not field.closed:
        return put(form, draft, ctx)
    asked = replace(draft, answers=answers_left, asked=field.name)
    return _text_taken(form, asked, ctx, stand(form, asked, ctx), field, typed)


def take_text(draft: Draft, text: str, ctx: Context, *, forms: Forms) -> Turn:
    """The turn after typed words: they answer the question last asked, or that question is put again."""
    form, words_typed = forms.get(draft.form), cleaned(text)
    over = _over(form, draft, ctx)
    if over is not None or form is None:
        return over or _gone()
    steer = words.steering(words_typed)
    if steer in words.CANCEL:
        return Turn(None, Closed("cancelled", form.title))
    if draft.asked == OFFER:
        return _go_on(form, draft, ctx) if steer in words.GO_ON else _offer(form, draft, ctx, _why(draft, ctx), forms)
    if draft.expired(ctx.now):
        return _offer(form, draft, ctx, "expired", forms)
    standing = stand(form, draft, ctx, until=draft.editing)
    if draft.asked != standing.question:
        return put(form, draft, ctx, notice=words.CHANGED if draft.asked else "")
    if steer in words.BACK:
        return _back(form, draft, ctx, standing)
    if standing.at_review or standing.open is None:
        return _text_at_review(form, draft, ctx, standing, words_typed)
    if steer in words.KEEP:
        return _kept(form, draft, ctx, standing, standing.open)
    if steer in words.SKIP and standing.open.optional:
        return put(form, form.answered(draft, standing.open.name, ""), ctx)
    return _text_taken(form, draft, ctx, standing, standing.open, words_typed)


def take_press(draft: Draft, press: Press, ctx: Context, *, forms: Forms) -> Turn:
    """The turn after a button; a button of another question is stale and changes nothing."""
    form = forms.get(draft.form)
    if press.draft != draft.id or ctx.actor.id != draft.person:
        return Turn(draft, Stale())
    over = _over(form, draft, ctx)
    if over is not None or form is None:
        return over or _gone()
    if press.question != draft.asked:
        return Turn(draft, Stale(form.title))
    if press.question == OFFER:
        return _offer_pressed(form, draft, press.choice, ctx)
    if draft.expired(ctx.now):
        return _offer(form, draft, ctx, "expired", forms)
    standing = stand(form, draft, ctx, until=draft.editing)
    if standing.question != draft.asked:
        return put(form, draft, ctx, notice=words.CHANGED)
    if press.choice == "_cancel":
        return Turn(None, Closed("cancelled", form.title))
    if standing.at_review or standing.open is None:
        return _review_pressed(form, draft, press.choice, ctx, standing)
    return _question_pressed(form, draft, press.choice, ctx, standing, standing.open)


def resume(draft: Draft, ctx: Context, *, forms: Forms, notice: str = words.RESUMED) -> Turn:
    """The turn that offers a draft again after a restart; after a long silence it asks whether to go on."""
    form = forms.get(draft.form)
    over = _over(form, draft, ctx)
    if over is not None or form is None:
        return over or _gone()
    if draft.expired(ctx.now) or draft.asked == OFFER:
        return _offer(form, draft, ctx, _why(draft, ctx), forms)
    return put(form, draft, ctx, notice=notice)


def interrupt(draft: Draft, wanted: Wanted, ctx: Context, *, forms: Forms) -> Turn:
    """The turn when another form is requested: ask which to go on with; an empty draft is replaced."""
    form = forms.get(draft.form)
    over = _over(form, draft, ctx)
    if over is not None or form is None or not draft.answers:
        return Turn(None, Closed("aside", form.title if form else ""), opens=wanted)
    return _offer(form, replace(draft, waiting=wanted), ctx, "busy", forms)


def retry(draft: Draft, refused: Refused, ctx: Context, *, forms: Forms) -> Turn:
    """The turn after the ledger refused at 确认: say why and go back to the responsible question."""
    form = forms.get(draft.form)
    over = _over(form, draft, ctx)
    if over is not None or form is None:
        return over or _gone()
    if isinstance(refused, NotAllowed) and not refused.project:
        return Turn(None, Denied(form.title, refused, ctx))
    standing = stand(form, replace(draft, editing=None), ctx)
    blamed = responsible(refused, standing.kept) if standing.open is None else None
    return put(form, replace(draft, editing=blamed), ctx, problem=refused)


def _over(form: Form | None, draft: Draft, ctx: Context) -> Turn | None:
    """The turn that ends the conversation: the form is gone, the entry exists, or the person may no longer."""
    if form is None:
        return _gone()
    recorded = ctx.book.entry(draft.id)
    if recorded is not None:
        return Turn(None, Closed("recorded", form.title, recorded.number))
    denied = form.denied(ctx, draft.subject)
    return Turn(None, Denied(form.title, denied, ctx)) if denied is not None else None


def _gone() -> Turn:
    return Turn(None, Closed("gone"))


def _why(draft: Draft, ctx: Context) -> str:
    if draft.waiting is not None:
        return "busy"
    return "expired" if draft.expired(ctx.now) else "restarted"


def _offer(form: Form, draft: Draft, ctx: Context, why: str, forms: Forms) -> Turn:
    """Ask whether to go on; the time of the last answer stays, so that the offer does not renew the draft."""
    wanted = forms.get(draft.waiting.form) if draft.waiting else None
    shown = answers(form, stand(form, draft, ctx))
    return Turn(replace(draft, asked=OFFER), Offered(draft.id, form.title, why, shown, wanted.title if wanted else ""))


def _offer_pressed(form: Form, draft: Draft, choice: str, ctx: Context) -> Turn:
    if choice == "_go":
        return _go_on(form, draft, ctx)
    if choice == "_drop":
        return Turn(None, Closed("cancelled", form.title))
    if choice == "_new" and draft.waiting is not None:
        return Turn(None, Closed("aside", form.title), opens=draft.waiting)
    return Turn(draft, Stale(form.title))


def _go_on(form: Form, draft: Draft, ctx: Context) -> Turn:
    return put(form, replace(draft, waiting=None, touched_at=ctx.now), ctx)


def _text_taken(form: Form, draft: Draft, ctx: Context, standing: Standing, field: Field, text: str) -> Turn:
    try:
        if field.closed and field.take is None:
            return put(form, form.answered(draft, field.name, meant(field, text, standing.here).kept), ctx)
        if field.take is not None:
            text = field.take(text, standing.here)
        field.read(text, standing.here)
    except (Misread, Refused) as why:
        if isinstance(why, Misread) and why.keeps is not None:
            return put(form, form.answered(draft, field.name, why.keeps), ctx)
        search = why.search if isinstance(why, Misread) and why.search is not None else draft.search
        return put(form, replace(draft, search=search, page=0), ctx, problem=problem_of(why))
    return put(form, form.answered(draft, field.name, text), ctx)


def _back(form: Form, draft: Draft, ctx: Context, standing: Standing) -> Turn:
    earlier = before(form, standing)
    return put(form, replace(draft, editing=earlier.name) if earlier else draft, ctx)


def _text_at_review(form: Form, draft: Draft, ctx: Context, standing: Standing, text: str) -> Turn:
    steer = words.steering(text)
    if steer in words.CONFIRM:
        return _confirmed(form, draft, ctx, standing)
    wanted = steer.removeprefix("修改").removeprefix("改").strip()
    named = [item for item in answers(form, standing) if item.label.casefold() == wanted and item.editable]
    if named:
        return put(form, replace(draft, editing=named[0].field), ctx)
    if standing.open is None:
        return put(form, draft, ctx, problem=words.USE_BUTTONS)
    turn = _text_taken(form, draft, ctx, standing, standing.open, text)
    misread = isinstance(turn.show, Review) and turn.show.problem is not None and bool(standing.open.confirm_label)
    return put(form, draft, ctx, problem=words.USE_BUTTONS) if misread else turn


def _review_pressed(form: Form, draft: Draft, choice: str, ctx: Context, standing: Standing) -> Turn:
    action, _, rest = choice.partition(".")
    if action == "_edit" and rest in standing.kept:
        return put(form, replace(draft, editing=rest), ctx)
    if action == "_ok":
        return _confirmed(form, draft, ctx, standing, rest)
    return _choice_pressed(form, draft, choice, ctx, standing)


def _choice_pressed(form: Form, draft: Draft, choice: str, ctx: Context, standing: Standing) -> Turn:
    choices = standing.open.choices(standing.here) if standing.open else ()
    known = [item for item in choices if choice_key(item.id) == choice]
    if standing.open is None or not known:
        return Turn(draft, Stale(form.title))
    return put(form, form.answered(draft, standing.open.name, known[0].kept), ctx)


def _confirmed(form: Form, draft: Draft, ctx: Context, standing: Standing, shown: str | None = None) -> Turn:
    """The turn after 确认: the command, if this very review was confirmed; another review is stale."""
    turn = put(form, draft, ctx)
    if not isinstance(turn.show, Review) or not turn.show.confirm:
        return turn
    if shown is not None and shown != turn.show.confirm:
        return Turn(draft, Stale(form.title))
    return replace(turn, command=foreseen(form, draft, ctx, standing).command)


def _kept(form: Form, draft: Draft, ctx: Context, standing: Standing, field: Field) -> Turn:
    """The turn after 不改: the answer that was to be changed, or the present value, stays."""
    if draft.editing == field.name and field.name in stand(form, draft, ctx).values:
        return put(form, replace(draft, editing=None), ctx, blame=False)
    known = next((one for one in field.choices(standing.here) if one.id == KEPT), None)
    if known is None:
        return put(form, draft, ctx, problem=words.NOTHING_TO_KEEP)
    return put(form, draft.answered(**{field.name: known.kept}), ctx)


def _question_pressed(form: Form, draft: Draft, choice: str, ctx: Context, standing: Standing, field: Field) -> Turn:
    action, _, rest = choice.partition(".")
    if action == "_back":
        return _back(form, draft, ctx, standing)
    if action == "_skip" and field.optional:
        return put(form, form.answered(draft, field.name, ""), ctx)
    if action == "_keep" and draft.editing == field.name:
        return put(form, replace(draft, editing=None), ctx, blame=False)
    if action == "_page" and rest.isascii() and rest.isdecimal():
        return put(form, replace(draft, page=int(rest)), ctx)
    if action == "_all":
        return put(form, replace(draft, page=0, search=""), ctx)
    return _choice_pressed(form, draft, choice, ctx, standing)
