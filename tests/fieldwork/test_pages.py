"""The job in the browser: plan, hours, requests, leads, handover; what is refused at its field."""

import csv
import io

import pytest
from sqlalchemy import select

from jicms.audit.models import AuditEvent
from jicms.cases.models import Case, CaseStatus, PartyRole
from jicms.cases.service import tasks
from jicms.deadlines.models_tasks import Task
from jicms.evidence import service as evidence
from jicms.fieldwork import dates
from jicms.fieldwork.models import Activity, Plan, PlanElement
from jicms.fieldwork.models_requests import Lead, RecordsRequest
from jicms.investigations.models import InvestigationType
from jicms.notices.models import Notice
from jicms.refdata import queries as lists
from jicms.refdata.models_fieldwork import ActivityKind
from tests.factories import allegations, cases
from tests.factories.investigations import investigation
from tests.fieldwork.conftest import LEAD, OTHER, as_actor, days, typed


@pytest.fixture
def base(acting):
    """An administrative investigation alone in its case."""
    with acting() as session:
        case = cases.case(session, status=CaseStatus.TRIAGE)
        subject = cases.party(session, case, role=PartyRole.SUBJECT, description="First officer")
        cases.party(session, case, role=PartyRole.WITNESS, description="Clerk")
        allegations.allegation(session, case, subject, code="WRK-01")
        investigation(session, case)
        return f"/cases/{case.number}/investigations/1"


def test_a_plan_is_written_approved_and_seen_to_have_changed(sign_in, reading, base):
    lead, boss = sign_in(LEAD), sign_in("supervisor.ia")
    page = f"{base}/plan"
    assert "Approve<" not in boss.get(page).text, "there is nothing to approve yet"
    assert lead.post(f"{page}/edit", data={"issues": ""}).status_code == 422
    assert lead.post(f"{page}/edit", data={"issues": "Who looked?"}).status_code == 302
    wrong = {"allegation": "9", "text": "Acted on duty"}
    assert lead.post(f"{page}/elements/new", data=wrong).status_code == 422
    right = {"allegation": "1", "text": "Acted on duty"}
    assert lead.post(f"{page}/elements/new", data=right).status_code == 302
    assert lead.post(f"{page}/witnesses/new", data={}).status_code == 422
    assert lead.post(f"{page}/witnesses/new", data={"party": "2"}).status_code == 302
    assert lead.post(f"{page}/dates/new", data={"text": "Interview"}).status_code == 422
    day = {"text": "Interview", "due_on": typed(days(4))}
    assert lead.post(f"{page}/dates/new", data=day).status_code == 302
    text = lead.get(page).text
    assert "Clerk" in text
    assert "Approve<" not in text
    assert lead.get(f"{page}/approve").status_code == 403

    assert boss.get(f"{page}/edit").status_code == 403
    assert "Edit issues" not in boss.get(page).text
    assert "Approve<" in boss.get(page).text
    word = {"note": "See the clerk first.", "version": "4"}
    assert boss.post(f"{page}/approve", data={**word, "version": "3"}).status_code == 409, "unseen"
    assert boss.post(f"{page}/approve", data=word).status_code == 302
    assert "See the clerk first." in lead.get(page).text
    again = boss.post(f"{page}/approve", data={"version": "5"})
    assert again.status_code == 422, "approved as it stands"
    judged = {"text": "Acted on duty", "state": "SHOWN", "note": "", "version": "1"}
    assert lead.post(f"{page}/elements/1", data=judged).status_code == 422, "by what?"
    assert lead.post(f"{page}/elements/1", data={**judged, "note": "Roster"}).status_code == 302
    assert lead.post(f"{page}/elements/1", data={**judged, "note": "Other"}).status_code == 409
    assert "Changed since it was approved" not in lead.get(page).text, (
        "a state is no change of plan"
    )
    assert lead.post(f"{page}/records/new", data={"text": "Roster"}).status_code == 302
    assert "Changed since it was approved" in boss.get(page).text
    printed = boss.get(f"{page}/print").text
    assert "CUI//PRVCY" in printed
    assert "Roster" in printed
    with reading() as session:
        assert session.scalar(select(PlanElement.note)) == "Roster"
        assert session.scalar(select(Plan)).approval_note == "See the clerk first."
        events = set(session.scalars(select(AuditEvent.event)))
        assert "PLAN_APPROVED" in events


