"""What people add to the records of people: roles of another forum, a merge, confirmed relations.

Done by the accounts themselves through the services, a few days back, once the cases stand.
"""

from sqlalchemy import select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.cases import service as cases
from jicms.cases.models import Case, CaseStatus, Party, PartyRole
from jicms.core import unit_of_work
from jicms.demo.stage import DESKS, Stage
from jicms.people import merging, relations, service
from jicms.people.models import DeclaredRelation, Person, RelationKind

FORUMS = {
    "CBP": (PartyRole.EEO_COMPLAINANT, PartyRole.GRIEVANT),
    "ICE": (PartyRole.OSC_COMPLAINANT, PartyRole.EEO_COMPLAINANT),
}
#: The number under which the second record of one man was entered.
TWIN = "C-{number}"
WHY = "The contractor became an employee in 2024: the same date of birth, and his own word."


def add(stage: Stage) -> None:
    """Add everything."""
    for agency, roles in FORUMS.items():
        _forums(stage, DESKS[agency].boss, roles)
        _twin(stage, DESKS[agency].boss)
    _relations(stage)


def _forums(stage: Stage, boss: str, roles: tuple[PartyRole, ...]) -> None:
    """Subjects of one case who took a matter elsewhere, in which another case touches them: on
    their page it stands apart."""
    with stage.acting(boss, days=4) as actor:
        people, open_cases = _subjects(actor), _open_cases(actor)
        for role, person in zip(roles, people, strict=False):
            case = next((c for c in open_cases if not _is_named(c, person)), None)
            if case is not None:
                open_cases.remove(case)
                cases.add_party(case, actor=actor, role=role, person=person)


def _subjects(actor: Actor) -> list[Person]:
    """Employees without an account who are subjects in the actor's sight, the latest first."""
    found = unit_of_work.session().scalars(
        select(Person)
        .join(Party, Party.person_id == Person.id)
        .where(Party.role == PartyRole.SUBJECT, Party.withdrawn_at.is_(None))
        .where(Person.agency_id == actor.agency_id, Person.employee_number.is_not(None))
        .order_by(Party.id.desc())
        .limit(8)
    )
    return list(dict.fromkeys(found))


def _open_cases(actor: Actor) -> list[Case]:
    """Open cases of the office whose people the actor may name."""
    found = unit_of_work.session().scalars(
        select(Case)
        .where(Case.status == CaseStatus.OPEN, Case.restricted.is_(False))
        .where(Case.lead_office_id == actor.office_id)
        .order_by(Case.id.desc())
        .limit(12)
    )
    return [case for case in found if policy.allows(actor, Action.PARTY_EDIT, case)]


def _is_named(case: Case, person: Person) -> bool:
    named = select(Party.id).where(Party.case_id == case.id, Party.person_id == person.id)
    return unit_of_work.session().scalar(named.limit(1)) is not None


def _twin(stage: Stage, boss: str) -> None:
    """A second record of an employee, from the time as a contractor, became a part of the first."""
    with stage.acting(boss, days=3) as actor:
        kept = _subjects(actor)[-1]
        twin = service.add_person(
            actor=actor,
            kind_code="CONTRACTOR",
            given_name=kept.given_name[:1] + ".",
            family_name=kept.family_name,
            employee_number=TWIN.format(number=kept.employee_number),
        )
        unit_of_work.session().refresh(kept)
        merging.merge_persons(
            kept, actor=actor, merged=twin, versions=(kept.version, twin.version), reason=WHY
        )


def _relations(stage: Stage) -> None:
    """One relation that the security administrator confirmed, one that waits."""
    with stage.acting("specialist.ler", days=6) as actor:
        spouse = _without_case(actor)
        relation = relations.declare(
            actor=actor,
            kind=RelationKind.SPOUSE,
            name=spouse.name,
            number=spouse.employee_number,
        ).id
    with stage.acting("security", days=5) as actor:
        found = unit_of_work.session().get(DeclaredRelation, relation)
        assert found is not None, "it was declared a day before"
        relations.confirm(found, actor=actor)
    with stage.acting("investigator2.ia", days=1) as actor:
        relations.declare(
            actor=actor, kind=RelationKind.SIBLING, name="Leopold Tillerby", number=None
        )


def _without_case(actor: Actor) -> Person:
    """An employee of the agency whom nothing names that the actor sees: no work is shut by it."""
    return (
        unit_of_work.session()
        .scalars(
            select(Person)
            .where(Person.agency_id == actor.agency_id, Person.employee_number.is_not(None))
            .where(Person.id.not_in(select(Party.person_id).where(Party.person_id.is_not(None))))
            .where(Person.id.not_in(actor.person_ids))
            .order_by(Person.id.desc())
            .limit(1)
        )
        .one()
    )
