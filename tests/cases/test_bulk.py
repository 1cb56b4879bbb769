"""One act on many cases: chosen, previewed, done on all of them or on none."""

import json
import re
from html import unescape

import pytest
from sqlalchemy import func, select

from jicms.audit.models import AuditEvent
from jicms.auth.models import User
from jicms.cases import bulk
from jicms.cases.models import Case, CaseStatus, GrantKind, IdentityMode, PartyRole
from jicms.deadlines.models_tasks import Task
from jicms.intake.complaint import Reporter
from jicms.investigations.models import Assignment, Investigation
from tests.factories import accounts, cases, complaints

SUPERVISOR, INVESTIGATOR, SECOND = "supervisor.ia", "investigator.ia", "investigator2.ia"
PAGE = "/cases/bulk"


def made(acting, count=3, **values):
    with acting() as session:
        values.setdefault("status", CaseStatus.OPEN)
        return [cases.case(session, **values).number for _ in range(count)]


def id_of(acting, username):
    with acting() as session:
        return session.scalar(select(User.id).where(User.username == username))


def section(page, name):
    found = re.search(
        rf'<section class="sec" aria-labelledby="{name}">.*?</section>', page, re.DOTALL
    )
    return unescape(found[0]) if found else ""


def picks_in(page):
    return re.findall(r'name="pick" value="([^"]*)"', page)


def task(**more):
    return {"do": "task", "title": "Ask the port for the roster", "owner": "nobody", **more}


def preview(client, numbers, **sent):
    answer = client.post(PAGE, data={**sent, "pick": numbers})
    assert answer.status_code == 200, answer.text
    return answer.text


def tasks_of(acting, number):
    with acting() as session:
        rows = session.scalars(
            select(Task).join(Case, Case.id == Task.case_id).where(Case.number == number)
        )
        return [(row.title, row.owner_id) for row in rows]


@pytest.mark.parametrize("page", ["/cases", "/intake/triage"])
def test_supervisors_choose_rows_and_nobody_else_is_offered_to(acting, sign_in, page):
    [number] = made(acting, 1, status=CaseStatus.TRIAGE)
    text = sign_in(SUPERVISOR).get(page).text
    assert re.search(rf'name="pick" value="{number}" form="bulk-form"', text)
    assert "Continue</button>" in text
    assert "Up to 50 at a time" in text
    assert ("Begin triage" in text.partition("bulk-form")[2][:900]) == (page == "/intake/triage")
    text = sign_in("intake.ia").get(page).text
    assert number in text
    assert "bulk-form" not in text
    assert 'name="pick"' not in text


def test_without_the_role_the_page_is_refused(acting, sign_in):
    numbers = made(acting)
    for username in (INVESTIGATOR, "intake.ia", "specialist.ler", "custodian.ia", "auditor"):
        client = sign_in(username)
        assert client.get(f"{PAGE}?do=task&pick={numbers[0]}").status_code == 403
        for more in ({}, {"apply": "1"}):
            sent = task(pick=[f"{numbers[0]}.1"], **more)
            assert client.post(PAGE, data=sent).status_code == 403
    assert tasks_of(acting, numbers[0]) == []


def test_an_act_of_another_role_or_none_is_missing(sign_in):
    assert sign_in("supervisor.ler").get(f"{PAGE}?do=lead").status_code == 404
    for act in ("", "nothing", "x" * 5000):
        assert sign_in(SUPERVISOR).get(f"{PAGE}?do={act}").status_code == 404


