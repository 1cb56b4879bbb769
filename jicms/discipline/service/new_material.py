"""What comes after the notice: recorded as new, then served, used to mitigate only, or left.

The deciding official may rest on nothing that the employee was not told of and could not answer
(due process, *Ward* and *Stone*): while one item is not settled no decision is recorded.
"""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases.service import lock
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.deadlines import service as deadlines
from jicms.deadlines.engine import Bound
from jicms.deadlines.models import ClockSide
from jicms.deadlines.service import ClockPlan
from jicms.deadlines.starts import moment_from_iso
from jicms.discipline import procedures
from jicms.discipline.models import ActionStatus, DisciplinaryAction
from jicms.discipline.models_package import (
    NewKind,
    NewMaterial,
    NewMaterialUse,
    NewUse,
    PackageAct,
)
from jicms.discipline.service import grants
from jicms.discipline.service.actions import (
    deciding_package,
    owner_of,
    today_of,
    touch,
    zone_of,
)
from jicms.discipline.service.notice import answer_clock
from jicms.discipline.service.receipt import Delivery, receipt_of
from jicms.discipline.service.receipts import log_received
from jicms.discipline.service.unions import bounds_of
from jicms.discipline.service.whole import next_number, whole
from jicms.evidence.models import Document, Exhibit
from jicms.files.models import StoredFile
from jicms.web.dates import day as in_words

#: Between the notice and the decision: before it, everything is notice material.
OPEN = (ActionStatus.ANSWER, ActionStatus.DECISION)


def takes_new_material(action: DisciplinaryAction) -> bool:
    """Whether something could come that the notice did not hold."""
    noticed = action.notice_received_at is not None and action.decided_on is None
    return action.status in OPEN and noticed


def add_new_material(
    action: DisciplinaryAction,
    *,
    actor: Actor,
    kind: NewKind,
    title: str,
    source: str,
    matters: str,
    arrived_on: date | None = None,
    text: str = "",
    exhibit: Exhibit | None = None,
    document: Document | None = None,
    file: StoredFile | None = None,
) -> NewMaterial:
    """Record something that is neither notice material nor the employee's answer.

    It reaches no package by this; the decision waits until it is settled. A contact of the official
    outside the package is recorded alike, by labor relations or by the official himself.
    """
    by_official = kind is NewKind.CONTACT and actor.user_id == action.deciding_official_id
    policy.require(actor, Action.PACKAGE_WORK if by_official else Action.DISCIPLINE_EDIT, action)
    if not takes_new_material(action):
        raise TransitionRefused("New material comes between the notice and the decision.")
    _check_described(title, source, matters)
    on = arrived_on or today_of(action)
    if on > today_of(action):
        raise RuleBroken("This date lies in the future.", field="arrived_on")
    if not text.strip() and exhibit is None and document is None and file is None:
        raise RuleBroken("Write what it says, or add it as a file.", field="text")
    _check_is_new(action, exhibit, document)
    lock(action.case)
    item = NewMaterial(
        action_id=action.id,
        case_id=action.case_id,
        n=next_number(NewMaterial, action_id=action.id),
        kind=NewKind(kind),
        title=title.strip(),
        source=source.strip(),
        matters=matters.strip(),
        text=text.strip(),
        arrived_on=on,
        exhibit=exhibit,
        document=document,
        file=file,
        added_by_id=actor.user_id,
    )
    unit_of_work.session().add(item)
    touch(action)
    recorder.record(Event.NEW_MATERIAL_ADDED, obj=action, n=item.n, kind=item.kind.value)
    return item


def _check_described(title: str, source: str, matters: str) -> None:
    for field, text, said in (
        ("title", title, "Say what it is."),
        ("source", source, "Say where it comes from."),
        ("matters", matters, "Say why it matters."),
    ):
        if not text.strip():
            raise RuleBroken(said, field=field)


def _check_is_new(
    action: DisciplinaryAction, exhibit: Exhibit | None, document: Document | None
) -> None:
    if exhibit is not None and exhibit.id in {row.exhibit_id for row in action.material}:
        raise RuleBroken("The notice relies on this exhibit already.", field="chosen")
    if document is not None and document.id in {row.document_id for row in action.material}:
        raise RuleBroken("The notice relies on this document already.", field="chosen")


def serve_new_material(
    item: NewMaterial,
    *,
    actor: Actor,
    method_code: str,
    received_at: datetime | None = None,
    sent_on: date | None = None,
    attempted_on: date | None = None,
    proof: str = "",
    proof_file: StoredFile | None = None,
    answer_by: date | None = None,
    file: StoredFile | None = None,
) -> NewMaterialUse:
    """The employee got it, with a fresh time to answer that never ends before the one that ran.

    Receipt and proof are as with the notice: recorded, by an attempt, or presumed from a mailing.
    From then on the deciding official reads it; the decision waits until that time is over.
    """
    action = _open(item, actor)
    delivery = Delivery(method_code, received_at, sent_on, attempted_on, proof, proof_file)
    receipt = receipt_of(action, delivery, letter_on=item.arrived_on, letter="It came on")
    if action.notice_received_at is not None and receipt.at < action.notice_received_at:
        raise RuleBroken(
            "The notice was received on "
            f"{in_words(clock.local_date(action.notice_received_at, zone_of(action)))}: what came "
            "after it was not received before.",
            field="received_on",
        )
    due = _restart(action, receipt.at, answer_by)
    return _settle(
        item,
        actor,
        NewMaterialUse(
            how=NewUse.SERVED,
            received_at=receipt.at,
            service_code=method_code,
            sent_on=sent_on,
            attempted_on=attempted_on,
            basis=receipt.basis,
            reckoning=receipt.reckoning,
            proof=proof.strip(),
            proof_file=proof_file,
            answer_due_on=due,
            file=file,
        ),
        act=PackageAct.NEW_SERVED,
    )


