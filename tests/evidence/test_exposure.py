"""Who came to know what was compelled: in the room, at the draft, by each way it leaves; and that
none of them joins a criminal investigation of the matter."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from jicms.cases.models import Case, CaseStatus, PartyRole
from jicms.core import clock
from jicms.core.errors import RuleBroken
from jicms.evidence import exposure, service
from jicms.evidence.exposure_ways import AT_INTERVIEW
from jicms.evidence.service import drafts
from jicms.interviews import service as interviews
from jicms.interviews.models import Interview, PresentAs
from jicms.investigations import service as investigations
from jicms.investigations.guards import NOT_FOR_PERSON
from jicms.investigations.models import InvestigationType
from jicms.prosecution import gate
from tests.factories import accounts, allegations, cases
from tests.factories.evidence import SYSTEM, party, statement, the_case, the_investigation
from tests.factories.interviews import held, planned
from tests.factories.investigations import investigation, report, user

CRIMINAL = InvestigationType.CRIMINAL
WHY = "nobody who did joins a criminal investigation"


@pytest.fixture
def alone(acting):
    """One administrative investigation, nothing said yet."""
    with acting() as session:
        case = cases.case(session, status=CaseStatus.TRIAGE)
        subject = cases.party(session, case, role=PartyRole.SUBJECT, description="First officer")
        allegations.allegation(session, case, subject, code="WRK-01")
        investigation(session, case)
        return case.number


def assigned(session, number, *, lead="investigator2.ia", reviewer="head.ia", name=None):
    """A criminal investigation that is planned."""
    return investigations.assign(
        the_case(session, number),
        actor=accounts.actor_of(name) if name else SYSTEM,
        type=CRIMINAL,
        lead=user(session, lead),
        reviewer=user(session, reviewer),
    )


def refused(session, number, **people):
    with pytest.raises(RuleBroken) as said:
        assigned(session, number, **people)
    return " ".join(said.value.sentences)


def in_the_room(session, number, at=None):
    """An interview that is planned with people who are named, not chosen."""
    boss, second = user(session, "head.ia"), user(session, "investigator2.ia")
    people = {
        PresentAs.INTERVIEWER: user(session, "investigator.ia"),
        PresentAs.REPRESENTATIVE: boss.name,
        PresentAs.INTERPRETER: f" {second.name.upper()} ",
    }
    return planned(the_investigation(session), party(session), at=at, people=people)


def test_whoever_sat_in_a_compelled_interview_is_exposed_before_anything_is_written(acting, alone):
    with acting("investigator.ia") as session:
        row = in_the_room(session, alone)
        assert exposure.exposures_in(row.case) == [], "planned is not heard"
    with acting() as session:
        row = session.scalar(select(Interview))
        with clock.at(row.scheduled_at + timedelta(minutes=1)):
            found = exposure.exposures_in(row.case)
            assert {one.how for one in found} == {AT_INTERVIEW}
            exposed = {one.user_id for one in found}
            for name in ("investigator.ia", "investigator2.ia", "head.ia"):
                assert user(session, name).id in exposed, name
            assert WHY in refused(session, alone, reviewer="supervisor.ia")
            assert WHY in refused(session, alone, lead="investigator.ia", reviewer="supervisor.ia")
        interviews.cancel(row, actor=SYSTEM, reason="She is ill.")
        with clock.at(row.scheduled_at + timedelta(days=1)):
            assert exposure.exposures_in(row.case) == []


def test_the_page_says_why_to_those_alone_who_read_what_was_compelled(acting, sign_in, alone):
    with acting("investigator.ia") as session:
        held(session, the_case(session, alone), party(session))
        chosen = {
            "type": CRIMINAL.value,
            "lead": user(session, "investigator.ia").id,
            "reviewer": user(session, "head.ia").id,
        }
    page = f"/cases/{alone}/investigation/assign"
    knows, elsewhere = sign_in("supervisor.ia"), sign_in("head.ia")
    answer = knows.post(page, data=chosen)
    assert answer.status_code == 422
    assert WHY in answer.text
    answer = elsewhere.post(page, data=chosen)
    assert answer.status_code == 422
    assert NOT_FOR_PERSON in answer.text
    assert "was at a compelled interview" not in answer.text


def test_whoever_wrote_or_read_a_draft_is_exposed_from_its_first_word(acting, sign_in, alone):
    with acting("investigator.ia") as session:
        lead = accounts.actor_of("investigator.ia")
        interview = held(session, the_case(session, alone), party(session))
        draft = drafts.draft_statement(
            the_case(session, alone),
            actor=lead,
            kind_code="AFFIDAVIT",
            giver=party(session),
            warning_code="KALKINES",
            interview=interview,
            interpreter=user(session, "investigator2.ia").name,
        )
        drafts.keep_typing(draft, actor=lead, text="I took", base=draft.version)
        at = f"/cases/{alone}/evidence/statement-drafts/{draft.n}"
        ways = {(one.who, one.how) for one in exposure.exposures_in(interview.case)}
        assert (lead.name, "Wrote it") in ways
    assert sign_in("supervisor.ia").get(at).status_code == 200
    with acting() as session:
        for name in ("investigator.ia", "investigator2.ia", "supervisor.ia"):
            of = the_case(session, alone)
            assert exposure.is_exposed(of, user(session, name)), name
        assert not exposure.is_exposed(of, user(session, "head.ia"))
        said = refused(session, alone, lead="investigator2.ia", reviewer="head.ia")
        assert WHY in said


def test_an_exposed_team_takes_up_no_criminal_investigation(acting, alone):
    with acting() as session:
        waiting = assigned(session, alone)
    with acting("investigator.ia") as session:
        in_the_room(session, alone)
    with acting() as session:
        row = session.scalar(select(Interview))
        with clock.at(row.scheduled_at + timedelta(minutes=1)):
            waiting = the_investigation(session, 2)
            with pytest.raises(RuleBroken, match="can’t go on with this investigation"):
                investigations.open_investigation(waiting, actor=SYSTEM)
            said = refused_change(session, waiting)
            assert WHY in said


def refused_change(session, of):
    with pytest.raises(RuleBroken) as said:
        investigations.change_team(
            of,
            actor=SYSTEM,
            lead=user(session, "investigator2.ia"),
            reviewer=user(session, "head.ia"),
        )
    return " ".join(said.value.sentences)


def test_nobody_of_the_criminal_side_sits_in_a_compelled_interview(acting, alone):
    with acting() as session:
        assigned(session, alone)
        investigations.drop(the_investigation(session, 2), actor=SYSTEM, reason="Not needed")
        investigations.change_team(
            the_investigation(session),
            actor=SYSTEM,
            lead=user(session, "investigator.ia"),
            team=[user(session, "investigator2.ia")],
            reviewer=user(session, "supervisor.ia"),
        )
    with acting("investigator.ia") as session:
        people = {
            PresentAs.INTERVIEWER: user(session, "investigator.ia"),
            PresentAs.SECOND_INTERVIEWER: user(session, "investigator2.ia"),
        }
        of, who = the_investigation(session), party(session)
        with pytest.raises(RuleBroken) as said:
            planned(of, who, people=people)
        assert said.value.sentences == (NOT_FOR_PERSON,)
        assert planned(of, who, warning="GARRITY_BECKWITH", people=people).n == 1
        of.type = CRIMINAL
        with pytest.raises(RuleBroken) as said:
            planned(of, who, people={PresentAs.INTERVIEWER: "Somebody from outside"})
        assert said.value.sentences == (gate.SHUT,)


def test_writing_a_section_of_a_compelled_report_leaves_a_line(acting, sign_in, alone):
    with acting("investigator.ia") as session:
        said = statement(session, alone, n=1, warning_code="KALKINES")
        of = report(session, the_investigation(session), body="")
        lead = accounts.actor_of("investigator.ia")
        service.add_exhibit(of, actor=lead, description="Said", statement=said)
    client = sign_in("investigator.ia")
    assert client.get(f"/cases/{alone}/reports/1/sections/predication").status_code == 200
    with acting() as session:
        case = session.scalar(select(Case))
        opened = [
            one
            for one in exposure.exposures_in(case)
            if one.how == "Opened" and one.what[0] == "report"
        ]
        assert [one.who for one in opened] == [lead.name]
