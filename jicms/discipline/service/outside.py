"""Discipline from before the system, or of another agency: entered, verified, corrected, withdrawn.

Nothing here commits. A row stands as it was entered; a correction is a new row, unverified again.
"""

from dataclasses import asdict, dataclass
from datetime import date

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.core import clock, unit_of_work
from jicms.core.errors import Missing, RuleBroken, TransitionRefused
from jicms.discipline.models_outside import OutsideDiscipline
from jicms.discipline.models_prior import MarkKind
from jicms.discipline.queries_outside import is_corrected
from jicms.discipline.service.penalties import is_nothing, penalty_type
from jicms.people.models import Person
from jicms.people.scope import is_close


@dataclass(frozen=True, slots=True)
class OutsideFacts:
    """An earlier action as its papers have it. Days are calendar days of a suspension."""

    imposed_by: str
    action_type_code: str
    charge: str
    decided_on: date
    in_writing: bool
    contestable: bool
    is_final: bool
    source_document: str
    days: int | None = None
    offense_code: str = ""
    misconduct_on: date | None = None
    received_on: date | None = None
    effective_on: date | None = None
    expires_on: date | None = None
    ended: MarkKind | None = None
    ended_on: date | None = None


def record_outside(person: Person, *, actor: Actor, facts: OutsideFacts) -> OutsideDiscipline:
    """Enter an earlier action of the person. It counts once another person verified it."""
    policy.require(actor, Action.OUTSIDE_RECORD, person)
    if is_close(actor, person.id):
        raise Missing
    row = _row(person.id, actor, facts)
    unit_of_work.session().add(row)
    unit_of_work.session().flush()
    recorder.record(Event.OUTSIDE_RECORDED, obj=row)
    return row


def correct_outside(
    row: OutsideDiscipline, *, actor: Actor, facts: OutsideFacts, reason: str
) -> OutsideDiscipline:
    """Enter it anew, as it should have been; the earlier version stays. To be verified again."""
    _hold(row, actor, Action.OUTSIDE_RECORD)
    if not reason.strip():
        raise RuleBroken("Write what was wrong.", field="reason")
    made = _row(row.person_id, actor, facts)
    made.corrects_id, made.corrected_because = row.id, reason.strip()
    unit_of_work.session().add(made)
    unit_of_work.session().flush()
    recorder.record(Event.OUTSIDE_CORRECTED, obj=made, corrects=row.id)
    return made


def verify_outside(row: OutsideDiscipline, *, actor: Actor) -> OutsideDiscipline:
    """Confirm it against its source document, as another person than the one who entered it."""
    _hold(row, actor, Action.OUTSIDE_VERIFY)
    if row.verified_at is not None:
        raise TransitionRefused("This record is verified already.")
    row.verified_by_id, row.verified_at = actor.user_id, clock.now()
    unit_of_work.session().flush()
    recorder.record(Event.OUTSIDE_VERIFIED, obj=row)
    return row


def withdraw_outside(row: OutsideDiscipline, *, actor: Actor, reason: str) -> OutsideDiscipline:
    """Take it out of every lookup. It stays, with the reason."""
    _hold(row, actor, Action.OUTSIDE_RECORD)
    if not reason.strip():
        raise RuleBroken("Write the reason.", field="reason")
    row.withdrawn_by_id, row.withdrawn_at = actor.user_id, clock.now()
    row.withdrawn_because = reason.strip()
    unit_of_work.session().flush()
    recorder.record(Event.OUTSIDE_WITHDRAWN, obj=row)
    return row


def _hold(row: OutsideDiscipline, actor: Actor, action: Action) -> None:
    policy.require(actor, action, row)
    if is_close(actor, row.person_id):
        raise Missing
    unit_of_work.hold(row)
    if row.withdrawn_at is not None:
        raise TransitionRefused("This record was withdrawn.")
    if is_corrected(row):
        raise TransitionRefused("A later version stands in the place of this one.")


def _row(person_id: int, actor: Actor, facts: OutsideFacts) -> OutsideDiscipline:
    assert actor.user_id is not None
    assert actor.agency_id is not None
    assert actor.office_id is not None
    _check(facts, clock.today(actor.zone))
    said = asdict(facts)
    for name in ("imposed_by", "charge", "source_document", "offense_code"):
        said[name] = said[name].strip()
    return OutsideDiscipline(
        person_id=person_id,
        agency_id=actor.agency_id,
        office_id=actor.office_id,
        entered_by_id=actor.user_id,
        withdrawn_because="",
        corrected_because="",
        **said,
    )


def _check(facts: OutsideFacts, today: date) -> None:
    for name, asked in (
        ("imposed_by", "Name the agency and office that took it."),
        ("charge", "Write the charge."),
        ("source_document", "Name the document that shows it."),
    ):
        if not getattr(facts, name).strip():
            raise RuleBroken(asked, field=name)
    _check_kind(facts, today)
    _check_dates(facts, today)


def _check_kind(facts: OutsideFacts, today: date) -> None:
    if is_nothing(penalty_type(facts.action_type_code, facts.days, on=today)):
        raise RuleBroken("Choose what was imposed.", field="action_type_code")


def _check_dates(facts: OutsideFacts, today: date) -> None:
    decided = facts.decided_on
    if decided > today:
        raise RuleBroken("The decision lies in the future.", field="decided_on")
    if facts.misconduct_on is not None and facts.misconduct_on > decided:
        raise RuleBroken("The misconduct came before the decision.", field="misconduct_on")
    for name in ("received_on", "effective_on", "expires_on", "ended_on"):
        value = getattr(facts, name)
        if value is not None and value < decided:
            raise RuleBroken("This comes after the decision.", field=name)
    if facts.received_on is not None and facts.received_on > today:
        raise RuleBroken("The receipt lies in the future.", field="received_on")
    if facts.ended is MarkKind.EXPIRES:
        raise RuleBroken("Give the day on which it expires.", field="expires_on")
    if facts.ended is not None and facts.ended_on is None:
        raise RuleBroken("Say on what day.", field="ended_on")
    if facts.ended is None and facts.ended_on is not None:
        raise RuleBroken("Say whether it was cancelled or cleared.", field="ended")
    if facts.ended_on is not None and facts.ended_on > today:
        raise RuleBroken("The day lies in the future.", field="ended_on")
