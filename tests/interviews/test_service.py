"""Planning, warning, holding; what a compelled interview needs."""

from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import select

from jicms.allegations.models import AllegationSubject
from jicms.cases.handling import Handling
from jicms.core import clock
from jicms.core.errors import Denied, RuleBroken, TransitionRefused
from jicms.interviews import service
from jicms.interviews.models import (
    AdvisedUnder,
    Interview,
    InterviewPerson,
    InterviewStatus,
    PresentAs,
    Recording,
    UnitStatus,
)
from jicms.investigations.models import InvestigationType
from jicms.prosecution import gate, service_gate
from jicms.prosecution import service as prosecution
from jicms.refdata import queries as refdata
from jicms.refdata.models_interviews import BargainingAgreement
from tests.factories import accounts, cases
from tests.factories.evidence import declined, party, statement, the_case, the_investigation
from tests.factories.interviews import SYSTEM, assessed, held, planned, record, warned
from tests.factories.investigations import user


def ahead(**more):
    return clock.now() + timedelta(**(more or {"days": 1}))


def refused(field, call, **values):
    with pytest.raises(RuleBroken) as error:
        call(**values)
    assert error.value.field == field, error.value.sentences
    return error.value.sentences[0]


def test_an_interview_is_planned_moved_and_held(acting, number):
    with acting("investigator.ia") as session:
        actor = accounts.actor_of("investigator.ia")
        of = the_investigation(session)
        made = planned(of, party(session, 2), warning="NONE_WITNESS")
        assert (made.key, made.status, made.language) == ("I01", "SCHEDULED", "English")
        service.postpone(made, actor=actor, reason="Ill")
        with pytest.raises(TransitionRefused):
            record(made)
        service.reschedule(made, actor=actor, at=ahead(days=3))
        people = {PresentAs.INTERVIEWER: user(session, "investigator.ia"), PresentAs.OTHER: "Kin"}
        record(made, people=people)
        assert made.status is InterviewStatus.HELD
        found = session.scalars(select(InterviewPerson).order_by(InterviewPerson.id)).all()
        assert [(row.role, row.said) for row in found][1] == ("OTHER", "Kin")
        assert len(found) == 2
        with pytest.raises(TransitionRefused):
            service.cancel(made, actor=actor, reason="Too late")
        other = planned(of, party(session, 2), warning="NONE_WITNESS")
        service.refuse(other, actor=actor, reason="Would not come")
        assert other.outcome_reason == "Would not come"


def test_what_is_planned_wrongly_is_refused_at_its_field(acting, number):
    with acting("investigator.ia") as session:
        of, witness = the_investigation(session), party(session, 2)

        def plan(**values):
            who = values.pop("who", witness)
            planned(of, who, **{"warning": "NONE_WITNESS", **values})

        refused("on", plan, warning="KALKINES", at=clock.now() - timedelta(hours=1))
        refused("warning_code", plan, warning="WEINGARTEN")
        refused("interviewer", plan, people={})
        stranger = {PresentAs.INTERVIEWER: user(session, "investigator2.ia")}
        refused("interviewer", plan, people=stranger)
        twice = user(session, "investigator.ia")
        pair = {PresentAs.INTERVIEWER: twice, PresentAs.SECOND_INTERVIEWER: twice}
        refused("second_interviewer", plan, people=pair)
        said = refused(
            "short_notice_reason", plan, contract_code="UNIT_STANDARD", at=ahead(hours=5)
        )
        assert "24 hours" in said
        plan(contract_code="UNIT_STANDARD", at=ahead(hours=5), short_notice_reason="He leaves.")
        other = cases.party(session, cases.case(session), role="WITNESS")
        refused("party", plan, who=other)


@pytest.mark.parametrize("name", ["investigator2.ia", "custodian.ia", "specialist.ler"])
def test_nobody_else_plans_one(acting, number, name):
    with acting() as session, pytest.raises((Denied, RuleBroken)):
        planned(the_investigation(session), party(session, 2), name=name)


def test_a_compelled_interview_waits_for_every_sovereign(acting, crime):
    with acting("investigator.ia") as session:
        of, subject = the_investigation(session), party(session)
        assert refused("warning_code", planned, investigation=of, party=subject) == gate.SHUT
    with acting() as session:
        declined(session, crime)
        assessed(session, party(session), "STATE")
    with acting("investigator.ia") as session:
        of, subject = the_investigation(session), party(session)
        assert refused("warning_code", planned, investigation=of, party=subject) == gate.SHUT
        assert gate.gate_of(subject).missing == (("2.1", "STATE"),)
    with acting() as session:
        assessed(session, party(session))
        made = planned(the_investigation(session), party(session))
        assert Handling(made.handling) == Handling.GARRITY_COMPELLED


