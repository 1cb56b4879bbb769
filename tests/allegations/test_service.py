"""Allegations: numbering, class, code, history, findings, and what forbids them."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from jicms.access.actor import Actor
from jicms.allegations import guards, queries, service
from jicms.allegations.models import (
    Allegation,
    AllegationClassChange,
    AllegationSubject,
    Finding,
    FindingDetail,
)
from jicms.allegations.service.changing import Facts
from jicms.cases.models import Case, CaseStatus, ClassChange, GrantKind, PartyRole, SubjectStatus
from jicms.core import clock
from jicms.core.errors import Denied, RuleBroken
from tests.factories import accounts, allegations, cases

SYSTEM = Actor.system("test")


@pytest.fixture
def open_case(acting):
    """An open case of IA: one allegation on two subjects, worked by investigator.ia."""
    with acting() as session:
        case, _one, _two = allegations.against_two(session, code="TNA-04")
        cases.grant(session, case, user="investigator.ia", kind=GrantKind.ASSIGNMENT)
        return case.number


def found(session, number):
    return session.scalar(select(Case).where(Case.number == number))


def charge(number, n=1, m=1):
    return queries.charge_of(number, n, m)


def test_allegations_are_numbered_within_their_case_and_subjects_within_them(acting, open_case):
    with acting("investigator.ia") as session:
        case = found(session, open_case)
        subjects = queries.subjects_of(case)
        added = service.add_allegation(
            case,
            actor=accounts.actor_of("investigator.ia"),
            category_code="IT-02",
            intake_method_code="EMAIL",
            received_at=case.received_at,
            subjects=[subjects[1], subjects[0], subjects[1]],
            system_code="ICM",
            query_count=14,
        )
        assert added.n == 2
        assert [(row.label, row.party.name) for row in added.subjects] == [
            ("2.1", "Second officer"),
            ("2.2", "First officer"),
        ]
        assert added.detail.system_code == "ICM"
        assert added.added_by_id == accounts.actor_of("investigator.ia").user_id


def test_the_class_is_the_codes_default_in_the_agencys_scheme(acting):
    with acting() as session:
        for office, expected in (("IA", "CBP-1"), ("OPR", "ICE-CAT_1")):
            case = cases.case(session, office=office)
            subject = cases.party(session, case, role=PartyRole.SUBJECT)
            made = allegations.allegation(session, case, subject, code="COR-01")
            assert made.class_code == expected
            assert case.class_code == expected


def test_the_case_has_the_class_of_its_gravest_allegation_and_keeps_the_history(acting):
    with acting() as session:
        case = cases.case(session)
        subject = cases.party(session, case, role=PartyRole.SUBJECT)
        light = allegations.allegation(session, case, subject, code="IT-05")
        assert case.class_code == "CBP-3"
        allegations.allegation(session, case, subject, code="COR-01")
        assert case.class_code == "CBP-1"
        service.change_class(light, actor=SYSTEM, class_code="CBP-2", reason="Twelve occasions")
        assert case.class_code == "CBP-1"
        history = session.scalars(select(ClassChange)).all()
        assert [(row.old_code, row.new_code) for row in history] == [
            (None, "CBP-3"),
            ("CBP-3", "CBP-1"),
        ]
        own = session.scalars(select(AllegationClassChange)).one()
        assert (own.field, own.old_code, own.new_code, own.reason) == (
            "class",
            "CBP-3",
            "CBP-2",
            "Twelve occasions",
        )


def test_an_overridden_class_of_the_case_stays(acting):
    with acting() as session:
        case = cases.case(session, class_code="CBP-2", class_overridden=True)
        subject = cases.party(session, case, role=PartyRole.SUBJECT)
        allegations.allegation(session, case, subject, code="COR-01")
        assert case.class_code == "CBP-2"


def test_a_code_changes_with_a_reason_and_takes_its_class_along_if_told(acting, open_case):
    with acting() as session:
        case = found(session, open_case)
        made = session.scalars(select(Allegation)).one()
        with pytest.raises(RuleBroken, match="reason"):
            service.change_code(made, actor=SYSTEM, category_code="INT-01", reason="  ")
        session.refresh(made)
        service.change_code(
            made, actor=SYSTEM, category_code="COR-01", class_code="CBP-1", reason="Money seen"
        )
        assert (made.category.code, made.class_code, case.class_code) == (
            "COR-01",
            "CBP-1",
            "CBP-1",
        )
        rows = session.scalars(select(AllegationClassChange)).all()
        assert {row.field for row in rows} == {"class", "code"}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"received_at": clock.now() + timedelta(1)}, "future"),
        ({"incident_from": date(2026, 11, 3)}, "after the day"),
        ({"incident_from": date(2026, 10, 2), "incident_to": date(2026, 10, 1)}, "ends before"),
        ({"incident_from": None, "incident_to": date(2026, 10, 1)}, "first day"),
        ({"code": "TNA-04", "system_code": "ICM"}, "not about a system"),
        ({"class_code": "ICE-CAT_1"}, "CBP scheme"),
        ({"code": "LEG-01"}, "imported"),
        ({"code": "XXX-99"}, "no code"),
    ],
)
def test_what_cannot_be_is_refused(acting, change, sentence):
    with acting() as session:
        case = cases.case(session)
        subject = cases.party(session, case, role=PartyRole.SUBJECT)
        with pytest.raises(RuleBroken, match=sentence):
            allegations.allegation(session, case, subject, **change)


def test_subjects_come_from_the_same_case_and_are_subjects(acting):
    with acting() as session:
        case, other = cases.case(session), cases.case(session)
        witness = cases.party(session, case, role=PartyRole.WITNESS)
        stranger = cases.party(session, other, role=PartyRole.SUBJECT)
        gone = cases.party(session, case, role=PartyRole.SUBJECT, withdrawn_at=clock.now())
        for party in (witness, stranger, gone):
            with pytest.raises(RuleBroken):
                allegations.allegation(session, case, party)


def test_an_edit_raises_the_version_even_if_only_the_narrative_changed(acting, open_case):
    with acting("investigator.ia"):
        made = queries.allegation_of(open_case, 1)
        before = made.version
        facts = Facts(incident_from=made.incident_from, narrative="Told differently.")
        service.edit_allegation(made, facts, actor=accounts.actor_of("investigator.ia"))
        assert made.version == before + 1
        assert made.detail.narrative == "Told differently."


def test_a_finding_supersedes_the_one_before_and_keeps_it(acting, open_case):
    actor = "investigator.ia"
    with acting(actor) as session:
        one = charge(open_case)
        who = accounts.actor_of(actor)
        service.record_finding(one, actor=who, code="SUBSTANTIATED", reasons="The log shows it.")
        service.record_finding(one, actor=who, code="UNFOUNDED", reasons="The log was another's.")
        assert one.finding_code == "UNFOUNDED"
        rows = session.scalars(select(Finding).order_by(Finding.id)).all()
        assert [row.code for row in rows] == ["SUBSTANTIATED", "UNFOUNDED"]
        assert [row.superseded_at is None for row in rows] == [False, True]
        with pytest.raises(RuleBroken, match="as it stands"):
            service.record_finding(
                one, actor=who, code="UNFOUNDED", reasons="The log was another's. "
            )
        assert session.scalar(select(func.count(FindingDetail.finding_id))) == 2


def test_a_finding_needs_reasons_and_an_administrative_closing_its_code(acting, open_case):
    with acting("investigator.ia"):
        one, who = charge(open_case), accounts.actor_of("investigator.ia")
        for code, reasons, close, sentence in (
            ("SUBSTANTIATED", " ", None, "reasons"),
            ("ADMIN_CLOSED", "Left.", None, "why"),
            ("SUBSTANTIATED", "Log.", "DUPLICATE", "administrative closing only"),
            ("ADMIN_CLOSED", "Left.", "NO_SUCH", "reason of the list"),
            ("NO_SUCH", "Left.", None, "finding of the list"),
            ("NC_LEGACY", "Left.", None, "finding of the list"),
        ):
            with pytest.raises(RuleBroken, match=sentence):
                service.record_finding(
                    one, actor=who, code=code, reasons=reasons, admin_close_code=close
                )
        service.record_finding(
            one, actor=who, code="ADMIN_CLOSED", reasons="Left.", admin_close_code="DUPLICATE"
        )


@pytest.mark.parametrize(
    "status",
    [
        status
        for status in CaseStatus
        if status not in {CaseStatus.OPEN, CaseStatus.MERGED_DUPLICATE}
    ],
)
def test_no_finding_on_the_facts_unless_the_case_is_open(acting, open_case, status):
    with acting() as session:
        case = found(session, open_case)
        case.status = status
        if status is CaseStatus.CLOSED:
            case.closed_at, case.closure_code = clock.now(), "COMPLETED"
    with acting("investigator.ia"), pytest.raises((RuleBroken, Denied)):
        service.record_finding(
            charge(open_case),
            actor=accounts.actor_of("investigator.ia"),
            code="SUBSTANTIATED",
            reasons="The log shows it.",
        )


def test_a_supervisor_closes_administratively_but_does_not_find_on_the_facts(acting, open_case):
    with acting("supervisor.ia"):
        one, who = charge(open_case), accounts.actor_of("supervisor.ia")
        with pytest.raises(RuleBroken, match="assigned investigators"):
            service.record_finding(one, actor=who, code="SUBSTANTIATED", reasons="Log.")
        service.record_finding(
            one, actor=who, code="ADMIN_CLOSED", reasons="Two.", admin_close_code="DUPLICATE"
        )
        assert queries.recorders_of(one.case) == {who.user_id}


@pytest.mark.parametrize("name", ["intake.ia", "investigator2.ia", "supervisor.opr", "auditor"])
def test_nobody_else_records_a_finding(acting, open_case, name):
    with acting():
        one = charge(open_case)
        with pytest.raises(Denied):
            service.record_finding(
                one, actor=accounts.actor_of(name), code="SUBSTANTIATED", reasons="Log."
            )


def test_a_hold_of_another_feature_keeps_a_finding_from_being_recorded(acting, open_case):
    guards.finding_holds.append(lambda charge, actor: f"Held: {charge.label}.")
    try:
        with acting("investigator.ia"), pytest.raises(RuleBroken, match=r"Held: 1\.1"):
            service.record_finding(
                charge(open_case),
                actor=accounts.actor_of("investigator.ia"),
                code="SUBSTANTIATED",
                reasons="Log.",
            )
    finally:
        guards.finding_holds.pop()


def test_closing_asks_for_a_finding_or_a_coded_reason_for_each(acting, open_case):
    with acting() as session:
        case = found(session, open_case)
        assert guards.everything_is_found(case, SYSTEM).endswith("for 1.1, 1.2.")
        service.record_finding(charge(open_case), actor=SYSTEM, code="UNFOUNDED", reasons="Log.")
        assert "1.2" in guards.everything_is_found(case, SYSTEM)
        second = charge(open_case, 1, 2).party
        second.subject_status, second.outcome_code = SubjectStatus.CODED, "SEPARATED"
        session.flush()
        assert guards.everything_is_found(case, SYSTEM) is None


def test_closing_forgets_withdrawn_subjects_but_not_an_allegation_without_any(acting, open_case):
    with acting() as session:
        case = found(session, open_case)
        for row in session.scalars(select(AllegationSubject)).all():
            row.party.withdrawn_at = clock.now()
        session.flush()
        assert "Name a subject of allegation 1" in guards.everything_is_found(case, SYSTEM)
        assert queries.unfound(case) == []


def test_a_signer_who_sees_half_of_the_case_learns_no_label(acting, open_case):
    with acting() as session:
        case = found(session, open_case)
        said = guards.everything_is_found(case, accounts.actor_of("supervisor.ler"))
        assert said == "An allegation has no finding yet. Ask the investigating office."