def test_two_who_edit_one_plan_do_not_overwrite_each_other(sign_in, base):
    lead = sign_in(LEAD)
    page = f"{base}/plan/edit"
    assert lead.post(page, data={"issues": "First"}).status_code == 302
    assert lead.post(page, data={"issues": "Second"}).status_code == 409, "opened on no plan"
    assert lead.post(page, data={"issues": "Second", "version": "1"}).status_code == 302
    assert lead.post(page, data={"issues": "Third", "version": "1"}).status_code == 409


def test_hours_count_once_and_stay_as_written(sign_in, reading, base, ids):
    lead, page = sign_in(LEAD), f"{base}/activities"
    own = ids[LEAD]
    entry = {
        "on": typed(days(-1)),
        "user_id": own,
        "kind_code": "INTERVIEW",
        "hours": "2.5",
        "what": "=Saw the clerk",
    }
    for wrong in (
        {"hours": "0"},
        {"hours": "1.1"},
        {"hours": "25"},
        {"hours": "NaN"},
        {"hours": "9" * 400},
        {"on": typed(days(1))},
        {"kind_code": "NAP"},
        {"user_id": ids["supervisor.ia"]},
        {"what": ""},
        {"what": "x" * 5000},
    ):
        answer = lead.post(f"{page}/new", data={**entry, **wrong})
        assert answer.status_code == 422, wrong
    assert lead.post(f"{page}/new", data=entry).status_code == 302
    assert lead.post(f"{page}/new", data={**entry, "kind_code": "TRAVEL", "hours": "1"}).status_code
    fixed = {**entry, "hours": "1.75"}
    assert lead.post(f"{page}/1/correct", data=fixed).status_code == 302
    assert lead.post(f"{page}/1/correct", data=fixed).status_code == 422, "corrected already"
    text = lead.get(page).text
    assert "corrected by entry 3" in text
    assert "<b>2.75</b>" in text, "1.75 and 1, without the 2.5"
    assert lead.post(f"{page}/2/correct", data={**entry, "hours": "0"}).status_code == 302
    assert "<b>1.75</b>" in lead.get(page).text
    rows = list(csv.DictReader(io.StringIO(lead.get(f"{page}.csv").text.lstrip("\ufeff"))))
    assert [row["Hours"] for row in rows] == ["0.0", "1.75", "1.0", "2.5"]
    assert rows[0]["What was done"].startswith("'="), "no formula"
    with reading() as session:
        assert session.scalar(select(Activity.quarters).where(Activity.n == 1)) == 10
        assert "EXPORT_DONE" in set(session.scalars(select(AuditEvent.event)))
    assert "Add an entry" not in sign_in("supervisor.ia").get(page).text


def test_a_correction_may_keep_a_kind_that_was_retired(acting, sign_in, base, ids):
    lead, page = sign_in(LEAD), f"{base}/activities"
    entry = {"on": typed(days(-1)), "user_id": ids[LEAD], "kind_code": "TRAVEL", "what": "Drove"}
    assert lead.post(f"{page}/new", data={**entry, "hours": "2"}).status_code == 302
    with acting() as session:
        session.get(ActivityKind, "TRAVEL").valid_to = days(-1)
        lists.forget()
    assert lead.post(f"{page}/new", data={**entry, "hours": "1"}).status_code == 422
    assert 'value="TRAVEL"' in lead.get(f"{page}/1/correct").text
    assert lead.post(f"{page}/1/correct", data={**entry, "hours": "1"}).status_code == 302


def asked(client, base, **more):
    data = {
        "addressee": "First Bank",
        "what": "Statements of account",
        "authority": "ADMINISTRATIVE_SUBPOENA",
        "citation": "19 USC 1509",
        "issued_on": typed(days(-9)),
        "due_on": typed(days(-1)),
        **more,
    }
    return client.post(f"{base}/requests/new", data=data)


