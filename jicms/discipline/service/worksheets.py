"""The two Douglas worksheets: the proposing official's, fixed with the notice, and the deciding
official's, which rests on what he received and is fixed with the decision."""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.attributes import flag_modified

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.discipline import procedures
from jicms.discipline.kinds import FactorWeight
from jicms.discipline.models import (
    ActionStatus,
    DisciplinaryAction,
    DouglasEntry,
)
from jicms.discipline.models_package import PackagePart, PackageReceipt
from jicms.discipline.models_worksheets import FactorCitation, ProposingFactor, WorksheetDraft
from jicms.refdata.models import DouglasFactor
from jicms.refdata.queries import entries

#: Statuses in which the deciding official's worksheet and the decision are written.
DECIDING = (ActionStatus.ANSWER, ActionStatus.DECISION)
Weights = Mapping[str, tuple[FactorWeight, str]]


def douglas_is_required(action: DisciplinaryAction) -> bool:
    """Whether all twelve factors are weighed before the decision: where the law leaves a choice."""
    return procedures.weighs_factors(action)


def save_worksheet(
    action: DisciplinaryAction,
    *,
    actor: Actor,
    weights: Weights,
    cites: Mapping[str, Collection[int]] | None = None,
) -> DisciplinaryAction:
    """Write factors of the deciding official's worksheet: code → weight and reasons. Others stay.

    By the official himself, or by labor relations as he signed them; what he wrote himself nobody
    else changes. `cites` names by factor the receipts that it rests on: things that the official
    received, nothing else. A factor without weight is noted too. Closed by the decision.
    """
    _may_write(action, PackagePart.DECIDING, actor)
    if action.status not in DECIDING or action.decided_on is not None:
        raise TransitionRefused("The worksheet is written between the notice and the decision.")
    _check_weights(weights)
    present = {row.factor_code: row for row in action.factors}
    for code, (weight, text) in weights.items():
        row = present.get(code)
        if row is None:
            row = DouglasEntry(case_id=action.case_id, factor_code=code)
            action.factors.append(row)
            present[code] = row
        _write(row, weight, text, actor, own=action.deciding_official_id)
    unit_of_work.session().flush()
    if cites is not None:
        _cite(action, {present[code]: keys for code, keys in cites.items() if code in present})
    recorder.record(
        Event.WORKSHEET_SAVED, obj=action, part=PackagePart.DECIDING.value, n=len(action.factors)
    )
    drop_typing(action, PackagePart.DECIDING, actor=actor)
    return action


def save_proposing_worksheet(
    action: DisciplinaryAction, *, actor: Actor, weights: Weights
) -> Sequence[ProposingFactor]:
    """Write factors of the proposing official's worksheet, until the notice is served.

    From then on it is notice material: the employee and the deciding official read it as it is.
    """
    _may_write(action, PackagePart.PROPOSING, actor)
    if action.notice_received_at is not None or action.status not in {
        ActionStatus.DRAFT,
        ActionStatus.PROPOSED,
    }:
        raise TransitionRefused("This worksheet was served with the notice and stays as it is.")
    _check_weights(weights)
    session = unit_of_work.session()
    present = {row.factor_code: row for row in proposing_factors(action)}
    for code, (weight, text) in weights.items():
        row = present.get(code)
        if row is None:
            row = ProposingFactor(action_id=action.id, case_id=action.case_id, factor_code=code)
            session.add(row)
        _write(row, weight, text, actor, own=action.proposing_official_id)
    session.flush()
    found = proposing_factors(action)
    recorder.record(
        Event.WORKSHEET_SAVED, obj=action, part=PackagePart.PROPOSING.value, n=len(found)
    )
    drop_typing(action, PackagePart.PROPOSING, actor=actor)
    return found


def may_write(action: DisciplinaryAction, part: PackagePart, actor: Actor) -> bool:
    """Whether the actor writes that worksheet: its official, or who works the action."""
    return policy.allows(actor, _needs(action, part, actor), action)


def _may_write(action: DisciplinaryAction, part: PackagePart, actor: Actor) -> None:
    policy.require(actor, _needs(action, part, actor), action)


def _needs(action: DisciplinaryAction, part: PackagePart, actor: Actor) -> Action:
    proposing = part is PackagePart.PROPOSING
    official = action.proposing_official_id if proposing else action.deciding_official_id
    own = actor.user_id is not None and actor.user_id == official
    return Action.PACKAGE_WORK if own else Action.DISCIPLINE_EDIT


def _check_weights(weights: Weights) -> None:
    known = entries(DouglasFactor)
    for code, (_weight, text) in weights.items():
        if code not in known:
            raise RuleBroken("Choose a factor from the list.")
        if not text.strip():
            raise RuleBroken(f"Write the reasons for factor {_number(code)}.")


def _write(
    row: DouglasEntry | ProposingFactor,
    weight: FactorWeight,
    text: str,
    actor: Actor,
    *,
    own: int | None,
) -> None:
    same = row.weight == FactorWeight(weight) and row.text == text.strip() if row.id else False
    if same:
        return
    by_official = row.written_by_id is not None and row.written_by_id == own
    if by_official and actor.user_id != own:
        raise RuleBroken(
            f"The official wrote factor {_number(row.factor_code)} himself: only he changes it."
        )
    row.weight, row.text, row.written_by_id = FactorWeight(weight), text.strip(), actor.user_id


