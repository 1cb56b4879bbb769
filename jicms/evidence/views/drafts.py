"""Statements written in the browser."""

from typing import Any

from flask import jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import note, permit
from jicms.audit.events import Event
from jicms.cases.models import Case
from jicms.cases.queries import case_by_number, parties
from jicms.core import clock, unit_of_work
from jicms.core.errors import Missing, RuleBroken
from jicms.evidence import from_interview
from jicms.evidence import queries_drafts as queries
from jicms.evidence.forms_drafts import DraftForm, RefuseForm, SignForm, WriteForm
from jicms.evidence.models_drafts import StatementDraft, StatementPrint
from jicms.evidence.queries import statement_of
from jicms.evidence.service import drafts as service
from jicms.evidence.views import bp
from jicms.files.responses import send
from jicms.files.taking import taken_in
from jicms.web.converters import bounded
from jicms.web.dates import clocktime
from jicms.web.forms import moment_of
from jicms.web.forms.text import showable
from jicms.web.messages import saved, told

_AT = "/cases/<number>/evidence/statement-drafts"
_ONE = f"{_AT}/<int:statement_draft>"


def page_of(draft: StatementDraft) -> str:
    """The address of a draft; of the statement, once it is recorded."""
    number = draft.case.number
    if draft.statement is not None:
        return url_for("evidence.statement", number=number, statement=draft.statement.n)
    if not draft.is_open:
        return url_for("evidence.index", number=number)
    return url_for("evidence.write_statement", number=number, statement_draft=draft.n)


@bp.route(f"{_AT}/new", methods=["GET", "POST"])
@permit(Action.STATEMENT_EDIT, load=case_by_number)
def draft_statement(case: Case) -> ResponseReturnValue:
    """Begin to write a statement."""
    form = DraftForm()
    form.offer(case)
    if not form.is_submitted():
        form.fill(case, request.args.get("interview", type=int))
        form.correct(statement_of(case.number, request.args.get("corrects", 0, type=bounded)))
    if form.ready():
        with form.refusals():
            made = service.draft_statement(
                case,
                actor=current_actor(),
                kind_code=form.kind_code.data,
                giver=next(p for p in parties(case) if p.id == form.giver.data),
                warning_code=form.warning_code.data,
                interview=from_interview.chosen(case, form.interview.data),
                outside_us=form.outside_us.data,
                language=form.language.data or "",
                interpreter=form.interpreter.data or "",
                corrects=statement_of(case.number, form.corrects.data or 0),
            )
            saved(f"statement draft {made.n}")
            return redirect(page_of(made))
    return form.page("evidence/draft_form.html", case=case)


@bp.route(_ONE, methods=["GET", "POST"])
@permit(Action.STATEMENT_EDIT, load=queries.draft_of, viewed=Event.RECORD_VIEWED)
def write_statement(draft: StatementDraft) -> ResponseReturnValue:
    """Write it. Where somebody saved it meanwhile both texts are shown and none is lost."""
    if not draft.is_open:
        return redirect(page_of(draft))
    actor, newer = current_actor(), False
    typed = service.typing_of(draft, actor=actor)
    form = WriteForm(data={"text": draft.text, "version": draft.version})
    if not form.is_submitted() and typed is not None:
        form = WriteForm(data={"text": typed.text, "version": typed.base})
    if form.ready():
        base, text = form.version.data or 0, form.text.data or ""
        try:
            with form.refusals():
                service.write(draft, actor=actor, text=text, base=base)
                saved(f"statement draft {draft.n}")
                return redirect(page_of(draft))
        except service.Collision:
            newer = True
    newer = newer or (typed is not None and typed.base != draft.version)
    form.version.data, form.version.raw_data = draft.version, None
    shown = {"typed": typed if not form.is_submitted() else None, "newer": newer}
    page, status = form.page("evidence/draft.html", case=draft.case, draft=draft, **shown)
    return page, 409 if newer and form.is_submitted() else status


@bp.post(f"{_ONE}/typing")
@permit(Action.STATEMENT_EDIT, load=queries.draft_of)
def keep_typing(draft: StatementDraft) -> ResponseReturnValue:
    """Keep what is being typed, for its writer alone; answers when."""
    typed = request.form.get("version", "")
    base = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0
    text = showable(request.form.get("text", ""))
    try:
        service.keep_typing(draft, actor=current_actor(), text=text, base=base)
    except RuleBroken as refused:
        return jsonify(error=" ".join(refused.sentences)), 422
    return jsonify(saved=clocktime(clock.now(), zone=False))


