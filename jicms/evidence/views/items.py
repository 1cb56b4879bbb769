"""The Evidence tab, and items."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.audit.events import Event
from jicms.cases.models import Case
from jicms.cases.policy import reads_items
from jicms.cases.queries import case_by_number
from jicms.evidence import additions, originals, queries, service
from jicms.evidence import queries_drafts as written
from jicms.evidence.forms import ItemForm
from jicms.evidence.models import EvidenceItem
from jicms.evidence.views import bp, common
from jicms.files.taking import taken_in
from jicms.web.forms import moment_of
from jicms.web.messages import saved


def load_file(number: str, item: int) -> EvidenceItem | None:
    """The item that an address names, where it has a file."""
    found = queries.item_of(number, item)
    return found if found is not None and found.file is not None else None


@bp.get("/cases/<number>/evidence")
@permit(Action.EVIDENCE_VIEW, load=case_by_number, viewed=Event.RECORD_VIEWED)
def index(case: Case) -> ResponseReturnValue:
    """Items, exhibits by report, statements. The custodian gets items and nothing else."""
    actor = current_actor()
    whole = reads_items(actor, case)
    writes = whole and policy.allows(actor, Action.STATEMENT_EDIT, case)
    drafts, items = queries.drafts_of(case) if whole else [], queries.items_of(case)
    return render_template(
        "evidence/index.html",
        case=case,
        items=items,
        places=additions.places_of(items),
        statements=queries.statements_of(case) if whole else [],
        written=written.drafts_of(case) if writes else [],
        exhibits=queries.exhibits_by_report(case) if whole else [],
        drafts=[row for row in drafts if policy.allows(actor, Action.REPORT_WRITE, row)],
        whole=whole,
    )


@bp.route("/cases/<number>/evidence/items/new", methods=["GET", "POST"])
@permit(Action.EVIDENCE_EDIT, load=case_by_number)
def add_item(case: Case) -> ResponseReturnValue:
    """Record an item."""
    form = ItemForm()
    form.offer(case)
    if not form.is_submitted():
        form.corrects.data = request.args.get("corrects", type=int)
    if form.ready():
        with form.refusals():
            made = service.record_item(
                case,
                actor=current_actor(),
                kind_code=form.kind_code.data,
                description=form.description.data,
                collected_at=moment_of(
                    form.collected_on.data,
                    form.collected_time.data,
                    case.agency.zone,
                    "collected_time",
                ),
                collected_where=form.collected_where.data or "",
                collected_by=form.collected_by.data or "",
                seal_number=form.seal_number.data or "",
                location=form.location.data or "",
                file=taken_in(form.file),
                corrects=queries.item_of(case.number, form.corrects.data or 0),
                **form.marks(case),
            )
            saved(f"item {made.key}")
            return redirect(url_for("evidence.index", number=case.number))
    return form.page("evidence/item_form.html", case=case)


@bp.get("/cases/<number>/evidence/items/<int:item>")
@permit(Action.EVIDENCE_VIEW, load=queries.item_of, viewed=Event.RECORD_VIEWED)
def item(item: EvidenceItem) -> ResponseReturnValue:
    """One item."""
    original = originals.original_of(item)
    return render_template(
        "evidence/item.html",
        **common.shown(item),
        original=original,
        above=additions.drawn(item, above=True),
        parts=additions.drawn(item),
    )


@bp.get("/cases/<number>/evidence/items/<int:item>/file")
@permit(Action.EVIDENCE_VIEW, load=load_file, viewed=Event.FILE_DOWNLOADED)
def item_file(item: EvidenceItem) -> ResponseReturnValue:
    """The file of a digital item."""
    return common.sent(item, item.key)


@bp.route("/cases/<number>/evidence/items/<int:item>/handling", methods=["GET", "POST"])
@permit(Action.STATEMENT_EDIT, load=queries.item_of)
def mark_item(item: EvidenceItem) -> ResponseReturnValue:
    """Change how an item is to be handled."""
    back = url_for("evidence.item", number=item.case.number, item=item.n)
    return common.marked(item, back)
