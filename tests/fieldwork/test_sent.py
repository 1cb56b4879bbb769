"""A lead at another office: it arrives there, says what was asked and nothing else, and the answer
comes back."""

import pytest
from sqlalchemy import select

from jicms.audit.models import AuditEvent
from jicms.auth.models import Office
from jicms.cases.models import Case, PartyRole
from jicms.fieldwork.models_sent import SentLead
from jicms.investigations.models import Investigation
from jicms.notices.models import Notice
from tests.factories import accounts, cases
from tests.fieldwork.conftest import LEAD, OTHER, as_actor, days, typed

SECRET, ASKED = "Quillback told us", "Ask the harbor master about slip 4"
BOSS, AGENT = "supervisor.opr", "investigator.opr"


@pytest.fixture
def lead(sign_in, number):
    """The address of a lead of the administrative team."""
    base = f"/cases/{number}/investigations/1/leads"
    data = {"what": SECRET, "source": "The clerk"}
    assert sign_in(LEAD).post(f"{base}/new", data=data).status_code == 302
    return f"{base}/1"


@pytest.fixture
def offices(reading):
    """The numbers of the offices, by code."""
    with reading() as session:
        return {row.code: str(row.id) for row in session.scalars(select(Office))}


@pytest.fixture
def received(acting, sign_in, lead, offices):
    """The address, at OPR, of the lead that was sent there."""
    data = {"office": offices["OPR"], "text": ASKED, "due_on": typed(days(6))}
    assert sign_in(LEAD).post(f"{lead}/send", data=data).status_code == 302
    with acting() as session:
        return f"/received-leads/{session.scalar(select(SentLead.id))}"


def told(reading, username):
    with reading() as session:
        rows = select(Notice.event).where(
            Notice.user_id == as_actor(username).user_id, Notice.cleared_at.is_(None)
        )
        return {event for event in session.scalars(rows) if event.startswith("LEAD_")}


def test_a_lead_is_sent_given_answered_and_the_answer_comes_back(
    reading, sign_in, lead, received, offices
):
    mine, boss, agent = sign_in(LEAD), sign_in(BOSS), sign_in(AGENT)
    again = {"office": offices["OPR"], "text": ASKED}
    assert mine.post(f"{lead}/send", data=again).status_code == 422, "they have it"
    assert "LEAD_RECEIVED" in told(reading, BOSS)
    home = boss.get("/").text
    assert ASKED in home
    assert received in boss.get("/notices").text
    assert ASKED in boss.get("/received-leads").text
    assert agent.get(received).status_code == 404, "nobody gave it to him"
    assert ASKED not in agent.get("/received-leads").text
    with reading(AGENT):
        to = {"owner_id": str(as_actor(AGENT).user_id), "version": "1"}
    assert boss.post(f"{received}/give", data={**to, "version": "0"}).status_code == 409
    ours = {**to, "owner_id": str(accounts_id(reading, LEAD))}
    assert boss.post(f"{received}/give", data=ours).status_code == 422
    assert boss.post(f"{received}/give", data=to).status_code == 302
    assert told(reading, BOSS) == set()
    assert "LEAD_TAKEN" in told(reading, AGENT)
    text = agent.get(received).text
    assert ASKED in text
    assert "Give to" not in text
    assert agent.post(f"{received}/give", data=to).status_code == 403
    assert agent.post(f"{received}/answer", data={"state": "ANSWERED"}).status_code == 422
    wrong = {"state": "RECALLED", "answer": "x"}
    assert agent.post(f"{received}/answer", data=wrong).status_code == 422
    came = {"state": "ANSWERED", "answer": "Slip 4 was empty that week."}
    assert agent.post(f"{received}/answer", data=came).status_code == 302
    assert agent.post(f"{received}/answer", data=came).status_code in {403, 409}
    assert told(reading, AGENT) == set()
    assert "LEAD_ANSWERED" in told(reading, LEAD)
    assert "Slip 4 was empty" in mine.get(lead).text
    ended = {"state": "DONE", "outcome": "Nobody was there"}
    assert mine.post(f"{lead}/end", data=ended).status_code == 302
    assert told(reading, LEAD) == set()


def accounts_id(reading, username):
    with reading():
        return accounts.actor_of(username).user_id


