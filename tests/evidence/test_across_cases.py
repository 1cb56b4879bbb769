"""What came of a compelled record of a linked case: compelled here too, and the cases stay
together."""

import pytest
from sqlalchemy import select

from jicms.cases import service as case_service
from jicms.cases.handling import Handling
from jicms.cases.models import CaseStatus, GrantKind, PartyRole
from jicms.cases.models_links import CaseLink
from jicms.core.errors import RuleBroken
from jicms.evidence import service
from jicms.evidence.guards import TOGETHER
from jicms.evidence.models import EvidenceItem, Statement
from jicms.evidence.models_derived import Derivation
from jicms.prosecution import service as prosecution
from jicms.prosecution.models import ProsecutionStatus as S
from tests.factories import accounts, allegations, cases
from tests.factories.evidence import SYSTEM, item, statement, the_case
from tests.factories.interviews import held
from tests.factories.investigations import investigation, user
from tests.prosecution.test_service import go

LEAD, CRIMINAL = "investigator.ia", "investigator2.ia"
COMPELLED, TAINT = Handling.GARRITY_COMPELLED, Handling.COMPELLED_TAINT


@pytest.fixture
def there(acting, number):
    """Another case of the same office with a compelled statement; an item in the first."""
    with acting() as session:
        other = cases.case(session, status=CaseStatus.TRIAGE)
        subject = cases.party(session, other, role=PartyRole.SUBJECT, description="Second officer")
        allegations.allegation(session, other, subject, code="WRK-01")
        investigation(session, other)
        cases.grant(session, other, user="counsel.cbp", kind=GrantKind.SHARE)
        interview = held(session, other, subject)
        told = {"giver": subject, "warning_code": "KALKINES", "interview": interview}
        statement(session, other.number, text="Wombat.", **told)
        item(session, number, description="Narwhal ledger")
        return other.number


def join(session, number, there, how="link"):
    here, other = the_case(session, number), the_case(session, there)
    if how == "link":
        return cases.link(session, here, other)
    other.status, other.merged_into_id = CaseStatus.MERGED_DUPLICATE, here.id
    session.flush()
    return None


def derive(session):
    return service.mark_derived(
        session.scalar(select(EvidenceItem)),
        actor=accounts.actor_of(LEAD),
        source=session.scalar(select(Statement)),
        reason="He led us there.",
    )


def test_a_record_of_a_linked_case_is_a_source_and_of_no_other(
    acting, reading, sign_in, number, there
):
    agent, page = sign_in(LEAD), f"/cases/{number}/evidence/derived"
    with acting(LEAD) as session:
        said, thing = session.scalar(select(Statement)), session.scalar(select(EvidenceItem))
        form = {
            "source": f"statement-{said.id}",
            "row": f"evidence_item-{thing.id}",
            "reason": "He led us there.",
        }
        with pytest.raises(RuleBroken, match="or of one linked"):
            derive(session)
    assert agent.post(f"{page}/new", data=form).status_code == 422
    with acting() as session:
        join(session, number, there)
    assert f"Case {there}" in agent.get(f"{page}/new").text
    assert there not in sign_in(CRIMINAL).get(f"{page}/new").text
    assert agent.post(f"{page}/new", data=form).status_code == 302
    for shown in (page, f"/cases/{there}/evidence/derived"):
        text = agent.get(shown).text
        assert "He led us there." in text, shown
        assert "Narwhal ledger" in text, shown
    with reading() as session:
        assert Handling(session.scalar(select(EvidenceItem.handling))) == COMPELLED
    assert "Narwhal" not in sign_in(CRIMINAL).get(f"/cases/{number}/evidence").text


@pytest.mark.parametrize("how", ["link", "merge"])
def test_the_cases_stay_together_while_something_came_across(acting, number, there, how):
    with acting(LEAD) as session:
        join(session, number, there, how)
        derive(session)

    def part(session, actor):
        if how == "link":
            told = {"case": the_case(session, number), "reason": "Not related"}
            case_service.links.remove_link(session.scalar(select(CaseLink)), actor=actor, **told)
        else:
            case_service.unmerge(the_case(session, there), actor=actor, reason="Not the same")

    def apart(session, name):
        with pytest.raises(RuleBroken) as refused:
            part(session, accounts.actor_of(name) if name else SYSTEM)
        return " ".join(refused.value.sentences)

    with acting() as session:
        assert "came of a compelled record" in apart(session, None)
    with acting("head.ia") as session:
        said = apart(session, "head.ia")
        assert TOGETHER in said
        assert "on neither criminal investigation" in said
        assert "compelled" not in said


def test_the_taint_and_the_exposure_cross_over_too(acting, reading, sign_in, number, there):
    with acting(LEAD) as session:
        join(session, number, there)
        derive(session)
    boss = sign_in("supervisor.ia")
    assert boss.get(f"/cases/{number}/evidence/items/1").status_code == 200
    page = f"/cases/{there}/evidence/statements/1/exposure"
    assert "Narwhal ledger" in boss.get(page).text, "what came of it, in the other case"
    partly = sign_in("counsel.cbp").get(page).text
    with reading() as session:
        assert user(session, "supervisor.ia").name not in partly, "of a case that is not in sight"
        assert user(session, LEAD).name in partly
    with acting() as session:
        party = session.scalar(select(Statement)).giver
        told = {"level_code": "FEDERAL", "office": "U.S. Attorney", "party": party}
        on = party.case.received_at.date()
        referral = prosecution.refer(party.case, actor=SYSTEM, on=on, **told)
        go(referral, S.ACCEPTED)
    with reading() as session:
        for model in (Statement, EvidenceItem, Derivation):
            assert Handling(session.scalar(select(model.handling))) == COMPELLED | TAINT, model