def _cite(action: DisciplinaryAction, wanted: Mapping[DouglasEntry, Collection[int]]) -> None:
    """Point factors at what the deciding official received; anything else is refused."""
    session = unit_of_work.session()
    known = {row.id for row in receipts_of(action)}
    standing: dict[int, dict[int, FactorCitation]] = {}
    for row in citations_of(action):
        standing.setdefault(row.entry_id, {})[row.receipt_id] = row
    for entry, keys in wanted.items():
        if not set(keys) <= known:
            raise RuleBroken("A factor cites only what the deciding official received.")
        before, after = standing.get(entry.id, {}), set(keys)
        if before.keys() == after:
            continue
        for gone in before.keys() - after:
            session.delete(before[gone])
        session.add_all(
            FactorCitation(
                action_id=action.id, case_id=action.case_id, entry_id=entry.id, receipt_id=key
            )
            for key in sorted(after - before.keys())
        )
        # Whoever has the worksheet open is told: its version is that of its factors.
        flag_modified(entry, "text")
    session.flush()


def receipts_of(action: DisciplinaryAction) -> Sequence[PackageReceipt]:
    """What the deciding official received, in order, as far as the actor sees."""
    return (
        unit_of_work.session()
        .scalars(
            select(PackageReceipt)
            .where(
                PackageReceipt.action_id == action.id,
                PackageReceipt.part == PackagePart.DECIDING,
                PackageReceipt.official_id == action.deciding_official_id,
            )
            .order_by(PackageReceipt.id)
        )
        .all()
    )


def citations_of(action: DisciplinaryAction) -> Sequence[FactorCitation]:
    """What the factors of the deciding official's worksheet cite."""
    return (
        unit_of_work.session()
        .scalars(
            select(FactorCitation)
            .where(FactorCitation.action_id == action.id)
            .order_by(FactorCitation.receipt_id)
            .options(joinedload(FactorCitation.receipt))
        )
        .all()
    )


def proposing_factors(action: DisciplinaryAction) -> Sequence[ProposingFactor]:
    """The proposing official's worksheet, in order, as far as the actor sees."""
    return (
        unit_of_work.session()
        .scalars(
            select(ProposingFactor)
            .where(ProposingFactor.action_id == action.id)
            .order_by(ProposingFactor.factor_code)
        )
        .all()
    )


def _number(code: str) -> int:
    return int(code.rpartition("-")[2])


def missing_factors(action: DisciplinaryAction) -> list[int]:
    """The numbers of the Douglas factors that the deciding official has not weighed yet."""
    return _missing({row.factor_code for row in action.factors})


def missing_of_proposing(action: DisciplinaryAction) -> list[int]:
    """The numbers of the factors that the proposing official has not weighed yet."""
    return _missing({row.factor_code for row in proposing_factors(action)})


def _missing(weighed: set[str]) -> list[int]:
    return [_number(code) for code in entries(DouglasFactor) if code not in weighed]


def refuse_half_written(action: DisciplinaryAction) -> None:
    """A proposing worksheet goes with the notice whole: half of one is refused, and none at all
    where the factors are weighed before the proposal."""
    missing = missing_of_proposing(action)
    begun = len(missing) < len(entries(DouglasFactor))
    if missing and (begun or douglas_is_required(action)):
        named = ", ".join(str(n) for n in missing)
        raise RuleBroken(
            "The proposing official’s Douglas worksheet goes with the notice and stays as it is "
            f"from then on. Not weighed yet: factor {named}."
        )


# What is typed and not saved


def typing_of(
    action: DisciplinaryAction, part: PackagePart, *, actor: Actor
) -> WorksheetDraft | None:
    """What the actor typed in that worksheet and did not save."""
    found: WorksheetDraft | None = unit_of_work.session().scalar(
        select(WorksheetDraft).where(
            WorksheetDraft.action_id == action.id,
            WorksheetDraft.part == part,
            WorksheetDraft.user_id == actor.user_id,
        )
    )
    return found


def keep_typing(
    action: DisciplinaryAction,
    part: PackagePart,
    *,
    actor: Actor,
    typed: Mapping[str, Any],
    base: int,
) -> WorksheetDraft:
    """Keep what somebody is typing, for that person alone; the worksheet stays as it is."""
    assert actor.user_id is not None
    _may_write(action, part, actor)
    draft = typing_of(action, part, actor=actor)
    if draft is None:
        draft = WorksheetDraft(
            action_id=action.id, case_id=action.case_id, part=part, user_id=actor.user_id
        )
        unit_of_work.session().add(draft)
    draft.seal(json.dumps(dict(typed)))
    draft.base, draft.saved_at = max(base, 0), clock.now()
    unit_of_work.session().flush()
    return draft


def drop_typing(action: DisciplinaryAction, part: PackagePart, *, actor: Actor) -> None:
    """Forget what the actor typed there and did not save."""
    if actor.user_id is None:
        return
    unit_of_work.session().execute(
        delete(WorksheetDraft).where(
            WorksheetDraft.action_id == action.id,
            WorksheetDraft.part == part,
            WorksheetDraft.user_id == actor.user_id,
        )
    )
