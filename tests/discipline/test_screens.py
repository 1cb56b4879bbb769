"""The pages of discipline, opened and posted as a browser does."""

import re

import pytest
from sqlalchemy import select

from jicms.cases.models import Party
from jicms.discipline.models import ActionStatus, DisciplinaryAction, LrReferral
from tests.factories import discipline

STEPS = (
    "coverage",
    "analysis",
    "analysis-waiver",
    "furnished",
    "extension-request",
    "oral-answer",
    "oral-answer/schedule",
    "oral-answer/summary",
    "oral-answer/not-held",
    "oral-answer/summary-furnished",
    "personnel-action",
    "assign",
    "officials",
    "legal-review",
    "charges/new",
    "proposal",
    "notice",
    "extension",
    "answer",
    "worksheet",
    "decision",
    "decision-service",
    "effective-date",
    "effective",
    "final",
    "conclude",
    "withdraw",
)


@pytest.mark.parametrize("step", discipline.STEPS)
def test_every_page_opens_at_every_step(at, sign_in, step):
    number = at(step).number
    action, queue = f"/cases/{number}/actions/1", "/discipline"
    pages = [f"/cases/{number}", f"/cases/{number}/discipline", f"/cases/{number}/timeline"]
    lists = ["/", queue, f"{queue}/referrals", f"{queue}?specialist=none", f"{queue}?sort=action"]
    lists += [f"{queue}?due=over", f"{queue}?stage=FINAL&procedure=D&due=30&office=zz"]
    drafted = step != "REFERRED"
    for name, more in (("specialist.ler", lists), ("supervisor.ler", []), ("supervisor.ia", [])):
        client = sign_in(name)
        for path in pages + more:
            assert client.get(path).status_code == 200, f"{path} as {name}"
        hidden = not drafted or (name == "supervisor.ia" and step == "DRAFT")
        assert client.get(action).status_code == (404 if hidden else 200), name
    if drafted:
        client = sign_in("supervisor.ler")
        for form in STEPS:
            assert client.get(f"{action}/{form}").status_code == 200, form


def test_no_form_opens_for_the_investigating_side(at, sign_in):
    number = at("ANSWER").number
    client = sign_in("supervisor.ia")
    for form in STEPS:
        path = f"/cases/{number}/actions/1/{form}"
        assert client.get(path).status_code == 403, form
        assert client.post(path).status_code == 403, form


def version_in(page):
    return re.search(r'name="version" value="(\d+)"', page.text).group(1)


def send(client, path, **fields):
    """Post a form with the version that its page shows."""
    page = client.get(path)
    assert page.status_code == 200, page.text
    return client.post(path, data={"version": version_in(page), **fields})


def errors(answer):
    return re.findall(r'<li><a href="#[^"]*">([^<]*)|<li>([^<]*)</li>', answer.text)


def ok(answer):
    assert answer.status_code == 302, (answer.status_code, errors(answer))
    return answer


def ids(acting):
    with acting() as session:
        action = session.scalar(select(DisciplinaryAction))
        return {
            "proposing": discipline.user("official.cbp", session).id,
            "deciding": discipline.user("official2.cbp", session).id,
            "finding": discipline.link_of(session, action).id,
            "version": action.version,
        }