def test_a_request_waits_is_late_and_is_answered(acting, sign_in, reading, base, upload):
    lead = sign_in(LEAD)
    for wrong in (
        {"addressee": ""},
        {"citation": ""},
        {"authority": "GRAND_JURY"},
        {"due_on": typed(days(-20))},
        {"issued_on": typed(days(2))},
    ):
        assert asked(lead, base, **wrong).status_code == 422, wrong
    assert asked(lead, base).status_code == 302
    day = days(-1)
    assert "First Bank" in lead.get(f"/calendar?month={day:%Y-%m}").text
    assert "Records due" in lead.get("/calendar.ics").text or day.month != days(0).month
    with acting():
        dates.sweep()
    assert events_of(reading, LEAD) == ["RECORDS_OVERDUE"]
    page = f"{base}/requests/1"
    more = {"kind": "EXTENDED", "on": typed(days(0)), "note": "They asked"}
    assert lead.post(f"{page}/reply", data=more).status_code == 422, "until when?"
    longer = {**more, "due_on": typed(days(9))}
    assert lead.post(f"{page}/reply", data=longer).status_code == 302
    assert events_of(reading, LEAD) == []
    with acting(LEAD) as session:
        case = session.scalar(select(Case))
        evidence.add_document(case, actor=as_actor(), title="Statements", file=upload())
    came = {"kind": "COMPLETE", "on": typed(days(0)), "documents": "1"}
    assert lead.post(f"{page}/reply", data={**came, "documents": "7"}).status_code == 422
    assert lead.post(f"{page}/reply", data=came).status_code == 302
    text = lead.get(page).text
    assert "/documents/1" in text
    assert "Record a reply" not in text
    assert lead.post(f"{page}/reply", data=came).status_code == 409


def events_of(reading, username):
    with reading() as session:
        rows = select(Notice.event).where(
            Notice.user_id == as_actor(username).user_id,
            Notice.cleared_at.is_(None),
            Notice.event.in_([kind.code for kind in dates.KINDS]),
        )
        return sorted(session.scalars(rows))


def test_a_lead_is_given_sent_on_and_ended(sign_in, reading, base, ids):
    lead = sign_in(LEAD)
    own = ids[LEAD]
    new = {"what": "A second telephone", "source": "The clerk", "owner_id": own}
    assert lead.post(f"{base}/leads/new", data={**new, "owner_id": "99"}).status_code == 422
    assert lead.post(f"{base}/leads/new", data=new).status_code == 302
    changed = {**new, "sent_to": "Field office east", "version": "1"}
    page = f"{base}/leads/1"
    assert lead.post(f"{page}/edit", data={**changed, "version": "0"}).status_code == 409
    assert lead.post(f"{page}/edit", data=changed).status_code == 302
    assert "Field office east" in lead.get(page).text
    assert lead.post(f"{page}/end", data={"state": "OPEN", "outcome": "x"}).status_code == 422
    ended = {"state": "NOT_PURSUED", "outcome": "No such number"}
    assert lead.post(f"{page}/end", data=ended).status_code == 302
    assert lead.post(f"{page}/end", data=ended).status_code == 409
    assert "Send to another office" not in lead.get(page).text


def test_the_lead_is_handed_over_with_what_is_open(acting, sign_in, reading, base, ids):
    old, boss = sign_in(LEAD), sign_in("supervisor.ia")
    own = ids[LEAD]
    assert asked(old, base).status_code == 302
    assert old.post(f"{base}/leads/new", data={"what": "A", "owner_id": own}).status_code == 302
    assert old.post(f"{base}/leads/new", data={"what": "B"}).status_code == 302
    with acting(LEAD) as session:
        case = session.scalar(select(Case))
        tasks.add_task(case, actor=as_actor(), title="Call", owner_id=as_actor().user_id)
    assert "Hand over" not in old.get(f"{base.split('/investigations')[0]}/investigation").text
    assert old.post(f"{base}/hand-over", data={}).status_code == 403
    to = {"to": ids[OTHER], "note": "All but the bank is done."}
    assert boss.post(f"{base}/hand-over", data={**to, "note": ""}).status_code == 422
    assert boss.post(f"{base}/hand-over", data={**to, "to": own}).status_code == 422
    assert boss.post(f"{base}/hand-over", data=to).status_code == 302
    assert old.get(f"{base}/leads").status_code == 404
    new = sign_in(OTHER)
    assert "LEAD_HANDED_OVER" in events_of(reading, OTHER)
    with reading() as session:
        mine = as_actor(OTHER).user_id
        assert set(session.scalars(select(Task.owner_id))) == {mine}, "those of the checklist too"
        assert list(session.scalars(select(Lead.owner_id).order_by(Lead.n))) == [mine, None]
        assert session.scalar(select(RecordsRequest.owner_id)) == mine
    text = new.get(f"{base}/handovers").text
    assert "7 tasks, 1 lead, 1 records request" in text
    assert "Sign for it" in text
    assert "Sign for it" not in boss.get(f"{base}/handovers").text
    assert boss.post(f"{base}/handovers/1/receive").status_code == 403
    assert new.post(f"{base}/handovers/1/receive", data={"note": "No key"}).status_code == 302
    assert new.post(f"{base}/handovers/1/receive", data={}).status_code == 403
    assert "No key" in boss.get(f"{base}/handovers").text
    assert "LEAD_HANDED_OVER" not in events_of(reading, OTHER)


