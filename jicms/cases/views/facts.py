"""The title, the class and the type of a case."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.audit.events import Event
from jicms.cases import queries, service
from jicms.cases.forms import ClassifyForm, TitleForm
from jicms.cases.models import Case
from jicms.cases.views import bp
from jicms.refdata.models import CaseType, CorruptionAxis, SeverityClass
from jicms.refdata.queries import label_of
from jicms.web.messages import saved

_LISTS = {"class": SeverityClass, "type": CaseType, "corruption": CorruptionAxis}


@bp.route("/cases/<number>/edit", methods=["GET", "POST"])
@permit(Action.CASE_EDIT, load=queries.case_by_number)
def edit(case: Case) -> ResponseReturnValue:
    """Change the title; a save over somebody else's shows both."""
    form = TitleForm(obj=case)
    if form.ready():
        form.refuse_if_stale(case)
        with form.refusals():
            service.edit_case(case, actor=current_actor(), title=form.title.data)
            saved("the title")
            return redirect(url_for("cases.show", number=case.number))
    return form.page("cases/title_form.html", case=case)


@bp.route("/cases/<number>/classify", methods=["GET", "POST"])
@permit(Action.CASE_CLASSIFY, load=queries.case_by_number)
def classify(case: Case) -> ResponseReturnValue:
    """Change class, type or corruption axis, with the reason."""
    form = ClassifyForm(obj=case)
    form.offer(case)
    if form.ready():
        with form.refusals():
            values = form.values() | {"corruption_code": form.corruption_code.data or ""}
            service.classify(case, actor=current_actor(), **values)
            saved("class and type")
            return redirect(url_for("cases.classes", number=case.number))
    return form.page("cases/classify_form.html", case=case)


@bp.get("/cases/<number>/classes")
@permit(Action.CASE_VIEW, load=queries.case_by_number, viewed=Event.RECORD_VIEWED)
def classes(case: Case) -> ResponseReturnValue:
    """Why the case has its class: every change, by whom, with the reason."""

    def said(field: str, code: str | None) -> str:
        return label_of(_LISTS[field], code)

    return render_template(
        "cases/classes.html", case=case, changes=queries.class_history(case), said=said
    )
