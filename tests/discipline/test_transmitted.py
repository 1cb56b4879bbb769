"""A report of investigation on its way to labor relations and to an official."""

import io

import pytest

from jicms.access.actor import Actor, current_actor
from jicms.discipline import service
from jicms.investigations import bodies
from jicms.investigations.models import Report
from tests.factories import discipline
from tests.support import pdf


@pytest.fixture
def made(acting):
    """A report in sections whose approved PDF is stored, referred with its first exhibit."""
    with acting() as session:
        found = discipline.investigated(session)
        report = found.report
        session.execute(Report.__table__.update().values(body=""))
        session.refresh(report)
        data, content = bodies.make(report, actor=Actor.system("test"), at=report.approved_at)
        bodies.store(report, data, content)
        referral = discipline.refer(session, found)
        action = service.accept_referral(
            referral,
            actor=current_actor(),
            specialist=discipline.user("specialist.ler", session),
        )
        discipline.proposed(session, action, material=[report, found.exhibits[0]])
        discipline.served(session, action)
        return found.case.number


def test_the_page_says_where_it_went_and_what_was_released(sign_in, made):
    for name in ("supervisor.ia", "specialist.ler"):
        page = sign_in(name).get(f"/cases/{made}/reports/1").text
        assert "Transmitted" in page, name
        assert "Released with it: exhibit 1" in page, name


def test_labor_relations_and_officials_read_the_approved_pdf(sign_in, made):
    paths = {
        "specialist.ler": f"/cases/{made}/reports/1/pdf",
        "official2.cbp": f"/packages/{made}/1/report/1/file",
    }
    for name, path in paths.items():
        answer = sign_in(name).get(path)
        assert answer.status_code == 200, name
        assert pdf.check(answer.data).says("Report of investigation"), name
    page = sign_in("official2.cbp").get(f"/packages/{made}/1/report/1").text
    assert "The report itself is the file above." in page
    assert "Download" in page


def test_labor_relations_neither_writes_nor_previews(sign_in, made):
    client, at = sign_in("specialist.ler"), f"/cases/{made}/reports/1"
    assert "Word processor" not in client.get(at).text
    for path in ("/sections/predication", "/word", "/docx"):
        assert client.get(f"{at}{path}").status_code in {403, 404}, path
    assert client.post(f"{at}/word", data={"file": (io.BytesIO(b"x"), "x.docx")}).status_code in {
        403,
        404,
    }