def test_pages_cost_the_same_however_much_they_hold(sign_in, statements, base, ids):
    lead = sign_in(LEAD)
    own = ids[LEAD]

    def fill():
        asked(lead, base)
        lead.post(f"{base}/leads/new", data={"what": "A", "owner_id": own})
        lead.post(f"{base}/plan/witnesses/new", data={"party": "2"})
        entry = {"on": typed(days(-1)), "user_id": own, "kind_code": "OTHER", "hours": "1"}
        lead.post(f"{base}/activities/new", data={**entry, "what": "Read"})

    pages = [f"{base}/{name}" for name in ("plan", "activities", "requests", "leads")]
    fill()
    before = [statements(lambda page=page: lead.get(page)) for page in pages]
    for _ in range(3):
        fill()
    assert [statements(lambda page=page: lead.get(page)) for page in pages] == before


def test_a_grand_jury_request_is_open_to_its_list_alone(acting, sign_in, number, upload):
    """To whoever issued it: not to the rest of the criminal team, nor to its reviewer."""
    base = f"/cases/{number}/investigations/2"
    issuer = sign_in(OTHER)
    more = {"authority": "GRAND_JURY", "citation": "GJ 26-4"}
    assert asked(issuer, base, **more).status_code == 302
    assert "Access list" in issuer.get(f"{base}/requests/1").text
    head = sign_in("head.ia")
    assert head.get(f"{base}/requests/1").status_code == 404
    assert "First Bank" not in head.get(f"{base}/requests").text
    assert "First Bank" not in head.get("/calendar?who=all").text
    with acting(OTHER) as session:
        case = session.scalar(select(Case))
        plain = evidence.add_document(case, actor=as_actor(OTHER), title="Plain", file=upload())
        assert plain.handling == 0
    reply = {"kind": "PARTIAL", "on": typed(days(0)), "documents": "1"}
    answer = issuer.post(f"{base}/requests/1/reply", data=reply)
    assert answer.status_code == 422, "an unmarked document would tell what the grand jury got"


def test_a_grand_jury_request_is_given_to_its_list_alone(acting, sign_in, reading, ids):
    with acting() as session:
        case = cases.case(session, status=CaseStatus.TRIAGE)
        criminal = InvestigationType.CRIMINAL
        investigation(session, case, type=criminal, lead=OTHER, team=(LEAD,), reviewer="head.ia")
        base = f"/cases/{case.number}/investigations/1"
    issuer = sign_in(OTHER)
    assert "begins with you" in issuer.get(f"{base}/requests/new").text
    more = {"authority": "GRAND_JURY", "citation": "GJ 26-4"}
    unlisted = asked(issuer, base, **more, owner_id=ids[LEAD])
    assert unlisted.status_code == 422
    assert asked(issuer, base, **more).status_code == 302
    given = {"owner_id": ids[LEAD], "version": "1"}
    assert f'value="{ids[LEAD]}"' not in issuer.get(f"{base}/requests/1/owner").text
    assert issuer.post(f"{base}/requests/1/owner", data=given).status_code == 422
    with reading(OTHER) as session:
        assert session.scalar(select(RecordsRequest.owner_id)) == int(ids[OTHER])
    assert asked(issuer, base, **more, named=ids[LEAD]).status_code == 302
    assert f'value="{ids[LEAD]}"' in issuer.get(f"{base}/requests/2/owner").text
    assert issuer.post(f"{base}/requests/2/owner", data=given).status_code == 302
