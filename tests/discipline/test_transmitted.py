"""A report of investigation on its way to labor relations and to an official."""

import io
from datetime import date

import pytest

from jicms.access.actor import Actor, current_actor
from jicms.cases.handling import Handling
from jicms.core import clock, unit_of_work
from jicms.discipline import service
from jicms.evidence.models import Exhibit, Statement
from jicms.investigations import bodies
from jicms.prosecution import service as prosecution
from jicms.prosecution.models import ProsecutionStatus
from jicms.prosecution.models_gate import StandingCategory, StandingDeclination, StandingUse
from tests.factories import discipline
from tests.support import pdf


def in_sections(found):
    """The report has no text of its own."""
    found.report.body = ""


@pytest.fixture
def made(acting):
    """A report in sections whose approved PDF is stored, referred with its first exhibit."""
    with acting() as session:
        found = discipline.investigated(session, before_approval=in_sections)
        report = found.report
        at = report.approved_at
        bodies.store(report, bodies.make(report, actor=Actor.system("test"), at=at))
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


def with_compelled(found):
    """A third exhibit: what the subject said, compelled."""
    session = unit_of_work.session()
    compelled = {"case_id": found.case.id, "handling": int(Handling.GARRITY_COMPELLED)}
    said = Statement(
        **compelled,
        n=2,
        kind_code="AFFIDAVIT",
        giver_id=found.subject.id,
        taken_at=found.case.received_at,
        text="I did it.",
    )
    session.add(said)
    session.flush()
    found.compelled = Exhibit(
        **compelled,
        report_id=found.report.id,
        n=len(found.exhibits) + 1,
        description="What the subject said",
        statement_id=said.id,
    )
    session.add(found.compelled)
    session.flush()


def test_the_facts_of_the_declinations_go_with_a_compelled_statement(acting, sign_in):
    with acting() as session:
        found = discipline.investigated(session, before_approval=with_compelled)
        exhibit = found.compelled
        asked = prosecution.refer(
            found.case,
            actor=current_actor(),
            party=found.subject,
            level_code="FEDERAL",
            office="U.S. Attorney, Eastern District",
            prosecutor="P. Lindqvist",
            on=date(2024, 1, 10),
        )
        prosecution.record_event(
            asked,
            actor=current_actor(),
            status=ProsecutionStatus.DECLINED,
            on=date(2024, 1, 19),
            declination_code="NO_FEDERAL_INTEREST",
            is_written=False,
            note="Told on the phone.",
        )
        letter = StandingDeclination(
            agency_id=found.case.agency_id,
            level_code="STATE",
            office="District Attorney",
            conditions="No force",
            valid_from=date(2024, 1, 1),
            file_id=discipline.stored_file(session).id,
            confirmed_at=clock.now(),
            categories=[StandingCategory(category_code="FIN-01")],
        )
        for link in (found.link, found.others_link):
            session.add(
                StandingUse(
                    case_id=found.case.id,
                    declination=letter,
                    allegation_subject_id=link.id,
                    conditions="No force",
                )
            )
        session.flush()
        number = found.case.number
        referral = discipline.refer(session, found, exhibits=[exhibit])
        service.accept_referral(
            referral,
            actor=current_actor(),
            specialist=discipline.user("specialist.ler", session),
        )
    at = f"/cases/{number}/discipline"
    page = " ".join(sign_in("specialist.ler").get(at).text.split())
    for words in (
        "Declination of prosecution, subject 1",
        "P. Lindqvist",
        "U.S. Attorney, Eastern District, federal",
        "Jan 19, 2024",
        "Declined orally",
        "Told on the phone.",
        "District Attorney, state",
        "Standing declination",
        "No force",
        "Allegation 1.1",
    ):
        assert words in page, words
    assert "Declination of prosecution, subject 2" not in page
    for name in ("supervisor.ia", "supervisor.elr", "intake.ia"):
        assert "Lindqvist" not in sign_in(name).get(at).text, "the statement is shut to them"
