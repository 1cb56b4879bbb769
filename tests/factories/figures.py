"""Records that reports count: employees, charges with findings, penalties."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jicms.allegations.models import Allegation, AllegationSubject
from jicms.auth.models import Office
from jicms.cases.models import Case, Party, PartyRole
from jicms.discipline.models import ActionStatus, DisciplinaryAction, Penalty, PenaltyStage
from jicms.people.models import Employment, Person
from tests.factories import cases


def employee(
    session: Session, number: str, given: str = "", family: str = "", *, component: str = ""
) -> Person:
    """The employee of that number, made if there is none."""
    found = session.scalar(
        select(Person)
        .where(Person.employee_number == number)
        .execution_options(unscoped="test set-up")
    )
    if found is not None:
        return found
    agency = session.scalar(select(Office.agency_id).where(Office.code == "IA"))
    made = Person(
        kind_code="EMPLOYEE",
        given_name=given,
        family_name=family,
        search_name=f"{given} {family}".lower(),
        employee_number=number,
        agency_id=agency,
    )
    session.add(made)
    session.flush()
    job = Employment(person_id=made.id, program_office=component, valid_from=date(2020, 1, 1))
    session.add(job)
    session.flush()
    return made


def subject(session: Session, of: Case, person: Person) -> Party:
    """The person as a subject of the case, made if need be, employed as at incident."""
    found = session.scalar(
        select(Party).where(Party.case_id == of.id, Party.person_id == person.id)
    )
    if found is not None:
        return found
    job = session.scalar(select(Employment.id).where(Employment.person_id == person.id))
    made = cases.party(session, of, role=PartyRole.SUBJECT, at_incident_id=job)
    made.person_id, made.description = person.id, ""
    session.flush()
    return made


def charge(
    session: Session,
    of: Case,
    code: str | None,
    people: list[Person],
    findings: list[str | None],
    *,
    method: str = "PHONE_HOTLINE",
) -> Allegation:
    """An allegation against these people, each with its finding or none."""
    n = (session.scalar(select(func.max(Allegation.n)).where(Allegation.case_id == of.id)) or 0) + 1
    made = Allegation(
        case_id=of.id,
        n=n,
        category_code=code,
        class_code=of.class_code,
        intake_method_code=method,
        received_at=of.received_at,
    )
    session.add(made)
    session.flush()
    for m, (person, finding) in enumerate(zip(people, findings, strict=True), start=1):
        party = subject(session, of, person)
        session.add(
            AllegationSubject(
                allegation_id=made.id,
                case_id=of.id,
                m=m,
                party_id=party.id,
                finding_code=finding,
            )
        )
    session.flush()
    return made


def penalised(
    session: Session,
    of: Case,
    person: Person,
    *,
    proposed: str,
    decided: str,
    days: int | None = None,
) -> DisciplinaryAction:
    """A final action of LER about the person: proposed, decided and final penalty."""
    labor = session.scalar(select(Office).where(Office.code == "LER"))
    assert labor is not None
    action = DisciplinaryAction(
        case_id=of.id,
        n=1,
        party_id=subject(session, of, person).id,
        office_id=labor.id,
        status=ActionStatus.FINAL,
        proposed_on=date(2026, 10, 5),
        decided_on=date(2026, 11, 4),
    )
    session.add(action)
    session.flush()
    for stage, code, length in (
        (PenaltyStage.PROPOSED, proposed, None),
        (PenaltyStage.DECIDED, decided, days),
        (PenaltyStage.FINAL, decided, days),
    ):
        session.add(
            Penalty(
                action_id=action.id,
                case_id=of.id,
                stage=stage,
                action_type_code=code,
                days=length,
                on=date(2026, 11, 4),
            )
        )
    session.flush()
    return action
