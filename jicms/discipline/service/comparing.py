"""Keeping a comparator search as it was seen that day."""

from collections.abc import Mapping
from dataclasses import dataclass

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases.service import lock
from jicms.core import unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.discipline.comparators import Found
from jicms.discipline.models import ActionStatus, DisciplinaryAction
from jicms.discipline.models_comparators import ComparatorRow, ComparatorSet
from jicms.discipline.models_package import NewKind, PackageAct
from jicms.discipline.service.actions import today_of
from jicms.discipline.service.new_material import add_new_material, takes_new_material
from jicms.discipline.service.receipts import log_received
from jicms.discipline.service.whole import next_number
from jicms.web.dates import day

#: Before the notice is served, a search is notice material.
BEFORE = (ActionStatus.DRAFT, ActionStatus.PROPOSED)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Whether the officials knew of an outcome, and how that is known."""

    known: bool
    note: str = ""


def takes_comparators(action: DisciplinaryAction) -> bool:
    """Whether a search may be kept: with the proposal, or as new material until the decision."""
    return action.status in BEFORE or takes_new_material(action)


def keep_comparators(
    action: DisciplinaryAction,
    *,
    actor: Actor,
    found: Found,
    category_code: str,
    years: int,
    chosen: Mapping[int, Knowledge],
    matters: str = "",
    none: bool = False,
) -> ComparatorSet:
    """Keep the outcomes chosen, by their place in the result, as they are seen today.

    Before the service of the notice they go with it, the last search in place of earlier ones;
    after it they are new material, which says why it matters. `known` says of each whether the
    officials knew of it; where they did not, the note says how they come in. `none`: the outcomes
    were looked at, and none is comparable; the search is kept without rows.
    """
    policy.require(actor, Action.DISCIPLINE_EDIT, action)
    if not takes_comparators(action):
        raise TransitionRefused("Comparators are chosen before the decision.")
    _check(found, chosen, none=none and action.status in BEFORE)
    lock(action.case)
    material = None
    later = action.status not in BEFORE
    if later:
        material = add_new_material(
            action,
            actor=actor,
            kind=NewKind.COMPARATORS,
            title=f"Comparators as seen on {day(today_of(action))}",
            source="Search of final outcomes of the agency",
            matters=matters,
            text=f"{len(chosen)} of {found.near_total + found.agency_total} outcomes.",
        )
    kept = ComparatorSet(
        action_id=action.id,
        case_id=action.case_id,
        n=next_number(ComparatorSet, action_id=action.id),
        seen_on=today_of(action),
        category_code=category_code,
        years=years,
        near_total=found.near_total,
        agency_total=found.agency_total,
        taken_by_id=actor.user_id,
        material_id=material.id if material is not None else None,
        rows=[_row(action, found, place, knowledge) for place, knowledge in sorted(chosen.items())],
    )
    unit_of_work.session().add(kept)
    unit_of_work.session().flush()
    if not later:
        log_received(
            action, action.proposing_official, [], act=PackageAct.COMPARATORS_KEPT, actor=actor
        )
    recorder.record(Event.COMPARATORS_KEPT, obj=action, n=kept.n, rows=len(chosen), new=later)
    return kept


def _check(found: Found, chosen: Mapping[int, Knowledge], *, none: bool) -> None:
    if none and chosen:
        raise RuleBroken("Choose outcomes, or say that none is comparable.", field="none")
    if not chosen and not none:
        raise RuleBroken("Choose the outcomes that are comparable.", field="chosen")
    for place, knowledge in sorted(chosen.items()):
        if not 1 <= place <= len(found.rows):
            raise RuleBroken("Choose outcomes of this list.", field="chosen")
        if not knowledge.known and not knowledge.note.strip():
            raise RuleBroken(
                f"Write on what ground outcome {place} is used though the officials did not know "
                "of it.",
                field=f"note_{place}",
            )


def _row(
    action: DisciplinaryAction, found: Found, place: int, knowledge: Knowledge
) -> ComparatorRow:
    seen = found.rows[place - 1]
    return ComparatorRow(
        action_id=action.id,
        case_id=action.case_id,
        place=place,
        is_near=seen.is_near,
        same_unit=seen.same_unit,
        same_official=seen.same_official,
        was_supervisor=seen.was_supervisor,
        fiscal_year=seen.fiscal_year,
        proposed_code=seen.proposed_code,
        proposed_days=seen.proposed_days,
        final_code=seen.final_code,
        final_days=seen.final_days,
        known=knowledge.known,
        known_note=knowledge.note.strip(),
    )
