"""The auditor's pages: whom somebody looked at, without narratives, numbers of restricted cases,
or the auditor's own."""

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from jicms.audit import tail
from jicms.audit.cli import seal_all
from jicms.audit.models import AuditEvent
from jicms.cases.models import PartyRole
from jicms.core import clock
from jicms.extensions import db
from tests.factories import accounts, cases
from tests.factories.accounts import person_id


@pytest.fixture
def auditor(sign_in):
    return sign_in("auditor")


def body(page):
    return page.text.split("<tbody>")[1].split("</tbody>")[0] if "<tbody>" in page.text else ""


@pytest.mark.parametrize("username", ["admin", "security", "supervisor.ia", "specialist.ler"])
def test_only_the_auditor_reads_the_trail(sign_in, username):
    client = sign_in(username)
    for path in ("/audit", "/audit/1", "/audit/check", "/audit/export?kind=csv"):
        assert client.get(path).status_code in {403, 404}, path


def test_who_looked_at_a_person_by_number_and_by_name(auditor, sign_in, acting, reading):
    watched = person_id(reading, "investigator2.ia")
    with acting() as session:
        case = cases.case(session, office="IA")
        cases.party(session, case, role=PartyRole.SUBJECT, account="investigator2.ia")
        number = case.number
    boss = sign_in("supervisor.ia")
    assert boss.get(f"/people/{watched}").status_code == 200
    sign_in("specialist.ler").get(f"/people/{watched}")
    boss.get("/people?q=tillerby")
    boss.get("/people?q=renquist")
    for asked in ("9000-0002", "Odile Tillerby", "ODILE  tillerby"):
        page = auditor.get("/audit", query_string={"person": asked})
        assert "Who looked at employee 9000-0002" in page.text
        found = body(page)
        assert found.count("Viewed person") == 2
        assert "“tillerby”" in found
        assert "“renquist”" not in found
        assert "No assignment" in found
        assert "Whole office" in found
        assert number in found
    assert "No employee has" in auditor.get("/audit?person=Odile").text


def test_looks_at_a_case_of_the_person_count_too(auditor, sign_in, acting):
    with acting() as session:
        case = cases.case(session, office="IA")
        cases.party(session, case, role=PartyRole.SUBJECT, account="investigator2.ia")
        number = case.number
    sign_in("supervisor.ler").get(f"/cases/{number}")
    found = body(auditor.get("/audit?person=9000-0002"))
    assert "Refused" in found
    assert number in found


def test_questions_by_user_case_kind_ground_and_time(auditor, sign_in, acting):
    with acting() as session:
        number = cases.case(session, office="IA").number
    sign_in("supervisor.ia").get(f"/search?q={number}x")
    sign_in("supervisor.opr").get(f"/cases/{number}")
    assert "H. Brisk" in body(auditor.get(f"/audit?case={number}"))
    assert "H. Brisk" not in body(auditor.get("/audit?user=supervisor.ia"))
    assert "I. Vasterling" in body(auditor.get("/audit?user=vasterling"))
    assert "H. Brisk" in body(auditor.get("/audit?what=refused"))
    assert "Signed in" in body(auditor.get("/audit?event=SIGNED_IN&what=signed"))
    assert "I. Vasterling" in body(auditor.get("/audit?user=supervisor.ia&event=SIGNED_IN"))
    assert "No event fits" in auditor.get("/audit?to=01/01/2020").text
    assert "No event fits" in auditor.get("/audit?ground=SHARE").text


@pytest.mark.parametrize(
    "query",
    [
        "?person=123-45-6789",
        "?user=%00",
        "?case=' OR 1=1",
        "?from=99/99/9999",
        "?event=NOPE",
        "?after=zzz",
        "?to=12/31/9999",
        "?person=" + "x" * 5000,
    ],
)
def test_a_mistyped_question_is_no_fault(auditor, query):
    assert auditor.get(f"/audit{query}").status_code == 200
    assert "123-45" not in auditor.get(f"/audit{query}").text


