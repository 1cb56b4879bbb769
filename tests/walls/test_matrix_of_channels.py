"""After each late change, in every channel, the case is gone for whoever it names."""

import pytest
from sqlalchemy import select

from jicms.audit.models import AuditEvent
from jicms.cases.models import Wall
from tests.api.conftest import program
from tests.walls.late import ALL_CHANGES, CHANGES, TITLE, case_of, first_party, prepared

__all__ = ["program"]

WHO = "investigator.ia"
#: Channels that show the case's number or title to whoever sees it.
CHANNELS = {
    "list": "/cases",
    "words in the list": "/cases?words=Cash",
    "page": "/cases/{n}",
    "people": "/cases/{n}/people",
    "timeline": "/cases/{n}/timeline",
    "sheet": "/cases/{n}/sheet",
    "log": "/cases/{n}/log",
    "clocks": "/cases/{n}/clocks",
    "export": "/cases/export/csv",
    "my work": "/",
    "search": "/search?q=Cash",
    "search by number": "/search?q={n}",
}
API = {"list": "/api/v1/cases", "case": "/api/v1/cases/{n}", "parties": "/api/v1/cases/{n}/parties"}


@pytest.mark.parametrize("change", ALL_CHANGES)
def test_no_channel_shows_the_case_after(change, acting, sign_in, program):
    number = prepared(acting, WHO, change)
    client, caller = sign_in(WHO), program(WHO)
    paths = {name: path.format(n=number) for name, path in CHANNELS.items()}
    calls = {name: path.format(n=number) for name, path in API.items()}
    for name, path in paths.items():
        assert number in client.get(path, follow_redirects=True).text, f"{name} before"
    for name, path in calls.items():
        assert caller.get(path).status_code == 200, f"API {name} before"
    totals = [count_of(client), count_of_api(caller)]

    ALL_CHANGES[change](acting, WHO, number, "supervisor.ia")

    for name, path in paths.items():
        page = client.get(path, follow_redirects=True)
        text = page.text.replace(f"q={number}", "").replace(f'value="{number}"', "")
        assert TITLE not in text, name
        if page.status_code == 200 and name != "search by number":
            assert number not in text, name
    for name, path in calls.items():
        answer = caller.get(path)
        assert number not in answer.text, f"API {name}"
    assert count_of(client) == totals[0] - 1
    assert count_of_api(caller) == totals[1] - 1
    with acting() as session:
        case, party = case_of(session, number), first_party(session, number)
        assert (case.lead_user_id, party.wall) == (
            None,
            Wall.SUSPENDED if change in CHANGES else Wall.CONFIRMED,
        )
        triggered = select(AuditEvent.id).where(
            AuditEvent.event == "CONFLICT_TRIGGERED", AuditEvent.case_id == case.id
        )
        assert session.scalars(triggered).first() is not None
    assert number in sign_in("supervisor.ia").get("/cases").text


def count_of(client):
    return client.get("/cases/export/csv").text.count("\n")


def count_of_api(caller):
    return len(caller.get("/api/v1/cases").json["items"])


@pytest.mark.parametrize("change", ALL_CHANGES)
def test_the_numbers_of_a_report_leave_the_case_out(change, acting, sign_in):
    number = prepared(acting, "supervisor.ia", change, leads=False)
    client = sign_in("supervisor.ia")
    path = "/reports/cases-by-status.csv"
    before, seen_by_head = client.get(path).text, sign_in("head.ia").get(path).text
    assert ",1" in before
    ALL_CHANGES[change](acting, "supervisor.ia", number, "head.ia")
    assert client.get(path).text != before
    assert ",1" not in client.get(path).text
    assert sign_in("head.ia").get(path).text == seen_by_head


@pytest.mark.parametrize("change", ALL_CHANGES)
def test_the_audit_viewer_loses_the_case_with_the_auditor(change, acting, sign_in):
    number = prepared(acting, "auditor", change, leads=False)
    sign_in("supervisor.ia").get(f"/cases/{number}")
    client = sign_in("auditor")
    assert number in client.get(f"/audit?case={number}").text.replace(f'value="{number}"', "")
    ALL_CHANGES[change](acting, "auditor", number, "supervisor.ia")
    page = client.get("/audit").text
    assert number not in page
    export = client.get("/audit/export")
    assert number not in export.text
