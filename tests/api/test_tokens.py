"""Who gets in: a granted token in force, and nothing else."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from jicms import create_app
from jicms.audit.models import AuditEvent
from jicms.auth.models import ApiToken, Membership, User
from jicms.core import clock
from jicms.extensions import db, limiter
from tests.factories import cases

PATHS = ("/api/v1/cases", "/api/v1/cases/202790001", "/api/v1/reports", "/api/v1/reports/findings")


def is_problem(answer, status):
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    body = answer.get_json()
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    return body


@pytest.mark.parametrize("path", PATHS)
def test_without_a_token_nothing_opens(client, path):
    answer = client.get(path)
    is_problem(answer, 401)
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="jicms"'


@pytest.mark.parametrize("path", PATHS)
def test_a_browsers_session_opens_nothing(sign_in, path):
    client = sign_in("supervisor.ia")
    assert client.get("/reports").status_code == 200
    is_problem(client.get(path), 401)


def test_a_token_opens_no_page(app, program):
    mine = program("supervisor.ia")
    assert mine.get("/reports").status_code == 302
    assert mine.get("/cases").status_code == 302


@pytest.mark.parametrize(
    "ended",
    [
        {"granted_at": None, "expires_at": None, "digest": None},
        {"revoked_at": clock.now()},
        {"expires_at": clock.now() - timedelta(minutes=1)},
        {"scopes": "write"},
        {"scopes": ""},
    ],
    ids=["not granted", "revoked", "expired", "other scope", "no scope"],
)
def test_a_token_that_is_not_in_force_is_like_none(program, ended):
    answer = program("supervisor.ia", **ended).get("/api/v1/cases")
    is_problem(answer, 401)
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


@pytest.mark.parametrize(
    "presented",
    ["Bearer", "Bearer ", "Bearer x", "Basic eDp5", "jicms_x", "Bearer jicms_" + "x" * 5000],
)
def test_what_is_no_token_is_refused(client, presented):
    is_problem(client.get("/api/v1/cases", headers={"Authorization": presented}), 401)


def test_an_inactive_account_or_an_ended_membership_ends_the_token(program, acting):
    mine, other = program("supervisor.ia"), program("head.ia")
    assert mine.get("/api/v1/cases").status_code == 200
    with acting() as session:
        user = session.scalar(select(User).where(User.username == "supervisor.ia"))
        user.is_active = False
        membership = session.scalar(
            select(Membership)
            .join(User, User.id == Membership.user_id)
            .where(User.username == "head.ia")
        )
        membership.valid_until = date(2020, 1, 1)
    is_problem(mine.get("/api/v1/cases"), 401)
    is_problem(other.get("/api/v1/cases"), 401)


@pytest.mark.parametrize("username", ["auditor", "admin", "security", "records", "official.cbp"])
def test_a_role_without_cases_reads_nothing(program, username):
    for path in PATHS:
        is_problem(program(username).get(path), 403)


@pytest.mark.parametrize("username", ["investigator.ia", "specialist.ler", "intake.ia"])
def test_figures_are_for_supervisors(program, username):
    mine = program(username)
    assert mine.get("/api/v1/cases").status_code == 200
    is_problem(mine.get("/api/v1/reports"), 403)
    is_problem(mine.get("/api/v1/reports/findings"), 403)


def test_a_look_is_recorded_with_its_source(program, acting, reading):
    with acting() as session:
        number = cases.case(session).number
    mine = program("supervisor.ia")
    assert mine.get(f"/api/v1/cases/{number}").status_code == 200
    assert mine.get("/api/v1/reports/findings").status_code == 200
    assert mine.get("/api/v1/cases/202799999").status_code == 404
    with reading() as session:
        rows = session.scalars(select(AuditEvent).where(AuditEvent.source == "api")).all()
        assert [(row.event, row.username) for row in rows] == [
            ("API_READ", "supervisor.ia"),
            ("REPORT_RUN", "supervisor.ia"),
            ("REFUSED", "supervisor.ia"),
        ]
        assert rows[0].case_id is not None
        assert rows[0].ground == "OFFICE"
        token = session.scalar(select(ApiToken))
        assert token.last_used_at is not None


@pytest.fixture
def counting(app):
    """The same application with its limits on: they are off where tests run."""
    counted = create_app({**app.config, "RATELIMIT_ENABLED": True})
    yield counted
    limiter.enabled = False
    with counted.app_context():
        db.engine.dispose()


def test_the_use_of_an_ended_token_is_recorded_and_that_of_none_is_not(program, client, reading):
    ended = program("supervisor.ia", revoked_at=clock.now())
    is_problem(ended.get("/api/v1/cases"), 401)
    made_up = {"Authorization": "Bearer jicms_" + "x" * 43}
    is_problem(client.get("/api/v1/cases", headers=made_up), 401)
    with reading() as session:
        (row,) = session.scalars(select(AuditEvent).where(AuditEvent.event == "REFUSED"))
        assert (row.entity, row.username) == ("api_token", "")
        assert '"answered":401' in row.detail


def test_requests_are_counted_per_token(counting, program):
    mine, other = program("supervisor.ia"), program("head.ia")
    mine.client, other.client = counting.test_client(), counting.test_client()
    answers = [mine.get("/api/v1/reports") for _ in range(121)]
    assert {answer.status_code for answer in answers[:120]} == {200}
    is_problem(answers[120], 429)
    assert other.get("/api/v1/reports").status_code == 200
