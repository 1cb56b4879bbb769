"""Disciplinary actions of an extract: recommended and final penalty as rows of their own."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from jicms.cases.models import Party, SubjectStatus
from jicms.discipline.models import ActionStatus, DisciplinaryAction, Penalty, PenaltyStage
from jicms.imports import bulk
from jicms.imports.reading import Row
from jicms.imports.targets.base import Change, Context

#: Field of the row by stage of the penalty.
STAGES = {
    PenaltyStage.PROPOSED: "recommended_penalty",
    PenaltyStage.FINAL: "final_penalty",
}


@dataclass(frozen=True, slots=True)
class Subject:
    """An accused employee of a row, with the ids that the action hangs on."""

    row: Row
    case_id: int
    party_id: int


def subject_status(fields: Collection[str]) -> SubjectStatus:
    """A final penalty ends the matter; a recommended one alone leaves it with labor relations.

    `fields` are the names of the fields that are not blank.
    """
    if "final_penalty" in fields:
        return SubjectStatus.FINAL
    if "recommended_penalty" in fields:
        return SubjectStatus.IN_ADJUDICATION
    return SubjectStatus.NOT_REFERRED


def status_of(row: Row) -> ActionStatus:
    """FINAL with a final penalty, else PROPOSED. The source has no steps between."""
    return ActionStatus.FINAL if row.cell("final_penalty").text else ActionStatus.PROPOSED


def add_actions(context: Context, subjects: list[Subject]) -> None:
    """An action with its penalties for each row that has a penalty at all."""
    wanted = [one for one in subjects if any(one.row.cell(name).text for name in STAGES.values())]
    action = DisciplinaryAction
    last = context.last(action.n, action.case_id, {one.case_id for one in wanted})
    ids = context.ids(action, len(wanted))
    actions: list[dict[str, Any]] = []
    penalties: list[dict[str, Any]] = []
    for one in wanted:
        last[one.case_id] += 1
        number = next(ids)
        actions.append(
            {
                "id": number,
                "case_id": one.case_id,
                "n": last[one.case_id],
                "party_id": one.party_id,
                "office_id": context.discipline_office_id,
                "status": status_of(one.row),
                "legacy_key": one.row.key,
            }
        )
        penalties += [
            penalty(one.row, number, one.case_id, stage)
            for stage, name in STAGES.items()
            if one.row.cell(name).text
        ]
    context.insert(action, actions)
    context.insert(Penalty, penalties)


def penalty(row: Row, action_id: int, case_id: int, stage: PenaltyStage) -> dict[str, Any]:
    """One penalty; the source's own code stays beside ours."""
    cell = row.cell(STAGES[stage])
    return {
        "action_id": action_id,
        "case_id": case_id,
        "stage": stage,
        "action_type_code": cell.code,
        "days": cell.number,
        "source_code": cell.raw,
    }


def change_actions(context: Context, changes: list[Change]) -> None:
    """Add or replace the penalties that an extract brings; keep action and subject in step."""
    touched = [each for each in changes if set(STAGES.values()) & each.new.keys()]
    action = DisciplinaryAction
    keys = [each.row.key for each in touched]
    actions = {
        str(key): number
        for key, number in context.session.execute(
            select(action.legacy_key, action.id).where(action.legacy_key.in_(keys))
        )
    }
    add_actions(
        context,
        [
            Subject(each.row, int(each.known.case_id or 0), each.known.extra)
            for each in touched
            if each.row.key not in actions
        ],
    )
    there = [each for each in touched if each.row.key in actions]
    _change_penalties(context, there, actions)
    finals = [each for each in touched if "final_penalty" in each.new]
    bulk.change(
        context.session,
        action,
        [
            {"id": actions[each.row.key], "status": ActionStatus.FINAL}
            for each in finals
            if each.row.key in actions
        ],
    )
    _end_subjects(context, touched)


def _change_penalties(context: Context, changes: list[Change], actions: dict[str, int]) -> None:
    stored = {
        (number, stage): penalty_id
        for number, stage, penalty_id in context.session.execute(
            select(Penalty.action_id, Penalty.stage, Penalty.id).where(
                Penalty.action_id.in_([actions[each.row.key] for each in changes])
            )
        )
    }
    new, changed = [], []
    for each in changes:
        for stage, name in STAGES.items():
            if name not in each.new:
                continue
            number = actions[each.row.key]
            values = penalty(each.row, number, int(each.known.case_id or 0), stage)
            if (number, stage) in stored:
                changed.append({"id": stored[number, stage], **values})
            else:
                new.append(values)
    bulk.change(context.session, Penalty, changed)
    context.insert(Penalty, new)


def _end_subjects(context: Context, changes: list[Change]) -> None:
    """Move subjects on, unless somebody moved them here."""
    found = context.session.execute(
        select(Party.id, Party.subject_status).where(
            Party.id.in_([each.known.extra for each in changes])
        )
    )
    stored = dict(found.all())
    moved = []
    for each in changes:
        before = subject_status(each.known.fields)
        after = subject_status(each.known.fields.keys() | each.new.keys())
        if stored.get(each.known.extra) is before and before is not after:
            moved.append({"id": each.known.extra, "subject_status": after})
    bulk.change(context.session, Party, moved)
