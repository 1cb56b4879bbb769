"""Adding allegations, and subjects to them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.allegations import extracts
from jicms.allegations.models import (
    Allegation,
    AllegationClassChange,
    AllegationDetail,
    AllegationSubject,
)
from jicms.allegations.service.classes import (
    classes_of,
    default_class,
    gravest_class,
    refuse_foreign_class,
    settle_class,
)
from jicms.allegations.service.custody import Prea, keep_prea, refuse_stray_prea
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases import service as cases
from jicms.cases.models import Case, Party, PartyRole
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken
from jicms.people.models import Person
from jicms.refdata.mixin import LEGACY
from jicms.refdata.models import AllegationCategory
from jicms.refdata.queries import facts

#: Called as fn(case, actor) after an allegation, class, code or subject was added or changed: the
#: Inspector General's gate is asked again. Not for a case that is just being recorded.
changed: list[Callable[[Case, Actor], None]] = []


@dataclass(frozen=True, slots=True)
class NewAllegation:
    """What an allegation says when it is recorded.

    `class_code` None: the code's default. Another one than the default needs `class_reason`.
    """

    category_code: str
    intake_method_code: str
    received_at: datetime
    class_code: str | None = None
    class_reason: str = ""
    incident_from: date | None = None
    incident_to: date | None = None
    narrative: str = ""
    place: str = ""
    subjects: Sequence[Party] = ()
    complainant: Party | None = None
    system_code: str | None = None
    query_subject: str = ""
    query_purpose: str = ""
    query_count: int | None = None
    query_recipient: str = ""
    query_person: Person | None = None
    query_extract_id: int | None = None
    prea: Prea | None = None


def add_allegation(
    case: Case,
    *,
    actor: Actor,
    category_code: str,
    intake_method_code: str,
    received_at: datetime,
    class_code: str | None = None,
    incident_from: date | None = None,
    incident_to: date | None = None,
    narrative: str = "",
    place: str = "",
    subjects: Sequence[Party] = (),
    complainant: Party | None = None,
    system_code: str | None = None,
    query_subject: str = "",
    query_purpose: str = "",
    query_count: int | None = None,
) -> Allegation:
    """Add one allegation to a case; see `add_allegations`."""
    new = NewAllegation(
        category_code=category_code,
        intake_method_code=intake_method_code,
        received_at=received_at,
        class_code=class_code,
        incident_from=incident_from,
        incident_to=incident_to,
        narrative=narrative,
        place=place,
        subjects=subjects,
        complainant=complainant,
        system_code=system_code,
        query_subject=query_subject,
        query_purpose=query_purpose,
        query_count=query_count,
    )
    return add_allegations(case, [new], actor=actor)[0]


def add_allegations(
    case: Case, rows: Sequence[NewAllegation], *, actor: Actor, first: int | None = None
) -> list[Allegation]:
    """Add allegations, numbered on within the case; the case's class follows the gravest.

    `first` is their first number where the caller knows it. Raises `RuleBroken`, `Denied`.
    """
    policy.require(actor, Action.ALLEGATION_EDIT, case)
    session = unit_of_work.session()
    cases.lock(case)
    first = first or cases.next_part(case, Allegation)
    categories = categories_of([row.category_code for row in rows])
    known = classes_of(case.agency.scheme)
    made = []
    for n, row in enumerate(rows, first):
        _refuse_impossible(case, row, categories, known)
        made.append(_new(case, n, row, actor, categories[row.category_code]))
    session.add_all(made)
    if cases.is_new(case) and not case.class_overridden:
        case.class_code = gravest_class([case.class_code, *(a.class_code for a in made)], known)
    else:
        settle_class(case, actor=actor, reason="Class of the gravest allegation.")
    session.flush()
    for allegation, row in zip(made, rows, strict=True):
        _keep_override(allegation, row, actor)
        recorder.record(
            Event.ALLEGATION_ADDED,
            obj=allegation,
            n=allegation.n,
            code=allegation.category_code,
            class_code=allegation.class_code,
        )
    if not cases.is_new(case):
        _tell(case, actor)
    return made


def add_subject(allegation: Allegation, party: Party, *, actor: Actor) -> AllegationSubject:
    """Name one more subject of an allegation. Raises `RuleBroken`, `Denied`."""
    case = allegation.case
    policy.require(actor, Action.ALLEGATION_EDIT, case)
    _refuse_foreign_subjects(case, [party])
    if any(row.party_id == party.id for row in allegation.subjects):
        raise RuleBroken(
            f"{party.name} is a subject of allegation {allegation.n} already.", field="subjects"
        )
    last = max((row.m for row in allegation.subjects), default=0)
    made = AllegationSubject(case_id=case.id, m=last + 1, party=party)
    allegation.subjects.append(made)
    unit_of_work.session().flush()
    _tell(case, actor)
    return made


def _tell(case: Case, actor: Actor) -> None:
    for follow in changed:
        follow(case, actor)


def categories_of(codes: Sequence[str]) -> dict[str, Any]:
    """The facts of the categories by code; raises `RuleBroken` for one that no list holds."""
    known = facts(AllegationCategory)
    unknown = sorted(set(codes) - set(known))
    if unknown:
        raise RuleBroken(f"There is no code {', '.join(unknown)}.", field="category_code")
    return {code: known[code] for code in codes}


def refuse_wrong_dates(
    case: Case, received_at: datetime, incident_from: date | None, incident_to: date | None
) -> None:
    """Raise `RuleBroken` for an incident without beginning, backwards, or after its receipt."""
    if incident_to is not None and incident_from is None:
        raise RuleBroken("Enter the first day of the incident too.", field="incident_from")
    if incident_from is not None and incident_to is not None and incident_to < incident_from:
        raise RuleBroken("The incident ends before it begins.", field="incident_to")
    received_on = clock.local_date(received_at, case.agency.zone)
    for field, day in (("incident_from", incident_from), ("incident_to", incident_to)):
        if day is not None and day > received_on:
            raise RuleBroken("The incident lies after the day it was reported.", field=field)


def refuse_stray_query(category: Any, *said: object) -> None:
    """Raise `RuleBroken` for a system or query on a code that is not about one."""
    if any(said) and not category.needs_system:
        raise RuleBroken(
            f"{category.code} is not about a system: leave the query details blank.",
            field="system_code",
        )


def looked_up(case: Case, typed: str, person: Person | None) -> dict[str, Any]:
    """Who was looked up, as the detail keeps it: the name as typed, and the person.

    The person is left out where the case protects them: the row would tell who reports.
    """
    if person is None or cases.protects(case, person):
        return {"query_subject": typed, "query_person_id": None}
    return {"query_subject": typed or person.name, "query_person_id": person.id}


def _refuse_impossible(
    case: Case,
    row: NewAllegation,
    categories: dict[str, Any],
    known: dict[str, Any],
) -> None:
    category = categories[row.category_code]
    if category.source == LEGACY and not case.is_legacy:
        raise RuleBroken(f"{category.code} is for imported records.", field="category_code")
    if row.received_at > clock.now():
        raise RuleBroken("The time of receipt lies in the future.", field="received_at")
    refuse_wrong_dates(case, row.received_at, row.incident_from, row.incident_to)
    refuse_foreign_class(case, row.class_code, known)
    refuse_stray_query(
        category,
        row.system_code,
        row.query_subject,
        row.query_purpose,
        row.query_count,
        row.query_recipient,
        row.query_person,
        row.query_extract_id,
    )
    refuse_stray_prea(category, row.prea)
    if not cases.is_new(case):
        extracts.settled(case, row.query_extract_id, before=None)
    _refuse_foreign_subjects(case, row.subjects)
    if row.complainant is not None and row.complainant.case_id != case.id:
        raise RuleBroken("The complainant belongs to another case.")


def _refuse_foreign_subjects(case: Case, parties: Sequence[Party]) -> None:
    for party in parties:
        if party.case_id != case.id or party.role is not PartyRole.SUBJECT:
            raise RuleBroken("Choose subjects of this case.", field="subjects")
        if party.withdrawn_at is not None:
            raise RuleBroken(f"{party.name} was withdrawn from the case.", field="subjects")


def _keep_override(allegation: Allegation, row: NewAllegation, actor: Actor) -> None:
    """History begins where somebody set another class than the code's own."""
    if row.class_code is None:
        return
    category = facts(AllegationCategory).get(row.category_code)
    usual = default_class(category, allegation.case.agency.scheme) if category else None
    if row.class_code == usual:
        return
    change = AllegationClassChange(
        allegation_id=allegation.id,
        case_id=allegation.case_id,
        field="class",
        old_code=usual,
        new_code=row.class_code,
        reason=row.class_reason.strip() or "Set when it was recorded.",
        user_id=actor.user_id,
    )
    unit_of_work.session().add(change)


def _new(case: Case, n: int, row: NewAllegation, actor: Actor, category: Any) -> Allegation:
    made = Allegation(
        case=case,
        case_id=case.id,
        n=n,
        category_code=category.code,
        class_code=row.class_code or default_class(category, case.agency.scheme),
        incident_from=row.incident_from,
        incident_to=row.incident_to,
        intake_method_code=row.intake_method_code,
        received_at=row.received_at,
        complainant_id=row.complainant.id if row.complainant else None,
        added_by_id=actor.user_id,
    )
    made.detail = AllegationDetail(
        case_id=case.id,
        narrative=row.narrative,
        place=row.place,
        system_code=row.system_code,
        query_purpose=row.query_purpose,
        query_count=row.query_count,
        query_recipient=row.query_recipient,
        query_extract_id=row.query_extract_id,
        **looked_up(case, row.query_subject, row.query_person),
    )
    keep_prea(made, row.prea)
    unique = dict.fromkeys(row.subjects)
    made.subjects = [
        AllegationSubject(case_id=case.id, m=m, party=party) for m, party in enumerate(unique, 1)
    ]
    return made