def test_a_task_is_previewed_and_then_added_to_every_case(acting, sign_in):
    numbers, client = made(acting), sign_in(SUPERVISOR)
    asked = client.get(PAGE, query_string={"do": "task", "pick": numbers, "back": "/cases?x=1"})
    assert picks_in(asked.text) == numbers
    wrong = client.post(PAGE, data=task(pick=numbers, title="", due_on="nonsense"))
    assert wrong.status_code == 422
    assert wrong.text.count("usa-error-message") >= 2
    text = preview(client, numbers, **task(due_on="12/15/2027"))
    happens = section(text, "happens")
    assert all(number in happens for number in numbers)
    assert (
        happens.count("Task “Ask the port for the roster” without an owner, due Dec 15, 2027") == 3
    )
    assert tasks_of(acting, numbers[0]) == [], "a preview changes nothing"
    with acting() as session:
        assert session.scalar(select(func.count(Task.id))) == 0
    sent = task(due_on="12/15/2027", pick=picks_in(text), apply="1", back="/cases?state=open")
    answer = client.post(PAGE, data=sent)
    assert (answer.status_code, answer.location) == (302, "/cases?state=open")
    assert "add a task on 3 cases" in client.get(answer.location).text
    assert [tasks_of(acting, number) for number in numbers] == [
        [("Ask the port for the roster", None)]
    ] * 3
    with acting() as session:
        trail = select(AuditEvent).where(AuditEvent.event == "BULK_APPLIED")
        row = session.scalars(trail).one()
        assert json.loads(row.detail) == {"act": "task", "cases": 3}
        each = select(func.count(func.distinct(AuditEvent.case_id))).where(
            AuditEvent.event == "ROW_CREATED", AuditEvent.entity == "task"
        )
        assert session.scalar(each) == 3


def test_the_lead_is_planned_handed_over_or_refused(acting, sign_in):
    numbers = made(acting, 2, status=CaseStatus.TRIAGE)
    [closed] = made(
        acting, 1, status=CaseStatus.CLOSED, closed_at=cases.RECEIVED, closure_code="COMPLETED"
    )
    client, lead, other = sign_in(SUPERVISOR), id_of(acting, INVESTIGATOR), id_of(acting, SECOND)
    text = preview(client, [*numbers, closed], do="lead", lead=lead)
    assert section(text, "happens").count("is planned, led by") == 2
    assert closed in section(text, "refused")
    assert "Not yours to do on this case" in section(text, "refused")
    assert closed not in "".join(picks_in(text))
    sent = {"do": "lead", "lead": lead, "pick": picks_in(text), "apply": "1"}
    assert client.post(PAGE, data=sent).status_code == 302
    with acting() as session:
        rows = session.scalars(select(Case).where(Case.number.in_(numbers))).all()
        assert {row.status for row in rows} == {CaseStatus.ASSIGNED}
        assert {row.lead_user_id for row in rows} == {lead}
        assert session.scalar(select(func.count(Investigation.id))) == 2
    again = preview(client, numbers, do="lead", lead=lead)
    assert section(again, "happens").count("Nothing would happen") == 1
    assert section(again, "refused").count("leads it already") == 2
    text = preview(client, numbers, do="lead", lead=other)
    assert section(text, "happens").count("in place of") == 2
    sent |= {"lead": other, "pick": picks_in(text)}
    assert client.post(PAGE, data=sent).status_code == 302
    with acting() as session:
        live = select(Assignment.user_id).where(Assignment.is_lead, Assignment.until.is_(None))
        assert set(session.scalars(live)) == {other}
        assert session.scalar(select(func.count(Investigation.id))) == 2


def test_whoever_is_walled_off_one_of_them_is_refused_there_alone(acting, sign_in):
    numbers = made(acting, 2, status=CaseStatus.TRIAGE)
    with acting() as session:
        named = session.scalar(select(Case).where(Case.number == numbers[0]))
        cases.party(session, named, role=PartyRole.WITNESS, account=INVESTIGATOR)
    text = preview(sign_in(SUPERVISOR), numbers, do="lead", lead=id_of(acting, INVESTIGATOR))
    assert numbers[0] in section(text, "refused")
    assert numbers[1] in section(text, "happens")


def test_a_case_that_changed_since_the_preview_is_named_and_nothing_is_done(acting, sign_in):
    numbers, client = made(acting), sign_in(SUPERVISOR)
    picks = picks_in(preview(client, numbers, **task()))
    with acting() as session:
        session.scalar(select(Case).where(Case.number == numbers[1])).title = "Another title"
    answer = client.post(PAGE, data=task(pick=picks, apply="1"))
    assert answer.status_code == 422
    assert f"{numbers[1]}: Somebody changed this case meanwhile" in answer.text
    assert "Another title" in answer.text
    assert [tasks_of(acting, number) for number in numbers] == [[]] * 3
    again = client.post(PAGE, data=task(pick=picks_in(answer.text), apply="1"))
    assert again.status_code == 302
    assert len(tasks_of(acting, numbers[1])) == 1


