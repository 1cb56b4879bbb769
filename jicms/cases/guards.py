"""What forbids a step of the case until it is done."""

from sqlalchemy import select
from sqlalchemy.orm import object_session

from jicms.access.actor import Actor
from jicms.auth.models import OfficeKind
from jicms.cases.models import (
    Case,
    ClosingSignature,
    Party,
    PartyRole,
    Side,
    SubjectStatus,
)
from jicms.cases.sight import sight
from jicms.cases.workflow import CASE, SUBJECT, investigation_states

_SETTLED = (SubjectStatus.FINAL, SubjectStatus.CODED)
_WHOLE = "closing looks at the whole case, whoever signs"


def every_investigation_done(case: Case, _actor: Actor) -> str | None:
    """Guard: no investigation is under way."""
    running = [s for states in investigation_states for s in states(case) if s != "DONE"]
    if not running:
        return None
    many = "An investigation is" if len(running) == 1 else f"{len(running)} investigations are"
    return f"{many} not done."


def every_subject_settled(case: Case, actor: Actor) -> str | None:
    """Guard: each subject is final or coded. Names only those whom the actor may see."""
    open_ones = [row for row in subjects_of(case) if row.subject_status not in _SETTLED]
    if not open_ones:
        return None
    if not (actor.is_system or sight(actor, case).full):
        return "A subject of the case is neither final nor coded. Ask the investigating office."
    named = ", ".join(f"subject {row.n}" for row in open_ones)
    verb = "is" if len(open_ones) == 1 else "are"
    return f"{named[:1].upper()}{named[1:]} {verb} neither final nor coded without referral."


def both_sides_signed(case: Case, _actor: Actor) -> str | None:
    """Guard: the supervisors of the sides that took part have signed."""
    missing = sorted(sides_of(case) - {row.side for row in signatures(case)})
    if not missing:
        return None
    return " ".join(f"The {side.value.lower()} side has not signed." for side in missing)


def case_not_ended(party: Party, _actor: Actor) -> str | None:
    """Guard: subjects of an ended case stand still."""
    session = object_session(party)
    assert session is not None
    case = session.get(Case, party.case_id, execution_options={"unscoped": _WHOLE})
    ended = case is not None and case.has_ended
    return "The case has ended. Reopen it first." if ended else None


def shows_a_name(party: Party, _actor: Actor) -> str | None:
    """Nobody is disciplined under an alias."""
    if not party.alias:
        return None
    return "This subject shows as an alias. On People, let the role show its name first."


def subjects_of(case: Case) -> list[Party]:
    """Every subject of the case that was not withdrawn, whoever asks."""
    session = object_session(case)
    assert session is not None
    found = session.scalars(
        select(Party)
        .where(
            Party.case_id == case.id,
            Party.role == PartyRole.SUBJECT,
            Party.withdrawn_at.is_(None),
        )
        .order_by(Party.n)
        .execution_options(unscoped=_WHOLE)
    )
    return list(found)


def sides_of(case: Case) -> set[Side]:
    """The sides that took part: the lead office's, and labor relations where it took a subject."""
    leads = case.lead_office.kind is OfficeKind.LABOR_RELATIONS
    sides = {Side.DISCIPLINE if leads else Side.INVESTIGATION}
    taken = {SubjectStatus.IN_ADJUDICATION, SubjectStatus.FINAL, SubjectStatus.REFERRED}
    if any(party.subject_status in taken for party in subjects_of(case)):
        sides.add(Side.DISCIPLINE)
    return sides


def signatures(case: Case) -> list[ClosingSignature]:
    """The signatures that stand."""
    session = object_session(case)
    assert session is not None
    found = session.scalars(
        select(ClosingSignature)
        .where(ClosingSignature.case_id == case.id, ClosingSignature.voided_at.is_(None))
        .order_by(ClosingSignature.id)
    )
    return list(found)


def unmet(case: Case, actor: Actor) -> list[str]:
    """Every sentence that keeps the case from being signed; the signatures themselves left out."""
    said = CASE.refusals(case, "close", actor)
    signing = both_sides_signed(case, actor)
    return [sentence for sentence in said if sentence != signing]


def install() -> None:
    """Put the guards on their steps."""
    for guard in (every_investigation_done, every_subject_settled, both_sides_signed):
        CASE.require_also("close", guard)
    SUBJECT.require_also("refer", shows_a_name)
    for row in SUBJECT.transitions:
        SUBJECT.require_also(row.name, case_not_ended)
