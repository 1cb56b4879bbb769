"""What stands in the way of an approval or of a finding, and who counts as working on a case."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy import Executable, or_, select

from jicms.access.actor import Actor
from jicms.allegations import guards as allegation_guards
from jicms.allegations import queries as allegations
from jicms.allegations.models import AllegationSubject
from jicms.auth.models import User
from jicms.cases import service as cases
from jicms.cases import workflow as case_workflow
from jicms.cases.handling import COMPELLED
from jicms.cases.models import Case
from jicms.cases.models_links import CaseLink
from jicms.cases.policy import is_another
from jicms.cases.scope_links import same_matter
from jicms.cases.service import links
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken
from jicms.investigations.models import (
    Assignment,
    Investigation,
    InvestigationStatus,
    InvestigationType,
    Report,
    ReportStatus,
)
from jicms.investigations.policy import live_team
from jicms.investigations.queries_sections import sections_of
from jicms.investigations.scope import compelled_wall
from jicms.investigations.sections import SectionKind, Spot
from jicms.investigations.workflow import CONCLUDING, REPORT, SUPPLEMENT, TO_PROSECUTOR
from jicms.prosecution.gate import SHUT

#: Each says to the actor why a user may not join or review an investigation of that type, or None.
#: `evidence` registers: whoever could read compelled statements stays off a criminal team.
team_holds: list[Callable[[Case, InvestigationType, User, Actor], str | None]] = []
#: What is said of somebody whom a wall keeps off: it names nothing that the reader may not see.
NOT_FOR_PERSON = "Not open for this person. Ask the reviewing supervisor."

S = TypeVar("S", bound=Executable)
_WHOLE = "the case is judged by all of its investigations, whoever asks"


#: Called as fn(case, user, actor) when a user works on no investigation of the case any more.
when_left: list[Callable[[Case, User, Actor], None]] = []


def whole(statement: S) -> S:
    """The statement without row scope. For rules that nobody's limited sight may loosen."""
    return statement.execution_options(unscoped=_WHOLE)


def states_of(case: Case) -> list[str]:
    """The statuses of the case's investigations, for the status of the case."""
    session = unit_of_work.session()
    session.flush()
    found = session.scalars(
        whole(
            select(Investigation.status)
            .where(Investigation.case_id == case.id)
            .order_by(Investigation.n)
        )
    )
    return [status.value for status in found]


def workers_of(case: Case) -> set[int]:
    """The users who are on a team of the case or review one of its investigations."""
    found = unit_of_work.session().scalars(
        whole(
            select(Assignment.user_id).where(
                Assignment.case_id == case.id,
                Assignment.until.is_(None),
                Assignment.user_id.is_not(None),
            )
        )
    )
    return {user_id for user_id in found if user_id is not None}


def end_work(case: Case, users: set[int], _actor: Actor) -> None:
    """A conflict was confirmed: those users leave the teams and review nothing here."""
    session = unit_of_work.session()
    for row in session.scalars(
        whole(
            select(Assignment).where(
                Assignment.case_id == case.id,
                Assignment.user_id.in_(users),
                Assignment.until.is_(None),
            )
        )
    ):
        row.until = clock.now()
    for investigation in session.scalars(
        whole(
            select(Investigation).where(
                Investigation.case_id == case.id, Investigation.reviewer_id.in_(users)
            )
        )
    ):
        investigation.reviewer_id = None
    session.flush()


def hold_of_finding(charge: AllegationSubject, _actor: Actor) -> str | None:
    """A finding stands still while a concluding report is reviewed, and once all are approved."""
    session = unit_of_work.session()
    waiting = session.scalar(
        whole(
            select(Report.id)
            .where(
                Report.case_id == charge.case_id,
                Report.status == ReportStatus.SUBMITTED,
                Report.type_code.in_(CONCLUDING),
            )
            .limit(1)
        )
    )
    if waiting is not None:
        return "A report with the findings of this case is under review."
    states = states_of(charge.case)
    if states and set(states) == {InvestigationStatus.DONE.value} and _has_approved(charge.case):
        return "The report with this finding is approved. Begin a supplement first."
    return None


