"""Records that reports count: employees, charges with findings, penalties."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jicms.allegations.models import Allegation, AllegationSubject
from jicms.auth.models import Office, User
from jicms.cases.models import (
    Case,
    CaseStatus,
    GrantKind,
    GrantLevel,
    IdentityMode,
    Party,
    PartyRole,
    Recusal,
    VaultIdentity,
)
from jicms.discipline.models import ActionStatus, DisciplinaryAction, Penalty, PenaltyStage
from jicms.people.models import Employment, Person
from tests.factories import accounts, cases

#: Monday, November 16, 2026: fiscal year 2027.
NOW = datetime(2026, 11, 16, 15, 0, tzinfo=UTC)


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
    return final_action(
        session,
        of,
        person,
        (PenaltyStage.PROPOSED, proposed, None),
        (PenaltyStage.DECIDED, decided, days),
        (PenaltyStage.FINAL, decided, days),
        proposed_on=date(2026, 10, 5),
        decided_on=date(2026, 11, 4),
    )


def final_action(
    session: Session,
    of: Case,
    person: Person,
    *stages: tuple[PenaltyStage, str, int | None],
    **values: Any,
) -> DisciplinaryAction:
    """A final action of LER about the person: of each stage its action type and its days."""
    labor = session.scalar(select(Office).where(Office.code == "LER"))
    assert labor is not None
    action = DisciplinaryAction(
        case_id=of.id,
        n=1,
        party_id=subject(session, of, person).id,
        office_id=labor.id,
    )
    session.add(action)
    session.flush()
    # It begins as a draft, whoever writes.
    for name, value in {"status": ActionStatus.FINAL, **values}.items():
        setattr(action, name, value)
    session.flush()
    for stage, code, days in stages:
        session.add(
            Penalty(
                action_id=action.id,
                case_id=of.id,
                stage=stage,
                action_type_code=code,
                days=days,
                on=date(2026, 11, 4),
            )
        )
    session.flush()
    return action


def received(year: int, month: int, day: int) -> dict[str, Any]:
    """Values of a case received on that day at noon."""
    return {
        "received_at": datetime(year, month, day, 17, tzinfo=UTC),
        "received_on": date(year, month, day),
    }


def known(session: Session) -> SimpleNamespace:
    """Five cases of IA (fiscal years 2025 to 2027), known to the last digit; their numbers.

    one: 2 allegations, 3 allegation × subject; two: closed after 10 days; three: closed after 21;
    four: merged duplicate; five: no allegation, open since 16 days.
    """
    field = employee(session, "7000-0001", "Aldo", "Brenner", component="Field Operations")
    patrol = employee(session, "7000-0002", "Berit", "Calder", component="Border Patrol")
    one = cases.case(session, status=CaseStatus.OPEN, class_code="CBP-2", **received(2026, 10, 1))
    charge(session, one, "IT-02", [field, patrol], ["SUBSTANTIATED", "UNFOUNDED"])
    charge(session, one, "IT-01", [field], [None], method="EMAIL")
    two = closed(session, 10, **received(2026, 9, 30))
    charge(session, two, "IT-02", [patrol], ["SUBSTANTIATED"])
    three = closed(session, 21, **received(2024, 12, 5))
    charge(session, three, "ALC-01", [field], ["ADMIN_CLOSED"])
    four = cases.case(
        session,
        status=CaseStatus.MERGED_DUPLICATE,
        merged_into_id=one.id,
        **received(2026, 10, 2),
    )
    charge(session, four, "IT-02", [field], [None])
    five = cases.case(session, **received(2026, 10, 31))
    penalised(session, two, patrol, proposed="REMOVAL", decided="SUSPENSION_15_PLUS", days=30)
    return SimpleNamespace(
        one=one.number, two=two.number, three=three.number, four=four.number, five=five.number
    )


def closed(session: Session, days: int, **values: Any) -> Case:
    """A case that was closed so many days after its receipt."""
    end = values["received_at"] + timedelta(days)
    return cases.case(
        session,
        status=CaseStatus.CLOSED,
        closed_at=end,
        closed_on=end.date(),
        closure_code="COMPLETED",
        class_code="CBP-3",
        **values,
    )


def hide(session: Session, wall: str) -> Case:
    """Make a case like `one` that supervisor.ia may not see, by the named wall."""
    office = "OPR" if wall == "other office" else "IA"
    values = {"restricted": True} if wall == "restricted" else {}
    case = cases.case(
        session,
        office=office,
        status=CaseStatus.OPEN,
        class_code="CBP-2",
        **received(2026, 10, 1),
        **values,
    )
    field = employee(session, "7000-0001")
    charge(session, case, "IT-02", [field], ["SUBSTANTIATED"])
    penalised(session, case, field, proposed="REMOVAL", decided="REMOVAL")
    if wall in {"subject", "witness", "complainant", "victim"}:
        cases.party(session, case, role=PartyRole(wall.upper()), account="supervisor.ia")
    elif wall == "vault":
        seal(session, case)
    elif wall == "recusal":
        recuse(session, case)
    elif wall == "ended share":
        grant = cases.grant(session, case, office="IA", level=GrantLevel.FULL)
        case.lead_office_id = session.scalars(select(Office.id).where(Office.code == "OPR")).one()
        grant.until = NOW - timedelta(1)
    elif wall == "restricted":
        cases.grant(session, case, user="head.ia", kind=GrantKind.NAMED)
    return case


def seal(session: Session, case: Case) -> None:
    """A confidential complainant who is supervisor.ia."""

    hidden = cases.party(
        session,
        case,
        role=PartyRole.COMPLAINANT,
        description="",
        identity_mode=IdentityMode.CONFIDENTIAL,
        alias="Complainant A",
    )
    person = accounts.person_of(session, "supervisor.ia")
    session.add(VaultIdentity(party_id=hidden.id, case_id=case.id, person_id=person.id, sealed="x"))
    session.flush()


def recuse(session: Session, case: Case) -> None:
    """supervisor.ia stands aside."""

    user = session.scalars(select(User).where(User.username == "supervisor.ia")).one()
    session.add(Recusal(case_id=case.id, user_id=user.id, reason="neighbor"))
    session.flush()
