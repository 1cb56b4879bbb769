"""One case in the middle of its work: a criminal team and an administrative one side by side, and a
lead that another office was asked to follow."""

from datetime import date, timedelta

from sqlalchemy import select

from jicms.access.actor import Actor
from jicms.allegations.models import Allegation
from jicms.auth.models import Office, User
from jicms.cases.models import Case, CaseStatus, Party, PartyRole
from jicms.core import clock, unit_of_work
from jicms.demo.stage import DESKS, ZONE, Stage
from jicms.fieldwork import service
from jicms.fieldwork.kinds import Authority, LeadState, SentState, StepKind
from jicms.fieldwork.models_requests import Lead
from jicms.fieldwork.models_sent import SentLead
from jicms.interviews import service as interviews
from jicms.interviews.models import PresentAs, Recording
from jicms.investigations import service as investigations
from jicms.investigations.models import Investigation, InvestigationType

_HOURS = (
    (11, "WRITING", 10, "The file read with the reviewing supervisor; plan written."),
    (9, "RECORDS_REVIEW", 14, "Rosters and badge records of the month compared."),
    (6, "COORDINATION", 3, "Agreed with the criminal team what either side may ask, and when."),
    (3, "INTERVIEW", 5, "The clerk of the shift seen; memorandum written."),
)
_ASKED = (
    "A van with a rental company's plate was seen at the ferry pier of your area on the evening of"
    " the 4th. Please find out from the company who rented it that week. We need the name and the"
    " day of return, nothing more."
)


def add(stage: Stage) -> None:
    """Give the latest criminal case of the first desk a second team."""
    desk = DESKS["CBP"]
    with stage.acting(desk.head, days=12) as actor:
        number, key = _begin(actor, desk.leads[1])
    if not number:
        return
    with stage.acting(desk.leads[1], days=11) as actor:
        _plan(_found(key), actor)
    for days, kind, quarters, what in _HOURS:
        with stage.acting(desk.leads[1], days=days) as actor:
            assert actor.user_id is not None
            service.log_activity(
                _found(key),
                actor=actor,
                on=clock.today(ZONE.key),
                user_id=actor.user_id,
                kind_code=kind,
                quarters=quarters,
                what=what,
            )
    with stage.acting(desk.leads[1], days=3) as actor:
        _seen(_found(key), actor)
    _sent(stage, key)


def _begin(actor: Actor, lead: str) -> tuple[str, int]:
    """The administrative investigation beside the criminal one; nothing where there is none."""
    session = unit_of_work.session()
    case = session.scalar(
        select(Case)
        .join(Investigation, Investigation.case_id == Case.id)
        .join(Office, Office.id == Case.lead_office_id)
        .join(User, User.id == Case.lead_user_id)
        .where(
            Case.status == CaseStatus.OPEN,
            Case.restricted.is_(False),
            Office.code == DESKS["CBP"].office,
            User.username == DESKS["CBP"].leads[0],
            Investigation.type == InvestigationType.CRIMINAL,
            Investigation.done_at.is_(None),
        )
        .order_by(Case.id.desc())
        .limit(1)
    )
    if case is None:
        return "", 0
    by_name = {row.username: row for row in session.scalars(select(User))}
    made = investigations.assign(
        case,
        actor=actor,
        type=InvestigationType.ADMINISTRATIVE,
        lead=by_name[lead],
        team=[],
        reviewer=by_name[DESKS["CBP"].head],
    )
    return case.number, made.id


def _found(key: int) -> Investigation:
    found = unit_of_work.session().get(Investigation, key)
    assert found is not None
    return found


