"""The pages: absent while off, for supervisors alone, and never a step towards discipline."""

import pytest
from sqlalchemy import func, select

from jicms.audit.models import AuditEvent
from jicms.cases.models import GrantKind
from jicms.core.errors import Denied, Missing
from jicms.discipline.models import DisciplinaryAction
from jicms.early_notice import counting, service
from jicms.early_notice.models import Disposition, EarlyNoticeReview, EarlyNoticeThreshold
from jicms.go_live.models import GoLiveAnswer
from tests.early_notice.conftest import employee, matter
from tests.factories import accounts, cases

PAGES = ("/early-notice", "/early-notice/{}", "/early-notice/{}/review")
ADDED = {
    "group": "COR",
    "cases": "2",
    "months": "24",
    "min_months": "12",
    "min_unit": "30",
    "valid_from": "01/01/2026",
    "source": "Review board of May 2026",
}


@pytest.fixture
def listed(acting):
    """An employee with three cases; the id."""
    with acting() as session:
        person = employee(session, 1)
        for days in (20, 90, 200):
            matter(session, person, days=days)
        return person.id


def test_it_does_not_exist_while_it_is_off(sign_in, listed, acting):
    client = sign_in("supervisor.ia")
    for page in PAGES:
        assert client.get(page.format(listed)).status_code == 404
    data = {"disposition": "TALKED", "reason": "We spoke."}
    assert client.post(f"/early-notice/{listed}/review", data=data).status_code == 404
    assert "Early notice" not in client.get("/reports").text
    with acting("supervisor.ia"):
        actor = accounts.actor_of("supervisor.ia")
        notice = counting.notices(actor)[0]
        with pytest.raises(Missing):
            service.review(notice, actor=actor, disposition=Disposition.TALKED, reason="x")


def test_it_goes_off_when_an_item_is_taken_back(sign_in, live, listed, acting):
    client = sign_in("supervisor.ia")
    assert client.get("/early-notice").status_code == 200
    with acting() as session:
        answer = session.scalar(select(GoLiveAnswer).where(GoLiveAnswer.item == "UNION"))
        answer.ended_at, answer.ended_by_id = answer.given_at, answer.given_by_id
    assert client.get("/early-notice").status_code == 404


def test_the_page_says_why_with_its_arithmetic(sign_in, live, listed):
    client = sign_in("supervisor.ia")
    assert "/early-notice" in client.get("/reports").text
    page = client.get("/early-notice").text
    assert "Abernathy1" in page
    assert "3 cases in 12 months" in page
    shown = client.get(f"/early-notice/{listed}").text
    for said in (
        "A count is a question, not a finding",
        "starts no discipline and is no ground for any",
        "3 or more in 12 months, at least 6 months in post",
        "Not verified",
        "12 months in post of 12: 3 ÷ 12 × 12 = 3.0 cases a year",
        "fewer than 20 employees: too few to compare with",
        "No case of this period was unfounded or exonerated",
        "Nobody has recorded a look yet",
    ):
        assert said in shown, said
    assert shown.count('href="/cases/2') == 3


@pytest.mark.parametrize(
    "username",
    [
        "investigator.ia",
        "intake.ia",
        "custodian.ia",
        "specialist.ler",
        "supervisor.ler",
        "official.cbp",
        "counsel.cbp",
        "auditor",
        "admin",
        "security",
    ],
)
def test_nobody_else_sees_it(sign_in, live, listed, username):
    client = sign_in(username)
    assert client.get("/early-notice").status_code == 403
    assert client.get(f"/early-notice/{listed}").status_code == 404
    assert client.post(f"/early-notice/{listed}/review", data={}).status_code == 404
    assert 'href="/early-notice' not in client.get("/reports").text


def test_another_agency_and_an_unlisted_employee_are_not_found(sign_in, live, listed, acting):
    with acting() as session:
        quiet = employee(session, 2).id
    assert sign_in("supervisor.opr").get(f"/early-notice/{listed}").status_code == 404
    assert sign_in("supervisor.ia").get(f"/early-notice/{quiet}").status_code == 404
    assert sign_in("supervisor.ia").get("/early-notice/999999").status_code == 404


def test_a_look_is_recorded_with_its_reason_and_kept(sign_in, live, listed, acting, reading):
    client = sign_in("supervisor.ia")
    path = f"/early-notice/{listed}/review"
    for data, said in (
        ({"reason": "We <spoke>"}, "Choose"),
        ({"disposition": "TALKED", "reason": " "}, "Enter"),
        ({"disposition": "SUSPEND", "reason": "x"}, "Choose one of the entries offered"),
        ({"disposition": "TALKED", "reason": "x" * 2001}, "2,000"),
    ):
        answer = client.post(path, data=data)
        assert answer.status_code == 422
        assert said in answer.text
    assert "We &lt;spoke&gt;" in client.post(path, data={"reason": "We <spoke>"}).text
    for kind, reason in (("TALKED", "We spoke."), ("TRAINING", "Course in May.")):
        assert client.post(path, data={"disposition": kind, "reason": reason}).status_code == 302
    page = client.get(f"/early-notice/{listed}").text
    assert page.index("Course in May.") < page.index("We spoke.")
    assert "Training arranged" in client.get("/early-notice").text
    assert "0 cases since" in client.get("/early-notice").text
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(EarlyNoticeReview)) == 2
        assert session.scalar(select(func.count()).select_from(DisciplinaryAction)) == 0
        rows = session.execute(select(AuditEvent.event, AuditEvent.person_id, AuditEvent.detail))
        found = [row for row in rows if row.event.startswith("EARLY_NOTICE")]
        assert {row.event for row in found} == {"EARLY_NOTICE_VIEWED", "EARLY_NOTICE_REVIEWED"}
        assert all("spoke" not in row.detail for row in found)
        assert listed in {row.person_id for row in found if row.event == "EARLY_NOTICE_VIEWED"}