@bp.post(f"{_ONE}/forget")
@permit(Action.STATEMENT_EDIT, load=queries.draft_of)
def forget_typing(draft: StatementDraft) -> ResponseReturnValue:
    """Forget what the viewer typed and did not save."""
    service.forget_typing(draft, actor=current_actor())
    told("What you typed and did not save is gone. What was saved stays.")
    return redirect(page_of(draft))


@bp.post(f"{_ONE}/print")
@permit(Action.STATEMENT_EDIT, load=queries.draft_of, streams=True)
def print_statement(draft: StatementDraft) -> ResponseReturnValue:
    """Make the pages to sign. Nobody waits while they are drawn: they are kept in a transaction
    of its own."""
    actor, here = current_actor(), (draft.case.number, draft.n)
    with unit_of_work.read(actor):
        drawn = service.draw(_again(*here), actor=actor)
    with unit_of_work.write(actor):
        found = _again(*here)
        made = service.print_for_signature(found, actor=actor, drawn=drawn)
        saved(f"print {made.n}, code {made.code}")
        return redirect(page_of(found))


def _again(number: str, n: int) -> StatementDraft:
    """The draft, read anew in another transaction."""
    found = queries.draft_of(number, n)
    if found is None:
        raise Missing
    return found


@bp.get(f"{_ONE}/prints/<int:printed>")
@permit(Action.STATEMENT_EDIT, load=queries.print_of, viewed=Event.FILE_DOWNLOADED)
def printed_statement(row: StatementPrint) -> ResponseReturnValue:
    """The pages to sign, as a PDF."""
    note(sha256=row.file.sha256)
    name = f"{row.case.number}-statement-draft-{row.draft.n}-{row.n}.pdf"
    return send(row.file, download_name=name)


@bp.route(f"{_ONE}/sign", methods=["GET", "POST"])
@permit(Action.STATEMENT_EDIT, load=queries.draft_of)
def sign_statement(draft: StatementDraft) -> ResponseReturnValue:
    """Record the signed copy."""
    form = SignForm()
    form.offer(draft)
    if form.ready():
        with form.refusals():
            oath = form.oath_administrator.data if form.oath_administrator else None
            made = service.sign(
                draft,
                actor=current_actor(),
                code=form.code.data,
                file=_file(form),
                **_times(form, draft),
                place=form.place.data or "",
                oath_administrator=oath or "",
                initialed=form.initialed.data,
                corrections=form.corrections.data or "",
                copy_given=form.copy_given.data,
            )
            saved(f"statement {made.key}")
            return redirect(page_of(draft))
    return form.page("evidence/sign_form.html", case=draft.case, draft=draft)


@bp.route(f"{_ONE}/refuse", methods=["GET", "POST"])
@permit(Action.STATEMENT_EDIT, load=queries.draft_of)
def refuse_statement(draft: StatementDraft) -> ResponseReturnValue:
    """Record that it was not signed."""
    form = RefuseForm()
    form.offer(draft)
    if form.ready():
        with form.refusals():
            day, zone = form.taken_on.data, draft.case.agency.zone
            at = moment_of(day, form.at.data, zone, "at")
            made = service.refuse(
                draft, actor=current_actor(), taken_at=at, reason=form.reason.data
            )
            saved(f"refusal {made.key}")
            return redirect(page_of(draft))
    return form.page("evidence/refuse_form.html", case=draft.case, draft=draft)


@bp.post(f"{_ONE}/discard")
@permit(Action.STATEMENT_EDIT, load=queries.draft_of)
def discard_statement(draft: StatementDraft) -> ResponseReturnValue:
    """Take it out of the list."""
    service.discard(draft, actor=current_actor())
    saved(f"statement draft {draft.n} is discarded")
    return redirect(page_of(draft))


def _file(form: SignForm) -> Any:
    file = taken_in(form.file)
    if file is None:
        raise RuleBroken("Choose the signed copy.", field="file")
    return file


def _times(form: SignForm, draft: StatementDraft) -> dict[str, Any]:
    day, zone = form.taken_on.data, draft.case.agency.zone
    began = moment_of(day, form.began.data, zone, "began")
    ended = form.ended.data
    return {
        "taken_at": began,
        "ended_at": moment_of(day, ended, zone, "ended") if ended else None,
    }
