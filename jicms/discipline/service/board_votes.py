"""Votes of a review board, and what they come to: the board's proposal is worked out, not typed."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.auth.models import User
from jicms.core import unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.discipline.models import ActionStatus, DisciplinaryAction
from jicms.discipline.models_board import (
    BoardChargeVote,
    BoardItem,
    BoardVote,
    ItemOutcome,
)
from jicms.discipline.service.actions import name_officials, today_of
from jicms.discipline.service.board import (
    decided_by_board,
    must_recuse,
    pending_item,
    recuse_barred,
    recused_of,
)
from jicms.discipline.service.penalties import is_nothing, penalty_type
from jicms.refdata.models import ActionType
from jicms.web.dates import day as in_words


@dataclass(frozen=True, slots=True)
class Tally:
    """What the votes come to: a penalty that more than half of the voters want, if any; or half,
    the chair among them, where the chair breaks ties (`by_chair`)."""

    voted: int
    needed: int
    code: str | None
    days: int | None
    has_majority: bool
    by_chair: bool
    sustained: dict[int, tuple[int, int]]


def vote(
    item: BoardItem,
    *,
    actor: Actor,
    sustained: Collection[int],
    action_type_code: str | None,
    days: int | None = None,
    dissent: str = "",
) -> BoardVote:
    """A member's own vote, in his own session: which charges are proven (by their numbers), which
    penalty (None: no discipline). It may be changed until the board has decided."""
    policy.require(actor, Action.BOARD_VOTE, item)
    unit_of_work.hold(item)
    if not item.meeting.is_open or item.outcome is not ItemOutcome.PENDING:
        raise TransitionRefused("The board has decided on this action.")
    seat = next((row for row in item.meeting.seats if row.user_id == actor.user_id), None)
    if seat is None or not seat.is_present:
        raise TransitionRefused("Only members who are recorded as present vote.")
    if seat.user_id in recused_of(item) or must_recuse(item.action, seat.user):
        raise TransitionRefused("A recused member does not vote.")
    charges = {charge.n: charge for charge in item.action.charges}
    if set(sustained) - set(charges):
        raise RuleBroken("Choose charges of this action.", field="sustained")
    _check_penalty(item, sustained, action_type_code, days)
    made = next((row for row in item.votes if row.user_id == actor.user_id), None)
    if made is None:
        of = {"action_id": item.action_id, "case_id": item.case_id}
        made = BoardVote(**of, user=seat.user, charges=[])
        item.votes.append(made)
    made.action_type_code, made.days = action_type_code, days
    made.dissent = dissent.strip()
    _set_charges(made, item, set(sustained))
    unit_of_work.session().flush()
    recorder.record(Event.BOARD_VOTED, obj=made, penalty=action_type_code, days=days)
    return made


def _check_penalty(
    item: BoardItem, sustained: Collection[int], code: str | None, days: int | None
) -> None:
    if code is None:
        if days is not None:
            raise RuleBroken("No discipline takes no days.", field="days")
        return
    kind = penalty_type(code, days, on=today_of(item.action))
    if is_nothing(kind):
        raise RuleBroken("Choose “No discipline” instead.", field="action_type_code")
    if not sustained:
        raise RuleBroken("A penalty needs a charge that is proven.", field="sustained")


def _set_charges(made: BoardVote, item: BoardItem, sustained: set[int]) -> None:
    known = {row.charge_id: row for row in made.charges}
    for charge in item.action.charges:
        row = known.get(charge.id)
        if row is None:
            row = BoardChargeVote(
                charge=charge, action_id=item.action_id, case_id=item.case_id, is_sustained=False
            )
            made.charges.append(row)
        row.is_sustained = charge.n in sustained


def counted(item: BoardItem) -> list[BoardVote]:
    """The votes that count: of members who were present and are not recused."""
    present = {seat.user_id for seat in item.meeting.seats if seat.is_present}
    voters = present - recused_of(item)
    return [row for row in item.votes if row.user_id in voters]


def tally(item: BoardItem) -> Tally:
    """What the votes that count come to."""
    votes = counted(item)
    wanted = Counter((row.action_type_code, row.days) for row in votes)
    (code, days), number = wanted.most_common(1)[0] if wanted else ((None, None), 0)
    sustained: dict[int, tuple[int, int]] = {}
    for row in votes:
        for one in row.charges:
            yes, no = sustained.get(one.charge_id, (0, 0))
            sustained[one.charge_id] = (yes + one.is_sustained, no + (not one.is_sustained))
    has, by_chair = number * 2 > len(votes), False
    casting = None if has else _casting_vote(item, votes)
    if casting is not None and wanted[casting] * 2 == len(votes):
        (code, days), has, by_chair = casting, True, True
    return Tally(len(votes), item.meeting.quorum, code, days, has, by_chair, sustained)


def _casting_vote(item: BoardItem, votes: list[BoardVote]) -> tuple[str | None, int | None] | None:
    """What the chair wants, where the chair's vote counts and breaks ties."""
    if not item.meeting.chair_breaks_ties:
        return None
    chairs = {seat.user_id for seat in item.meeting.seats if seat.is_chair}
    found = (row for row in votes if row.user_id in chairs)
    return next(((row.action_type_code, row.days) for row in found), None)


