"""Prior discipline: which earlier action counts for a proposal, why another does not.

An earlier action counts only if it is final, was given in writing, could be contested, is not
expired, cancelled or cleared, lies within the reckoning period, came before the new misconduct, and
is cited in the proposal. What was entered by hand from outside the system counts only once a second
person verified it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.core import unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.deadlines import service as deadlines
from jicms.deadlines.models import ClockSide
from jicms.deadlines.service import ClockPlan
from jicms.discipline.earlier import Earlier
from jicms.discipline.models import ActionStatus, DisciplinaryAction
from jicms.discipline.models_prior import MarkKind, PriorDiscipline
from jicms.discipline.queries_prior import cited_of, earlier_actions, prior_of
from jicms.discipline.service.actions import owner_of, today_of, zone_of
from jicms.web.dates import day as in_words

#: The office's rule for how long an earlier action is reckoned with.
PERIOD = "PRIOR_DISCIPLINE_PERIOD"
UNVERIFIED = "Nobody has verified what was entered from outside the system."


@dataclass(frozen=True, slots=True)
class Considered:
    """An earlier action with the reasons for which it does not count; none where it may."""

    earlier: Earlier
    reasons: tuple[str, ...]

    @property
    def counts(self) -> bool:
        """Whether the proposal may cite it."""
        return not self.reasons


def misconduct_from(action: DisciplinaryAction) -> date | None:
    """The first day of the new misconduct, as the charges have it."""
    days = [row.incident_from for charge in action.charges for row in charge.specifications]
    return min((day for day in days if day is not None), default=None)


def consider(action: DisciplinaryAction, *, actor: Actor) -> list[Considered]:
    """Every earlier action of the employee that the actor may know, with what speaks against it."""
    agency_id = action.office.agency_id
    found = earlier_actions(action.party.person_id, actor=actor, agency_id=agency_id, but=action.id)
    ends = _period_ends(action, found)
    new_from, today = misconduct_from(action), today_of(action)
    return [
        Considered(row, tuple(_against(row, new_from=new_from, today=today, ends=ends)))
        for row in found
    ]


def _against(
    row: Earlier, *, new_from: date | None, today: date, ends: Mapping[str, date]
) -> list[str]:
    return reasons_against(row, new_from=new_from, today=today, until=ends.get(row.key))


def _period_ends(action: DisciplinaryAction, found: Sequence[Earlier]) -> Mapping[str, date]:
    dated = [row for row in found if row.effective_on is not None]
    plans = [
        ClockPlan(
            PERIOD,
            {"effective": row.effective_on},
            ClockSide.DISCIPLINE,
            owner=owner_of(action),
        )
        for row in dated
        if row.effective_on is not None
    ]
    results = deadlines.previews(plans, zone=zone_of(action), case=action.case)
    return {row.key: result.due_on for row, result in zip(dated, results, strict=True)}


def reasons_against(
    row: Earlier, *, new_from: date | None, today: date, until: date | None
) -> list[str]:
    """Why an earlier action does not count for misconduct that began on a day, in words."""
    return [*_not_discipline(row), *_not_standing(row, today), *_not_in_time(row, new_from, until)]


def _not_discipline(row: Earlier) -> list[str]:
    said = []
    if row.outside is not None and not row.outside.is_verified:
        said.append(UNVERIFIED)
    if row.status is not ActionStatus.FINAL:
        said.append("It is not final.")
    elif row.on_appeal:
        said.append("An appeal of it is open.")
    kind = row.last[0] if row.last is not None else None
    if kind is None or not row.is_imposed:
        return [*said, "No penalty stands: it was set aside."]
    if not kind.is_disciplinary:
        said.append(f"It is not discipline: {kind.label.lower()}.")
    if not row.was_written:
        said.append("It was not given in writing, as far as is recorded.")
    if not row.was_contestable:
        said.append("The employee could not contest it.")
    return said


def _not_standing(row: Earlier, today: date) -> list[str]:
    said = []
    if row.expires_on is not None and row.is_expired(today):
        said.append(f"It expired on {in_words(row.expires_on)}.")
    cancelled, cleared = row.mark(MarkKind.CANCELLED), row.mark(MarkKind.CLEARED)
    if cancelled is not None:
        said.append(f"It was cancelled on {in_words(cancelled.on)}.")
    if cleared is not None:
        said.append(f"An agreement cleared it on {in_words(cleared.on)}.")
    return said


def _not_in_time(row: Earlier, new_from: date | None, until: date | None) -> list[str]:
    if new_from is None:
        return ["The charges do not say when the new misconduct began."]
    began = f"the new misconduct began on {in_words(new_from)}"
    if row.received_on is not None and row.received_on >= new_from:
        return [f"It came on {in_words(row.received_on)}, and {began}: it must come earlier."]
    if until is None:
        return ["When it took effect is not recorded, so no period can be reckoned."]
    if new_from > until:
        return [f"It was reckoned with until {in_words(until)}, and {began}."]
    return []


def choose_prior(
    action: DisciplinaryAction,
    *,
    actor: Actor,
    cited: Collection[int],
    outside: Collection[int] = (),
) -> list[PriorDiscipline]:
    """Choose which of the earlier actions that count the proposal cites, by their ids, those of the
    system and those from `outside` it, and keep what is known of all of them today."""
    policy.require(actor, Action.DISCIPLINE_EDIT, action)
    if action.status is not ActionStatus.DRAFT:
        raise TransitionRefused("Prior discipline is fixed with the proposal.")
    found = consider(action, actor=actor)
    chosen = {f"action-{key}" for key in cited} | {f"outside-{key}" for key in outside}
    if chosen - {row.earlier.key for row in found if row.counts}:
        raise RuleBroken("Choose earlier actions that count.", field="cited")
    kept = _keep(action, found, chosen, actor)
    recorder.record(Event.PRIOR_CHOSEN, obj=action, known=len(kept), cited=len(chosen))
    return kept


def settle_prior(action: DisciplinaryAction, *, actor: Actor) -> int:
    """With the proposal: look again, refuse a citation that no longer counts, keep the rest.
    Returns which offense it is."""
    cited = {row.key: row for row in cited_of(action)}
    found = consider(action, actor=actor)
    known = {row.earlier.key: row for row in found}
    for key, kept in cited.items():
        now = known.get(key)
        if now is None or not now.counts:
            why = " ".join(now.reasons) if now is not None else _gone(kept)
            raise RuleBroken(f"{kept.source} no longer counts as prior discipline. {why}")
    _keep(action, found, set(cited), actor)
    return 1 + len(cited)


def _gone(kept: PriorDiscipline) -> str:
    if kept.outside_id is not None:
        return "What was entered was corrected or withdrawn since: look up prior discipline again."
    return "It may not be relied on."


def _keep(
    action: DisciplinaryAction, found: Sequence[Considered], cited: set[str], actor: Actor
) -> list[PriorDiscipline]:
    session = unit_of_work.session()
    for old in prior_of(action):
        session.delete(old)
    session.flush()
    rows = [_row(action, one, cited, actor) for one in found if not _is_cleared(one)]
    session.add_all(rows)
    session.flush()
    return rows


def _is_cleared(one: Considered) -> bool:
    """What an agreement cleared is written down nowhere again."""
    return one.earlier.mark(MarkKind.CLEARED) is not None


def _row(
    action: DisciplinaryAction, one: Considered, cited: set[str], actor: Actor
) -> PriorDiscipline:
    earlier = one.earlier
    return PriorDiscipline(
        action_id=action.id,
        case_id=action.case_id,
        prior_action_id=earlier.id if earlier.outside is None else None,
        outside_id=earlier.id if earlier.outside is not None else None,
        number=earlier.number,
        imposed_by=earlier.outside.imposed_by if earlier.outside is not None else "",
        penalty=earlier.penalty,
        misconduct="; ".join(earlier.misconduct),
        decided_on=earlier.decided_on,
        received_on=earlier.received_on,
        effective_on=earlier.effective_on,
        counts=one.counts,
        reasons=list(one.reasons),
        cited=earlier.key in cited,
        known_on=today_of(action),
        by_id=actor.user_id,
    )
