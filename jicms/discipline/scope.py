"""Who sees a disciplinary action, and how much of it, at which stage."""

from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, true

from jicms.access.actor import Actor, Role
from jicms.access.scope import alias_of, fixed, there_is
from jicms.cases.models import Case
from jicms.cases.scope import case_scope, full_scope, item_named
from jicms.discipline.models import (
    AFTER_SERVICE,
    ActionStatus,
    DisciplinaryAction,
    LetterKind,
    PenaltyStage,
)
from jicms.discipline.models_prior import MarkKind
from jicms.discipline.scope_board import on_agenda
from jicms.people.scope import not_close_to

_case = Case.__table__
_action = DisciplinaryAction.__table__


def _works_on(actor: Actor, action: Any) -> ColumnElement[bool]:
    """Labor relations of the action's office, its officials, and counsel it was sent to."""
    if actor.role is Role.LR_SUPERVISOR:
        return and_(action.office_id == actor.office_id, true())
    if actor.role is Role.LR_SPECIALIST:
        mine = or_(action.specialist_id == actor.user_id, action.specialist_id.is_(None))
        return and_(action.office_id == actor.office_id, mine)
    if actor.role is Role.MANAGEMENT_OFFICIAL:
        return or_(
            action.proposing_official_id == actor.user_id,
            action.deciding_official_id == actor.user_id,
        )
    if actor.role is Role.COUNSEL:
        return item_named(actor, "disciplinary_action", action.id, actor.full_principals)
    return false()


def _in_visible_case(actor: Actor, case_id: Any, *, full: bool = False) -> ColumnElement[bool]:
    if actor.within is not None:
        shown = actor.within.holds(case_id)
        return and_(shown, actor.within.full(case_id)) if full else shown
    case = alias_of(_case, "action_case")
    terms = [case.c.id == case_id, case_scope(actor, case.c)]
    if full:
        terms.append(full_scope(actor, case.c))
    return there_is(case, where=terms)


def action_scope(actor: Actor, action: Any) -> ColumnElement[bool]:
    """The action itself. The investigating side sees that it runs, never a draft."""
    if actor.is_system:
        return true()
    investigating = and_(
        action.status != fixed(ActionStatus.DRAFT),
        _in_visible_case(actor, action.case_id, full=True),
    )
    seen = or_(_works_on(actor, action), investigating, on_agenda(actor, action.id))
    return and_(seen, _in_visible_case(actor, action.case_id))


def of_action(actor: Actor, child: Any) -> ColumnElement[bool]:
    """Charges, answers, worksheets: those who work on the action only."""
    if actor.is_system:
        return true()
    action = alias_of(_action, "scope_action")
    return there_is(
        action,
        where=(
            action.c.id == child.action_id,
            _works_on(actor, action.c),
            _in_visible_case(actor, child.case_id),
        ),
    )


def charge_scope(actor: Actor, child: Any) -> ColumnElement[bool]:
    """Charges and what hangs on them: as `of_action`, but officials read no draft. The board reads
    those on its agenda."""
    if actor.role is Role.DRB_MEMBER:
        return before_board(actor, child)
    seen = of_action(actor, child)
    if actor.role is not Role.MANAGEMENT_OFFICIAL:
        return seen
    action = alias_of(_action, "charged_action")
    proposed = there_is(
        action,
        where=(action.c.id == child.action_id, action.c.status != fixed(ActionStatus.DRAFT)),
    )
    return and_(seen, proposed)


def before_board(actor: Actor, child: Any) -> ColumnElement[bool]:
    """What a board member reads of an action on an open agenda."""
    return and_(on_agenda(actor, child.action_id), _in_visible_case(actor, child.case_id))


def board_item_scope(actor: Actor, child: Any) -> ColumnElement[bool]:
    """Places on an agenda, recusals, votes: labor relations and counsel of the action, and members
    who sit and are not recused. Never an official."""
    if actor.role is Role.DRB_MEMBER:
        return before_board(actor, child)
    return inside(actor, child)


