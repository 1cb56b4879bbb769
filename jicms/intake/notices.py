"""What the desk tells of: drafts that end soon, and allegations that came later."""

from sqlalchemy import delete, select

from jicms.access.actor import Role
from jicms.audit.events import Event
from jicms.auth.members import users_of
from jicms.auth.models import Agency, Office
from jicms.cases.notices import any_case, fetch, supervisors_of
from jicms.core import clock, unit_of_work
from jicms.intake.models import IntakeDraft
from jicms.intake.models_candidates import CandidateState, DuplicateCandidate, RoutedTo
from jicms.intake.models_returns import DeskReturn
from jicms.intake.received_scope import DESK
from jicms.intake.service import returning
from jicms.intake.service.drafts import WARNED
from jicms.notices import kinds
from jicms.notices.following import Step, clearing, on, on_change
from jicms.notices.kinds import Group, Kind
from jicms.notices.models import Notice
from jicms.notices.service import About, clear, tell
from jicms.notices.sweep import sweepers

EXPIRES, NEW_ALLEGATION = "DRAFT_EXPIRES", "NEW_ALLEGATION"
DUPLICATE = "DUPLICATE_SUSPECTED"
INCOMPLETE, COMPLETED = "RETURNED_TO_DESK", "COMPLETED_BY_DESK"


def _added(step: Step) -> None:
    case = any_case(step.case_id)
    if case is not None and case.lead_user_id is not None:
        users = [case.lead_user_id]
        tell(NEW_ALLEGATION, users=users, about=step.about, case_id=case.id, but=step.by)


def _suspected(step: Step) -> None:
    """To the supervisors of the other case's office where only they see it, else to the desk."""
    row = fetch(DuplicateCandidate, step.about.entity_id)
    if row is None:
        return
    if row.state is not CandidateState.OPEN:
        clear(step.about)
        return
    at_desk = row.routed_to is RoutedTo.DESK
    case = any_case(row.case_id if at_desk else row.other_id)
    if case is not None:
        users = {case.recorded_by_id} if at_desk else supervisors_of(case)
        tell(DUPLICATE, users=users, about=step.about, case_id=case.id)


def _returned(step: Step) -> None:
    """To whoever recorded it, where that is of this office's desk, else to all of the desk."""
    case = any_case(step.case_id)
    if case is None:
        return
    desk = users_of(case.lead_office_id, Role.INTAKE_SPECIALIST)
    users = {case.recorded_by_id} & desk or desk
    tell(INCOMPLETE, users=users, about=step.about, case_id=case.id, but=step.by)


def _moved(step: Step) -> None:
    """A rule took the case to another office: its desk has to complete it now."""
    case = any_case(step.case_id)
    row = returning.open_return(case) if case is not None else None
    if case is not None and row is not None:
        about = About("desk_return", row.id)
        clear(about, events=(INCOMPLETE,))
        desk = users_of(case.lead_office_id, Role.INTAKE_SPECIALIST)
        tell(INCOMPLETE, users=desk, about=about, case_id=case.id)


def _completed(step: Step) -> None:
    clear(step.about, events=(INCOMPLETE,))
    row = fetch(DeskReturn, step.about.entity_id)
    if row is not None:
        users = {row.sent_by_id}
        tell(COMPLETED, users=users, about=step.about, case_id=row.case_id, but=step.by)


def sweep_drafts() -> None:
    """Tell authors of drafts that end within a week; forget what was told of drafts that ended,
    were recorded, or were saved again."""
    session = unit_of_work.session()
    soon = clock.now() + WARNED
    ending = session.execute(
        select(
            IntakeDraft.id,
            IntakeDraft.author_id,
            IntakeDraft.office_id,
            IntakeDraft.expires_at,
            Agency.zone,
        )
        .join(Office, Office.id == IntakeDraft.office_id)
        .join(Agency, Agency.id == Office.agency_id)
        .where(
            IntakeDraft.content_sealed != "",
            IntakeDraft.expires_at > clock.now(),
            IntakeDraft.expires_at <= soon,
        )
    ).all()
    session.execute(
        delete(Notice)
        .where(Notice.event == EXPIRES, Notice.entity_id.not_in([row.id for row in ending]))
        .execution_options(synchronize_session=False)
    )
    desks = {office: users_of(office, *DESK) for office in {row.office_id for row in ending}}
    for row in ending:
        if row.author_id not in desks[row.office_id]:
            continue  # the author left that desk, and sees the draft no more
        about = About("intake_draft", row.id)
        ends = clock.local_date(row.expires_at, row.zone)
        tell(EXPIRES, users=[row.author_id], about=about, due_on=ends)


def register() -> None:
    """Add the kinds, and listen."""
    kinds.add(
        Kind(
            *(EXPIRES, "A draft of yours ends soon", "intake.drafts"),
            *("it is recorded, saved again or discarded", Group.DATES),
            of_case=False,
        ),
        Kind(
            *(NEW_ALLEGATION, "An allegation was added to your case", "allegations.index"),
            "you took note",
            by_hand=True,
        ),
    )
    kinds.add(
        Kind(
            *(DUPLICATE, "A case may be about the same matter", "intake.triage"),
            *("it is decided", Group.OFFICE),
            of_case=False,
        )
    )
    kinds.add(
        Kind(
            *(INCOMPLETE, "A case came back to the desk to be completed", "intake.complete"),
            *("it is completed", Group.WORK),
        ),
        Kind(
            *(COMPLETED, "The desk completed a case that you returned", "intake.route"),
            *("you took note", Group.WORK),
            by_hand=True,
        ),
    )
    on(Event.RETURNED_TO_DESK, _returned)
    on(Event.CASE_TRANSFERRED, _moved)
    on(Event.COMPLETED_BY_DESK, _completed)
    on(Event.ALLEGATION_ADDED, _added)
    on_change("duplicate_candidate", _suspected)
    for event in (Event.DRAFT_SAVED, Event.DRAFT_DISCARDED):
        on(event, clearing(EXPIRES))
    if sweep_drafts not in sweepers:
        sweepers.append(sweep_drafts)