def test_a_restricted_case_has_no_number_here(auditor, sign_in, acting, reading):
    with acting() as session:
        case = cases.case(session, office="IA", restricted=True)
        cases.party(session, case, role=PartyRole.SUBJECT, account="investigator2.ia")
        number, case_id = case.number, case.id
    sign_in("supervisor.opr").get(f"/cases/{number}")
    sign_in("supervisor.opr").get(f"/search?q={number}")
    page = auditor.get("/audit")
    assert "Restricted case" in page.text
    assert number not in page.text
    assert number not in auditor.get("/audit/export?kind=csv").text
    assert "No event fits" in auditor.get(f"/audit?case={number}").text
    assert "Restricted case" not in body(auditor.get("/audit?person=9000-0002"))
    with reading() as session:
        rows = session.scalars(select(AuditEvent).where(AuditEvent.case_id == case_id)).all()
        searched = session.scalars(select(AuditEvent).where(AuditEvent.event == "SEARCHED")).all()
        ids = [row.id for row in (*rows, *searched)]
    for event_id in ids:
        page = auditor.get(f"/audit/{event_id}").text
        assert number not in page
        assert "case_file" not in page


def test_the_auditors_own_cases_and_looks_at_the_auditor_stay_hidden(
    auditor, sign_in, acting, reading
):
    own = person_id(reading, "auditor")
    with acting() as session:
        case = cases.case(session, office="IA")
        cases.party(session, case, role=PartyRole.SUBJECT, account="auditor")
        number, case_id = case.number, case.id
    boss = sign_in("supervisor.ia")
    assert boss.get(f"/people/{own}").status_code == 200
    boss.get(f"/search?q={number}")
    page = auditor.get("/audit")
    assert number not in page.text
    assert "Viewed person" not in body(page)
    assert "No event fits" in auditor.get(f"/audit?case={number}").text
    assert "No event fits" in auditor.get("/audit?person=9000-0017").text
    with reading() as session:
        ids = session.scalars(
            select(AuditEvent.id).where(
                (AuditEvent.case_id == case_id) | (AuditEvent.person_id == own)
            )
        ).all()
    assert ids
    assert {auditor.get(f"/audit/{event_id}").status_code for event_id in ids} == {404}


@pytest.mark.parametrize("page", ["/audit", "/audit/check"])
def test_a_seal_written_while_the_page_reads_is_no_alarm(app, auditor, monkeypatch, page):
    with app.app_context():
        seal_all()
    asked = []

    def outrun(session, anchor, real=tail._anchored):
        asked.append(1)
        return real(session, anchor) if len(asked) > 1 else (99, False)

    monkeypatch.setattr(tail, "_anchored", outrun)
    shown = auditor.get(page).text
    assert "Agrees" in shown
    assert "does not agree" not in shown.lower()


@pytest.mark.parametrize("page", ["/audit", "/audit/check"])
def test_a_lasting_disagreement_is_shown(app, auditor, monkeypatch, page):
    with app.app_context():
        seal_all()
    monkeypatch.setattr(tail, "_anchored", lambda _session, _anchor: (99, False))
    assert "Does not agree" in auditor.get(page).text


def test_no_titles_and_no_narratives(auditor, acting):
    with acting() as session:
        case = cases.case(session, office="IA", title="Secret title of the matter")
        cases.log(session, case, "Secret words of the log")
    page = auditor.get("/audit?user=system:test")
    assert page.status_code == 200
    assert "Secret" not in page.text
    assert "Secret" not in auditor.get("/audit/export?kind=csv").text


def test_the_question_is_recorded_with_its_filters(auditor, reading):
    auditor.get("/audit?person=9000-0002&what=looked")
    with reading() as session:
        last = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
        assert last.event == "AUDIT_VIEWED"
        assert "9000-0002" in last.detail


