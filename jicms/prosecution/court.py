"""Writes of what a court has before it: prosecutors, counts, sentences. Nothing here commits."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases.service import lock
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.prosecution.models import ProsecutionEvent, ProsecutionReferral, ProsecutionStatus
from jicms.prosecution.models_court import CountEnd, CourtCount, Instrument, Prosecutor, Sentence

S = ProsecutionStatus


def edit_referral(
    referral: ProsecutionReferral,
    *,
    actor: Actor,
    docket: str = "",
    venue: str = "",
    statutes: str = "",
) -> ProsecutionReferral:
    """Complete what the court's papers say: docket, venue, statutes. Raises `Denied`."""
    policy.require(actor, Action.PROSECUTION_EDIT, referral)
    referral.docket, referral.venue = docket.strip(), venue.strip()
    referral.statutes = statutes.strip()
    unit_of_work.session().flush()
    return referral


def add_prosecutor(
    referral: ProsecutionReferral, *, actor: Actor, name: str, from_on: date
) -> Prosecutor:
    """Somebody of the office takes the matter; `referral.prosecutor` names who came last."""
    policy.require(actor, Action.PROSECUTION_EDIT, referral)
    if not name.strip():
        raise RuleBroken("Name the prosecutor.", field="name")
    _refuse_future(referral, from_on, "from_on")
    lock(referral.case)
    made = Prosecutor(
        referral=referral,
        case_id=referral.case_id,
        n=_next(referral, Prosecutor),
        name=name.strip(),
        from_on=from_on,
    )
    unit_of_work.session().add(made)
    unit_of_work.session().flush()
    _follow(referral)
    return made


def end_prosecutor(row: Prosecutor, *, actor: Actor, until_on: date) -> Prosecutor:
    """The prosecutor has the matter no longer."""
    policy.require(actor, Action.PROSECUTION_EDIT, row)
    if row.until_on is not None:
        raise TransitionRefused(f"{row.name} has left the matter already.")
    _refuse_future(row.referral, until_on, "until_on")
    if until_on < row.from_on:
        raise RuleBroken("This lies before the prosecutor took the matter.", field="until_on")
    row.until_on = until_on
    unit_of_work.session().flush()
    _follow(row.referral)
    return row


def _follow(referral: ProsecutionReferral) -> None:
    """Let the referral name the prosecutor who came last and has not left."""
    referral.prosecutor = (
        unit_of_work.session().scalar(
            select(Prosecutor.name)
            .where(Prosecutor.referral_id == referral.id, Prosecutor.until_on.is_(None))
            .order_by(Prosecutor.from_on.desc(), Prosecutor.n.desc())
            .limit(1)
        )
        or ""
    )
    unit_of_work.session().flush()


def add_count(
    referral: ProsecutionReferral,
    *,
    actor: Actor,
    instrument: Instrument,
    filed_on: date,
    statute: str,
    offense: str = "",
) -> CourtCount:
    """A count of an instrument whose filing stands on the status line. Raises `RuleBroken`."""
    policy.require(actor, Action.PROSECUTION_EDIT, referral)
    kind = Instrument(instrument)
    if not statute.strip():
        raise RuleBroken("Write the statute.", field="statute")
    _refuse_future(referral, filed_on, "filed_on")
    if not _stood_at(referral, kind.status):
        raise RuleBroken(
            f"First record the step “{kind.status.label}” of this referral.", field="instrument"
        )
    lock(referral.case)
    made = CourtCount(
        referral=referral,
        case_id=referral.case_id,
        n=_next(referral, CourtCount),
        instrument=kind,
        filed_on=filed_on,
        statute=statute.strip(),
        offense=offense.strip(),
        user_id=actor.user_id,
    )
    unit_of_work.session().add(made)
    unit_of_work.session().flush()
    recorder.record(Event.COURT_COUNT_RECORDED, obj=made, **_said(made))
    return made


def end_count(
    row: CourtCount, *, actor: Actor, disposition: CountEnd, disposed_on: date
) -> CourtCount:
    """What became of a count. A later word (an appeal) takes its place; the trail keeps both."""
    policy.require(actor, Action.PROSECUTION_EDIT, row)
    _refuse_future(row.referral, disposed_on, "disposed_on")
    if disposed_on < row.filed_on:
        raise RuleBroken("This lies before the count was filed.", field="disposed_on")
    row.disposition, row.disposed_on = CountEnd(disposition), disposed_on
    unit_of_work.session().flush()
    recorder.record(Event.COURT_COUNT_RECORDED, obj=row, **_said(row))
    return row


def _said(row: CourtCount) -> dict[str, Any]:
    """What the trail says of a count: nothing of a sealed one."""
    if row.referral.is_sealed:
        return {"sealed": True}
    return {"instrument": row.instrument.value, "disposition": row.disposition}


def record_sentence(
    referral: ProsecutionReferral,
    *,
    actor: Actor,
    imposed_on: date,
    prison_months: int | None = None,
    release_months: int | None = None,
    probation_months: int | None = None,
    service_hours: int | None = None,
    fine: Decimal | None = None,
    restitution: Decimal | None = None,
    assessment: Decimal | None = None,
    note: str = "",
) -> Sentence:
    """The sentence, once the status line says that there is one. A new one stands beside it."""
    policy.require(actor, Action.PROSECUTION_EDIT, referral)
    if not _stood_at(referral, S.SENTENCED):
        raise RuleBroken("First record the step “Sentenced” of this referral.")
    _refuse_future(referral, imposed_on, "imposed_on")
    terms = {
        "prison_months": prison_months,
        "release_months": release_months,
        "probation_months": probation_months,
        "service_hours": service_hours,
    }
    amounts = {"fine": fine, "restitution": restitution, "assessment": assessment}
    if not any([*terms.values(), *amounts.values(), note.strip()]):
        raise RuleBroken("Write a term, an amount or a note.", field="prison_months")
    made = Sentence(
        referral=referral,
        case_id=referral.case_id,
        imposed_on=imposed_on,
        note=note.strip(),
        user_id=actor.user_id,
        **terms,
        **{name: amount or Decimal(0) for name, amount in amounts.items()},
    )
    unit_of_work.session().add(made)
    unit_of_work.session().flush()
    recorder.record(Event.SENTENCE_RECORDED, obj=made, on=imposed_on)
    return made


def _stood_at(referral: ProsecutionReferral, status: ProsecutionStatus) -> bool:
    found = unit_of_work.session().scalar(
        select(ProsecutionEvent.id)
        .where(ProsecutionEvent.referral_id == referral.id, ProsecutionEvent.status == status)
        .limit(1)
    )
    return found is not None


def _next(referral: ProsecutionReferral, model: type[Prosecutor] | type[CourtCount]) -> int:
    last = unit_of_work.session().scalar(
        select(func.max(model.n)).where(model.referral_id == referral.id)
    )
    return (last or 0) + 1


def _refuse_future(referral: ProsecutionReferral, on: date, field: str) -> None:
    if on > clock.today(referral.case.agency.zone):
        raise RuleBroken("The date lies in the future.", field=field)
