"""Discovery in an appeal, the privilege log, and the completeness check. Nothing here commits."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.appeals.models import Appeal
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.core import unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.discipline.service import today_of
from jicms.discipline.service.whole import next_number
from jicms.files.models import StoredFile
from jicms.files.service import require_released
from jicms.litigation.models_discovery import (
    AppealCheck,
    Direction,
    DiscoveryItem,
    DiscoveryKind,
    DiscoveryRequest,
    DueBasis,
    Privilege,
    PrivilegeLine,
)
from jicms.litigation.service.accounting import TRIBUNAL, Sent, account
from jicms.refdata.models_litigation import AppealElement
from jicms.refdata.queries import entries


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it was served."""

    direction: Direction
    kind: DiscoveryKind
    party_name: str
    address: str
    served_on: date
    items: Sequence[str]
    due_on: date | None = None
    due_basis: DueBasis | None = None


@dataclass(frozen=True, slots=True)
class Withheld:
    """A document that is withheld, described without revealing it."""

    document: str
    author: str
    privilege: Privilege
    description: str
    dated_on: date | None = None
    recipients: str = ""


def record_request(
    appeal: Appeal, asked: Asked, *, actor: Actor, file: StoredFile | None = None
) -> DiscoveryRequest:
    """A request that was received or sent, with its numbered items."""
    policy.require(actor, Action.LITIGATION_EDIT, appeal)
    if asked.served_on > today_of(appeal.action):
        raise RuleBroken("The date lies in the future.", field="served_on")
    if asked.due_on is not None and asked.due_on < asked.served_on:
        raise RuleBroken("It is due before it was served.", field="due_on")
    if (asked.due_on is None) != (asked.due_basis is None):
        raise RuleBroken("Give the day with where it comes from, or neither.", field="due_basis")
    items = [text.strip() for text in asked.items if text.strip()]
    if not items:
        raise RuleBroken("Write what is asked for.", field="items")
    unit_of_work.hold(appeal)
    of = {"action": appeal.action, "case_id": appeal.case_id}
    made = DiscoveryRequest(
        **of,
        appeal=appeal,
        n=next_number(DiscoveryRequest, appeal_id=appeal.id),
        direction=asked.direction,
        kind=asked.kind,
        party_name=asked.party_name.strip(),
        address=asked.address.strip(),
        served_on=asked.served_on,
        due_on=asked.due_on,
        due_basis=asked.due_basis,
        file=file,
        recorded_by_id=actor.user_id,
    )
    made.items = [DiscoveryItem(**of, n=n, asked=text) for n, text in enumerate(items, 1)]
    unit_of_work.session().add(made)
    unit_of_work.session().flush()
    recorder.record(Event.DISCOVERY_RECORDED, obj=made, kind=made.kind, items=len(items))
    return made


def answer_item(
    item: DiscoveryItem, *, actor: Actor, answer: str, objection: str, produced: str
) -> None:
    """What is answered to an item, objected to, or produced; until the answer was served."""
    policy.require(actor, Action.LITIGATION_EDIT, item)
    unit_of_work.hold(item.request)
    _refuse_answered(item.request)
    texts = [text.strip() for text in (answer, objection, produced)]
    if not any(texts):
        raise RuleBroken("Write an answer, an objection, or what was produced.", field="answer")
    today = today_of(item.action)
    item.answer, item.objection, item.produced = texts
    item.answered_on = today
    unit_of_work.session().flush()
    recorder.record(Event.DISCOVERY_ANSWERED, obj=item, item=item.n)


