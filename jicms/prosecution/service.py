"""Writes: referrals to prosecutors and what followed. Nothing here commits."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.allegations.models import AllegationSubject
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases.models import Case, Party, PartyRole
from jicms.cases.service import lock, next_part
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken
from jicms.files.models import StoredFile
from jicms.prosecution.court import add_prosecutor
from jicms.prosecution.line import FIRST, NEXT, PENDING, SETTLED, TAKEN_UP
from jicms.prosecution.models import (
    ProsecutionCharge,
    ProsecutionEvent,
    ProsecutionReferral,
    ProsecutionStatus,
)
from jicms.refdata.models import DeclinationReason, ProsecutionLevel
from jicms.refdata.queries import entries

#: Called as fn(referral, actor) when a prosecutor takes a matter up, or takes it up again:
#: `evidence` marks the compelled statements of its subject.
when_taken_up: list[Callable[[ProsecutionReferral, Actor], None]] = []


def refer(
    case: Case,
    *,
    actor: Actor,
    party: Party,
    level_code: str,
    office: str,
    on: date,
    status: ProsecutionStatus = ProsecutionStatus.REFERRED,
    prosecutor: str = "",
    docket: str = "",
    venue: str = "",
    statutes: str = "",
    charges: Sequence[AllegationSubject] | None = None,
    note: str = "",
    file: StoredFile | None = None,
) -> ProsecutionReferral:
    """Put a subject before a prosecuting office; numbered within the case.

    `charges` are the allegations against the subject that the office was given: all of them unless
    told otherwise. Raises `RuleBroken`.
    """
    policy.require(actor, Action.PROSECUTION_EDIT, case)
    covered = _charges_of(party) if charges is None else list(charges)
    _refuse_wrong(case, party, level_code=level_code, office=office, charges=covered)
    if status not in FIRST:
        raise RuleBroken("A referral does not begin with this status.", field="status")
    _refuse_date(case, on)
    lock(case)
    referral = ProsecutionReferral(
        case_id=case.id,
        case=case,
        n=next_part(case, ProsecutionReferral),
        party=party,
        level_code=level_code,
        office=office.strip(),
        prosecutor=prosecutor.strip(),
        docket=docket.strip(),
        venue=venue.strip(),
        statutes=statutes.strip(),
        status=ProsecutionStatus(status),
        opened_on=on,
        status_on=on,
    )
    session = unit_of_work.session()
    session.add(referral)
    referral.covers = [
        ProsecutionCharge(case_id=case.id, allegation_subject=charge) for charge in covered
    ]
    session.flush()
    _write(referral, actor, on=on, status=referral.status, note=note, file=file)
    if referral.prosecutor:
        add_prosecutor(referral, actor=actor, name=referral.prosecutor, from_on=on)
    return referral


def record_event(
    referral: ProsecutionReferral,
    *,
    actor: Actor,
    status: ProsecutionStatus,
    on: date,
    declination_code: str | None = None,
    is_written: bool | None = None,
    prosecutor: str = "",
    note: str = "",
    file: StoredFile | None = None,
) -> ProsecutionEvent:
    """Record the next step. A declination has a reason, and says whether it is written.

    One given orally is noted: who said it, to whom. Raises `RuleBroken` for a step that does not
    follow, a date in the future or before the last step.
    """
    policy.require(actor, Action.PROSECUTION_EDIT, referral)
    lock(referral.case)
    unit_of_work.session().refresh(referral)
    wanted = ProsecutionStatus(status)
    if wanted not in NEXT[referral.status]:
        raise RuleBroken(
            f"“{wanted.label}” does not follow “{referral.status.label}”.", field="status"
        )
    _refuse_date(referral.case, on, last=_last_on(referral))
    if wanted is ProsecutionStatus.DECLINED:
        _refuse_bare_declination(referral.case, declination_code, is_written, note)
    else:
        declination_code = is_written = None
    again = referral.status in SETTLED
    referral.status, referral.status_on = wanted, on
    event = _write(
        referral,
        actor,
        on=on,
        status=wanted,
        declination_code=declination_code,
        is_written=is_written,
        prosecutor=prosecutor,
        note=note,
        file=file,
    )
    if wanted in TAKEN_UP or (again and wanted not in SETTLED):
        for follow in when_taken_up:
            follow(referral, actor)
    return event


def record_authority(
    referral: ProsecutionReferral,
    *,
    actor: Actor,
    on: date,
    note: str,
    prosecutor: str = "",
    file: StoredFile | None = None,
) -> ProsecutionEvent:
    """Record the prosecutor's written authority to compel a statement while the matter is pending.

    It ends with the next step on the line. `note` says who gave it and how far it goes.
    """
    policy.require(actor, Action.PROSECUTION_EDIT, referral)
    lock(referral.case)
    unit_of_work.session().refresh(referral)
    if referral.status not in PENDING:
        raise RuleBroken("There is no pending matter in which a prosecutor could give authority.")
    _refuse_date(referral.case, on, last=_last_on(referral))
    if not note.strip():
        raise RuleBroken("Write who gave the authority, and its scope.", field="note")
    return _write(
        referral,
        actor,
        on=on,
        status=referral.status,
        is_written=True,
        authorizes_compelled=True,
        prosecutor=prosecutor,
        note=note,
        file=file,
    )


def _write(
    referral: ProsecutionReferral,
    actor: Actor,
    *,
    on: date,
    status: ProsecutionStatus,
    declination_code: str | None = None,
    is_written: bool | None = None,
    authorizes_compelled: bool = False,
    prosecutor: str = "",
    note: str = "",
    file: StoredFile | None = None,
) -> ProsecutionEvent:
    session = unit_of_work.session()
    event = ProsecutionEvent(
        referral=referral,
        case_id=referral.case_id,
        status=status,
        on=on,
        declination_code=declination_code,
        is_written=is_written,
        authorizes_compelled=authorizes_compelled,
        prosecutor=(prosecutor or "").strip(),
        note=note.strip(),
        file=file,
        user_id=actor.user_id,
    )
    session.add(event)
    session.flush()
    said: dict[str, Any] = {"status": status.value, "on": on, "declination": declination_code}
    said["authority"] = authorizes_compelled
    recorder.record(
        Event.PROSECUTION_RECORDED,
        obj=referral,
        **({"sealed": True} if referral.is_sealed else said),
    )
    return event


def _charges_of(party: Party) -> list[AllegationSubject]:
    found = unit_of_work.session().scalars(
        select(AllegationSubject)
        .where(AllegationSubject.party_id == party.id)
        .order_by(AllegationSubject.id)
    )
    return list(found)


def _last_on(referral: ProsecutionReferral) -> date | None:
    return unit_of_work.session().scalar(
        select(ProsecutionEvent.on)
        .where(ProsecutionEvent.referral_id == referral.id)
        .order_by(ProsecutionEvent.id.desc())
        .limit(1)
    )


def _refuse_wrong(
    case: Case, party: Party, *, level_code: str, office: str, charges: list[AllegationSubject]
) -> None:
    is_subject = party.case_id == case.id and party.role is PartyRole.SUBJECT
    if not is_subject or party.withdrawn_at is not None:
        raise RuleBroken("Choose a subject of this case.", field="party")
    if any(charge.party_id != party.id for charge in charges):
        raise RuleBroken("Choose allegations against this subject.", field="charges")
    if not charges:
        raise RuleBroken("Choose at least one allegation.", field="charges")
    level = entries(ProsecutionLevel).get(level_code)
    if level is None or not level.is_offered(clock.today(case.agency.zone)):
        raise RuleBroken("Choose a level from the list.", field="level_code")
    if not office.strip():
        raise RuleBroken("Name the prosecuting office.", field="office")


def _refuse_date(case: Case, on: date, *, last: date | None = None) -> None:
    if on > clock.today(case.agency.zone):
        raise RuleBroken("The date lies in the future.", field="on")
    if last is not None and on < last:
        raise RuleBroken("The date lies before the last step of this referral.", field="on")


def _refuse_bare_declination(
    case: Case, code: str | None, is_written: bool | None, note: str
) -> None:
    entry = entries(DeclinationReason).get(code or "")
    if entry is None or not entry.is_offered(clock.today(case.agency.zone)):
        raise RuleBroken("Choose why the prosecutor declined.", field="declination_code")
    if is_written is None:
        raise RuleBroken("Say whether the declination is written or oral.", field="is_written")
    if not is_written and not note.strip():
        raise RuleBroken("Write who declined, to whom, and in what words.", field="note")
