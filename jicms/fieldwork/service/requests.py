"""Requests for records and subpoenas: issued, answered, late."""

from collections.abc import Sequence
from datetime import date

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.auth.models import User
from jicms.cases.handling import Handling
from jicms.cases.service import lock
from jicms.core import unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.evidence.models import Document, EvidenceItem
from jicms.evidence.service.handling import check, open_to_named
from jicms.fieldwork.kinds import Authority, ReplyKind, RequestState
from jicms.fieldwork.models_requests import ReceivedRecord, RecordsRequest, RequestReply
from jicms.fieldwork.service.common import (
    add_row,
    is_listed,
    refuse_blank,
    refuse_future,
    refuse_stranger,
)
from jicms.investigations.models import Investigation, InvestigationType

#: What rests on a court's or an office's power names it.
_NEEDS_CITATION = {
    Authority.ADMINISTRATIVE_SUBPOENA,
    Authority.COURT_ORDER,
    Authority.GRAND_JURY,
}


def request_records(
    investigation: Investigation,
    *,
    actor: Actor,
    addressee: str,
    what: str,
    authority: Authority,
    issued_on: date,
    due_on: date | None = None,
    citation: str = "",
    address: str = "",
    return_to: str = "",
    owner_id: int | None = None,
    named: Sequence[User] = (),
) -> RecordsRequest:
    """Record that records were asked for, and when they are due.

    A grand jury's is a criminal investigation's alone, and open to the recorder and those `named`.
    Raises `RuleBroken`.
    """
    policy.require(actor, Action.FIELDWORK_EDIT, investigation)
    wanted = Authority(authority)
    refuse_blank(addressee, "addressee", "Write who is asked.")
    refuse_blank(what, "what", "Write which records are asked for.")
    refuse_future(issued_on, investigation, "issued_on")
    if wanted in _NEEDS_CITATION:
        refuse_blank(citation, "citation", "Write the statute, order or docket it rests on.")
    if due_on is not None and due_on < issued_on:
        raise RuleBroken("It is due before it was issued.", field="due_on")
    owner = owner_id or actor.user_id
    refuse_stranger(investigation, owner)
    flags = _marks(investigation, actor, wanted, named)
    made = add_row(
        investigation,
        RecordsRequest,
        addressee=addressee.strip(),
        address=address.strip(),
        return_to=return_to.strip(),
        what=what.strip(),
        authority=wanted,
        citation=citation.strip(),
        issued_on=issued_on,
        due_on=due_on,
        state=RequestState.OPEN,
        owner_id=owner,
        handling=int(flags),
    )
    open_to_named(made, investigation.case, actor=actor, named=named)
    _refuse_unlisted(made, owner)
    recorder.record(Event.RECORDS_REQUESTED, obj=made, number=made.n, authority=wanted.value)
    return made


def answer_request(
    request: RecordsRequest,
    *,
    actor: Actor,
    kind: ReplyKind,
    on: date,
    note: str = "",
    due_on: date | None = None,
    documents: Sequence[Document] = (),
    items: Sequence[EvidenceItem] = (),
) -> RequestReply:
    """Record what came of it, with the documents and items received; more time sets another day.

    Raises `RuleBroken`, and `TransitionRefused` once nothing more is expected.
    """
    policy.require(actor, Action.FIELDWORK_EDIT, request)
    lock(request.case)
    unit_of_work.session().refresh(request)
    wanted = ReplyKind(kind)
    _refuse_reply(request, wanted, on, due_on, note)
    _refuse_received(request, wanted, documents, "documents")
    _refuse_received(request, wanted, items, "items")
    made = RequestReply(
        request=request,
        case_id=request.case_id,
        kind=wanted,
        on=on,
        due_on=due_on if wanted is ReplyKind.EXTENDED else None,
        note=note.strip(),
        user_id=actor.user_id,
    )
    made.received = [
        ReceivedRecord(request_id=request.id, case_id=request.case_id, document=row)
        for row in dict.fromkeys(documents)
    ] + [
        ReceivedRecord(request_id=request.id, case_id=request.case_id, item=row)
        for row in dict.fromkeys(items)
    ]
    unit_of_work.session().add(made)
    if wanted is ReplyKind.EXTENDED:
        request.due_on = due_on
    elif wanted.state is not None:
        request.state = wanted.state
    unit_of_work.session().flush()
    recorder.record(Event.RECORDS_ANSWERED, obj=request, number=request.n, kind=wanted.value)
    return made


