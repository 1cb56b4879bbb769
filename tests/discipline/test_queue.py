"""The discipline queue: whose step is late, and many actions to another specialist at once."""

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from jicms.access.actor import Role, current_actor
from jicms.audit.models import AuditEvent
from jicms.auth import service as auth
from jicms.auth.models import User
from jicms.cases.models import Case, CaseGrant, IdentityMode, PartyRole, Recusal
from jicms.cases.service.vault import seal
from jicms.core import clock
from jicms.discipline import service
from jicms.discipline.models import DisciplinaryAction
from jicms.notices.models import Notice
from tests.factories import accounts, cases, discipline
from tests.factories.steps import analyzed

PAGE = "/discipline/reassign"
LATER = datetime(2024, 12, 2, 15, tzinfo=UTC)


@pytest.fixture
def second(acting):
    """Another specialist of LER, by name and id."""
    with acting() as session:
        office = discipline.user("specialist.ler", session).memberships[0].office
        made = auth.create_user(
            session,
            username="second.ler",
            name="Second Specialist",
            password=accounts.PASSWORD,
            must_change_password=False,
        )
        auth.add_membership(
            session,
            user=made,
            office=office,
            role=Role.LR_SPECIALIST,
            valid_from=accounts.EMPLOYED_SINCE,
            is_confirmed=True,
        )
        session.flush()
        return made.id


def picks(page):
    return re.findall(r'name="pick" value="([^"]*)"', page)


def specialists(reading):
    with reading() as session:
        rows = session.execute(
            select(DisciplinaryAction.id, User.username)
            .outerjoin_from(DisciplinaryAction, User, User.id == DisciplinaryAction.specialist_id)
            .order_by(DisciplinaryAction.id)
        )
        return [row.username for row in rows]


def test_the_queue_says_whose_step_is_late_and_by_how_many_days(at, acting, sign_in, statements):
    numbers = {step: at(step).number for step in ("DRAFT", "PROPOSED", "ANSWER", "DECISION")}
    numbers["FREE"] = at("DRAFT", specialist=None).number
    with acting("supervisor.ler") as session:
        drafts = session.scalars(
            select(DisciplinaryAction).where(DisciplinaryAction.status == "DRAFT")
        ).all()
        charged = next(row for row in drafts if row.specialist_id is not None)
        discipline.covered(session, charged, "REMOVAL")
        link = discipline.link_of(session, charged)
        told = service.ChargeText(link, "Misuse", "On Dec 1, 2023")
        service.draft_charge(charged, actor=current_actor(), text=told)
        analyzed(charged)
    with clock.at(LATER):
        client = sign_in("supervisor.ler")
        page = client.get("/discipline?due=over").text
        table = page.split('id="late"')[1].split("</table>")[0]
        late = re.findall(r'waits=(\w+)">[^<]*</a></th><td[^>]*>(\d+)</td><td[^>]*>(\d+)', table)
        # Case analysis: accepted Apr 2, 2024 + 30 = Thu May 2. From May 2 to Dec 2: 29 (rest of
        # May) + 30 + 31 + 31 + 30 + 31 + 30 + 2 = 214. Analyzed, it waits for counsel with the
        # proposal: Apr 2 + 90 = Mon Jul 1; 30 + 31 + 30 + 31 + 30 + 2 = 154. The answer fell on
        # Mar 8 (Mar 1 + 7): 23 + 30 + 31 + 30 + 31 + 31 + 30 + 31 + 30 + 2 = 269; the decision on
        # Apr 22 (Mar 6 + 45 is Sat Apr 20, moved to Monday): 8 + 31 + 30 + 31 + 31 + 30 + 31 + 30
        # + 2 = 224.
        assert {row[0]: row[1:] for row in late} == {
            "ASSIGNMENT": ("1", "214"),
            "COUNSEL": ("1", "154"),
            "SPECIALIST": ("1", "269"),
            "DECIDING": ("1", "224"),
        }
        one = client.get("/discipline?due=over&waits=DECIDING").text
        assert numbers["DECISION"] in one
        assert numbers["ANSWER"] not in one.split("<table")[-1]
        sheet = client.get("/discipline/export/csv?due=over&waits=COUNSEL").text
        assert "Counsel: legal review,154" in sheet
        few = statements(lambda: client.get("/discipline?due=over"))
        # Unserved letters and answers that may still come wait for those, late or not.
        everything = client.get("/discipline").text
        assert "Service of the letter" in everything
    at("DRAFT")
    with clock.at(LATER):
        assert statements(lambda: client.get("/discipline?due=over")) == few


