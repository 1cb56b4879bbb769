"""A small set of records with known figures, for every report."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest

from jicms.cases.models import CaseStatus, GrantKind, GrantLevel, PartyRole
from jicms.core import clock
from tests.factories import accounts, cases
from tests.factories.figures import charge, employee, penalised

#: Monday, November 16, 2026: fiscal year 2027.
NOW = datetime(2026, 11, 16, 15, 0, tzinfo=UTC)


@pytest.fixture
def now():
    """The day on which the reports run."""
    with clock.at(NOW):
        yield NOW


def received(year, month, day):
    """Values of a case received on that day at noon."""
    return {
        "received_at": datetime(year, month, day, 17, tzinfo=UTC),
        "received_on": date(year, month, day),
    }


@pytest.fixture
def figures(acting, now):
    """Five visible cases of IA (fiscal years 2025 to 2027), known to the last digit.

    one: 2 allegations, 3 allegation × subject; two: closed after 10 days; three: closed after 21;
    four: merged duplicate; five: no allegation, open since 16 days.
    """
    made = SimpleNamespace()
    with acting() as session:
        field = employee(session, "7000-0001", "Aldo", "Brenner", component="Field Operations")
        patrol = employee(session, "7000-0002", "Berit", "Calder", component="Border Patrol")
        one = cases.case(
            session, status=CaseStatus.OPEN, class_code="CBP-2", **received(2026, 10, 1)
        )
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
        made.numbers = SimpleNamespace(
            one=one.number, two=two.number, three=three.number, four=four.number, five=five.number
        )
    return made


def closed(session, days, **values):
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


def hide(session, made, wall):
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
        case.lead_office_id = office_id(session, "OPR")
        grant.until = NOW - timedelta(1)
    elif wall == "restricted":
        cases.grant(session, case, user="head.ia", kind=GrantKind.NAMED)
    return case


def seal(session, case):
    """A confidential complainant who is supervisor.ia."""
    from jicms.cases.models import IdentityMode, VaultIdentity

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


def recuse(session, case):
    """supervisor.ia stands aside."""
    from sqlalchemy import select

    from jicms.auth.models import User
    from jicms.cases.models import Recusal

    user = session.scalar(select(User).where(User.username == "supervisor.ia"))
    session.add(Recusal(case_id=case.id, user_id=user.id, reason="neighbor"))
    session.flush()


def office_id(session, code):
    """The id of an office."""
    from sqlalchemy import select

    from jicms.auth.models import Office

    return session.scalar(select(Office.id).where(Office.code == code))
