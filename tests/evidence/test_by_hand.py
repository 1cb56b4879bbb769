"""A record marked as compelled by hand: nobody can ask the gate of what exists already."""

import pytest
from sqlalchemy import select

from jicms.auth.models import User
from jicms.cases.handling import Handling
from jicms.cases.models import GrantKind
from jicms.core.errors import RuleBroken
from jicms.evidence import exposure, service
from jicms.evidence.models import Document, EvidenceItem
from jicms.evidence.models_derived import CompelledMark
from jicms.notices.models import Notice
from jicms.prosecution.gate import whole
from jicms.prosecution.models import ProsecutionStatus as S
from tests.factories import accounts, allegations, cases
from tests.factories.evidence import document, item, party, the_case, upload
from tests.factories.investigations import user
from tests.prosecution.test_service import go, referred

LEAD, CRIMINAL = "investigator.ia", "investigator2.ia"
COMPELLED, TAINT = Handling.GARRITY_COMPELLED, Handling.COMPELLED_TAINT
WHY = "Ordered to hand in a memo on Nov 3"


@pytest.fixture
def kept(acting, number):
    """An item and a document that nobody marked yet, and a crime that nobody declined."""
    with acting() as session:
        case = the_case(session, number)
        allegations.allegation(session, case, party(session), code="COR-01")
        cases.grant(session, case, user="counsel.cbp", kind=GrantKind.SHARE)
    with acting(LEAD) as session:
        item(session, number, description="Kestrel memo")
        document(session, number, title="Letter of a clerk")
    return number


def handling(session, model):
    return Handling(session.scalar(whole(select(model.handling))))


def marked(session, row, *, whose, why=WHY):
    service.mark(row, actor=accounts.actor_of(LEAD), handling=int(COMPELLED), whose=whose, why=why)


def told(session, event):
    return sorted(
        session.scalars(
            select(User.username)
            .join(Notice, Notice.user_id == User.id)
            .where(Notice.event == event)
        )
    )


def test_it_says_whose_words_and_why_and_those_who_answer_for_the_wall_are_told(
    acting, reading, sign_in, kept
):
    agent, criminal = sign_in(LEAD), sign_in(CRIMINAL)
    page = f"/cases/{kept}/evidence/items/1"
    assert "Kestrel memo" in criminal.get(page).text
    with acting() as session:
        form = {"handling": "GARRITY_COMPELLED", "whose": party(session).id, "why": WHY}
    for missing, field in (({"whose": ""}, "Choose whose words"), ({"why": " "}, "Write why")):
        answer = agent.post(f"{page}/handling", data=form | missing)
        assert answer.status_code == 422
        assert field in answer.text
    assert agent.post(f"{page}/handling", data=form | {"whose": "99"}).status_code == 422
    assert criminal.post(f"{page}/handling", data=form).status_code == 422, "he could not read it"
    assert agent.post(f"{page}/handling", data=form).status_code == 302
    text = agent.get(page).text
    assert WHY in text
    assert "First officer" in text
    assert "The declination gate was not open then" in text
    assert 'name="why"' not in agent.get(f"{page}/handling").text, "said once"
    assert criminal.get(page).status_code == 404
    with reading() as session:
        assert told(session, "COMPELLED_MARKED") == ["counsel.cbp", "supervisor.ia"]
        assert told(session, "COMPELLED_TAINTED") == []
    with reading(CRIMINAL) as session:
        assert session.scalars(select(CompelledMark)).all() == []


def test_whoever_opened_it_before_is_exposed_and_listed(acting, sign_in, kept):
    page = f"/cases/{kept}/evidence/items/1"
    assert sign_in("supervisor.opr").get(page).status_code == 404
    for name in (CRIMINAL, "head.ia"):
        assert sign_in(name).get(page).status_code == 200
    with acting(LEAD) as session:
        row = session.scalar(select(EvidenceItem))
        assert exposure.exposures_in(row.case) == []
        marked(session, row, whose=party(session))
        for name in (LEAD, CRIMINAL, "head.ia"):
            assert exposure.is_exposed(row.case, user(session, name)), name
        assert not exposure.is_exposed(row.case, user(session, "supervisor.opr"))
        opened = user(session, "head.ia").name
    boss = sign_in("supervisor.ia")
    assert f"{page}/exposure" in boss.get(page).text
    assert opened in boss.get(f"{page}/exposure").text
    assert sign_in(LEAD).get(f"{page}/exposure").status_code == 403
    assert f"{page}/exposure" not in sign_in(LEAD).get(page).text
    assert sign_in(CRIMINAL).get(f"{page}/exposure").status_code == 404
    assert boss.get(f"/cases/{kept}/documents/1/exposure").status_code == 404, "not compelled"


@pytest.mark.parametrize("first", ["marked", "prosecuted"])
def test_a_prosecution_of_that_person_taints_it_whichever_came_first(acting, reading, kept, first):
    def mark():
        with acting(LEAD) as session:
            marked(session, session.scalar(select(EvidenceItem)), whose=party(session))
            marked(session, session.scalar(select(Document)), whose=party(session, 2))

    def prosecute():
        with acting() as session:
            go(referred(session, kept), S.ACCEPTED)

    for step in (mark, prosecute) if first == "marked" else (prosecute, mark):
        step()
    with reading() as session:
        assert handling(session, EvidenceItem) == COMPELLED | TAINT
        assert handling(session, Document) == COMPELLED, "a witness is not prosecuted"
        marks = session.scalars(whole(select(CompelledMark).order_by(CompelledMark.id))).all()
        assert [Handling(row.handling) for row in marks] == [COMPELLED | TAINT, COMPELLED]
        assert told(session, "COMPELLED_TAINTED") == ["counsel.cbp", "supervisor.ia"]


def test_it_is_not_taken_back_and_what_corrects_it_is_compelled_too(acting, reading, kept):
    with acting(LEAD) as session:
        row, paper = session.scalar(select(EvidenceItem)), session.scalar(select(Document))
        marked(session, row, whose=party(session))
        marked(session, paper, whose=party(session))
        with pytest.raises(RuleBroken, match="stays compelled"):
            service.mark(row, actor=accounts.actor_of(LEAD), handling=0)
        assert Handling(item(session, kept, corrects=row).handling) == COMPELLED
        again = document(session, kept, corrects=paper, file=upload(b"Again"))
        assert Handling(again.handling) == COMPELLED
    with reading(CRIMINAL) as session:
        for model in (EvidenceItem, Document):
            assert session.scalars(select(model)).all() == [], model


@pytest.mark.parametrize(("record", "model"), [(item, EvidenceItem), (document, Document)])
def test_a_record_is_marked_as_it_is_recorded_too(acting, reading, kept, record, model):
    told_of = {"handling": int(COMPELLED), "why": WHY}
    for wrong, field in (({"why": ""}, "why"), ({"whose": None}, "whose")):
        with pytest.raises(RuleBroken) as refused, acting(LEAD) as session:
            record(session, kept, **told_of | {"whose": party(session)} | wrong)
        assert refused.value.field == field
    with acting(LEAD) as session:
        made = record(session, kept, **told_of, whose=party(session))
        assert session.scalars(select(CompelledMark.entity_id)).all() == [made.id]
    with reading() as session:
        assert told(session, "COMPELLED_MARKED") == ["counsel.cbp", "supervisor.ia"]
