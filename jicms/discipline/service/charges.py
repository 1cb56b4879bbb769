"""The charges before the proposal: drafted, specified, ordered; what the proposal takes of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.allegations.models import AllegationSubject, Finding
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases.service import lock
from jicms.core import unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.discipline.kinds import ReferralKind
from jicms.discipline.models import ActionStatus, DisciplinaryAction
from jicms.discipline.models_board import (
    BoardChargeVote,
    BoardItem,
    BoardMeeting,
    BoardVote,
    ItemOutcome,
    MeetingState,
)
from jicms.discipline.models_charges import Charge, ChargeSpecification, SpecificationExhibit
from jicms.discipline.service.actions import released, today_of
from jicms.discipline.service.ranges import offered_offenses
from jicms.discipline.service.whole import whole
from jicms.evidence.models import Exhibit

#: A charge by its number, with all of its specifications, or one specification of a charge.
Sustained = int | tuple[int, int]


@dataclass(frozen=True, slots=True)
class SpecificationText:
    """What a specification says, of which finding, when, where, and what proves it."""

    allegation_subject: AllegationSubject
    text: str
    incident_from: date | None = None
    incident_to: date | None = None
    place: str = ""
    exhibits: Sequence[Exhibit] = ()


@dataclass(frozen=True, slots=True)
class ChargeText:
    """A charge to be made: the finding that it comes from, its name, its one specification, or
    several in `specifications`. Without a name it is called as the table calls the offense."""

    allegation_subject: AllegationSubject
    title: str
    specification: str = ""
    specifications: Sequence[SpecificationText] = ()
    offense_code: str | None = None

    @property
    def parts(self) -> Sequence[SpecificationText]:
        """Its specifications."""
        if self.specifications or not self.specification.strip():
            return self.specifications
        return (SpecificationText(self.allegation_subject, self.specification),)


def draft_charge(action: DisciplinaryAction, *, actor: Actor, text: ChargeText) -> Charge:
    """Add a charge, with its specifications, after those that are drafted."""
    _require_draft(action, actor)
    n = len(action.charges) + 1
    _check_link(action, text.allegation_subject, n)
    charge = Charge(case_id=action.case_id, n=n, allegation_subject_id=text.allegation_subject.id)
    _name(action, charge, text.title, text.offense_code)
    action.charges.append(charge)
    unit_of_work.session().flush()
    for part in text.parts:
        _specify(charge, part)
    recorder.record(Event.CHARGE_DRAFTED, obj=charge, n=n, specifications=len(text.parts))
    return charge


def change_charge(
    charge: Charge, *, actor: Actor, title: str, offense_code: str | None = None
) -> Charge:
    """Name a drafted charge otherwise, or put it under another offense of the table."""
    _require_draft(charge.action, actor)
    _name(charge.action, charge, title, offense_code)
    unit_of_work.session().flush()
    return charge


def _name(action: DisciplinaryAction, charge: Charge, title: str, offense_code: str | None) -> None:
    offered = {row.code: row for row in offered_offenses(action)} if offense_code else {}
    if charge.offense is not None:
        offered[charge.offense.code] = charge.offense
    offense = offered.get(offense_code or "")
    if offense_code and offense is None:
        raise RuleBroken("Choose an offense of the agency’s table.", field="offense_code")
    named = title.strip() or (offense.label if offense is not None else "")
    if not named:
        raise RuleBroken(f"Charge {charge.n} needs a name and specifications.", field="title")
    charge.title, charge.offense_code, charge.offense = named, offense_code or None, offense


def add_specification(
    charge: Charge, *, actor: Actor, text: SpecificationText
) -> ChargeSpecification:
    """Add a specification after those that the charge has."""
    _require_draft(charge.action, actor)
    return _specify(charge, text)


def change_specification(
    row: ChargeSpecification, *, actor: Actor, text: SpecificationText
) -> ChargeSpecification:
    """Write a drafted specification anew."""
    _require_draft(row.action, actor)
    _check(row.charge, text)
    _fill(row, text)
    unit_of_work.session().flush()
    return row


def move(row: Charge | ChargeSpecification, *, actor: Actor, up: bool) -> None:
    """Change places with the neighbour above or below; at the end nothing moves."""
    _require_draft(row.action, actor)
    rows = _row_with_its_like(row)
    place = rows.index(row)
    other = place - 1 if up else place + 1
    if 0 <= other < len(rows):
        rows[place], rows[other] = rows[other], rows[place]
        _number(rows)


def remove(row: Charge | ChargeSpecification, *, actor: Actor) -> None:
    """Take a charge with its specifications, or one specification, out of the draft."""
    action = row.action
    _require_draft(action, actor)
    if isinstance(row, Charge) and _votes_on(BoardChargeVote.charge_id == row.id):
        raise TransitionRefused(f"A board voted on charge {row.n}: it stays on record.")
    rows = _row_with_its_like(row)
    rows.remove(row)
    label = str(row.n) if isinstance(row, Charge) else row.label
    recorder.record(Event.CHARGE_REMOVED, obj=row, label=label)
    session = unit_of_work.session()
    session.delete(row)
    session.flush()
    session.expire(action if isinstance(row, Charge) else row.charge)
    _number(rows)


def _row_with_its_like(row: Charge | ChargeSpecification) -> list[Any]:
    return list(row.action.charges if isinstance(row, Charge) else row.charge.specifications)


def _number(rows: Sequence[Any]) -> None:
    """Number from 1 in this order. Two rows never share a number, not even for a moment."""
    session = unit_of_work.session()
    moved = [(n, row) for n, row in enumerate(rows, start=1) if row.n != n]
    for n, row in moved:
        row.n = -n
    session.flush()
    for n, row in moved:
        row.n = n
    session.flush()
    for row in {id(row): row for row in rows}.values():
        session.expire(row.action if isinstance(row, Charge) else row.charge)


def _require_draft(action: DisciplinaryAction, actor: Actor) -> None:
    policy.require(actor, Action.DISCIPLINE_EDIT, action)
    lock(action.case)
    unit_of_work.hold(action)
    if action.status is not ActionStatus.DRAFT:
        raise TransitionRefused("Charges are fixed with the proposal.")
    pending = (BoardItem.outcome == ItemOutcome.PENDING, BoardMeeting.state == MeetingState.PLANNED)
    if _votes_on(BoardItem.action_id == action.id, *pending):
        raise TransitionRefused("The board is voting on these charges.")


def _votes_on(*criteria: Any) -> bool:
    """Whether a board's vote meets the criteria, whoever asks."""
    found = unit_of_work.session().scalar(
        whole(
            select(BoardChargeVote.id)
            .join(BoardVote, BoardVote.id == BoardChargeVote.vote_id)
            .join(BoardItem, BoardItem.id == BoardVote.item_id)
            .join(BoardMeeting, BoardMeeting.id == BoardItem.meeting_id)
            .where(*criteria)
            .limit(1)
        )
    )
    return found is not None


