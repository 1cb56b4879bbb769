"""Interviews, planned and held through the services as the people who do it."""

from datetime import timedelta

from sqlalchemy import select

from jicms.access.actor import Actor
from jicms.allegations.models import AllegationSubject
from jicms.cases.models import Case, Party
from jicms.core import clock
from jicms.interviews import service
from jicms.interviews.models import Interview, PresentAs, Recording
from jicms.investigations.models import Investigation
from jicms.investigations.policy import live_team
from jicms.prosecution import service_gate
from tests.factories import accounts
from tests.factories.files import upload

SYSTEM = Actor.system("test")
#: The form that each warning is read from.
FORMS = {"KALKINES": "KALKINES_1", "GARRITY_BECKWITH": "GARRITY_BECKWITH_1"}


def planned(
    investigation: Investigation,
    party: Party,
    *,
    name: str = "investigator.ia",
    warning: str = "KALKINES",
    at=None,
    **values,
) -> Interview:
    """An interview that `name` plans, a day ahead, held by the lead of the investigation."""
    lead = next(row.user for row in live_team(investigation) if row.is_lead)
    told = {
        "party": party,
        "at": at or clock.now() + timedelta(days=1),
        "warning_code": warning,
        "people": {PresentAs.INTERVIEWER: lead},
        "place": "Room 4",
        **values,
    }
    return service.schedule(investigation, actor=accounts.actor_of(name), **told)


def warned(interview: Interview, *, name: str = "investigator.ia", **values):
    """Its warning, signed."""
    told = {
        "form_code": FORMS[interview.warning_code],
        "read_by": "The interviewer",
        "given_at": clock.now() - timedelta(hours=2),
        "is_signed": True,
        "file": upload(b"%PDF-1.7 signed", "signed.pdf"),
        **values,
    }
    return service.give_warning(interview, actor=accounts.actor_of(name), **told)


def held(
    session,
    case: Case,
    party: Party,
    *,
    name: str = "investigator.ia",
    warning: str = "KALKINES",
    **values,
) -> Interview:
    """An interview of the case's first administrative investigation: planned, warned and held."""
    of = session.scalars(
        select(Investigation).where(Investigation.case_id == case.id).order_by(Investigation.n)
    ).first()
    interview = planned(of, party, name=name, warning=warning)
    warned(interview, name=name)
    return record(interview, name=name, **values)


def record(interview: Interview, *, name: str = "investigator.ia", **values) -> Interview:
    """What is recorded of it once it was held."""
    told = {
        "began_at": clock.now() - timedelta(hours=2),
        "ended_at": clock.now() - timedelta(hours=1),
        "people": {row.role: row.user or row.name for row in interview.people},
        "recording": Recording.AUDIO,
        "recording_where": "Item E0001",
        **values,
    }
    return service.hold(interview, actor=accounts.actor_of(name), **told)


def assessed(session, party: Party, *likely: str) -> None:
    """Which sovereigns beside the federal one may prosecute what the subject is accused of."""
    rows = session.scalars(
        select(AllegationSubject).where(AllegationSubject.party_id == party.id)
    ).all()
    service_gate.assess(
        party.case, actor=SYSTEM, charges=rows, likely=likely, reason="On federal ground."
    )
