"""Records of a case, written through the services as the people who make them."""

from datetime import UTC, date, datetime

from sqlalchemy import select

from jicms.access.actor import Actor
from jicms.cases.handling import Handling
from jicms.cases.models import Case, Party
from jicms.evidence import service
from jicms.investigations.models import Investigation
from jicms.prosecution import service as prosecution
from jicms.prosecution.models import ProsecutionStatus
from tests.factories import accounts, interviews
from tests.factories.files import upload

SYSTEM = Actor.system("test")
TAKEN = datetime(2026, 11, 6, 15, 5, tzinfo=UTC)


def the_case(session, number):
    """The case of that number."""
    return session.scalar(select(Case).where(Case.number == number))


def party(session, n=1):
    """A party of the only case."""
    return session.scalar(select(Party).where(Party.n == n))


def item(session, number, *, name="investigator.ia", **values):
    """An item that `name` records."""
    told = {
        "kind_code": "DIGITAL_DEVICE",
        "description": "Agency smartphone, asset 77120",
        "collected_at": TAKEN,
        **_by_hand(session, values),
        **values,
    }
    return service.record_item(the_case(session, number), actor=accounts.actor_of(name), **told)


def statement(session, number, *, name="investigator.ia", n=2, **values):
    """A statement of party `n` that `name` records; a compelled one with its interview."""
    told = {
        "kind_code": "MEMO_OF_INTERVIEW",
        "giver": party(session, n),
        "taken_at": TAKEN,
        "text": "He said that he saw it.",
        **values,
    }
    case = the_case(session, number)
    if told.get("warning_code") == "KALKINES" and "interview" not in told:
        told["interview"] = interviews.held(session, case, told["giver"], name=name)
    return service.record_statement(case, actor=accounts.actor_of(name), **told)


def document(session, number, *, name="investigator.ia", **values):
    """A document that `name` adds."""
    told = {"title": "Badge records", "file": upload(), **_by_hand(session, values), **values}
    return service.add_document(the_case(session, number), actor=accounts.actor_of(name), **told)


def _by_hand(session, values):
    """What is said of a record that is marked as compelled by hand."""
    if not values.get("handling", 0) & Handling.GARRITY_COMPELLED:
        return {}
    return {"whose": party(session), "why": "Another office compelled it."}


def the_investigation(session, n=1):
    """An investigation of the only case."""
    return session.scalar(select(Investigation).where(Investigation.n == n))


def declined(session, number, n=1):
    """A declination in writing of everything against a subject."""
    made = prosecution.refer(
        the_case(session, number),
        actor=SYSTEM,
        party=party(session, n),
        level_code="FEDERAL",
        office="U.S. Attorney’s Office",
        on=date(2026, 11, 3),
    )
    prosecution.record_event(
        made,
        actor=SYSTEM,
        status=ProsecutionStatus.DECLINED,
        on=date(2026, 11, 4),
        declination_code="ADMIN_REMEDY_ADEQUATE",
        is_written=True,
    )
    interviews.assessed(session, party(session, n))
