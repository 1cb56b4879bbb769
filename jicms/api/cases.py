"""Cases, their allegations and parties: the same queries and permissions as the pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import request, url_for
from werkzeug.exceptions import UnprocessableEntity

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import note
from jicms.allegations.models import Allegation
from jicms.allegations.queries import charges_of
from jicms.api import resources, schemas
from jicms.api.arguments import CaseQuery
from jicms.api.doors import blp, door
from jicms.audit.events import Event
from jicms.cases import listing, queries
from jicms.cases.directory import directory
from jicms.cases.kinds import CaseStatus
from jicms.cases.models import Case
from jicms.web.cursors import decode
from jicms.web.paging import AFTER, BEFORE, Key, keyset

#: The filters of the list page, by the names of the parameters here.
FILTERS = {
    "severity_class": "class",
    "case_type": "type",
    "received_from": "from",
    "received_to": "to",
    "report": "report",
}


@dataclass(frozen=True, slots=True)
class Newest:
    """The one order of the list, newest receipt first, as paging asks for it."""

    asked: dict[str, Any]
    order: str = "api-received"

    @property
    def keys(self) -> Sequence[Key]:
        """Receipt, then id."""
        return [Key(Case.received_at, desc=True), Key(Case.id, desc=True)]

    def url(self, **changes: Any) -> str:
        """The address of another page of the same list."""
        kept = [
            (key, value.isoformat() if isinstance(value, date) else value)
            for key, values in self.asked.items()
            if key not in {AFTER, BEFORE}
            for value in (values if isinstance(values, list) else [values])
        ]
        return f"{url_for('api.cases')}?{urlencode([*kept, *changes.items()])}"


def _refuse(name: str, sentence: str) -> UnprocessableEntity:
    error = UnprocessableEntity()
    error.data = {"messages": {name: [sentence]}}  # type: ignore[attr-defined]
    return error


def _values(asked: dict[str, Any]) -> dict[str, Any]:
    """The values that the filters of the list page take."""
    found = {ours: asked[theirs] for theirs, ours in FILTERS.items() if theirs in asked}
    if "status" in asked:
        found["status"] = [CaseStatus(value) for value in asked["status"]]
    if "office" in asked:
        wanted = set(asked["office"])
        found["office"] = [row.id for row in directory().offices.values() if row.code in wanted]
    return found


@blp.route("/cases")
@door(Action.CASE_LIST, schemas.CaseList)
@blp.arguments(CaseQuery, location="query")
def cases(asked: dict[str, Any]) -> Any:
    """Cases, newest receipt first

    Those that the token's membership may see, a page at a time.
    """
    state = Newest(asked)
    for name in (AFTER, BEFORE):
        if name in asked and decode(asked[name], state.order, len(state.keys)) is None:
            raise _refuse(name, "This cursor is not of this list.")
    values = _values(asked)
    page = keyset(listing.rows(values, current_actor()), state, size=asked["limit"])
    note(list="cases", filters=sorted(request.args.keys()), count=len(page.items))
    return {
        "items": [resources.brief(row) for row in page.items],
        "next": page.next,
        "previous": page.previous,
    }


@blp.route("/cases/<string:number>")
@door(Action.CASE_VIEW, schemas.CaseRecord, load=queries.case_by_number, event=Event.API_READ)
def case(record: Case) -> Any:
    """A case"""
    return resources.case(record)


@blp.route("/cases/<string:number>/allegations")
@door(Action.CASE_VIEW, schemas.AllegationList, load=queries.case_by_number)
def allegations(record: Case) -> Any:
    """The allegations of a case, with their subjects and findings"""
    found: dict[int, Allegation] = {}
    charges: dict[int, list[Any]] = {}
    for charge in charges_of(record):
        found[charge.allegation_id] = charge.allegation
        charges.setdefault(charge.allegation_id, []).append(charge)
    for allegation in resources.bare_allegations(record, tuple(found)):
        found[allegation.id] = allegation
    ordered = sorted(found.values(), key=lambda each: each.n)
    return {
        "case": record.number,
        "items": [resources.allegation(each, charges.get(each.id, [])) for each in ordered],
    }


@blp.route("/cases/<string:number>/parties")
@door(Action.CASE_READ, schemas.PartyList, load=queries.case_by_number)
def parties(record: Case) -> Any:
    """The parties of a case"""
    found = queries.parties(record)
    return {"case": record.number, "items": [resources.party(each) for each in found]}
