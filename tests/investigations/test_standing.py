"""What stands of a report once it is approved, whoever writes to the database; its approval, bound
to what was read; supplements; and a report and its sections under two hands at once."""

import io
import re
import threading

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from jicms.allegations import queries as allegation_queries
from jicms.allegations import service as allegation_service
from jicms.core import crypto, unit_of_work
from jicms.core.errors import RuleBroken
from jicms.evidence.models import Exhibit
from jicms.extensions import db
from jicms.investigations import bodies, service
from jicms.investigations.models import Report, ReportStatus
from jicms.investigations.models_sections import ReportSection
from tests.factories import accounts
from tests.factories.evidence import declined
from tests.factories.investigations import report
from tests.support import pdf

ONE, TWO, BOSS = "investigator.ia", "investigator2.ia", "supervisor.ia"
#: Each changes, removes or adds something of an approved report.
TAMPERING = (
    "UPDATE report SET title = 'Other'",
    "UPDATE report SET status = 'DRAFT', approved_at = NULL",
    "UPDATE report SET body_sha256 = ''",
    "DELETE FROM report",
    "UPDATE report_section SET text = 'Other'",
    "DELETE FROM report_section",
    "UPDATE report_body SET made_with = 'other'",
    "DELETE FROM report_body",
    "UPDATE report_review SET comment = 'Other'",
    "UPDATE exhibit SET description = 'Other'",
    "DELETE FROM exhibit",
    """INSERT INTO exhibit
        (case_id, report_id, n, description, pages, item_id, handling, version, created_at)
        SELECT case_id, report_id, 9, 'More', '', item_id, 0, 1, created_at
        FROM exhibit WHERE n = 1""",
)


def who(name):
    return accounts.actor_of(name)


@pytest.fixture
def submitted(acting, number, write):
    """A report in sections that waits for its review."""
    write(predication="Told by a colleague.", narrative_1="What was done.")
    with acting(ONE) as session:
        for m in (1, 2):
            allegation_service.record_finding(
                allegation_queries.charge_of(number, 1, m),
                actor=who(ONE),
                code="UNFOUNDED",
                reasons="The log shows it.",
            )
        service.submit_report(session.scalar(select(Report)), actor=who(ONE))
    return number


def test_the_database_itself_keeps_an_approved_report(app, approved, acting):
    with app.app_context(), db.engine.connect() as link:
        for statement in TAMPERING:
            with pytest.raises(DatabaseError, match="stays as it is"):
                link.execute(text(statement))
            link.rollback()
        link.execute(text("UPDATE report SET handling = 1, version = version + 1"))
        link.execute(text("UPDATE exhibit SET released_at = created_at WHERE n = 1"))
        link.rollback()
    with acting() as session:
        assert session.scalar(select(func.count()).select_from(Exhibit)) == 2


def test_a_draft_is_written_on_while_what_was_handed_in_is_not(app, acting, submitted):
    with app.app_context(), db.engine.connect() as link:
        with pytest.raises(DatabaseError, match="stays as it is"):
            link.execute(text("UPDATE report_section SET text = 'Other'"))
        link.rollback()
    with acting(BOSS) as session:
        service.return_report(session.scalar(select(Report)), actor=who(BOSS), comment="Say more.")
    with app.app_context(), db.engine.connect() as link:
        link.execute(text("UPDATE report_section SET text = 'Other'"))
        link.rollback()


def test_an_approval_stores_the_pdf_that_was_drawn_ahead(acting, reading, submitted):
    with reading(BOSS) as session:
        made = service.draw(session.scalar(select(Report)), actor=who(BOSS))
    with acting() as session:
        declined(session, submitted)
    with acting(BOSS) as session:
        stale = session.scalar(select(Report))
        with pytest.raises(RuleBroken, match="changed while it was approved"):
            service.approve_report(stale, actor=who(BOSS), made=made)
        session.rollback()
    with reading(BOSS) as session:
        again = service.draw(session.scalar(select(Report)), actor=who(BOSS))
    assert again.content != made.content
    with acting(BOSS) as session:
        service.approve_report(session.scalar(select(Report)), actor=who(BOSS), made=again)
    with reading(BOSS) as session:
        row = session.scalar(select(Report))
        assert row.body_sha256 == crypto.digest(again.content)
        assert row.approved_at == again.at


