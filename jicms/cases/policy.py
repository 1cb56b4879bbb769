"""What may be done with a case. Each predicate answers a question about actor and record."""

from typing import Any

from jicms.access.actions import Action
from jicms.access.actor import Actor, Role
from jicms.access.policy import Rule, has_role, signed_in
from jicms.auth.actors import behind
from jicms.cases.models import Case, CaseStatus
from jicms.cases.sight import sight
from jicms.deadlines.models import ClockSide

SUPERVISOR = has_role(Role.INVESTIGATIONS_SUPERVISOR)
INVESTIGATOR = has_role(Role.INVESTIGATOR)
INTAKE = has_role(Role.INTAKE_SPECIALIST)
LR = has_role(Role.LR_SPECIALIST, Role.LR_SUPERVISOR)
LR_SUPERVISOR = has_role(Role.LR_SUPERVISOR)

#: Roles that work with case content at all.
CASE_ROLES = (
    Role.INTAKE_SPECIALIST,
    Role.INVESTIGATOR,
    Role.INVESTIGATIONS_SUPERVISOR,
    Role.LR_SPECIALIST,
    Role.LR_SUPERVISOR,
    Role.COUNSEL,
    Role.EVIDENCE_CUSTODIAN,
    Role.FACT_FINDER,
)
CASE_ROLE = has_role(*CASE_ROLES)


def case_of(record: Any) -> Case:
    """The case of a record: itself, or its parent."""
    if isinstance(record, Case):
        return record
    found: Case = record.case
    return found


def reads_in_full(actor: Actor, record: Any) -> bool:
    """Full sight of the record's case."""
    return sight(actor, case_of(record)).full


def reads_items(actor: Actor, record: Any) -> bool:
    """Full sight, or sight of what a referral or package names."""
    found = sight(actor, case_of(record))
    return found.full or found.items


def is_of_lead_office(actor: Actor, record: Any) -> bool:
    """The case is led by the office that the actor acts in."""
    return case_of(record).lead_office_id == actor.office_id


def is_assigned(actor: Actor, record: Any) -> bool:
    """The actor is assigned to the case, at full level."""
    found = sight(actor, case_of(record))
    return found.assigned and found.full


def is_lead(actor: Actor, record: Any) -> bool:
    """The actor leads the case."""
    return is_assigned(actor, record) and case_of(record).lead_user_id == actor.user_id


def clock_is_of_own_side(actor: Actor, record: Any) -> bool:
    """Labor relations stops clocks of discipline, investigations those of investigation."""
    if isinstance(record, Case):
        return True
    of_discipline: bool = record.clock.side is ClockSide.DISCIPLINE
    return of_discipline == (actor.role is Role.LR_SUPERVISOR)


def task_is_of_own_side(actor: Actor, record: Any) -> bool:
    """Labor relations works tasks of discipline, investigations those of investigation."""
    if isinstance(record, Case):
        return True
    of_discipline: bool = record.task.side is ClockSide.DISCIPLINE
    return of_discipline == (actor.role in {Role.LR_SPECIALIST, Role.LR_SUPERVISOR})


def is_early(actor: Actor, record: Any) -> bool:
    """The case has not left the intake desk."""
    return case_of(record).status in {CaseStatus.RECEIVED, CaseStatus.TRIAGE}


def is_open_for_work(actor: Actor, record: Any) -> bool:
    """The case is neither closed, merged nor referred out."""
    return not case_of(record).has_ended


def is_head(actor: Actor, _record: Any) -> bool:
    """The membership heads its office."""
    return actor.is_office_head


def is_on_the_list(actor: Actor, record: Any) -> bool:
    """The case is restricted, and the actor is one of those to whom it is kept."""
    found = sight(actor, case_of(record))
    return case_of(record).restricted and found.full and "named" in found.kinds


def did_not_ask(actor: Actor, record: Any) -> bool:
    """A second person: not whoever made the request."""
    return is_another(actor, getattr(record, "asked_by_id", None))


def is_another(actor: Actor, user_id: int | None) -> bool:
    """The account is another person's: neither the actor's own, nor a second one of its person."""
    if user_id is None or user_id == actor.user_id or not actor.person_ids:
        return user_id != actor.user_id
    return not set(actor.person_ids) & set(behind(user_id).people)


