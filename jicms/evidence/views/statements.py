"""Statements and affidavits."""

from datetime import datetime
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.audit.events import Event
from jicms.cases.models import Case
from jicms.cases.queries import case_by_number, parties
from jicms.evidence import from_interview, queries, queries_drafts, service
from jicms.evidence.forms import StatementForm
from jicms.evidence.models import Statement
from jicms.evidence.service.drafts import may_be_rewritten
from jicms.evidence.views import bp, common
from jicms.files.taking import taken_in
from jicms.prosecution.declinations import declinations_of
from jicms.web.forms import moment_of
from jicms.web.messages import saved

_CARRIED = (
    "place",
    "taken_by",
    "oath_administrator",
    "language",
    "interpreter",
    "text",
    "warning_code",
    "kind_code",
)


def load_file(number: str, statement: int) -> Statement | None:
    """The statement that an address names, where it has a file."""
    found = queries.statement_of(number, statement)
    return found if found is not None and found.file is not None else None


@bp.route("/cases/<number>/evidence/statements/new", methods=["GET", "POST"])
@permit(Action.STATEMENT_EDIT, load=case_by_number)
def add_statement(case: Case) -> ResponseReturnValue:
    """Record a statement."""
    form = StatementForm()
    form.offer(case)
    if not form.is_submitted():
        form.corrects.data = request.args.get("corrects", type=int)
        from_interview.fill(form, case, request.args.get("interview", type=int))
    if form.ready():
        with form.refusals():
            began, ended = _times(form, case)
            made = service.record_statement(
                case,
                actor=current_actor(),
                giver=next(p for p in parties(case) if p.id == form.giver.data),
                taken_at=began,
                ended_at=ended,
                pages=form.pages.data,
                copy_given=form.copy_given.data,
                file=taken_in(form.file),
                corrects=queries.statement_of(case.number, form.corrects.data or 0),
                interview=from_interview.chosen(case, form.interview.data),
                **_carried(form),
                **form.marks(case),
            )
            saved(f"statement {made.key}")
            return redirect(url_for("evidence.index", number=case.number))
    return form.page("evidence/statement_form.html", case=case)


@bp.get("/cases/<number>/evidence/statements/<int:statement>")
@permit(Action.EVIDENCE_VIEW, load=queries.statement_of, viewed=Event.RECORD_VIEWED)
def statement(statement: Statement) -> ResponseReturnValue:
    """One statement."""
    shown = common.shown(statement)
    rests_on = shown["compelled"] and statement.giver is not None
    declinations = declinations_of(statement.giver) if rests_on else []
    signing = queries_drafts.signing_of(statement)
    edits = policy.allows(current_actor(), Action.STATEMENT_EDIT, statement)
    more = {
        "declinations": declinations,
        "signing": signing,
        "can_write": may_be_rewritten(statement),
        "drafts": queries_drafts.corrections_being_written(statement) if edits else [],
    }
    return render_template("evidence/statement.html", **shown, **more)


@bp.get("/cases/<number>/evidence/statements/<int:statement>/file")
@permit(Action.EVIDENCE_VIEW, load=load_file, viewed=Event.FILE_DOWNLOADED)
def statement_file(statement: Statement) -> ResponseReturnValue:
    """The file of a statement."""
    return common.sent(statement, statement.key)


@bp.route("/cases/<number>/evidence/statements/<int:statement>/handling", methods=["GET", "POST"])
@permit(Action.STATEMENT_EDIT, load=queries.statement_of)
def mark_statement(statement: Statement) -> ResponseReturnValue:
    """Change how a statement is to be handled."""
    back = url_for("evidence.statement", number=statement.case.number, statement=statement.n)
    return common.marked(statement, back)


def _times(form: StatementForm, case: Case) -> tuple[datetime, datetime | None]:
    day, zone = form.taken_on.data, case.agency.zone
    began = moment_of(day, form.began.data, zone, "began")
    if form.ended.data is None:
        return began, None
    return began, moment_of(day, form.ended.data, zone, "ended")


def _carried(form: StatementForm) -> dict[str, Any]:
    return {name: form[name].data or "" for name in _CARRIED}