def _has_approved(case: Case) -> bool:
    found = unit_of_work.session().scalar(
        whole(
            select(Report.id)
            .where(
                Report.case_id == case.id,
                Report.status == ReportStatus.APPROVED,
                Report.type_code.in_(CONCLUDING),
            )
            .limit(1)
        )
    )
    return found is not None


def reads_compelled(actor: Actor, case: Case) -> bool:
    """Whether compelled content of the case is open to the actor."""
    if actor.is_system:
        return True
    found = unit_of_work.session().scalar(
        whole(select(Case.id).where(Case.id == case.id, compelled_wall(actor, Case.id)))
    )
    return found is not None


def hold_of_compelled(case: Case, actor: Actor) -> str | None:
    """Nobody writes compelled content that he could not read afterwards."""
    return None if reads_compelled(actor, case) else SHUT


def is_on_the_other_side(case: Case, type_: InvestigationType, user: User) -> bool:
    """Whether the user ever worked on or reviewed a criminal investigation of the case or of one
    linked with it, where `type_` is another one; or the reverse."""
    criminal = InvestigationType.CRIMINAL
    other = Investigation.type != criminal if type_ is criminal else Investigation.type == criminal
    found = unit_of_work.session().scalar(
        whole(
            select(Assignment.id)
            .join(Investigation, Investigation.id == Assignment.investigation_id)
            .where(same_matter(Assignment.case_id, case.id), Assignment.user_id == user.id, other)
            .limit(1)
        )
    )
    return found is not None


def refuse_held_team(investigation: Investigation, actor: Actor) -> None:
    """Refuse to begin or take up an investigation while a hold speaks against somebody of its team
    or against its reviewer: what they came to know since counts. Raises `RuleBroken`."""
    people = [row.user for row in live_team(investigation)] + [investigation.reviewer]
    for user in {user.id: user for user in people if user is not None}.values():
        if any(hold(investigation.case, investigation.type, user, actor) for hold in team_holds):
            done = investigation.status is InvestigationStatus.DONE
            then = "Plan another one with a new team." if done else "Change its team first."
            raise RuleBroken(f"{user.name} can’t go on with this investigation. {then}")


def no_criminal_side(link: CaseLink, actor: Actor) -> str | None:
    """Whoever worked on or reviewed a criminal investigation of either end leaves the link alone:
    it may be what keeps compelled statements from him."""
    if not _was_criminal((link.case_id, link.other_id), actor):
        return None
    return "Somebody who is on neither criminal investigation has to remove this link."


def no_criminal_side_apart(case: Case, actor: Actor) -> str | None:
    """Likewise nobody of them undoes a merging."""
    if not _was_criminal((case.id, case.merged_into_id), actor):
        return None
    return "Somebody who is on neither criminal investigation has to undo this merging."


def _was_criminal(cases_: Sequence[int | None], actor: Actor) -> bool:
    criminal = unit_of_work.session().scalar(
        whole(
            select(Investigation.id)
            .outerjoin(Assignment, Assignment.investigation_id == Investigation.id)
            .where(
                Investigation.case_id.in_([each for each in cases_ if each is not None]),
                or_(
                    Assignment.user_id == actor.user_id,
                    Assignment.person_id.in_(actor.person_ids or (0,)),
                    Investigation.reviewer_id == actor.user_id,
                ),
                Investigation.type == InvestigationType.CRIMINAL,
            )
            .limit(1)
        )
    )
    return actor.user_id is not None and criminal is not None