@pytest.mark.parametrize("version", ["", ".", ".0", ".99999999999999999999", ".x", ".1.1"])
def test_without_the_version_that_was_shown_nothing_is_done(acting, sign_in, version):
    [number] = made(acting, 1)
    sent = task(pick=[f"{number}{version}"], apply="1")
    assert sign_in(SUPERVISOR).post(PAGE, data=sent).status_code == 422
    assert tasks_of(acting, number) == []


def test_another_offices_number_is_refused_like_a_missing_one(acting, sign_in):
    [own] = made(acting, 1)
    [foreign] = made(acting, 1, office="OPR")
    with acting() as session:
        secret = cases.case(session, status=CaseStatus.OPEN, restricted=True).number
        walled = cases.case(session, status=CaseStatus.OPEN)
        cases.party(session, walled, role=PartyRole.SUBJECT, account=SUPERVISOR)
        walled_number = walled.number
    client, absent = sign_in(SUPERVISOR), "202799999"
    shown = {}
    for number in (foreign, secret, walled_number, absent):
        text = preview(client, [own, f"{number}.1"], **task())
        assert f"No case that you may see: {number}." in text
        shown[number] = re.sub(number, "N", re.sub(r'value="[^"]{20,}"', "", text))
        answer = client.post(PAGE, data=task(pick=[f"{own}.1", f"{number}.1"], apply="1"))
        assert answer.status_code == 422
        assert f"There is no case {number} that you may see." in answer.text
        assert tasks_of(acting, number) == []
    assert tasks_of(acting, own) == []
    marks = {re.sub(r"\d{1,2}:\d\d|[ap]\.m\.", "", text) for text in shown.values()}
    assert len(marks) == 1


def test_there_is_a_cap(acting, sign_in):
    client = sign_in(SUPERVISOR)
    many = [f"2027{n:05d}" for n in range(bulk.AT_MOST + 1)]
    for call in (
        client.get(PAGE, query_string={"do": "task", "pick": many}),
        client.post(PAGE, data=task(pick=many)),
        client.post(PAGE, data=task(pick=many, apply="1")),
    ):
        assert call.status_code == 422
        assert "at most 50 cases" in call.text


@pytest.mark.parametrize("pick", ["", "x" * 9000, "\x00", "%", "'", "２０２７"])
def test_picks_that_make_no_sense_are_no_fault(acting, sign_in, pick):
    client = sign_in(SUPERVISOR)
    assert client.get(PAGE, query_string={"do": "task", "pick": pick}).status_code == 200
    assert client.post(PAGE, data=task(pick=[pick], apply="1")).status_code == 422
    assert "No cases were chosen" in client.get(f"{PAGE}?do=task").text


def test_a_text_that_names_a_protected_reporter_is_refused_without_a_word_of_whose_case(
    acting, sign_in
):
    [plain] = made(acting, 1)
    with acting() as session:
        reporter = Reporter(IdentityMode.CONFIDENTIAL, "TRAVELER_PUBLIC", name="Odalys Brennek")
        guarded = complaints.recorded(accounts.actor_of("intake.ia"), reporter=reporter)
        number = guarded.number
        guarded.status = CaseStatus.OPEN
    client, typed = sign_in(SUPERVISOR), task(title="Call Brennek back")
    text = preview(client, [plain, number], **typed)
    refused = section(text, "refused")
    assert plain in refused
    assert number in refused
    assert refused.count("a reporter of one of the chosen cases") == 2
    assert "Odalys" not in text
    with acting() as session:
        rows = session.scalars(select(Case).where(Case.number.in_([plain, number])))
        picks = [bulk.pick_of(row) for row in rows]
    answer = client.post(PAGE, data=typed | {"pick": picks, "apply": "1"})
    assert answer.status_code == 422
    assert f"{number}: " not in answer.text
    with acting() as session:
        warned = select(AuditEvent).where(AuditEvent.event == "LEAK_WARNED")
        cases_warned = {row.case_id for row in session.scalars(warned)}
        assert cases_warned == {session.scalar(select(Case.id).where(Case.number == number))}
        assert session.scalar(select(func.count(Task.id))) == 0


