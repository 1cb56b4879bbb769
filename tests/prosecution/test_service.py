"""The status line of a prosecution, and the gate that hangs on it."""

from datetime import date

import pytest
from sqlalchemy import select

from jicms.access.actor import Actor
from jicms.allegations.models import AllegationSubject
from jicms.cases.models import Case, GrantKind, GrantLevel, Party, PartyRole
from jicms.core import clock
from jicms.core.errors import Denied, RuleBroken
from jicms.notices.models import Notice
from jicms.prosecution import gate, service
from jicms.prosecution.line import FIRST, NEXT
from jicms.prosecution.models import ProsecutionEvent, ProsecutionReferral
from jicms.prosecution.models import ProsecutionStatus as S
from tests.factories import accounts, allegations, cases

SYSTEM = Actor.system("test")
DAY = date(2026, 11, 5)


@pytest.fixture
def number(acting):
    """An open case of investigator.ia: two subjects, one criminal-capable allegation on both."""
    with acting() as session:
        case, one, _two = allegations.against_two(session, code="COR-01")
        allegations.allegation(session, case, one, code="TNA-04")
        cases.grant(session, case, user="investigator.ia", kind=GrantKind.ASSIGNMENT)
        return case.number


def the_case(session, number):
    return session.scalar(select(Case).where(Case.number == number))


def subject(session, n=1):
    return session.scalar(select(Party).where(Party.n == n))


def referred(session, number, *, n=1, actor=SYSTEM, **values):
    told = {
        "party": subject(session, n),
        "level_code": "FEDERAL",
        "office": "U.S. Attorney’s Office",
        "on": DAY,
        **values,
    }
    return service.refer(the_case(session, number), actor=actor, **told)


def go(referral, *line, **values):
    for status in line:
        more = {}
        if status is S.DECLINED:
            more = {"declination_code": "ADMIN_REMEDY_ADEQUATE", "is_written": True}
        service.record_event(referral, actor=SYSTEM, status=status, on=DAY, **{**more, **values})


def test_every_status_is_on_the_line_and_reachable():
    assert set(NEXT) == set(S)
    reached, front = set(FIRST), set(FIRST)
    while front:
        front = {after for status in front for after in NEXT[status]} - reached
        reached |= front
    assert reached == set(S) - {S.SEALED}, "a seal is no step"
    assert all(status not in NEXT[status] for status in S)


def test_a_referral_is_numbered_covers_the_subjects_allegations_and_keeps_its_history(
    acting, number
):
    with acting("investigator.ia") as session:
        actor = accounts.actor_of("investigator.ia")
        made = referred(session, number, actor=actor)
        assert made.n == 1
        assert len(made.covers) == 2
        service.record_event(
            made,
            actor=actor,
            status=S.DECLINED,
            on=DAY,
            declination_code="NO_FEDERAL_INTEREST",
            is_written=True,
        )
        assert made.status is S.DECLINED
        events = session.scalars(select(ProsecutionEvent).order_by(ProsecutionEvent.id)).all()
        assert [event.status for event in events] == [S.REFERRED, S.DECLINED]
        assert referred(session, number, n=2, actor=actor).n == 2


def test_the_whole_line_to_a_final_judgment_can_be_recorded(acting, number):
    with acting() as session:
        made = referred(session, number)
        go(
            made,
            S.UNDER_REVIEW,
            S.ACCEPTED,
            S.CHARGED_COMPLAINT,
            S.ARRESTED,
            S.CHARGED_INDICTMENT,
            S.TRIAL,
            S.CONVICTED,
            S.SENTENCED,
            S.APPEAL,
            S.FINAL,
        )
        assert made.status is S.FINAL
        with pytest.raises(RuleBroken, match="does not follow"):
            go(made, S.TRIAL)


def test_a_declination_has_a_reason_and_an_oral_one_a_note(acting, number):
    with acting() as session:
        made = referred(session, number)
        for values, field in (
            ({"is_written": True}, "declination_code"),
            ({"declination_code": "OTHER"}, "is_written"),
            ({"declination_code": "OTHER", "is_written": False}, "note"),
            ({"declination_code": "NONSENSE", "is_written": True}, "declination_code"),
        ):
            with pytest.raises(RuleBroken) as refused:
                service.record_event(made, actor=SYSTEM, status=S.DECLINED, on=DAY, **values)
            assert refused.value.field == field


def test_dates_are_neither_future_nor_before_the_last_step(acting, number):
    with acting() as session:
        made = referred(session, number)
        tomorrow = date.fromordinal(clock.today("America/New_York").toordinal() + 1)
        for day in (tomorrow, date(2026, 11, 4)):
            with pytest.raises(RuleBroken) as refused:
                service.record_event(made, actor=SYSTEM, status=S.UNDER_REVIEW, on=day)
            assert refused.value.field == "on"