def complete_request(
    request: RecordsRequest,
    *,
    actor: Actor,
    addressee: str,
    address: str = "",
    return_to: str = "",
    citation: str = "",
    due_on: date | None = None,
) -> RecordsRequest:
    """Put right to whom it goes and whereto the records come, and set a day where none is set. What
    is asked stays. The caller has compared versions."""
    policy.require(actor, Action.FIELDWORK_EDIT, request)
    if not request.state.is_waiting:
        raise TransitionRefused(f"{request.key} is {request.state.label.lower()} already.")
    refuse_blank(addressee, "addressee", "Write who is asked.")
    if request.authority in _NEEDS_CITATION:
        refuse_blank(citation, "citation", "Write the statute, order or docket it rests on.")
    if due_on != request.due_on and request.due_on is not None:
        raise RuleBroken("More time is recorded as a reply.", field="due_on")
    if due_on is not None and due_on < request.issued_on:
        raise RuleBroken("It is due before it was issued.", field="due_on")
    request.addressee, request.address = addressee.strip(), address.strip()
    request.return_to, request.citation = return_to.strip(), citation.strip()
    request.due_on = due_on
    unit_of_work.session().flush()
    return request


def give_request(request: RecordsRequest, *, actor: Actor, owner_id: int | None) -> RecordsRequest:
    """Let somebody else of the team see to it, of its access list where it has one."""
    policy.require(actor, Action.FIELDWORK_EDIT, request)
    refuse_stranger(request.investigation, owner_id)
    _refuse_unlisted(request, owner_id)
    request.owner_id = owner_id
    unit_of_work.session().flush()
    return request


def _marks(
    investigation: Investigation, actor: Actor, authority: Authority, named: Sequence[User]
) -> Handling:
    flags = Handling.GRAND_JURY if authority is Authority.GRAND_JURY else Handling(0)
    if flags and investigation.type is not InvestigationType.CRIMINAL:
        raise RuleBroken(
            "A grand jury subpoena belongs to a criminal investigation.", field="authority"
        )
    return check(investigation.case, actor, int(flags), named=named)


def _refuse_unlisted(request: RecordsRequest, owner: int | None) -> None:
    if owner is not None and not is_listed(request, owner):
        raise RuleBroken("Whoever sees to it has to be on the access list.", field="owner_id")


def _refuse_reply(
    request: RecordsRequest, kind: ReplyKind, on: date, due_on: date | None, note: str
) -> None:
    if not request.state.is_waiting:
        raise TransitionRefused(f"{request.key} is {request.state.label.lower()} already.")
    refuse_future(on, request.investigation, "on")
    if on < request.issued_on:
        raise RuleBroken("This day lies before the request.", field="on")
    if kind is ReplyKind.EXTENDED and (due_on is None or due_on <= (request.due_on or on)):
        raise RuleBroken("Enter a later day than the one that stands.", field="due_on")
    if kind in {ReplyKind.REFUSED, ReplyKind.WITHDRAWN, ReplyKind.EXTENDED}:
        refuse_blank(note, "note", "Write why.")


def _refuse_received(
    request: RecordsRequest,
    kind: ReplyKind,
    rows: Sequence[Document] | Sequence[EvidenceItem],
    field: str,
) -> None:
    if rows and kind not in {ReplyKind.PARTIAL, ReplyKind.COMPLETE}:
        raise RuleBroken("Records come with a partial or complete reply.", field=field)
    for row in rows:
        if row.case_id != request.case_id:
            raise RuleBroken("Choose records of this case.", field=field)
        if request.handling & ~row.handling:
            named = row.key[:1].lower() + row.key[1:] if field == "documents" else row.key
            raise RuleBroken(f"Mark {named} as grand jury material first.", field=field)
