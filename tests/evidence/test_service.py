"""Items, statements, documents, exhibits: numbered, complete, never changed."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from jicms.cases.models import CaseStatus, PartyRole
from jicms.core import clock
from jicms.core.errors import Denied, RuleBroken, TransitionRefused
from jicms.evidence import service
from jicms.evidence.models import Document, EvidenceItem, Exhibit, Statement
from jicms.investigations import service as investigations
from jicms.investigations.models import Report
from tests.factories import accounts, cases
from tests.factories.evidence import (
    SYSTEM,
    TAKEN,
    document,
    item,
    statement,
    the_case,
    the_investigation,
)
from tests.factories.files import upload
from tests.factories.investigations import report


def test_items_statements_and_documents_are_numbered_within_their_case(acting, number):
    with acting() as session:
        assert [item(session, number).key for _ in range(2)] == ["E0001", "E0002"]
        assert [statement(session, number).key for _ in range(2)] == ["S01", "S02"]
        assert [document(session, number).n for _ in range(2)] == [1, 2]


def test_what_is_recorded_stays_and_a_correction_points_to_it(acting, number):
    with acting("investigator.ia") as session:
        first = statement(session, number, text="At nine.")
        second = statement(session, number, text="At ten.", corrects=first)
        assert second.corrects.key == "S01"
        for row, field in (
            (first, "text"),
            (item(session, number), "description"),
            (document(session, number), "title"),
        ):
            point = session.begin_nested()
            setattr(row, field, "Changed")
            with pytest.raises(RuleBroken, match="correction"):
                session.flush()
            point.rollback()
            session.refresh(row)


def test_a_correction_of_another_cases_record_is_refused(acting, number):
    with acting() as session:
        other = cases.case(session, status=CaseStatus.OPEN)
        giver = cases.party(session, other, role=PartyRole.WITNESS)
        foreign = service.record_statement(
            other,
            actor=SYSTEM,
            kind_code="MEMO_OF_INTERVIEW",
            giver=giver,
            taken_at=TAKEN,
            text="x",
        )
        with pytest.raises(RuleBroken, match="this case"):
            statement(session, number, corrects=foreign)
        with pytest.raises(RuleBroken, match="this case"):
            statement(session, number, giver=giver)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind_code": "AFFIDAVIT"}, "oath_administrator"),
        ({"kind_code": "NOTHING"}, "kind_code"),
        ({"warning_code": "NOTHING"}, "warning_code"),
        ({"taken_at": clock.now() + timedelta(days=1)}, "taken_on"),
        ({"ended_at": TAKEN - timedelta(hours=1)}, "ended"),
        ({"pages": 0}, "pages"),
        ({"text": ""}, "file"),
        ({"handling": 1 << 30}, "handling"),
    ],
)
def test_an_incomplete_statement_is_refused_at_its_field(acting, number, values, field):
    with acting() as session:
        with pytest.raises(RuleBroken) as refused:
            statement(session, number, **values)
        assert refused.value.field == field


def test_an_affidavit_keeps_who_swore_it_in_and_its_file_with_the_hash(acting, number):
    with acting("investigator.ia") as session:
        made = statement(
            session,
            number,
            kind_code="AFFIDAVIT",
            oath_administrator="T. Renquist",
            ended_at=TAKEN + timedelta(hours=1),
            pages=5,
            language="Spanish",
            interpreter="Inez Corral",
            text="",
            file=upload(b"%PDF-1.7 affidavit", "affidavit.pdf"),
            copy_given=True,
        )
        assert made.file.original_name == "affidavit.pdf"
        assert len(made.file.sha256) == 64
        assert made.language == "Spanish"


@pytest.mark.parametrize("status", [CaseStatus.RECEIVED, CaseStatus.OIG_PENDING])
def test_while_the_oig_decides_evidence_is_preserved_but_nobody_is_interviewed(
    acting, number, status
):
    with acting() as session:
        the_case(session, number).status = status
        session.flush()
        assert item(session, number).n == 1
        with pytest.raises(RuleBroken, match="OIG"):
            statement(session, number)


@pytest.mark.parametrize("name", ["specialist.ler", "supervisor.opr", "auditor", "records"])
def test_nobody_else_records(acting, number, name):
    with acting() as session:
        for record in (item, statement, document):
            with pytest.raises(Denied):
                record(session, number, name=name)


def test_the_custodian_records_and_sees_items_and_nothing_else(acting, reading, number):
    with acting() as session:
        item(session, number)
        statement(session, number)
        document(session, number)
        made = report(session, the_investigation(session))
        service.add_exhibit(
            made,
            actor=accounts.actor_of("investigator.ia"),
            description="The memo",
            statement=session.scalar(select(Statement)),
        )
    with acting("custodian.ia") as session:
        item(session, number, name="custodian.ia")
        for record in (statement, document):
            with pytest.raises((Denied, RuleBroken)):
                record(session, number, name="custodian.ia")
    with reading("custodian.ia") as session:
        assert len(session.scalars(select(EvidenceItem)).all()) == 2
        for model in (Statement, Document, Exhibit, Report):
            assert session.scalars(select(model)).all() == []


def test_exhibits_are_numbered_per_report_point_to_one_thing_and_close_up(acting, number):
    with acting("investigator.ia") as session:
        actor = accounts.actor_of("investigator.ia")
        of = report(session, the_investigation(session))
        thing, memo, paper = (
            item(session, number),
            statement(session, number),
            document(session, number),
        )
        made = [
            service.add_exhibit(of, actor=actor, description="One", item=thing),
            service.add_exhibit(of, actor=actor, description="Two", statement=memo),
            service.add_exhibit(of, actor=actor, description="Three", document=paper),
        ]
        assert [row.n for row in made] == [1, 2, 3]
        assert made[1].source is memo
        with pytest.raises(RuleBroken, match="Choose what"):
            service.add_exhibit(of, actor=actor, description="x", item=thing, document=paper)
        with pytest.raises(RuleBroken, match="Choose what"):
            service.add_exhibit(of, actor=actor, description="x")
        service.remove_exhibit(made[0], actor=actor)
        rows = session.scalars(select(Exhibit).order_by(Exhibit.n)).all()
        assert [(row.n, row.description) for row in rows] == [(1, "Two"), (2, "Three")]


def test_exhibits_change_only_while_the_report_is_written(acting, number):
    with acting() as session:
        of = report(session, the_investigation(session))
        lead = accounts.actor_of("investigator.ia")
        made = service.add_exhibit(of, actor=lead, description="x", item=item(session, number))
        investigations.submit_report(of, actor=lead)
        with pytest.raises(TransitionRefused):
            service.add_exhibit(of, actor=lead, description="y", item=item(session, number))
        with pytest.raises(TransitionRefused):
            service.remove_exhibit(made, actor=lead)
