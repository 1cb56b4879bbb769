"""Likenesses found after the commit: who is asked, in which words, and who learns nothing."""

import pytest
from sqlalchemy import event, select

from jicms.access.actor import Actor
from jicms.audit.models import AuditEvent
from jicms.cases.models import Case, GrantKind, PartyRole
from jicms.core import clock
from jicms.core.errors import Denied, RuleBroken
from jicms.extensions import db
from jicms.intake import service
from jicms.intake.complaint import Alleged, Somebody
from jicms.intake.models_candidates import CandidateState, DuplicateCandidate, RoutedTo
from jicms.people.models import Person
from tests.factories import accounts, cases, complaints
from tests.intake.test_duplicates import matter, officer  # noqa: F401 - a fixture

SYSTEM = Actor.system("test")
ASKED = "Possible related case; ask the duty supervisor."


@pytest.fixture(autouse=True)
def _moment():
    with clock.at(complaints.RECEIVED):
        yield


def new(acting, person_id, name="intake.ia"):
    """A complaint about the officer, just recorded."""
    with acting(name) as session:
        person = session.scalar(
            select(Person).where(Person.id == person_id).execution_options(unscoped="test")
        )
        return complaints.recorded(
            accounts.actor_of(name),
            Somebody(key="a", person=person),
            allegations=(Alleged("IT-06"),),
            place="Port of Alder Bend",
        ).number


def search(acting):
    with acting():
        return service.search_new(actor=SYSTEM)


def rows(acting):
    with acting() as session:
        return [
            (row.case.number, row.other.number, row.routed_to, row.state)
            for row in session.scalars(select(DuplicateCandidate))
        ]


def twin(acting, officer, **values):  # noqa: F811
    with acting() as session:
        return matter(session, session.get(Person, officer), **values)


def test_what_the_desk_left_open_stands_in_the_queue(acting, sign_in, officer):  # noqa: F811
    other = twin(acting, officer)
    number = new(acting, officer)
    assert search(acting)[1] == 1
    assert search(acting) == (0, 0), "each case is compared once"
    assert rows(acting) == [(number, other, RoutedTo.DESK, CandidateState.OPEN)]
    client = sign_in("intake.ia")
    assert "1 possible duplicate to decide" in client.get("/intake/triage").text
    client.post(f"/cases/{number}/triage/duplicate", data={"other": other, "is_same": "0"})
    assert "to decide" not in client.get("/intake/triage").text
    assert rows(acting)[0][3] is CandidateState.OTHER


def test_what_intake_said_already_is_no_candidate(acting, officer):  # noqa: F811
    other = twin(acting, officer)
    number = new(acting, officer)
    with acting("supervisor.ia") as session:
        found = {case.number: case for case in session.scalars(select(Case))}
        service.decide_duplicate(
            found[number],
            actor=accounts.actor_of("supervisor.ia"),
            other=found[other],
            is_duplicate=False,
        )
    search(acting)
    assert rows(acting) == []


@pytest.mark.parametrize("name", ["supervisor.ia", "intake.ia", "investigator.ia"])
def test_the_other_offices_supervisor_is_asked_and_nobody_here(
    acting,
    sign_in,
    reading,
    officer,  # noqa: F811
    name,
):
    other = twin(acting, officer, office="OPR")
    number = new(acting, officer)
    before = sign_in("intake.ia").get(f"/cases/{number}/triage").text
    search(acting)
    assert rows(acting) == [(number, other, RoutedTo.SUPERVISOR, CandidateState.OPEN)]
    assert len(sign_in("intake.ia").get(f"/cases/{number}/triage").text) == len(before)
    with reading(name) as session:
        assert session.scalars(select(DuplicateCandidate)).all() == []
    page = sign_in("supervisor.opr").get("/intake/triage").text
    assert ASKED in page
    assert other in page
    assert number not in page
    assert "IT-06" not in page.split(ASKED)[0]
    assert ASKED not in sign_in("intake.opr").get("/intake/triage").text


