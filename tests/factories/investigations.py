"""Investigations with teams and reports, written through the services as the people who do it."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from jicms.access.actor import Actor
from jicms.auth.models import User
from jicms.cases.models import Case, CaseStatus, PartyRole
from jicms.investigations import service
from jicms.investigations.models import Investigation, InvestigationType, Report
from tests.factories import accounts, allegations, cases

SYSTEM = Actor.system("test")


def user(session: Session, name: str) -> User:
    """The account of that name."""
    found = session.scalar(select(User).where(User.username == name))
    assert found is not None, name
    return found


def investigation(
    session: Session,
    of: Case,
    *,
    lead: str = "investigator.ia",
    team: tuple[str, ...] = (),
    reviewer: str = "supervisor.ia",
    type: InvestigationType = InvestigationType.ADMINISTRATIVE,  # noqa: A002
    is_open: bool = True,
) -> Investigation:
    """An investigation with its team; opened unless told otherwise."""
    made = service.assign(
        of,
        actor=SYSTEM,
        type=type,
        lead=user(session, lead),
        team=[user(session, name) for name in team],
        reviewer=user(session, reviewer),
    )
    if is_open:
        service.open_investigation(made, actor=SYSTEM)
    return made


def of_two_teams(session: Session) -> Case:
    """One case with two teams side by side: investigation 1 is administrative, reviewed by
    supervisor.ia; 2 is criminal, led by investigator2.ia and reviewed by head.ia."""
    case = cases.case(session, status=CaseStatus.TRIAGE)
    subject = cases.party(session, case, role=PartyRole.SUBJECT, description="First officer")
    cases.party(session, case, role=PartyRole.WITNESS, description="Clerk")
    allegations.allegation(session, case, subject, code="WRK-01")
    investigation(session, case)
    criminal = InvestigationType.CRIMINAL
    investigation(session, case, type=criminal, lead="investigator2.ia", reviewer="head.ia")
    return case


def report(
    session: Session, of: Investigation, *, author: str = "investigator.ia", **values: Any
) -> Report:
    """A written draft."""
    told = {
        "type_code": "INVESTIGATIVE_FINDINGS",
        "title": "Queries of a neighbor",
        "synopsis": "The officer queried a neighbor fourteen times.",
        "body": "Predication. Details. Findings.",
        **values,
    }
    return service.start_report(of, actor=accounts.actor_of(author), **told)