def serve_answer(
    request: DiscoveryRequest, *, actor: Actor, answered_on: date, file: StoredFile
) -> None:
    """The answer was served. What the agency gave out with it is accounted for."""
    policy.require(actor, Action.LITIGATION_EDIT, request)
    unit_of_work.hold(request)
    _refuse_answered(request)
    if request.waiting:
        open_ones = ", ".join(str(item.n) for item in request.waiting)
        raise RuleBroken(f"Answer each item first. Open: {open_ones}.")
    if not request.served_on <= answered_on <= today_of(request.action):
        raise RuleBroken("Give a day from the request to today.", field="answered_on")
    require_released(file)
    request.answered_on, request.answer = answered_on, file
    unit_of_work.session().flush()
    given = [item for item in request.items if item.answer or item.produced]
    if given and request.direction is Direction.RECEIVED:
        account(request.action, request, _sent(request, given, file), actor=actor)
    recorder.record(Event.DISCOVERY_ANSWERED, obj=request, on=answered_on, number=request.n)


def _sent(request: DiscoveryRequest, given: Sequence[DiscoveryItem], file: StoredFile) -> Sent:
    assert request.answered_on is not None
    numbers = ", ".join(str(item.n) for item in given)
    appeal = request.appeal
    return Sent(
        disclosed_on=request.answered_on,
        recipient_name=request.party_name,
        recipient_address=request.address,
        nature=f"Answer to discovery request {request.n} in filing P{appeal.n}, items {numbers}",
        purpose=f"Discovery in the appeal {appeal.docket}".strip(),
        authority=f"Discovery request served {request.served_on:%m/%d/%Y}",
        routine_use_code=TRIBUNAL,
        files=[("Answer as served", file)],
    )


def withhold(request: DiscoveryRequest, told: Withheld, *, actor: Actor) -> PrivilegeLine:
    """A line of the privilege log."""
    policy.require(actor, Action.LITIGATION_EDIT, request)
    for name in ("document", "author", "description"):
        if not getattr(told, name).strip():
            raise RuleBroken("Fill this in.", field=name)
    unit_of_work.hold(request)
    made = PrivilegeLine(
        request=request,
        action=request.action,
        case_id=request.case_id,
        n=next_number(PrivilegeLine, request_id=request.id),
        document=told.document.strip(),
        dated_on=told.dated_on,
        author=told.author.strip(),
        recipients=told.recipients.strip(),
        privilege=told.privilege,
        description=told.description.strip(),
        by_id=actor.user_id,
    )
    unit_of_work.session().add(made)
    unit_of_work.session().flush()
    recorder.record(Event.PRIVILEGE_CLAIMED, obj=made, privilege=made.privilege, line=made.n)
    return made


def check_appeal(
    appeal: Appeal, *, actor: Actor, present: Collection[str], looked_on: date
) -> None:
    """Whether each element that an appeal must hold is there, as somebody looked on a day."""
    policy.require(actor, Action.LITIGATION_EDIT, appeal)
    if not appeal.filed_on <= looked_on <= today_of(appeal.action):
        raise RuleBroken("Give a day from the filing to today.", field="looked_on")
    unit_of_work.hold(appeal)
    session = unit_of_work.session()
    held = {
        row.element_code: row
        for row in session.scalars(select(AppealCheck).where(AppealCheck.appeal_id == appeal.id))
    }
    told: dict[str, Any] = {"looked_on": looked_on, "by_id": actor.user_id}
    for code in elements(appeal):
        row = held.get(code)
        is_present = code in present
        if row is None:
            of = {"appeal": appeal, "action": appeal.action, "case_id": appeal.case_id}
            session.add(AppealCheck(**of, **told, element_code=code, is_present=is_present))
        else:
            row.is_present, row.looked_on, row.by_id = is_present, looked_on, actor.user_id
    session.flush()
    missing = sum(code not in present for code in elements(appeal))
    recorder.record(Event.APPEAL_CHECKED, obj=appeal, missing=missing, on=looked_on)


def elements(appeal: Appeal) -> list[str]:
    """The elements in force on the day of the filing."""
    rows = entries(AppealElement)
    return [code for code, row in rows.items() if row.is_offered(appeal.filed_on)]


def _refuse_answered(request: DiscoveryRequest) -> None:
    if request.answered_on is not None:
        raise TransitionRefused("The answer was served already.")