def test_who_is_walled_from_the_new_case_is_not_asked_about_it(
    acting,
    sign_in,
    officer,  # noqa: F811
):
    twin(acting, officer, office="OPR")
    number = new(acting, officer)
    search(acting)
    assert ASKED in sign_in("supervisor.opr").get("/intake/triage").text
    with acting() as session:
        case = session.scalar(select(Case).where(Case.number == number))
        cases.party(session, case, role=PartyRole.SUBJECT, account="supervisor.opr")
    assert ASKED not in sign_in("supervisor.opr").get("/intake/triage").text


def test_the_custodian_of_a_restricted_case_is_asked(acting, sign_in, officer):  # noqa: F811
    other = twin(acting, officer, restricted=True)
    with acting() as session:
        case = session.scalar(select(Case).where(Case.number == other))
        cases.grant(session, case, user="supervisor.opr", kind=GrantKind.NAMED)
    number = new(acting, officer)
    search(acting)
    assert rows(acting) == [(number, other, RoutedTo.CUSTODIAN, CandidateState.OPEN)]
    page = sign_in("supervisor.opr").get("/intake/triage").text
    assert ASKED in page
    assert number not in page
    for name in ("supervisor.ia", "intake.ia"):
        page = sign_in(name).get("/intake/triage").text
        assert ASKED not in page
        assert other not in page
        assert "to decide" not in page


def test_a_new_restricted_case_tells_nobody_outside(acting, sign_in, officer):  # noqa: F811
    twin(acting, officer, office="OPR")
    number = new(acting, officer)
    with acting() as session:
        session.scalar(select(Case).where(Case.number == number)).restricted = True
    search(acting)
    assert rows(acting)[0][2] is RoutedTo.DESK
    assert ASKED not in sign_in("supervisor.opr").get("/intake/triage").text


def test_the_question_is_dealt_with_once_by_who_was_asked(acting, sign_in, officer):  # noqa: F811
    twin(acting, officer, office="OPR")
    new(acting, officer)
    search(acting)
    with acting() as session:
        url = f"/intake/candidates/{session.scalar(select(DuplicateCandidate.id))}/settle"
    for name, status in (
        ("intake.ia", 404),
        ("supervisor.ia", 404),
        ("intake.opr", 404),
        ("supervisor.opr", 302),
        ("supervisor.opr", 422),
    ):
        assert sign_in(name).post(url).status_code == status, name
    assert ASKED not in sign_in("supervisor.opr").get("/intake/triage").text
    assert rows(acting)[0][3] is CandidateState.SETTLED
    assert sign_in("supervisor.opr").post("/intake/candidates/999999/settle").status_code == 404


def test_only_the_installation_compares_all_cases(acting, officer):  # noqa: F811
    new(acting, officer)
    with acting("supervisor.ia"), pytest.raises((RuleBroken, Denied)):
        service.search_new(actor=accounts.actor_of("supervisor.ia"))


def test_the_trail_and_whoever_registered_are_told(acting, officer, app, monkeypatch):  # noqa: F811
    told = []
    monkeypatch.setattr(service.candidates, "suspected", [lambda row: told.append(row.score)])
    twin(acting, officer, office="OPR")
    new(acting, officer)
    answer = app.test_cli_runner().invoke(args=["intake", "candidates"])
    assert answer.exit_code == 0, answer.output
    assert "2 cases compared" in answer.output or "1 cases compared" in answer.output
    assert told
    with acting() as session:
        events = session.scalars(
            select(AuditEvent.event).where(AuditEvent.event == "DUPLICATE_SUSPECTED")
        ).all()
        assert len(events) == len(told)


def counted(engine, call):
    sent = []

    def count(_connection, _cursor, statement, *_rest):
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", count)
    try:
        call()
    finally:
        event.remove(engine, "before_cursor_execute", count)
    return len(sent)


def test_the_queue_costs_the_same_whatever_is_asked(app, acting, sign_in, officer):  # noqa: F811
    client = sign_in("supervisor.opr")
    client.get("/intake/triage")
    numbers = []
    for more in (0, 1, 5):
        for _ in range(more):
            twin(acting, officer, office="OPR")
        new(acting, officer)
        search(acting)
        with app.app_context():
            engine = db.engine
        numbers.append(counted(engine, lambda: client.get("/intake/triage")))
    assert len(set(numbers)) == 1, numbers