def use_in_mitigation(item: NewMaterial, *, actor: Actor, reason: str) -> NewMaterialUse:
    """The official reads it, to lessen the penalty and for nothing else."""
    _open(item, actor)
    use = NewMaterialUse(how=NewUse.MITIGATION, reason=_reason(reason))
    return _settle(item, actor, use, act=PackageAct.NEW_MITIGATION)


def leave_unused(item: NewMaterial, *, actor: Actor, reason: str) -> NewMaterialUse:
    """It counts for nothing and never reaches the official."""
    _open(item, actor)
    return _settle(item, actor, NewMaterialUse(how=NewUse.NOT_USED, reason=_reason(reason)))


def _open(item: NewMaterial, actor: Actor) -> DisciplinaryAction:
    action = item.action
    policy.require(actor, Action.DISCIPLINE_EDIT, action)
    if not takes_new_material(action):
        raise TransitionRefused("New material is settled before the decision.")
    lock(action.case)
    if item.use is not None:
        raise TransitionRefused(f"{item.name} is settled already.")
    return action


def _reason(reason: str) -> str:
    if not reason.strip():
        raise RuleBroken("Write the reason.", field="reason")
    return reason.strip()


def _restart(action: DisciplinaryAction, received_at: datetime, by: date | None) -> date | None:
    """Count the time to answer anew from this receipt; what ran before is a bound of it."""
    code = procedures.answer_rule(action)
    before = action.answer_due_at or action.answer_due_on
    if code is None:
        dates = [on for on in (action.answer_due_on, by) if on is not None]
        action.answer_due_on = max(dates, default=None)
        return action.answer_due_on
    starts = {"receipt": received_at}
    plan = ClockPlan(code, starts, ClockSide.DISCIPLINE, owner=owner_of(action))
    floor = deadlines.preview(plan, zone=zone_of(action), case=action.case)
    if by is not None and by < floor.due_on:
        raise RuleBroken(
            f"This gives less time than the law: not before {in_words(floor.due_on)}.",
            field="answer_by",
        )
    running = answer_clock(action)
    earlier = [] if running is None else running.bounds
    bounds = [Bound(row["label"], moment_from_iso(row["on"])) for row in earlier]
    bounds += bounds_of(action, code, received_at)
    bounds += [Bound("Time to answer before this", before)] if before is not None else []
    bounds += [Bound("Date in the letter", by)] if by is not None else []
    started = deadlines.start_clock(
        action.case,
        code=code,
        starts=starts,
        side=ClockSide.DISCIPLINE,
        zone=zone_of(action),
        label="Answer due",
        owner=owner_of(action),
        bounds=bounds,
    )
    action.answer_due_on, action.answer_due_at = started.due_on, started.due_at
    return started.due_on


def _settle(
    item: NewMaterial, actor: Actor, use: NewMaterialUse, *, act: PackageAct | None = None
) -> NewMaterialUse:
    action = item.action
    use.material_id, use.action_id, use.case_id = item.id, action.id, action.case_id
    use.decided_by_id = actor.user_id
    item.use = use
    touch(action)
    official = action.deciding_official
    if act is not None and official is not None:
        rows = deciding_package(action)
        grants.give_package(action, official, rows, actor=actor)
        log_received(action, official, rows, act=act, actor=actor)
    recorder.record(
        Event.NEW_MATERIAL_SETTLED,
        obj=action,
        n=item.n,
        how=use.how.value,
        received_at=use.received_at,
        answer_due_on=use.answer_due_on,
    )
    return use


def unsettled(action: DisciplinaryAction) -> Sequence[NewMaterial]:
    """The new material that is not settled, whoever asks: the decision waits for it."""
    return (
        unit_of_work.session()
        .scalars(
            whole(
                select(NewMaterial)
                .outerjoin(NewMaterialUse, NewMaterialUse.material_id == NewMaterial.id)
                .where(NewMaterial.action_id == action.id, NewMaterialUse.id.is_(None))
                .order_by(NewMaterial.n)
                .options(joinedload(NewMaterial.use))
            )
        )
        .all()
    )


def refuse_unsettled(action: DisciplinaryAction) -> None:
    """Raise `RuleBroken` that names what stands between the action and its decision."""
    for item in unsettled(action):
        raise RuleBroken(
            f"{item.name} is not settled: serve it on the employee with time to answer, record it "
            "as used in mitigation only, or as not used. The decision comes after that."
        )