def test_the_other_office_reads_what_was_asked_and_nothing_else(
    sign_in, reading, number, lead, received
):
    boss = sign_in(BOSS)
    assert boss.get(received).status_code == 200
    shown = [received, "/received-leads", "/", "/notices", f"{received}/answer", "/cases"]
    for page in [*shown, "/calendar?who=all", f"/search?q={number}"]:
        text = boss.get(page).text.replace(f"q={number}", "").replace(f'value="{number}"', "")
        text = text.replace(f"“{number}”", "")
        for hidden in ("Quillback", "First officer", number):
            assert hidden not in text, f"{page}: {hidden}"
    for page in (f"/cases/{number}", lead, f"{lead}/send"):
        assert boss.get(page).status_code == 404, page
    everybody = ("supervisor.ler", "intake.opr", "auditor", "counsel.cbp", "supervisor.ia", OTHER)
    for name in (*everybody, "head.ia", "admin"):
        client = sign_in(name)
        assert client.get(received).status_code in {403, 404}, name
        assert client.post(f"{received}/answer", data={}).status_code in {403, 404}, name
        assert ASKED not in client.get("/received-leads").text, name
        assert ASKED not in client.get("/").text, name
    with reading() as session:
        for row in session.scalars(select(AuditEvent)):
            assert ASKED not in str(row.detail), row.event


def test_a_wall_of_the_case_stands_in_the_office_that_was_asked(
    acting, reading, sign_in, lead, offices
):
    """Whoever there is named in the case is neither told nor shown anything."""
    with acting() as session:
        cases.party(session, session.scalar(select(Case)), role=PartyRole.SUBJECT, account=BOSS)
    data = {"office": offices["OPR"], "text": ASKED}
    assert sign_in(LEAD).post(f"{lead}/send", data=data).status_code == 302
    assert told(reading, BOSS) == set()
    boss = sign_in(BOSS)
    with acting() as session:
        page = f"/received-leads/{session.scalar(select(SentLead.id))}"
    assert boss.get(page).status_code == 404
    assert boss.post(f"{page}/answer", data={"state": "DECLINED"}).status_code == 404
    for shown in ("/received-leads", "/"):
        assert ASKED not in boss.get(shown).text, shown


def test_the_criminal_side_follows_no_lead_of_the_administrative_one(
    acting, reading, sign_in, lead, offices
):
    """What led to it may have been compelled."""
    with acting() as session:
        boss = accounts.actor_of(BOSS)
        session.get(Investigation, of_type(session, "CRIMINAL")).reviewer_id = boss.user_id
    data = {"office": offices["OPR"], "text": ASKED}
    assert sign_in(LEAD).post(f"{lead}/send", data=data).status_code == 302
    assert "LEAD_RECEIVED" not in told(reading, BOSS)
    assert ASKED not in sign_in(BOSS).get("/received-leads").text
    base = lead.replace("/investigations/1/leads/1", "/investigations/2/leads")
    assert sign_in(OTHER).post(f"{base}/new", data={"what": "A boat"}).status_code == 302
    assert sign_in(OTHER).post(f"{base}/1/send", data=data).status_code == 302
    assert "LEAD_RECEIVED" in told(reading, BOSS)
    assert ASKED in sign_in(BOSS).get("/received-leads").text


def of_type(session, type_):
    return session.scalar(select(Investigation.id).where(Investigation.type == type_))


def test_it_is_recalled_by_hand_and_with_the_end(reading, sign_in, lead, received, offices):
    mine, boss = sign_in(LEAD), sign_in(BOSS)
    assert "Recall" in mine.get(lead).text
    assert "Recall" not in sign_in("supervisor.ia").get(lead).text
    assert sign_in("supervisor.ia").post(f"{lead}/recall").status_code == 403
    assert mine.post(f"{lead}/recall").status_code == 302
    assert mine.post(f"{lead}/recall").status_code == 409
    assert boss.get(received).status_code == 404
    assert told(reading, BOSS) == set()
    again = {"office": offices["OPR"], "text": ASKED}
    for wrong in ({"office": offices["IA"]}, {"text": " "}, {"due_on": typed(days(-1))}):
        assert mine.post(f"{lead}/send", data={**again, **wrong}).status_code == 422, wrong
    assert mine.post(f"{lead}/send", data=again).status_code == 302
    ended = {"state": "NOT_PURSUED", "outcome": "Settled otherwise"}
    assert mine.post(f"{lead}/end", data=ended).status_code == 302
    assert told(reading, BOSS) == set()
    assert ASKED not in boss.get("/received-leads").text


def test_a_restricted_case_keeps_its_leads(acting, sign_in, lead, received, offices):
    with acting() as session:
        case = session.scalar(select(Case))
        case.restricted = True
        cases.grant(session, case, user=LEAD, kind="named")
    boss, mine = sign_in(BOSS), sign_in(LEAD)
    assert boss.get(received).status_code == 404, "the restriction ends it"
    for shown in ("/received-leads", "/"):
        assert ASKED not in boss.get(shown).text, shown
    assert mine.post(f"{lead}/recall").status_code == 302
    again = {"office": offices["OPR"], "text": ASKED}
    assert "restricted" in mine.post(f"{lead}/send", data=again).text