def test_the_export_streams_every_row_and_the_trail_knows_both_ends(auditor, sign_in, reading):
    sign_in("supervisor.ia").get("/people?q==cmd")
    answer = auditor.get("/audit/export?kind=csv&what=searched")
    assert answer.mimetype == "text/csv"
    lines = list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff"))))
    assert len(lines) == 2
    assert "“=cmd”" in lines[1]
    with reading() as session:
        ends = [r.event for r in session.scalars(select(AuditEvent).order_by(AuditEvent.id))][-2:]
        assert ends == ["EXPORT_STARTED", "EXPORT_DONE"]


def test_an_export_of_many_events_has_each_once(auditor, acting, reading, monkeypatch):
    monkeypatch.setattr("jicms.admin.audit.views.PIECE", 7)
    with acting() as session:
        for _ in range(9):
            cases.log(session, cases.case(session, office="IA"))
    answer = auditor.get("/audit/export?kind=csv&user=system:test")
    ids = [line[0] for line in csv.reader(io.StringIO(answer.text.lstrip("\ufeff")))][1:]
    with reading() as session:
        own = accounts.person_of(session, "auditor").id
        stored = session.execute(
            select(AuditEvent.id, AuditEvent.person_id).where(AuditEvent.username == "system:test")
        ).all()
    assert sorted(map(int, ids)) == sorted(row.id for row in stored if row.person_id != own)


def test_pages_of_the_trail_go_on_and_back(auditor, acting):
    with acting() as session:
        for _ in range(60):
            cases.log(session, cases.case(session, office="IA"))
    first = auditor.get("/audit?user=system:test")
    onward = next(part for part in first.text.split('"') if "after=" in part).replace("&amp;", "&")
    second = auditor.get(onward)
    assert second.status_code == 200
    assert body(first) != body(second)


def test_the_card_and_the_check_tell_the_state_of_the_seal(app, auditor):
    assert "Nothing is sealed yet" in auditor.get("/audit").text
    with app.app_context():
        seal_all()
    page = auditor.get("/audit/check")
    assert "Intact" in page.text
    assert "Agrees to batch" in page.text
    assert "Sealed to batch" in auditor.get("/audit").text


def test_the_check_names_what_was_changed_behind_the_applications_back(app, auditor, database_kind):
    with app.app_context():
        seal_all()
        with db.engine.begin() as link:
            for statement in unguarded(database_kind):
                link.execute(text(statement))
            link.execute(text("UPDATE audit_event SET username = 'nobody' WHERE id = 3"))
    page = auditor.get("/audit/check")
    assert "Broken" in page.text
    assert "event 3 was changed" in page.text.lower()


def unguarded(kind):
    """What somebody with the database's own rights would do first."""
    if kind == "postgresql":
        return ["ALTER TABLE audit_event DISABLE TRIGGER USER"]
    return [f"DROP TRIGGER {name}" for name in ("audit_event_no_update", "audit_event_no_delete")]


def test_views_without_assignment_are_counted_and_listed(auditor, sign_in, reading):
    watched = person_id(reading, "investigator2.ia")
    sign_in("investigator.ia").get(f"/people/{watched}")
    page = auditor.get("/audit?what=looked&ground=NONE")
    assert body(page).count("No assignment") == 1
    assert "Views without assignment" in page.text
    with clock.at(clock.now() + timedelta(days=8)):
        later = auditor.get("/audit?what=looked&ground=NONE")
        assert later.status_code in {200, 302}


def test_an_event_that_is_not_there_is_missing(auditor):
    assert auditor.get("/audit/999999999").status_code == 404
    assert auditor.get("/audit/" + "9" * 40).status_code == 404


def test_a_page_of_the_trail_costs_the_same_for_many(auditor, acting, statements):
    few = statements(lambda: auditor.get("/audit?user=system:test"))
    with acting() as session:
        for _ in range(30):
            cases.log(session, cases.case(session, office="IA"))
    assert statements(lambda: auditor.get("/audit?user=system:test")) <= few + 1
    assert few <= 18