def test_only_a_subject_of_the_case_is_referred_with_allegations_of_its_own(acting, number):
    with acting() as session:
        witness = cases.party(session, the_case(session, number), role=PartyRole.WITNESS)
        with pytest.raises(RuleBroken, match="subject of this case"):
            referred(session, number, party=witness)
        other = session.scalars(
            select(AllegationSubject).where(AllegationSubject.party_id == subject(session, 2).id)
        ).all()
        with pytest.raises(RuleBroken, match="against this subject"):
            referred(session, number, charges=other)
        with pytest.raises(RuleBroken, match="at least one"):
            referred(session, number, charges=[])


@pytest.mark.parametrize("name", ["investigator2.ia", "custodian.ia", "supervisor.ler", "auditor"])
def test_nobody_else_records_it(acting, number, name):
    with acting() as session, pytest.raises(Denied):
        referred(session, number, actor=accounts.actor_of(name))


def test_the_gate_opens_with_the_declination_of_each_criminal_allegation(acting, number):
    with acting() as session:
        assert gate.gate_of(subject(session)) == gate.Gate(False, ("1.1",))
        made = referred(session, number)
        assert not gate.is_open(subject(session))
        go(made, S.UNDER_REVIEW, S.DECLINED)
        assert gate.is_open(subject(session))
        assert not gate.is_open(subject(session, 2)), "the other subject has its own gate"


def test_who_leads_is_told_of_an_open_gate_until_it_shuts(acting, number):
    def told(session):
        standing = select(Notice.id).where(
            Notice.event == "KALKINES_UNLOCKED", Notice.cleared_at.is_(None)
        )
        return bool(session.scalars(standing).all())

    with acting() as session:
        key = referred(session, number).id
    with acting() as session:
        assert not told(session)
        go(session.get(ProsecutionReferral, key), S.UNDER_REVIEW, S.DECLINED)
    with acting() as session:
        assert told(session)
        go(session.get(ProsecutionReferral, key), S.UNDER_REVIEW)
    with acting() as session:
        assert not told(session)


def test_an_allegation_added_after_the_declination_shuts_the_gate_again(acting, number):
    with acting() as session:
        go(referred(session, number), S.DECLINED)
        allegations.allegation(session, the_case(session, number), subject(session), code="CRM-02")
        assert gate.gate_of(subject(session)).shut_by == ("3.1",)


def test_a_second_office_or_a_reopened_matter_shuts_it(acting, number):
    with acting() as session:
        first = referred(session, number)
        go(first, S.DECLINED)
        second = referred(session, number, level_code="STATE", office="District Attorney")
        assert not gate.is_open(subject(session))
        go(second, S.DECLINED)
        assert gate.is_open(subject(session))
        go(first, S.UNDER_REVIEW)
        assert not gate.is_open(subject(session))


def test_a_written_authority_opens_it_until_the_next_step(acting, number):
    with acting() as session:
        made = referred(session, number)
        go(made, S.ACCEPTED)
        with pytest.raises(RuleBroken, match="who gave"):
            service.record_authority(made, actor=SYSTEM, on=DAY, note=" ")
        service.record_authority(made, actor=SYSTEM, on=DAY, note="AUSA Hale: interview on 1.1.")
        assert made.status is S.ACCEPTED
        assert gate.is_open(subject(session))
        go(made, S.CHARGED_INDICTMENT)
        assert not gate.is_open(subject(session))


def test_not_applicable_opens_nothing_and_a_matter_without_crime_needs_nothing(acting, number):
    with acting() as session:
        referred(session, number, status=S.NOT_APPLICABLE)
        assert not gate.is_open(subject(session))
        case = the_case(session, number)
        late = cases.party(session, case, role=PartyRole.SUBJECT, description="Third officer")
        allegations.allegation(session, case, late, code="TNA-04")
        assert gate.is_open(late)


def test_a_hidden_referral_keeps_the_gate_shut_too(acting, number):
    with acting() as session:
        referred(session, number)
        case = the_case(session, number)
        grant = cases.grant(
            session, case, office="LER", kind=GrantKind.REFERRAL, level=GrantLevel.ITEMS
        )
        cases.name_item(session, grant, subject(session))
    with acting("supervisor.ler") as session:
        assert session.scalars(select(ProsecutionReferral)).all() == []
        assert not gate.is_open(subject(session))
        assert session.scalars(select(ProsecutionReferral)).all() == []
