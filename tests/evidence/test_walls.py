"""The declination gate, the compelled wall, access lists and handling marks."""

from datetime import date

import pytest
from sqlalchemy import select

from jicms.access.actor import Role
from jicms.auth import service as accounts_service
from jicms.cases.handling import Handling
from jicms.cases.models import Case, CaseStatus, GrantKind, GrantLevel, PartyRole
from jicms.cases.models_links import CaseLink
from jicms.core.errors import RuleBroken
from jicms.evidence import service
from jicms.evidence.models import EvidenceItem, Exhibit, Statement
from jicms.investigations import service as investigations
from jicms.investigations.models import Assignment, Investigation, InvestigationType, Report
from jicms.prosecution.gate import SHUT
from tests.factories import accounts, allegations, cases
from tests.factories.evidence import (
    SYSTEM,
    declined,
    document,
    item,
    party,
    statement,
    the_case,
    the_investigation,
)
from tests.factories.files import upload
from tests.factories.investigations import investigation, report, user

#: Who reads compelled statements: the administrative side does, the criminal side does not.
TEAMS = {
    "investigator.ia": True,
    "investigator2.ia": False,
    "supervisor.ia": True,
    "head.ia": False,
}


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


def test_the_wall_stands_for_a_criminal_investigator_who_acts_as_custodian(acting, reading, number):
    with acting() as session:
        item(session, number, handling=int(Handling.GARRITY_COMPELLED))
    with reading("custodian.ia") as session:
        assert len(session.scalars(select(EvidenceItem)).all()) == 1
    with acting() as session:
        session.add(
            Assignment(
                case_id=the_case(session, number).id,
                investigation_id=the_investigation(session, 2).id,
                user_id=user(session, "custodian.ia").id,
            )
        )
    with reading("custodian.ia") as session:
        assert session.scalars(select(EvidenceItem)).all() == []


@pytest.mark.parametrize("into_here", [True, False])
def test_the_wall_reaches_over_to_a_merged_case(acting, reading, number, into_here):
    with acting() as session:
        statement(session, number, n=1, warning_code="KALKINES")
        here = the_case(session, number)
        there = cases.case(session, status=CaseStatus.TRIAGE)
        investigation(session, there, type=InvestigationType.CRIMINAL, reviewer="head.ia")
        pair = (there.id, here.id) if into_here else (here.id, there.id)
    with reading("investigator.ia") as session:
        assert len(session.scalars(select(Statement)).all()) == 1
    with acting() as session:
        row = session.get(Case, pair[0])
        row.status, row.merged_into_id = CaseStatus.MERGED_DUPLICATE, pair[1]
    with reading("investigator.ia") as session:
        assert session.scalars(select(Statement)).all() == []


@pytest.mark.parametrize("from_here", [True, False])
def test_the_wall_reaches_over_to_a_linked_case(acting, reading, number, from_here):
    with acting() as session:
        statement(session, number, n=1, warning_code="KALKINES")
        here = the_case(session, number)
        there = cases.case(session, status=CaseStatus.OPEN)
        investigation(session, there, type=InvestigationType.CRIMINAL, reviewer="head.ia")
        ends = (here.id, there.id) if from_here else (there.id, here.id)
        received = here.received_at
    with reading("investigator.ia") as session:
        assert len(session.scalars(select(Statement)).all()) == 1
    with acting() as session:
        link = cases.link(session, *(session.get(Case, end) for end in ends)).id
    with reading("investigator.ia") as session:
        assert session.scalars(select(Statement)).all() == []
    with acting() as session:
        session.get(CaseLink, link).removed_at = received
    with reading("investigator.ia") as session:
        assert len(session.scalars(select(Statement)).all()) == 1


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
        with pytest.raises(RuleBroken, match="nobody who did joins"):
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
        with pytest.raises(RuleBroken, match="why it is compelled"), session.begin_nested():
            service.mark(memo, actor=actor, handling=int(Handling.GARRITY_COMPELLED))
        service.mark(
            memo, actor=actor, handling=int(Handling.GARRITY_COMPELLED), why="The OIG did."
        )
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
