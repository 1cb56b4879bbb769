"""Separate teams side by side: neither reads the other's fieldwork, in any channel."""

import pytest
from sqlalchemy import func, select

from jicms.allegations.models import Allegation
from jicms.audit.models import AuditEvent
from jicms.cases.models import Case
from jicms.fieldwork import service
from jicms.fieldwork.kinds import Authority, StepKind
from jicms.fieldwork.models import Activity, Plan, PlanElement, PlanStep
from jicms.fieldwork.models_requests import Lead, RecordsRequest, RequestReply
from tests.factories import cases
from tests.fieldwork.conftest import LEAD, OTHER, as_actor, days

#: A word that stands in every text of investigation 1, and one for investigation 2.
WORDS = {1: "Quillback", 2: "Sandwhistle"}
TEAM = {1: LEAD, 2: OTHER}
REVIEWER = {1: "supervisor.ia", 2: "head.ia"}
PAGES = ("plan", "plan/print", "activities", "activities.csv", "requests", "leads", "handovers")
CHILDREN = ("requests/1", "leads/1")
FORMS = (
    *("plan/edit", "plan/elements/new", "plan/elements/1", "plan/witnesses/new", "plan/steps/1"),
    *("activities/new", "activities/1/correct", "requests/new", "requests/1/reply"),
    *("requests/1/owner", "leads/new", "leads/1/edit", "leads/1/end"),
)


@pytest.fixture
def filled(acting, number, work):
    """Both investigations with one of everything."""
    for n, word in WORDS.items():
        with acting(TEAM[n]) as session:
            found, actor = work(session, n), as_actor(TEAM[n])
            service.write_plan(found, actor=actor, issues=f"{word} issues")
            alleged = session.scalar(select(Allegation))
            service.add_element(found, actor=actor, allegation=alleged, text=f"{word} element")
            what = {"text": f"{word} record", "due_on": days(0)}
            service.add_step(found, actor=actor, kind=StepKind.RECORD, **what)
            service.log_activity(
                found,
                actor=actor,
                on=days(-1),
                user_id=actor.user_id,
                kind_code="INTERVIEW",
                quarters=6,
                what=f"{word} seen",
            )
            asked = service.request_records(
                found,
                actor=actor,
                addressee=f"{word} bank",
                what="Statements",
                authority=Authority.VOLUNTARY,
                issued_on=days(-3),
                due_on=days(0),
            )
            answer = {"kind": "PARTIAL", "on": days(-1), "note": f"{word} came"}
            service.answer_request(asked, actor=actor, **answer)
            lead = {"what": f"{word} lead", "owner_id": actor.user_id, "due_on": days(0)}
            service.add_lead(found, actor=actor, **lead)
    return number


@pytest.mark.parametrize("n", [1, 2])
def test_each_team_reads_its_own_and_its_reviewer_does(sign_in, filled, n):
    for name in (TEAM[n], REVIEWER[n]):
        client = sign_in(name)
        for page in (*PAGES[:-1], *CHILDREN):
            text = client.get(f"/cases/{filled}/investigations/{n}/{page}").text
            assert WORDS[n] in text, f"{name}: {page}"
        assert f"/investigations/{n}/plan" in client.get(f"/cases/{filled}/investigation").text


@pytest.mark.parametrize("n", [1, 2])
def test_nobody_else_of_the_case_reads_or_writes_it(acting, sign_in, filled, n):
    """Not the other team, nor its reviewer, nor whoever else has the whole case."""
    with acting() as session:
        case = session.scalar(select(Case))
        for name in ("intake.ia", "specialist.ler", "counsel.cbp"):
            cases.grant(session, case, user=name, kind="share")
    other = 3 - n
    others = (TEAM[other], REVIEWER[other], "intake.ia", "specialist.ler", "counsel.cbp")
    for name in ("auditor", "custodian.ia", *others):
        client = sign_in(name)
        base = f"/cases/{filled}/investigations/{n}"
        for page in PAGES:
            assert client.get(f"{base}/{page}").status_code in {403, 404}, f"{name}: {page}"
        for page in CHILDREN:
            assert client.get(f"{base}/{page}").status_code == 404, f"{name}: {page}"
        for page in FORMS:
            assert client.post(f"{base}/{page}").status_code in {403, 404}, f"{name}: {page}"
        shown = [f"/cases/{filled}", f"/cases/{filled}/investigation", "/", "/calendar?who=all"]
        shown += [f"/cases/{filled}/timeline", f"/cases/{filled}/tasks", "/calendar.ics"]
        shown += ["/notices", f"/audit?case={filled}", "/audit/export"]
        # Last, for the trail keeps what was searched for.
        shown += [] if name == "auditor" else [f"/search?q={WORDS[n]}"]
        for page in shown:
            text = client.get(page).text.replace(f"q={WORDS[n]}", "")
            text = text.replace(f'value="{WORDS[n]}"', "").replace(f"“{WORDS[n]}”", "")
            assert WORDS[n] not in text, f"{name}: {page}"
            # The trail says which address was refused.
            assert name == "auditor" or f"/investigations/{n}/plan" not in text, f"{name}: {page}"


def test_the_row_scope_keeps_the_teams_apart(reading, filled):
    models = (Plan, PlanElement, PlanStep, Activity, Lead, RecordsRequest, RequestReply)
    for name in (*TEAM.values(), *REVIEWER.values()):
        with reading(name) as session:
            for model in models:
                assert session.scalar(select(func.count(model.id))) == 1, f"{name}: {model}"


def test_who_works_on_both_sides_reads_the_criminal_one_alone(sign_in, filled, ids):
    """A compelled statement may hide in the hours of the administrative team."""
    boss, base = sign_in("supervisor.ia"), f"/cases/{filled}/investigations"
    people = {"lead": ids[OTHER], "reviewer": ids["supervisor.ia"]}
    assert boss.post(f"{base}/1/team", data=people).status_code == 302
    client = sign_in(OTHER)
    assert client.get(f"{base}/1/leads").status_code == 403
    assert client.get(f"{base}/1/leads/1").status_code == 404
    assert WORDS[2] in client.get(f"{base}/2/leads").text
    assert sign_in(LEAD).get(f"{base}/1/leads").status_code == 404, "who left sees the case no more"


def test_the_trail_names_no_text(reading, filled):
    with reading() as session:
        for row in session.scalars(select(AuditEvent)):
            said = str(row.detail)
            assert WORDS[1] not in said, (row.event, said)
