"""Whose turn it is among the officials of an action: who proposes, then who decides."""

from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, case, or_, true

from jicms.access.actor import Actor, Role
from jicms.discipline import procedures
from jicms.discipline.models import ActionStatus, DisciplinaryAction
from jicms.discipline.models_package import PackagePart
from jicms.discipline.workflow import ENDED

A = ActionStatus
_action = DisciplinaryAction


class Turn(NamedTuple):
    """An official who is to act, and as what."""

    user_id: int
    part: PackagePart


def turn_of(action: DisciplinaryAction) -> Turn | None:
    """The official named for the next step that an official takes; None where it is another's."""
    if action.status is A.DRAFT:
        if procedures.needs_notice(action):
            return _turn(action.proposing_official_id, PackagePart.PROPOSING)
        return _turn(action.deciding_official_id, PackagePart.DECIDING)
    if action.status is A.DECISION and action.decided_on is None:
        return _turn(action.deciding_official_id, PackagePart.DECIDING)
    return None


def _turn(user_id: int | None, part: PackagePart) -> Turn | None:
    return Turn(user_id, part) if user_id is not None else None


def words(actor: Actor, action: DisciplinaryAction) -> str:
    """What an action waits for, as its official reads it; "" where nothing of his is left."""
    turn = turn_of(action)
    if turn is not None and turn.user_id == actor.user_id:
        return "Your proposal" if turn.part is PackagePart.PROPOSING else "Your decision"
    if action.status is A.ANSWER:
        return "The employee’s answer"
    return ""


def is_mine(actor: Actor) -> ColumnElement[bool]:
    """Criterion: the action waits for the official; for a board member each that he sees does."""
    if actor.role is Role.DRB_MEMBER:
        return true()
    proposes = and_(_action.status == A.DRAFT, _is_official(actor))
    undecided = and_(_action.status == A.DECISION, _action.decided_on.is_(None))
    return or_(proposes, and_(undecided, _action.deciding_official_id == actor.user_id))


def _is_official(actor: Actor) -> ColumnElement[bool]:
    # A deciding official has the package of a draft only where no notice comes before it.
    return or_(
        _action.proposing_official_id == actor.user_id,
        _action.deciding_official_id == actor.user_id,
    )


def mine_first(actor: Actor) -> ColumnElement[int]:
    """The order of an official's list: what waits for him, what runs, what has ended."""
    return case((is_mine(actor), 0), (_action.status.in_(ENDED), 2), else_=1)
