"""What people add to the cases of the last weeks: links, tasks, a pause, letters.

Done by the accounts themselves through the services, a few days back, once the cases stand.
"""

from datetime import date, timedelta

from sqlalchemy import ColumnElement, select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.auth.models import User
from jicms.cases import queries
from jicms.cases.models import Case, CaseStatus, Party, PartyRole
from jicms.cases.queries import ClockOfCase
from jicms.cases.queries_tasks import TaskOfCase
from jicms.cases.service import links, tasks
from jicms.cases.service.clocks import pause_clock, resume_clock
from jicms.core import clock, unit_of_work
from jicms.deadlines.models import CaseClock, ClockState, PauseReason
from jicms.deadlines.models_tasks import Task, TaskState
from jicms.demo.acts import interviews, side_by_side
from jicms.demo.stage import DESKS, ZONE, Stage
from jicms.intake.models_letters import LetterForm
from jicms.intake.service import letters
from jicms.notices import kinds
from jicms.notices.models import Notice
from jicms.notices.service import take_note

ROSTER = "Ask for the duty roster of that week"
#: title, days until it is due from today, and whether it comes after the one before it.
TASKS = (
    (ROSTER, -2, False),
    ("Compare the roster with the badge records", 4, True),
    ("Call the witness back about the time", 1, False),
    ("Order the transcript of the interview", 9, False),
)
LETTERS = 3
#: So many days back everybody read what was told until then.
NEWS = 4
_LONG_AGO = timedelta(days=2)


def add(stage: Stage) -> None:
    """Add everything."""
    for agency in DESKS:
        _links(stage, agency)
        for lead in DESKS[agency].leads:
            _old_tasks(stage, lead)
        _tasks(stage, agency)
        _pause(stage, agency)
        _letters(stage, agency)
    interviews.plan_ahead(stage)
    side_by_side.add(stage)
    _notes_taken(stage)


def _open_cases(*criteria: ColumnElement[bool]) -> list[Case]:
    """Open cases in the actor's sight, the latest first."""
    wanted = select(Case).where(
        Case.status == CaseStatus.OPEN, Case.restricted.is_(False), *criteria
    )
    return list(unit_of_work.session().scalars(wanted.order_by(Case.id.desc()).limit(6)))


def _links(stage: Stage, agency: str) -> None:
    with stage.acting(DESKS[agency].boss, days=5) as actor:
        found = _open_cases(Case.lead_office_id == actor.office_id)
        pairs = zip(found, found[1:3], ("FOLLOW_UP", "RELATED"), strict=False)
        for case, other, kind in pairs:
            reason = "The same work unit, within a few weeks of each other."
            links.add_link(case, actor=actor, other=other, kind_code=kind, reason=reason)


def _old_tasks(stage: Stage, lead: str) -> None:
    """What fell due days ago is done, each task after its first."""
    with stage.acting(lead, days=3) as actor:
        rows = unit_of_work.session().execute(
            select(Case, Task)
            .join(Task, Task.case_id == Case.id)
            .where(Task.owner_id == actor.user_id, Task.state == TaskState.OPEN)
            .where(Task.due_on < clock.today(ZONE.key) - _LONG_AGO)
            .order_by(Task.id)
        )
        for case, task in rows.all():
            found, is_next = TaskOfCase(case, task), task.after is None or not task.after.is_open
            if is_next and policy.allows(actor, Action.TASK_EDIT, found):
                tasks.finish_task(found, actor=actor)


def _tasks(stage: Stage, agency: str) -> None:
    lead = DESKS[agency].leads[0]
    today = stage.now.astimezone(ZONE).date()
    with stage.acting(lead, days=6) as actor:
        found = _open_cases(Case.lead_user_id == actor.user_id)
        before: int | None = None
        for place, (title, days, waits) in enumerate(TASKS):
            if not found:
                return
            made = tasks.add_task(
                found[0 if waits else place % len(found)],
                actor=actor,
                title=title,
                owner_id=actor.user_id,
                due_on=today + timedelta(days=days),
                after_id=before if waits else None,
            )
            before = made.id if title == ROSTER else before


def _pause(stage: Stage, agency: str) -> None:
    """One clock of the office rested for ten days, another one rests."""
    for place, (days, rests) in enumerate(((20, 10), (4, 0))):
        with stage.acting(DESKS[agency].boss, days=days) as actor:
            found = _running(
                actor.office_id, stage.now.astimezone(ZONE).date() - timedelta(days=days)
            )
            if place < len(found):
                paused = found[place]
                on = clock.today(paused.clock.zone)
                pause_clock(paused, actor=actor, reason=PauseReason.MEDICAL, on=on)
                number, key = paused.case.number, paused.clock.id
        if rests and place < len(found):
            with stage.acting(DESKS[agency].boss, days=days - rests) as actor:
                again = queries.clock_of(number, key)
                if again is not None:
                    on = clock.today(again.clock.zone)
                    resume_clock(again, actor=actor, on=on)


def _running(office_id: int | None, started_by: date) -> list[ClockOfCase]:
    """Targets of investigations that run and had begun by that day, the latest first."""
    rows = unit_of_work.session().execute(
        select(Case, CaseClock)
        .join(CaseClock, CaseClock.case_id == Case.id)
        .where(
            CaseClock.state == ClockState.RUNNING,
            CaseClock.rule_code.in_(["ASSIGNMENT", "ROI_REVIEW", "CLOSURE_CODING"]),
            CaseClock.start_on <= started_by,
            Case.lead_office_id == office_id,
            Case.restricted.is_(False),
        )
        .order_by(CaseClock.start_on.desc(), CaseClock.id)
        .limit(2)
    )
    return [ClockOfCase(case, row) for case, row in rows]


def _letters(stage: Stage, agency: str) -> None:
    """The desk has answered the latest reporters."""
    with stage.acting(DESKS[agency].intake, days=0) as actor:
        parties = unit_of_work.session().scalars(
            select(Party)
            .join(Case, Case.id == Party.case_id)
            .where(
                Party.role == PartyRole.COMPLAINANT,
                Party.withdrawn_at.is_(None),
                Case.status.in_([CaseStatus.RECEIVED, CaseStatus.TRIAGE]),
            )
            .order_by(Party.id.desc())
            .limit(LETTERS)
        )
        for party in list(parties):
            letters.acknowledge(
                party,
                actor=actor,
                form=LetterForm.LETTER,
                n=letters.next_number(party.case),
            )


def _notes_taken(stage: Stage) -> None:
    """Everybody has read the news of last week that asks for no step; what came since is there."""
    told = select(Notice.user_id).where(Notice.cleared_at.is_(None)).distinct()
    with unit_of_work.read(Actor.system("demo")) as session:
        names = session.scalars(
            select(User.username).where(User.id.in_(told)).order_by(User.username)
        ).all()
    by_hand = [kind.code for kind in kinds.every() if kind.by_hand]
    for username in names:
        with stage.acting(username, days=NEWS) as actor:
            rows = unit_of_work.session().scalars(
                select(Notice)
                .where(Notice.event.in_(by_hand), Notice.cleared_at.is_(None))
                .where(Notice.created_at < actor.moment)
                .order_by(Notice.id)
            )
            for notice in rows.all():
                take_note(notice, actor=actor)