def test_nobody_waits_for_the_pdf_of_an_approval(sign_in, reading, submitted, monkeypatch):
    drawn, render = [], bodies.render

    def watched(*arguments, **options):
        drawn.append(unit_of_work.is_writing())
        return render(*arguments, **options)

    monkeypatch.setattr(bodies, "render", watched)
    boss, page = sign_in(BOSS), f"/cases/{submitted}/reports/1/approve"
    version = re.search(r'name="version" value="(\d+)"', boss.get(page).text).group(1)
    assert boss.post(page, data={"version": "1"}).status_code == 409
    assert sign_in(ONE).post(page, data={"version": version}).status_code == 403
    assert drawn == [], "nothing is drawn for who may not approve, or read another version"
    assert boss.post(page, data={"version": version}).status_code == 302
    assert drawn == [False]
    with reading() as session:
        assert session.scalar(select(Report.status)) is ReportStatus.APPROVED


def test_a_supplement_and_its_report_show_each_other(sign_in, acting, approved):
    number = approved
    lead, begin = sign_in(ONE), f"/cases/{number}/investigations/1/report"
    form = lead.get(begin).text
    assert "Report that a supplement is to" in form
    data = {"type_code": "SUPPLEMENTAL", "title": "The date was wrong", "synopsis": "Corrected."}
    assert lead.post(begin, data={**data, "supplements": "9"}).status_code == 422
    assert lead.post(begin, data={**data, "supplements": "1"}).status_code == 302
    old, new = f"/cases/{number}/reports/1", f"/cases/{number}/reports/2"
    assert "A supplement is being written" in lead.get(old).text
    assert f'href="{old}"' in lead.get(new).text
    assert "stays as it was approved" in lead.get(f"{new}/print").text
    assert pdf.check(lead.get(f"{new}/pdf").data).says("6. Report type Supplemental, to R001")
    with acting(ONE) as session:
        made = session.scalar(select(Report).where(Report.n == 2))
        service.save_section(
            made, service.spots_of(made)[1], actor=who(ONE), text="The date.", base=0
        )
        service.submit_report(made, actor=who(ONE))
    with acting(BOSS) as session:
        service.approve_report(session.scalar(select(Report).where(Report.n == 2)), actor=who(BOSS))
    assert "Supplemented by" in lead.get(old).text
    with acting(ONE) as session:
        investigation = session.scalar(select(Report).where(Report.n == 1)).investigation
        elsewhere = Report(case_id=0, n=9)
        with pytest.raises(RuleBroken, match="approved report of this investigation"):
            report(session, investigation, type_code="SUPPLEMENTAL", supplements=elsewhere)


def test_a_report_never_gets_both_sections_and_one_text(app, reading, sign_in, at):
    with reading(ONE) as session:
        version = str(session.scalar(select(Report)).version)
    one, two = sign_in(ONE), sign_in(TWO)
    answers = []
    file = (io.BytesIO(b"%PDF-1.4 one"), "one.pdf")
    whole = {"title": "As one", "synopsis": "x", "version": version, "file": file}
    calls = (
        (one, f"{at}/sections/predication", {"text": "In sections", "version": "0"}),
        (two, f"{at}/edit", whole),
    )
    gate = threading.Barrier(2)

    def send(client, path, data):
        gate.wait()
        answers.append(client.post(path, data=data).status_code)

    threads = [threading.Thread(target=send, args=call) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 2
    with reading() as session:
        written = session.scalars(select(ReportSection.text)).all()
        assert session.scalar(select(Report)).is_whole != bool(written), (answers, written)