def test_the_whole_road_through_the_forms(acting, sign_in, app):
    with acting() as session:
        made = discipline.investigated(session)
        number, exhibit = made.case.number, made.exhibits[0].id
    supervisor, specialist = sign_in("supervisor.ia"), sign_in("specialist.ler")
    page = supervisor.get(f"/cases/{number}/refer")
    assert "Report 001" in page.text
    ok(
        supervisor.post(
            f"/cases/{number}/refer",
            data={"party": "1", "report": "1", "exhibits": [str(exhibit)], "note": "See 1.1."},
        )
    )
    ok(
        supervisor.post(
            f"/cases/{number}/subjects/2/code",
            data={"outcome_code": "SEPARATED", "reason": "Left in January."},
        )
    )
    with acting() as session:
        referral = session.scalar(select(LrReferral.id))
    accept = f"/cases/{number}/referrals/{referral}/accept"
    with acting() as session:
        me = discipline.user("specialist.ler", session).id
    ok(send(specialist, accept, specialist=str(me)))
    known, action = ids(acting), f"/cases/{number}/actions/1"
    facts = {
        "considered": "REMOVAL",
        "service": "COMPETITIVE",
        "serving_since": "03/02/2015",
        "probation_ends": "03/01/2016",
    }
    told = send(specialist, f"{action}/coverage", **facts, work_out="1")
    assert told.status_code == 200
    assert "The facts give: Adverse action" in told.text
    ok(send(specialist, f"{action}/coverage", **facts))
    ok(
        send(
            specialist,
            f"{action}/charges/new",
            finding=known["finding"],
            title="Misuse",
            text="On Dec 1, 2023.",
            incident_from="12/01/2023",
        )
    )
    factors = {f"weight_{n}": "NEUTRAL" for n in range(1, 13)}
    factors |= {f"text_{n}": f"Proposed for {n}." for n in range(1, 13)}
    ok(send(specialist, f"{action}/proposing-worksheet", **factors))
    ok(
        send(
            specialist,
            f"{action}/analysis",
            done_on="02/26/2024",
            analyst=str(me),
            recommends="PROPOSE",
            text="The findings support the charge.",
        )
    )
    ok(
        send(
            specialist,
            f"{action}/proposal",
            proposing=known["proposing"],
            deciding=known["deciding"],
            proposed_on="02/28/2024",
            action_type_code="REMOVAL",
            legal_review_on="02/27/2024",
            legal_review_by="W. Stroud",
        )
    )
    notice = {"received_on": "03/01/2024", "received_time": "10:30 a.m.", "proof": "Signed for."}
    notice |= {"method_code": "HAND_DELIVERY", "deciding": known["deciding"]}
    notice |= {"material_with_notice": "1"}
    unwritten = send(specialist, f"{action}/notice", **notice)
    assert "write the letter first" in unwritten.text
    with acting() as session:
        discipline.bound(session, session.scalar(select(DisciplinaryAction)))
    ok(send(specialist, f"{action}/notice", **notice))
    page = specialist.get(action).text.replace("\u00a0", " ")
    assert "Mon, Apr 1, 2024" in page
    assert "Fri, Mar 8, 2024" in page
    ok(
        send(
            specialist,
            f"{action}/answer",
            kind="WRITTEN",
            received_on="03/06/2024",
            received_time="11:00 am",
            channel="EMAIL",
            submitted_by="EMPLOYEE",
            summary="Admits it.",
        )
    )
    factors = {f"weight_{n}": "NEUTRAL" for n in range(1, 13)}
    factors |= {f"text_{n}": f"Reasons {n}" for n in range(1, 13)}
    ok(send(specialist, f"{action}/worksheet", **factors))
    decision = {
        "deciding": known["deciding"],
        "decided_on": "03/20/2024",
        "sustained": "1.1",
        "action_type_code": "REMOVAL",
    }
    early = send(specialist, f"{action}/decision", **decision, effective_on="03/30/2024")
    assert early.status_code == 422
    assert "1 day short of the 30 days" in early.text
    ok(send(specialist, f"{action}/decision", **decision, effective_on="04/01/2024"))
    with acting() as session:
        discipline.bound(session, session.scalar(select(DisciplinaryAction)), decision=True)
    ok(
        send(
            specialist,
            f"{action}/decision-service",
            received_on="03/25/2024",
            received_time="11:00 am",
            method_code="CERTIFIED_MAIL",
            proof="Return receipt.",
            effective_on="04/01/2024",
        )
    )
    ok(send(specialist, f"{action}/effective", nature_code="330"))
    ok(send(specialist, f"{action}/final"))
    with acting() as session:
        assert session.scalar(select(DisciplinaryAction.status)) is ActionStatus.FINAL
        states = session.scalars(select(Party.subject_status).order_by(Party.n)).all()
        assert [str(state) for state in states] == ["FINAL", "CODED", "None"]
    seen = supervisor.get(action).text
    assert "Removal" in seen
    assert "Misuse" not in seen
