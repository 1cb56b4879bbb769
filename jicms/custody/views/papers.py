"""What is printed and exported of custody."""

from collections.abc import Iterable
from operator import itemgetter
from types import SimpleNamespace
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import note, permit
from jicms.audit.events import Event
from jicms.cases.listing import ordered
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken
from jicms.custody import chain, listing, papers, queries
from jicms.custody.views import bp
from jicms.custody.views.items import AT
from jicms.documents import pdf_answer
from jicms.evidence.models import EvidenceItem
from jicms.evidence.queries import item_of
from jicms.people.queries import recorded_filters
from jicms.web.dates import viewer_today
from jicms.web.exports import Column, export, recorded

_COLUMNS = tuple(Column(name, itemgetter(name)) for name in (*chain.FIELDS, "digest"))


def _name(item: EvidenceItem, what: str, ending: str = "pdf") -> str:
    return f"{item.case.number}-{item.key}-{what}.{ending}"


@bp.get(f"{AT}/custody.pdf")
@permit(Action.EVIDENCE_VIEW, load=item_of, viewed=Event.FILE_DOWNLOADED)
def log_pdf(item: EvidenceItem) -> ResponseReturnValue:
    """The custody log of an item as PDF."""
    content = papers.log(item, queries.events_of(item))
    return pdf_answer(content, name=_name(item, "custody"), printed="custody log")


@bp.get(f"{AT}/custody.csv")
@permit(Action.EVIDENCE_VIEW, load=item_of, viewed=Event.EXPORT_STARTED)
def log_csv(item: EvidenceItem) -> ResponseReturnValue:
    """The custody log of an item as CSV, with the digests of its chain."""
    number, key, name = item.case.number, item.n, f"custody-{item.case.number}-{item.key}"
    note(list="custody log")

    def rows() -> Iterable[dict[str, Any]]:
        found = item_of(number, key)
        return queries.custody_log(found) if found is not None else []

    return export(
        name, "csv", columns=_COLUMNS, rows=rows, done=recorded(list="custody log", kind="csv")
    )


@bp.get(f"{AT}/receipt.pdf")
@permit(Action.CUSTODY_RECORD, load=item_of, viewed=Event.FILE_DOWNLOADED)
def receipt_pdf(item: EvidenceItem) -> ResponseReturnValue:
    """A receipt to be signed by a hand without an account."""
    content = papers.receipt(item, queries.state_of(item))
    return pdf_answer(content, name=_name(item, "receipt"), printed="receipt form")


@bp.get(f"{AT}/label.pdf")
@permit(Action.CUSTODY_RECORD, load=item_of, viewed=Event.FILE_DOWNLOADED)
def label_pdf(item: EvidenceItem) -> ResponseReturnValue:
    """The label of one item."""
    state = queries.state_of(item)
    row = SimpleNamespace(
        number=item.case.number,
        n=item.n,
        kind_code=item.kind_code,
        seal=state.seal if state else item.seal_number,
    )
    return pdf_answer(papers.labels([row]), name=_name(item, "label"), printed="label")


@bp.get("/custody/labels.pdf")
@permit(Action.CUSTODY_LIST, viewed=Event.FILE_DOWNLOADED)
def labels_pdf() -> ResponseReturnValue:
    """Labels of the items that the list shows as it is filtered."""
    actor = current_actor()
    state = listing.state(request.args, actor)
    found = listing.of_office(state.values, actor, viewer_today(), clock.now())
    some = ordered(found, state.keys).limit(papers.MOST_LABELS)
    rows = unit_of_work.session().execute(some).all()
    if not rows:
        raise RuleBroken("No item is listed, so there is no label to print.")
    note(list="custody", filters=recorded_filters(state))
    return pdf_answer(papers.labels(rows), name="labels.pdf", printed="labels", labels=len(rows))
