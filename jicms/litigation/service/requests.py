"""Information requests of a union: recorded, answered item by item, and by letter."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases.handling import COMPELLED, NEVER_TO_LR, Handling
from jicms.core import unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_package import NewUse
from jicms.discipline.service import grants, today_of
from jicms.discipline.service.receipts import handed_over
from jicms.discipline.service.whole import next_number
from jicms.evidence.models import Document, Exhibit
from jicms.files.models import StoredFile
from jicms.files.service import require_released
from jicms.litigation.models_requests import (
    CITATION,
    GIVING,
    WITHHOLDING,
    GivenRecord,
    InformationItem,
    InformationRequest,
    ItemOutcome,
)
from jicms.litigation.service.accounting import LABOR, Sent, account

#: What never goes to a union, whoever sees it here.
_KEPT = NEVER_TO_LR | COMPELLED | Handling.PRIVILEGED


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came."""

    union_name: str
    requester: str
    address: str
    received_on: date
    need: str
    items: Sequence[str]
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class ItemAnswer:
    """What is answered to an item."""

    outcome: ItemOutcome
    answer: str = ""
    ground: str = ""
    redactions: str = ""
    records: Sequence[Exhibit | Document] = field(default=())
    redacted: StoredFile | None = None


def record_request(
    action: DisciplinaryAction, asked: Asked, *, actor: Actor, file: StoredFile | None = None
) -> InformationRequest:
    """A request as it came, with each item that it asks for."""
    policy.require(actor, Action.LITIGATION_EDIT, action)
    if asked.received_on > today_of(action):
        raise RuleBroken("The date lies in the future.", field="received_on")
    if asked.due_on is not None and asked.due_on < asked.received_on:
        raise RuleBroken("It is due before it was received.", field="due_on")
    items = [text.strip() for text in asked.items if text.strip()]
    if not items:
        raise RuleBroken("Write what is asked for.", field="items")
    unit_of_work.hold(action)
    session = unit_of_work.session()
    of = {"action": action, "case_id": action.case_id}
    made = InformationRequest(
        **of,
        n=next_number(InformationRequest, action_id=action.id),
        union_name=asked.union_name.strip(),
        requester=asked.requester.strip(),
        address=asked.address.strip(),
        received_on=asked.received_on,
        need=asked.need.strip(),
        due_on=asked.due_on,
        file=file,
        recorded_by_id=actor.user_id,
    )
    made.items = [InformationItem(**of, n=n, asked=text) for n, text in enumerate(items, 1)]
    session.add(made)
    session.flush()
    recorder.record(
        Event.INFORMATION_REQUESTED, obj=made, items=len(items), received=made.received_on
    )
    return made


def answer_item(item: InformationItem, told: ItemAnswer, *, actor: Actor) -> None:
    """What is answered to one item; it may be changed until the letter went out."""
    policy.require(actor, Action.LITIGATION_EDIT, item)
    unit_of_work.hold(item.request)
    _refuse_answered(item.request)
    how = ItemOutcome(told.outcome)
    _check(how, told)
    may_go = open_to_union(item.action)
    for row in told.records:
        _check_record(row, may_go)
    session, today = unit_of_work.session(), today_of(item.action)
    for row in list(item.given):
        session.delete(row)
    item.given = []
    session.flush()
    of = {"action_id": item.action_id, "case_id": item.case_id}
    made = [] if how not in GIVING else [_given(row, of) for row in told.records]
    if how in GIVING and told.redacted is not None:
        made.append(GivenRecord(**of, file=told.redacted))
    item.outcome, item.answered_on, item.answered_by_id = how, today, actor.user_id
    item.answer, item.ground = told.answer.strip(), told.ground.strip()
    item.redactions, item.given = told.redactions.strip(), made
    session.flush()
    recorder.record(Event.INFORMATION_ITEM_ANSWERED, obj=item, outcome=how, records=len(item.given))


def _given(row: Exhibit | Document, of: dict[str, int]) -> GivenRecord:
    if isinstance(row, Exhibit):
        return GivenRecord(**of, exhibit=row)
    return GivenRecord(**of, document=row)