def _plan(work: Investigation, actor: Actor) -> None:
    investigations.open_investigation(work, actor=actor)
    service.write_plan(
        work,
        actor=actor,
        issues=(
            "Were the rules of the office kept, whatever a court may find?\n\n"
            "The criminal team has the first word on whom it sees: the subject is not asked before"
            " the prosecutor has answered."
        ),
        approach="Records and rosters first, then the shift. The subject last.",
    )
    session = unit_of_work.session()
    for alleged in session.scalars(select(Allegation).where(Allegation.case_id == work.case_id)):
        for text in (
            "The subject was on duty and bound by the rule.",
            "The rule was known: training record or signed notice.",
        ):
            service.add_element(work, actor=actor, allegation=alleged, text=text)
    for kind, text, days in (
        (StepKind.RECORD, "Training record of the subject", 8),
        (StepKind.DATE, "Ask the criminal team whether the subject may be seen", 15),
    ):
        service.add_step(work, actor=actor, kind=kind, text=text, due_on=_day(days))
    service.request_records(
        work,
        actor=actor,
        addressee="Office of Training and Development",
        what="Courses and signed notices of the last five years",
        authority=Authority.VOLUNTARY,
        issued_on=_day(0),
        due_on=_day(16),
    )


def _day(ahead: int) -> date:
    return clock.today(ZONE.key) + timedelta(days=ahead)


def _seen(work: Investigation, actor: Actor) -> None:
    """A witness was seen by the administrative team today."""
    session = unit_of_work.session()
    witness = session.scalar(
        select(Party)
        .where(
            Party.case_id == work.case_id,
            Party.role.in_((PartyRole.WITNESS, PartyRole.COMPLAINANT)),
            Party.withdrawn_at.is_(None),
        )
        .order_by(Party.n)
        .limit(1)
    )
    lead = session.get(User, actor.user_id)
    if witness is None or lead is None:
        return
    began, people = clock.now() - timedelta(hours=3), {PresentAs.INTERVIEWER: lead}
    place = "Interview room 1"
    with clock.at(began - timedelta(hours=26)):
        interview = interviews.schedule(
            work,
            actor=actor,
            party=witness,
            at=began,
            warning_code="NONE_WITNESS",
            people=people,
            place=place,
        )
    interviews.hold(
        interview,
        actor=actor,
        began_at=began,
        ended_at=began + timedelta(minutes=50),
        people=people,
        recording=Recording.NONE,
    )


def _sent(stage: Stage, key: int) -> None:
    """Two leads at the other agency's office: one answered, one that waits there."""
    desk, other = DESKS["CBP"], DESKS["ICE"]
    for days, what, asked, due in (
        (8, "Who held locker 14 at the other agency's pier?", "Who held locker 14 in May?", 9),
        (2, "Whose van was it at the ferry pier?", _ASKED, 10),
    ):
        with stage.acting(desk.leads[1], days=days) as actor:
            work = _found(key)
            lead = service.add_lead(
                work, actor=actor, what=what, source="The roster", owner_id=actor.user_id
            )
            office = unit_of_work.session().scalar(
                select(Office).where(Office.code == other.office)
            )
            assert office is not None
            service.send_lead(lead, actor=actor, office=office, asked=asked, due_on=_day(due))
    with stage.acting(other.boss, days=5) as actor:
        first = _received()
        owner = unit_of_work.session().scalar(select(User).where(User.username == other.leads[0]))
        assert owner is not None
        service.give_sent(first, actor=actor, owner_id=owner.id)
    with stage.acting(other.leads[0], days=4) as actor:
        answer = "Locker 14 was not let in May; the pier's book shows it out of order."
        service.answer_sent(_received(), actor=actor, state=SentState.ANSWERED, answer=answer)
    with stage.acting(desk.leads[1], days=3) as actor:
        first_lead = unit_of_work.session().scalar(
            select(Lead).where(Lead.investigation_id == key).order_by(Lead.n).limit(1)
        )
        assert first_lead is not None
        outcome = "Nobody held it: the clerk mistook the number."
        service.end_lead(first_lead, actor=actor, state=LeadState.DONE, outcome=outcome)


def _received() -> SentLead:
    """The first lead that the actor's office was asked to follow."""
    found = unit_of_work.session().scalar(select(SentLead).order_by(SentLead.id).limit(1))
    assert found is not None
    return found