_WORKS_IT: Rule = (
    (SUPERVISOR, is_of_lead_office, is_open_for_work),
    (INVESTIGATOR, is_assigned, is_open_for_work),
)
_LEADS_OFFICE: Rule = ((SUPERVISOR, is_of_lead_office),)

RULES: dict[Action, Rule] = {
    Action.CASE_LIST: ((CASE_ROLE,),),
    Action.DEADLINE_COMPUTE: ((signed_in,),),
    Action.CLOCK_PAUSE: (
        (SUPERVISOR, is_of_lead_office, is_open_for_work, clock_is_of_own_side),
        (LR_SUPERVISOR, reads_items, clock_is_of_own_side),
    ),
    Action.CASE_VIEW: ((CASE_ROLE,),),
    Action.CASE_READ: ((CASE_ROLE, reads_items),),
    Action.CASE_BULK: ((SUPERVISOR,), (LR_SUPERVISOR,)),
    Action.CASE_EXPORT: ((has_role(*CASE_ROLES),),),
    Action.CASE_CREATE: ((INTAKE,), (SUPERVISOR,)),
    Action.CASE_EDIT: (*_WORKS_IT, (INTAKE, is_of_lead_office, is_early)),
    Action.CASE_CLASSIFY: ((SUPERVISOR, is_of_lead_office, is_open_for_work),),
    Action.CASE_TRIAGE: (
        (SUPERVISOR, is_of_lead_office),
        (INTAKE, is_of_lead_office, is_early),
    ),
    Action.CASE_ROUTE: ((SUPERVISOR, is_of_lead_office, is_open_for_work),),
    Action.CASE_ERROR: _LEADS_OFFICE,
    Action.CASE_ASSIGN: ((SUPERVISOR, is_of_lead_office, is_open_for_work),),
    Action.CASE_OPEN: ((INVESTIGATOR, is_lead), (SUPERVISOR, is_of_lead_office)),
    Action.CASE_CLOSE: (
        (SUPERVISOR, is_of_lead_office),
        (LR_SUPERVISOR, reads_items),
    ),
    Action.CASE_REOPEN: _LEADS_OFFICE,
    Action.CASE_MERGE: _LEADS_OFFICE,
    Action.CASE_LINK: (
        *_LEADS_OFFICE,
        (INVESTIGATOR, is_assigned, is_open_for_work),
        (INTAKE, is_of_lead_office, is_early),
    ),
    Action.CASE_SHARE: _LEADS_OFFICE,
    Action.CASE_RESTRICT: ((SUPERVISOR, is_of_lead_office, reads_in_full),),
    Action.CASE_ACCESS_VIEW: ((SUPERVISOR, is_of_lead_office), (INVESTIGATOR, is_lead)),
    Action.CASE_RECUSE: ((CASE_ROLE,),),
    Action.RECUSAL_LIFT: _LEADS_OFFICE,
    Action.GLASS_ASK: ((SUPERVISOR, is_head), (LR_SUPERVISOR, is_head)),
    Action.GLASS_DECIDE: ((CASE_ROLE, is_on_the_list, did_not_ask),),
    Action.WALL_DECIDE: _LEADS_OFFICE,
    Action.TASK_VIEW: ((CASE_ROLE, reads_in_full), (LR, reads_items)),
    Action.TASK_EDIT: (
        *((*row, task_is_of_own_side) for row in _WORKS_IT),
        (LR, reads_items, is_open_for_work, task_is_of_own_side),
    ),
    Action.TASK_HAND_OVER: ((SUPERVISOR,), (LR_SUPERVISOR,)),
    Action.LOG_VIEW: ((CASE_ROLE, reads_in_full),),
    Action.LOG_ADD: _WORKS_IT,
    Action.PARTY_EDIT: (*_WORKS_IT, (INTAKE, is_of_lead_office, is_early)),
    Action.ALIAS_DECIDE: ((SUPERVISOR, is_of_lead_office, reads_in_full),),
    Action.IDENTITY_REVEAL: ((SUPERVISOR, is_of_lead_office, reads_in_full),),
}
