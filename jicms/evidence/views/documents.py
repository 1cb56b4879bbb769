"""The Documents tab."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.audit.events import Event
from jicms.cases.models import Case
from jicms.cases.queries import case_by_number
from jicms.core.errors import RuleBroken
from jicms.evidence import queries, service
from jicms.evidence.forms import DocumentForm
from jicms.evidence.models import Document
from jicms.evidence.views import bp, common
from jicms.files.taking import taken_in
from jicms.web.messages import saved


@bp.get("/cases/<number>/documents")
@permit(Action.CASE_READ, load=case_by_number, viewed=Event.RECORD_VIEWED)
def documents(case: Case) -> ResponseReturnValue:
    """The documents of the case."""
    return render_template(
        "evidence/documents.html", case=case, documents=queries.documents_of(case)
    )


@bp.route("/cases/<number>/documents/new", methods=["GET", "POST"])
@permit(Action.DOCUMENT_EDIT, load=case_by_number)
def add_document(case: Case) -> ResponseReturnValue:
    """Add a document."""
    form = DocumentForm()
    form.offer(case)
    if not form.is_submitted():
        form.corrects.data = request.args.get("corrects", type=int)
    if form.ready():
        with form.refusals():
            file = taken_in(form.file)
            if file is None:
                raise RuleBroken("Choose a file.", field="file")
            made = service.add_document(
                case,
                actor=current_actor(),
                title=form.title.data,
                dated_on=form.dated_on.data,
                source=form.source.data or "",
                file=file,
                corrects=queries.document_of(case.number, form.corrects.data or 0),
                **form.marks(case),
            )
            saved(made.key.lower())
            return redirect(url_for("evidence.documents", number=case.number))
    return form.page("evidence/document_form.html", case=case)


@bp.get("/cases/<number>/documents/<int:document>")
@permit(Action.CASE_READ, load=queries.document_of, viewed=Event.RECORD_VIEWED)
def document(document: Document) -> ResponseReturnValue:
    """One document."""
    return render_template("evidence/document.html", **common.shown(document))


@bp.get("/cases/<number>/documents/<int:document>/file")
@permit(Action.CASE_READ, load=queries.document_of, viewed=Event.FILE_DOWNLOADED)
def document_file(document: Document) -> ResponseReturnValue:
    """The file of a document."""
    return common.sent(document, f"document-{document.n}")


@bp.route("/cases/<number>/documents/<int:document>/handling", methods=["GET", "POST"])
@permit(Action.STATEMENT_EDIT, load=queries.document_of)
def mark_document(document: Document) -> ResponseReturnValue:
    """Change how a document is to be handled."""
    back = url_for("evidence.document", number=document.case.number, document=document.n)
    return common.marked(document, back)