def test_which_sovereigns_may_prosecute_is_said_before_anybody_is_compelled(acting, crime):
    with acting() as session:
        from tests.prosecution.test_service import S, go, referred

        go(referred(session, crime), S.DECLINED)
        assert gate.is_open(party(session))
        said = refused(
            "warning_code", planned, investigation=the_investigation(session), party=party(session)
        )
        assert "allegation 2.1" in said


def test_a_compelled_interview_is_recorded_with_warning_end_recording_and_open_gate(acting, crime):
    with acting() as session:
        declined(session, crime)
    with acting("investigator.ia") as session:
        made = planned(the_investigation(session), party(session))
        refused("began", record, interview=made)
        refused("file", warned, interview=made, file=None)
        refused("refusal_witness", warned, interview=made, is_signed=False)
        refused("form_code", warned, interview=made, form_code="MIRANDA_1")
        warned(made, form_code="PRIVACY_ACT_1")
        refused("began", record, interview=made)
        warned(made, is_signed=False, refusal_witness="B. Witness", file=None)
        refused("ended", record, interview=made, ended_at=None)
        refused("recording", record, interview=made, recording=None)
        refused("recording_where", record, interview=made, recording_where="")
    with acting() as session:
        from tests.prosecution.test_service import S, go

        referral = session.scalar(select(gate.ProsecutionReferral))
        go(referral, S.UNDER_REVIEW)
    with acting("investigator.ia") as session:
        made = session.scalar(select(Interview))
        assert refused("warning_code", record, interview=made) == gate.SHUT
    with acting() as session:
        go(session.scalar(select(gate.ProsecutionReferral)), S.DECLINED)
    with acting("investigator.ia") as session:
        made = record(session.scalar(select(Interview)), recording=Recording.NONE)
        assert made.status is InterviewStatus.HELD


def test_an_interview_held_without_a_plan_is_entered_unless_it_was_compelled(acting, number):
    with acting("investigator.ia") as session:
        began, of = clock.now() - timedelta(days=2), the_investigation(session)
        made = planned(of, party(session, 2), warning="NONE_WITNESS", at=began)
        record(made, began_at=began, ended_at=began + timedelta(minutes=20))
        assert (made.status, made.began_at) == (InterviewStatus.HELD, began)
        with pytest.raises(RuleBroken, match="planned first"):
            planned(of, party(session, 2), at=began)


def test_a_compelled_interview_is_not_dated_back_behind_the_declination(acting, crime):
    with acting() as session:
        declined(session, crime)
        answered = gate.answered_on(the_case(session, crime), party(session))
    with acting("investigator.ia") as session:
        made = planned(the_investigation(session), party(session))
        noon = datetime.combine(answered, time(17), UTC)
        early, end = noon - timedelta(days=1), timedelta(minutes=30)
        warned(made, given_at=early)
        said = refused("on", record, interview=made, began_at=early, ended_at=early + end)
        assert said == gate.TOO_EARLY
        record(made, began_at=noon, ended_at=noon + end)


def test_a_standing_declination_counts_from_when_the_last_charge_relies_on_it(acting, crime):
    from tests.prosecution.test_standing import letter

    with acting() as session:
        subject = party(session)
        of = AllegationSubject.party_id == subject.id
        charges = session.scalars(select(AllegationSubject).where(of)).all()
        with clock.at(clock.now() - timedelta(hours=5)):
            assessed(session, subject)
            standing = letter(categories={row.allegation.category_code for row in charges})
        for hours, charge in enumerate(charges, 1):
            with clock.at(clock.now() - timedelta(hours=hours)):
                service_gate.use_standing(
                    subject.case,
                    standing,
                    actor=accounts.actor_of("investigator.ia"),
                    charge=charge,
                    ticked={0: True, 1: True},
                )
    with acting("investigator.ia") as session:
        made = planned(the_investigation(session), party(session))
        since = gate.relied_on_at(the_case(session, crime), party(session))
        early, end = since - timedelta(minutes=1), timedelta(minutes=10)
        warned(made, given_at=early)
        said = refused("on", record, interview=made, began_at=early, ended_at=early + end)
        assert said == gate.TOO_EARLY
        record(made, began_at=since, ended_at=since + end)