def test_a_hidden_case_looks_like_a_missing_one_in_the_preview(acting, sign_in):
    [seen] = made(acting, 1)
    with acting() as session:
        elsewhere = cases.case(session, office="OPR", status=CaseStatus.OPEN).number
        walled = cases.case(session, office="IA", status=CaseStatus.OPEN)
        cases.party(session, walled, role=PartyRole.WITNESS, account=SUPERVISOR)
        hidden = [elsewhere, walled.number]
    missing, client = "202799999", sign_in(SUPERVISOR)
    pages = set()
    for number in (*hidden, missing):
        text = preview(client, [seen, number], **task())
        assert f"No case that you may see: {number}." in text
        of_the_form = r'name="(csrf_token|page_key)" value="[^"]*"'
        pages.add(re.sub(of_the_form, "", text.replace(number, "N")))
    assert len({page.partition("<main")[2].partition("</main>")[0] for page in pages}) == 1


def test_the_preview_says_of_a_walled_lead_what_the_page_of_assignment_says(acting, sign_in):
    [number] = made(acting, 1, status=CaseStatus.TRIAGE)
    with acting() as session:
        case = session.scalar(select(Case).where(Case.number == number))
        cases.party(session, case, role=PartyRole.WITNESS, account="investigator.ia")
        lead = accounts.actor_of("investigator.ia").user_id
    client = sign_in(SUPERVISOR)
    told = section(preview(client, [number], do="lead", lead=str(lead)), "refused")
    single = client.post(
        f"/cases/{number}/investigation/assign",
        data={"type": "ADMINISTRATIVE", "lead": lead, "reviewer": id_of(acting, SUPERVISOR)},
    )
    assert single.status_code == 422
    sentence = re.search(r"[A-Z][\w. ]+ can’t work on this case\. Name somebody else\.", told)
    assert sentence, told
    assert sentence[0] in single.text


def test_steps_of_triage_are_taken_together(acting, sign_in):
    with acting("intake.ia"):
        numbers = [complaints.recorded(accounts.actor_of("intake.ia")).number for _ in range(2)]
    client = sign_in(SUPERVISOR)
    for act, says, refused in (
        ("begin", "Taken into triage", "not possible while the status is Triage"),
        ("accept", "Accepted for assignment", "accepted already"),
    ):
        if act == "accept":
            bare = section(preview(client, numbers, do=act), "refused")
            assert bare.count("suggests another way") == 2, "a rule asks for a note"
        note = "The port asked for it."
        text = preview(client, numbers, do=act, note=note)
        assert section(text, "happens").count(says) == 2
        sent = {
            "do": act,
            "note": note,
            "pick": picks_in(text),
            "apply": "1",
            "back": "/intake/triage",
        }
        assert client.post(PAGE, data=sent).location == "/intake/triage"
        assert section(preview(client, numbers, do=act), "refused").count(refused) == 2


def test_a_checklist_is_put_in_once(acting, sign_in):
    numbers, client = made(acting, 2), sign_in(SUPERVISOR)
    text = preview(client, numbers, do="checklist")
    assert section(text, "happens").count("from the checklist") == 2
    sent = {"do": "checklist", "pick": picks_in(text), "apply": "1"}
    assert client.post(PAGE, data=sent).status_code == 302
    assert "here already" in section(preview(client, numbers, do="checklist"), "refused")


def test_labor_relations_add_tasks_to_their_cases(acting, sign_in):
    numbers = made(acting, 2)
    with acting() as session:
        for row in session.scalars(select(Case).where(Case.number.in_(numbers))):
            cases.grant(session, row, office="LER", kind=GrantKind.REFERRAL)
    client = sign_in("supervisor.ler")
    assert "Add a task" in client.get("/cases").text
    text = preview(client, numbers, **task())
    assert client.post(PAGE, data=task(pick=picks_in(text), apply="1")).status_code == 302
    assert tasks_of(acting, numbers[0]) == [("Ask the port for the roster", None)]


def test_the_page_that_asks_does_not_grow_with_the_cases(acting, sign_in, statements):
    client, counts = sign_in(SUPERVISOR), []
    for count in (1, 20):
        numbers = made(acting, count)
        for _warm in range(2):
            with statements() as seen:
                client.get(PAGE, query_string={"do": "lead", "pick": numbers})
        counts.append(len(seen))
    assert counts[0] == counts[1]
