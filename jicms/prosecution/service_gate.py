"""Writes: which sovereigns may prosecute, and standing declinations. Nothing here commits."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.allegations.models import AllegationSubject
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases.models import Case
from jicms.cases.service import lock
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.files.models import StoredFile
from jicms.prosecution import gate
from jicms.prosecution.models_gate import (
    Jurisdiction,
    StandingCategory,
    StandingDeclination,
    StandingUse,
)
from jicms.refdata.models import AllegationCategory, ProsecutionLevel
from jicms.refdata.queries import entries


def assess(
    case: Case,
    *,
    actor: Actor,
    charges: Sequence[AllegationSubject],
    likely: Collection[str],
    reason: str,
) -> list[Jurisdiction]:
    """Say which sovereigns beside the federal one likely have jurisdiction over charges: those in
    `likely`, and none of the others on the list. Written anew each time; the latest counts."""
    policy.require(actor, Action.PROSECUTION_EDIT, case)
    if not charges or any(charge.case_id != case.id for charge in charges):
        raise RuleBroken("Choose allegations of this case.", field="charges")
    if not reason.strip():
        raise RuleBroken("Write why.", field="reason")
    levels = _levels(case)
    if not set(likely) <= set(levels):
        raise RuleBroken("Choose sovereigns from the list.", field="likely")
    lock(case)
    made = [
        Jurisdiction(
            case_id=case.id,
            allegation_subject_id=charge.id,
            level_code=level,
            is_likely=level in likely,
            reason=reason.strip(),
            user_id=actor.user_id,
        )
        for charge in charges
        for level in levels
    ]
    unit_of_work.session().add_all(made)
    unit_of_work.session().flush()
    for charge in charges:
        recorder.record(Event.JURISDICTION_ASSESSED, case=case, obj=charge, likely=sorted(likely))
    return made


def _levels(case: Case) -> list[str]:
    """The sovereigns that are assessed: all but the one that is always asked."""
    today = clock.today(case.agency.zone)
    known = entries(ProsecutionLevel)
    return [code for code, row in known.items() if row.is_offered(today) and code != gate.ALWAYS]


def enter_standing(
    *,
    actor: Actor,
    level_code: str,
    office: str,
    categories: Collection[str],
    conditions: str,
    valid_from: date,
    file: StoredFile | None,
    prosecutor: str = "",
    valid_until: date | None = None,
) -> StandingDeclination:
    """Enter a prosecuting office's standing declination with its letter. It counts once a second
    person has confirmed it. Raises `RuleBroken`."""
    policy.require(actor, Action.STANDING_EDIT)
    level, today = entries(ProsecutionLevel).get(level_code), clock.today(actor.zone)
    if level is None or not level.is_offered(today):
        raise RuleBroken("Choose a level from the list.", field="level_code")
    if not office.strip():
        raise RuleBroken("Name the prosecuting office.", field="office")
    known = entries(AllegationCategory)
    if not categories or any(code not in known for code in categories):
        raise RuleBroken("Choose the categories that the letter covers.", field="categories")
    if not any(line.strip() for line in conditions.splitlines()):
        raise RuleBroken("Write the conditions, one a line.", field="conditions")
    if valid_until is not None and valid_until < valid_from:
        raise RuleBroken("The period ends before it begins.", field="valid_until")
    if file is None:
        raise RuleBroken("Upload the letter.", field="file")
    assert actor.agency_id is not None
    made = StandingDeclination(
        agency_id=actor.agency_id,
        level_code=level_code,
        office=office.strip(),
        prosecutor=prosecutor.strip(),
        conditions=conditions.strip(),
        valid_from=valid_from,
        valid_until=valid_until,
        file=file,
        entered_by_id=actor.user_id,
        categories=[StandingCategory(category_code=code) for code in sorted(set(categories))],
    )
    unit_of_work.session().add(made)
    unit_of_work.session().flush()
    recorder.record(Event.STANDING_ENTERED, obj=made, level=level_code, sha256=file.sha256)
    return made


def confirm_standing(standing: StandingDeclination, *, actor: Actor) -> StandingDeclination:
    """Confirm it against its letter, as a second person."""
    policy.require(actor, Action.STANDING_CONFIRM, standing)
    unit_of_work.hold(standing)
    if standing.confirmed_at is not None or standing.ended_at is not None:
        raise TransitionRefused("This standing declination is confirmed already, or has ended.")
    standing.confirmed_by_id = actor.user_id
    standing.confirmed_at = clock.now()
    unit_of_work.session().flush()
    recorder.record(Event.STANDING_CONFIRMED, obj=standing)
    return standing


def end_standing(standing: StandingDeclination, *, actor: Actor) -> StandingDeclination:
    """Rely on it no longer: the gate shuts where nothing else opened it."""
    policy.require(actor, Action.STANDING_EDIT, standing)
    unit_of_work.hold(standing)
    if standing.ended_at is not None:
        raise TransitionRefused("This standing declination has ended already.")
    standing.ended_at = clock.now()
    standing.ended_by_id = actor.user_id
    unit_of_work.session().flush()
    recorder.record(Event.STANDING_ENDED, obj=standing)
    return standing


def use_standing(
    case: Case,
    standing: StandingDeclination,
    *,
    actor: Actor,
    charge: AllegationSubject,
    ticked: Mapping[int, bool],
) -> StandingUse:
    """Rely on a standing declination for one allegation against one subject: every condition of it
    was ticked (`ticked`, by its place) by whoever relies on it. Raises `RuleBroken`."""
    policy.require(actor, Action.PROSECUTION_EDIT, case)
    if charge.case_id != case.id:
        raise RuleBroken("Choose an allegation of this case.", field="charge")
    unit_of_work.hold(standing)
    today = clock.today(case.agency.zone)
    if not counts_on(standing, today) or standing.agency_id != case.agency_id:
        raise RuleBroken("This standing declination does not count today.", field="standing")
    covered = {row.category_code for row in standing.categories}
    if charge.allegation.category_code not in covered:
        raise RuleBroken("The letter does not cover this category.", field="charge")
    if not all(ticked.get(place) for place in range(len(standing.terms))):
        raise RuleBroken("Each condition has to be met, and ticked.", field="terms")
    lock(case)
    made = StandingUse(
        case_id=case.id,
        declination=standing,
        allegation_subject=charge,
        conditions="\n".join(standing.terms),
        user_id=actor.user_id,
    )
    unit_of_work.session().add(made)
    unit_of_work.session().flush()
    recorder.record(Event.STANDING_USED, obj=made, standing=standing.id, charge=charge.id)
    return made


def counts_on(standing: StandingDeclination, day: date) -> bool:
    """Whether it may be relied on that day; as `StandingDeclination.counts` asks the database."""
    over = standing.valid_until is not None and standing.valid_until < day
    stands = standing.confirmed_at is not None and standing.ended_at is None
    return stands and standing.valid_from <= day and not over


def withdraw_use(use: StandingUse, *, actor: Actor) -> StandingUse:
    """Take a reliance back: a condition was not met after all."""
    policy.require(actor, Action.PROSECUTION_EDIT, use)
    unit_of_work.hold(use)
    if use.withdrawn_at is not None:
        raise TransitionRefused("This was taken back already.")
    use.withdrawn_at = clock.now()
    use.withdrawn_by_id = actor.user_id
    unit_of_work.session().flush()
    recorder.record(Event.STANDING_USED, obj=use, withdrawn=True)
    return use