def test_an_authority_counts_from_its_day_and_the_last_office_settles_it(acting, crime):
    with acting() as session:
        from tests.prosecution.test_service import DAY, S, go, referred

        case, subject = the_case(session, crime), party(session)
        assert gate.answered_on(case, subject) is None
        go(referred(session, crime), S.DECLINED)
        state = referred(session, crime, level_code="STATE", office="District Attorney")
        assert gate.answered_on(case, subject) == DAY
        prosecution.record_authority(
            state, actor=SYSTEM, on=DAY + timedelta(days=2), note="For the gate times alone."
        )
        assert gate.answered_on(case, subject) == DAY + timedelta(days=2)
        later = {"declination_code": "ADMIN_REMEDY_ADEQUATE", "is_written": True}
        prosecution.record_event(
            state, actor=SYSTEM, status=S.DECLINED, on=DAY + timedelta(days=4), **later
        )
        assert gate.answered_on(case, subject) == DAY + timedelta(days=2)


def test_a_compelled_statement_comes_from_such_an_interview(acting, number):
    with acting("investigator.ia") as session:
        subject = party(session)
        said = refused(
            "interview",
            statement,
            session=session,
            number=number,
            n=1,
            warning_code="KALKINES",
            interview=None,
        )
        assert "Record the interview first" in said
        of = held(session, the_case(session, number), subject)
        wrong = {"session": session, "number": number, "interview": of}
        refused("interview", statement, **wrong, n=2, warning_code="KALKINES")
        refused("warning_code", statement, **wrong, n=1, warning_code="MIRANDA")
        made = statement(session, number, n=1, warning_code="KALKINES", interview=of)
        assert made.interview.key == "I01"


def test_the_criminal_side_neither_sees_nor_plans_a_compelled_interview(acting, reading, number):
    with acting() as session:
        planned(the_investigation(session), party(session))
        planned(the_investigation(session), party(session, 2), warning="NONE_WITNESS")
    seen = {"investigator.ia": 2, "investigator2.ia": 1, "supervisor.ia": 2, "head.ia": 1}
    for name, count in seen.items():
        with reading(name) as session:
            assert len(session.scalars(select(Interview)).all()) == count, name
            assert len(session.scalars(select(InterviewPerson)).all()) == count, name
    with acting("investigator2.ia") as session:
        of = the_investigation(session, 2)
        assert of.type is InvestigationType.CRIMINAL
        told = {"investigation": of, "party": party(session), "name": "investigator2.ia"}
        assert refused("warning_code", planned, **told) == gate.SHUT


def test_an_agreement_that_asks_for_it_has_the_right_told_at_each_interview(acting, number):
    with acting("investigator.ia") as session:
        contract = {"contract_code": "UNIT_STANDARD"}
        who = party(session)
        made = planned(
            the_investigation(session),
            who,
            warning="GARRITY_BECKWITH",
            at=ahead(hours=30),
            **contract,
        )
        actor = accounts.actor_of("investigator.ia")
        warned(made)
        assert "told at each interview" in refused("representative", record, interview=made)
        said = {"unit_status": UnitStatus.IN_UNIT, "requested": False, "actor": actor}
        by_contract = {"advised_under": AdvisedUnder.CONTRACT, **contract}
        agreement = session.get(BargainingAgreement, "UNIT_STANDARD")
        agreement.advises = False
        session.flush()
        refdata.forget()
        words = refused(
            "advised_under", service.record_representation, interview=made, **said, **by_contract
        )
        assert "does not ask" in words
        agreement.advises = True
        session.flush()
        refdata.forget()
        service.record_representation(made, **said, **by_contract)
        assert record(made).status == "HELD"


def test_representation_is_said_within_a_unit_and_refused_outside(acting, number):
    with acting("investigator.ia") as session:
        actor = accounts.actor_of("investigator.ia")
        made = planned(the_investigation(session), party(session), warning="GARRITY_BECKWITH")

        def say(unit=UnitStatus.IN_UNIT, **values):
            return service.record_representation(made, actor=actor, unit_status=unit, **values)

        for name, value in (("requested", False), ("union_name", "AFU"), ("waived", True)):
            refused(name, say, unit=UnitStatus.OUTSIDE, **{name: value})
        refused("advised_under", say, requested=True)
        refused("requested", say, advised_under=AdvisedUnder.LAW)
        refused("contract_code", say, advised_under=AdvisedUnder.CONTRACT, requested=True)
        law = {"advised_under": AdvisedUnder.LAW}
        refused("waived", say, **law, requested=False, waived=True)
        refused("representative", say, **law, requested=True, was_present=True)
        say(**law, requested=True, delay_granted=True)
        warned(made)
        refused("representative", record, interview=made)
        say(**law, requested=True, waived=True)
        assert say(UnitStatus.OUTSIDE).requested is None
        record(made)
        with pytest.raises(TransitionRefused):
            say(UnitStatus.OUTSIDE)