def approver_is_not_its_author(report: Report, actor: Actor) -> str | None:
    """Whoever wrote a report, or was on the team that did, can't approve it."""
    if actor.user_id is None:
        return None
    on_team = unit_of_work.session().scalar(
        whole(
            select(Assignment.id)
            .where(
                Assignment.investigation_id == report.investigation_id,
                or_(
                    Assignment.user_id == actor.user_id,
                    Assignment.person_id.in_(actor.person_ids or (0,)),
                ),
                Assignment.is_reviewer.is_(False),
            )
            .limit(1)
        )
    )
    if on_team is not None or not is_another(actor, report.author_id):
        return "Somebody who did not work on the investigation approves its report."
    return None


def approver_recorded_no_finding(report: Report, actor: Actor) -> str | None:
    """Whoever recorded or changed a finding can't approve the report that holds it."""
    if report.type_code not in CONCLUDING:
        return None
    if not all(is_another(actor, user_id) for user_id in allegations.recorders_of(report.case)):
        return (
            "You recorded or changed a finding of this case: another supervisor approves the"
            " report that holds it."
        )
    return None


def holds_what_it_must(report: Report, _actor: Actor) -> str | None:
    """There is a body to review; one in sections has its predication, and details of each
    allegation if it concludes."""
    if report.is_whole:
        return None
    written = {section.spot for section in sections_of(report) if section.text}
    if not written:
        return "Write the report, or upload it."
    wanted = [Spot(SectionKind.PREDICATION)]
    if report.type_code in CONCLUDING and report.type_code != SUPPLEMENT:
        wanted += [Spot(SectionKind.NARRATIVE, n) for n in allegations.numbers_of(report.case)]
    missing = [spot.title for spot in wanted if spot not in written]
    return f"Not written yet: {'; '.join(missing)}." if missing else None


def every_charge_is_found(report: Report, _actor: Actor) -> str | None:
    """A concluding report holds a finding for each allegation and subject.

    A criminal investigation's may be approved before the findings are made where an administrative
    one is still at work on them.
    """
    if report.type_code not in CONCLUDING or _findings_come_later(report):
        return None
    missing = allegations.unfound(report.case)
    if not missing:
        return None
    verb = "has" if len(missing) == 1 else "have"
    noun = "Allegation" if len(missing) == 1 else "Allegations"
    return f"{noun} {', '.join(missing)} {verb} no finding yet."


def nothing_compelled_for_prosecutors(report: Report, _actor: Actor) -> str | None:
    """A report for a prosecutor that draws on a compelled statement goes no further."""
    if report.type_code != TO_PROSECUTOR or not report.handling & COMPELLED:
        return None
    return "It draws on a compelled statement: nothing of that goes to a prosecutor."


def _findings_come_later(report: Report) -> bool:
    if report.investigation.type is not InvestigationType.CRIMINAL:
        return False
    running = unit_of_work.session().scalar(
        whole(
            select(Investigation.id)
            .where(
                Investigation.case_id == report.case_id,
                Investigation.type != InvestigationType.CRIMINAL,
                Investigation.status != InvestigationStatus.DONE,
            )
            .limit(1)
        )
    )
    return running is not None


def install() -> None:
    """Put the guards on their steps, and register what the case asks. Twice is once."""
    for guard in (approver_is_not_its_author, approver_recorded_no_finding, every_charge_is_found):
        REPORT.require_also("approve", guard)
    REPORT.require_also("submit", holds_what_it_must)
    for row in case_workflow.APART:
        case_workflow.CASE.require_also(row, no_criminal_side_apart)
    for name in ("submit", "approve"):
        REPORT.require_also(name, nothing_compelled_for_prosecutors)
    registries: tuple[tuple[list[Any], Any], ...] = (
        (case_workflow.investigation_states, states_of),
        (cases.workers, workers_of),
        (links.removal_guards, no_criminal_side),
        (cases.when_confirmed, end_work),
        (allegation_guards.finding_holds, hold_of_finding),
        (allegation_guards.compelled_holds, hold_of_compelled),
    )
    for registry, entry in registries:
        if entry not in registry:
            registry.append(entry)
