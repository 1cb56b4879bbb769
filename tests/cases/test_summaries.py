"""What a summary, and sight of single items, leave out: every reason and note in words."""

from datetime import date

import pytest

from jicms.allegations.models import AllegationClassChange
from jicms.cases.models import CaseGrantItem, ClassChange, GrantKind, GrantLevel
from jicms.intake.models import OigReferral, OigReferralAllegation
from jicms.workflow import StatusChange
from tests.factories import cases
from tests.factories.world import world

WORD = "Quillfeather"
PAGES = ("", "/timeline", "/allegations", "/allegations/1.1", "/classes", "/oig", "/investigation")


@pytest.fixture
def told(acting):
    """A case in which every reason and note names somebody."""
    with acting() as session:
        made = world(session, office="IA")
        case, allegation = made.case, made.allegation
        of = {"case_id": case.id, "reason": f"{WORD} said so."}
        session.add(ClassChange(field="class", old_code=None, new_code="CBP-2", **of))
        session.add(
            AllegationClassChange(
                allegation_id=allegation.id, field="class", new_code="CBP-2", **of
            )
        )
        session.add(
            StatusChange(
                entity="investigation",
                entity_id=made.investigation.id,
                transition="suspend",
                from_status="OPEN",
                to_status="SUSPENDED",
                **of,
            )
        )
        referral = OigReferral(case_id=case.id, sent_on=date(2026, 10, 2), note=f"{WORD} again")
        session.add(referral)
        session.flush()
        session.add(
            OigReferralAllegation(
                referral_id=referral.id, case_id=case.id, allegation_id=allegation.id
            )
        )
        cases.grant(session, case, user="supervisor.opr", level=GrantLevel.SUMMARY)
        sent = cases.grant(
            session, case, user="supervisor.ler", kind=GrantKind.REFERRAL, level=GrantLevel.ITEMS
        )
        for row in (made.subject, allegation, made.allegation_subject, made.finding, made.report):
            sent.items.append(CaseGrantItem(entity=row.__tablename__, entity_id=row.id))
        return case.number


def test_whoever_reads_the_case_reads_the_reasons(sign_in, told):
    client = sign_in("supervisor.ia")
    found = [page for page in PAGES if WORD in client.get(f"/cases/{told}{page}").text]
    assert {"/timeline", "/allegations/1.1", "/classes", "/oig"} <= set(found)


@pytest.mark.parametrize("name", ["supervisor.opr", "supervisor.ler"])
def test_nobody_else_does(sign_in, told, name):
    client = sign_in(name)
    assert client.get(f"/cases/{told}").status_code == 200
    assert client.get(f"/cases/{told}/allegations/1.1").status_code == 200
    assert [page for page in PAGES if WORD in client.get(f"/cases/{told}{page}").text] == []
    assert client.get(f"/cases/{told}/oig").status_code == 403


@pytest.mark.parametrize("name", ["supervisor.opr", "supervisor.ler", "custodian.ia"])
def test_the_timeline_leads_to_pages_that_open(sign_in, told, name):
    client = sign_in(name)
    page = client.get(f"/cases/{told}/timeline").text
    for tab in ("oig", "investigation"):
        address = f"/cases/{told}/{tab}"
        assert f'href="{address}"' not in page or client.get(address).status_code == 200, tab