def settle_item(item: BoardItem, *, actor: Actor) -> BoardItem:
    """Record what the votes come to: the penalty that more than half want, or no proposal. The
    board's official is named as the one who proposes. Raises where quorum or majority lack."""
    policy.require(actor, Action.BOARD_MANAGE, item)
    unit_of_work.hold(item)
    _check_pending(item)
    recuse_barred(item)
    found = tally(item)
    if found.voted < found.needed:
        raise RuleBroken(
            f"{found.voted} voted; the quorum is {found.needed}. Record votes, or defer the action."
        )
    if not found.has_majority:
        raise RuleBroken("No penalty has more than half of the votes. Vote again, or defer it.")
    item.action_type_code, item.days = found.code, found.days
    item.outcome = ItemOutcome.PROPOSES if found.code else ItemOutcome.NO_PROPOSAL
    unit_of_work.session().flush()
    recorder.record(
        Event.BOARD_DECIDED,
        obj=item,
        outcome=item.outcome,
        penalty=found.code,
        chair=found.by_chair,
    )
    official = item.meeting.board.official
    if item.outcome is ItemOutcome.PROPOSES and official is not None:
        name_officials(item.action, actor=actor, proposing=official)
    return item


def defer_item(item: BoardItem, *, actor: Actor, reason: str) -> BoardItem:
    """The board did not decide: the action may go on another agenda."""
    policy.require(actor, Action.BOARD_MANAGE, item)
    unit_of_work.hold(item)
    _check_pending(item)
    if not reason.strip():
        raise RuleBroken("Write the reason.", field="reason")
    item.outcome, item.reason = ItemOutcome.DEFERRED, reason.strip()
    unit_of_work.session().flush()
    recorder.record(Event.BOARD_DECIDED, obj=item, outcome=item.outcome)
    return item


def _check_pending(item: BoardItem) -> None:
    if not item.meeting.is_open or item.outcome is not ItemOutcome.PENDING:
        raise TransitionRefused("The board has decided on this action.")


def hold_to_board(
    action: DisciplinaryAction, code: str, days: int | None, *, reason: str, proposing: User | None
) -> None:
    """What a proposal or decision owes the board: not before it has decided, by its official, and
    with a reason where the penalty is another. Nothing where no board had the action."""
    if action.status is ActionStatus.DRAFT and (item := pending_item(action)) is not None:
        raise RuleBroken(
            f"The board has this action on its agenda of {in_words(item.meeting.held_on)}."
        )
    board = decided_by_board(action)
    if board is None:
        return
    official = board.meeting.board.official_id
    proposes = board.outcome is ItemOutcome.PROPOSES
    if proposes and proposing is not None and official is not None and proposing.id != official:
        raise RuleBroken(
            "The board’s official proposes what the board proposed.", field="proposing"
        )
    kind = unit_of_work.session().get(ActionType, code)
    wanted = (None, None) if kind is not None and is_nothing(kind) else (code, days)
    if (board.action_type_code, board.days) != wanted and not reason.strip():
        said = board.penalty_text or "no discipline"
        raise RuleBroken(f"Write why the penalty differs from the board’s: {said}.", field="reason")