def test_chosen_actions_go_to_another_specialist_and_both_are_told(at, sign_in, reading, second):
    numbers = [f"{at('DRAFT').number}-D01", f"{at('ANSWER').number}-D01"]
    client = sign_in("supervisor.ler")
    queue = client.get("/discipline").text
    assert 'action="/discipline/reassign"' in queue
    assert f'value="{numbers[0]}"' in queue
    page = client.get(PAGE, query_string={"pick": numbers}).text
    assert all(number in page for number in numbers)
    sent = {"specialist": str(second), "reason": "Leave until March", "pick": picks(page)}
    assert client.post(PAGE, data={**sent, "reason": ""}).status_code == 422
    preview = client.post(PAGE, data=sent).text
    assert specialists(reading) == ["specialist.ler"] * 2
    assert "Goes to Second Specialist" in preview
    shown = picks(preview)
    answer = client.post(PAGE, data={**sent, "pick": shown, "apply": "1"})
    assert answer.status_code == 302, answer.text
    assert specialists(reading) == ["second.ler"] * 2
    with reading() as session:
        events = session.scalars(select(AuditEvent.event)).all()
        assert events.count("ACTION_REASSIGNED") == 2
        assert events.count("BULK_APPLIED") == 1
        told = session.execute(
            select(Notice.event, User.username)
            .join(User, User.id == Notice.user_id)
            .where(Notice.event.in_(("ACTION_WENT", "ACTION_CAME")), Notice.cleared_at.is_(None))
        ).all()
        assert sorted(tuple(row) for row in told) == [
            ("ACTION_CAME", "second.ler"),
            ("ACTION_WENT", "specialist.ler"),
            ("ACTION_WENT", "specialist.ler"),
        ]
        given = session.scalars(select(Notice).where(Notice.event == "ACTION_ASSIGNED")).all()
        assert {row.user_id for row in given if row.cleared_at is None} == {second}
        reasons = session.scalars(select(CaseGrant.reason)).all()
        assert f"Specialist of {numbers[0]}: Leave until March" in reasons
    # The same form again: what was shown is not what is there.
    again = client.post(PAGE, data={**sent, "pick": shown, "apply": "1"})
    assert again.status_code == 422
    assert "changed this action meanwhile" in again.text


def test_a_specialist_who_may_not_act_is_refused_by_row_and_the_rest_goes(
    at, acting, sign_in, reading, second
):
    free, walled = at("DRAFT"), at("DRAFT")
    with acting() as session:
        action = session.get(DisciplinaryAction, walled.action)
        session.add(Recusal(case_id=action.case_id, user_id=second, reason="Neighbors"))
    numbers = [f"{row.number}-D01" for row in (free, walled)]
    client = sign_in("supervisor.ler")
    sent = {"specialist": str(second), "reason": "Workload", "pick": [*numbers, "202699999-D01"]}
    page = client.post(PAGE, data=sent).text
    assert "No action that you may see: 202699999-D01" in page
    refused = page.split('id="refused"')[1]
    assert numbers[1] in refused
    assert "act in this case" in refused
    assert [pick.partition(".")[0] for pick in picks(page)] == numbers[:1]
    # A row that is forced into the confirmation stops all of them.
    forced = [*picks(page), f"{numbers[1]}.{walled_version(reading, walled)}"]
    answer = client.post(PAGE, data={**sent, "pick": forced, "apply": "1"})
    assert answer.status_code == 422
    assert specialists(reading) == ["specialist.ler"] * 2
    assert client.post(PAGE, data={**sent, "pick": picks(page), "apply": "1"}).status_code == 302
    assert specialists(reading) == ["second.ler", "specialist.ler"]


def walled_version(reading, made):
    with reading() as session:
        return session.get(DisciplinaryAction, made.action).version


def test_only_the_supervisor_of_the_office_reassigns(at, sign_in, reading, second):
    number = f"{at('DRAFT').number}-D01"
    sent = {"specialist": str(second), "reason": "Mine", "pick": [number]}
    for name in ("specialist.ler", "official.cbp", "supervisor.ia", "counsel.cbp", "auditor"):
        client = sign_in(name)
        assert client.get(PAGE).status_code == 403, name
        assert client.post(PAGE, data=sent).status_code == 403, name
    assert PAGE not in sign_in("specialist.ler").get("/discipline").text
    other = sign_in("supervisor.elr")
    page = other.get(PAGE, query_string={"pick": number}).text
    assert "No actions were chosen" in page
    assert other.post(PAGE, data={**sent, "apply": "1"}).status_code == 422
    # Not a number, too many, none at all.
    client = sign_in("supervisor.ler")
    assert client.get(PAGE, query_string={"pick": ["x", "-D", "1-D٣", "'--"]}).status_code == 200
    many = [f"2026{n:05d}-D01" for n in range(51)]
    assert client.get(PAGE, query_string={"pick": many}).status_code == 422
    assert specialists(reading) == ["specialist.ler"]


def test_a_reason_that_may_name_a_reporter_is_refused(at, acting, sign_in, reading, second):
    number = at("DRAFT").number
    with acting() as session:
        case = session.scalars(select(Case)).one()
        teller = cases.party(session, case, role=PartyRole.COMPLAINANT, description="")
        teller.identity_mode, teller.alias = IdentityMode.CONFIDENTIAL, "Reporter 1"
        seal(teller, person=None, identity={"name": "Wendell Oakhurst"})
    client = sign_in("supervisor.ler")
    sent = {"specialist": str(second), "pick": [f"{number}-D01"]}
    answer = client.post(PAGE, data={**sent, "reason": "Oakhurst asked for another"})
    assert "may identify a reporter of one of the cases" in answer.text
    assert "Nothing would happen" in answer.text
    assert not picks(answer.text)
    forced = {"pick": [f"{number}-D01.1"], "apply": "1", "reason": "Oakhurst asked"}
    assert client.post(PAGE, data={**sent, **forced}).status_code == 422
    with reading() as session:
        assert "LEAK_WARNED" in session.scalars(select(AuditEvent.event)).all()
    assert picks(client.post(PAGE, data={**sent, "reason": "Workload"}).text)
