"""The queue of triage: filtered, sorted and taken out."""

import csv
import io
import json
import re
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from jicms.audit.models import AuditEvent
from jicms.cases.models import CaseStatus
from jicms.core import clock
from jicms.intake import service
from jicms.intake.complaint import Alleged
from tests.factories import cases, complaints

pytestmark = pytest.mark.usefixtures("moment")


def test_the_queue_filters_and_sorts_and_my_work_shows_it(sign_in, number):
    client = sign_in("supervisor.ia")
    assert number in client.get("/intake/triage?status=RECEIVED").text
    assert number not in client.get("/intake/triage?status=OIG_PENDING").text
    assert number in client.get("/intake/triage?status=NONSENSE&sort=received").text
    for held, missed in (
        ("group=COR", "group=DRG"),
        ("class=CBP-1", "class=CBP-4"),
        ("stage=open", "stage=accepted"),
        ("due=7", "due=over"),
    ):
        assert number in client.get(f"/intake/triage?{held}").text, held
        assert number not in client.get(f"/intake/triage?{missed}").text, missed
    assert number not in client.get("/intake/triage?age=2").text
    with clock.at(complaints.RECEIVED + timedelta(6)):
        late = sign_in("supervisor.ia")
        for held in ("age=5", "due=over", "stage=open&age=2"):
            assert number in late.get(f"/intake/triage?{held}").text, held
    assert number in client.get("/").text
    assert number not in sign_in("supervisor.opr").get("/intake/triage").text


def test_the_badge_and_my_work_count_what_the_list_shows(acting, sign_in, number):
    with acting("supervisor.ia") as session:
        actor = session.info["actor"]
        for status in (CaseStatus.TRIAGE, CaseStatus.OIG_PENDING, CaseStatus.OPEN):
            cases.case(session, status=status)
        accepted = complaints.recorded(actor, allegations=(Alleged("TNA-04"),))
        service.begin_triage(accepted, actor=actor)
        service.accept(accepted, actor=actor, note="Clear.")
        cases.case(session, status=CaseStatus.TRIAGE, office="OPR")
    for name in ("supervisor.ia", "intake.ia"):
        page = sign_in(name).get("/intake/triage").text
        rows = page.partition("<tbody>")[2].partition("</tbody>")[0].count("<tr>")
        assert rows == 4, name
        badges = re.findall(r"Triage queue\s*<span[^>]*>\s*(\d+)", page)
        assert badges == [str(rows)], name
        home = sign_in(name).get("/").text
        assert re.search(rf">{rows}</b>\s*In the triage queue", home), name


def test_the_queue_goes_out_as_it_is_filtered_and_the_trail_knows_both_ends(
    acting, sign_in, number
):
    with acting() as session:
        cases.case(session, status=CaseStatus.TRIAGE, title="=HYPERLINK(1)")
        cases.case(session, status=CaseStatus.TRIAGE, office="OPR", title="Of another office")
    client = sign_in("intake.ia")
    page = client.get("/intake/triage?status=TRIAGE").text
    assert "/intake/triage/export/xlsx?status=TRIAGE" in page
    answer = client.get("/intake/triage/export/csv?status=TRIAGE&sort=received")
    assert answer.status_code == 200
    head, *rows = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert [row[head.index("Title")] for row in rows] == ["'=HYPERLINK(1)"]
    assert number not in answer.text
    book = load_workbook(io.BytesIO(client.get("/intake/triage/export/xlsx").data))
    titles = [row[1].value for row in book["Export"].iter_rows(min_row=2)]
    assert len(titles) == 2
    assert "Of another office" not in titles
    with acting() as session:
        ends = select(AuditEvent).where(AuditEvent.event.in_(("EXPORT_STARTED", "EXPORT_DONE")))
        found = [(row.event, json.loads(row.detail)) for row in session.scalars(ends)]
    assert [event for event, _ in found] == ["EXPORT_STARTED", "EXPORT_DONE"] * 2
    assert found[0][1]["filters"] == {"status": ["TRIAGE"]}
    assert [found[1][1]["rows"], found[3][1]["rows"]] == [1, 2]


def test_nobody_else_takes_the_queue_out(sign_in):
    for username in ("investigator.ia", "specialist.ler", "admin", "auditor"):
        assert sign_in(username).get("/intake/triage/export/csv").status_code == 403
    assert sign_in("intake.ia").get("/intake/triage/export/pdf").status_code == 404


def test_an_empty_queue_says_what_was_searched(sign_in):
    page = sign_in("intake.ia").get("/intake/triage?status=OIG_PENDING").text
    assert "Searched the cases of your office that wait for Status: OIG pending." in page
