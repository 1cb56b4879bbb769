"""An action before the review board: votes, recusals, what was decided."""

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import Role, current_actor
from jicms.access.guard import permit
from jicms.audit.events import Event
from jicms.core import unit_of_work
from jicms.discipline import queries_board
from jicms.discipline.forms import board as forms
from jicms.discipline.models import spelled
from jicms.discipline.models_board import BoardItem
from jicms.discipline.service import board as service
from jicms.discipline.service import board_votes as votes
from jicms.discipline.views import bp
from jicms.discipline.views.board import form_page, to_meeting
from jicms.refdata.models import ActionType
from jicms.web.filters import plural
from jicms.web.messages import saved

_ITEM = "/board/items/<int:item_id>"


def _to(item: BoardItem, said: str) -> ResponseReturnValue:
    saved(said)
    return redirect(url_for("discipline.board_item", item_id=item.id))


def _page(form: Any, title: str, item: BoardItem, lead: str) -> ResponseReturnValue:
    back = url_for("discipline.board_item", item_id=item.id)
    return form_page(form, title, back, lead, of=item.action.number)


@bp.get(_ITEM)
@permit(Action.BOARD_VIEW, load=queries_board.item_by_id, viewed=Event.PACKAGE_VIEWED)
def board_item(item: BoardItem) -> ResponseReturnValue:
    """The action before the board: charges, votes, recusals, and what they come to."""
    user_id = current_actor().user_id
    return render_template(
        "discipline/board_item.html",
        item=item,
        action=item.action,
        case=item.case,
        tally=votes.tally(item),
        says=_says(item),
        counted={row.id for row in votes.counted(item)},
        seat=next((row for row in item.meeting.seats if row.user_id == user_id), None),
    )


def _says(item: BoardItem) -> str:
    """What the votes come to, in words."""
    found = votes.tally(item)
    if found.voted < found.needed:
        return f"{plural(found.voted, 'vote')}; the quorum is {found.needed}."
    if not found.has_majority:
        return "No penalty has more than half of the votes."
    kind = unit_of_work.session().get(ActionType, found.code or "")
    said = spelled(kind, found.days) if kind is not None else "No discipline"
    return f"{said}, by the chair’s casting vote" if found.by_chair else said


@bp.route(f"{_ITEM}/vote", methods=["GET", "POST"])
@permit(Action.BOARD_VOTE, load=queries_board.pending)
def board_vote(item: BoardItem) -> ResponseReturnValue:
    """The member's own vote."""
    actor = current_actor()
    own = next((row for row in item.votes if row.user_id == actor.user_id), None)
    data: dict[str, Any] = {"version": own.version if own is not None else 0}
    if own is not None:
        data |= {"action_type_code": own.action_type_code or forms.NONE, "days": own.days}
        data |= {"dissent": own.dissent}
        data["sustained"] = [row.charge.n for row in own.charges if row.is_sustained]
    form = forms.VoteForm(data=data)
    form.offer(item)
    if form.ready():
        if own is not None:
            form.refuse_if_stale(own)
        with form.refusals():
            votes.vote(item, actor=actor, **form.said())
            return _to(item, "your vote")
    lead = "Your own vote. You may change it until the board has decided."
    return _page(form, f"Vote on {item.action.number}", item, lead)


@bp.route(f"{_ITEM}/recusal", methods=["GET", "POST"])
@permit(Action.BOARD_RECUSE, load=queries_board.pending)
def board_recuse(item: BoardItem) -> ResponseReturnValue:
    """A member takes no part in the action."""
    actor = current_actor()
    own = actor.role is Role.DRB_MEMBER
    form = forms.RecuseForm()
    form.offer(item, only=actor.user_id if own else None)
    if form.ready():
        with form.refusals():
            service.recuse(item, actor=actor, **form.said())
            return to_meeting(item.meeting, "the recusal")
    lead = "The member sees nothing of the action from then on, and a vote no longer counts."
    return _page(form, f"Recuse from {item.action.number}", item, lead)


@bp.route(f"{_ITEM}/decision", methods=["GET", "POST"])
@permit(Action.BOARD_MANAGE, load=queries_board.pending)
def board_settle(item: BoardItem) -> ResponseReturnValue:
    """What the board made of the action."""
    form, actor = forms.SettleForm(data={"version": item.version}), current_actor()
    form.offer(_says(item))
    if form.ready():
        form.refuse_if_stale(item)
        with form.refusals():
            if form.how.data == forms.DEFER:
                votes.defer_item(item, actor=actor, reason=form.reason.data or "")
            else:
                votes.settle_item(item, actor=actor)
            return _to(item, "what the board decided")
    lead = "The proposal is what more than half of the votes want; nothing is typed."
    return _page(form, f"Record the decision on {item.action.number}", item, lead)