def _check(how: ItemOutcome, told: ItemAnswer) -> None:
    if how is ItemOutcome.OPEN:
        raise RuleBroken("Choose what is answered.", field="outcome")
    if how in WITHHOLDING and not told.ground.strip():
        raise RuleBroken("Write the ground on which it is not given.", field="ground")
    if how is ItemOutcome.PARTLY and not told.redactions.strip():
        raise RuleBroken("Describe what is left out.", field="redactions")
    if how in GIVING and not (told.answer.strip() or told.records or told.redacted):
        raise RuleBroken("Write the answer, or choose what goes with it.", field="answer")
    if how not in GIVING and (told.records or told.redacted):
        raise RuleBroken("Nothing goes with an item that is not given.", field="records")


def open_to_union(action: DisciplinaryAction) -> set[tuple[str, int]]:
    """What may go with an answer, by table and key: what was released to labor relations for this
    subject, and what was served on the employee later. Nothing else, whoever sees more here."""
    grant = grants.grant_of(action.referral.grant_id) if action.referral is not None else None
    found = {(item.entity, item.entity_id) for item in grant.items} if grant is not None else set()
    for new in handed_over(action):
        if new.use is not None and new.use.how is NewUse.SERVED:
            found |= {("exhibit", new.exhibit_id or 0), ("document", new.document_id or 0)}
    return found


def _check_record(row: Exhibit | Document, may_go: set[tuple[str, int]]) -> None:
    source = row if isinstance(row, Document) else row.source
    marks = row.handling | (source.handling if source is not None else 0)
    kept_back = bool(Handling(marks) & _KEPT)
    if kept_back or (row.__tablename__, row.id) not in may_go:
        named = row.key if isinstance(row, Document) else f"Exhibit {row.n}"
        raise RuleBroken(f"{named} may not be given to a union.", field="records")


def answer_request(
    request: InformationRequest, *, actor: Actor, answered_on: date, letter: StoredFile
) -> None:
    """The letter with the answer was served. What it gave out is accounted for."""
    policy.require(actor, Action.LITIGATION_EDIT, request)
    unit_of_work.hold(request)
    _refuse_answered(request)
    if request.waiting:
        open_ones = ", ".join(str(item.n) for item in request.waiting)
        raise RuleBroken(f"Answer each item first. Open: {open_ones}.")
    if not request.received_on <= answered_on <= today_of(request.action):
        raise RuleBroken("Give a day from the request to today.", field="answered_on")
    may_go = open_to_union(request.action)
    for item in request.items:
        for held in item.given:
            # A mark may have come, or sight have ended, since the item was answered.
            row = held.exhibit or held.document
            if row is not None:
                _check_record(row, may_go)
            elif held.file_id is None:
                raise RuleBroken(f"A record of item {item.n} is not open to you.")
    request.answered_on, request.letter = answered_on, letter
    request.answered_by_id = actor.user_id
    unit_of_work.session().flush()
    given = [item for item in request.items if item.outcome in GIVING]
    if given:
        account(request.action, request, _sent(request, given), actor=actor)
    recorder.record(Event.INFORMATION_ANSWERED, obj=request, on=answered_on, given=len(given))


def _sent(request: InformationRequest, given: Sequence[InformationItem]) -> Sent:
    assert request.answered_on is not None
    files = [(row.name, row.stored) for item in given for row in item.given]
    for _name, file in files:
        if file is not None:
            require_released(file)
    numbers = ", ".join(str(item.n) for item in given)
    return Sent(
        disclosed_on=request.answered_on,
        recipient_name=f"{request.requester}, {request.union_name}",
        recipient_address=request.address,
        nature=f"Answer to information request {request.n}, items {numbers}: {len(files)} records",
        purpose="Answer to the exclusive representative’s request for information",
        authority=CITATION,
        routine_use_code=LABOR,
        files=[(name, file) for name, file in files if file is not None],
    )


def _refuse_answered(request: InformationRequest) -> None:
    if request.answered_on is not None:
        raise TransitionRefused("The answer went out already.")
