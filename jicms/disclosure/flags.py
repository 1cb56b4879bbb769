"""The Giglio flag: suggested by a sustained charge of dishonesty, decided by a person."""

from sqlalchemy import select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.allegations.models import Allegation, AllegationSubject
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases.models import Case, Party
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_charges import ChargeSpecification
from jicms.disclosure.matters import whole
from jicms.disclosure.models import FlagStatus, GiglioFlag
from jicms.notices.following import Step, on
from jicms.people.models import Person
from jicms.refdata.models import AllegationCategory

#: The group of allegations about honesty.
HONESTY = "INT"
F = FlagStatus


def _suggest(step: Step) -> None:
    """A decision that was served sustained a charge about honesty."""
    session = unit_of_work.session()
    row = session.execute(
        whole(
            select(Person, Case)
            .select_from(ChargeSpecification)
            .join(DisciplinaryAction, DisciplinaryAction.id == ChargeSpecification.action_id)
            .join(
                AllegationSubject,
                AllegationSubject.id == ChargeSpecification.allegation_subject_id,
            )
            .join(Allegation, Allegation.id == AllegationSubject.allegation_id)
            .join(AllegationCategory, AllegationCategory.code == Allegation.category_code)
            .join(Party, Party.id == DisciplinaryAction.party_id)
            .join(Person, Person.id == Party.person_id)
            .join(Case, Case.id == DisciplinaryAction.case_id)
            .where(
                DisciplinaryAction.id == step.about.entity_id,
                ChargeSpecification.is_sustained.is_(True),
                AllegationCategory.group_code == HONESTY,
            )
            .limit(1)
        )
    ).first()
    if row is None:
        return
    person, case = row
    standing = select(GiglioFlag.id).where(
        GiglioFlag.person_id == person.id, GiglioFlag.status.in_([F.SUGGESTED, F.SET])
    )
    if session.scalar(whole(standing.limit(1))) is not None:
        return
    made = GiglioFlag(
        agency_id=person.agency_id or case.agency_id,
        person_id=person.id,
        employee=person.name,
        case_id=case.id,
        why="A charge about honesty was sustained.",
    )
    session.add(made)
    session.flush()
    recorder.record(Event.FLAG_SUGGESTED, obj=made)


def decide(flag: GiglioFlag, *, actor: Actor, is_set: bool, reason: str) -> GiglioFlag:
    """Set the flag or decline it; a flag that is set may be lifted. With reason, by a person."""
    policy.require(actor, Action.FLAG_DECIDE, flag)
    unit_of_work.hold(flag)
    if flag.status in {F.DECLINED, F.LIFTED}:
        raise TransitionRefused("This was decided already.")
    if flag.status is F.SET and is_set:
        raise TransitionRefused("The flag is set already.")
    if not reason.strip():
        raise RuleBroken("Write the reason.", field="reason")
    ended = F.DECLINED if flag.status is F.SUGGESTED else F.LIFTED
    with unit_of_work.session().no_autoflush:
        flag.status = F.SET if is_set else ended
        flag.reason, flag.decided_by_id = reason.strip(), actor.user_id
        flag.decided_on = clock.today(actor.zone)
    unit_of_work.session().flush()
    recorder.record(Event.FLAG_DECIDED, obj=flag, status=flag.status)
    return flag


def register() -> None:
    """Listen to decisions that are served."""
    on(Event.DECISION_SERVED, _suggest)
