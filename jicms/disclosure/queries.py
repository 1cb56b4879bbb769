"""Reads of requests about witnesses. Scoped by the listener."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from jicms.cases.models import Case
from jicms.core import unit_of_work
from jicms.disclosure.matters import whole
from jicms.disclosure.models import (
    CustodianAsk,
    Disclosed,
    FlagStatus,
    GiglioFlag,
    MatterFound,
    RequestStatus,
    SearchedSource,
    WitnessRequest,
)
from jicms.web.liststate import Filter, ListState, Sort
from jicms.web.paging import Key

OPEN = (RequestStatus.RECEIVED, RequestStatus.SEARCHED, RequestStatus.REVIEWED)


def state(args: Any) -> ListState:
    """The list's state from the request's URL: open ones by their day."""
    key = Key(WitnessRequest.id, desc=True)
    return ListState(
        args,
        filters=[Filter("status", "Status", choices=list(RequestStatus), many=True)],
        sorts=[
            Sort("due", "Due", (Key(WitnessRequest.due_on), key)),
            Sort("received", "Received", (Key(WitnessRequest.received_on, desc=True), key)),
        ],
    )


def requests(values: Mapping[str, Any]) -> Select[Any]:
    """The requests of the list; answered ones only when asked for."""
    return select(WitnessRequest).where(WitnessRequest.status.in_(values.get("status") or OPEN))


def request_by_id(request: int) -> WitnessRequest | None:
    """A request with what its page shows."""
    found: WitnessRequest | None = unit_of_work.session().scalar(
        select(WitnessRequest)
        .where(WitnessRequest.id == request)
        .options(
            joinedload(WitnessRequest.reviewed_by),
            joinedload(WitnessRequest.reply),
            selectinload(WitnessRequest.sources).joinedload(SearchedSource.searched_by),
            selectinload(WitnessRequest.disclosed).joinedload(Disclosed.export),
        )
    )
    return found


def answered_request(request: int) -> WitnessRequest | None:
    """A request whose reply letter is there."""
    found = request_by_id(request)
    return found if found is not None and found.reply is not None else None


def matters_of(request: WitnessRequest) -> Sequence[MatterFound]:
    """The matters that were found, as far as the viewer may know of them."""
    found = select(MatterFound).where(MatterFound.request_id == request.id).order_by(MatterFound.id)
    return unit_of_work.session().scalars(found).all()


def shared_with_counsel(request: WitnessRequest) -> Sequence[str]:
    """What custodians let counsel know, in their words: not of which case."""
    found = (
        select(CustodianAsk.said)
        .where(CustodianAsk.request_id == request.id, CustodianAsk.is_shared.is_(True))
        .order_by(CustodianAsk.id)
    )
    return unit_of_work.session().scalars(whole(found)).all()


def flags() -> Select[Any]:
    """The flags that the viewer sees: suggested ones first."""
    return select(GiglioFlag).options(joinedload(GiglioFlag.decided_by))


def flags_to_decide() -> Select[Any]:
    """Those that a finding suggests and nobody has decided on."""
    return select(GiglioFlag).where(GiglioFlag.status == FlagStatus.SUGGESTED)


def flag_of(request: WitnessRequest) -> GiglioFlag | None:
    """Whether the employee bears the flag."""
    found: GiglioFlag | None = unit_of_work.session().scalar(
        select(GiglioFlag).where(
            GiglioFlag.person_id == request.person_id, GiglioFlag.status == FlagStatus.SET
        )
    )
    return found


def flag_by_id(flag: int) -> GiglioFlag | None:
    """A flag."""
    found: GiglioFlag | None = unit_of_work.session().scalar(
        select(GiglioFlag).where(GiglioFlag.id == flag)
    )
    return found


def asks() -> Select[Any]:
    """What waits for the viewer as a custodian."""
    return (
        select(CustodianAsk)
        .where(CustodianAsk.answered_at.is_(None))
        .options(joinedload(CustodianAsk.case))
    )


def ask_of(number: str, ask: int) -> CustodianAsk | None:
    """What a custodian is asked, within its case."""
    found: CustodianAsk | None = unit_of_work.session().scalar(
        select(CustodianAsk)
        .join(Case, Case.id == CustodianAsk.case_id)
        .where(Case.number == number, CustodianAsk.id == ask)
        .options(joinedload(CustodianAsk.case).joinedload(Case.lead_office))
    )
    return found


def employee_of(ask: CustodianAsk) -> tuple[str, str]:
    """Of whom the custodian is asked, and by which request."""
    asked = select(WitnessRequest.employee, WitnessRequest.basis).where(
        WitnessRequest.id == ask.request_id
    )
    found = unit_of_work.session().execute(whole(asked)).one()
    return found.employee, found.basis.value.capitalize()