def test_every_disposition_is_support_and_none_is_discipline(sign_in, live, listed):
    page = sign_in("supervisor.ia").get(f"/early-notice/{listed}/review").text
    for each in Disposition:
        assert each.label in page
    assert "changes nothing else: no case, no record of discipline" in page
    assert "uspen" not in page


def test_one_supervisors_look_tells_another_no_count(sign_in, live, acting):
    with acting() as session:
        person = employee(session, 1)
        made = [matter(session, person, days=days) for days in (20, 90, 200, 210)]
        made[0].restricted = True
        cases.grant(session, made[0], user="head.ia", kind=GrantKind.NAMED)
        key, hidden = person.id, made[0].number
    other, client = sign_in("head.ia"), sign_in("supervisor.ia")
    assert hidden in other.get(f"/early-notice/{key}").text
    data = {"disposition": "TALKED", "reason": "We spoke."}
    assert other.post(f"/early-notice/{key}/review", data=data).status_code == 302
    page = client.get(f"/early-notice/{key}").text
    assert "We spoke." in page
    assert hidden not in page
    assert "4 cases" not in page


def test_only_the_role_writes(live, listed, acting):
    with acting("supervisor.ia"):
        notice = counting.notices(accounts.actor_of("supervisor.ia"))[0]
        with pytest.raises(Denied):
            service.review(
                notice,
                actor=accounts.actor_of("supervisor.ler"),
                disposition=Disposition.TALKED,
                reason="x",
            )


# Thresholds


def test_thresholds_are_data_by_date(sign_in, reading):
    admin = sign_in("admin")
    page = admin.get("/admin/early-notice").text
    assert "starting value, not reviewed" in page
    assert admin.post("/admin/early-notice/new", data=ADDED).status_code == 302
    again = admin.post("/admin/early-notice/new", data=ADDED)
    assert again.status_code == 422
    assert "in use: replace or end it" in again.text
    with reading() as session:
        row = session.scalar(
            select(EarlyNoticeThreshold).where(EarlyNoticeThreshold.group_code == "COR")
        )
        key = row.id
    path = f"/admin/early-notice/{key}/replace"
    changed = {**ADDED, "cases": "3", "verified": "1", "valid_from": "06/01/2026"}
    assert admin.post(path, data={**changed, "valid_from": "01/01/2026"}).status_code == 422
    assert admin.post(path, data=changed).status_code == 302
    assert admin.post(path, data={**changed, "valid_from": "07/01/2026"}).status_code == 409
    with reading() as session:
        rows = session.execute(
            select(EarlyNoticeThreshold.cases, EarlyNoticeThreshold.valid_to)
            .where(EarlyNoticeThreshold.group_code == "COR")
            .order_by(EarlyNoticeThreshold.id)
        )
        assert [(row.cases, str(row.valid_to)) for row in rows] == [
            (2, "2026-05-31"),
            (3, "None"),
        ]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"cases": "1"}, "2"),
        ({"months": "0"}, "1"),
        ({"months": "6", "min_months": "12"}, "Not more months in post"),
        ({"together": "1"}, "one group, or all groups together"),
        ({"min_unit": "1"}, "5"),
        ({"group": "NOPE"}, "Choose one of the entries offered"),
        ({"cases": "9" * 30}, "usa-error-message"),
        ({"valid_from": ""}, "Enter the first day"),
    ],
)
def test_a_threshold_that_makes_no_sense_is_refused(sign_in, cells, said):
    answer = sign_in("admin").post("/admin/early-notice/new", data={**ADDED, **cells})
    assert answer.status_code == 422
    assert said in answer.text


def test_a_threshold_ends_and_counts_no_more_from_tomorrow(sign_in, reading):
    admin = sign_in("admin")
    assert admin.post("/admin/early-notice/1/end").status_code == 302
    assert admin.post("/admin/early-notice/1/end").status_code == 409
    with reading() as session:
        assert session.get_one(EarlyNoticeThreshold, 1).valid_to is not None


@pytest.mark.parametrize("username", ["security", "supervisor.ia", "auditor"])
def test_only_administrators_change_thresholds(sign_in, username):
    client = sign_in(username)
    assert client.post("/admin/early-notice/new", data=ADDED).status_code == 403
    assert client.post("/admin/early-notice/1/end").status_code == 403
    assert "Add a threshold" not in client.get("/admin/early-notice").text
