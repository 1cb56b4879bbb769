"""Closing, reopening, merging, and cases entered in error."""

from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.cases import guards, queries, service
from jicms.cases.forms import CloseForm, MergeForm, ReasonForm
from jicms.cases.models import Case
from jicms.cases.views import bp
from jicms.cases.workflow import CASE
from jicms.core.errors import RuleBroken
from jicms.web.messages import saved


def _back(case: Case, message: str) -> ResponseReturnValue:
    saved(message)
    return redirect(url_for("cases.show", number=case.number))


@bp.route("/cases/<number>/close", methods=["GET", "POST"])
@permit(Action.CASE_CLOSE, load=queries.case_by_number)
def close(case: Case) -> ResponseReturnValue:
    """Everything that is not done yet, who has signed, and the signature."""
    form = CloseForm()
    form.offer(case)
    if form.ready():
        with form.refusals():
            service.sign_closing(case, actor=current_actor(), closure_code=form.closure_code.data)
            return _back(case, "the closing is signed")
    return form.page("cases/close.html", case=case, **_closing(case, form))


def _closing(case: Case, form: CloseForm) -> dict[str, Any]:
    actor = current_actor()
    standing = guards.signatures(case)
    if not form.is_submitted() and standing:
        form.closure_code.data = standing[0].closure_code
    sides = guards.sides_of(case)
    mine = service.side_of(actor)
    return {
        "possible": case.status in CASE.named("close").from_,
        "unmet": guards.unmet(case, actor),
        "sides": sorted(sides),
        "signed": {row.side: row for row in standing},
        "mine": mine if mine in sides else None,
    }


@bp.route("/cases/<number>/reopen", methods=["GET", "POST"])
@permit(Action.CASE_REOPEN, load=queries.case_by_number)
def reopen(case: Case) -> ResponseReturnValue:
    """Take up an ended or imported case again."""
    form = ReasonForm()
    if form.ready():
        with form.refusals():
            service.reopen(case, actor=current_actor(), **form.values())
            return _back(case, "the case is open again")
    return form.page("cases/reopen.html", case=case)


@bp.route("/cases/<number>/merge", methods=["GET", "POST"])
@permit(Action.CASE_MERGE, load=queries.case_by_number)
def merge(case: Case) -> ResponseReturnValue:
    """Mark the case as a duplicate. A hidden target answers like a missing one."""
    form = MergeForm()
    if form.ready():
        with form.refusals():
            other = queries.case_by_number(form.other.data)
            if other is None:
                raise RuleBroken("There is no case with this number.", field="other")
            service.merge_into(case, actor=current_actor(), other=other, reason=form.reason.data)
            return _back(case, f"merged into {other.number}")
    return form.page("cases/merge.html", case=case)


@bp.route("/cases/<number>/unmerge", methods=["GET", "POST"])
@permit(Action.CASE_MERGE, load=queries.case_by_number)
def unmerge(case: Case) -> ResponseReturnValue:
    """Undo a merging."""
    form = ReasonForm()
    if form.ready():
        with form.refusals():
            service.unmerge(case, actor=current_actor(), **form.values())
            return _back(case, "the merging is undone")
    return form.page("cases/unmerge.html", case=case)


@bp.route("/cases/<number>/entered-in-error", methods=["GET", "POST"])
@permit(Action.CASE_ERROR, load=queries.case_by_number)
def entered_in_error(case: Case) -> ResponseReturnValue:
    """Close a case that should not have been recorded."""
    form = ReasonForm()
    if form.ready():
        with form.refusals():
            service.enter_in_error(case, actor=current_actor(), **form.values())
            return _back(case, "closed as entered in error")
    return form.page("cases/entered_in_error.html", case=case)
