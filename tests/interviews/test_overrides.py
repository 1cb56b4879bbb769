"""Counsel's override: asked for, decided by another, used by one interview."""

import pytest
from sqlalchemy import select

from jicms.cases.handling import Handling
from jicms.cases.models import GrantKind
from jicms.core import clock
from jicms.core.errors import Denied, TransitionRefused
from jicms.interviews import service
from jicms.interviews.models import GateOverride
from jicms.prosecution import gate
from tests.factories import accounts, cases
from tests.factories.evidence import declined, party, statement, the_case, the_investigation
from tests.factories.interviews import SYSTEM, planned, record, warned
from tests.interviews.test_service import ahead, refused


@pytest.fixture
def counsel(acting, crime):
    """Two counsel to whom the case is open."""
    with acting() as session:
        case = the_case(session, crime)
        cases.grant(session, case, user="counsel.cbp", kind=GrantKind.SHARE)
    return crime


def ask(session, number, **values):
    told = {
        "actor": accounts.actor_of("counsel.cbp"),
        "party": party(session),
        "reason": "The prosecutor answered orally.",
        "expires_at": ahead(days=5),
        **values,
    }
    return service.ask_override(the_case(session, number), **told)


def test_an_override_takes_two_and_serves_one_interview_until_it_expires(acting, counsel):
    with acting("counsel.cbp") as session:
        made = ask(session, counsel)
        refused("party", ask, session=session, number=counsel)
        with pytest.raises(Denied):
            service.decide_override(
                made, actor=accounts.actor_of("counsel.cbp"), confirms=True, reason="Mine"
            )
        key = made.id
    with acting("investigator.ia") as session:
        told = {"investigation": the_investigation(session), "party": party(session)}
        assert refused("warning_code", planned, **told) == gate.SHUT
        for name in ("investigator.ia", "supervisor.ia"):
            with pytest.raises(Denied):
                service.decide_override(
                    session.get(GateOverride, key),
                    actor=accounts.actor_of(name),
                    confirms=True,
                    reason="x",
                )
    with acting() as session:
        service.decide_override(
            session.get(GateOverride, key), actor=SYSTEM, confirms=True, reason="Checked"
        )
    with acting("investigator.ia") as session:
        told = {"investigation": the_investigation(session), "party": party(session)}
        first = planned(**told)
        assert first.override_id == key
        assert refused("warning_code", planned, **told) == gate.SHUT
        warned(first)
        assert refused("on", record, interview=first) == gate.TOO_EARLY
        record(first, began_at=clock.now(), ended_at=clock.now())
        made = statement(session, counsel, n=1, warning_code="KALKINES", interview=first)
        assert Handling(made.handling) & Handling.GARRITY_COMPELLED


def test_an_override_expires_and_is_asked_only_where_the_gate_is_shut(acting, counsel):
    with acting() as session:
        refused("expires_on", ask, session=session, number=counsel, expires_at=ahead(days=90))
        refused("reason", ask, session=session, number=counsel, reason=" ")
        refused("party", ask, session=session, number=counsel, party=party(session, 2))
        made = ask(session, counsel)
        service.decide_override(made, actor=SYSTEM, confirms=True, reason="Checked")
        of, subject = the_investigation(session), party(session)
        with clock.at(ahead(days=6)):
            refused("warning_code", planned, investigation=of, party=subject)
        with pytest.raises(TransitionRefused):
            service.decide_override(made, actor=SYSTEM, confirms=False, reason="Again")
    with acting() as session:
        declined(session, counsel)
        with clock.at(ahead(days=6)):
            told = {"session": session, "number": counsel, "expires_at": ahead(days=7)}
            assert "nothing to override" in refused("party", ask, **told)


def test_the_criminal_side_does_not_see_an_override(acting, reading, counsel):
    with acting("counsel.cbp") as session:
        ask(session, counsel)
    for name, seen in (("investigator2.ia", 0), ("head.ia", 0), ("supervisor.ia", 1)):
        with reading(name) as session:
            assert len(session.scalars(select(GateOverride)).all()) == seen, name