def prior_scope(actor: Actor, child: Any) -> ColumnElement[bool]:
    """Prior discipline: as charges; officials read what the notice cites, and nothing else. Who
    proposes reads it in the draft too: his third factor weighs it."""
    seen = charge_scope(actor, child)
    if actor.role is Role.MANAGEMENT_OFFICIAL:
        action = alias_of(_action, "proposed_action")
        proposes = there_is(
            action,
            where=(action.c.id == child.action_id, action.c.proposing_official_id == actor.user_id),
        )
        seen = or_(seen, and_(proposes, of_action(actor, child)))
    outside = actor.role in {Role.MANAGEMENT_OFFICIAL, Role.DRB_MEMBER}
    return and_(seen, child.cited) if outside else seen


def outside_scope(actor: Actor, row: Any) -> ColumnElement[bool]:
    """Discipline from outside the system: labor relations of the agency that keeps it, never of
    oneself or a relative. A cleared one is for supervisors of the office that recorded it."""
    if actor.is_system:
        return true()
    if actor.role not in {Role.LR_SPECIALIST, Role.LR_SUPERVISOR}:
        return false()
    seen = and_(row.agency_id == actor.agency_id, not_close_to(actor, row.person_id))
    shown = or_(row.ended.is_(None), row.ended != fixed(MarkKind.CLEARED))
    if actor.role is Role.LR_SUPERVISOR:
        shown = or_(shown, row.office_id == actor.office_id)
    return and_(seen, shown)


def inside(actor: Actor, child: Any) -> ColumnElement[bool]:
    """Coverage and service: as `of_action`, and never in the package of an official."""
    return false() if actor.role is Role.MANAGEMENT_OFFICIAL else of_action(actor, child)


def of_decision(actor: Actor, child: Any) -> ColumnElement[bool]:
    """Answers and worksheets: as `of_action`, but not for whoever proposed."""
    seen = of_action(actor, child)
    if actor.role is not Role.MANAGEMENT_OFFICIAL:
        return seen
    action = alias_of(_action, "decided_action")
    decides = there_is(
        action,
        where=(action.c.id == child.action_id, action.c.deciding_official_id == actor.user_id),
    )
    return and_(seen, decides)


def agreement_scope(actor: Actor, child: Any) -> ColumnElement[bool]:
    """Agreements and departures: labor relations and counsel. Officials have a package."""
    return false() if actor.role is Role.MANAGEMENT_OFFICIAL else of_action(actor, child)


def letter_scope(actor: Actor, letter: Any) -> ColumnElement[bool]:
    """Letters: the decision goes to those who work on it and to the deciding official."""
    decision = of_decision(actor, letter)
    return or_(and_(letter.kind == fixed(LetterKind.NOTICE), of_action(actor, letter)), decision)


def draft_scope(actor: Actor, letter: Any) -> ColumnElement[bool]:
    """Letters in the making, their versions and checks: those who work on the action, no official.
    What an official may read reaches the package once it was served."""
    if actor.role is Role.MANAGEMENT_OFFICIAL:
        return false()
    return of_action(actor, letter)


def penalty_scope(actor: Actor, penalty: Any) -> ColumnElement[bool]:
    """Penalties: the investigating side sees decided and final ones once they are served."""
    if actor.is_system:
        return true()
    action = alias_of(_action, "scope_action")
    served = there_is(
        action,
        where=(
            action.c.id == penalty.action_id,
            action.c.status.in_([fixed(status) for status in AFTER_SERVICE]),
        ),
    )
    investigating = and_(
        penalty.stage != fixed(PenaltyStage.PROPOSED),
        served,
        _in_visible_case(actor, penalty.case_id, full=True),
    )
    if actor.role is Role.MANAGEMENT_OFFICIAL:
        proposed = and_(penalty.stage == fixed(PenaltyStage.PROPOSED), of_action(actor, penalty))
        return or_(proposed, of_decision(actor, penalty))
    return or_(of_action(actor, penalty), investigating)


def referral_scope(actor: Actor, referral: Any) -> ColumnElement[bool]:
    """Referrals to labor relations: both offices, in a visible case."""
    if actor.is_system:
        return true()
    sent = _in_visible_case(actor, referral.case_id, full=True)
    if actor.role in {Role.LR_SPECIALIST, Role.LR_SUPERVISOR}:
        received = and_(
            referral.to_office_id == actor.office_id, _in_visible_case(actor, referral.case_id)
        )
        return or_(sent, received)
    return sent
