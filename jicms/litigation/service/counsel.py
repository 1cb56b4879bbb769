"""Counsel of an action, and the privileged notes. Nothing here commits."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.auth.models import User
from jicms.cases.handling import NAMED_ONLY, Handling
from jicms.cases.models import GrantKind, GrantLevel
from jicms.cases.service import give_grant, revoke_grant
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.service import grants
from jicms.discipline.service.departures import counsel_of
from jicms.discipline.service.whole import next_number, whole
from jicms.evidence.models import Exhibit
from jicms.investigations.models import Report
from jicms.litigation.models import CounselAssignment, PrivilegedNote


def assign_counsel(action: DisciplinaryAction, *, actor: Actor, counsel: User) -> CounselAssignment:
    """Counsel works the action: the whole of it, the referred report and all of its exhibits. What
    is named for single persons alone (grand jury) is not opened."""
    policy.require(actor, Action.COUNSEL_ASSIGN, action)
    unit_of_work.hold(action)
    if counsel.id not in counsel_of(action):
        raise RuleBroken("Choose a counsel of the agency who may act here.", field="counsel")
    if counsel.id in {row.counsel_id for row in assigned(action)}:
        raise RuleBroken("This counsel is assigned already.", field="counsel")
    grant = give_grant(
        action.case,
        actor=actor,
        principal_id=counsel.principal_id,
        kind=GrantKind.ASSIGNMENT,
        level=GrantLevel.ITEMS,
        reason=f"Counsel of {action.number}",
        items=_opened(action),
    )
    made = CounselAssignment(
        action=action,
        case_id=action.case_id,
        n=next_number(CounselAssignment, action_id=action.id),
        counsel_id=counsel.id,
        grant_id=grant.id,
        assigned_by_id=actor.user_id,
    )
    unit_of_work.session().add(made)
    unit_of_work.session().flush()
    recorder.record(Event.COUNSEL_ASSIGNED, obj=made, user=counsel.id)
    return made


def assigned(action: DisciplinaryAction) -> list[CounselAssignment]:
    """Who is counsel of an action today."""
    found = select(CounselAssignment).where(
        CounselAssignment.action_id == action.id, CounselAssignment.ended_at.is_(None)
    )
    return list(unit_of_work.session().scalars(whole(found)))


def _opened(action: DisciplinaryAction) -> list[Any]:
    referral = action.referral
    report = referral.report if referral is not None else None
    rows = [action, *grants.of_subject(action.party), *grants.of_report(report)]
    if report is not None:
        rows += grants.of_exhibits(_exhibits(report))
    return [row for row in rows if not Handling(getattr(row, "handling", 0) or 0) & NAMED_ONLY]


def _exhibits(report: Report) -> list[Exhibit]:
    found = select(Exhibit).where(Exhibit.report_id == report.id).order_by(Exhibit.n)
    loaded = (Exhibit.item, Exhibit.statement, Exhibit.document)
    rows = unit_of_work.session().scalars(
        whole(found.options(*(joinedload(one) for one in loaded)))
    )
    return [row for row in rows if not _is_named_only(row)]


def _is_named_only(exhibit: Exhibit) -> bool:
    source = exhibit.source
    marks = exhibit.handling | (source.handling if source is not None else 0)
    return bool(Handling(marks) & NAMED_ONLY)


def end_counsel(row: CounselAssignment, *, actor: Actor, reason: str) -> None:
    """The assignment is over: the action and the notes are shut from now on."""
    policy.require(actor, Action.COUNSEL_ASSIGN, row)
    unit_of_work.hold(row)
    if row.ended_at is not None:
        raise TransitionRefused("This assignment has ended already.")
    if not reason.strip():
        raise RuleBroken("Write the reason.", field="reason")
    grant = grants.grant_of(row.grant_id)
    if grant is not None and grant.revoked_at is None:
        revoke_grant(grant, actor=actor, reason=reason.strip())
    row.ended_at, row.ended_by_id, row.end_reason = clock.now(), actor.user_id, reason.strip()
    unit_of_work.session().flush()
    recorder.record(Event.COUNSEL_ENDED, obj=row, user=row.counsel_id)


def write_note(
    action: DisciplinaryAction, *, actor: Actor, text: str, corrects: int | None = None
) -> PrivilegedNote:
    """A privileged note. The trail says that one was written, and nothing of it."""
    policy.require(actor, Action.PRIVILEGED_NOTES, action)
    if not text.strip():
        raise RuleBroken("Write the note.", field="text")
    if actor.user_id is None:
        raise RuleBroken("Somebody with an account writes a note.")
    unit_of_work.hold(action)
    n = next_number(PrivilegedNote, action_id=action.id)
    if corrects is not None and not 1 <= corrects < n:
        raise RuleBroken("There is no such note to correct.", field="corrects")
    made = PrivilegedNote(
        action=action,
        case_id=action.case_id,
        n=n,
        text=text.strip(),
        corrects=corrects,
        author_id=actor.user_id,
    )
    unit_of_work.session().add(made)
    unit_of_work.session().flush()
    recorder.record(Event.PRIVILEGED_NOTE_WRITTEN, obj=made)
    return made
