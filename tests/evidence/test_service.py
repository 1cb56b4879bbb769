"""Items, statements, documents, exhibits: numbered, never changed, marked, behind their walls."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from jicms.access.actor import Actor, Role
from jicms.auth import service as accounts_service
from jicms.cases.handling import Handling
from jicms.cases.models import Case, CaseStatus, GrantKind, GrantLevel, Party, PartyRole
from jicms.core import clock
from jicms.core.errors import Denied, RuleBroken, TransitionRefused
from jicms.evidence import service
from jicms.evidence.models import Document, EvidenceItem, Exhibit, Statement
from jicms.investigations import service as investigations
from jicms.investigations.models import Investigation, InvestigationType, Report
from jicms.prosecution import service as prosecution
from jicms.prosecution.gate import SHUT
from jicms.prosecution.models import ProsecutionStatus
from tests.factories import accounts, allegations, cases
from tests.factories.files import upload
from tests.factories.investigations import investigation, report, user

SYSTEM = Actor.system("test")
TAKEN = datetime(2026, 11, 6, 15, 5, tzinfo=UTC)
TEAMS = {
    "investigator.ia": True,
    "investigator2.ia": False,
    "supervisor.ia": True,
    "head.ia": False,
}


@pytest.fixture
def number(acting):
    """An administrative and a criminal investigation of one case, each with its own people."""
    with acting() as session:
        case = cases.case(session, status=CaseStatus.TRIAGE)
        subject = cases.party(session, case, role=PartyRole.SUBJECT, description="First officer")
        cases.party(session, case, role=PartyRole.WITNESS, description="Clerk")
        allegations.allegation(session, case, subject, code="WRK-01")
        investigation(session, case)
        investigation(
            session,
            case,
            type=InvestigationType.CRIMINAL,
            lead="investigator2.ia",
            reviewer="head.ia",
        )
        return case.number


def the_case(session, number):
    return session.scalar(select(Case).where(Case.number == number))


def party(session, n=1):
    return session.scalar(select(Party).where(Party.n == n))


def item(session, number, *, name="investigator.ia", **values):
    told = {
        "kind_code": "DIGITAL_DEVICE",
        "description": "Agency smartphone, asset 77120",
        "collected_at": TAKEN,
        **values,
    }
    return service.record_item(the_case(session, number), actor=accounts.actor_of(name), **told)


def statement(session, number, *, name="investigator.ia", n=2, **values):
    told = {
        "kind_code": "MEMO_OF_INTERVIEW",
        "giver": party(session, n),
        "taken_at": TAKEN,
        "text": "He said that he saw it.",
        **values,
    }
    return service.record_statement(
        the_case(session, number), actor=accounts.actor_of(name), **told
    )


def document(session, number, *, name="investigator.ia", **values):
    told = {"title": "Badge records", "file": upload(), **values}
    return service.add_document(the_case(session, number), actor=accounts.actor_of(name), **told)


def the_investigation(session, n=1):
    return session.scalar(select(Investigation).where(Investigation.n == n))


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


def declined(session, number, n=1):
    made = prosecution.refer(
        the_case(session, number),
        actor=SYSTEM,
        party=party(session, n),
        level_code="FEDERAL",
        office="U.S. Attorney’s Office",
        on=date(2026, 11, 3),
    )
    prosecution.record_event(
        made,
        actor=SYSTEM,
        status=ProsecutionStatus.DECLINED,
        on=date(2026, 11, 4),
        declination_code="ADMIN_REMEDY_ADEQUATE",
        is_written=True,
    )


def test_a_compelled_statement_waits_for_the_declination_of_criminal_allegations(acting, number):
    with acting() as session:
        allegations.allegation(session, the_case(session, number), party(session), code="COR-01")
        with pytest.raises(RuleBroken) as refused:
            statement(session, number, n=1, warning_code="KALKINES")
        assert refused.value.sentences == (SHUT,)
        with pytest.raises(RuleBroken):
            statement(session, number, n=1, handling=int(Handling.GARRITY_COMPELLED))
        declined(session, number)
        made = statement(session, number, n=1, warning_code="KALKINES")
        assert Handling(made.handling) == Handling.GARRITY_COMPELLED


def test_the_gate_follows_a_person_who_is_entered_twice(acting, number):
    with acting() as session:
        case = the_case(session, number)
        subject = cases.party(session, case, role=PartyRole.SUBJECT, account="specialist.ler")
        again = cases.party(session, case, role=PartyRole.WITNESS, account="specialist.ler")
        allegations.allegation(session, case, subject, code="COR-01")
        with pytest.raises(RuleBroken):
            statement(session, number, n=again.n, warning_code="KALKINES")


def test_the_criminal_side_neither_reads_nor_records_compelled_statements(acting, reading, number):
    with acting() as session:
        made = statement(session, number, n=1, warning_code="KALKINES")
        of = report(session, the_investigation(session))
        service.add_exhibit(
            of, actor=accounts.actor_of("investigator.ia"), description="K.", statement=made
        )
        assert Handling(of.handling) & Handling.GARRITY_COMPELLED
    for name, sees in TEAMS.items():
        with reading(name) as session:
            for model in (Statement, Exhibit, Report):
                assert len(session.scalars(select(model)).all()) == int(sees), (name, model)
    with acting() as session:
        for name in ("investigator2.ia", "head.ia"):
            with pytest.raises(RuleBroken, match="Not open for this subject"):
                statement(session, number, n=1, name=name, warning_code="KALKINES")


def test_a_supervisor_who_reviews_neither_reads_no_compelled_statement(acting, reading, number):
    with acting() as session:
        statement(session, number, n=1, warning_code="KALKINES")
        investigations.change_team(
            the_investigation(session, 2),
            actor=SYSTEM,
            lead=user(session, "investigator2.ia"),
            reviewer=user(session, "head.ia"),
        )
        the_investigation(session, 2).type = InvestigationType.INSPECTION
        the_investigation(session, 2).reviewer_id = None
    with reading("head.ia") as session:
        assert session.scalars(select(Statement)).all() == []


def test_who_could_read_a_compelled_statement_stays_off_the_criminal_team(acting, number):
    with acting() as session:
        statement(session, number, n=1, warning_code="KALKINES")
        with pytest.raises(RuleBroken, match="Not open for this person"):
            investigations.change_team(
                the_investigation(session, 2),
                actor=SYSTEM,
                lead=user(session, "investigator2.ia"),
                team=[user(session, "investigator.ia")],
                reviewer=user(session, "head.ia"),
            )


@pytest.mark.parametrize("flag", [Handling.GRAND_JURY, Handling.PROSECUTOR_ONLY])
def test_grand_jury_material_is_for_its_access_list_only(acting, reading, number, flag):
    with acting("investigator2.ia") as session:
        actor = "investigator2.ia"
        made = statement(
            session,
            number,
            name=actor,
            handling=int(flag),
            named=[user(session, "head.ia")],
        )
        thing = item(session, number, name=actor, handling=int(flag))
        paper = document(session, number, name=actor, handling=int(flag))
        key = made.id
        assert {u.username for u in service.access_list(made)} == {actor, "head.ia"}
        assert {u.username for u in service.access_list(thing)} == {actor}
        assert {u.username for u in service.access_list(paper)} == {actor}
    seen = {"investigator2.ia": 1, "head.ia": 1, "investigator.ia": 0, "supervisor.ia": 0}
    for name, count in seen.items():
        with reading(name) as session:
            found = session.scalars(select(Statement).where(Statement.id == key)).all()
            assert len(found) == count, name
    with reading("custodian.ia") as session:
        assert session.scalars(select(EvidenceItem)).all() == []


def test_who_leaves_the_case_leaves_its_access_lists_but_not_the_last_on_one(
    acting, reading, number
):
    def change(session):
        investigations.change_team(
            the_investigation(session, 2),
            actor=SYSTEM,
            lead=user(session, "investigator3.ia"),
            reviewer=user(session, "head.ia"),
        )

    with acting() as session:
        case = the_case(session, number)
        third = accounts_service.create_user(
            session,
            username="investigator3.ia",
            name="Third Investigator",
            password="Third-only-2026!",
        )
        accounts_service.add_membership(
            session,
            user=third,
            office=case.lead_office,
            role=Role.INVESTIGATOR,
            valid_from=date(2020, 1, 1),
            is_confirmed=True,
        )
        item(session, number, name="investigator2.ia", handling=int(Handling.GRAND_JURY))
    with pytest.raises(RuleBroken, match="Only Odile Tillerby"), acting() as session:
        change(session)
    with acting() as session:
        secret = session.scalar(select(EvidenceItem))
        service.mark(
            secret,
            actor=accounts.actor_of("investigator2.ia"),
            handling=secret.handling,
            named=[user(session, "head.ia")],
        )
        change(session)
    with reading("investigator2.ia") as session:
        assert the_case(session, number) is None
    with reading("head.ia") as session:
        assert len(session.scalars(select(EvidenceItem)).all()) == 1


def test_labor_relations_see_the_investigation_of_a_named_report_and_no_criminal_one(
    acting, reading, number
):
    with acting() as session:
        made = report(session, the_investigation(session))
        grant = cases.grant(
            session,
            the_case(session, number),
            office="LER",
            kind=GrantKind.REFERRAL,
            level=GrantLevel.ITEMS,
        )
        cases.name_item(session, grant, made)
    with reading("supervisor.ler") as session:
        assert [row.n for row in session.scalars(select(Investigation))] == [1]
    with reading("intake.ia") as session:
        assert len(session.scalars(select(Investigation)).all()) == 2


def test_an_access_list_takes_people_of_the_case_and_marked_material_only(acting, number):
    with acting() as session:
        for values, message in (
            ({"named": [user(session, "head.ia")]}, "for grand jury"),
            (
                {"handling": int(Handling.GRAND_JURY), "named": [user(session, "supervisor.opr")]},
                "who work on this case",
            ),
        ):
            with pytest.raises(RuleBroken, match=message):
                statement(session, number, **values)


def test_classified_content_is_not_stored_here(acting, number):
    with acting() as session:
        with pytest.raises(RuleBroken, match="Classified"):
            item(session, number, handling=int(Handling.CLASSIFIED), file=upload())
        with pytest.raises(RuleBroken, match="Classified"):
            statement(session, number, handling=int(Handling.CLASSIFIED))
        assert item(session, number, handling=int(Handling.CLASSIFIED)).n == 1


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


def test_named_only_material_stands_in_criminal_reports_and_keeps_its_list(acting, reading, number):
    with acting() as session:
        secret = item(session, number, name="investigator2.ia", handling=int(Handling.GRAND_JURY))
        with pytest.raises(RuleBroken, match="no exhibit of this report"):
            service.add_exhibit(
                report(session, the_investigation(session)),
                actor=accounts.actor_of("investigator.ia"),
                description="x",
                item=secret,
            )
        service.add_exhibit(
            report(session, the_investigation(session, 2), author="investigator2.ia"),
            actor=accounts.actor_of("investigator2.ia"),
            description="Transcript",
            item=secret,
        )
    for name, seen in (("investigator2.ia", 1), ("head.ia", 0), ("investigator.ia", 0)):
        with reading(name) as session:
            assert len(session.scalars(select(Exhibit)).all()) == seen, name


def test_marks_change_with_exhibits_and_a_compelled_statement_stays_compelled(
    acting, reading, number
):
    with acting("investigator.ia") as session:
        actor = accounts.actor_of("investigator.ia")
        of = report(session, the_investigation(session))
        memo = statement(session, number)
        service.add_exhibit(of, actor=actor, description="Memo", statement=memo)
        service.mark(memo, actor=actor, handling=int(Handling.GARRITY_COMPELLED))
        assert Handling(of.handling) & Handling.GARRITY_COMPELLED
        with pytest.raises(RuleBroken, match="stays compelled"):
            service.mark(memo, actor=actor, handling=0)
        with pytest.raises(RuleBroken, match="Nothing"):
            service.mark(memo, actor=actor, handling=memo.handling)
    with reading("investigator2.ia") as session:
        for model in (Statement, Exhibit, Report):
            assert session.scalars(select(model)).all() == []


def test_only_a_supervisor_on_the_list_opens_named_material(acting, number):
    with acting("investigator2.ia") as session:
        thing = item(
            session,
            number,
            name="investigator2.ia",
            handling=int(Handling.GRAND_JURY),
            named=[user(session, "head.ia")],
        )
        key = thing.id
        with pytest.raises(RuleBroken, match="supervisor"):
            service.mark(thing, actor=accounts.actor_of("investigator2.ia"), handling=0)
    with acting("head.ia") as session:
        service.mark(session.get(EvidenceItem, key), actor=accounts.actor_of("head.ia"), handling=0)
    with acting("supervisor.ia") as session:
        assert session.get(EvidenceItem, key) is not None


def test_a_share_of_the_case_reads_statements_but_not_named_ones(acting, reading, number):
    with acting() as session:
        statement(session, number)
        statement(session, number, name="investigator2.ia", handling=int(Handling.GRAND_JURY))
        cases.grant(session, the_case(session, number), office="OPR", kind=GrantKind.SHARE)
    with reading("supervisor.opr") as session:
        assert [row.n for row in session.scalars(select(Statement))] == [1]
