"""Changing an allegation: its facts, its class, its code. Class and code keep their history."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm.attributes import flag_modified

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.allegations import extracts
from jicms.allegations.models import Allegation, AllegationClassChange, AllegationDetail
from jicms.allegations.service.classes import (
    classes_of,
    refuse_foreign_class,
    settle_class,
)
from jicms.allegations.service.custody import Prea, change_prea, refuse_stray_prea, stored_prea
from jicms.allegations.service.recording import (
    categories_of,
    changed,
    looked_up,
    refuse_stray_query,
    refuse_wrong_dates,
)
from jicms.core import unit_of_work
from jicms.core.errors import RuleBroken
from jicms.people.models import Person
from jicms.refdata.mixin import LEGACY


@dataclass(frozen=True, slots=True)
class Facts:
    """What an allegation says, beside its code, class and subjects."""

    incident_from: date | None = None
    incident_to: date | None = None
    narrative: str = ""
    place: str = ""
    system_code: str | None = None
    query_subject: str = ""
    query_purpose: str = ""
    query_count: int | None = None
    query_recipient: str = ""
    query_person: Person | None = None
    query_extract_id: int | None = None
    prea: Prea | None = None


def edit_allegation(allegation: Allegation, facts: Facts, *, actor: Actor) -> None:
    """Write what an allegation says. Raises `RuleBroken`, `Denied`.

    The allegation's version rises even where only its detail changed: one lock for both.
    """
    policy.require(actor, Action.ALLEGATION_EDIT, allegation.case)
    refuse_wrong_dates(
        allegation.case, allegation.received_at, facts.incident_from, facts.incident_to
    )
    if allegation.category is not None:
        refuse_stray_query(
            allegation.category,
            facts.system_code,
            facts.query_subject,
            facts.query_purpose,
            facts.query_count,
            facts.query_recipient,
            facts.query_person,
            facts.query_extract_id,
        )
        refuse_stray_prea(allegation.category, facts.prea)
    detail = allegation.detail
    if detail is None:
        detail = allegation.detail = AllegationDetail(case_id=allegation.case_id)
    allegation.incident_from, allegation.incident_to = facts.incident_from, facts.incident_to
    detail.narrative, detail.place = facts.narrative, facts.place
    detail.system_code = facts.system_code
    detail.query_purpose, detail.query_count = facts.query_purpose, facts.query_count
    detail.query_recipient = facts.query_recipient
    detail.query_extract_id = extracts.settled(
        allegation.case, facts.query_extract_id, before=detail.query_extract_id
    )
    if facts.query_person is not None or not _keeps_hidden_person(detail, facts):
        named = looked_up(allegation.case, facts.query_subject, facts.query_person)
        detail.query_subject, detail.query_person_id = named.values()
    if facts.prea is not None:
        change_prea(allegation, facts.prea)
    flag_modified(allegation, "incident_from")
    unit_of_work.session().flush()
    for follow in changed:
        follow(allegation.case, actor)


def _keeps_hidden_person(detail: AllegationDetail, facts: Facts) -> bool:
    """The person looked up is out of the editor's sight, and the name stands as it was."""
    hidden = detail.query_person_id is not None and detail.query_person is None
    return hidden and facts.query_subject == detail.query_subject


def change_class(allegation: Allegation, *, actor: Actor, class_code: str, reason: str) -> None:
    """Give an allegation another class, with a reason; the case's class follows.

    Raises `RuleBroken`, `Denied`.
    """
    policy.require(actor, Action.ALLEGATION_EDIT, allegation.case)
    refuse_foreign_class(allegation.case, class_code, classes_of(allegation.case.agency.scheme))
    _change(allegation, "class", class_code, reason, actor)


def change_code(
    allegation: Allegation,
    *,
    actor: Actor,
    category_code: str,
    reason: str,
    class_code: str | None = None,
) -> None:
    """Give an allegation another code, and with `class_code` another class, with one reason.

    A system and query, or facts of abuse in custody, that the new code is not about must be
    removed first: nothing typed is thrown away unseen. Raises `RuleBroken`, `Denied`.
    """
    case = allegation.case
    policy.require(actor, Action.ALLEGATION_EDIT, case)
    category = categories_of([category_code])[category_code]
    if category.source == LEGACY and not case.is_legacy:
        raise RuleBroken(f"{category.code} is for imported records.", field="category_code")
    detail = allegation.detail
    if detail is not None:
        refuse_stray_query(
            category,
            detail.system_code,
            detail.query_subject,
            detail.query_purpose,
            detail.query_count,
            detail.query_recipient,
            detail.query_extract_id,
        )
    refuse_stray_prea(category, stored_prea(allegation))
    if class_code is not None and class_code != allegation.class_code:
        refuse_foreign_class(case, class_code, classes_of(case.agency.scheme))
        _note(allegation, "class", class_code, reason=reason, actor=actor)
        allegation.class_code = class_code
    _change(allegation, "code", category_code, reason, actor)


def _change(allegation: Allegation, field: str, code: str, reason: str, actor: Actor) -> None:
    attribute = "category_code" if field == "code" else "class_code"
    old = getattr(allegation, attribute)
    if old == code:
        raise RuleBroken(f"That is the {field} it has.", field=attribute)
    if not reason.strip():
        raise RuleBroken("Write the reason.", field="reason")
    _note(allegation, field, code, reason=reason, actor=actor)
    setattr(allegation, attribute, code)
    session = unit_of_work.session()
    session.flush()
    session.expire(allegation, ["category", "severity_class"])
    settle_class(
        allegation.case,
        actor=actor,
        reason=f"Allegation {allegation.n} was given another class: {reason.strip()}",
    )
    session.flush()
    for follow in changed:
        follow(allegation.case, actor)


def _note(allegation: Allegation, field: str, new: str, *, reason: str, actor: Actor) -> None:
    old = allegation.category_code if field == "code" else allegation.class_code
    change = AllegationClassChange(
        allegation_id=allegation.id,
        case_id=allegation.case_id,
        field=field,
        old_code=old,
        new_code=new,
        reason=reason.strip(),
        user_id=actor.user_id,
    )
    unit_of_work.session().add(change)