def _specify(charge: Charge, text: SpecificationText) -> ChargeSpecification:
    _check(charge, text)
    row = ChargeSpecification(
        action_id=charge.action_id, case_id=charge.case_id, n=len(charge.specifications) + 1
    )
    with unit_of_work.session().no_autoflush:
        charge.specifications.append(row)
        _fill(row, text)
    unit_of_work.session().flush()
    return row


def _check(charge: Charge, text: SpecificationText) -> None:
    action = charge.action
    _check_link(action, text.allegation_subject, charge.n)
    if not text.text.strip():
        raise RuleBroken(f"Charge {charge.n} needs a name and specifications.", field="text")
    _check_dates(action, text.incident_from, text.incident_to)
    referral = action.referral
    sent = {row.id for row in released(referral, Exhibit)} if referral is not None else set()
    if not {exhibit.id for exhibit in text.exhibits} <= sent:
        raise RuleBroken("Choose exhibits that were released with this referral.", field="exhibits")


def _fill(row: ChargeSpecification, text: SpecificationText) -> None:
    link = text.allegation_subject
    row.allegation_subject_id, row.finding_id = link.id, _standing_finding(link)
    row.text, row.place = text.text.strip(), text.place.strip()
    row.incident_from, row.incident_to = text.incident_from, text.incident_to
    if text.incident_from is None:
        row.incident_from = link.allegation.incident_from
        row.incident_to = link.allegation.incident_to
    kept = {proof.exhibit_id: proof for proof in row.proofs}
    told = {"action_id": row.action_id, "case_id": row.case_id}
    row.proofs = [
        kept.get(exhibit.id) or SpecificationExhibit(exhibit_id=exhibit.id, **told)
        for exhibit in text.exhibits
    ]


def _check_dates(action: DisciplinaryAction, first: date | None, last: date | None) -> None:
    if first is not None and first > today_of(action):
        raise RuleBroken("This date lies in the future.", field="incident_from")
    if last is not None and (first is None or last < first):
        raise RuleBroken("The last day comes before the first.", field="incident_to")


def _standing_finding(link: AllegationSubject) -> int | None:
    found: int | None = unit_of_work.session().scalar(
        whole(
            select(Finding.id).where(
                Finding.allegation_subject_id == link.id, Finding.superseded_at.is_(None)
            )
        )
    )
    return found


def _check_link(action: DisciplinaryAction, link: AllegationSubject, n: int) -> None:
    if link.party_id != action.party_id:
        raise RuleBroken(f"Charge {n} comes from a finding against somebody else.", field="finding")
    referral = action.referral
    early = referral is not None and referral.kind is not ReferralKind.REPORT
    if link.finding is None and early:
        return
    if link.finding is None or not link.finding.is_substantiating:
        raise RuleBroken(f"Charge {n} needs a finding that substantiates.", field="finding")


def check_complete(action: DisciplinaryAction) -> None:
    """Raise where the drafted charges can't be proposed: none, or one without specification, or one
    whose finding no longer substantiates."""
    if not action.charges:
        raise RuleBroken("A proposal needs at least one charge.", field="charges")
    for charge in action.charges:
        if not charge.specifications:
            raise RuleBroken(f"Charge {charge.n} needs a name and specifications.", field="charges")
        for row in charge.specifications:
            if row.allegation_subject is None:
                raise RuleBroken(f"Specification {row.label} points to no finding of this case.")
            _check_link(action, row.allegation_subject, charge.n)


def sustain(action: DisciplinaryAction, sustained: Collection[Sustained], *, any_is: bool) -> None:
    """Mark which specifications the decision sustains; a charge stands with at least one.

    `any_is`: the outcome is a penalty, which needs a sustained charge.
    """
    every = [row for charge in action.charges for row in charge.specifications]
    known: set[Sustained] = {charge.n for charge in action.charges}
    known |= {(row.charge.n, row.n) for row in every}
    if not set(sustained) <= known:
        raise RuleBroken("Choose charges of this notice.", field="sustained")
    if not sustained and any_is:
        raise RuleBroken("Without a sustained charge there is no penalty.", field="sustained")
    for row in every:
        row.is_sustained = row.charge.n in sustained or (row.charge.n, row.n) in sustained
    unit_of_work.session().flush()


def sustained_labels(action: DisciplinaryAction) -> list[str]:
    """The specifications that the decision sustains: `["1.1", "2.3"]`."""
    every = (row for charge in action.charges for row in charge.specifications)
    return [row.label for row in every if row.is_sustained]
